"""Why a rule did not annotate words: the condition that turned its match down, or how near a match came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotators.article import Article
from annotators.match import Attempt, Rejection
from annotators.nearmiss import near_misses
from annotators.parts import Parts
from annotators.rule import Rule
from annotators.ruletext import constraint_text
from annotators.unparse import cut, unparse
from annotators.view import View

_SHOWN = 100  # code points of a condition or a quote
_REASONS = {
    "name": "what {Name} took is a word that only the start of a sentence made capital",
    "list": "its letters are of another script than the list's",
    "span": "none of the captures of `span` took part",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """Words that a rule matched, and what turned them down, as the rest of `… matched, but`."""

    quote: str
    reason: str


def refusals(
    text: str, rule: Rule, attempts: Iterable[Attempt], spans: Sequence[tuple[int, int]]
) -> tuple[Refused, ...]:
    """What of `attempts` of the rule in `text` touches one of `spans` and was turned down, each once."""
    found: dict[Refused, None] = {}
    for attempt in attempts:
        if not isinstance(attempt.result, Rejection):
            continue
        if any(attempt.start < end and start < attempt.end for start, end in spans):
            quote = cut(text[attempt.start : attempt.end], _SHOWN)
            found[Refused(quote, _reason(text, rule, attempt.result))] = None
    return tuple(found)


def refused_words(text: str, rejection: Rejection) -> str:
    """The words on which the condition of `where` fails that turned a match in `text` down."""
    assert rejection.constraint is not None
    capture = (rejection.captures or {}).get(rejection.constraint.capture)
    return capture.text if capture is not None else text[rejection.start : rejection.end]


def _reason(text: str, rule: Rule, rejection: Rejection) -> str:
    if rejection.constraint is not None:
        words = cut(refused_words(text, rejection), _SHOWN)
        return f"`where: {constraint_text(rejection.constraint)}` fails on '{words}'"
    if rejection.reason == "unless":
        return f"`unless: {cut(unparse(rule.unless[rejection.veto]), _SHOWN)}` forbids it"
    return _REASONS[rejection.reason]


def nearest(parts: Parts, article: Article, view: View, spans: Sequence[tuple[int, int]]) -> str:
    """How far the best of the rule's patterns came in the first of `spans` where one began to match.

    Empty where none did: `behind 'guards of' it needs {Name}, not 'the'`.
    """
    for start, end in spans:
        sentence = article.sentence_span(article.sentence_at(start))
        for miss in near_misses(parts, article, view, *sentence):
            first, last = miss.parts[0].start, miss.parts[-1].end
            if first < end and start < last:
                behind = cut(article.text[first:last], _SHOWN)
                expected = cut(" or ".join(miss.expected), _SHOWN)
                stands = f"'{cut(article.text[slice(*miss.found)], _SHOWN)}'"
                there = f"not {stands}" if miss.found[0] < miss.found[1] else "and the sentence ends"
                return f"behind '{behind}' it needs {expected}, {there}"
    return ""
