"""What each word of an article may take part in: lists, patterns, the edges of noun phrases. One look-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from annotators.compiledrule import NUMBER, SPAN_BYTES
from annotators.gazetteer import Gazetteer
from annotators.number_words import NUMBER_WORDS
from annotators.vocabulary import Vocabulary
from annotators.words import Words

if TYPE_CHECKING:
    from annotators.prefilter import Need

BREAK = 1  # ends a noun phrase
NOT_HEAD = 2  # cannot head one
BEGINS = 4  # begins a name of a long list
_IS_NUMBER = 8  # has a digit, or is a word of number phrases
_FIRST_FREE = 16
_REMEMBERED = 20_000  # words of which something is kept: memory is bounded whatever the corpus


class Lexicon:
    """Flags of words: `BREAK`, `NOT_HEAD`, `BEGINS`, and one for each set of words that patterns need.

    Sentences have one more for each kind of span in them: layers, labels of the tagger, long lists.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        gazetteers: Mapping[str, tuple[int, Gazetteer]],
        needed: Mapping[str, int] | None = None,
    ) -> None:
        """`needed`: that of the lexicon whose flags the patterns have."""
        self._breaks = {word.decode("latin-1") for word in vocabulary.breaks}
        self._not_heads = {word.decode("latin-1") for word in vocabulary.not_heads}
        self._lists = {name: 1 << number for number, name in enumerate(gazetteers)}
        self._gazetteers = [(self._lists[name], gazetteer) for name, (_, gazetteer) in gazetteers.items()]
        spans = (*SPAN_BYTES, *gazetteers)
        self.spans = {name: _FIRST_FREE << number for number, name in enumerate(spans)} | {NUMBER: _IS_NUMBER}
        self.needed = dict(needed or {})  # word -> the flags of the sets that it is in
        self._bits: dict[frozenset[str], int] = {}
        self._known: dict[str, int] = {}
        self._beginnings: dict[str, tuple[int, int, int]] = {}  # a bit a list, for each of a `Beginning`
        self._inner: dict[str, int] = {}

    def flags_of(self, needs: Sequence[Need]) -> tuple[int, ...]:
        """For each need the flags of which a sentence must have one."""
        return tuple(
            (self._bit(need.words) if need.words else 0) | sum(self.spans[name] for name in need.spans)
            for need in needs
        )

    def _bit(self, words: frozenset[str]) -> int:
        if words not in self._bits:
            bit = self._bits[words] = _FIRST_FREE << (len(self.spans) + len(self._bits))
            for word in words:
                self.needed[word] = self.needed.get(word, 0) | bit
            self._known.clear()
        return self._bits[words]

    def flags(self, words: Sequence[str]) -> list[int]:
        """The flags of each of `words`, which are as in a view and in lower case."""
        known = self._known
        if len(known) > _REMEMBERED:
            known.clear()
        try:
            return [known[word] for word in words]
        except KeyError:
            for word in set(words) - known.keys():
                known[word] = self._flags(word)
            return [known[word] for word in words]

    def beginnings(self, words: Words, flags: Sequence[int]) -> dict[str, list[int]]:
        """For each long list the numbers of the words at which, by two words, a name of it may begin."""
        found: dict[str, list[int]] = {name: [] for name in self._lists}
        lower, starts, ends, data = words.lower, words.starts, words.ends, words.data
        last = len(lower) - 1
        places: list[tuple[int, int]] = []
        for number in [number for number, flag in enumerate(flags) if flag & BEGINS]:
            word = lower[number]
            lists, capital, longer = self._beginnings.get(word) or self._beginnings_of(word)
            if capital and not data[starts[number] : ends[number]].islower():
                lists |= capital
            if longer and number < last:
                following = lower[number + 1]
                inner = self._inner.get(following)
                lists |= longer & (self._inner_of(following) if inner is None else inner)
            if lists:
                places.append((number, lists))
        for name, bit in self._lists.items():
            found[name] = [number for number, lists in places if lists & bit]
        return found

    def _flags(self, word: str) -> int:
        flags = BREAK if word in self._breaks else NOT_HEAD if word in self._not_heads else 0
        if any(gazetteer.may_begin(word) for _, gazetteer in self._gazetteers):
            flags |= BEGINS
        flags |= self.needed.get(word, 0)
        if word in NUMBER_WORDS or any(character.isdigit() for character in word):
            flags |= _IS_NUMBER
        if "'" in word:  # a pattern finds `Brien` in O'Brien
            for piece in word.split("'"):
                flags |= self.needed.get(piece, 0) | (_IS_NUMBER * (piece in NUMBER_WORDS))
        return flags

    def _beginnings_of(self, word: str) -> tuple[int, int, int]:
        if len(self._beginnings) > _REMEMBERED:
            self._beginnings.clear()
        alone = capital = longer = 0
        for bit, gazetteer in self._gazetteers:
            beginning = gazetteer.beginnings(word)
            alone |= bit * beginning.alone
            capital |= bit * beginning.capital
            longer |= bit * beginning.longer
        found = self._beginnings[word] = (alone, capital, longer)
        return found

    def _inner_of(self, word: str) -> int:
        if len(self._inner) > _REMEMBERED:
            self._inner.clear()
        found = self._inner[word] = sum(
            bit for bit, gazetteer in self._gazetteers if gazetteer.goes_on_with(word)
        )
        return found
