r"""Number phrases of English news: the RE2 sources that find them, the readers that give their values.

The sources (`CARDINAL`, `ORDINAL`, `RANGE`, `BOUND`, `QUANTITY`, `money_pattern`) are for text folded one
code point to one byte (`annotators.folding`) and compiled as Latin-1: a blank is ` `, `\x1e` or `\x1f`, every
dash `-`, every currency sign but the dollar the byte a4. They hold no capturing group. RE2 cannot look
around, so a source may match what is no quantity (`12,34`, `1,5oo`) or a part of an identifier (the 72 of
`T-72`). The readers refuse the first, `stands_alone` the second.

The readers (`read_quantity`, `read_cardinal`, `read_money`, `read_ordinal`) take the matched text as it is
printed, with any dash, quote, white space or accent. They give None for what is no well-formed phrase and
never raise. Bounds, hedges and vague words mean what the project's annotation guidelines say: bounds are
inclusive and carry the text's own number (`more than 50` has min 50).

Left out on purpose: negative numbers, bare ratios (`half of them`, `two-thirds`, `3/4`), powers (`1e6`),
Roman numerals, spoken decimals (`two point five`), `5m` without a currency (metres as often as millions),
`many`, `a handful of`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import prod
from types import MappingProxyType

Number = int | float


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number phrase says. Bounds are inclusive; what the text does not give is None."""

    value: Number | None = None
    min: Number | None = None
    max: Number | None = None
    approximate: bool = False
    currency: str | None = None  # ISO 4217; None too for money of an unknown country (`200 pesos`)


# The least that a vague word says. A compound is a product (`tens of thousands` 20 x 1,000, `several
# hundred` 3 x 100) unless the whole phrase, without its article, is a key.
DEFAULT_VAGUE: Mapping[str, int] = MappingProxyType(
    {
        "couple": 2,
        "several": 3,
        "few": 3,
        "number": 3,
        "tens": 20,
        "dozens": 24,
        "scores": 40,
        "hundreds": 200,
        "thousands": 2_000,
        "lakhs": 200_000,
        "millions": 2_000_000,
        "crores": 20_000_000,
        "billions": 2_000_000_000,
        "trillions": 2_000_000_000_000,
    }
)

# Vocabulary.

