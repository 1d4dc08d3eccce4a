"""Matches of quantity phrases -> counts: value, bounds, what is counted, currency."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from annotators import numbers
from annotators.article import Article
from annotators.document import Count
from annotators.matcher import Match
from annotators.mentions import mention_of

_DETERMINER = re.compile(r"(?:more|the|its|their|his|her|our|these|those|such)\s+", re.IGNORECASE)


def resolve_counts(
    article: Article, matches: Sequence[Match], currencies: Mapping[str, str]
) -> tuple[Count, ...]:
    """The counts of an article, in text order. A phrase that is no well-formed number is no count.

    The capture `quantity` holds the number phrase, `what` the noun phrase, `money` an amount;
    `currencies` maps names and signs to ISO 4217 codes.
    """
    found = []
    for match in matches:
        count = _count(article, match, currencies)
        if count is not None:
            found.append(count)
    return tuple(found)


def _count(article: Article, match: Match, currencies: Mapping[str, str]) -> Count | None:
    phrase = match.captures.get("money") or match.captures.get("quantity")
    if phrase is None or not numbers.stands_alone(article.text, phrase.start, phrase.end):
        return None
    # `handing over dozens`: a bound that belongs to the word before it is not part of the count.
    begin = numbers.own_start(article.text, phrase.start, phrase.end)
    text = article.text[begin : phrase.end]
    mention = mention_of(article, match, begin if phrase.start == match.start else None)
    if "money" in match.captures:
        read = numbers.read_money(text, currencies)
        what: str | None = "money"
        unit = read.currency if read is not None else None
    else:
        read = numbers.read_quantity(text)
        counted = match.captures.get("what")
        what, unit = _noun_phrase(counted.text) if counted is not None else None, None
    if read is None:
        return None
    return Count(mention, read.value, read.min, read.max, read.approximate, what, unit)


def _noun_phrase(text: str) -> str:
    text = " ".join(text.split())
    while (found := _DETERMINER.match(text)) is not None:
        text = text[found.end() :]
    return text
