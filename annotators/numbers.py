"""Readers of number phrases -> value, minimum, maximum, currency. `annotators.number_patterns` finds them.

The readers (`read_quantity`, `read_money`, `read_ordinal`) take the matched text as it is
printed, with any dash, quote, white space or accent. They give None for what is no well-formed phrase and
never raise. Bounds, hedges and vague words mean what the project's annotation guidelines say: bounds are
inclusive and carry the text's own number (`more than 50` has min 50). What a vague word says is given by
`vague`, the table of a count policy; a word that it lacks is no number. `annotators.number_context` says what
of that is a count.

Left out on purpose: negative numbers, ratios of two numbers (`two out of five`), powers (`1e6`), Roman
numerals, `5m` without a currency (metres as often as millions), `many`, `a handful of`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import prod
from types import MappingProxyType

from annotators.currencies import take_currency
from annotators.document import Number
from annotators.number_bounds import without_leads, without_trail
from annotators.number_values import value_of_figures, value_of_phrase, value_of_words
from annotators.number_words import FACTORS, ORDINALS, TRAILS, plain
from annotators.vague import VagueNumber, VagueTable, read_vague, vague_words


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number phrase says. Bounds are inclusive; what the text does not give is None."""

    value: Number | None = None
    min: Number | None = None
    max: Number | None = None
    approximate: bool = False
    currency: str | None = None  # ISO 4217; None too for money of an unknown country (`200 pesos`)


NO_VAGUE: VagueTable = MappingProxyType({})  # vague words are not read


def read_quantity(text: str, *, vague: VagueTable = NO_VAGUE) -> Quantity | None:
    """A cardinal, a share or a range with its bounds and hedges, as `QUANTITY` finds it."""
    return _read(plain(text).lower(), vague)


@lru_cache(maxsize=2_000)
def read_ordinal(text: str) -> int | None:
    """The number of an ordinal: `158th`, `3d`, `twenty-first`."""
    text = plain(text)
    if found := re.fullmatch(r"([0-9][0-9,]{0,14})(st|nd|rd|th|d)", text, re.IGNORECASE):
        figures, suffix = found.groups()
        value = value_of_figures(figures)
        usual = "th" if figures[-2:-1] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(figures[-1], "th")
        # 22th is a slip of the pen, 3D no ordinal.
        fits = suffix.lower() in ("th", usual) or (suffix == "d" and usual in ("nd", "rd"))
        return int(value) if value and fits else None
    words = re.split("[ -]", text.lower())
    words[-1] = ORDINALS.get(words[-1], "")
    value = None if any(word[:1].isdigit() for word in words) else value_of_words(words)
    return None if value is None else int(value)


def read_money(text: str, currencies: Mapping[str, str], *, vague: VagueTable = NO_VAGUE) -> Quantity | None:
    """A sum of money, as the source `money_pattern(currencies)` finds it.

    `currencies` maps names, signs and codes to ISO 4217 codes; the spelling of a name says where it may
    stand, see `money_pattern`. An empty code means that the country is unknown (`peso`, `dinar`): then
    the result has no `currency`. The answer is None where the text names no currency, or two.
    """
    rest, trail = without_trail(plain(text))
    taken = take_currency(rest, currencies)
    if taken is None:
        return None
    amount, code = taken
    quantity = _read(" ".join((amount + trail).lower().split()), vague, money=True)
    return replace(quantity, currency=code or None) if quantity else None


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Fraction
    vague: VagueNumber | None = None


@dataclass(frozen=True, slots=True)
class _Range:
    low: Fraction
    high: Fraction | None
    vague: bool


def _read(text: str, vague: VagueTable, *, money: bool = False) -> Quantity | None:
    if (both := _between_bounds(text, vague, money=money)) is not None:
        return both
    text, leads = without_leads(text)
    text, trail = without_trail(text)
    amount = _cardinal(text, vague, money=money) or _range(text, vague, money=money)
    return _quantity(amount, leads, TRAILS.get(trail, "")) if amount else None


