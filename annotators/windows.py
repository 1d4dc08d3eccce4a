"""Articles that go through the tagger together: few at first, so that nobody waits for the first record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

TOKENS = 4_000  # with so many the tagger is about as fast as it gets
LARGEST = 64  # articles

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pause:
    """Among inputs: the next may be long in coming, so what is there should be done with now."""


def windows(items: Iterable[T | Pause], tokens: Callable[[T], int]) -> Iterator[list[T]]:
    """`items` in order, 1, 2, 4, … of them together; `tokens` is the size of one.

    A window ends with the item that makes it `TOKENS` large, and before a `Pause`.
    """
    window: list[T] = []
    total, most = 0, 1
    for item in items:
        if not isinstance(item, Pause):
            window.append(item)
            total += tokens(item)
            if len(window) < most and total < TOKENS:
                continue
            most = min(2 * most, LARGEST)
        if window:
            yield window
        window, total = [], 0
    if window:
        yield window
