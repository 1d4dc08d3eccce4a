"""The `compiled` engine: a model's weights run in numpy, without torch and Stanza.

Sentences run side by side in lanes, one behind the other. No sentence influences another, to the last bit: a
row of a matrix product depends on that row alone (`product`), and all else is element by element.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotators.ner.decoding import TagNames, viterbi
from annotators.ner.lanes import lanes
from annotators.ner.lstm import Lstm
from annotators.ner.product import STEP, Product, whole
from annotators.ner.stage import Tagged, Tagger
from annotators.ner.weights import Weights, read, transitions_name
from annotators.ner.wordgates import WordGates

if TYPE_CHECKING:
    import numpy as np

CACHED = 8_192  # words; what one adds to the gates takes 6.4 kB with 200 hidden units
_MAX_LANES = 96  # sentences side by side


def load(folder: Path) -> Tagger:
    """A tagger on the compiled form of the model in `folder`.

    :raises FileNotFoundError: it has none.
    :raises annotators.ner.weights.WeightsError: it is damaged, or not of this model.
    """
    if "numpy" not in sys.modules:
        # One core, as the other engine: threads of BLAS are slower on matrices this small.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return CompiledTagger(read(folder))


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of tags: its part of the scores, and transitions (to, from)."""

    names: TagNames
    scores: slice
    transitions: np.ndarray


class CompiledTagger:
    """A model that tags sentences. It remembers words, at most `cached` or those of its longest sentence."""

    def __init__(self, weights: Weights, cached: int = CACHED) -> None:
        import numpy as np

        arrays = weights.arrays
        self._np = np
        self._columns = _columns(weights)
        self._words = WordGates(weights, cached)
        self._lstm = Lstm(arrays["word_recurrent"], arrays["word_h"], arrays["word_c"])
        self._score = [Product(matrix) for matrix in arrays["score"]]
        self._score_columns, self._score_bias = arrays["score"].shape[1], arrays["score_bias"]
        self._cached = cached

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
        """Tag the sentences of `chunk`."""
        chunk.sort(key=lambda index: -len(sentences[index]))
        emissions = self._emissions([sentences[index] for index in chunk])
        for number, column in enumerate(self._columns):
            paths = viterbi([scores[:, column.scores] for scores in emissions], column.transitions)
            for index, tags in zip(chunk, column.names.of(paths), strict=True):
                tagged[index][number] = tags

    def _emissions(self, sentences: Sequence[Sequence[str]]) -> list[np.ndarray]:
        """The scores of the tags for every one of `sentences`, the longest first; (tokens, tags)."""
        np = self._np
        self._words.hold(word for sentence in sentences for word in sentence)
        rows = self._words.rows
        lengths = [len(sentence) for sentence in sentences]
        total = sum(lengths)
        blocks = max(round(total / (lengths[0] * STEP)), 1)  # more would be idle beside the longest
        placed, loads = lanes(lengths, min(blocks * STEP, _MAX_LANES))
        steps, active, width = loads[0], len(loads), whole(len(loads))
        ids = np.zeros((2, steps, width), dtype=np.intp)
        starts: list[list[int]] = [[] for _ in range(steps)]
        for sentence, (lane, at) in zip(sentences, placed, strict=True):
            numbers = [rows[word] for word in sentence]
            ids[0, at : at + len(sentence), lane] = numbers
            ids[1, at : at + len(sentence), lane] = numbers[::-1]
            starts[at].append(lane)
        state = self._lstm.start(width)
        scores = np.zeros((2, steps, width, self._score_columns), dtype=np.float32)
        for step in range(steps):
            while loads[active - 1] <= step:
                active -= 1
            if step and starts[step]:
                self._lstm.restart(state, starts[step])
            self._lstm.step(state, self._words.table, ids[:, step], active)
            for direction, product in enumerate(self._score):
                product.into(state.h[direction], active, scores[direction, step])
        emissions = []
        for length, (lane, at) in zip(lengths, placed, strict=True):
            both = scores[:, at : at + length, lane, : self._score_bias.size]
            emissions.append(both[0] + both[1, ::-1] + self._score_bias)
        return emissions


def _columns(weights: Weights) -> list[_Column]:
    """The columns of tags, the one that Stanza predicts first."""
    columns: list[_Column] = []
    tags, end = weights.facts["tags"], 0
    while (transitions := weights.arrays.get(transitions_name(len(columns)))) is not None:
        start, end = end, end + len(transitions)
        names = TagNames(tags[start:end], weights.facts["prefix"])
        columns.append(_Column(names, slice(start, end), transitions))
    return columns
