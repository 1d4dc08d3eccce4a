"""Vague number words (`dozens`, `several hundred`), and the table of what a count policy makes of them.

Which words are vague is English, and stands here; what they say is a policy's, and stands in a rule pack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from annotators.number_words import FACTORS

NO_POLICY = "none"  # what a record says where no pack has a policy
# What a vague phrase may begin with.
VAGUE_WORDS = frozenset(
    "couple several few number tens dozens scores hundreds thousands lakhs millions crores billions "
    "trillions".split()
)
# `a few` is a number, `few` is a complaint.
_AFTER_ARTICLE = frozenset(("couple", "few", "number"))


@dataclass(frozen=True, slots=True)
class VagueNumber:
    """What a vague phrase says: a value, or inclusive bounds. At least one of them is given."""

    min: int | None = None
    max: int | None = None
    value: int | None = None

    @property
    def base(self) -> int:
        """The number that a bound in the text applies to: `at most dozens` is at most this."""
        return next(n for n in (self.min, self.value, self.max, 0) if n is not None)

    def times(self, factor: int) -> VagueNumber:
        """Every number of it `factor` times."""

        def scaled(number: int | None) -> int | None:
            return None if number is None else number * factor

        return VagueNumber(scaled(self.min), scaled(self.max), scaled(self.value))


# Words, as `vague_words` gives them -> what they say.
VagueTable = Mapping[tuple[str, ...], VagueNumber]


def vague_words(phrase: str) -> tuple[str, ...] | None:
    """The words that matter of a vague phrase, None where it is none: `tens of thousands` -> tens, thousands.

    `phrase` is in lower case, blanks single.
    """
    head, *tail = re.split("[ -]", phrase.removeprefix("a ").removesuffix(" of"))
    if head not in VAGUE_WORDS or phrase.startswith("a ") != (head in _AFTER_ARTICLE):
        return None
    if head in FACTORS:  # tens of thousands, hundreds and hundreds
        if tail[:1] in (["and"], ["upon"]) and tail[1:2] and tail[1] in VAGUE_WORDS:
            tail = tail[2:]
        if tail[::2] != ["of"] * (len(tail) // 2) or len(tail) % 2:
            return None
        tail = tail[1::2]
    else:
        tail = [word for word in tail if word != "of"]
    return (head, *tail) if all(word in FACTORS for word in tail) else None


def read_vague(phrase: str, table: VagueTable) -> VagueNumber | None:
    """What a vague phrase says by `table`; None for any other phrase, and for words that the table lacks.

    The longest entry that the phrase begins with counts, times the rest: `several hundred thousand` is 1,000
    times `several hundred` where the table has that, else 100,000 times `several`.
    """
    words = vague_words(phrase) or ()
    for length in range(len(words), 0, -1):
        number = table.get(words[:length])
        if number is not None:
            return number.times(prod(FACTORS[word] for word in words[length:]))
    return None
