"""What a record says, entity by entity, in words: the table below an article in `show`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from annotators.document import LAYERS, Count, Crossing, Document, Mention, Number, Person, Unit


@dataclass(frozen=True, slots=True)
class Row:
    """An entity."""

    layer: str
    name: str  # of a count its quote
    facts: str  # roles, kind, countries, value, …
    lines: tuple[int, ...]  # of its mentions, each once for each


def rows(document: Document, layers: Collection[str] = LAYERS) -> Iterator[Row]:
    """A row for each entity of `layers`, in the order of the record."""
    if "people" in layers:
        for person in document.people or ():
            yield Row("people", person.name, _person(person), _lines(person.mentions))
    if "units" in layers:
        for unit in document.units or ():
            yield Row("units", unit.name, _unit(unit), _lines(unit.mentions))
    if "crossings" in layers:
        for crossing in document.crossings or ():
            yield Row("crossings", crossing.name, _crossing(crossing), _lines(crossing.mentions))
    if "counts" in layers:
        for count in document.counts or ():
            yield Row("counts", count.mention.quote, _count(count), (count.mention.line,))


def numeral(number: Number) -> str:
    """`1,500`, `2.5`."""
    return f"{number:,}" if isinstance(number, int) or not number.is_integer() else f"{int(number):,}"


def bounds(low: Number | None, high: Number | None) -> str:
    """`20 to 30`, `at least 20`, `at most 30`, `30`; nothing where the text gives no number."""
    if low is None:
        return "" if high is None else f"at most {numeral(high)}"
    if high is None:
        return f"at least {numeral(low)}"
    return numeral(low) if low == high else f"{numeral(low)} to {numeral(high)}"


def _lines(mentions: Collection[Mention]) -> tuple[int, ...]:
    return tuple(mention.line for mention in mentions)


def _person(person: Person) -> str:
    return ", ".join(person.roles)


def _unit(unit: Unit) -> str:
    number = None if unit.number is None else f"number {unit.number}"
    return ", ".join(filter(None, (unit.kind, number, unit.country)))


def _crossing(crossing: Crossing) -> str:
    all_ = len(crossing.mentions)
    assertions = Counter(mention.assertion for mention in crossing.mentions if mention.assertion)
    told = (name if n == all_ else f"{name} in {n} of {all_}" for name, n in assertions.items())
    return ", ".join(filter(None, (crossing.kind, crossing.id, "-".join(crossing.countries), *told)))


def _count(count: Count) -> str:
    number = numeral(count.value) if count.value is not None else bounds(count.min, count.max)
    approximate = "approximate" if count.approximate else None
    part = f"part of '{count.part_of.quote}'" if count.part_of is not None else None
    quantity = f"{number} {count.unit or count.what or ''}".strip()
    return ", ".join(filter(None, (quantity, approximate, count.mention.assertion, part)))
