"""Why a rule matched in an article, what became of its matches, and how near it came elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotators.article import Article
from annotators.compiler import MATCH_BYTE, CompiledRule
from annotators.document import Entity
from annotators.explain import unresolved
from annotators.match import Attempt, Match, Rejection
from annotators.matcher import Findings
from annotators.nearmiss import NearMiss, near_misses
from annotators.overlaps import Loss
from annotators.parts import Parts
from annotators.pipeline import Annotator
from annotators.ruleset import RuleSet
from annotators.run import Run
from annotators.view import View

NEAREST = 5  # near misses that are told of a line, or of a whole article
REFUSED = 10  # refused matches that are told of a whole article
_TELLING = 2  # the weight of a near miss that tells something: more than a {Name} stands there


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a match: it lost, or no entity could be made of it, or it was annotated."""

    lost: Loss[Match] | None = None
    dropped: str = ""
    won: tuple[Loss[Match], ...] = ()

    @property
    def annotated(self) -> bool:
        return self.lost is None and not self.dropped


@dataclass(frozen=True, slots=True)
class Place:
    """A place where the rule matched, or where a pattern of it did and a condition failed.

    `patterns` are the indices of the patterns that matched these words; `veto` the code points that
    the veto took; `repeats` says that the words repeat a match (`everywhere`), or come from the model.
    """

    start: int
    end: int
    patterns: tuple[int, ...]
    result: Match | Rejection
    fate: Fate | None = None  # of a match
    veto: tuple[int, int] | None = None
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """What there is to say of one sentence, `start` to `end` code points. `misses`: nearest first."""

    start: int
    end: int
    places: tuple[Place, ...]
    misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Passages in text order, those with nothing to say left out.

    `hidden`: how many refused matches and near misses are not told.
    """

    passages: tuple[Passage, ...]
    hidden: int
    annotated: bool


@dataclass(slots=True)
class _Seen:
    """What the rule saw when its turn came."""

    attempts: list[Attempt] = field(default_factory=list)
    view: View | None = None
    around: View | None = None
    entities: Sequence[Entity] = ()


def needs_names(rules: RuleSet, rule: CompiledRule | str) -> bool:
    """Whether what `rule` finds, or keeps, depends on what any tagger finds."""
    if isinstance(rule, str):
        return True
    layer = rule.rule.layer
    shown = {*rule.masks, *rule.unless_masks}
    return layer == "place" or bool(shown & {"person", "place", "organization"}) or rules.reads_names({layer})


def needs_units(rules: RuleSet, rule: CompiledRule) -> bool:
    """Whether what `rule` finds, or keeps, depends on what a tagger finds that marks units."""
    if "unit" in (*rule.masks, *rule.unless_masks):
        return True
    return rule.rule.layer == "unit" and not rules.policy.overrules(rule.rule.id, "ner.unit")


def ask(
    annotator: Annotator,
    article: Article,
    rule: CompiledRule | str,
    *,
    line: int | None = None,
    every: bool = False,
) -> Answer:
    """What `rule` (or a label of the model, `ner.person`) did in `article`, or in the sentences at `line`.

    Without `every` only the nearest of the near misses are told, none that stands in words which the rule
    matched, and those that say little only where a line has nothing else; of a whole article only the
    first of the refused matches.
    """
    seen = _Seen()

    def watch(run: Run, compiled: CompiledRule) -> None:
        seen.entities = run.entities
        if compiled is rule:
            seen.attempts = list(run.attempts(compiled))
            seen.view, seen.around = run.view(compiled.masks), run.view(compiled.unless_masks)

    findings = annotator.findings(article, watch)
    dropped = unresolved(findings, annotator.document(article, findings))
    fates = _fates(findings, dropped, rule if isinstance(rule, str) else rule.rule.id)
    if rule == "ner.organization":  # which have no layer: rules see them, and that is all
        found = [e for e in seen.entities if e.label == "organization"]
        fates = {(e.start, e.end): (Match(e.label, rule, e.start, e.end, {}, {}), Fate()) for e in found}
    sentences = _sentences(article, line)
    places = [p for p in _places(rule, seen, fates) if article.sentence_at(p.start) in sentences]
    misses: list[NearMiss] = []
    if isinstance(rule, CompiledRule) and seen.view is not None:
        parts = Parts(annotator.rules, rule)
        matched = [(attempt.start, attempt.end) for attempt in seen.attempts]
        for sentence in sentences:
            near = near_misses(parts, article, seen.view, *article.sentence_span(sentence), every=every)
            misses += [miss for miss in near if every or not _covered(miss, matched)]
    told, shown = (misses, places) if every else _nearest(misses, places, whole=line is None)
    said: dict[int, tuple[list[Place], list[NearMiss]]] = {}
    for place in shown:
        said.setdefault(article.sentence_at(place.start), ([], []))[0].append(place)
    for miss in told:
        said.setdefault(article.sentence_at(miss.parts[0].start), ([], []))[1].append(miss)
    return Answer(
        tuple(Passage(*article.sentence_span(s), tuple(said[s][0]), tuple(said[s][1])) for s in sorted(said)),
        len(misses) - len(told) + len(places) - len(shown),
        any(place.fate is not None and place.fate.annotated for place in places),
    )


def _nearest(
    misses: Sequence[NearMiss], places: Sequence[Place], *, whole: bool
) -> tuple[list[NearMiss], list[Place]]:
    """What is told of a line, or of a `whole` article."""
    ranked = sorted(misses, key=lambda miss: -miss.weight)[:NEAREST]
    telling = [miss for miss in ranked if miss.weight >= _TELLING]
    if not whole:
        return telling or ([] if places else ranked), list(places)
    refused = [place for place in places if place.fate is None][:REFUSED]
    shown = [place for place in places if place.fate is not None or place in refused]
    return telling, shown


def _fates(
    findings: Findings, dropped: Sequence[tuple[Match, str]], name: str
) -> dict[tuple[int, int], tuple[Match, Fate]]:
    """What became of every match of the rule called `name`, by its span."""
    fates: dict[tuple[int, int], tuple[Match, Fate]] = {}
    for loss in findings.losses:
        if loss.loser.rule == name:
            fates[loss.loser.start, loss.loser.end] = (loss.loser, Fate(lost=loss))
    reasons = {(match.rule, match.start, match.end): reason for match, reason in dropped}
    for matches in findings.layers.values():
        for match in matches:
            if match.rule == name:
                won = tuple(
                    loss
                    for loss in findings.losses
                    if (loss.winner.rule, loss.winner.start, loss.winner.end)
                    == (match.rule, match.start, match.end)
                )
                reason = reasons.get((match.rule, match.start, match.end), "")
                fates[match.start, match.end] = (match, Fate(dropped=reason, won=won))
    return fates


def _places(
    rule: CompiledRule | str, seen: _Seen, fates: dict[tuple[int, int], tuple[Match, Fate]]
) -> list[Place]:
    """Where the rule matched or was refused, in text order."""
    places: list[Place] = []
    patterns: dict[tuple[int, int], list[int]] = {}
    for attempt in seen.attempts:
        result = attempt.result
        if isinstance(result, Match):
            patterns.setdefault((result.start, result.end), []).append(attempt.pattern)
    refused: set[tuple[int, int, int, str]] = set()
    told: set[tuple[int, int]] = set()
    for attempt in seen.attempts:
        result = attempt.result
        if isinstance(result, Rejection):
            # The annotation that it would be; a {Name} may begin before it, with what a sentence start wrote.
            start, end = (result.start, result.end) if result.start >= 0 else (attempt.start, attempt.end)
            key = (attempt.pattern, start, end, result.reason)
            if key not in refused:
                refused.add(key)
                veto = _vetoed(rule, seen.around, result)
                places.append(Place(start, end, (attempt.pattern,), result, veto=veto))
            continue
        span = (result.start, result.end)
        if span not in told:
            told.add(span)
            places.append(Place(*span, tuple(dict.fromkeys(patterns[span])), result, fates[span][1]))
    for span, (match, fate) in fates.items():
        if span not in told:
            places.append(Place(*span, (), match, fate, repeats=True))
    return sorted(places, key=lambda place: (place.start, place.end, place.patterns))


def _vetoed(rule: CompiledRule | str, around: View | None, result: Rejection) -> tuple[int, int] | None:
    """The code points on which the veto of a refused match holds."""
    if isinstance(rule, str) or around is None or result.reason != "unless":
        return None
    begin, stop = around.locate(result.start), around.locate(result.end)
    first = around.data.rfind(b"\n", 0, begin) + 1
    last = around.data.find(b"\n", stop)
    shown = around.data[first:begin] + bytes((MATCH_BYTE,)) + around.data[stop : last if last >= 0 else None]
    found = rule.unless[result.veto].compiled.search(shown)
    if found is None:
        return None
    # The annotation is one byte of `shown`: what stands behind it is shifted.
    shift = stop - begin - 1
    from_byte, to_byte = (
        first + at if first + at <= begin else first + at + shift for at in (found.start(), found.end())
    )
    return around.span(from_byte, to_byte)


def _covered(miss: NearMiss, matched: Sequence[tuple[int, int]]) -> bool:
    return any(start < miss.parts[-1].end and miss.parts[0].start < end for start, end in matched)


def _sentences(article: Article, line: int | None) -> range:
    """The indices of the sentences of the article, or of those that touch `line`."""
    count = len(article.sentences)
    if line is None:
        return range(count)
    starts = [*article.line_starts, len(article.text) + 1]
    first = article.sentence_at(starts[line - 1])
    last = article.sentence_at(starts[line] - 1)
    if last < count and article.sentence_span(last)[0] < starts[line]:
        last += 1
    return range(first, last)
