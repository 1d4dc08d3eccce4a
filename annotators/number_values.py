"""The exact values of definite numbers in figures and in words, in plain spelling and lower case.

Every function gives None for what is no well-formed number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from math import prod

from annotators.number_words import (
    ALL_SCALES,
    DENOMINATOR_PLURALS,
    DENOMINATORS,
    FACTORS,
    LETTER_SCALES,
    MONEY_SCALES,
    SMALL,
    UNIT_ORDINALS,
    UNITS,
)

_BLANK_GROUPS = re.compile(r"(?<![0-9.,/])[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9/,])")
_TENS = frozenset(word for word, n in SMALL.items() if n >= 20)
# What may stand behind a half: one and a half dozen.
_PARTED = {**ALL_SCALES, "dozen": 12}
# 92,2 million: one figure or two behind the comma group nothing, and before a scale they are a fraction.
_WORDS = "|".join(word for word in ALL_SCALES if len(word) > 1)
_DECIMAL_COMMA = re.compile(rf"(?<![0-9.,])([1-9][0-9]{{0,2}}),([0-9]{{1,2}})(?= (?:{_WORDS})\b)")
_STOP_GROUPS = re.compile(
    r"(?<![\w.,])[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![\w.,]*[0-9])"
    rf"(?![ -]?(?:{'|'.join(sorted(ALL_SCALES, key=len, reverse=True))})\b)",
    re.IGNORECASE,
)
_FIGURES = {"zero": 0, "oh": 0, **UNITS}
_WHOLE_PHRASES = {"no": Fraction(0), "zero": Fraction(0), "a pair of": Fraction(2), "dozen": Fraction(12)}


def value_of_phrase(text: str, *, money: bool = False) -> Fraction | None:
    """The value of a cardinal: `1,500`, `two hundred and six`, `half a million`; `5m` only of `money`.

    Shares have one too (`two-thirds`), see `value_of_share`.
    """
    if text in _WHOLE_PHRASES:
        return _WHOLE_PHRASES[text]
    text = re.sub("(?<=[0-9])(?=[a-z])", " ", text)  # 3million, 20k
    text = _BLANK_GROUPS.sub(lambda groups: groups[0].replace(" ", ""), text)
    text = _DECIMAL_COMMA.sub(r"\1.\2", text)
    if re.search("[0-9]-[0-9]", text):
        return None
    words = re.split("[ -]", text)
    if not money and not MONEY_SCALES.keys().isdisjoint(words):
        return None
    phrase = " ".join(words)
    for read in (_with_part, _part_of_scale, _spoken_decimal, value_of_share):
        if (value := read(phrase)) is not None:
            return value
    return value_of_words(words)


def without_stops(text: str) -> str:
    """`text` without the full stops that group figures by threes: `1.500` is `1500`.

    Only who knows that the number is a whole one may ask: `1.500` is one and a half of what can be parted.
    Before a scale it stays: `1.250 million`.
    """
    return _STOP_GROUPS.sub(lambda groups: groups[0].replace(".", ""), text)


def value_of_share(phrase: str) -> Fraction | None:
    """The value of a fraction of something unsaid: `half`, `a third`, `two fifths`, `3/4`."""
    phrase = phrase.replace("-", " ")
    if phrase == "half":
        return Fraction(1, 2)
    if found := re.fullmatch("([1-9])/([2-9])", phrase):
        number = Fraction(int(found[1]), int(found[2]))
        return number if number < 1 else None
    *words, last = phrase.split() or [""]
    parts = DENOMINATORS.get(last) or DENOMINATOR_PLURALS.get(last)
    unit = UNITS.get(UNIT_ORDINALS.get(last.removesuffix("s"), ""))
    if unit and len(words) > 1 and words[-1] in _TENS:  # three twenty-firsts
        parts, words = SMALL[words[-1]] + unit, words[:-1]
    one = words in (["a"], ["an"], ["one"])
    if (
        not parts
        or not words
        or "and" in words
        or (one and last in DENOMINATOR_PLURALS)
        or not (one or last.endswith("s"))
    ):
        return None
    times = Fraction(1) if one else value_of_words(words)
    return None if times is None else times / parts


def _part_of_scale(phrase: str) -> Fraction | None:
    """`half a million`, `three quarters of a million`, `quarter million`."""
    found = re.fullmatch(r"(.+?)(?: of)?(?: an?)? ([a-z]+)", phrase)
    if not found or found[2] not in FACTORS:
        return None
    share = Fraction(1, 4) if found[1] == "quarter" else value_of_share(found[1])
    return None if share is None else _times(share, found[2])


def _with_part(phrase: str) -> Fraction | None:
    """Mixed numbers: `two and a half million`, `a million and a half`, `2 1/2`, `six and two thirds`."""
    if found := re.fullmatch(r"([1-9][0-9]{0,2}) ([1-9]/[2-9])(?: (.+))?", phrase):
        share = value_of_share(found[2])
        return None if share is None else _times(int(found[1]) + share, found[3])
    if found := re.fullmatch(r"([1-9]/[2-9]) (.+)", phrase):
        share = value_of_share(found[1])
        return None if share is None else _times(share, found[2])
    at = phrase.rfind(" and ")
    if at < 0:
        return None
    whole_words, rest = phrase[:at].split(), phrase[at + 5 :].split()
    whole = value_of_words(whole_words)
    scales: list[str] = []
    while rest and rest[-1] in _PARTED:
        scales.insert(0, rest.pop())
    share = value_of_share(" ".join(rest))
    if whole is None or share is None or share >= 1:
        return None
    last = _PARTED.get(whole_words[-1], 1)
    if not scales:  # a million and a half
        return whole + share * last
    own = prod(_PARTED[word] for word in scales)
    return whole + share * own if last >= own else (whole + share) * own


def _spoken_decimal(phrase: str) -> Fraction | None:
    """`two point five million`, `one point zero three`."""
    whole, point, rest = phrase.partition(" point ")
    words = rest.split()
    scales = next((at for at, word in enumerate(words) if word in ALL_SCALES), len(words))
    figures = [_FIGURES.get(word) for word in words[:scales]]
    units = value_of_words(whole.split()) if point else None
    if units is None or not figures:
        return None
    if None in figures:  # point seventy-one
        number = value_of_words(words[:scales])
        digits = "" if number is None or number < 10 or number > 99 else str(number)
    else:
        digits = "".join(str(figure) for figure in figures)
    return (
        _times(units + Fraction(int(digits), 10 ** len(digits)), " ".join(words[scales:])) if digits else None
    )


def _times(number: Fraction, scales: str | None) -> Fraction | None:
    words = (scales or "").split()
    if not all(word in FACTORS for word in words):
        return None
    return number * prod(FACTORS[word] for word in words)


def value_of_words(words: Sequence[str]) -> Fraction | None:
    """The value of figures and number words: groups below a thousand, each with its scale, falling."""
    total = Fraction(0)
    limit: int | None = None  # the scale of the group before
    at = 0
    while at < len(words):
        if at and words[at] == "and":
            at += 1
        group, at = _group(words, at)
        first = at
        while at < len(words) and words[at] in ALL_SCALES:
            at += 1
        scale = prod(ALL_SCALES[word] for word in words[first:at])
        if group is None:
            if limit is not None or first == at or words[first] in LETTER_SCALES | MONEY_SCALES:
                return None
            group = Fraction(1)  # million, without a number before it
        if first == at and words[at : at + 1] in (["dozen"], ["dozens"]) and limit is None and group < 100:
            scale, at = 12, at + 1
        if limit is not None and group * scale >= limit:
            return None
        total += group * scale
        limit = scale
        if scale < 1000 and at < len(words):
            return None
    return total if words else None


def _group(words: Sequence[str], at: int) -> tuple[Fraction | None, int]:
    """The number at `at` up to its scale, and where it ends; None where no number stands there."""
    value: Fraction | None
    rest = words[at:]
    if rest[:1] == ["a"] and len(rest) > 1 and rest[1] in FACTORS:
        value, at = Fraction(1), at + 1
    elif rest and (literal := value_of_figures(rest[0])) is not None:
        value, at = literal, at + 1
    else:
        value, at = _below_100(words, at)
    if words[at : at + 1] == ["hundred"] and (value is not None or at == 0):
        value, at = (Fraction(1) if value is None else value) * 100, at + 1
        after = at + 1 if words[at : at + 1] == ["and"] else at
        small, end = _below_100(words, after)
        if small is not None:
            value, at = value + small, end
    return value, at


def _below_100(words: Sequence[str], at: int) -> tuple[Fraction | None, int]:
    value = SMALL.get(words[at]) if at < len(words) else None
    if value is None:
        return None, at
    unit = UNITS.get(words[at + 1]) if value >= 20 and at + 1 < len(words) else None
    return (Fraction(value), at + 1) if unit is None else (Fraction(value + unit), at + 2)


_LITERAL = re.compile(
    r"(?:0|[1-9][0-9]{0,17}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,5}|[1-9][0-9]?(?:,[0-9]{2}){1,5},[0-9]{3})"
    r"(?:\.[0-9]{1,9})?"
)


def value_of_figures(figures: str) -> Fraction | None:
    """Figures in the English (1,500,000) or Indian (15,00,000) grouping, up to 18 digits."""
    return Fraction(figures.replace(",", "")) if _LITERAL.fullmatch(figures) else None
