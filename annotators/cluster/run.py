"""A run on a cluster, as the process sees it that starts it: tasks to workers, and the end of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from annotators.cluster.partitions import ARTICLES, Kind, partitions
from annotators.cluster.parts import KNOWN, MANIFEST, SUCCESS, Failed, Part, name_of
from annotators.cluster.place import Place, PlaceError, delete, files_in, kind_of, write_bytes
from annotators.cluster.schedule import Schedule
from annotators.cluster.worker import Job, Task

Result = tuple[Part, bool] | None  # of `Worker.do`


class ClusterError(Exception):
    """The run cannot go on; what has been written stays, and another run goes on from there."""


class DiedError(Exception):
    """The worker of a task is gone, and the task with it."""


class Workers(Protocol):
    """Processes that do tasks, one at a time each."""

    @property
    def count(self) -> int:
        """How many have been started and not ended."""

    def idle(self) -> int:
        """How many could take a task now."""

    def give(self, task: Task) -> None:
        """Begin a task; one must be idle."""

    def ended(self) -> list[tuple[Task, Result | DiedError]]:
        """Tasks that have ended, once some have or some seconds are over.

        :raises ClusterError: no worker can do what there is to do.
        """


@dataclass(slots=True)
class Progress:
    """How far a run is."""

    written: int = 0  # parts
    current: int = 0  # parts that were there already
    articles: int = 0
    failed: int = 0  # articles
    deaths: int = 0  # of workers
    failures: list[Failed] = field(default_factory=list)  # the first `SHOWN`

    SHOWN = 50


def annotate(
    source: Place,
    kind: Kind,
    job: Job,
    workers: Workers,
    *,
    articles: int = ARTICLES,
    watch: Callable[[Progress, int], None] = lambda progress, workers: None,
) -> Progress:
    """Annotate all of `source` into `job.output`. `watch` is called now and then, with the number of workers.

    What an earlier run has written of the same articles in the same way is left as it is.

    :raises ClusterError: it cannot be done.
    :raises PlaceError: `source` cannot be read as `kind`, or `job.output` holds something else.
    :raises OSError: a file system does not answer.
    """
    earlier = check_output(job.output)
    delete(job.output.under(SUCCESS))
    schedule = Schedule(partitions(source, kind, articles=articles))
    progress = Progress()
    parts: dict[int, Part] = {}
    while True:
        while workers.idle() and (task := schedule.next()) is not None:
            workers.give(task)
        if schedule.finished:
            break
        for task, result in workers.ended():
            if isinstance(result, DiedError):
                progress.deaths += 1
                schedule.died(task)
                continue
            schedule.done(task)
            if result is not None:
                parts[task.partition.number] = result[0]
                _count(progress, *result)
        watch(progress, workers.count)
    _finish(job, parts, earlier)
    return progress


def check_output(output: Place) -> list[Place]:
    """The parts in `output`, and what is known of them.

    :raises PlaceError: it is a file, or holds what no run has put there.
    :raises OSError: the file system does not answer.
    """
    kind = kind_of(output)
    if kind == "file":
        raise PlaceError(f"{output.name}: a file, where a folder is needed")
    if kind == "missing":
        return []
    ours = []
    for found in files_in(output, "*"):
        name = found.path[len(output.path.rstrip("/")) + 1 :]
        if name in (MANIFEST, SUCCESS):
            continue
        if not name.removeprefix(f"{KNOWN}/").startswith("part-"):
            raise PlaceError(f"{output.name}: holds {name}, which no such run has written; name a new folder")
        ours.append(found)
    return ours


def _count(progress: Progress, part: Part, was_there: bool) -> None:
    progress.written += not was_there
    progress.current += was_there
    progress.articles += part.articles
    progress.failed += len(part.failed)
    progress.failures += part.failed[: Progress.SHOWN - len(progress.failures)]


def _finish(job: Job, parts: dict[int, Part], earlier: list[Place]) -> None:
    """Say that all is there, and take away what an earlier run had more of."""
    output = job.output
    names = {name_of(number, job.format) for number in parts}
    known = {f"{KNOWN}/{name.partition('.')[0]}.json" for name in names}
    for found in earlier:
        if found.path[len(output.path.rstrip("/")) + 1 :] not in names | known:
            delete(found)
    manifest = "".join(parts[number].line() for number in sorted(parts))
    write_bytes(output.under(MANIFEST), manifest.encode())
    write_bytes(output.under(SUCCESS), b"")
