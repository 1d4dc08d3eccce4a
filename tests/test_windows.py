from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from annotators.windows import LARGEST, TOKENS, Pause, windows


def sizes(*items: int | Pause) -> list[list[int]]:
    made: Iterator[list[int]] = windows(items, lambda size: size)
    return list(made)


def test_windows_grow_until_they_are_large_enough() -> None:
    assert sizes(*[1] * 10) == [[1], [1, 1], [1] * 4, [1] * 3]
    assert sizes(TOKENS, 5, TOKENS, 5, 5, TOKENS - 10, 5) == [[TOKENS], [5, TOKENS], [5, 5, TOKENS - 10], [5]]
    assert max(map(len, sizes(*[0] * 1000))) == LARGEST


def test_a_pause_ends_a_window_and_makes_no_empty_one() -> None:
    assert sizes(Pause(), 1, Pause(), Pause(), 2, 3, Pause(), 4, 5) == [[1], [2, 3], [4, 5]]


@given(st.lists(st.integers(0, TOKENS) | st.just(Pause())))
def test_windows_hold_everything_in_order_and_stay_small(items: list[int | Pause]) -> None:
    found = sizes(*items)
    assert [item for window in found for item in window] == [i for i in items if not isinstance(i, Pause)]
    for window in found:
        assert window
        assert sum(window[:-1]) < TOKENS


def test_nothing_is_read_before_it_is_needed() -> None:
    def reading() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    taken: list[int] = []
    made = windows(reading(), lambda number: 1)
    assert [next(made), taken] == [[0], [0]]
    assert [next(made), taken] == [[1, 2], [0, 1, 2]]
