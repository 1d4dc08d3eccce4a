"""Articles for a cluster, and workers that need none: they are this process, and die when told to."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

pytest.importorskip("pyarrow", reason="needs the extra ray")

from annotators.cluster.partitions import Kind
from annotators.cluster.place import Place, place
from annotators.cluster.run import DiedError, Progress, Result, annotate
from annotators.cluster.setup import Setup, stamp_of
from annotators.cluster.worker import Job, Task, Worker
from annotators.pipeline import Annotator

TEXT = Kind("text")


def texts(number: int) -> list[str]:
    """So many articles, no two alike."""
    return [
        f"Day {each}.\n\nSome {each + 2} soldiers of the Fifth Brigade left through the Anselm border "
        f"crossing, said General Omar Haddad, who commands the {each + 1}th Mechanised Brigade.\n"
        for each in range(number)
    ]


def folder_of(folder: Path, number: int) -> Path:
    """A folder with so many articles, some of them in folders below it."""
    for each, text in enumerate(texts(number)):
        file = folder / f"{each % 3}" / f"{each:04d}.txt" if each % 4 == 0 else folder / f"{each:04d}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def lines_of(file: Path, number: int) -> Path:
    """A file of JSON lines with so many articles, an empty line and one that is none."""
    lines = [
        json.dumps({"id": each, "date": f"2026-05-{each % 28 + 1:02d}", "body": {"text": text}})
        for each, text in enumerate(texts(number))
    ]
    lines[number // 2 : number // 2] = ["", "{no object"]
    file.write_text("\n".join(lines))  # no line break at the end
    return file


def setup(**options: object) -> Setup:
    """Rules alone."""
    return Setup((), None, **options)  # type: ignore[arg-type]


def job(output: Place, format_: str = "jsonl", *, made: Setup | None = None, force: bool = False) -> Job:
    made = made or setup()
    return Job(made, stamp_of(made, annotator(made).run, "any", format_), output, format_, force)


@cache
def annotator(made: Setup) -> Annotator:
    """That of `made`, loaded once."""
    with TemporaryDirectory() as folder:
        return made.annotator(Path(folder))


class Loaded(Worker):
    """A worker whose annotator was loaded before."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.annotator = annotator(job.setup)


class Here:
    """Workers that are this process. `fatal` says of a task's texts whether they end it."""

    def __init__(
        self,
        job: Job,
        count: int = 2,
        fatal: Callable[[Task, Sequence[str]], bool] = lambda task, texts: False,
    ) -> None:
        self.worker = Loaded(job)
        self.count = count
        self.fatal = fatal
        self.tasks: list[Task] = []
        self.log: list[Task] = []

    def idle(self) -> int:
        return self.count - len(self.tasks)

    def give(self, task: Task) -> None:
        self.tasks.append(task)
        self.log.append(task)

    def ended(self) -> list[tuple[Task, Result | DiedError]]:
        task = self.tasks.pop()
        seen: list[str] = []
        each = self.worker.annotator.annotate_each

        def annotate_each(articles: Sequence[object]) -> object:
            seen.extend(article.text for article in articles)  # type: ignore[attr-defined]
            if self.fatal(task, seen):
                raise SystemExit
            return each(articles)  # type: ignore[arg-type]

        self.worker.annotator.annotate_each = annotate_each  # type: ignore[method-assign,assignment]
        try:
            return [(task, self.worker.do(task))]
        except SystemExit:
            return [(task, DiedError())]
        finally:
            self.worker.annotator.annotate_each = each  # type: ignore[method-assign]


def run(source: Path | Place, output: Path | Place, kind: Kind = TEXT, **options: object) -> Progress:
    """A run of workers that are this process, ten articles a partition."""
    to = output if isinstance(output, Place) else place(str(output))
    source = source if isinstance(source, Place) else place(str(source))
    fatal = options.pop("fatal", lambda task, texts: False)
    workers = options.pop("workers", None) or Here(job(to, **options), fatal=fatal)  # type: ignore[arg-type]
    return annotate(source, kind, workers.worker.job, workers, articles=10)  # type: ignore[attr-defined, arg-type]


def written(output: Path) -> bytes:
    """All parts of JSON lines, one behind the other."""
    return b"".join(part.read_bytes() for part in sorted(output.glob("part-*.jsonl")))
