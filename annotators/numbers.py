"""Readers of number phrases -> value, minimum, maximum, currency. `annotators.number_patterns` finds them.

The readers (`read_quantity`, `read_cardinal`, `read_money`, `read_ordinal`) take the matched text as it is
printed, with any dash, quote, white space or accent. They give None for what is no well-formed phrase and
never raise. Bounds, hedges and vague words mean what the project's annotation guidelines say: bounds are
inclusive and carry the text's own number (`more than 50` has min 50). What a vague word says is
given by `vague`, the table of a count policy; a word that it lacks is no number. `stands_alone` and
`own_start` look at the text around a phrase.

Left out on purpose: negative numbers, bare ratios (`half of them`, `two-thirds`, `3/4`), powers (`1e6`),
Roman numerals, spoken decimals (`two point five`), `5m` without a currency (metres as often as millions),
`many`, `a handful of`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod
from types import MappingProxyType

from annotators.currencies import take_currency
from annotators.document import Number
from annotators.number_values import value_of_figures, value_of_phrase, value_of_words
from annotators.number_words import DEGREES, FACTORS, LEAD_SIGNS, LEADS, ORDINALS, TRAILS, plain
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


def read_cardinal(text: str, *, vague: VagueTable = NO_VAGUE) -> Quantity | None:
    """One number, definite (`2.5 million`: a value) or vague (`dozens`); no bound, no range."""
    amount = _cardinal(plain(text).lower(), vague)
    return _quantity(amount, frozenset(), "") if amount else None


def read_quantity(text: str, *, vague: VagueTable = NO_VAGUE) -> Quantity | None:
    """A cardinal or a range with its bounds and hedges, as `QUANTITY` finds it."""
    return _read(plain(text).lower(), vague)


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
    rest, trail = _without_trail(plain(text))
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


_LEAD_AT_START = re.compile(
    rf"(?:even )?(?:(?:(?:{'|'.join(DEGREES)}) )?"
    rf"({'|'.join(re.escape(p) for p in sorted(LEADS, key=len, reverse=True))}) |([<>]=?|[~≈≥≤]) ?)"
)
_TRAIL_AT_END = re.compile(
    rf"(?:{'|'.join(re.escape(p) for p in sorted(TRAILS, key=len, reverse=True))})\Z",
    re.IGNORECASE | re.ASCII,  # else a long s is an s, and no key of the table
)


def _read(text: str, vague: VagueTable, *, money: bool = False) -> Quantity | None:
    text, leads = _without_leads(text)
    text, trail = _without_trail(text)
    amount = _cardinal(text, vague, money=money) or _range(text, vague, money=money)
    return _quantity(amount, leads, TRAILS.get(trail, "")) if amount else None


def _without_leads(text: str) -> tuple[str, frozenset[str]]:
    """`text` without the bounds and hedges before its number, and what they are: min, max, near."""
    leads: set[str] = set()
    while found := _LEAD_AT_START.match(text):
        leads.add(LEADS[found[1]] if found[1] else LEAD_SIGNS[found[2]])
        text = text[found.end() :]
    return text, frozenset(leads)


def _without_trail(text: str) -> tuple[str, str]:
    """`text` without the bound or hedge behind its number, and that."""
    found = _TRAIL_AT_END.search(text)
    return (text[: found.start()], found[0]) if found else (text, "")


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
    "": re.compile(r" (?:to|or|if not) |(?: ?-|- )(?=[0-9])"),
}


def _range(text: str, vague: VagueTable, *, money: bool) -> _Range | None:
    opening = ""
    if found := re.match("(?:(?:any|some)where )?(between|from) ", text):
        opening, text = found[1], text[found.end() :]
    # Several words may be the joint: between one hundred and two hundred and fifty.
    for joint in _JOINTS[opening].finditer(text):
        left, left_leads = _without_leads(text[: joint.start()])
        right, right_leads = _without_leads(text[joint.end() :])
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
    if low < 1000:
        # Most first: `five or six hundred thousand` shares both, `five hundred to six hundred thousand` one.
        for first in range(len(scales)):
            if low * prod(scales[first:]) < high:
                return low * prod(scales[first:])
    return low


def _cardinal(text: str, vague: VagueTable, *, money: bool = False) -> _Amount | None:
    if vague_words(text) is not None:
        number = read_vague(text, vague)
        return None if number is None else _Amount(Fraction(number.base), number)
    value = value_of_phrase(text, money=money)
    return None if value is None else _Amount(value)


_FRACTION_AFTER = re.compile(
    r"[ -](?:halves|(?:third|fourth|quarter|fifth|sixth|seventh|eighth|ninth|tenth|hundredth)s?)(?![\w-])",
    re.IGNORECASE,
)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the number at `text[start:end]` is a word of its own in `text`, the article.

    False inside an identifier (`T-72`, `G7`, `192.168.1.2`), a date or time (`2014-05-06`, `10:30`), a longer
    number, a fraction (`two-thirds`), a decade (`70's`), behind `#` or `No.`, and beside a percent or
    currency sign.
    """
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    last, first = before[-1:], after[:1]
    # Before it.
    if last and (last.isalnum() or last in "_#@&^+%$" or unicodedata.category(last) in ("Mn", "Sc")):
        return False
    if before[:-1].isalnum():
        if last in "-\u2010\u2011/":
            return False
        if last in "\u2013.,:" and before[0].isdigit():
            return False
    # Behind it.
    if first and (first.isalnum() or first in "_%‰°$" or unicodedata.category(first) in ("Mn", "No", "Sc")):
        return False
    if first in (".", ",", ":", "/", "-", "\u2010", "\u2011", "\u2013") and after[1:].isdigit():
        return False
    if after.lower() in ("'s", "’s"):
        return False
    if text[start:end].lower() == "no" and re.match(r"\. ?\d", text[end : end + 3]):
        return False
    return _FRACTION_AFTER.match(text, end) is None


# What `over` and `about` belong to when they do not mean more than and roughly.
_GOVERNORS = {
    "over": frozenset(
        "authority battle battles clash clashes concern concerns control dispute disputes fight fighting "
        "flew flies flown fly flying hand handed handing hands influence jurisdiction outrage power protest "
        "protests row rule sovereignty tension tensions turn turned turning war".split()
    ),
    "about": frozenset(
        "ask asked asking complain complained concern concerned concerns details heard information knew know "
        "known knows learned news question questions spoke talk talked talking talks think told warn warned "
        "warning worried wrote".split()
    ),
}


def own_start(text: str, start: int, end: int) -> int:
    """Where the quantity at `text[start:end]` begins without a preposition that belongs to the word before.

    "turning [over] dozens of trucks" counts dozens, "talks [about] two prisoners" two.
    """
    found = re.match(r"(over|about)\s+", text[start:end], re.IGNORECASE)
    before = re.search(r"([A-Za-z]+)\s+\Z", text[max(0, start - 24) : start])
    if found and before and before[1].lower() in _GOVERNORS[found[1].lower()]:
        return start + found.end()
    return start
