"""How far the work is: a line on the terminal while it is long, and one at its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

import typer

from .console import console, manner, on_terminal, say
from .packs import plural

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_LATE = 2.0  # seconds of work before anything is shown
_PAUSE = 0.1  # seconds between two lines; drawn as records come: a thread of its own would not survive a fork


class Progress:
    """Counts articles, and shows it on a terminal."""

    def __init__(self, total: Callable[[], int | None], *, shown: bool, resumable: bool = False) -> None:
        """`total` is asked once, when there is something to show; None where nobody knows.

        `resumable`: whether `--resume` could go on with what is there when the work is stopped.
        """
        self._resumable = resumable
        self.done = self.failed = self.skipped = 0
        self._total, self._wanted = total, shown and on_terminal() and not manner.quiet
        self._begun = time.monotonic()
        self._next = self._begun + _LATE
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    @property
    def seen(self) -> int:
        """How many articles were counted."""
        return self.done + self.failed + self.skipped

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        # Not where the output is what failed: there is nothing to go on with.
        stopped = isinstance(error, (KeyboardInterrupt, typer.Exit)) and self._resumable and self.seen > 0
        if (self._bar is not None or manner.verbose or self.skipped or stopped) and not manner.quiet:
            say(f"stopped: {self._whole()}; --resume goes on" if stopped else self._whole())

    def count(self, *, failed: bool = False, skipped: bool = False) -> None:
        """One more article is done, has failed, or was passed over."""
        if failed:
            self.failed += 1
        elif skipped:
            self.skipped += 1
        else:
            self.done += 1
        now = time.monotonic()
        if self._wanted and now >= self._next:
            self._show(now)
            self._next = time.monotonic() + _PAUSE

    def _show(self, now: float) -> None:
        seen = self.seen
        bar, task = (self._bar, self._task) if self._bar is not None else _bar(self._total())
        assert task is not None
        total = bar.tasks[0].total
        if total is not None:
            total = max(total, seen)  # files may have come since they were counted
        rate = (seen - self.skipped) / (now - self._begun)
        told = f"{seen:,}/{total:,}" if total is not None else f"{seen:,}"
        told += f"  {rate:,.0f}/s" if rate >= 10 else f"  {rate:.1f}/s"
        if self.failed:
            told += f"  {self.failed:,} failed"
        if total is not None and rate:
            told += f"  {_span((total - seen) / rate)} left"
        bar.update(task, completed=seen, total=total, told=told)
        if self._bar is None:
            self._bar, self._task = bar, task
            bar.start()
        bar.refresh()

    def _whole(self) -> str:
        """`1203 articles: 1,200 done, 3 failed in 0:12 (98.4/s)`; what was skipped took no time."""
        seconds = time.monotonic() - self._begun
        seen = self.seen
        parts = [f"{self.done:,} done"]
        parts += [f"{self.skipped:,} skipped"] if self.skipped else []
        parts += [f"{self.failed:,} failed"] if self.failed else []
        took = f"{seconds:.1f} s" if seconds < 60 else _span(seconds)
        rate = (seen - self.skipped) / seconds
        return f"{plural(seen, 'article')}: {', '.join(parts)} in {took} ({rate:,.1f}/s)"


def _bar(total: int | None) -> tuple[Bar, TaskID]:
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(bar_width=20), TextColumn("{task.fields[told]}", markup=False))
    bar = Bar(*columns, console=console(), auto_refresh=False, transient=True)
    return bar, bar.add_task("", total=total, told="")


def _span(seconds: float) -> str:
    """`0:07`, `1:02:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
