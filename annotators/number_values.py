"""The exact values of definite numbers in figures and in words, in plain spelling and lower case.

Every function gives None for what is no well-formed number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from math import prod

from annotators.number_words import ALL_SCALES, FACTORS, LETTER_SCALES, MONEY_SCALES, PARTS, SMALL, UNITS

_BLANK_GROUPS = re.compile(r"(?<![0-9.,/])[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9/,])")
_WHOLE_PHRASES = {"no": Fraction(0), "zero": Fraction(0), "a pair of": Fraction(2), "dozen": Fraction(12)}


def value_of_phrase(text: str, *, money: bool = False) -> Fraction | None:
    """The value of a cardinal: `1,500`, `two hundred and six`, `half a million`; `5m` only of `money`."""
    if text in _WHOLE_PHRASES:
        return _WHOLE_PHRASES[text]
    text = re.sub("(?<=[0-9])(?=[a-z])", " ", text)  # 3million, 20k
    text = _BLANK_GROUPS.sub(lambda groups: groups[0].replace(" ", ""), text)
    if re.search("[0-9]-[0-9]", text):
        return None
    words = re.split("[ -]", text)
    if not money and not MONEY_SCALES.keys().isdisjoint(words):
        return None
    value = _mixed(" ".join(words))
    return value_of_words(words) if value is None else value


def _mixed(phrase: str) -> Fraction | None:
    """Halves and quarters of a scale and mixed numbers; None for any other phrase."""
    if found := re.fullmatch(r"(?:a )?half(?: a)? ([a-z]+)", phrase):
        return _times(Fraction(1, 2), found[1])
    if found := re.fullmatch(r"(a |three )?quarters?(?: of)?(?: a)? ([a-z]+)", phrase):
        return _times(Fraction(3 if found[1] == "three " else 1, 4), found[2])
    if found := re.fullmatch(rf"(.+) and (?:a|one) ({'|'.join(PARTS)})(?: (.+))?", phrase):
        whole, part = value_of_words(found[1].split()), PARTS[found[2]]
        if whole is None or found[3]:
            return None if whole is None else _times(whole + part, found[3])
        return whole + part * ALL_SCALES.get(found[1].split()[-1], 1)  # a million and a half
    if found := re.fullmatch(r"(?:([1-9][0-9]{0,2}) )?([1-9])/([2-9])(?: (.+))?", phrase):
        number = Fraction(int(found[2]), int(found[3]))
        if number >= 1 or not (found[1] or found[4]):
            return None
        return _times(int(found[1] or 0) + number, found[4])
    return None


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
    value: Fraction | None = None
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
