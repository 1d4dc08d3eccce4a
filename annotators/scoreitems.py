"""The scored parts of a document: its mentions, and the attributes that gold and output must agree on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotators.document import LAYERS, Count, Crossing, Document, Mention, Number, Person, Unit

AnyEntity = Person | Unit | Crossing | Count
ATTRIBUTES = ("name", "roles", "kind", "countries", "number", "what", "unit")
_TOLERANCE = 1e-6  # of a number, relative; absolute below 1


@dataclass(frozen=True, slots=True)
class Item:
    """A mention, and the entity that says the rest."""

    mention: Mention
    entity: AnyEntity


def items(document: Document, layer: str) -> dict[tuple[int, int], Item] | None:
    """The mentions of a layer by their place (start, end); of several at one place the last.

    None: the layer was not annotated.
    """
    entities: tuple[AnyEntity, ...] | None = getattr(document, layer)
    if entities is None:
        return None
    found = {}
    for entity in entities:
        for mention in (entity.mention,) if isinstance(entity, Count) else entity.mentions:
            found[mention.start, mention.end] = Item(mention, entity)
    return found


def all_mentions(document: Document) -> Iterator[Mention]:
    """The mentions of all layers."""
    for layer in LAYERS:
        for item in (items(document, layer) or {}).values():
            yield item.mention


def agreement(gold: AnyEntity, output: AnyEntity) -> dict[str, bool]:
    """Whether each attribute that is judged is the same in two entities of one layer.

    Judged is what gold gives; of counts always the number, and `what` only without a `unit`.
    """
    judged: dict[str, bool] = {}
    if isinstance(gold, Count):
        assert isinstance(output, Count)
        judged["number"] = _same_number(gold, output)
        if gold.unit:
            judged["unit"] = gold.unit == output.unit
        elif gold.what:
            judged["what"] = _folded(gold.what) == _folded(output.what)
        return judged
    assert not isinstance(output, Count)
    if gold.name:
        judged["name"] = _folded(gold.name) == _folded(output.name)
    if isinstance(gold, Person) and isinstance(output, Person) and gold.roles:
        judged["roles"] = set(map(_folded, gold.roles)) == set(map(_folded, output.roles))
    if isinstance(gold, (Unit, Crossing)) and isinstance(output, (Unit, Crossing)) and gold.kind:
        judged["kind"] = gold.kind == output.kind
    if isinstance(gold, Crossing) and isinstance(output, Crossing) and gold.countries:
        judged["countries"] = sorted(gold.countries) == sorted(output.countries)
    return judged


def _folded(text: str | None) -> str:
    return " ".join((text or "").lower().split())


def _same_number(gold: Count, output: Count) -> bool:
    return gold.approximate == output.approximate and all(
        _same(a, b) for a, b in ((gold.value, output.value), (gold.min, output.min), (gold.max, output.max))
    )


def _same(gold: Number | None, output: Number | None) -> bool:
    if gold is None or output is None:
        return gold is output
    try:
        return abs(float(gold) - float(output)) < _TOLERANCE * max(1.0, abs(float(gold)))
    except OverflowError:  # a whole number that no float can hold
        return gold == output


def told(entity: AnyEntity, attribute: str) -> str:
    """The value of one of `ATTRIBUTES` for people to read; empty where there is none."""
    if isinstance(entity, Count):
        if attribute == "number":
            return _number(entity)
        return (entity.unit if attribute == "unit" else entity.what) or ""
    if attribute == "roles" and isinstance(entity, Person):
        return ", ".join(entity.roles)
    if attribute == "kind" and isinstance(entity, (Unit, Crossing)):
        return entity.kind
    if attribute == "countries" and isinstance(entity, Crossing):
        return ", ".join(entity.countries)
    return entity.name


def _number(count: Count) -> str:
    numbers = (("value", count.value), ("min", count.min), ("max", count.max))
    words = [f"{name} {number}" for name, number in numbers if number is not None]
    return ", ".join([*words, "approximate"] if count.approximate else words)
