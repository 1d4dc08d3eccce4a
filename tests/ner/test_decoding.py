from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from stanza.models.common.crf import viterbi_decode
from stanza.models.ner.trainer import fix_singleton_tags as stanza_fix_singleton_tags

from annotators.ner.decoding import fix_singleton_tags, viterbi

TAGS = [f"{prefix}-{label}" for prefix in "BIES" for label in ("Person", "Location")] + ["O"]


@given(st.lists(st.sampled_from(TAGS), max_size=8))
def test_singleton_tags_are_mended_as_stanza_does(tags: list[str]) -> None:
    assert fix_singleton_tags(tags) == stanza_fix_singleton_tags(tags)


@given(st.lists(st.integers(1, 7), min_size=1, max_size=70), st.integers(0, 1000))
def test_the_best_tags_are_those_of_stanza(lengths: list[int], seed: int) -> None:
    generator = np.random.default_rng(seed)
    # Few values, so that ties are frequent.
    transitions = generator.integers(-1, 2, (5, 5)).astype(np.float32)
    emissions = [generator.integers(-1, 2, (n, 5)).astype(np.float32) for n in sorted(lengths, reverse=True)]
    expected = [[int(tag) for tag in viterbi_decode(e, transitions.T)[0]] for e in emissions]
    assert viterbi(emissions, transitions) == expected
