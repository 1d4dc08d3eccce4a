"""`--jobs` and `--timeout`: how many processes annotate, and for how long one may be at an article."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from .console import manner, say
from .exits import CommandError

if TYPE_CHECKING:
    from annotators.batch import Result
    from annotators.document import Document, Failure
    from annotators.inputs import Admitted
    from annotators.pipeline import Annotator

    from .decided import AnnotateEach
    from .reading import Reading
    from .timetable import Timetable

JobsOption = Annotated[
    str, typer.Option("--jobs", "-j", metavar="N|auto", help="Processes that annotate; auto: one a core.")
]
TimeoutOption = Annotated[
    float | None,
    typer.Option("--timeout", metavar="SECONDS", help="Give up an article that takes longer."),
]


@dataclass(frozen=True, slots=True)
class Parallel:
    """What the options say of the processes."""

    jobs: int
    timeout: float | None

    @staticmethod
    def of(jobs: str, timeout: float | None) -> Parallel:
        """
        :raises typer.BadParameter: they are no such numbers.
        """
        if timeout is not None and not 0 < timeout < float("inf"):
            raise typer.BadParameter("it must be more than 0", param_hint="'--timeout'")
        if jobs == "auto":
            from annotators.cores import cores

            return Parallel(cores(), timeout)
        if not (jobs.isascii() and jobs.isdigit() and int(jobs)):
            raise typer.BadParameter(
                f"'{jobs}' is neither a number from 1 on nor auto", param_hint="'--jobs'"
            )
        return Parallel(int(jobs), timeout)

    @property
    def is_alone(self) -> bool:
        """Whether this process does all by itself. With a timeout it has to be able to kill who does."""
        return self.jobs == 1 and self.timeout is None

    @contextmanager
    def records(
        self,
        items: Iterable[Admitted],
        annotator: Annotator,
        annotate_each: AnnotateEach,
        render: Callable[[Document | Failure], str],
        reading: Reading,
        timetable: Timetable,
    ) -> Iterator[Iterable[Result]]:
        """The records of `items`, in order, by `annotate_each`, which uses `annotator`.

        No process is left behind the block.

        :raises CommandError: the model cannot be loaded, or processes die whatever they are given.
        """
        from annotators import batch

        if self.is_alone:
            results = batch.records(
                items,
                annotate_each,
                timetable.timed("write", render),
                stdin=reading.stdin,
                encoding=reading.encoding,
                max_bytes=reading.max_bytes,
                open_source=timetable.timed("read", batch.read_source),
            )
        else:
            results = self._by_others(items, annotator, annotate_each, render, reading)
        try:
            with closing(results):
                yield results
        except batch.ModelError as problem:
            raise CommandError(str(problem)) from None

    def _by_others(
        self,
        items: Iterable[Admitted],
        annotator: Annotator,
        annotate_each: AnnotateEach,
        render: Callable[[Document | Failure], str],
        reading: Reading,
    ) -> Generator[Result, None, None]:
        from annotators.jobs import records_by
        from annotators.pool import PoolError

        if manner.verbose:
            say(f"jobs: {self.jobs}")
        try:
            yield from records_by(
                self.jobs,
                items,
                annotator,
                render,
                annotate_each=annotate_each,
                timeout=self.timeout,
                stdin=reading.stdin,
                encoding=reading.encoding,
                max_bytes=reading.max_bytes,
            )
        except PoolError as problem:
            raise CommandError(str(problem)) from None
