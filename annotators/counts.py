"""Matches of quantity phrases -> counts: value, bounds, what is counted, currency, whose part they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotators import number_context
from annotators.article import Article
from annotators.document import Count, Quote
from annotators.match import Match
from annotators.mentions import mention_of
from annotators.number_reader import NumberReader
from annotators.number_values import without_stops
from annotators.numbers import Quantity

_DETERMINER = re.compile(r"(?:more|the|its|their|his|her|our|these|those|such)\s+", re.IGNORECASE)


# Currencies that several countries call alike; which one is meant, the article's countries say.
_SHARED_CURRENCY = re.compile(
    r"(?:^|[\s\d])"
    r"((?:cfa )?(?:dinar|dirham|franc|kron[ae]|lira|peso|pound|rial|riyal|rupee|shilling|won))s?\Z",
    re.IGNORECASE,
)
_SUM_JOINT = re.compile(r"\s+(?:to|or)\s", re.IGNORECASE)
# What may well be given in thousandths.
_GRADED = ("point", "points", "mark", "marks", "average", "averages", "rating", "ratings")
# A plural, what may be a verb in the past, and more words.
_PREDICATE = re.compile(
    r"((?:[\w'’.&-]+\s+)*?(?:[a-z][\w'’-]*[a-rtv-z]|[A-Z]{2,})s)\s+"
    r"(?!(?:armed|backed|based|controlled|funded|held|led|linked|occupied|related|united|combined|red)\b)[a-z]{2,}ed\s+\w"
)
_NATIONALITY = re.compile(r"[A-Z][\w’']+\s+(?:CFA\s+)?\w+\Z")


def resolve_counts(
    article: Article,
    matches: Sequence[Match],
    reader: NumberReader,
    nations: Sequence[Sequence[str]] = (),
    *,
    parts: Sequence[Match] = (),
) -> tuple[Count, ...]:
    """The counts of an article, in text order. A phrase that is no well-formed number is no count.

    The capture `quantity` holds the number phrase, `what` the noun phrase, `money` an amount; `nations` are
    the names of the countries that the article mentions, the most mentioned first: they tell whose `rupees`
    are meant. The captures `whole` and `part` of `parts` are two of `matches`.
    """
    found: dict[tuple[int, int], Count] = {}
    for match in matches:
        count = _count(article, match, reader, nations)
        if count is not None:
            found[match.start, match.end] = count
    order = {span: place for place, span in enumerate(found)}
    counts = list(found.values())
    for match in parts:
        _relate(counts, order, match)
    return tuple(counts)


def _relate(counts: list[Count], order: Mapping[tuple[int, int], int], match: Match) -> None:
    """Make one of `counts` a part of another where `match` says so. `order`: its span -> its place.

    Both must be counts of the record, of things or of money alike; the part must not be the greater (`82
    attacks on 19 towns, including 30 by night` counts no towns by night); and a count that stands between
    them must be a part of the same whole.
    """
    spans = [(c.start, c.end) for name in ("part", "whole") if (c := match.captures.get(name)) is not None]
    places = [order[span] for span in spans if span in order]
    if len(places) < 2 or places[0] == places[1]:
        return
    part, whole = (counts[place] for place in places)
    least = part.value if part.value is not None else part.min
    most = whole.value if whole.value is not None else whole.max
    if part.unit != whole.unit or (least is not None and most is not None and least > most):
        return
    quote = Quote(whole.mention.quote, whole.mention.start, whole.mention.end)
    if all(count.part_of == quote for count in counts[min(places) + 1 : max(places)]):
        counts[places[0]] = replace(part, part_of=quote)


def _count(
    article: Article, match: Match, reader: NumberReader, nations: Sequence[Sequence[str]]
) -> Count | None:
    phrase = match.captures.get("money") or match.captures.get("quantity")
    if phrase is None or not number_context.stands_alone(article.text, phrase.start, phrase.end):
        return None
    # `handing over dozens`: a bound that belongs to the word before it is not part of the count.
    begin = number_context.own_start(article.text, phrase.start, phrase.end)
    text = article.text[begin : phrase.end]
    mention = mention_of(article, match, begin if phrase.start == match.start else None)
    counted = match.captures.get("what")
    if counted is not None and counted.end == match.end:
        kept = counted.end - len(counted.text) + _noun_end(counted.text)
        mention = replace(mention, quote=article.text[mention.start : kept], end=kept)
    if "money" in match.captures:
        read = reader.money(text)
        if read is None and (joint := _SUM_JOINT.search(text)) is not None:
            # `paid $500 to 14 workers`: no range, so the sum ends before the second number.
            text = text[: joint.start()]
            read = reader.money(text)
            mention = replace(mention, quote=text, end=begin + len(text))
        what: str | None = "money"
        unit = _local_currency(text, reader, nations) or (read.currency if read is not None else None)
    else:
        what = None if counted is None else _noun_phrase(counted.text[: _noun_end(counted.text)])
        unit = None
        # `1.500 men`: nobody counts men in thousandths.
        whole = phrase.end < match.end and not (counted and counted.text.lower().endswith(_GRADED))
        read = reader.quantity(without_stops(text) if whole else text)
    if read is None or ("money" not in match.captures and not _is_whole(read)):
        return None
    return Count(mention, read.value, read.min, read.max, read.approximate, what, unit)


def _is_whole(read: Quantity) -> bool:
    """Whether a number of things may be this: `a 6.1 earthquake` and `5.5 points` count nothing."""
    return not any(isinstance(number, float) for number in (read.value, read.min, read.max))


def _local_currency(text: str, reader: NumberReader, nations: Sequence[Sequence[str]]) -> str | None:
    """The code of a currency named without its nation, where a country of the article has one."""
    folded = " ".join(text.split())
    shared = _SHARED_CURRENCY.search(folded)
    if shared is None or (
        _NATIONALITY.search(folded) and not folded.lower().endswith(("cfa franc", "cfa francs"))
    ):
        return None
    for names in nations:
        for name in names:
            code = reader.currency(f"{name} {shared.group(1)}")
            if code:
                return code
    return None


def _noun_end(text: str) -> int:
    """Where the noun phrase at the start of `text` ends: before a verb in the past behind a plural.

    `two airstrikes targeted warehouses` counts airstrikes; `armed groups` and `arms-related charges` stay.
    """
    found = _PREDICATE.match(text)
    return found.end(1) if found else len(text)


def _noun_phrase(text: str) -> str:
    text = " ".join(text.split())
    while (found := _DETERMINER.match(text)) is not None:
        text = text[found.end() :]
    return text
