"""Values that need no conversion are what Typer's own conversion makes of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.core import TyperCommand
from typer.testing import CliRunner

from annotators.cli.quick import QuickCommand

SAMPLE = Path(__file__).parents[2] / "samples" / "syria-lebanon-handover.txt"


class Colour(StrEnum):
    """A choice."""

    red = "red"
    blue = "blue"


def outcome(cls: type[TyperCommand], arguments: list[str]) -> tuple[int, str, str, list[Any]]:
    """Exit status, both outputs, and what the command was called with."""
    app = typer.Typer(rich_markup_mode=None)
    seen: list[Any] = []

    @app.command(cls=cls)
    def command(
        paths: Annotated[list[str] | None, typer.Argument()] = None,
        files: Annotated[list[Path] | None, typer.Option("--file")] = None,
        name: Annotated[str | None, typer.Option()] = None,
        colour: Annotated[Colour, typer.Option()] = Colour.red,
        size: Annotated[int, typer.Option(min=1)] = 5,
        flag: Annotated[bool, typer.Option("--flag")] = False,
    ) -> None:
        seen.extend((paths, files, name, colour, size, flag))

    result = CliRunner().invoke(app, arguments, prog_name="command")
    return result.exit_code, result.stdout, result.stderr, seen


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "a",
        "a b --flag",
        "--name n --colour blue --size 3",
        "--file x --file y",
        "--size 0",
        "--size many",
        "--colour green",
        "--nonsense",
        "a \udcff",
        "--name \udcff",
        "--name=",
        "--help",
    ],
)
def test_a_quick_command_gets_the_same_values_and_says_the_same(arguments: str) -> None:
    given = arguments.split(" ") if arguments else []
    assert outcome(QuickCommand, given) == outcome(TyperCommand, given)


def test_annotating_imports_nothing_that_it_does_not_need() -> None:
    heavy = {
        *("pydantic", "yaml", "rich", "asyncio", "email", "http", "importlib.metadata", "torch", "numpy"),
        *("annotators.rulefile", "annotators.linker", "annotators.cli.model", "annotators.cli.rules"),
    }
    code = (
        f"import sys, atexit; sys.argv = ['glossator', 'annotate', '--no-ner', {str(SAMPLE)!r}]\n"
        f"atexit.register(lambda: print(*sorted(sys.modules.keys() & {heavy!r}), file=sys.stderr))\n"
        "from annotators.cli.main import app; app()"
    )
    command = [sys.executable, "-c", code]
    subprocess.run(command, capture_output=True, check=True, timeout=120)  # may have to compile the packs
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    assert done.stdout.startswith(b"---\nschema: 1\n")
    assert done.stderr.decode().split() == []


@pytest.mark.parametrize(
    "command",
    [
        ["show"],
        ["summary"],
        ["verify"],
        ["report", "-o", "report.html"],
        ["export", "conll"],
        ["correct", "--apply"],
    ],
    ids=lambda command: command[0],
)
def test_what_reads_records_imports_neither_rules_nor_model(command: list[str], tmp_path: Path) -> None:
    heavy = {"re2", "numpy", "torch", "annotators.batch", "annotators.pipeline", "annotators.matcher"}
    arguments = ["glossator", *command, str(SAMPLE.with_suffix(".yaml"))]
    code = (
        f"import sys, atexit; sys.argv = {arguments!r}\n"
        f"atexit.register(lambda: print('heavy:', *{heavy!r} & {{*sys.modules}}, file=sys.stderr))\n"
        "from annotators.cli.main import app; app()"
    )
    shutil.copytree(SAMPLE.parent, tmp_path / "samples")  # records name their articles from here
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, timeout=120
    )
    assert done.stderr.decode().splitlines()[-1] == "heavy:"
