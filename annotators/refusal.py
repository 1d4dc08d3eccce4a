"""Why the words that a pattern of a rule matched are no annotation: the condition that turned them down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from annotators.article import Article
from annotators.compiler import CompiledRule
from annotators.document import Entity
from annotators.matcher import Attempt, Capture, Match, Rejection, Run
from annotators.replay import run_before
from annotators.rule import Constraint
from annotators.ruleset import RuleSet
from annotators.unparse import cut, unparse

_SHOWN = 100  # code points of a condition or a quote
_REASONS = {
    "name": "what {Name} took is a word that only the start of a sentence made capital",
    "list": "its letters are of another script than the list's",
    "span": "none of the captures of `span` took part",
    "sentence": "it crosses the end of a sentence",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """Words that the rule matched, and what turned them down, as the rest of `… matched, but`."""

    quote: str
    reason: str


def refusals(
    article: Article,
    rules: RuleSet,
    entities: Sequence[Entity],
    rule: str,
    spans: Sequence[tuple[int, int]],
) -> tuple[Refused, ...]:
    """What `rule` matched that touches one of `spans` and was turned down, in the order of its patterns.

    :raises KeyError: there is no rule of that id.
    """
    run, compiled = run_before(article, rules, entities, rule)
    found: dict[Refused, None] = {}
    for attempt in run.attempts(compiled):
        if not isinstance(attempt.result, Rejection):
            continue
        if any(attempt.start < end and start < attempt.end for start, end in spans):
            quote = cut(article.text[attempt.start : attempt.end], _SHOWN)
            found[Refused(quote, _reason(run, compiled, attempt, attempt.result))] = None
    return tuple(found)


def _reason(run: Run, compiled: CompiledRule, attempt: Attempt, rejection: Rejection) -> str:
    if rejection.constraint is not None:
        words = refused_words(run, compiled, attempt)
        fails = "fails" if words is None else f"fails on '{cut(words, _SHOWN)}'"
        return f"`where: {{{constraint_text(rejection.constraint)}}}` {fails}"
    if rejection.reason == "unless":
        veto = unparse(compiled.rule.unless[rejection.veto])
        return f"`unless: {cut(veto, _SHOWN)}` forbids it"
    return _REASONS[rejection.reason]


def constraint_text(constraint: Constraint) -> str:
    """A condition as a pack writes it: `kind: capitalized`, `name: {not: [nation, rank]}`."""
    if not constraint.lists:
        return f"{constraint.capture}: {constraint.name}"
    lists = constraint.lists[0] if len(constraint.lists) == 1 else f"[{', '.join(constraint.lists)}]"
    return f"{constraint.capture}: {{{constraint.name}: {lists}}}"


def refused_words(run: Run, compiled: CompiledRule, attempt: Attempt) -> str | None:
    """The words on which the condition of `where` fails that turned `attempt` down.

    None where that cannot be told: without the condition the pattern matches elsewhere.
    """
    rejection = attempt.result
    if not isinstance(rejection, Rejection) or rejection.constraint is None:
        return None
    bare = replace(compiled, rule=replace(compiled.rule, constraints=()), unless=(), veto=None)
    capture = rejection.constraint.capture
    for other in run.attempts(bare):
        if (other.pattern, other.start, other.end) != attempt[:3] or not isinstance(other.result, Match):
            continue
        if capture == "match":
            return run.article.text[other.result.start : other.result.end]
        return _text(other.result.captures, capture)
    return None


def _text(captures: Mapping[str, Capture], name: str) -> str | None:
    return captures[name].text if name in captures else None
