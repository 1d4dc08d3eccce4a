"""The tests inside rules: every pack annotates the text, and the test's rule must find what is marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotators.article import Article, read
from annotators.compiledrule import CompiledRule
from annotators.document import Document, Entity, Mention
from annotators.explain import unresolved
from annotators.match import Attempt, Match
from annotators.matcher import Findings, find
from annotators.parts import Parts
from annotators.people import role_of
from annotators.pipeline import Annotator
from annotators.problem import Position
from annotators.recorded import attributes_of, mentions_of
from annotators.refusal import Refused, nearest, refusals
from annotators.rule import SHIELD, Cue, Pack, Rule, RuleTest
from annotators.ruleset import RuleSet
from annotators.run import Run
from annotators.view import View

# Layers whose matches become mentions of the record. The others help: a role goes into its person, and so on.
_RECORDED = ("person", "unit", "crossing", "count")


@dataclass(frozen=True, slots=True)
class Difference:
    """An attribute that is not as the test sets it. `found` is empty where the annotation has none."""

    name: str
    wanted: str
    found: str
    quote: str = ""  # of the annotation, where the rule made several


@dataclass(frozen=True, slots=True)
class Taken:
    """Words that the test's rule matched, or should have, and that stand in the annotation of another."""

    quote: str  # of the annotation that won
    rule: str
    reason: str  # why it won; empty where the test's rule matched nothing there


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test. A `todo` passes when its rule finds what it marks: then it can become a hit."""

    rule: str
    test: RuleTest
    passed: bool
    spans: tuple[tuple[int, int], ...]  # what the rule annotated, code points in the text of the test
    differences: tuple[Difference, ...] = ()
    taken: tuple[Taken, ...] = ()
    refused: tuple[Refused, ...] = ()  # what it matched on the marked words and did not annotate
    near: str = ""  # how far a pattern came on the marked words, where nothing else is to be told
    note: str = ""  # what is wrong with the test itself

    @property
    def wanted(self) -> tuple[str, ...]:
        """The marked texts."""
        return tuple(self.test.text[start:end] for start, end in self.test.spans)

    @property
    def found(self) -> tuple[str, ...]:
        """What the rule annotated."""
        return tuple(self.test.text[start:end] for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class Untested:
    """A rule without a kind of test that every rule needs."""

    rule: str
    missing: str  # hit | miss
    at: Position


def run_tests(rules: RuleSet, packs: Collection[str] | None = None) -> list[Outcome]:
    """Every test of the packs named (None: of all), in the order of the files. All of `rules` take part.

    A hit passes when the annotations of its rule are exactly the marked spans and have the attributes that
    the test sets; a miss when there is none. An annotation is what comes into the record: a number phrase
    that cannot be read is none.
    """
    annotator = Annotator(rules, None)
    named = [pack for pack in rules.packs if packs is None or pack.name in packs]
    return [
        *(_run(annotator, rule, test) for pack in named for rule in pack.rules for test in rule.tests),
        *(_run_cue(annotator, cue, test) for pack in named for cue in pack.cues for test in cue.rule.tests),
    ]


def untested(packs: Iterable[Pack]) -> list[Untested]:
    """The rules and cues of `packs` that have no hit, and those that have no miss."""
    return [
        Untested(rule.id, kind, rule.at)
        for pack in packs
        for rule in (*pack.rules, *(cue.rule for cue in pack.cues))
        for kind in ("hit", "miss")
        if not any(test.kind == kind for test in rule.tests)
    ]


def entities_of(test: RuleTest) -> list[Entity]:
    """What the tagger is taken to find in `test`: its entities wherever they stand as whole words.

    In text order; of two that overlap the earlier is kept, of two that begin together the longer.
    """
    every = [
        Entity(label, start, start + len(text))
        for label, texts in test.entities.items()
        for text in texts
        for start in _places(test.text, text)
    ]
    kept: list[Entity] = []
    for entity in sorted(every, key=lambda e: (e.start, -e.end, e.label)):
        if not kept or entity.start >= kept[-1].end:
            kept.append(entity)
    return kept


def _places(text: str, words: str) -> list[int]:
    whole = rf"(?<!\w){re.escape(words)}(?!\w)"
    return [found.start() for found in re.finditer(whole, text)] if words else []


@dataclass(frozen=True, slots=True)
class _Annotation:
    start: int
    end: int
    attributes: Mapping[str, str]


def _run(annotator: Annotator, rule: Rule, test: RuleTest) -> Outcome:
    for text in (text for texts in test.entities.values() for text in texts):
        if not _places(test.text, text):
            note = f"its entity '{text}' does not stand in the text"
            return Outcome(rule.id, test, False, (), note=note)
    article = read(test.text.encode("utf-8", "replace"), "test")
    attempts: list[Attempt] = []
    seen: list[tuple[CompiledRule, View]] = []

    def watch(run: Run, compiled: CompiledRule) -> None:
        if compiled.rule.id == rule.id:
            attempts.extend(run.attempts(compiled))
            seen.append((compiled, run.view(compiled.masks)))

    findings = find(article, annotator.rules, entities_of(test), watch)
    document = annotator.document(article, findings)
    found = _annotations(document, findings, rule)
    spans = tuple((annotation.start, annotation.end) for annotation in found)
    differences = tuple(
        Difference(
            name,
            value,
            annotation.attributes.get(name, ""),
            article.text[annotation.start : annotation.end] if len(found) > 1 else "",
        )
        for annotation in found
        if (annotation.start, annotation.end) in test.spans
        for name, value in test.attributes.items()
        if annotation.attributes.get(name, "") != value
    )
    passed = spans == test.spans and not differences
    if passed:
        return Outcome(rule.id, test, passed, spans)
    taken = _taken(article, findings, rule, test.spans, spans)
    lacking = [span for span in test.spans if span not in spans]
    refused = refusals(article.text, rule, attempts, lacking)
    refused += tuple(
        Refused(article.text[match.start : match.end], f"nothing of it comes into the record: {reason}")
        for match, reason in unresolved(findings, document)
        if match.rule == rule.id and (match.start, match.end) in lacking
    )
    near = ""
    if not (taken or refused):
        bare = [(s, e) for s, e in lacking if not any(start < e and s < end for start, end in spans)]
        ((compiled, view),) = seen
        near = nearest(Parts(annotator.rules, compiled), article, view, bare) if bare else ""
    return Outcome(rule.id, test, passed, spans, differences, taken, refused, near)


def _run_cue(annotator: Annotator, cue: Cue, test: RuleTest) -> Outcome:
    """A test of a cue: it marks the counts and crossings that take their assertion from the cue, or that, but
    for the shield, would take it from another."""
    article = read(test.text.encode("utf-8", "replace"), "test")
    findings = annotator.findings(article)
    document = annotator.document(article, findings)
    marked = list(_targets(document))
    if cue.category == SHIELD:
        bare = list(_targets(annotator.document(article, findings, without=cue.rule.id)))
        marked = [now for now, then in zip(marked, bare, strict=True) if now[0].cue != then[0].cue]
    else:
        marked = [target for target in marked if target[0].cue == cue.rule.id]
    marked.sort(key=lambda target: target[0].start)
    spans = tuple((mention.start, mention.end) for mention, _ in marked)
    differences = tuple(
        Difference(name, value, attributes.get(name, ""))
        for mention, attributes in marked
        if (mention.start, mention.end) in test.spans
        for name, value in test.attributes.items()
        if attributes.get(name, "") != value
    )
    taken = tuple(
        Taken(mention.quote, mention.cue, "")
        for mention, _ in _targets(document)
        if mention.cue is not None and mention.cue != cue.rule.id
        if (mention.start, mention.end) in test.spans
    )
    return Outcome(cue.rule.id, test, spans == test.spans and not differences, spans, differences, taken)


def _targets(document: Document) -> Iterator[tuple[Mention, dict[str, str]]]:
    """The mentions that cues touch, with the attributes of the record."""
    for crossing in document.crossings or ():
        for mention in crossing.mentions:
            yield mention, {**attributes_of(crossing), "assertion": mention.assertion or ""}
    for count in document.counts or ():
        yield count.mention, {**attributes_of(count), "assertion": count.mention.assertion or ""}


def _annotations(document: Document, findings: Findings, rule: Rule) -> list[_Annotation]:
    """What `rule` added to the record, in text order, with the attributes that the record gives it."""
    matches = [m for m in findings.layers.get(rule.layer, ()) if m.rule == rule.id]
    if rule.layer == "part":
        wholes = {(c.mention.start, c.mention.end): c.part_of for c in document.counts or () if c.part_of}
        return [
            _Annotation(m.start, m.end, {**m.attributes, "whole": wholes[m.start, m.end].quote})
            for m in matches
            if (m.start, m.end) in wholes
        ]
    if rule.layer not in _RECORDED:
        return [_Annotation(m.start, m.end, _own_attributes(m)) for m in matches]
    recorded = {
        (mention.start, mention.end): attributes
        for _, mention, attributes in mentions_of(document)
        if mention.by == rule.id
    }
    return [
        _Annotation(m.start, m.end, {**m.attributes, **recorded[m.start, m.end]})
        for m in matches
        if (m.start, m.end) in recorded
    ]


def _own_attributes(match: Match) -> dict[str, str]:
    attributes = dict(match.attributes)
    if match.layer == "role" and "role" in attributes:  # as it goes into the record of its person
        attributes["role"] = role_of(match)
    return attributes


def _taken(
    article: Article,
    findings: Findings,
    rule: Rule,
    wanted: Sequence[tuple[int, int]],
    found: Sequence[tuple[int, int]],
) -> tuple[Taken, ...]:
    """Which annotations of other rules stand on the marked words that `rule` did not get, and why."""
    taken: dict[tuple[str, str], Taken] = {}
    for start, end in wanted:
        if (start, end) in found:
            continue
        for loss in findings.losses:
            loser, winner = loss.loser, loss.winner
            if loser.rule == rule.id and loser.start < end and start < loser.end:
                quote = article.text[winner.start : winner.end]
                taken[quote, winner.rule] = Taken(quote, winner.rule, loss.reason)
        for match in findings.layers.get(rule.layer, ()):
            if match.rule != rule.id and match.start < end and start < match.end:
                quote = article.text[match.start : match.end]
                taken.setdefault((quote, match.rule), Taken(quote, match.rule, ""))
    return tuple(taken.values())
