"""`glossator rules test`: the tests inside the rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..console import say
from ..exits import Code, epilog
from ..packs import load, plural

if TYPE_CHECKING:
    from annotators.ruletest import Outcome

EPILOG = epilog(
    "glossator rules test",
    "glossator rules test mine.yaml 2>&1 | grep -A4 units.my-rule",
    codes=(Code.DONE, Code.CHECK_FAILED, Code.ERROR),
)


def run_rule_tests(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILES", hidden=True)] = None,
) -> None:
    """Run the tests inside the rules.

    Without FILES those of the shipped packs; else those of FILES alone, which
    are tried beside the shipped packs. Every rule needs a hit and a miss.
    """
    from annotators.ruletest import run_tests, untested

    rules = load(files or [])
    named = {str(file) for file in files or []}
    packs = [pack for pack in rules.packs if not named or pack.path in named]
    outcomes = run_tests(rules, {pack.name for pack in packs})
    failed = 0
    for outcome in outcomes:
        if outcome.test.kind == "todo":
            if outcome.passed:
                say(f"{_place(outcome)}: todo of {outcome.rule} passes now; make it a hit")
        elif not outcome.passed:
            failed += 1
            _show(outcome)
    lacking = untested(packs)
    for rule in lacking:
        at = rule.at
        say(f"{at.path}:{at.line}:{at.column}: {rule.rule} has no {rule.missing}")
    todos = sum(outcome.test.kind == "todo" for outcome in outcomes)
    tests = len(outcomes) - todos
    summary = plural(sum(len(pack.rules) for pack in packs), "rule")
    if cues := sum(len(pack.cues) for pack in packs):
        summary += f", {plural(cues, 'cue')}"
    summary += f", {plural(tests, 'test')}: "
    summary += f"{tests - failed} passed, {failed} failed"
    if todos:
        summary += f", {todos} to do"
    if lacking:
        summary += f"; {len(lacking)} lacking"
    say(summary)
    if failed or lacking:
        raise typer.Exit(Code.CHECK_FAILED)


def _place(outcome: Outcome) -> str:
    at = outcome.test.at
    return f"{at.path}:{at.line}:{at.column}"


def _show(outcome: Outcome) -> None:
    """A failed hit or miss, as an author needs it to mend the rule or the test."""
    lines = [f"{_place(outcome)}: {outcome.test.kind} of {outcome.rule} failed"]
    lines.append(f"    text:   {' '.join(outcome.test.text.split())}")
    if outcome.note:
        lines.append(f"    but:    {outcome.note}")
    else:
        lines.append(f"    wanted: {_listed(outcome.wanted)}")
        lines.append(f"    found:  {_listed(outcome.found)}")
    lines.extend(
        f"    {each.name}:{' ' * max(1, 7 - len(each.name))}wanted {each.wanted or 'nothing'}, "
        f"found {each.found or 'nothing'}"
        for each in outcome.differences
    )
    for each in outcome.taken:
        why = f" ({each.reason})" if each.reason else ""
        lines.append(f"    taken:  '{each.quote}' by {each.rule}{why}")
    say("\n".join(lines))


def _listed(quotes: tuple[str, ...]) -> str:
    return ", ".join(f"'{quote}'" for quote in quotes) or "nothing"
