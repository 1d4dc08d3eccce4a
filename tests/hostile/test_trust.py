"""What comes from somebody else is data: it runs nothing, and nothing reaches the network."""

from __future__ import annotations

import ast
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotators.ner.model import DEFAULT, find_model
from annotators.packcache import cached_rules
from annotators.packkey import cache_folder, is_private
from annotators.shipped import rules_directory
from tests.cli.conftest import COMMAND
from tests.packs import HEAD

ROOT = Path(__file__).parents[2]
PAGER = "cli/pager.py"  # runs what the user's $PAGER says, as a shell command, as every program does
SOURCES = [
    file for folder in ("annotators", "cli", "bench") for file in sorted((ROOT / folder).rglob("*.py"))
]


# No code in data -------------------------------------------------------------------------------------------


def calls(file: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Every call of a file: its line, the dotted name, the keyword arguments that are constants."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            given = {
                k.arg: k.value.value for k in node.keywords if k.arg and isinstance(k.value, ast.Constant)
            }
            yield node.lineno, ast.unparse(node.func), given


def unsafe(name: str, given: dict[str, Any]) -> bool:
    if name.endswith("torch.load"):
        return given.get("weights_only") is not True
    if name in ("np.load", "numpy.load"):
        return given.get("allow_pickle") is not False
    return name in ("eval", "exec", "__import__", "os.system", "yaml.load", "yaml.unsafe_load") or (
        name.partition(".")[0] in ("pickle", "marshal", "shelve", "dill", "joblib")
        or given.get("shell") is True
    )


def test_nothing_is_read_in_a_way_that_can_run_code() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: {name}"
        for file in SOURCES
        for line, name, given in calls(file)
        if unsafe(name, given) and not (str(file.relative_to(ROOT)) == PAGER and name == "subprocess.Popen")
    ]
    assert found == []


class Evil:
    """Makes a folder where it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, ("harm",))


@pytest.mark.parametrize("form", ["a pickle", "a torch file"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("annotate", "--engine", "stanza", "--model", "model", "a.txt"),
        ("model", "compile", "model"),
    ],
    ids=" ".join,
)
def test_a_model_with_code_in_it_is_refused_and_runs_none(
    tmp_path: Path, form: str, arguments: tuple[str, ...]
) -> None:
    import torch

    shutil.copytree(find_model(DEFAULT).folder, tmp_path / "model")
    (tmp_path / "model" / "glossator.compiled").unlink()
    (tmp_path / "a.txt").write_text("Najib Khan left.")
    for file in (tmp_path / "model").rglob("*.pt"):
        if form == "a pickle":
            file.write_bytes(pickle.dumps(Evil()))
        else:
            torch.save({"model": Evil(), "config": {}}, file)
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )
    assert not (tmp_path / "harm").exists()
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


# The cache -------------------------------------------------------------------------------------------------


def test_a_cache_that_others_can_write_to_is_neither_read_nor_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLOSSATOR_CACHE", str(tmp_path / "cache"))
    pack = tmp_path / "p.yaml"
    pack.write_text(HEAD + "rules:\n- {id: r, annotate: unit, match: marsh watch}\n")
    monkeypatch.setattr("annotators.packcache.shipped_packs", list)
    monkeypatch.setattr("annotators.shipped.shipped_packs", list)
    cached_rules([pack])
    (kept,) = (tmp_path / "cache").iterdir()
    before = kept.stat().st_mtime_ns
    assert is_private(tmp_path / "cache")
    for mode in (0o770, 0o707):
        (tmp_path / "cache").chmod(mode)
        assert not is_private(tmp_path / "cache")
        os.utime(kept, ns=(before, before))
        cached_rules([pack])
        assert kept.stat().st_mtime_ns == before  # what is read is touched
        pack.write_text(pack.read_text() + f"# {mode}\n")
        cached_rules([pack])
        assert list((tmp_path / "cache").iterdir()) == [kept]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_cache_of_somebody_else_is_not_read(tmp_path: Path) -> None:
    os.chown(tmp_path, 12345, -1)
    assert not is_private(tmp_path)


def test_a_cache_that_is_made_is_for_its_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GLOSSATOR_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "new"))
    pack = tmp_path / "p.yaml"
    pack.write_text(HEAD + "rules:\n- {id: r, annotate: unit, match: marsh watch}\n")
    cached_rules([pack])
    folder = cache_folder()
    assert folder is not None
    assert folder.stat().st_mode & 0o777 == 0o700


# The network -----------------------------------------------------------------------------------------------

OFFLINE = [
    "annotate in",
    "show --no-ner in/a.txt",
    "summary records.yaml",
    "report records.yaml -o report.html",
    "export sqlite records.yaml -o out.sqlite",
    "export csv records.yaml -o tables --force",
    "verify records.yaml",
    "rules check mine.yaml",
    "rules test mine.yaml",
    "rules explain units.numbered-formation",
    "model info en-news-2",
    "--version",
]


def can_unshare() -> bool:
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text(
        "Gen. Najib Khan of the 3rd Brigade said 70 soldiers left Rafah crossing."
    )
    shutil.copy(rules_directory().parent / "samples" / "sudan-chad-adre.yaml", folder / "sample.yaml")
    (folder / "mine.yaml").write_text(
        HEAD + "rules:\n- id: r\n  annotate: unit\n  match: marsh watch\n"
        "  tests: {hit: ['the [[Marsh Watch]]'], miss: ['the marsh']}\n"
    )
    done = subprocess.run([*COMMAND, "annotate", "in"], cwd=folder, capture_output=True, check=True)
    (folder / "records.yaml").write_bytes(done.stdout)
    return folder


@pytest.mark.skipif(not can_unshare(), reason="a network namespace cannot be made here")
@pytest.mark.parametrize("arguments", OFFLINE)
def test_a_command_gives_the_same_where_there_is_no_network(desk: Path, arguments: str) -> None:
    outcomes = []
    for where in ([], ["unshare", "-rn"]):
        for old in ("report.html", "out.sqlite"):
            (desk / old).unlink(missing_ok=True)
        done = subprocess.run(
            [*where, *COMMAND, *arguments.split()], cwd=desk, capture_output=True, check=False, timeout=300
        )
        made = [
            (desk / name).read_bytes() for name in ("report.html", "out.sqlite") if (desk / name).exists()
        ]
        outcomes.append((done.returncode, done.stdout, done.stderr, made))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] == 0, outcomes[0][2].decode()