_UNITS = dict(zip("one two three four five six seven eight nine".split(), range(1, 10), strict=True))
_TEENS = dict(
    zip(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(10, 20),
        strict=True,
    )
)
_TENS = dict(
    zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)
)
_SMALL = _UNITS | _TEENS | _TENS
_SCALES = {
    "thousand": 10**3,
    "lakh": 10**5,
    "lac": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
_LETTER_SCALES = {"k": 10**3, "mn": 10**6, "mln": 10**6, "bn": 10**9, "tn": 10**12, "trn": 10**12}
_MONEY_SCALES = {"m": 10**6, "mm": 10**6, "b": 10**9, "t": 10**12}
_ALL_SCALES = _SCALES | {f"{word}s": n for word, n in _SCALES.items()} | _LETTER_SCALES | _MONEY_SCALES
# What may multiply a number or a vague word.
_FACTORS = _ALL_SCALES | {
    "dozen": 12,
    "dozens": 12,
    "hundred": 100,
    "hundreds": 100,
    "tens": 10,
    "scores": 20,
}
_ORDINALS = (
    dict(zip("first second third fourth fifth sixth seventh eighth ninth".split(), _UNITS, strict=True))
    | {"tenth": "ten", "eleventh": "eleven", "twelfth": "twelve"}
    | {f"{word}th": word for word, n in _TEENS.items() if n > 12}
    | {f"{word[:-1]}ieth": word for word in _TENS}
    | {f"{word}th": word for word in ("hundred", "thousand", "million")}
)
_PARTS = {"half": Fraction(1, 2), "third": Fraction(1, 3), "quarter": Fraction(1, 4)}


def _phrases(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("; "))


_AT_LEAST = _phrases(
    "at least; at the least; at the very least; at a minimum; a minimum of; minimum of; no fewer than; "
    "not fewer than; no less than; not less than; as few as; as little as; upwards of; upward of; north of; "
    "exceeding"
)
_AT_MOST = _phrases(
    "at most; at the most; at the very most; a maximum of; maximum of; no more than; not more than; "
    "not exceeding; as many as; as much as; as high as; up to"
)
_NEAR = _phrases(
    "about; around; some; roughly; approximately; approximately,; approx.; approx; circa; nearly; almost; "
    "virtually; nearing; approaching; an estimated; estimated; an approximate; close to; closer to; "
    "somewhere around; something like; in the region of; in the order of; on the order of; "
    "in the neighborhood of; in the neighbourhood of; perhaps; maybe"
)
# A word of degree may stand before these: well over, just under, far fewer than.
_ABOVE = _phrases("more than; greater than; over; above; in excess of")
_BELOW = _phrases("fewer than; less than; under; below")
_SHORT_OF = _phrases("about; short of; shy of")
_DEGREES = _phrases(
    "a little; a bit; little; just; slightly; well; far; much; considerably; significantly; substantially"
)
_LEADS = (
    dict.fromkeys((*_AT_LEAST, *_ABOVE), "min")
    | dict.fromkeys((*_AT_MOST, *_BELOW), "max")
    | dict.fromkeys((*_NEAR, *_SHORT_OF), "near")
)
_LEAD_SIGNS = {
    ">": "min",
    ">=": "min",
    "≥": "min",
    "<": "max",
    "<=": "max",
    "≤": "max",
    "~": "near",
    "≈": "near",
}
_TRAILS = (
    dict.fromkeys((" or more", " or over", " or above", "-plus", " plus", "+", " +"), "min")
    | dict.fromkeys((" and more", " and over", " and above", " and counting", " at least"), "min")
    | dict.fromkeys((" or fewer", " or less", " or under", " at most"), "max")
    | dict.fromkeys((" or so", " or thereabouts", "-odd", " odd"), "near")
)

# RE2 sources. _B stands between two words, _J joins the words of one number. They are loose where that keeps
# them small (RE2 is fast while its automaton fits into memory) and no real phrase is lost: the readers judge.

_B = r"[ \x1e\x1f]+"
_J = rf"(?:{_B}|-)"


def _either(phrases: Iterable[str]) -> str:
    """The alternation, longest first so that no phrase hides a longer one."""
    return "|".join(re.escape(p).replace(r"\ ", _B) for p in sorted(phrases, key=lambda p: (-len(p), p)))


def _digits(scales: Iterable[str]) -> str:
    # Groups set apart by blanks, or else anything made of digits, commas and points. Letters behind a comma
    # are taken in so that 1,5oo is refused and not read as 1.
    return rf"(?:[1-9]\d{{0,2}}(?: \d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d\w*)*(?: ?(?:{_either(scales)}))?)\b"


_DIGITS = _digits(("thousand", "million", "billion", "lakh", "crore", *_LETTER_SCALES))
_TEEN = r"(?:thir|four|fif|six|seven|eigh|nine)teen|ten|eleven|twelve"
_TEN = r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
_UNIT = _either(_UNITS)
_BELOW_100 = rf"(?:(?:{_TEN})(?:{_J}(?:{_UNIT}))?|{_TEEN}|{_UNIT})\b"
_WORD = rf"(?:{_TEN}|{_TEEN}|{_UNIT})\b"
_HEAD = rf"(?:{_BELOW_100}|{_DIGITS}(?:{_B}\d/\d\b)?)"
_BIG = rf"(?:hundred|{_either(_SCALES)})s?\b"
_SCALE = rf"(?:(?:dozen|hundred|{_either(_SCALES)})s?|tens|scores)\b"
_AND_A_HALF = rf"{_J}and{_J}(?:a|one){_J}(?:half|third|quarter)\b"
# What may stand before a scale: two, a, several, half a, one and a half.
_TIMES = (
    rf"(?:{_HEAD}(?:{_AND_A_HALF})?|several|a{_B}(?:few|couple)(?:{_B}of)?"
    rf"|(?:a{_J})?half(?:{_J}a)?|(?:(?:a|three){_J})?quarters?(?:{_J}of)?(?:{_J}a)?|a)"
)
_MORE = rf"(?:{_J}(?:and{_J})?(?:{_WORD}|{_SCALE})|{_B}(?:of|upon){_B}{_BIG})*"
# More than nothing. The longer forms stand first: RE2 takes the first alternative that fits.
_POSITIVE = (
    rf"(?:(?:{_TIMES}{_J})?{_SCALE}{_MORE}(?:{_AND_A_HALF})?"
    rf"|{_HEAD}(?:{_AND_A_HALF})?|several\b|a{_B}(?:few\b|(?:couple|pair|number){_B}of\b))"
)
_NONE = r"(?:no|zero)\b"

_ONE_BOUND = (
    rf"(?:(?:(?:{_either(_DEGREES)}){_B})?(?:{_either((*_ABOVE, *_BELOW, *_SHORT_OF))})"
    rf"|{_either((*_AT_LEAST, *_AT_MOST, *_NEAR))})"
)
_LEAD = rf"(?:\b(?:{_ONE_BOUND}{_B})+|~)"
# No `at least` and no `and more`: in "killed 20, at least 5 of them children" and "20 and more than 30 hurt"
# they belong to what follows. The readers know them.
_TRAIL = rf"(?:{_B}or{_B}(?:more|fewer|less|so|over|above|under|thereabouts)\b|-(?:plus|odd)\b|\+)"
_INNER_LEAD = (
    rf"(?:(?:even|about|around|nearly|almost|some|perhaps|maybe|over|more{_B}than"
    rf"|at{_B}least|up{_B}to|as{_B}many{_B}as|an{_B}estimated){_B})?"
)
_FROM = rf"(?:(?:any|some)where{_B})?(?:between|from){_B}{_INNER_LEAD}"
# Blanks on both sides make it a separator: "3 June 2019 - 12 houses".
_DASH = rf"(?:(?:{_B})?-|-{_B})"
_END = rf"(?:{_HEAD}|(?:(?:a|several){_J})?{_SCALE})(?:{_J}{_SCALE}|{_J}and{_J}{_WORD})*"  # of a range
_FIGURES = rf"{_DIGITS}(?:{_J}{_SCALE})?"
# Only figures are joined by a dash: `one-two` and `twenty-five` are no ranges.
_DASHED = rf"{_FIGURES}{_DASH}{_FIGURES}"
_BETWEEN = rf"{_FROM}(?:{_DASHED}|{_END}{_B}(?:and|to){_B}{_INNER_LEAD}{_END})"
_OR = rf"{_B}(?:to|or|if{_B}not){_B}{_INNER_LEAD}{_END}"
_AMOUNT = rf"(?:{_BETWEEN}|{_DASHED}|{_POSITIVE}(?:{_OR})?)"

CARDINAL = rf"(?i:\b(?:{_POSITIVE}|{_NONE}))"
ORDINAL = (
    rf"(?i:\b(?:\d+(?:,\d{{3}})*(?:st|nd|rd|th|(?-i:d))"
    rf"|(?:(?:(?:a|{_BELOW_100}){_J})?hundred(?:{_J}and)?{_J})?"
    rf"(?:{_TEN}{_J}(?:{_either(list(_ORDINALS)[:9])})|{_either(list(_ORDINALS)[:-3])})"
    rf"|(?:(?:a|{_BELOW_100}){_J})?(?:{_either(list(_ORDINALS)[-3:])}))\b)"
)
RANGE = rf"(?i:\b(?:{_BETWEEN}|{_DASHED}|{_POSITIVE}{_OR}))"
BOUND = rf"(?i:\b(?:{_ONE_BOUND}{_B})*{_ONE_BOUND}\b)"
QUANTITY = rf"(?i:{_LEAD}?\b(?:{_AMOUNT}{_TRAIL}?|{_NONE}))"

_NEVER = r"[^\x00-\xff]"


def money_pattern(names: Iterable[str]) -> str:
    """The RE2 source of sums of money in the currencies that `names` spell.

    - A name with a currency sign (`$`, `NT$`, `GH₵`) stands before the number, a bare sign also behind it.
    - One word with a capital first is an abbreviation (`USD`, `Rs`): before or behind, in this spelling only.
    - Every other name (`euro`, `Syrian pound`) stands behind, in any case, with or without a plural s.

    Without names the source matches nothing.
    """
    abbreviations: set[str] = set()
    letters: set[str] = set()
    nouns: set[str] = set()
    modifiers: set[str] = set()
    for name in map(_plain, names):
        if _is_sign(name):
            letters.add("".join(c for c in name if c.isascii() and c.isalpha()))
        elif _is_abbreviation(name):
            abbreviations.add(name)
        elif name:
            *before, noun = name.replace("-", " ").split()
            nouns.add(noun if noun.endswith("s") else f"{noun}s?")
            # US dollars are U.S. dollars too.
            modifiers.add(_J.join(r"U\.?S\.?" if word == "US" else re.escape(word) for word in before))
    if not (nouns or abbreviations or letters):
        return _NEVER
    capitals = _either(letters - {""}) or _NEVER
    short = _either(abbreviations) or _NEVER
    code = f"(?:{_either(name for name in abbreviations if len(name) > 1) or _NEVER})"
    # Any modifier before any noun: smaller than all the names, and the reader knows which there are.
    modifier = "|".join(sorted(modifiers - {""}, key=len, reverse=True)) or _NEVER
    word = rf"(?:(?:{modifier}){_J})?(?:{'|'.join(sorted(nouns)) or _NEVER})\b"
    sign = rf"(?:(?-i:\b(?:{capitals}|[A-Z]{{3}}))?[$\xa4] ?)" if letters else _NEVER
    first = rf"(?:{sign}|(?-i:\b(?:{short}))\.? ?)"
    second = rf"(?:{_INNER_LEAD}(?-i:[A-Z][A-Za-z]*)?[$\xa4.]? ?)"  # the reader compares it with the first
    behind = rf"(?:{_J}(?:of{_B})?(?:{word}|(?-i:{code})\b)|\$| ?\xa4)"
    figures = rf"{_digits((*_SCALES, *_LETTER_SCALES, *_MONEY_SCALES))}(?:{_J}(?:{_SCALE}|m\b)){{0,2}}"
    return (
        rf"(?i:{_LEAD}?(?:"
        rf"\b{_FROM}(?:{sign}|(?-i:[A-Z][A-Za-z]{{1,3}})\.? ?){figures}{_B}(?:and|to){_B}{second}{figures}"
        rf"|{first}(?:{figures}(?:(?:{_DASH}|{_B}(?:to|or){_B}){second}{figures})?(?: (?-i:{code})\b)?"
        rf"|\b{_BELOW_100}{_MORE})"
        rf"|\b{_AMOUNT}{_TRAIL}?{behind}"
        rf"){_TRAIL}?)"
    )


def _is_sign(name: str) -> bool:
    return any(unicodedata.category(c) == "Sc" for c in name)


def _is_abbreviation(name: str) -> bool:
    return re.fullmatch("[A-Z][A-Za-z]*", name) is not None


# Reading. The readers work on plain text: no accents, single blanks, `-` for every dash.

_LONGEST = 300  # code points of a number phrase
_STROKED = str.maketrans("ŁłĐđØø", "LlDdOo")
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2212\ufe58\ufe63\uff0d")
_LONG_DASHES = frozenset("\u2014\u2015")
_QUOTES = frozenset("\u2018\u2019\u02bb\u02bc\u2032`")


def _plain(text: str) -> str:
    if len(text) > _LONGEST:
        return ""  # no phrase: reading costs more than linear time
    if not text.isascii():
        text = "".join(map(_plain_character, unicodedata.normalize("NFD", text.translate(_STROKED))))
    text = " ".join(text.split())
    # "killed 20 — 30 were hurt": a long dash between blanks joins nothing, so it stays and is refused.
    return re.sub(r"(?<! )—(?! )", "-", text)


def _plain_character(character: str) -> str:
    if character in _DASHES:
        return "-"
    if character in _LONG_DASHES:
        return "—"
    if character in _QUOTES:
        return "'"
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return ""
    compatible = unicodedata.normalize("NFKC", character)
    if category == "No" and "\u2044" in compatible:  # ½; a superscript stays and is refused
        return " " + compatible.replace("\u2044", "/") + " "
    wide = category == "Nd" or unicodedata.decomposition(character).startswith(("<wide>", "<small>"))
    return compatible if wide else character


def read_cardinal(text: str, *, vague: Mapping[str, int] = DEFAULT_VAGUE) -> Quantity | None:
    """One number, definite (`2.5 million`: a value) or vague (`dozens`: a minimum); no bound, no range."""
    amount = _cardinal(_plain(text).lower(), vague)
    return _quantity(amount, frozenset(), "") if amount else None


def read_quantity(text: str, *, vague: Mapping[str, int] = DEFAULT_VAGUE) -> Quantity | None:
    """A cardinal or a range with its bounds and hedges, as `QUANTITY` finds it."""
    return _read(_plain(text).lower(), vague)


def read_ordinal(text: str) -> int | None:
    """The number of an ordinal: `158th`, `3d`, `twenty-first`."""
    plain = _plain(text)
    if found := re.fullmatch(r"([0-9][0-9,]{0,14})(st|nd|rd|th|d)", plain, re.IGNORECASE):
        figures, suffix = found.groups()
        value = _literal(figures)
        usual = "th" if figures[-2:-1] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(figures[-1], "th")
        # 22th is a slip of the pen, 3D no ordinal.
        fits = suffix.lower() in ("th", usual) or (suffix == "d" and usual in ("nd", "rd"))
        return int(value) if value and fits else None
    words = re.split("[ -]", plain.lower())
    words[-1] = _ORDINALS.get(words[-1], "")
    value = None if any(word[:1].isdigit() for word in words) else _sum(words)
    return None if value is None else int(value)


def read_money(
    text: str, currencies: Mapping[str, str], *, vague: Mapping[str, int] = DEFAULT_VAGUE
) -> Quantity | None:
    """A sum of money, as the source `money_pattern(currencies)` finds it.

    `currencies` maps names, signs and codes to ISO 4217 codes; the spelling of a name says where it may
    stand, see `money_pattern`. An empty code means that the country is unknown (`peso`, `dinar`): then
    the result has no `currency`. The answer is None where the text names no currency, or two.
    """
    words, marks = _sorted_currencies(tuple(currencies.items()))
    rest = _plain(text)
    trail = ""
    if found := _TRAIL_AT_END.search(rest):
        rest, trail = rest[: found.start()], found[0]
    heavy = _is_heavy(rest)
    codes: dict[str, str] = {}
    ends = [match.start() for match in re.finditer("[ -]", rest)]
    for end in ends[-_MAX_NAME:]:
        name = rest[end + 1 :].replace("-", " ").replace(".", "").lower()
        if name in words:
            # "a 500-pound bomb" is a weight, in "the 20 won" won is a verb.
            if name == "pound" or (name in _WORDLIKE and not heavy):
                return None
            codes[name] = words[name]
            rest = rest[:end].removesuffix(" of")
            break

    def take(mark: re.Match[str]) -> str:
        name = mark[0].strip().removesuffix(".")
        if name not in marks and name.endswith("$"):
            name = name.removesuffix("$")  # USD$
        if name not in marks or (name in _WORDLIKE and not heavy):
            return mark[0]
        codes[name] = marks[name]
        return " "

    rest = _MARK.sub(take, rest)
    if len(codes) > 1:  # $500 CAD: the code says whose dollar
        codes.pop("$", None)
    if len(set(codes.values())) != 1:
        return None
    quantity = _read(" ".join((rest + trail).lower().split()), vague, money=True)
    return replace(quantity, currency=next(iter(codes.values())) or None) if quantity else None


_MAX_NAME = 6  # words of a currency name
# Names that are also words, events or initials (COP 28, CUP 2014, the R20 road). They count only beside a
# number that looks like a sum.
_WORDLIKE = frozenset({"won", "TRY", "CUP", "PEN", "MAD", "COP", "MOP", "BOB", "SOS", "N", "R"})
_HEAVY = re.compile(
    rf"[0-9],[0-9]{{2,3}}|(?<![0-9])(?!19|20)[0-9]{{4}}|[0-9]{{5}}|(?<![A-Za-z])(?:{'|'.join(_ALL_SCALES)})(?![A-Za-z])",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"[A-Za-z]{0,4}[$\u00a2-\u00a5\u058f\u060b\u09f2\u09f3\u0e3f\u17db\u20a0-\u20cf\ufdfc] ?"
    r"|(?<![A-Za-z])[A-Z][A-Za-z]*\.? ?"
)


def _is_heavy(text: str) -> bool:
    return _HEAVY.search(text) is not None


@lru_cache(maxsize=8)
def _sorted_currencies(items: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Names in lower case with their plurals, and marks (signs, abbreviations) as they are spelled."""
    words: dict[str, str] = {}
    marks: dict[str, str] = {}
    for raw, code in items:
        name = _plain(raw)
        if _is_sign(name) or _is_abbreviation(name):
            marks.setdefault(name, code)
        else:
            name = name.replace("-", " ").replace(".", "").lower()
            words.setdefault(name, code)
            if not name.endswith("s"):
                words.setdefault(f"{name}s", code)
    return words, marks


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Fraction
    vague: bool = False


@dataclass(frozen=True, slots=True)
class _Range:
    low: Fraction
    high: Fraction | None
    vague: bool


_LEAD_AT_START = re.compile(
    rf"(?:even )?(?:(?:(?:{'|'.join(_DEGREES)}) )?"
    rf"({'|'.join(re.escape(p) for p in sorted(_LEADS, key=len, reverse=True))}) |([<>]=?|[~≈≥≤]) ?)"
)
_TRAIL_AT_END = re.compile(
    rf"(?:{'|'.join(re.escape(p) for p in sorted(_TRAILS, key=len, reverse=True))})\Z",
    re.IGNORECASE | re.ASCII,  # else a long s is an s, and no key of the table
)


def _read(text: str, vague: Mapping[str, int], *, money: bool = False) -> Quantity | None:
    text, leads = _without_leads(text)
    trail = ""
    if found := _TRAIL_AT_END.search(text):
        text, trail = text[: found.start()], _TRAILS[found[0]]
    amount = _cardinal(text, vague, money=money) or _range(text, vague, money=money)
    return _quantity(amount, leads, trail) if amount else None


def _without_leads(text: str) -> tuple[str, frozenset[str]]:
    """`text` without the bounds and hedges before its number, and what they are: min, max, near."""
    leads: set[str] = set()
    while found := _LEAD_AT_START.match(text):
        leads.add(_LEADS[found[1]] if found[1] else _LEAD_SIGNS[found[2]])
        text = text[found.end() :]
    return text, frozenset(leads)


def _quantity(amount: _Amount | _Range, leads: frozenset[str], trail: str) -> Quantity | None:
    bounds = leads - {"near"}
    if len(bounds) == 2:
        return None
    approximate = amount.vague or "near" in leads or trail == "near"
    low: Fraction | None
    high: Fraction | None
    if isinstance(amount, _Range):
        low, high = amount.low, amount.high
        if "min" in (*bounds, trail):
            high = None
        if "max" in (*bounds, trail):
            low = None
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
    if "min" in bounds or amount.vague:
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


def _range(text: str, vague: Mapping[str, int], *, money: bool) -> _Range | None:
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
        return _Range(start, end, low.vague or high.vague or "near" in left_leads | right_leads)
    return None


def _shared_scale(low: Fraction, left: str, high: Fraction, right: str) -> Fraction:
    """The lower end of a range, in thousands or millions where only the upper end says so.

    `2 to 3 million` starts at 2 million, `between 500 and 1 million` at 500. `20 to 30,000` starts at 20,000:
    nobody counts from 20 to 30,000.
    """
    scales: list[int] = []
    for word in reversed(re.sub("(?<=[0-9])(?=[a-z])", " ", right).replace("-", " ").split()):
        if word not in _FACTORS:
            break
        scales.insert(0, _FACTORS[word])
    if not scales and re.fullmatch("[0-9]{1,3}", left) and re.fullmatch("[0-9]{1,3},000", right):
        scales = [1000]
    if low < 1000:
        # Most first: `five or six hundred thousand` shares both, `five hundred to six hundred thousand` one.
        for first in range(len(scales)):
            if low * prod(scales[first:]) < high:
                return low * prod(scales[first:])
    return low


_BLANK_GROUPS = re.compile(r"(?<![0-9.,/])[1-9][0-9]{0,2}(?: [0-9]{3})+(?![0-9/,])")
_WHOLE_PHRASES = {"no": Fraction(0), "zero": Fraction(0), "a pair of": Fraction(2), "dozen": Fraction(12)}


def _cardinal(text: str, vague: Mapping[str, int], *, money: bool = False) -> _Amount | None:
    if text in _WHOLE_PHRASES:
        return _Amount(_WHOLE_PHRASES[text])
    if (least := _vague(text, vague)) is not None:
        return _Amount(Fraction(least), vague=True)
    text = re.sub("(?<=[0-9])(?=[a-z])", " ", text)  # 3million, 20k
    text = _BLANK_GROUPS.sub(lambda groups: groups[0].replace(" ", ""), text)
    if re.search("[0-9]-[0-9]", text):
        return None
    words = re.split("[ -]", text)
    if not money and not _MONEY_SCALES.keys().isdisjoint(words):
        return None
    value = _mixed(" ".join(words))
    value = _sum(words) if value is None else value
    return None if value is None else _Amount(value)


def _vague(text: str, vague: Mapping[str, int]) -> int | None:
    """The least that a vague phrase says, or None for any other phrase."""
    article = text.startswith("a ")
    phrase = text.removeprefix("a ").removesuffix(" of")
    head, *tail = re.split("[ -]", phrase)
    if head not in DEFAULT_VAGUE or article != (head in ("few", "couple", "number")):
        return None
    if phrase in vague:
        return vague[phrase]
    if head in _FACTORS:  # tens of thousands, hundreds and hundreds
        if tail[:1] in (["and"], ["upon"]) and tail[1:2] and tail[1] in DEFAULT_VAGUE:
            tail = tail[2:]
        if tail[::2] != ["of"] * (len(tail) // 2) or len(tail) % 2:
            return None
        tail = tail[1::2]
    else:
        tail = [word for word in tail if word != "of"]
    if head not in vague or not all(word in _FACTORS for word in tail):
        return None
    return vague[head] * prod(_FACTORS[word] for word in tail)


def _mixed(phrase: str) -> Fraction | None:
    """Halves and quarters of a scale and mixed numbers; None for any other phrase."""
    if found := re.fullmatch(r"(?:a )?half(?: a)? ([a-z]+)", phrase):
        return _times(Fraction(1, 2), found[1])
    if found := re.fullmatch(r"(a |three )?quarters?(?: of)?(?: a)? ([a-z]+)", phrase):
        return _times(Fraction(3 if found[1] == "three " else 1, 4), found[2])
    if found := re.fullmatch(rf"(.+) and (?:a|one) ({'|'.join(_PARTS)})(?: (.+))?", phrase):
        whole, part = _sum(found[1].split()), _PARTS[found[2]]
        if whole is None or found[3]:
            return None if whole is None else _times(whole + part, found[3])
        return whole + part * _ALL_SCALES.get(found[1].split()[-1], 1)  # a million and a half
    if found := re.fullmatch(r"(?:([1-9][0-9]{0,2}) )?([1-9])/([2-9])(?: (.+))?", phrase):
        number = Fraction(int(found[2]), int(found[3]))
        if number >= 1 or not (found[1] or found[4]):
            return None
        return _times(int(found[1] or 0) + number, found[4])
    return None


def _times(number: Fraction, scales: str | None) -> Fraction | None:
    words = (scales or "").split()
    if not all(word in _FACTORS for word in words):
        return None
    return number * prod(_FACTORS[word] for word in words)


def _sum(words: Sequence[str]) -> Fraction | None:
    """The value of figures and number words: groups below a thousand, each with its scale, falling."""
    total = Fraction(0)
    limit: int | None = None  # the scale of the group before
    at = 0
    while at < len(words):
        if at and words[at] == "and":
            at += 1
        group, at = _group(words, at)
        first = at
        while at < len(words) and words[at] in _ALL_SCALES:
            at += 1
        scale = prod(_ALL_SCALES[word] for word in words[first:at])
        if group is None:
            if limit is not None or first == at or words[first] in _LETTER_SCALES | _MONEY_SCALES:
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
    if rest[:1] == ["a"] and rest[1:] and (rest[1] in _FACTORS):
        value, at = Fraction(1), at + 1
    elif rest and (literal := _literal(rest[0])) is not None:
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
    value = _SMALL.get(words[at]) if at < len(words) else None
    if value is None:
        return None, at
    unit = _UNITS.get(words[at + 1]) if value >= 20 and at + 1 < len(words) else None
    return (Fraction(value), at + 1) if unit is None else (Fraction(value + unit), at + 2)


_LITERAL = re.compile(
    r"(?:0|[1-9][0-9]{0,17}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,5}|[1-9][0-9]?(?:,[0-9]{2}){1,5},[0-9]{3})"
    r"(?:\.[0-9]{1,9})?"
)


def _literal(figures: str) -> Fraction | None:
    """Figures in the English (1,500,000) or Indian (15,00,000) grouping, up to 18 digits."""
    return Fraction(figures.replace(",", "")) if _LITERAL.fullmatch(figures) else None


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
