"""Decisions applied to a finished document.

What a person decided holds whatever the rules say now. A rejected mention goes; an accepted one, one that was
retagged or added is there, as the decision has it, also where this run did not find it. A mention of the same
layer that no decision names and that overlaps a decided one goes. Mentions of a layer whose decisions give
them one `name` are one entity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from annotators.article import Article
from annotators.decisions import (
    KINDS,
    OF_THE_MENTION,
    AnnotationId,
    ArticleDecisions,
    Decision,
    Said,
    Value,
    Values,
    count_of,
    entity_of,
    said,
)
from annotators.decisiontext import digest
from annotators.document import (
    LAYERS,
    Count,
    Crossing,
    Document,
    Dropped,
    Mention,
    Person,
    Quote,
    Unit,
)
from annotators.mentions import clean_name
from annotators.places import PlaceError, place_of, shortened

BY = "decision"  # `by: decision.add`: no rule but a person
_REASON = "rejected"
# What an entity keeps of the one that it is split from; all else may be the other one's.
_KEPT_BY_PARTS = ("kind",)


@dataclass(frozen=True, slots=True)
class Applied:
    """A document with decisions in it."""

    document: Document
    problems: tuple[str, ...]  # the decisions that could not be followed, and why
    undecided: tuple[AnnotationId, ...]  # what the run found and no decision speaks of
    targets: tuple[
        tuple[AnnotationId, Decision], ...
    ]  # where each decision that was followed put its mention


@dataclass(slots=True)
class _Held:
    """A mention of the result."""

    id: AnnotationId
    mention: Mention
    name: str
    found: Said | None  # what the run says of it
    decision: Decision | None


def apply(document: Document, decisions: ArticleDecisions, article: Article) -> Applied:
    """`document`, which is about `article`, with what was decided. Applying twice is applying once."""
    return _Work(document, decisions, article).applied()


def place(of: ArticleDecisions | Decision) -> str:
    """`decisions.yaml:12: `, for a message; empty for what is in no file."""
    return f"{of.at.path}:{of.at.line}: " if of.at is not None else ""


class _Work:
    """The decisions of one article on their way into its document."""

    def __init__(self, document: Document, decisions: ArticleDecisions, article: Article) -> None:
        self.document, self.decisions, self.article = document, decisions, article
        self.layers = [layer for layer in LAYERS if getattr(document, layer) is not None]
        self.base: dict[AnnotationId, Said] = {}
        for each in said(document):
            self.base.setdefault(each.id, each)
        self.problems: list[str] = []

    def applied(self) -> Applied:
        targets = self._targets()
        by_source = {
            decision.id: decision for _, decision in targets if decision.id and decision.verb != "add"
        }
        held = [
            self._held(decision, target, by_source)
            for target, decision in targets
            if decision.verb != "reject" and target.layer in self.layers
        ]
        named = {decision.id for _, decision in targets} | {each.id for each in held}
        undecided = [
            each
            for each in self.base.values()
            if each.id not in named and not any(_overlap(each.id, other.id) for other in held)
        ]
        if not self.decisions.complete:
            held += [_Held(each.id, each.mention, _name(each), each, None) for each in undecided]
        held.sort(key=lambda each: (each.id.start, each.id.end))
        moved = {decision.id: target for target, decision in targets if decision.id is not None}
        layers: dict[str, tuple[Person | Unit | Crossing | Count, ...] | None] = {
            layer: self._entities(layer, [each for each in held if each.id.layer == layer], moved)
            for layer in self.layers
        }
        document = replace(
            self.document,
            **layers,  # type: ignore[arg-type]  # each its own kind
            run={**self.document.run, "decisions": digest(self.decisions)},
            explain=self._explained(by_source),
        )
        return Applied(
            document, tuple(self.problems), tuple(sorted(each.id for each in undecided)), tuple(targets)
        )

    def _problem(self, decision: Decision, reason: str) -> None:
        self.problems.append(f"{place(decision)}{decision}: {reason}; not applied")

    # Where decisions put their mentions ---------------------------------------------------------------------

    def _targets(self) -> list[tuple[AnnotationId, Decision]]:
        """The place of each decision that can be followed."""
        placed: list[tuple[AnnotationId, Decision]] = []
        for decision in self.decisions.decisions:
            try:
                placed.append((self._target(decision), decision))
            except PlaceError as error:
                self._problem(decision, str(error))
        sources = {decision.id: decision for _, decision in placed if decision.id is not None}
        followed: list[tuple[AnnotationId, Decision]] = []
        taken: dict[str, list[tuple[AnnotationId, Decision]]] = {layer: [] for layer in LAYERS}
        for target, decision in placed:
            if decision.verb != "reject":
                other = sources.get(target, decision)
                if other is not decision and decision.verb != "add":
                    # Whoever applies decisions again would find the one mention where the other was.
                    self._problem(decision, f"{target} is the mention of another decision ({other})")
                    continue
                near = next((other for there, other in taken[target.layer] if _overlap(there, target)), None)
                if near is not None:
                    self._problem(decision, f"{target} overlaps the mention of another decision ({near})")
                    continue
                taken[target.layer].append((target, decision))
            followed.append((target, decision))
        return followed

    def _target(self, decision: Decision) -> AnnotationId:
        """Where the mention of a decision is to be.

        :raises PlaceError: there is no such place in the article, or it says something else.
        """
        source = decision.id
        quote, start, end = decision.quote, decision.start, decision.end
        near = None
        if source is not None:
            near = (source.start, source.end)
            here = self.article.text[source.start : source.end]
            if source.end > len(self.article.text) or not here.strip():
                raise PlaceError(f"no words stand at {source.start} to {source.end}")
            same = quote is None or quote == here
            if decision.verb != "retag" and not same:
                raise PlaceError(f"there stands {shortened(here)}, not {shortened(quote or '')}")
            if start is None and end is None and same:
                return AnnotationId(decision.layer, *near)
            if start is not None or end is not None:
                # One of them alone: the other is as it was.
                start = source.start if start is None else start
                end = source.end if end is None and quote is None else end
        return AnnotationId(decision.layer, *place_of(self.article, quote, start, end, decision.line, near))

    def _held(
        self, decision: Decision, target: AnnotationId, by_source: Mapping[AnnotationId, Decision]
    ) -> _Held:
        found = None
        if target in self.base and by_source.get(target, decision) is decision:
            found = self.base[target]
        elif decision.verb == "retag" and decision.id is not None:
            found = self.base.get(decision.id)
        quote = self.article.text[target.start : target.end]
        by = f"{BY}.{decision.verb}" if decision.verb == "retag" or found is None else found.mention.by
        assertion, cue = (found.mention.assertion, found.mention.cue) if found else (None, None)
        if target.layer in ("people", "units"):
            assertion = cue = None
        elif "assertion" in decision.attributes and decision.attributes["assertion"] != assertion:
            said_so = decision.attributes["assertion"]
            assertion = said_so if isinstance(said_so, str) else None
            cue = BY if assertion is not None else None
        line = self.article.line(target.start)
        mention = Mention(quote, target.start, target.end, line, by, assertion, cue)
        name = decision.attributes.get("name")
        if not isinstance(name, str):
            name = self._inherited_name(found, quote)
        return _Held(target, mention, name, found, decision)

    def _inherited_name(self, found: Said | None, quote: str) -> str:
        if found is None or found.id.layer == "counts":
            return clean_name(quote)
        name = _name(found)
        alone = (
            sum(e.id.layer == found.id.layer and e.entity == found.entity for e in self.base.values()) == 1
        )
        # An entity with one mention is called as that is: where the mention changes, so does the name.
        return clean_name(quote) if alone and name == clean_name(found.mention.quote) else name

    # Entities -----------------------------------------------------------------------------------------------

    def _entities(
        self, layer: str, held: list[_Held], moved: dict[AnnotationId, AnnotationId]
    ) -> tuple[Person | Unit | Crossing | Count, ...]:
        if layer == "counts":
            places = {each.id: each for each in held}
            return tuple(self._count(each, places, moved) for each in held)
        base = {each.entity: each.values for each in reversed(self.base.values()) if each.id.layer == layer}
        called: dict[str, int] = {}
        for index in sorted(base):
            called.setdefault(str(base[index]["name"]), index)
        groups: dict[int | str, list[_Held]] = {}
        for each in held:
            own = each.found.entity if each.found is not None and each.found.id.layer == layer else None
            if own is not None and base[own]["name"] == each.name:
                key: int | str = own
            else:
                key = called.get(each.name, each.name)
            groups.setdefault(key, []).append(each)
        return tuple(
            entity_of(layer, self._values(layer, key, group, base, groups), [each.mention for each in group])
            for key, group in groups.items()
        )

    def _values(
        self,
        layer: str,
        key: int | str,
        group: list[_Held],
        base: Mapping[int, Values],
        groups: dict[int | str, list[_Held]],
    ) -> dict[str, Value]:
        """What is said of the entity of `group`."""
        values: dict[str, Value] = {}
        if isinstance(key, int):
            values = dict(base[key])
        else:
            first = next((e.found for e in group if e.found is not None and e.found.id.layer == layer), None)
            if first is not None:
                whole = first.entity not in groups  # renamed, and not split
                values = {k: v for k, v in first.values.items() if whole or k in _KEPT_BY_PARTS}
        given = self._given(group)
        if self.decisions.complete and given:
            values = {}
        values = {**values, **given, "name": group[0].name}
        if layer in KINDS and not values.get("kind"):
            values["kind"] = KINDS[layer]
        return values

    def _given(self, group: Iterable[_Held]) -> dict[str, Value]:
        """The attributes that the decisions give one entity; of two that differ the first counts."""
        given: dict[str, Value] = {}
        for each in group:
            if each.decision is None:
                continue
            for key, value in each.decision.attributes.items():
                if key in OF_THE_MENTION or given.setdefault(key, value) == value:
                    continue
                self._problem(each.decision, f"another decision says another {key} of {each.name}")
        return given

    def _count(
        self,
        each: _Held,
        places: dict[AnnotationId, _Held],
        moved: dict[AnnotationId, AnnotationId],
    ) -> Count:
        given = self._given([each])
        of_the_run = each.found.values if each.found is not None and each.found.id.layer == "counts" else {}
        values = {**({} if self.decisions.complete and given else of_the_run), **given}
        whole = values.get("part_of")
        part_of = None
        if isinstance(whole, AnnotationId):
            whole = moved.get(whole, whole)
            if whole in places and whole != each.id:
                mention = places[whole].mention
                part_of = Quote(mention.quote, mention.start, mention.end)
            elif each.decision is not None and "part_of" in given:
                self._problem(each.decision, f"part_of names {whole}, which is no other count")
        return count_of({**values, "part_of": part_of}, each.mention)

    def _explained(self, by_source: Mapping[AnnotationId, Decision]) -> tuple[Dropped, ...] | None:
        """What the record explains, with the rejected mentions in it."""
        if self.document.explain is None:
            return None
        rejected = [
            Dropped(each.id.layer, each.mention, None, _REASON)
            for each in self.base.values()
            if each.id in by_source and by_source[each.id].verb == "reject"
        ]
        return tuple(sorted((*self.document.explain, *rejected), key=lambda each: each.mention.start))


def _overlap(one: AnnotationId, other: AnnotationId) -> bool:
    return one.layer == other.layer and one.start < other.end and other.start < one.end


def _name(each: Said) -> str:
    return str(each.values.get("name") or "")
