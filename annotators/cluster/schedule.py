"""Which task is next, and what is done where the worker of one died.

A worker may die of its machine or of an article. Its partition is done again; where that ends the same way
`TRIES` times, the article is looked for: stretches of the partition are tried, halves of those that fail, and
an article that fails alone `TRIES` times is passed over from then on.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from annotators.cluster.partitions import Partition
from annotators.cluster.worker import Task

TRIES = 3
SEARCHES = 2  # of a partition that find nothing


class HopelessError(Exception):
    """A partition whose workers die, though each of its articles can be annotated."""


@dataclass(slots=True)
class _Search:
    """What is known of a partition whose workers die."""

    crashing: set[int] = field(default_factory=set)
    open: int = 0  # stretches that have not ended
    found: bool = True  # in the search that is under way
    vain: int = 0  # searches without a find


class Schedule:
    """The tasks of a run. Every task that `next` gives must be told of by `done` or `died` later."""

    def __init__(self, partitions: Iterator[Partition]) -> None:
        self._partitions = partitions
        self._again: deque[Task] = deque()
        self._deaths: Counter[tuple[int, tuple[int, int] | None]] = Counter()
        self._searches: dict[int, _Search] = {}
        self._running = 0
        self._all_begun = False

    def next(self) -> Task | None:
        """A task that nobody has; None where there is none, at least until one of those that run has ended.

        :raises PlaceError: as `partitions`.
        :raises OSError: as `partitions`.
        """
        task = self._again.popleft() if self._again else None
        if task is None and not self._all_begun:
            partition = next(self._partitions, None)
            self._all_begun = partition is None
            task = Task(partition) if partition is not None else None
        self._running += task is not None
        return task

    @property
    def finished(self) -> bool:
        """Whether `next` gives nothing any more."""
        return self._all_begun and not self._again and not self._running

    def done(self, task: Task) -> None:
        """`task` has ended well."""
        self._running -= 1
        number = task.partition.number
        if task.stretch is not None:
            self._ended(task.partition, self._searches[number])
        else:
            self._searches.pop(number, None)
            self._deaths.pop((number, None), None)

    def died(self, task: Task) -> None:
        """The worker of `task` died.

        :raises HopelessError: it makes no sense to try again.
        """
        self._running -= 1
        partition, stretch = task.partition, task.stretch
        key = (partition.number, stretch)
        self._deaths[key] += 1
        exhausted = self._deaths[key] == TRIES
        if stretch is None:
            if exhausted:
                del self._deaths[key]
                self._search(partition)
            else:
                self._again.append(task)
            return
        begin, end = stretch
        search = self._searches[partition.number]
        if end - begin > 1:
            del self._deaths[key]
            middle = (begin + end) // 2
            self._again.extend(Task(partition, task.crashing, h) for h in ((begin, middle), (middle, end)))
            search.open += 1
        elif exhausted:
            del self._deaths[key]
            search.crashing.add(begin)
            search.found = True
            self._ended(partition, search)
        else:
            self._again.append(task)

    def _search(self, partition: Partition) -> None:
        search = self._searches.setdefault(partition.number, _Search())
        search.vain = 0 if search.found else search.vain + 1
        if search.vain == SEARCHES:
            first = partition.pieces[0].place.name
            raise HopelessError(f"the workers that annotate the partition {partition.number} ({first} …) die")
        search.found, search.open = False, 1
        self._again.append(Task(partition, frozenset(search.crashing), (0, partition.articles)))

    def _ended(self, partition: Partition, search: _Search) -> None:
        search.open -= 1
        if not search.open:
            self._again.append(Task(partition, frozenset(search.crashing)))
