r"""Number phrases of English news: the RE2 sources that find them. `annotators.numbers` reads them.

The sources are for text folded one code point to one byte (`annotators.folding`) and compiled as Latin-1: a
blank is ` `, `\x1e` or `\x1f`, every dash `-`, every currency sign but the dollar the byte a4. They hold no
capturing group. RE2 cannot look around, so a source may match what is no quantity (`12,34`, `1,5oo`) or a
part of an identifier (the 72 of `T-72`). The readers refuse the first, `stands_alone` the second.

They are loose where that keeps them small (RE2 is fast while its automaton fits into memory) and no real
phrase is lost: the readers judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotators.blanks import BLANK
from annotators.currencies import is_abbreviation, is_sign
from annotators.number_words import (
    ABOVE,
    AT_LEAST,
    AT_MOST,
    BELOW,
    DEGREES,
    DENOMINATOR_PLURALS,
    DENOMINATORS,
    LETTER_SCALES,
    MONEY_SCALES,
    NEAR,
    SCALE_ORDINALS,
    SCALES,
    SHORT_OF,
    SMALL_ORDINALS,
    UNIT_ORDINALS,
    UNITS,
    plain,
)

_B = BLANK  # between two words
_J = rf"(?:{_B}|-)"  # joins the words of one number


def _either(phrases: Iterable[str]) -> str:
    """The alternation, longest first so that no phrase hides a longer one."""
    return "|".join(re.escape(p).replace(r"\ ", _B) for p in sorted(phrases, key=lambda p: (-len(p), p)))


def _digits(scales: Iterable[str]) -> str:
    # Groups set apart by blanks, or else anything made of digits, commas and points. Letters behind a comma
    # are taken in so that 1,5oo is refused and not read as 1.
    return rf"(?:[1-9]\d{{0,2}}(?: \d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d\w*)*(?: ?(?:{_either(scales)}))?)\b"


_DIGITS = _digits(("thousand", "million", "billion", "lakh", "crore", *LETTER_SCALES))
_TEEN = r"(?:thir|four|fif|six|seven|eigh|nine)teen|ten|eleven|twelve"
_TEN = r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
_UNIT = _either(UNITS)
_BELOW_100 = rf"(?:(?:{_TEN})(?:{_J}(?:{_UNIT}))?|{_TEEN}|{_UNIT})\b"
_WORD = rf"(?:{_TEN}|{_TEEN}|{_UNIT})\b"
_HEAD = rf"(?:{_BELOW_100}|{_DIGITS}(?:{_B}\d/\d\b)?)"
_BIG = rf"(?:hundred|{_either(SCALES)})s?\b"
_SCALE = rf"(?:(?:dozen|hundred|{_either(SCALES)})s?|tens|scores)\b"
_AND_A_HALF = rf"{_J}and{_J}(?:a|one){_J}(?:half|quarter)\b"
_PART = rf"(?:(?:{_TEN})-(?:{_either(UNIT_ORDINALS)})|{_either(DENOMINATORS)})\b"
_PARTS = (
    rf"(?:(?:{_TEN})-(?:{_either(f'{word}s' for word in UNIT_ORDINALS)})|{_either(DENOMINATOR_PLURALS)})\b"
)
# Behind a whole number: and a half, and two thirds, point five. No `and a third`: in "killed two and a third
# was hurt" it is the third one.
_REST = (
    rf"(?:{_AND_A_HALF}|(?:{_J}and{_J}(?:{_BELOW_100}))?{_J}{_PARTS}(?:{_J}{_SCALE})?"
    rf"|{_B}point(?:{_B}(?:{_BELOW_100}|zero\b))+(?:{_B}{_SCALE})?)"
)
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
# Shares are found so that no part of them is taken for a count; `numbers.is_share` tells them.
_POSITIVE_OR_SHARE = (
    rf"(?:[1-9]/[2-9]\b(?:{_B}{_SCALE})?|(?:{_TIMES}{_J})?{_SCALE}{_MORE}{_REST}?|(?:a|one){_J}{_PART}(?:(?:{_B}of)?(?:{_B}an?)?{_B}{_SCALE})?"
    rf"|{_HEAD}{_REST}?(?:{_B}of{_B}an?{_B}{_SCALE})?|several\b|a{_B}(?:few\b|(?:couple|pair|number){_B}of\b)"
    rf"|(?:a{_B})?half\b)"
)
_NONE = r"(?:no|zero)\b"

_ONE_BOUND = (
    rf"(?:(?:(?:{_either(DEGREES)}){_B})?(?:{_either((*ABOVE, *BELOW, *SHORT_OF))})"
    rf"|{_either((*AT_LEAST, *AT_MOST, *NEAR))})"
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
_OR = rf"{_B}(?:to|through|or|if{_B}not){_B}{_INNER_LEAD}{_END}"
_BUT = rf"{_B}but{_B}(?:(?:no|not){_B}more{_B}than|(?:fewer|less){_B}than|under|below|at{_B}most){_B}{_END}"
_AMOUNT = rf"(?:{_BETWEEN}|{_DASHED}|{_POSITIVE}(?:{_OR})?)"
_AMOUNT_OR_SHARE = rf"(?:{_BETWEEN}|{_DASHED}|{_POSITIVE_OR_SHARE}(?:{_OR}|{_BUT})?)"

CARDINAL = rf"(?i:\b(?:{_POSITIVE}|{_NONE}))"
ORDINAL = (
    rf"(?i:\b(?:\d+(?:,\d{{3}})*(?:st|nd|rd|th|(?-i:d))"
    rf"|(?:(?:(?:a|{_BELOW_100}){_J})?hundred(?:{_J}and)?{_J})?"
    rf"(?:{_TEN}{_J}(?:{_either(UNIT_ORDINALS)})|{_either(SMALL_ORDINALS)})"
    rf"|(?:(?:a|{_BELOW_100}){_J})?(?:{_either(SCALE_ORDINALS)}))\b)"
)
BOUND = rf"(?i:\b(?:{_ONE_BOUND}{_B})*{_ONE_BOUND}\b)"
QUANTITY = rf"(?i:{_LEAD}?\b(?:{_AMOUNT_OR_SHARE}{_TRAIL}?|{_NONE}))"

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
    for name in map(plain, names):
        if is_sign(name):
            letters.add("".join(c for c in name if c.isascii() and c.isalpha()))
        elif is_abbreviation(name):
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
    scales = (*SCALES, *LETTER_SCALES, *MONEY_SCALES)
    figures = rf"{_digits(scales)}(?:{_J}(?:{_SCALE}|m\b)){{0,2}}"
    # Of two sums the second needs a sign or a scale where the first has a scale: "€4 million to 11 groups".
    bare = r"\d+(?:[.,]\d\w*)*\b"
    scaled = rf"\d+(?:[.,]\d\w*)*(?: ?(?:{_either(scales)})\b|{_J}(?:{_SCALE}|m\b)){{1,2}}"
    joint = rf"{_B}(?:to|or){_B}"
    return (
        rf"(?i:{_LEAD}?(?:"
        rf"\b{_FROM}(?:{sign}|(?-i:[A-Z][A-Za-z]{{1,3}})\.? ?){figures}{_B}(?:and|to){_B}{second}{figures}"
        rf"|{first}(?:{bare}{joint}{second}{figures}"
        rf"|{figures}(?:{_DASH}{second}{figures}|{joint}(?:{_INNER_LEAD}{first}{figures}|{second}{scaled}))?)"
        rf"(?: (?-i:{code})\b)?"
        rf"|{first}\b{_BELOW_100}{_MORE}"
        rf"|\b{_AMOUNT}{_TRAIL}?{behind}"
        rf"){_TRAIL}?)"
    )
