"""What a worker does: a partition, from what there is to read to a file of the output."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from annotators.article import Article, read
from annotators.batch import Record, records
from annotators.cluster.partitions import Partition
from annotators.cluster.parts import Failed, Part, known, name_of, note
from annotators.cluster.place import Place, write_bytes
from annotators.cluster.reading import articles_of
from annotators.cluster.setup import Setup, digest_of
from annotators.document import Failure
from annotators.inputs import Source
from annotators.writer import to_jsonl

CRASHED = "worker-died"  # the code of an article that ends the process that annotates it


@dataclass(frozen=True, slots=True)
class Job:
    """What all workers of a run have in common."""

    setup: Setup
    stamp: str  # see `setup.stamp_of`
    output: Place
    format: str  # of `parts.FORMATS`
    force: bool = False  # whether what is there is made anew


@dataclass(frozen=True, slots=True)
class Task:
    """A partition to annotate and to write; or a stretch of it to annotate and to forget, which shows whether
    it can be done."""

    partition: Partition
    crashing: frozenset[int] = frozenset()  # the numbers of articles in it, from 0, that get no further try
    stretch: tuple[int, int] | None = None  # numbers [begin, end)


class Worker:
    """Packs and model, loaded once. Its methods are called one at a time."""

    def __init__(self, job: Job) -> None:
        """
        :raises annotators.problem.RuleFileError: the packs have problems.
        :raises annotators.batch.ModelError: the model cannot be loaded.
        """
        self.job = job
        with TemporaryDirectory(prefix="glossator-") as folder:
            self.annotator = job.setup.annotator(Path(folder))
            # All is loaded now, while its files are there: a worker is killed, and would leave them behind.
            self.annotator.annotate(read(b"The first.", "-"))

    def facts(self) -> Mapping[str, object]:
        """What its records say of the run."""
        return self.annotator.run

    def do(self, task: Task) -> tuple[Part, bool] | None:
        """The part of a partition, and whether it was there already; of a stretch nothing.

        :raises OSError: a file of many articles cannot be read, or the part cannot be written.
        """
        found = list(articles_of(task.partition, self.job.setup.reading))
        opened = [_crashed(each) if number in task.crashing else each for number, each in enumerate(found)]
        if task.stretch is not None:
            for _ in self._records(opened[slice(*task.stretch)]):
                pass
            return None
        job, name = self.job, name_of(task.partition.number, self.job.format)
        stamp = digest_of(job.stamp, *(part for each in found for part in _told(each)))
        there = None if job.force else known(job.output, name)
        if there is not None and there.stamp == stamp:
            return there, True
        lines: list[str] = []
        failed: list[Failed] = []
        for record in self._records(opened):
            lines.append(record.text)
            if record.failure is not None:
                failure = record.failure
                failed.append(Failed(failure.article, failure.code, failure.message))
        data = _file(lines, job.format)
        write_bytes(job.output.under(name), data)
        digest = hashlib.sha256(data).hexdigest()
        part = Part(name, len(lines), tuple(failed), len(data), digest, stamp)
        note(job.output, part)
        return part, False

    def _records(self, opened: list[Article | Failure]) -> Iterator[Record]:
        """The records that these have on one machine, made by the same code."""
        names = [each.name if isinstance(each, Article) else each.article for each in opened]
        ready = iter(opened)
        sources = [Source(name, None) for name in names]
        made = records(
            sources, self.annotator.annotate_each, to_jsonl, open_source=lambda source, **how: next(ready)
        )
        for record in made:
            assert isinstance(record, Record)
            yield record


def _file(lines: list[str], format_: str) -> bytes:
    if format_ == "parquet":
        from annotators.cluster.parquet import to_parquet

        return to_parquet(lines)
    return "".join(lines).encode()


def _told(each: Article | Failure) -> tuple[str, ...]:
    if isinstance(each, Failure):
        return each.article, each.code, each.message, repr(each.origin)
    return each.name, each.sha256, "", repr(each.origin)


def _crashed(each: Article | Failure) -> Failure:
    if isinstance(each, Failure):
        return each
    message = "its worker ended, each time that it was tried"
    return Failure(each.name, CRASHED, message, each.origin)
