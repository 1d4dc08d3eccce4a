"""`glossator rules check`: every problem of every pack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..console import say
from ..exits import Code, epilog
from ..packs import load, plural

EPILOG = epilog(
    "glossator rules check",
    "glossator rules check mine.yaml 2>&1 | grep 'error\\['",
    codes=(Code.DONE, Code.ERROR),
)


def check_packs(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILES", hidden=True)] = None,
) -> None:
    """Check the shipped packs, and FILES with them.

    Every problem goes to standard error, with its file, line and column.
    """
    rules = load(files or [])
    counted = (
        plural(len(rules.packs), "pack"),
        plural(sum(len(pack.rules) for pack in rules.packs), "rule"),
        plural(sum(len(pack.lists) for pack in rules.packs), "list"),
    )
    say(f"{', '.join(counted)}: no problems")
