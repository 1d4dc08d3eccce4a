"""`glossator rules check`: every problem of every pack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..console import note
from ..exits import Code, epilog
from ..packs import load, plural, show

EPILOG = epilog(
    "glossator rules check",
    "glossator rules check --strict mine.yaml 2>&1 | grep 'warning\\['",
    codes=(Code.DONE, Code.ERROR),
    wrong="a broken rule pack",
)


def check_packs(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILES", hidden=True)] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
) -> None:
    """Check the shipped packs, and FILES with them.

    Every problem goes to standard error, with its file, line and column. What has no effect is a warning.
    """
    rules = load(files or [], thorough=True)
    show(rules.warnings)
    counted = (
        plural(len(rules.packs), "pack"),
        plural(sum(len(pack.rules) for pack in rules.packs), "rule"),
        plural(sum(len(pack.lists) for pack in rules.packs), "list"),
    )
    found = plural(len(rules.warnings), "warning") if rules.warnings else "no problems"
    note(f"{', '.join(counted)}: {found}")
    if strict and rules.warnings:
        raise typer.Exit(Code.ERROR)
