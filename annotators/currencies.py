"""The names of currencies: how they are spelled, and taking them out of a sum of money.

The spelling of a name says where it may stand, see `annotators.number_patterns.money_pattern`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from annotators.number_words import ALL_SCALES, plain


def is_sign(name: str) -> bool:
    """Whether `name` holds a currency sign: `$`, `NT$`, `GH₵`."""
    if name.isascii():
        return "$" in name
    return any(unicodedata.category(c) == "Sc" for c in name)


def is_abbreviation(name: str) -> bool:
    """Whether `name` is one word with a capital first: `USD`, `Rs`."""
    return re.fullmatch("[A-Z][A-Za-z]*", name) is not None


_MAX_NAME = 6  # words of a currency name
# Names that are also words, events or initials (COP 28, the R20 road, the P5). They count only beside
# a number that looks like a sum.
_WORDLIKE = frozenset("won TRY CUP PEN MAD COP MOP BOB SOS N R P SR QR KD JD".split())
_HEAVY = re.compile(
    rf"[0-9],[0-9]{{2,3}}|(?<![0-9])(?!19|20)[0-9]{{4}}|[0-9]{{5}}|(?<![A-Za-z])(?:{'|'.join(ALL_SCALES)})(?![A-Za-z])",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"[A-Za-z]{0,4}[$\u00a2-\u00a5\u058f\u060b\u09f2\u09f3\u0e3f\u17db\u20a0-\u20cf\ufdfc] ?"
    r"|(?<![A-Za-z])[A-Z][A-Za-z]*\.? ?"
)


@lru_cache(maxsize=8)
def _sorted_currencies(items: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], dict[str, str]]:
    """Names in lower case with their plurals, and marks (signs, abbreviations) as they are spelled."""
    words: dict[str, str] = {}
    marks: dict[str, str] = {}
    for raw, code in items:
        name = plain(raw)
        if is_sign(name) or is_abbreviation(name):
            marks.setdefault(name, code)
        else:
            name = name.replace("-", " ").replace(".", "").lower()
            words.setdefault(name, code)
            if not name.endswith("s"):
                words.setdefault(f"{name}s", code)
    return words, marks


def take_currency(text: str, currencies: Mapping[str, str]) -> tuple[str, str] | None:
    """A sum of money in plain spelling -> the same without its currency, and the code of that.

    `currencies` is that of `annotators.numbers.read_money`. The answer is None where the text names no
    currency, or two.
    """
    words, marks = _sorted_currencies(tuple(currencies.items()))
    heavy = _HEAVY.search(text) is not None
    codes: dict[str, str] = {}
    ends = [match.start() for match in re.finditer("[ -]", text)]
    for end in ends[-_MAX_NAME:]:
        name = text[end + 1 :].replace("-", " ").replace(".", "").lower()
        if name in words:
            # "a 500-pound bomb" is a weight, in "the 20 won" won is a verb.
            if name == "pound" or (name in _WORDLIKE and not heavy):
                return None
            codes[name] = words[name]
            text = text[:end].removesuffix(" of")
            break

    def take(mark: re.Match[str]) -> str:
        name = mark[0].strip().removesuffix(".")
        if name not in marks and name.endswith("$"):
            name = name.removesuffix("$")  # USD$
        if name not in marks or (name in _WORDLIKE and not heavy):
            return mark[0]
        codes[name] = marks[name]
        return " "

    text = _MARK.sub(take, text)
    if len(codes) > 1 and not any(is_sign(name) for name in codes if name != "$"):
        codes.pop("$", None)  # $500 CAD: the code says whose dollar; $5 and €6 are two sums
    return (text, next(iter(codes.values()))) if len(set(codes.values())) == 1 else None
