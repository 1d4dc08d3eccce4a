"""Which sentences of an article hold what: a pattern is searched for in those that can hold a match of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from annotators.view import View
from annotators.words import Words

_SENTENCE = re.compile(rb"[^\n]+")
# Above this share of the sentences one search through all is quicker than one for each.
_FEW = 0.4


class SentenceIndex:
    """The flags of all words and spans of each sentence together.

    A sentence here is what stands between two sentence ends of a view. Masked views have the same number of
    them; where one has not (a long sentence was cut within a span) it has no index.
    """

    def __init__(self, plain: View, words: Words, flags: Sequence[int]) -> None:
        bounds = [found.span() for found in _SENTENCE.finditer(plain.data)]
        self._starts = [start for start, _ in bounds]
        # By the identity of a view, which is kept so that it stays its own.
        self._bounds: dict[int, tuple[View, list[tuple[int, int]] | None]] = {id(plain): (plain, bounds)}
        self.flags: list[int] = []
        first = 0
        for start in (*self._starts[1:], len(plain.data)):
            last = bisect_left(words.starts, start, first)
            together = 0
            for flag in flags[first:last]:
                together |= flag
            self.flags.append(together)
            first = last
        if not bounds:
            self.flags = []
        self.present = 0
        for flag in self.flags:
            self.present |= flag
        # Patterns share what they need: the sentences that have it, until a flag changes.
        self._holding: dict[tuple[int, ...], list[int]] = {}

    def set(self, bit: int, positions: Iterable[int]) -> None:
        """Give `bit` to the sentences that show these bytes of the plain view, and to no other."""
        self._holding.clear()
        if self.present & bit:
            self.flags = [flag & ~bit for flag in self.flags]
            self.present &= ~bit
        flags, starts = self.flags, self._starts
        for position in positions:
            number = bisect_right(starts, position) - 1
            if number >= 0:
                flags[number] |= bit
                self.present |= bit

    def bounds(self, view: View) -> list[tuple[int, int]] | None:
        """Where each sentence starts and ends in `view`, in bytes; None where it has no index."""
        known = self._bounds.get(id(view))
        if known is None:
            found = [each.span() for each in _SENTENCE.finditer(view.data)]
            known = self._bounds[id(view)] = (view, found if len(found) == len(self.flags) else None)
        return known[1]

    def stretches(self, view: View, needed: tuple[int, ...]) -> list[tuple[int, int]]:
        """The bytes of `view` to search: in every stretch stand flags of each of `needed`."""
        if needed:
            numbers = self._holding.get(needed)
            if numbers is None:
                numbers = self._holding[needed] = self._having(needed)
            if len(numbers) <= _FEW * len(self.flags):
                bounds = self.bounds(view)
                if bounds is not None:
                    return [bounds[number] for number in numbers]
        return [(0, len(view.data))]

    def _having(self, needed: tuple[int, ...]) -> list[int]:
        """The numbers of the sentences that have a flag of each of `needed`."""
        flags = self.flags
        first = needed[0]
        numbers = [number for number, flag in enumerate(flags) if flag & first]
        for others in needed[1:]:
            numbers = [number for number in numbers if flags[number] & others]
        return numbers

    def flags_at(self, view: View, position: int) -> int:
        """The flags of the sentence around byte `position` of `view`; all there are where it has no index."""
        bounds = self.bounds(view)
        if bounds is None:
            return -1
        number = bisect_right(bounds, (position, len(view.data))) - 1
        return self.flags[number] if number >= 0 else -1
