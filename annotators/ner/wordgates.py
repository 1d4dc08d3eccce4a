"""What a word adds to the gates of the word LSTM: it depends on the word alone, so it is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from annotators.ner.lstm import Lstm
from annotators.ner.product import Product, whole
from annotators.ner.weights import Weights
from annotators.ner.wordtable import WordTable

if TYPE_CHECKING:
    import numpy as np

_UNKNOWN = 1  # the number of <UNK> among the characters
_TOGETHER = 192  # words that go through the character LSTM side by side
_LONG = 32  # characters; a longer word has a run of its own, or all would wait for it


class WordGates:
    """A cache of words, at most `cached` or those of one call.

    `table` is (2, rows, gates), forward and backward; row 0 is zero, and no word's.
    """

    def __init__(self, weights: Weights, cached: int) -> None:
        import numpy as np

        arrays = weights.arrays
        self._np = np
        self._characters: dict[str, int] = weights.facts["characters"]
        self._words = WordTable(arrays)
        self._vectors, self._changed_vectors = arrays["vectors"], arrays.get("changed_vectors")
        self._vector_values = arrays.get("vector_values")  # what each byte of the vectors stands for
        self._char_gates = arrays["char_gates"]
        self._lstm = Lstm(arrays["char_recurrent"], arrays["char_h"], arrays["char_c"])
        self._input, self._bias = Product(arrays["word_input"]), arrays["word_bias"]
        self._inputs = arrays["word_input"].shape[1]
        self._cached = cached
        self.rows: dict[str, int] = {}
        self._free = list(range(cached, 0, -1))
        self._used = np.zeros(cached + 1, dtype=np.int64)  # when each row was last asked for
        self._clock = 0
        self.table = np.zeros((2, cached + 1, self._bias.size // 2), dtype=np.float32)

    def hold(self, words: Iterable[str]) -> None:
        """Have all of `words` in `rows`, and so in `table`; others may be forgotten."""
        np, rows = self._np, self.rows
        distinct = dict.fromkeys(words)
        new = [word for word in distinct if word not in rows]
        if len(new) > len(self._free):
            self._forget(distinct, len(new))
        new.sort(key=len, reverse=True)
        start = 0
        while start < len(new):
            size = _TOGETHER if len(new[start]) <= _LONG else 1
            block = new[start : start + size]
            gates = self._represent(block)[: len(block)]
            numbers = [self._free.pop() for _ in block]
            self.table[0, numbers], self.table[1, numbers] = np.split(gates, 2, axis=1)
            rows.update(zip(block, numbers, strict=True))
            start += size
        self._clock += 1
        self._used[[rows[word] for word in distinct]] = self._clock

    def _forget(self, needed: Collection[str], room: int) -> None:
        """Make room for `room` words: forget those used longest ago, none of `needed`."""
        known = sorted(
            (word for word in self.rows if word not in needed), key=lambda word: self._used[self.rows[word]]
        )
        missing = room - len(self._free)
        # A quarter at once, so that it is done seldom.
        for word in known[: max(missing, self._cached // 4)]:
            self._free.append(self.rows.pop(word))
        if len(self._free) < room:  # one sentence has more words than the cache holds
            size, wanted = len(self._used), room - len(self._free)
            self.table = self._np.pad(self.table, ((0, 0), (0, wanted), (0, 0)))
            self._used = self._np.pad(self._used, (0, wanted))
            self._free += range(size, size + wanted)

    def _represent(self, words: Sequence[str]) -> np.ndarray:
        """What `words`, the longest first, add to the gates, forward beside backward, and idle rows."""
        import numpy as np

        rows = whole(len(words))
        lengths = [len(word) for word in words]
        ids = np.zeros((2, lengths[0], rows), dtype=np.intp)
        for i, word in enumerate(words):
            numbers = [self._characters.get(character, _UNKNOWN) for character in word]
            ids[0, : len(word), i] = numbers
            ids[1, : len(word), i] = numbers[::-1]
        state = self._lstm.start(rows)
        active = len(words)
        for step in range(lengths[0]):
            while lengths[active - 1] <= step:
                active -= 1
            self._lstm.step(state, self._char_gates, ids[:, step], active)
        dimensions = self._vectors.shape[1]
        inputs = np.zeros((rows, self._inputs), dtype=np.float32)
        self._look_up(words, inputs[: len(words), :dimensions])
        inputs[:, dimensions:] = state.h.transpose(1, 0, 2).reshape(rows, -1)
        gates: np.ndarray = np.zeros((rows, self._bias.size), dtype=np.float32)
        self._input.into(inputs, len(words), gates)
        gates += self._bias
        return gates

    def _look_up(self, words: Sequence[str], out: np.ndarray) -> None:
        """The vectors of `words`."""
        np = self._np
        rows = np.array([self._words.row(word.lower().replace(" ", "\xa0")) for word in words])
        published = len(self._vectors)
        found = self._vectors[np.minimum(rows, published - 1)]
        out[:] = found if self._vector_values is None else self._vector_values[found]
        if self._changed_vectors is not None:
            changed = rows >= published
            out[changed] = self._changed_vectors[rows[changed] - published]
