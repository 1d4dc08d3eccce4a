from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotators.ner.lanes import lanes


@given(st.lists(st.integers(1, 50), max_size=40), st.integers(1, 20))
def test_sequences_lie_in_lanes_one_behind_the_other(lengths: list[int], width: int) -> None:
    lengths.sort(reverse=True)
    placed, loads = lanes(lengths, width)
    assert loads == sorted(loads, reverse=True)
    assert len(loads) == width
    for lane, load_ in enumerate(loads):
        inside = sorted((at, at + n) for (where, at), n in zip(placed, lengths, strict=True) if where == lane)
        assert all(end == start for (_, end), (start, _) in pairwise([(0, 0), *inside]))
        assert load_ == (inside[-1][1] if inside else 0)
