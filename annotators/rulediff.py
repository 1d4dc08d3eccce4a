"""Two rule sets on the same articles: which annotations one has and the other lacks, or has differently."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from annotators import ruleset
from annotators.article import Article
from annotators.document import LAYERS, Document
from annotators.ner.stage import Tagger
from annotators.ner.texttagger import TextTagger
from annotators.pipeline import Annotator, TaggerInfo
from annotators.problem import Position, Problem, RuleFileError
from annotators.recorded import mentions_of
from annotators.ruleset import RuleSet

Q = TypeVar("Q")
A = TypeVar("A")
SHIPPED_WORD = "shipped"
SPAN, RULE = "span", "rule"  # what may differ beside the attributes of the record


@dataclass(frozen=True, slots=True)
class Annotation:
    """A mention with the attributes of its entity, as strings; absent ones are empty."""

    layer: str  # of `document.LAYERS`
    rule: str  # pack.rule, or ner.label
    start: int  # code points
    end: int
    quote: str
    line: int
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What two annotations of the same words do not agree on: an attribute, `span` or `rule`."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """An annotation that only one side has, or that both have and not the same."""

    old: Annotation | None  # None: gained
    new: Annotation | None  # None: lost
    differences: tuple[Difference, ...] = ()

    @property
    def kind(self) -> str:
        """`gained`, `lost` or `changed`."""
        return "gained" if self.old is None else "lost" if self.new is None else "changed"

    @property
    def shown(self) -> Annotation:
        """The annotation that is, else the one that was."""
        annotation = self.new or self.old
        assert annotation is not None  # no change is without both
        return annotation

    @property
    def rule(self) -> str:
        """The rule whose change this is; `old -> new` where another rule now finds the same words."""
        if self.old is not None and self.new is not None and self.old.rule != self.new.rule:
            return f"{self.old.rule} -> {self.new.rule}"
        return self.shown.rule


class RuleDiff:
    """Annotates each article by both rule sets, on one tagging of it."""

    def __init__(
        self, old: RuleSet, new: RuleSet, tagger: TaggerInfo | None, only: Collection[str] = LAYERS
    ) -> None:
        """`only` names the layers to compare, of `document.LAYERS`."""
        if tagger is not None:
            # The tags are the model's alone: what differs is owed to the rules, and the slow stage runs once.
            tagger = replace(tagger, tag=_once(tagger.tag))
        self._old = Annotator(old, tagger, only)
        self._new = Annotator(new, tagger, only)

    def changes(self, article: Article) -> list[Change]:
        """What differs, in text order."""
        return compare(annotated(self._old.annotate(article)), annotated(self._new.annotate(article)))


def load_side(name: str) -> RuleSet:
    """The rule set that a side of a comparison names: `shipped`, or a pack file, or a folder of packs
    (its `*.yaml` files), loaded beside the shipped packs or in the place of those of their names.

    A file or folder called `shipped` is `./shipped`.

    :raises RuleFileError: with every problem of every pack; `empty` for a folder without a pack.
    """
    if name == SHIPPED_WORD:
        return ruleset.load_rules()
    path = Path(name)
    if not path.is_dir():
        return ruleset.load_rules([path])
    files = sorted(file for file in path.glob("*.yaml") if not file.name.startswith("."))
    if not files:
        raise RuleFileError(
            [Problem(Position(name, 1, 1), "empty", "the folder holds no rule pack (*.yaml)")]
        )
    return ruleset.load_rules(files)


def annotated(document: Document) -> list[Annotation]:
    """Every mention of `document`, a layer after the other, each in text order."""
    found = [
        Annotation(layer, m.by, m.start, m.end, m.quote, m.line, attributes)
        for layer, m, attributes in mentions_of(document)
    ]
    return sorted(found, key=lambda a: (LAYERS.index(a.layer), a.start, a.end))


def compare(old: Sequence[Annotation], new: Sequence[Annotation]) -> list[Change]:
    """What was gained, lost or changed, in text order.

    Annotations of one layer are the same one, perhaps changed, when they have the same words; and of those
    that are left, when they overlap, the pair first that shares most of the text.
    """
    changes: list[Change] = []
    for layer in LAYERS:
        before = {(a.start, a.end): a for a in old if a.layer == layer}
        after = {(a.start, a.end): a for a in new if a.layer == layer}
        for span in before.keys() & after.keys():
            was, now = before.pop(span), after.pop(span)
            differences = _differences(was, now)
            if differences:
                changes.append(Change(was, now, differences))
        for was, now in _overlapping(list(before.values()), list(after.values())):
            del before[was.start, was.end], after[now.start, now.end]
            changes.append(Change(was, now, _differences(was, now)))
        changes += [Change(was, None) for was in before.values()]
        changes += [Change(None, now) for now in after.values()]
    return sorted(changes, key=lambda c: (c.shown.start, c.shown.end, LAYERS.index(c.shown.layer), c.kind))


def _differences(was: Annotation, now: Annotation) -> tuple[Difference, ...]:
    pairs = [(RULE, was.rule, now.rule)]
    if (was.start, was.end) != (now.start, now.end):
        pairs.append((SPAN, was.quote, now.quote))
    pairs += [
        (name, was.attributes.get(name, ""), now.attributes.get(name, ""))
        for name in dict.fromkeys((*was.attributes, *now.attributes))
    ]
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2] or pair[0] == SPAN)


def _overlapping(
    old: Sequence[Annotation], new: Sequence[Annotation]
) -> Iterable[tuple[Annotation, Annotation]]:
    """Pairs that overlap, each annotation in one at most. Those of one side do not overlap each other."""
    shared: list[tuple[int, Annotation, Annotation]] = []
    rest = sorted(new, key=lambda a: a.start)
    first = 0
    for was in sorted(old, key=lambda a: a.start):
        while first < len(rest) and rest[first].end <= was.start:
            first += 1
        at = first
        while at < len(rest) and rest[at].start < was.end:
            now = rest[at]
            shared.append((min(was.end, now.end) - max(was.start, now.start), was, now))
            at += 1
    taken: set[int] = set()
    for _, was, now in sorted(shared, key=lambda s: (-s[0], s[1].start, s[2].start)):
        if id(was) not in taken and id(now) not in taken:
            taken |= {id(was), id(now)}
            yield was, now


def _once(tagger: Tagger | TextTagger) -> Tagger | TextTagger:
    """`tagger`, but asked again for what it was last asked for it answers from memory."""
    if isinstance(tagger, TextTagger):
        find = tagger.find
        return TextTagger(_remembering(lambda text: list(find(text))))
    return _remembering(tagger)


def _remembering(ask: Callable[[Q], A]) -> Callable[[Q], A]:
    last: list[tuple[Q, A]] = []

    def answer(question: Q) -> A:
        if not last or last[0][0] != question:
            last[:] = [(question, ask(question))]
        return last[0][1]

    return answer
