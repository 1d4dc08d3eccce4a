"""`glossator rules check`: every problem of every pack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..console import note, say
from ..exits import Code, epilog
from ..packs import load, plural

EPILOG = epilog(
    "glossator rules check mine.yaml && glossator rules test mine.yaml",
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
    from annotators.checked import checked, keep_check, known_check

    files = files or []
    found = known_check(files)
    if found is None:
        rules = load(files, thorough=True)
        found = checked(rules)
        keep_check(found, rules, files)
    for warning in found.warnings:
        say(warning)
    counted = (plural(found.packs, "pack"), plural(found.rules, "rule"), plural(found.lists, "list"))
    judged = plural(len(found.warnings), "warning") if found.warnings else "no problems"
    note(f"{', '.join(counted)}: {judged}")
    if strict and found.warnings:
        raise typer.Exit(Code.ERROR)
