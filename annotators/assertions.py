"""Marks the counts and crossings that the text does not plainly assert, by the cues of the packs.

After ConText (Harkema et al., "ConText: An algorithm for determining negation, experiencer, and temporal
status from clinical reports", 2009) as medspaCy has it. A cue is looked for only in sentences that hold a
count or a crossing, and reaches no further than its sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from annotators.article import Article
from annotators.compiledrule import CompiledRule
from annotators.cueset import CompiledCue, CueSet
from annotators.document import Count, Crossing, Mention
from annotators.regex import Regex
from annotators.rule import CATEGORIES, SHIELD
from annotators.view import View

Views = Callable[[tuple[str, ...]], View]
Span = tuple[int, int]  # code points
_WORD = re.compile(r"\w+(?:['’.,&/-]\w+)*")  # not a token: tokens are made only where the model needs them
_Scope = tuple[Span | None, Span | None]  # the terminators before and behind a cue


class _Target(NamedTuple):
    layer: str  # crossing | count
    start: int
    end: int


class _Occurrence(NamedTuple):
    cue: CompiledCue
    start: int
    end: int


def mark_assertions(
    article: Article,
    cues: CueSet,
    views: Views,
    crossings: tuple[Crossing, ...] | None,
    counts: tuple[Count, ...] | None,
    *,
    without: str = "",
) -> tuple[tuple[Crossing, ...] | None, tuple[Count, ...] | None]:
    """The crossings and counts with `assertion` and `cue` set where a cue touches their mention.

    `views` are those of the matcher. Of several cues the nearest one wins, by the words between it and the
    mention; of two as near the one whose category comes first in `rule.CATEGORIES`, then the longer one, then
    the first by id. `without` is the id of a cue to leave out, which shows what a shield does.
    """
    targets = [_Target("crossing", m.start, m.end) for c in crossings or () for m in c.mentions]
    targets += [_Target("count", c.mention.start, c.mention.end) for c in counts or ()]
    by_sentence: dict[int, list[_Target]] = {}
    for target in targets:
        by_sentence.setdefault(article.sentence_at(target.start), []).append(target)
    made: dict[_Target, CompiledCue] = {}
    for sentence, within in by_sentence.items():
        span = article.sentence_span(sentence)
        occurrences = list(_occurrences(cues, views, span, without))
        if occurrences:
            made |= _nearest(_Sentence(article, sentence, views, cues.terminators), occurrences, within)
    if not made:
        return crossings, counts

    def marked(mention: Mention, layer: str) -> Mention:
        cue = made.get(_Target(layer, mention.start, mention.end))
        return mention if cue is None else replace(mention, assertion=cue.cue.category, cue=cue.id)

    if crossings is not None:
        crossings = tuple(
            replace(c, mentions=tuple(marked(m, "crossing") for m in c.mentions)) for c in crossings
        )
    if counts is not None:
        mentions = [marked(c.mention, "count") for c in counts]
        counts = tuple(
            c if c.mention is mention else replace(c, mention=mention)
            for c, mention in zip(counts, mentions, strict=True)
        )
    return crossings, counts


def _occurrences(cues: CueSet, views: Views, span: Span, without: str) -> Iterator[_Occurrence]:
    """Every cue of the sentence but those inside a longer one of another category or touched by a shield."""
    found: list[_Occurrence] = []
    for group in cues.groups:
        view = views(group.masks)
        begin, stop = view.locate(span[0]), view.locate(span[1])
        for cue, regex in group.occurring(view.data[begin:stop]):
            if cue.id != without:
                found += [_Occurrence(cue, *place) for place in _places(view, regex, begin, stop)]
    for one in found:
        if one.cue.cue.category != SHIELD and not any(_hides(other, one) for other in found):
            yield one


def _hides(other: _Occurrence, one: _Occurrence) -> bool:
    if other.cue.cue.category == SHIELD:
        return other.start < one.end and one.start < other.end
    if other.cue.cue.category == one.cue.cue.category:
        return False
    longer = other.end - other.start > one.end - one.start
    return longer and other.start <= one.start and one.end <= other.end


def _places(view: View, regex: Regex, begin: int, stop: int) -> Iterator[Span]:
    """Where the expression matches in bytes `begin` to `stop`, in code points."""
    while begin < stop and (match := regex.compiled.search(view.data, begin, stop)) is not None:
        yield view.span(match.start(), match.end())
        begin = max(match.end(), begin + 1)


class _Sentence:
    """The scopes of cues in one sentence."""

    def __init__(
        self, article: Article, number: int, views: Views, terminators: Sequence[CompiledRule]
    ) -> None:
        self.views = views
        self.span = article.sentence_span(number)
        self.ends = sorted(place for rule in terminators for place in self._places_of(rule))
        self.words = [word.start() for word in _WORD.finditer(article.text, *self.span)]
        self.stops: dict[str, list[Span]] = {}  # by cue

    def _places_of(self, rule: CompiledRule) -> Iterator[Span]:
        view = self.views(rule.masks)
        begin, stop = view.locate(self.span[0]), view.locate(self.span[1])
        for pattern in rule.patterns:
            yield from _places(view, pattern.regex, begin, stop)

    def scope(self, one: _Occurrence) -> _Scope:
        """The nearest terminators on both sides of the cue."""
        ends = self.ends
        if one.cue.stop is not None:
            if one.cue.id not in self.stops:
                self.stops[one.cue.id] = sorted([*ends, *self._places_of(one.cue.stop)])
            ends = self.stops[one.cue.id]
        before = max((e for e in ends if e[1] <= one.start), key=lambda e: (e[1], -e[0]), default=None)
        behind = min((e for e in ends if e[0] >= one.end), key=lambda e: (e[0], -e[1]), default=None)
        return before, behind

    def distance(self, one: _Occurrence, scope: _Scope, target: _Target) -> int | None:
        """Words between the cue and the target, None where the cue does not touch the target."""
        cue, (before, behind) = one.cue.cue, scope
        if target.start >= one.end:
            way, between, end = "forward", (one.end, target.start), behind
            reached = end is None or end[0] > target.start or _within(end, target)
        elif target.end <= one.start:
            way, between, end = "backward", (target.end, one.start), before
            reached = end is None or end[1] < target.end or _within(end, target)
        else:
            return None  # a target inside the cue is none
        if not reached or target.layer not in cue.layers or cue.direction not in (way, "both"):
            return None
        words = bisect_left(self.words, between[1]) - bisect_left(self.words, between[0])
        return words if cue.reach is None or words <= cue.reach else None


def _within(end: Span, target: _Target) -> bool:
    """Whether a terminator is a part of the target, as the comma of 1,500, and so ends nothing."""
    return target.start <= end[0] and end[1] <= target.end


def _nearest(
    sentence: _Sentence, occurrences: Sequence[_Occurrence], targets: Sequence[_Target]
) -> dict[_Target, CompiledCue]:
    nearest: dict[_Target, CompiledCue] = {}
    scopes = [(one, sentence.scope(one)) for one in occurrences]
    for target in targets:
        reaching = [
            (distance, CATEGORIES.index(one.cue.cue.category), one.start - one.end, one.cue.id, one.cue)
            for one, scope in scopes
            if (distance := sentence.distance(one, scope, target)) is not None
        ]
        if reaching:
            nearest[target] = min(reaching, key=lambda r: r[:4])[4]
    return nearest
