"""The words of English number phrases, and the plain spelling in which the readers look for them.

The sources (`annotators.number_patterns`) are made of these words, the readers (`annotators.numbers`) give
them their values: a word that one of them knows, the other knows too.
"""

from __future__ import annotations

import re
import unicodedata

UNITS = dict(zip("one two three four five six seven eight nine".split(), range(1, 10), strict=True))
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
SMALL = UNITS | _TEENS | _TENS
SCALES = {
    "thousand": 10**3,
    "lakh": 10**5,
    "lac": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
LETTER_SCALES = {"k": 10**3, "mn": 10**6, "mln": 10**6, "bn": 10**9, "tn": 10**12, "trn": 10**12}
MONEY_SCALES = {"m": 10**6, "mm": 10**6, "mil": 10**6, "b": 10**9, "t": 10**12, "cr": 10**7}
ALL_SCALES = SCALES | {f"{word}s": n for word, n in SCALES.items()} | LETTER_SCALES | MONEY_SCALES
# What may multiply a number or a vague word.
FACTORS = ALL_SCALES | {
    "dozen": 12,
    "dozens": 12,
    "hundred": 100,
    "hundreds": 100,
    "tens": 10,
    "scores": 20,
}
# Ordinals -> the cardinals that they are made of.
UNIT_ORDINALS = dict(
    zip("first second third fourth fifth sixth seventh eighth ninth".split(), UNITS, strict=True)
)
SMALL_ORDINALS = (
    UNIT_ORDINALS
    | {"tenth": "ten", "eleventh": "eleven", "twelfth": "twelve"}
    | {f"{word}th": word for word, n in _TEENS.items() if n > 12}
    | {f"{word[:-1]}ieth": word for word in _TENS}
)
SCALE_ORDINALS = {f"{word}th": word for word in ("hundred", "thousand", "million")}
ORDINALS = SMALL_ORDINALS | SCALE_ORDINALS
# What the parts of fractions are called -> how many of them make one. No second: that is a time.
DENOMINATORS = (
    {"half": 2, "quarter": 4}
    | {word: SMALL[cardinal] for word, cardinal in SMALL_ORDINALS.items() if SMALL[cardinal] > 2}
    | {"hundredth": 100, "thousandth": 1000, "millionth": 10**6, "billionth": 10**9, "trillionth": 10**12}
)
DENOMINATOR_PLURALS = {"halves" if word == "half" else f"{word}s": n for word, n in DENOMINATORS.items()}
# Every number phrase without a digit has one of these words.
NUMBER_WORDS = frozenset(SMALL) | FACTORS.keys() | UNIT_ORDINALS.keys() | ORDINALS.keys()
NUMBER_WORDS |= DENOMINATORS.keys() | DENOMINATOR_PLURALS.keys()
NUMBER_WORDS |= frozenset("several few couple pair number no zero".split())


def _phrases(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("; "))


AT_LEAST = _phrases(
    "at least; at the least; at the very least; at a minimum; a minimum of; minimum of; no fewer than; "
    "not fewer than; no less than; not less than; as few as; as little as; upwards of; upward of; north of; "
    "exceeding"
)
AT_MOST = _phrases(
    "at most; at the most; at the very most; a maximum of; maximum of; no more than; not more than; "
    "not exceeding; as many as; as much as; as high as; up to"
)
NEAR = _phrases(
    "about; around; some; roughly; approximately; approximately,; approx.; approx; circa; nearly; almost; "
    "virtually; nearing; approaching; an estimated; estimated; an approximate; close to; closer to; "
    "somewhere around; something like; in the region of; in the order of; on the order of; "
    "in the neighborhood of; in the neighbourhood of; perhaps; maybe"
)
# A word of degree may stand before these: well over, just under, far fewer than.
ABOVE = _phrases(
    "more than; greater than; larger than; bigger than; higher than; over; above; in excess of; "
    "greater than or equal to; more than or equal to; equal to or greater than; equal to or more than"
)
BELOW = _phrases(
    "fewer than; less than; smaller than; lower than; under; below; less than or equal to; "
    "fewer than or equal to; smaller than or equal to; equal to or less than"
)
SHORT_OF = _phrases("about; short of; shy of")
DEGREES = _phrases(
    "a little; a bit; little; just; slightly; well; far; much; considerably; significantly; substantially"
)
# What a bound or a hedge says of the number: it is the least, the most, or near.
LEADS = (
    dict.fromkeys((*AT_LEAST, *ABOVE), "min")
    | dict.fromkeys((*AT_MOST, *BELOW), "max")
    | dict.fromkeys((*NEAR, *SHORT_OF), "near")
)
LEAD_SIGNS = {
    ">": "min",
    ">=": "min",
    "≥": "min",
    "<": "max",
    "<=": "max",
    "≤": "max",
    "~": "near",
    "≈": "near",
}
TRAILS = (
    dict.fromkeys((" or more", " or over", " or above", "-plus", " plus", "+", " +"), "min")
    | dict.fromkeys((" and more", " and over", " and above", " and counting", " at least"), "min")
    | dict.fromkeys((" or fewer", " or less", " or under", " at most"), "max")
    | dict.fromkeys((" or so", " or thereabouts", "-odd", " odd"), "near")
)


_LONGEST = 300  # code points of a number phrase
_STROKED = str.maketrans("ŁłĐđØø", "LlDdOo")
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2212\ufe58\ufe63\uff0d")
_LONG_DASHES = frozenset("\u2014\u2015")
_QUOTES = frozenset("\u2018\u2019\u02bb\u02bc\u2032`")


def plain(text: str) -> str:
    """`text` without accents, blanks single, `-` for every dash that joins; empty where it is too long."""
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
