"""Two doors to the command: in this process, with the shipped packs loaded once, and as its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotators import packcache, ruleset
from annotators.cli.main import app
from annotators.ruleset import RuleSet, load_rules

COMMAND = [sys.executable, "-m", "annotators.cli"]


@dataclass(frozen=True, slots=True)
class Ending:
    """What a run of the command left."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def shipped() -> RuleSet:
    """The shipped packs."""
    return load_rules()


@pytest.fixture
def glossator(shipped: RuleSet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Ending]:
    """Run the command in this process, in an empty folder."""
    real = ruleset.load_rules
    # It keeps what it loads, which must not have been used before.
    assert vars(packcache)["load_rules"] is real

    def cached(extra: Iterable[Path] = (), *, thorough: bool = False) -> RuleSet:
        files = list(extra)
        return real(files, thorough=thorough) if files else shipped

    monkeypatch.setattr(ruleset, "load_rules", cached)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: bytes = b"") -> Ending:
        result = CliRunner().invoke(app, list(arguments), input=stdin, prog_name="glossator")
        return Ending(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., Ending]:
    """Run the command as a process of its own, in an empty folder."""

    def run(*arguments: str | bytes, stdin: bytes = b"", **environment: str) -> Ending:
        done = subprocess.run(
            [*COMMAND, *arguments],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env=os.environ | environment,
            timeout=120,
            check=False,
        )
        return Ending(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
