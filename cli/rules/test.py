"""`glossator rules test`: the tests inside the rules, and what they leave untested."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..console import note, say, shown
from ..exits import Code, epilog
from ..output import standard_output, terminal_width, write
from ..packs import load, plural

if TYPE_CHECKING:
    from annotators.coverage import Coverage
    from annotators.rule import Pack
    from annotators.ruletest import Outcome, Untested

EPILOG = epilog(
    "glossator rules test mine.yaml 2>&1 | grep -A4 mine.my-rule",
    "glossator rules test --coverage mine.yaml | less",
    "glossator rules test --coverage --format tsv | awk '$3 == \"no\"'",
    codes=(Code.DONE, Code.CHECK_FAILED, Code.ERROR),
    wrong="a broken rule pack",
)


class Format(StrEnum):
    """How the coverage is written."""

    table = "table"
    tsv = "tsv"
    json = "json"


def run_rule_tests(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILES", hidden=True)] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Print what no test exercises, on standard output.")
    ] = False,
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format",
            metavar="table|tsv|json",
            help="How --coverage is written; else a table.",
            show_default=False,
        ),
    ] = None,
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the outcomes as JUnit XML too.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail where a rule of FILES has no hit or no miss.")
    ] = False,
) -> None:
    """Run the tests inside the rules.

    Without FILES those of the shipped packs; else those of FILES alone, which
    are tried beside the shipped packs. A shipped rule without a hit or a miss
    is a failure; one of your own is a warning.

    A failed test shows its text with marks around what it wanted and around
    what the rule annotated; `taken` is the rule that got the words instead,
    `but` the condition that turned a match down.

    --coverage has a row a rule: its tests (hits/misses/todos), then how many of
    its patterns and their alternatives (branches) some hit matched, and how
    many of its vetoes (unless) and conditions (where) turned something down in
    a test.
    """
    from annotators.ruletest import run_tests, untested
    from annotators.shipped import is_shipped

    if format_ is not None and not coverage:
        raise typer.BadParameter(
            "it says how --coverage is written, which is missing", param_hint="'--format'"
        )
    rules = load(files or [])
    named = {str(file) for file in files or []}
    packs = [pack for pack in rules.packs if not named or pack.path in named]
    names = {pack.name for pack in packs}
    outcomes = run_tests(rules, names)
    lacking = untested(packs)
    errors = [each for each in lacking if strict or is_shipped(each.at.path)]
    if junit is not None:
        from annotators.junit import to_junit
        from annotators.wholefile import write_whole

        write_whole(junit, to_junit([pack.name for pack in packs], outcomes, lacking, errors))
    if coverage:
        from annotators.coverage import coverage as measured

        _write(measured(rules, outcomes, names), format_ or Format.table)
    _tell(outcomes, lacking, errors)
    note(_summary(packs, outcomes, lacking))
    if errors or any(not outcome.passed and outcome.test.kind != "todo" for outcome in outcomes):
        raise typer.Exit(Code.CHECK_FAILED)


def _write(covered: Coverage, format_: Format) -> None:
    from annotators.coveragetext import to_json, to_table, to_tsv

    if format_ is Format.table:
        text = to_table(covered, terminal_width())
    else:
        text = to_tsv(covered) if format_ is Format.tsv else to_json(covered)
    write(standard_output(), "\n".join(shown(line) for line in text.split("\n")))


def _tell(outcomes: list[Outcome], lacking: list[Untested], errors: list[Untested]) -> None:
    """Whatever is not as it should be, each with its place."""
    from annotators.outcometext import failure, place

    for outcome in outcomes:
        at = f"{shown(place(outcome))}: "
        if outcome.test.kind == "todo":
            if outcome.passed:
                say(f"todo of {outcome.rule} passes now; make it a hit", "bold yellow", at)
        elif not outcome.passed:
            lines = [f"{outcome.test.kind} of {outcome.rule} failed", *failure(outcome)]
            say("\n    ".join(lines), "bold red", at)
    for each in lacking:
        severity, style = ("error", "bold red") if each in errors else ("warning", "bold yellow")
        say(f"{severity}: {each.rule} has no {each.missing}", style, f"{shown(place(each))}: ")


def _summary(packs: list[Pack], outcomes: list[Outcome], lacking: list[Untested]) -> str:
    todos = sum(outcome.test.kind == "todo" for outcome in outcomes)
    failed = sum(not outcome.passed for outcome in outcomes if outcome.test.kind != "todo")
    tests = len(outcomes) - todos
    summary = plural(sum(len(pack.rules) for pack in packs), "rule")
    if cues := sum(len(pack.cues) for pack in packs):
        summary += f", {plural(cues, 'cue')}"
    summary += f", {plural(tests, 'test')}: "
    summary += f"{tests - failed} passed, {failed} failed"
    if todos:
        summary += f", {todos} to do"
    return summary + (f"; {len(lacking)} lacking" if lacking else "")
