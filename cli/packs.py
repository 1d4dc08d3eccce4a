"""Rule packs for the commands that need them: loaded, or every problem shown."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .console import say
from .exits import Code, CommandError

if TYPE_CHECKING:
    from annotators.compiledrule import CompiledRule
    from annotators.ruleset import RuleSet


def load(files: Sequence[Path], *, thorough: bool = False) -> RuleSet:
    """The shipped packs with those in `files`; what is only worth a warning is not shown, see `rules check`.

    :raises typer.Exit: a pack has an error; all problems have been shown.
    """
    from annotators.ruleset import load_rules

    return load_all(lambda: load_rules(files, thorough=thorough))[0]


def load_to_annotate(files: Sequence[Path]) -> RuleSet:
    """As `load`, but without what only people read: from what an earlier run has kept, if it may.

    :raises typer.Exit: a pack has an error; all problems have been shown.
    """
    from annotators.packcache import cached_rules

    return load_all(lambda: cached_rules(files))[0]


def load_all(*loads: Callable[[], RuleSet]) -> list[RuleSet]:
    """What each of `loads` returns.

    :raises typer.Exit: a pack of one of them has problems; all of all have been shown, each once.
    """
    from annotators.problem import RuleFileError

    loaded: list[RuleSet] = []
    problems: dict[str, None] = {}
    gc.disable()  # what is made here stays to the end, and there is a lot of it to look through
    for load_one in loads:
        try:
            loaded.append(load_one())
        except RuleFileError as broken:
            problems |= dict.fromkeys(map(str, broken.problems))
    gc.freeze()
    gc.enable()
    for problem in problems:
        say(problem)
    if problems:
        raise typer.Exit(Code.ERROR)
    return loaded


def named(rules: RuleSet, name: str) -> CompiledRule | str:
    """The rule of that name, or the name where it is a label of the model (`ner.person`).

    :raises CommandError: there is no such rule, or there are several.
    """
    from annotators.rulename import UnknownRuleError, find_rule

    try:
        return find_rule(rules, name)
    except UnknownRuleError as problem:
        raise CommandError(str(problem)) from None


def plural(count: int, noun: str) -> str:
    """`1 rule`, `2 rules`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
