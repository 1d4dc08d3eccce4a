"""Spellings of one name in Latin letters made one.

`Abdel Rahman` and `Abdulrahman`, `Zelensky` and `Zelenskyy`, `Muhammad` and `Mohamed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_DOUBLED = re.compile(r"([bcdfghij-np-tv-xz])\1")
# Servant of: abd, and with the article that follows it, alone or tied to the next word.
_SERVANT = re.compile(r"abd(?:[aeuo][lr](?=\Z|[a-z]{3})|\Z)(?!lah?\Z|ah?\Z)")
# Given names whose vowels are written in many ways, after `y` has become `i` and doubled consonants one.
_FAMILIES = (
    (re.compile(r"abd[aueo]lah?\Z"), "abdulah"),
    (re.compile(r"m[ou]h[ae]m[ae]d\Z"), "mohamed"),
    (re.compile(r"h[ou]s[ae]?[ei]i?n\Z"), "husein"),
    (re.compile(r"ahm[ae]d\Z"), "ahmed"),
    (re.compile(r"i[ou]u?s[eiu]f\Z"), "iusuf"),
    (re.compile(r"[ie]brahim\Z"), "ibrahim"),
    (re.compile(r"s[au]l[ae]iman\Z"), "suleiman"),
    (re.compile(r"mahm[ou]u?d\Z"), "mahmud"),
    (re.compile(r"o?s[ao]ma\Z"), "osama"),
)


def spelled(words: Iterable[str]) -> tuple[str, ...]:
    """The folded `words` of a name in one spelling of each; compounds with Abd- come apart."""
    return tuple(part for word in words for part in _parts(word))


def _parts(word: str) -> Iterator[str]:
    servant = _SERVANT.match(word)
    if servant is None:
        yield _spelling(word)
        return
    yield "abd"
    if rest := word[servant.end() :]:
        yield _spelling(rest)


@lru_cache(maxsize=4_000)  # as `fold_name`: memory is bounded whatever the corpus
def _spelling(word: str) -> str:
    plain = _DOUBLED.sub(r"\1", word.replace("y", "i"))
    return next((one for family, one in _FAMILIES if family.match(plain)), plain)
