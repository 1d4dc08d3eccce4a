"""What each word of an article may take part in, looked up once: lists, patterns, the edges of noun phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotators.builtins import Vocabulary
from annotators.gazetteer import Gazetteer

BREAK = 1  # ends a noun phrase
NOT_HEAD = 2  # cannot head one
_REMEMBERED = 200_000  # words whose flags are kept: memory is bounded whatever the corpus


class Lexicon:
    """Flags of words: `BREAK`, `NOT_HEAD`, one bit a gazetteer, one bit a set of words that patterns need."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        gazetteers: Mapping[str, tuple[int, Gazetteer]],
        needed: Sequence[frozenset[str]],
    ) -> None:
        self._breaks = {word.decode("latin-1") for word in vocabulary.breaks}
        self._not_heads = {word.decode("latin-1") for word in vocabulary.not_heads}
        self.begins = {name: 4 << number for number, name in enumerate(gazetteers)}
        self._gazetteers = [(self.begins[name], gazetteer) for name, (_, gazetteer) in gazetteers.items()]
        self.any_list = sum(self.begins.values())
        self._needed: dict[str, int] = {}
        self._bits: dict[frozenset[str], int] = {}
        for words in needed:
            if words not in self._bits:
                bit = self._bits[words] = 4 << (len(gazetteers) + len(self._bits))
                for word in words:
                    self._needed[word] = self._needed.get(word, 0) | bit
        self._known: dict[str, int] = {}

    def bit(self, words: frozenset[str]) -> int:
        """The flag of the words of one of the `needed` sets."""
        return self._bits[words]

    def flags(self, words: Sequence[str]) -> list[int]:
        """The flags of each of `words`, which are as in a view and in lower case."""
        known = self._known
        if len(known) > _REMEMBERED:
            known.clear()
        found = list(map(known.get, words))
        if None in found:
            for word in set(words) - known.keys():
                known[word] = self._flags(word)
            return [known[word] for word in words]
        return found  # type: ignore[return-value] # no None is in it

    def _flags(self, word: str) -> int:
        flags = BREAK if word in self._breaks else NOT_HEAD if word in self._not_heads else 0
        for bit, gazetteer in self._gazetteers:
            if gazetteer.may_begin(word):
                flags |= bit
        flags |= self._needed.get(word, 0)
        if "'" in word:  # a pattern finds `Brien` in O'Brien
            for piece in word.split("'"):
                flags |= self._needed.get(piece, 0)
        return flags
