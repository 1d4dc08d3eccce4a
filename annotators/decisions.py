"""What a person decided about the annotations of an article, and the ids that decisions go by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotators.document import LAYERS, Count, Crossing, Document, Location, Mention, Person, Unit
from annotators.problem import Position

VERBS = ("accept", "reject", "retag", "add")
# What can be decided of an annotation beside its place; the keys of a record.
ATTRIBUTES = {
    "people": ("name", "roles"),
    "units": ("name", "kind", "number", "country"),
    "crossings": ("name", "kind", "id", "countries", "location", "assertion"),
    "counts": ("value", "min", "max", "approximate", "what", "unit", "part_of", "assertion"),
}
NAMED_LAYERS = ("people", "units", "crossings")
# Said of one mention, and not of its entity.
OF_THE_MENTION = ("name", "assertion")
# The kind of an entity of which nobody has said one.
KINDS = {"units": "other", "crossings": "official"}

_ID = re.compile(rf"({'|'.join(LAYERS)}):([0-9]{{1,12}})-([0-9]{{1,12}})\Z")


@dataclass(frozen=True, slots=True, order=True)
class AnnotationId:
    """A mention within its article: `units:1788-1803`.

    It says what is annotated, and nothing of the rule, its place in the record or its entity, so that it is
    the same in every run on the same text.
    """

    layer: str
    start: int  # code points, as everywhere
    end: int

    def __str__(self) -> str:
        return f"{self.layer}:{self.start}-{self.end}"


# `roles` and `countries` are tuples; None says that there is none.
Value = str | int | float | bool | tuple[str, ...] | Location | AnnotationId | None
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `start`, `end`, `quote`, `line` say where the mention is to be, None what is not said."""

    verb: str  # of `VERBS`
    id: AnnotationId | None  # of what it is about; None: an `add` that gives its place by the quote
    layer: str  # where the mention is to be
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    line: int | None = None
    attributes: Values = field(default_factory=dict)
    who: str = ""
    date: str = ""  # ISO 8601, of the day
    note: str = ""
    at: Position | None = None  # None: in no file yet

    def __str__(self) -> str:
        return f"{self.verb} {self.id or self.layer}"


@dataclass(frozen=True, slots=True)
class ArticleDecisions:
    """All decisions of one article. `complete`: a person has gone through it to its end, and what no decision
    names is no annotation."""

    article: str
    sha256: str
    complete: bool = False
    decisions: tuple[Decision, ...] = ()
    at: Position | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A mention of a document, and what its entity says."""

    id: AnnotationId
    mention: Mention
    entity: int  # its place among the entities of the layer
    values: Values  # of the entity, by the keys of `ATTRIBUTES`; what is absent is None


def parse_id(text: str) -> AnnotationId | None:
    """The id that is written `layer:start-end`, if `text` is one."""
    found = _ID.match(text)
    if found is None or int(found[2]) >= int(found[3]):
        return None
    return AnnotationId(found[1], int(found[2]), int(found[3]))


def said(document: Document) -> Iterator[Said]:
    """Every mention of `document`, layer by layer."""
    for layer in NAMED_LAYERS:
        for index, entity in enumerate(getattr(document, layer) or ()):
            values = values_of(entity)
            for mention in entity.mentions:
                yield Said(AnnotationId(layer, mention.start, mention.end), mention, index, values)
    for index, count in enumerate(document.counts or ()):
        mention = count.mention
        yield Said(AnnotationId("counts", mention.start, mention.end), mention, index, values_of(count))


def values_of(entity: Person | Unit | Crossing | Count) -> dict[str, Value]:
    """What a record says of an entity, but for its mentions and their assertions."""
    if isinstance(entity, Person):
        return {"name": entity.name, "roles": entity.roles or None}
    if isinstance(entity, Unit):
        return {
            "name": entity.name,
            "kind": entity.kind,
            "number": entity.number,
            "country": entity.country,
        }
    if isinstance(entity, Crossing):
        return {
            "name": entity.name,
            "kind": entity.kind,
            "id": entity.id,
            "countries": entity.countries or None,
            "location": entity.location,
        }
    whole = entity.part_of
    return {
        "value": entity.value,
        "min": entity.min,
        "max": entity.max,
        "approximate": entity.approximate or None,
        "what": entity.what,
        "unit": entity.unit,
        "part_of": AnnotationId("counts", whole.start, whole.end) if whole is not None else None,
    }


def entity_of(layer: str, values: Mapping[str, Any], mentions: Sequence[Mention]) -> Person | Unit | Crossing:
    """The entity of a named layer with these values, the inverse of `values_of`."""
    if layer == "people":
        return Person(values["name"], values.get("roles") or (), tuple(mentions))
    if layer == "units":
        return Unit(
            values["name"], values["kind"], values.get("number"), values.get("country"), tuple(mentions)
        )
    return Crossing(
        name=values["name"],
        kind=values["kind"],
        id=values.get("id"),
        countries=values.get("countries") or (),
        location=values.get("location"),
        mentions=tuple(mentions),
    )


def count_of(values: Mapping[str, Any], mention: Mention) -> Count:
    """The count with these values; `part_of` is the words of its whole."""
    return Count(
        mention=mention,
        value=values.get("value"),
        min=values.get("min"),
        max=values.get("max"),
        approximate=bool(values.get("approximate")),
        what=values.get("what"),
        unit=values.get("unit"),
        part_of=values.get("part_of"),
    )
