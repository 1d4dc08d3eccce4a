"""How long the stages and the rules take: an annotator that looks at the clock.

The stages themselves know nothing of it, so that a run which is not measured pays nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, ParamSpec, TypeVar

from annotators.article import Article
from annotators.compiledrule import CompiledRule
from annotators.document import Document, Entity
from annotators.match import Match
from annotators.matcher import Findings, find
from annotators.ner.texttagger import TextTagger
from annotators.pipeline import Annotator, TaggerInfo
from annotators.ruleset import RuleSet
from annotators.run import Run

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class Timings:
    """Seconds by `clock`. No stage runs within another."""

    clock: Callable[[], float]
    stages: dict[str, float] = field(default_factory=dict)  # in the order of their first end
    rules: dict[str, float] = field(default_factory=dict)  # by the rule's id; a part of the stage `rules`
    matches: Counter[str] = field(default_factory=Counter)  # how many, by the rule's id

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of the block to the stage `name`."""
        begun = self.clock()
        try:
            yield
        finally:
            self.stages[name] = self.stages.get(name, 0.0) + self.clock() - begun

    def timed(self, name: str, work: Callable[P, T]) -> Callable[P, T]:
        """`work`, whose time is added to the stage `name`."""

        def measured(*args: P.args, **kwargs: P.kwargs) -> T:
            with self.stage(name):
                return work(*args, **kwargs)

        return measured


class TimedAnnotator(Annotator):
    """An annotator whose stages `ner`, `rules` and `resolve` are measured."""

    def __init__(
        self, timings: Timings, rules: RuleSet, tagger: TaggerInfo | None, *args: Any, **options: Any
    ) -> None:
        """Further arguments are those of `Annotator`."""
        if tagger is not None:
            tagger = replace(tagger, tag=_timed_tagger(timings, tagger.tag))
        super().__init__(rules, tagger, *args, **options)
        self._timings = timings

    def matches(
        self,
        article: Article,
        found: Sequence[Entity],
        watch: Callable[[Run, CompiledRule], None] | None = None,
    ) -> Findings:
        with self._timings.stage("rules"):
            return find(article, self.rules, found, watch, self._run_on)

    def document(self, article: Article, findings: Findings, without: str = "") -> Document:
        with self._timings.stage("resolve"):
            return super().document(article, findings, without)

    def _run_on(self, article: Article, rules: RuleSet, entities: Sequence[Entity]) -> Run:
        run = _TimedRun(article, rules, entities)
        run.timings = self._timings
        return run


class _TimedRun(Run):
    __slots__ = ("timings",)
    timings: Timings

    def matches(self, compiled: CompiledRule) -> list[Match]:
        timings, name = self.timings, compiled.rule.id
        begun = timings.clock()
        found = super().matches(compiled)
        timings.rules[name] = timings.rules.get(name, 0.0) + timings.clock() - begun
        timings.matches[name] += len(found)
        return found


def _timed_tagger(timings: Timings, tag: Any) -> Any:
    if isinstance(tag, TextTagger):
        return TextTagger(lambda text: timings.timed("ner", lambda: list(tag.find(text)))())
    return timings.timed("ner", tag)
