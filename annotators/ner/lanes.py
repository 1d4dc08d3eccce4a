"""Sequences of different lengths, side by side and one behind the other."""

from __future__ import annotations

import heapq
from collections.abc import Sequence


def lanes(lengths: Sequence[int], width: int) -> tuple[list[tuple[int, int]], list[int]]:
    """Sequences of `lengths`, falling, put into `width` lanes one behind the other.

    Returns (lane, first step) of each, and the steps of each lane, falling. Each goes to the lane that is
    free first.
    """
    loads = [0] * width
    placed = []
    free = [(0, lane) for lane in range(width)]
    for length in lengths:
        load, lane = heapq.heappop(free)
        placed.append((lane, load))
        loads[lane] = load + length
        heapq.heappush(free, (loads[lane], lane))
    order = sorted(range(width), key=lambda lane: -loads[lane])
    rank = {lane: i for i, lane in enumerate(order)}
    return [(rank[lane], at) for lane, at in placed], [loads[lane] for lane in order]
