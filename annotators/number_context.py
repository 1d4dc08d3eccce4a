"""What of the number phrases that `annotators.number_patterns` finds is a number, and a count.

The functions look at the words around a phrase too; the readers (`annotators.numbers`) do not.
"""

from __future__ import annotations

import re
import unicodedata

from annotators.number_bounds import without_leads, without_trail
from annotators.number_values import value_of_share
from annotators.number_words import plain

_FRACTION_AFTER = re.compile(
    r"[ -](?:halves|(?:third|fourth|quarter|fifth|sixth|seventh|eighth|ninth|tenth|hundredth)s?)(?![\w-])",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\. ?\d")  # No. 5
_PREPOSITION = re.compile(r"(over|about)\s+", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"([A-Za-z]+)\s+\Z")
_MAY_BE_SHARE = re.compile(
    r"half|halves|quarter|third|(?:st|nd|rd|th)s\b|th\b|/|[\u00bc-\u00be\u2150-\u215e]", re.IGNORECASE
)


def is_share(phrase: str) -> bool:
    """Whether a phrase that `QUANTITY` finds is a fraction of one: `half`, `more than two-thirds`, `¾`."""
    if not _MAY_BE_SHARE.search(phrase):
        return False
    text, _ = without_leads(plain(phrase).lower())
    text, _ = without_trail(text)
    return value_of_share(text.strip()) is not None


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the number at `text[start:end]` is a word of its own in `text`, the article, and no share.

    False inside an identifier (`T-72`, `G7`, `192.168.1.2`), a date or time (`2014-05-06`, `10:30`), a longer
    number, a fraction (`two-thirds`), a decade (`70's`), behind `#` or `No.`, and beside a percent or
    currency sign.
    """
    return not is_share(text[start:end]) and is_word(text, start, end)


def is_word(text: str, start: int, end: int) -> bool:
    """`stands_alone`, of a share too."""
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
    if first and (first.isalnum() or first in "_%‰°$" or unicodedata.category(first) in ("Mn", "Sc")):
        return False
    if first in (".", ",", ":", "/", "-", "\u2010", "\u2011", "\u2013") and after[1:].isdigit():
        return False
    if after.lower() in ("'s", "’s"):
        return False
    if text[start:end].lower() == "no" and _NUMBERED.match(text, end):
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
    found = _PREPOSITION.match(text, start, end)
    before = _WORD_BEFORE.search(text, max(0, start - 24), start)
    if found and before and before[1].lower() in _GOVERNORS[found[1].lower()]:
        return found.end()
    return start
