"""Entities of many articles, each once: what the tables of a report count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from annotators.document import LAYERS, Count, Crossing, Location, Person, Unit

Facts = dict[str, object]


class Entities:
    """Entities in the order in which they were first seen; `plain` gives them as JSON can hold them.

    Two are one where the records give no reason to tell them apart: people of one name; units of one name,
    kind, number and country; crossings of one gazetteer entry or, without one, of one name, kind and
    countries; counts of one thing. Case does not tell names apart. The name shown is the commonest, the first
    of equals.
    """

    def __init__(self) -> None:
        self._index: dict[tuple[object, ...], int] = {}
        self._names: list[Counter[str]] = []
        self._facts: list[Facts] = []

    def person(self, person: Person) -> int:
        """The index of `person`. So it is with the three below."""
        index = self._add("people", (person.name.casefold(),), person.name, len(person.mentions), {})
        if person.roles:
            known = self._facts[index].setdefault("roles", [])
            assert isinstance(known, list)
            known.extend(role for role in person.roles if role not in known)
        return index

    def unit(self, unit: Unit) -> int:
        facts = _present(kind=unit.kind, number=unit.number, country=unit.country)
        key = (unit.name.casefold(), unit.kind, unit.number, unit.country)
        return self._add("units", key, unit.name, len(unit.mentions), facts)

    def crossing(self, crossing: Crossing) -> int:
        facts = _present(
            kind=crossing.kind,
            id=crossing.id,
            countries=list(crossing.countries) or None,
            at=_point(crossing.location),
        )
        unlisted = (None, crossing.name.casefold(), crossing.kind, crossing.countries)
        key = unlisted if crossing.id is None else (crossing.id,)
        return self._add("crossings", key, crossing.name, len(crossing.mentions), facts)

    def count(self, count: Count) -> int:
        what = count.what or ""
        return self._add("counts", (what.casefold(), count.unit), what, 1, _present(unit=count.unit))

    def plain(self) -> list[Facts]:
        """`layer` (an index into `LAYERS`), `name`, and what is known of it."""
        return [
            facts | {"name": max(names, key=lambda name: names[name])}  # the first of equals
            for names, facts in zip(self._names, self._facts, strict=True)
        ]

    def _add(self, layer: str, key: tuple[object, ...], name: str, mentions: int, facts: Facts) -> int:
        index = self._index.setdefault((layer, *key), len(self._facts))
        if index == len(self._facts):
            self._names.append(Counter())
            self._facts.append({"layer": LAYERS.index(layer)} | facts)
        self._names[index][name] += mentions
        return index


def _present(**facts: object) -> Facts:
    return {key: value for key, value in facts.items() if value is not None}


def _point(location: Location | None) -> Iterable[float] | None:
    """Longitude and latitude, where they are on the earth: a record may have been edited."""
    if location is None or not (abs(location.lon) <= 180 and abs(location.lat) <= 90):
        return None
    return [location.lon, location.lat]
