"""The `compiled` engine: a model's weights run in numpy, without torch and Stanza.

What a word adds to the gates of the word LSTM depends on the word alone (vector, character LSTM, input
transform), so it is computed once and kept. Sentences run side by side in lanes, one behind the other.

No sentence influences another, to the last bit: a row of a matrix product depends on that row alone
(`product`), and all else is element by element.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotators.ner.decoding import fix_singleton_tags, viterbi
from annotators.ner.lanes import lanes
from annotators.ner.product import LANES, Product, whole
from annotators.ner.stage import Tagged, Tagger
from annotators.ner.weights import Weights, read, transitions_name
from annotators.ner.wordtable import WordTable

if TYPE_CHECKING:
    import numpy as np

CACHED = 8_192  # words; what one adds to the gates takes 8 kB with 256 hidden units
_MAX_LANES = 96  # sentences, or words, side by side
_UNKNOWN = 1  # the number of <UNK> among the characters


def load(folder: Path) -> Tagger:
    """A tagger on the compiled form of the model in `folder`.

    :raises FileNotFoundError: it has none.
    :raises annotators.ner.weights.WeightsError: it is damaged, or not of this model.
    """
    if "numpy" not in sys.modules:
        # One core, as the other engine: threads of BLAS are slower on matrices this small.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return CompiledTagger(read(folder))


class CompiledTagger:
    """A model that tags sentences. It remembers words, at most `cached` or those of its longest sentence."""

    def __init__(self, weights: Weights, cached: int = CACHED) -> None:
        import numpy as np

        arrays = weights.arrays
        self._np = np
        self._columns = _columns(weights)
        self._prefix: int = weights.facts["prefix"]
        self._characters: dict[str, int] = weights.facts["characters"]
        self._words = WordTable(arrays)
        self._vectors, self._changed_vectors = arrays["vectors"], arrays.get("changed_vectors")
        self._char_gates = arrays["char_gates"]
        self._char_lstm = _Lstm(arrays["char_recurrent"], arrays["char_h"], arrays["char_c"])
        self._word_lstm = _Lstm(arrays["word_recurrent"], arrays["word_h"], arrays["word_c"])
        self._word_input, self._word_bias = Product(arrays["word_input"]), arrays["word_bias"]
        self._scores = [Product(matrix) for matrix in arrays["score"]]
        self._score_columns, self._score_bias = arrays["score"].shape[1], arrays["score_bias"]
        self._inputs = arrays["word_input"].shape[1]
        self._cached = cached
        self._slots: dict[str, int] = {}  # word -> row of the gates; row 0 is what an idle lane reads
        self._free = list(range(cached, 0, -1))
        self._used = np.zeros(cached + 1, dtype=np.int64)  # when each row was last asked for
        self._clock = 0
        self._gates = np.zeros((2, cached + 1, self._word_bias.size // 2), dtype=np.float32)

    def __call__(self, sentences: Sequence[Sequence[str]]) -> Tagged:
        """One BIOES tag a token and column."""
        tagged: Tagged = [[[] for _ in self._columns] for _ in sentences]
        chunk: list[int] = []
        tokens = 0
        for index, sentence in enumerate(sentences):
            if chunk and tokens + len(sentence) > self._cached:
                self._tag(sentences, chunk, tagged)
                chunk, tokens = [], 0
            if sentence:
                chunk.append(index)
                tokens += len(sentence)
        if chunk:
            self._tag(sentences, chunk, tagged)
        return tagged

    def _tag(self, sentences: Sequence[Sequence[str]], chunk: list[int], tagged: Tagged) -> None:
        """Tag the sentences of `chunk`, the longest first."""
        chunk.sort(key=lambda index: -len(sentences[index]))
        self._remember(sentences, chunk)
        words = [self._ids(sentences[index]) for index in chunk]
        emissions = self._emissions(words)
        for number, column in enumerate(self._columns):
            found = viterbi([scores[:, column.scores] for scores in emissions], column.transitions)
            for index, best in zip(chunk, found, strict=True):
                # A tag below the first real one is read as the first, as Stanza does.
                tags = [column.tags[max(tag, self._prefix)] for tag in best]
                tagged[index][number] = fix_singleton_tags(tags)

    def _ids(self, sentence: Sequence[str]) -> np.ndarray:
        slots = self._slots
        return self._np.array([slots[word] for word in sentence])

    def _remember(self, sentences: Sequence[Sequence[str]], chunk: list[int]) -> None:
        """Have all words of `chunk` in the cache."""
        np = self._np
        distinct = dict.fromkeys(word for index in chunk for word in sentences[index])
        new = [word for word in distinct if word not in self._slots]
        if len(new) > len(self._free):
            self._forget(distinct, len(new))
        new.sort(key=len, reverse=True)
        for start in range(0, len(new), _MAX_LANES):
            block = new[start : start + _MAX_LANES]
            rows = self._represent(block)[: len(block)]
            slots = [self._free.pop() for _ in block]
            self._gates[0, slots], self._gates[1, slots] = np.split(rows, 2, axis=1)
            self._slots.update(zip(block, slots, strict=True))
        self._clock += 1
        self._used[[self._slots[word] for word in distinct]] = self._clock

    def _forget(self, needed: Collection[str], room: int) -> None:
        """Make room for `room` words: forget those used longest ago, none of `needed`."""
        known = sorted(
            (word for word in self._slots if word not in needed), key=lambda w: self._used[self._slots[w]]
        )
        missing = room - len(self._free)
        # A quarter at once, so that it is done seldom.
        for word in known[: max(missing, self._cached // 4)]:
            self._free.append(self._slots.pop(word))
        if len(self._free) < room:  # one sentence has more words than the cache holds
            size, wanted = len(self._used), room - len(self._free)
            self._gates = self._np.pad(self._gates, ((0, 0), (0, wanted), (0, 0)))
            self._used = self._np.pad(self._used, (0, wanted))
            self._free += range(size, size + wanted)

    def _represent(self, words: list[str]) -> np.ndarray:
        """What `words`, the longest first, add to the gates of the word LSTM, forward beside backward."""
        import numpy as np

        rows = whole(len(words))
        lengths = [len(word) for word in words]
        ids = np.zeros((2, lengths[0], rows), dtype=np.intp)
        for i, word in enumerate(words):
            numbers = [self._characters.get(character, _UNKNOWN) for character in word]
            ids[0, : len(word), i] = numbers
            ids[1, : len(word), i] = numbers[::-1]
        state = self._char_lstm.start(rows)
        active = len(words)
        for step in range(lengths[0]):
            while lengths[active - 1] <= step:
                active -= 1
            self._char_lstm.step(state, self._char_gates, ids[:, step], active)
        dimensions = self._vectors.shape[1]
        inputs = np.zeros((rows, self._inputs), dtype=np.float32)
        self._look_up(words, inputs[: len(words), :dimensions])
        inputs[:, dimensions:] = state.h.transpose(1, 0, 2).reshape(rows, -1)
        gates: np.ndarray = np.empty((rows, self._word_bias.size), dtype=np.float32)
        self._word_input.into(inputs, len(words), gates)
        gates += self._word_bias
        return gates

    def _look_up(self, words: list[str], out: np.ndarray) -> None:
        """The vectors of `words`."""
        np = self._np
        rows = np.array([self._words.row(word.lower().replace(" ", "\xa0")) for word in words])
        published = len(self._vectors)
        out[:] = self._vectors[np.minimum(rows, published - 1)]
        if self._changed_vectors is not None:
            changed = rows >= published
            out[changed] = self._changed_vectors[rows[changed] - published]

    def _emissions(self, words: list[np.ndarray]) -> list[np.ndarray]:
        """The scores of the tags for every sentence of `words`, the longest first; (tokens, tags)."""
        np = self._np
        lengths = [len(ids) for ids in words]
        total = sum(lengths)
        blocks = max(round(total / (lengths[0] * LANES)), 1)  # more would be idle beside the longest
        placed, loads = lanes(lengths, min(blocks * LANES, _MAX_LANES))
        steps, width = loads[0], len(loads)
        ids = np.zeros((2, steps, width), dtype=np.intp)
        starts: list[list[int]] = [[] for _ in range(steps)]
        for sentence, (lane, at) in zip(words, placed, strict=True):
            ids[0, at : at + len(sentence), lane] = sentence
            ids[1, at : at + len(sentence), lane] = sentence[::-1]
            starts[at].append(lane)
        state = self._word_lstm.start(width)
        scores = np.zeros((2, steps, width, self._score_columns), dtype=np.float32)
        active = width
        for step in range(steps):
            while loads[active - 1] <= step:
                active -= 1
            if step and starts[step]:
                self._word_lstm.restart(state, starts[step])
            self._word_lstm.step(state, self._gates, ids[:, step], active)
            for direction, product in enumerate(self._scores):
                product.into(state.h[direction], active, scores[direction, step])
        emissions = []
        for length, (lane, at) in zip(lengths, placed, strict=True):
            both = scores[:, at : at + length, lane, : self._score_bias.size]
            emissions.append(both[0] + both[1, ::-1] + self._score_bias)
        return emissions


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of tags: its part of the scores, and transitions (to, from)."""

    tags: list[str]
    scores: slice
    transitions: np.ndarray


