"""What is tried again, and for how long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.cluster.partitions import Kind, Partition, Piece
from annotators.cluster.place import Place
from annotators.cluster.schedule import HopelessError, Schedule
from annotators.cluster.worker import Task


def partition(number: int, articles: int) -> Partition:
    return Partition(number, Kind("text"), (Piece(Place("in", None, "in"), articles, 0),))


def covered(task: Task) -> set[int]:
    """The articles that a task annotates."""
    return set(range(*(task.stretch or (0, task.partition.articles)))) - task.crashing


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=4),
    st.sets(st.tuples(st.integers(0, 3), st.integers(0, 39)), max_size=6),
    st.randoms(use_true_random=False),
    st.integers(1, 4),
)
def test_exactly_the_articles_that_end_their_worker_are_passed_over(
    sizes: list[int], killers: set[tuple[int, int]], random: object, workers: int
) -> None:
    killers = {(p, a) for p, a in killers if p < len(sizes) and a < sizes[p]}
    schedule = Schedule(partition(number, size) for number, size in enumerate(sizes))
    running: list[Task] = []
    written: dict[int, Task] = {}
    steps = 0
    while not schedule.finished:
        steps += 1
        assert steps < 5_000
        while len(running) < workers and (task := schedule.next()) is not None:
            running.append(task)
        if not running:
            continue
        task = running.pop(random.randrange(len(running)))  # type: ignore[attr-defined]
        number = task.partition.number
        if any((number, article) in killers for article in covered(task)):
            schedule.died(task)
        else:
            schedule.done(task)
            if task.stretch is None:
                assert number not in written
                written[number] = task
    passed = {(number, article) for number, task in written.items() for article in task.crashing}
    assert passed == killers
    assert sorted(written) == list(range(len(sizes)))


def test_a_worker_that_is_lost_once_costs_no_article_and_no_search() -> None:
    schedule = Schedule(iter([partition(0, 8)]))
    first = schedule.next()
    assert first is not None
    schedule.died(first)
    second = schedule.next()
    assert second == first
    schedule.done(second)
    assert schedule.finished or schedule.next() is None


def test_a_partition_that_ends_its_workers_only_as_a_whole_ends_the_run() -> None:
    schedule = Schedule(iter([partition(7, 4)]))

    def steps() -> None:
        while (task := schedule.next()) is not None:
            (schedule.died if task.stretch is None else schedule.done)(task)

    with pytest.raises(HopelessError, match=r"the partition 7 \(in …\) die"):
        steps()
