"""The words of a view: what lists are looked up by, and what tells a noun phrase from what follows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

# `'s` is not part of a word, other apostrophes are: Qa'im, Sana'a.
_WORD = re.compile(r"([a-z0-9_]+(?:'(?!s\b)[a-z0-9_]+)*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `data`, bytes as of a view: where they start and end, and each in lower case."""

    data: bytes
    starts: Sequence[int]
    ends: Sequence[int]
    lower: Sequence[str]


def words_of(data: bytes) -> Words:
    """Split once for all lists. The loops are those of `re` and `itertools`: there are thousands of words."""
    pieces = _WORD.split(data.lower().decode("latin-1"))
    bounds = [0, *accumulate(map(len, pieces))]
    return Words(data, bounds[1:-1:2], bounds[2::2], pieces[1::2])


def split_words(text: str) -> list[str]:
    """The words of `text`, folded and in lower case as in a view."""
    return _WORD.findall(text)