def _columns(weights: Weights) -> list[_Column]:
    """The columns of tags, the one that Stanza predicts first."""
    columns: list[_Column] = []
    tags, end = weights.facts["tags"], 0
    while (transitions := weights.arrays.get(transitions_name(len(columns)))) is not None:
        start, end = end, end + len(transitions)
        columns.append(_Column(tags[start:end], slice(start, end), transitions))
    return columns


class _State:
    """Of an LSTM in both directions; (2, lanes, units), and room to work in."""

    __slots__ = ("c", "gates", "h", "inputs", "scratch")

    def __init__(self, h: np.ndarray, c: np.ndarray, gates: np.ndarray) -> None:
        self.h, self.c, self.gates = h, c, gates
        self.inputs, self.scratch = gates.copy(), c.copy()


class _Lstm:
    """One layer of LSTM, forward and backward at once (each reads the sequence in its own order)."""

    def __init__(self, recurrent: np.ndarray, h: np.ndarray, c: np.ndarray) -> None:
        """`recurrent` is (2, 4 units, units), the gates those of `compiling`; `h`, `c` are (2, units)."""
        import numpy as np

        self._np = np
        self._recurrent = [Product(matrix) for matrix in recurrent]
        self._h, self._c = h, c
        self._units = h.shape[1]

    def start(self, width: int) -> _State:
        np = self._np
        h, c = (np.repeat(x[:, None], width, axis=1) for x in (self._h, self._c))
        return _State(h, c, np.zeros((2, width, 4 * self._units), dtype=np.float32))

    def restart(self, state: _State, starting: list[int]) -> None:
        """Have the lanes `starting` begin a new sequence."""
        state.h[:, starting] = self._h[:, None]
        state.c[:, starting] = self._c[:, None]

    def step(self, state: _State, table: np.ndarray, ids: np.ndarray, active: int) -> None:
        """One step of the first `active` lanes; `ids` (2, lanes) are rows of `table` (2, rows, 4 units)."""
        np, units = self._np, self._units
        inputs = state.inputs[:, :active]
        for direction in (0, 1):
            self._recurrent[direction].into(state.h[direction], active, state.gates[direction])
            # mode: without it numpy checks and copies once more
            np.take(table[direction], ids[direction, :active], axis=0, out=inputs[direction], mode="clip")
        gates = state.gates[:, :active]
        gates += inputs
        np.tanh(gates, out=gates)
        enter, forget = gates[..., :units], gates[..., units : 2 * units]
        cell, leave = gates[..., 2 * units : 3 * units], gates[..., 3 * units :]
        for sigmoid in (gates[..., : 2 * units], leave):
            sigmoid *= 0.5
            sigmoid += 0.5
        c, scratch = state.c[:, :active], state.scratch[:, :active]
        c *= forget
        np.multiply(enter, cell, out=scratch)
        c += scratch
        np.tanh(c, out=scratch)
        np.multiply(leave, scratch, out=state.h[:, :active])