def _between_bounds(text: str, vague: VagueTable, *, money: bool) -> Quantity | None:
    """The range that a bound from below and one from above leave: `more than 100 but fewer than 300`."""
    # Not with `and`: in "more than 40 and fewer than 60 hurt" it may join two counts.
    left, joint, right = text.partition(" but ")
    if not joint:
        return None
    (low_text, low_leads), (high_text, high_leads) = without_leads(left), without_leads(right)
    low, high = _cardinal(low_text, vague, money=money), _cardinal(high_text, vague, money=money)
    if not low or not high or low.vague or high.vague or low.value >= high.value:
        return None
    if low_leads != {"min"} or high_leads != {"max"}:
        return None
    return Quantity(min=_number(low.value), max=_number(high.value))


def _quantity(amount: _Amount | _Range, leads: frozenset[str], trail: str) -> Quantity | None:
    bounds = leads - {"near"}
    if len(bounds) == 2:
        return None
    approximate = bool(amount.vague) or "near" in leads or trail == "near"
    if isinstance(amount, _Range):
        low = None if "max" in (*bounds, trail) else amount.low
        high = None if "min" in (*bounds, trail) else amount.high
        if low is None and high is None:
            return None
        return Quantity(min=_number(low), max=_number(high), approximate=approximate)
    if trail in ("min", "max"):
        bounds |= {trail}
    if bounds and not amount.value:
        return None
    if len(bounds) == 2:  # "up to 100 or more" bounds nothing
        return Quantity(value=_number(amount.value), approximate=True)
    if "max" in bounds:
        return Quantity(max=_number(amount.value), approximate=approximate)
    if isinstance(amount.vague, VagueNumber) and "min" not in bounds:
        return Quantity(amount.vague.value, amount.vague.min, amount.vague.max, approximate)
    if "min" in bounds:
        return Quantity(min=_number(amount.value), approximate=approximate)
    return Quantity(value=_number(amount.value), approximate=approximate)


def _number(value: Fraction | None) -> Number | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


_YEAR = re.compile("(?:19|20)[0-9]{2}")
_JOINTS = {
    "between": re.compile(r" (?:and|to) |(?: ?-|- )(?=[0-9])"),
    "from": re.compile(r" to |(?: ?-|- )(?=[0-9])"),
    "": re.compile(r" (?:to|through|or|if not) |(?: ?-|- )(?=[0-9])"),
}


def _range(text: str, vague: VagueTable, *, money: bool) -> _Range | None:
    opening = ""
    if found := re.match("(?:(?:any|some)where )?(between|from) ", text):
        opening, text = found[1], text[found.end() :]
    # Several words may be the joint: between one hundred and two hundred and fifty.
    for joint in _JOINTS[opening].finditer(text):
        left, left_leads = without_leads(text[: joint.start()])
        right, right_leads = without_leads(text[joint.end() :])
        low, high = _cardinal(left, vague, money=money), _cardinal(right, vague, money=money)
        if not low or not high or not low.value or "max" in left_leads:
            continue
        if _YEAR.fullmatch(left) and _YEAR.fullmatch(right):
            continue
        start = low.value if low.vague else _shared_scale(low.value, left, high.value, right)
        if start >= high.value:  # a score, a ratio, the two ends of 2014-15
            continue
        end = None if high.vague or "min" in right_leads else high.value
        vague_end = low.vague is not None or high.vague is not None
        return _Range(start, end, vague_end or "near" in left_leads | right_leads)
    return None


def _shared_scale(low: Fraction, left: str, high: Fraction, right: str) -> Fraction:
    """The lower end of a range, in thousands or millions where only the upper end says so.

    `2 to 3 million` starts at 2 million, `between 500 and 1 million` at 500. `20 to 30,000` starts at 20,000:
    nobody counts from 20 to 30,000.
    """
    scales: list[int] = []
    for word in reversed(re.sub("(?<=[0-9])(?=[a-z])", " ", right).replace("-", " ").split()):
        if word not in FACTORS:
            break
        scales.insert(0, FACTORS[word])
    if not scales and re.fullmatch("[0-9]{1,3}", left) and re.fullmatch("[0-9]{1,3},000", right):
        scales = [1000]
    # Most first: `five or six hundred thousand` shares both, `five hundred to six hundred thousand` one.
    for first in range(len(scales)):
        if low * prod(scales[first:]) < high:
            return low * prod(scales[first:])
    return low


def _cardinal(text: str, vague: VagueTable, *, money: bool) -> _Amount | None:
    if vague_words(text) is not None:
        number = read_vague(text, vague)
        return None if number is None else _Amount(Fraction(number.base), number)
    value = value_of_phrase(text, money=money)
    return None if value is None else _Amount(value)
