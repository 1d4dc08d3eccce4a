"""What a record says of each mention, as strings: the form in which a pack writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotators.document import Count, Crossing, Document, Mention, Person, Unit


def mentions_of(document: Document) -> Iterator[tuple[str, Mention, dict[str, str]]]:
    """Every mention of a document: its layer (of `document.LAYERS`), itself, the attributes of its entity as
    strings; absent ones are empty."""
    named: dict[str, Sequence[Person | Unit | Crossing]] = {
        "people": document.people or (),
        "units": document.units or (),
        "crossings": document.crossings or (),
    }
    for layer, entities in named.items():
        for entity in entities:
            attributes = attributes_of(entity)
            for mention in entity.mentions:
                yield layer, mention, attributes
    for count in document.counts or ():
        yield "counts", count.mention, attributes_of(count)


def attributes_of(entity: Person | Unit | Crossing | Count) -> dict[str, str]:
    """What a record says of an entity beside its mentions; absent attributes are empty."""
    values: dict[str, object]
    if isinstance(entity, Person):
        values = {"name": entity.name, "roles": ", ".join(entity.roles)}
    elif isinstance(entity, Unit):
        values = {
            "name": entity.name,
            "kind": entity.kind,
            "number": entity.number,
            "country": entity.country,
        }
    elif isinstance(entity, Crossing):
        values = {
            "name": entity.name,
            "kind": entity.kind,
            "id": entity.id,
            "countries": " ".join(entity.countries),
            "location": f"{entity.location.lat} {entity.location.lon}" if entity.location else None,
        }
    else:
        values = {
            "value": entity.value,
            "min": entity.min,
            "max": entity.max,
            "approximate": entity.approximate,
            "what": entity.what,
            "unit": entity.unit,
        }
    return {name: _text(value) for name, value in values.items()}


def _text(value: object) -> str:
    """A value as a pack writes it, where every scalar is a string."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
