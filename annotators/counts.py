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
    mention = mention_of(article, match)
    if "money" in match.captures:
        amount = numbers.read_money(match.captures["money"].text, currencies)
        if amount is None:
            return None
        return Count(
            mention, amount.value, amount.min, amount.max, amount.approximate, "money", amount.currency
        )
    quantity = match.captures.get("quantity")
    read = numbers.read_quantity(quantity.text) if quantity is not None else None
    if read is None:
        return None
    what = match.captures.get("what")
    return Count(
        mention,
        read.value,
        read.min,
        read.max,
        read.approximate,
        _noun_phrase(what.text) if what is not None else None,
    )


def _noun_phrase(text: str) -> str:
    text = " ".join(text.split())
    while (found := _DETERMINER.match(text)) is not None:
        text = text[found.end() :]
    return text
