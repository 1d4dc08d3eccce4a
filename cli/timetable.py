"""`--time`: where the time of a run went, as tables on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from .console import console, manner

if TYPE_CHECKING:
    from rich.table import Table

    from annotators.pipeline import Annotator, TaggerInfo
    from annotators.ruleset import RuleSet
    from annotators.timing import Timings

P = ParamSpec("P")
T = TypeVar("T")

_SLOWEST = 20  # rules, unless -v asks for all


class Timetable:
    """Looks at the clock, where that is wanted; else what is measured runs as it would without."""

    def __init__(self, wanted: bool) -> None:
        self._timings: Timings | None = None
        if wanted:
            from annotators.timing import Timings

            self._begun = time.perf_counter()
            self._timings = Timings(time.perf_counter)

    def stage(self, name: str) -> AbstractContextManager[None]:
        """Around what belongs to the stage `name`."""
        return nullcontext() if self._timings is None else self._timings.stage(name)

    def timed(self, name: str, work: Callable[P, T]) -> Callable[P, T]:
        """`work` as a part of the stage `name`."""
        return work if self._timings is None else self._timings.timed(name, work)

    def annotator(self, rules: RuleSet, tagger: TaggerInfo | None, *args: Any, **options: Any) -> Annotator:
        """An `Annotator` with these arguments.

        :raises ValueError: as its own.
        """
        if self._timings is None:
            from annotators.pipeline import Annotator

            return Annotator(rules, tagger, *args, **options)
        from annotators.timing import TimedAnnotator

        return TimedAnnotator(self._timings, rules, tagger, *args, **options)

    def show(self, articles: int) -> None:
        """The tables, if they are wanted."""
        if self._timings is None:
            return
        total = time.perf_counter() - self._begun
        stages = dict(self._timings.stages)
        stages["other"] = max(total - sum(stages.values()), 0.0)
        table = _table("stage", "seconds", "share", "ms an article")
        for name, seconds in (*stages.items(), ("all", total)):
            each = f"{1000 * seconds / articles:.3f}" if articles else ""
            table.add_row(name, f"{seconds:.3f}", f"{seconds / total:.1%}", each)
        console().print(table)
        ranked = sorted(self._timings.rules.items(), key=lambda rule: rule[1], reverse=True)
        if not ranked:
            return
        whole = stages["rules"]
        table = _table("rule", "seconds", "of rules", "matches")
        for name, seconds in ranked if manner.verbose else ranked[:_SLOWEST]:
            share = f"{seconds / whole:.1%}"
            table.add_row(name, f"{seconds:.3f}", share, f"{self._timings.matches[name]:,}")
        console().print()
        console().print(table)


def _table(first: str, *numbers: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(first, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table
