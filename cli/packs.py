"""Rule packs for the commands that need them: loaded, or every problem shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .console import say
from .exits import Code

if TYPE_CHECKING:
    from annotators.problem import Problem
    from annotators.ruleset import RuleSet


def load(files: Sequence[Path]) -> RuleSet:
    """The shipped packs with those in `files`; what is only worth a warning is not shown, see `rules check`.

    :raises typer.Exit: a pack has an error; all problems have been shown.
    """
    from annotators.problem import RuleFileError
    from annotators.ruleset import load_rules

    try:
        return load_rules(files)
    except RuleFileError as broken:
        show(broken.problems)
        raise typer.Exit(Code.ERROR) from None


def show(problems: Iterable[Problem]) -> None:
    """Every problem with its place and its line."""
    for problem in problems:
        say(str(problem))


def plural(count: int, noun: str) -> str:
    """`1 rule`, `2 rules`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
