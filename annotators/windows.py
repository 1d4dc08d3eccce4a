"""Articles that go through the tagger together: few at first, so that nobody waits for the first record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

TOKENS = 8_000  # with so many the tagger is about as fast as it gets
LARGEST = 64  # articles

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pause:
    """Among inputs: the next may be long in coming, so what is there should be done with now."""

    # The file descriptor that the next will be read from; None: nobody can tell when it comes.
    descriptor: int | None = field(default=None, compare=False)


def windows(
    items: Iterable[T | Pause], tokens: Callable[[T], int], *, first: int = 1, largest: int = LARGEST
) -> Iterator[list[T]]:
    """`items` in order, `first` of them together, then twice as many, …; `tokens` is the size of one.

    A window ends with the item that makes it `TOKENS` large, and before a `Pause`.
    """
    window: list[T] = []
    total, most = 0, min(first, largest)
    for item in items:
        if not isinstance(item, Pause):
            window.append(item)
            total += tokens(item)
            if len(window) < most and total < TOKENS:
                continue
            most = min(2 * most, largest)
        if window:
            yield window
        window, total = [], 0
    if window:
        yield window
