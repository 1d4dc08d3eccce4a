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

    def set(self, bit: int, positions: Iterable[int]) -> None:
        """Give `bit` to the sentences that show these bytes of the plain view, and to no other."""
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

    def stretches(self, view: View, needed: Sequence[int]) -> list[tuple[int, int]]:
        """The bytes of `view` to search: in every stretch stand flags of each of `needed`."""
        whole = [(0, len(view.data))]
        if not needed:
            return whole
        flags = self.flags
        first = needed[0]
        numbers = [number for number, flag in enumerate(flags) if flag & first]
        for others in needed[1:]:
            numbers = [number for number in numbers if flags[number] & others]
        if len(numbers) > _FEW * len(flags):
            return whole
        bounds = self.bounds(view)
        return [bounds[number] for number in numbers] if bounds is not None else whole

    def flags_at(self, view: View, position: int) -> int:
        """The flags of the sentence around byte `position` of `view`; all there are where it has no index."""
        bounds = self.bounds(view)
        if bounds is None:
            return -1
        number = bisect_right(bounds, (position, len(view.data))) - 1
        return self.flags[number] if number >= 0 else -1
