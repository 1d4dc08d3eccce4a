"""What many records say together: people, units, crossings and counts, each merged over the articles.

Only totals are kept: memory grows with the number of different names, not with that of the articles. Names
are compared without regard to case, accents and the form of dashes and quotes; nothing else makes two names
one, as two articles may speak of two people of one surname.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import nsmallest
from typing import TypeVar

from annotators.document import Count, Document, Failure, Mention, Number
from annotators.folding import fold_name

T = TypeVar("T", str, tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Named:
    """A person, unit or crossing of one or more articles."""

    name: str  # the commonest spelling of its names
    roles: tuple[str, ...]  # of a person, the commonest first
    kind: str | None  # of a unit or crossing, the commonest
    id: str | None  # of a crossing: gazetteer entry
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2
    articles: int
    mentions: int


@dataclass(frozen=True, slots=True)
class Counted:
    """All counts of one thing.

    `min` and `max` are sums over the counts that were added: of each its value, else its bounds, with 0 where
    the text gives no lower one. One without an upper bound leaves the sum without. Not added are
    numbers that the text does not assert (denied, planned, …), parts of another count, those without any
    number, and what an article repeats: the same number of the same thing.
    """

    what: str  # the commonest spelling; empty where only the unit is known
    unit: str | None  # ISO 4217 code, for money
    articles: int
    mentions: int
    added: int  # how many of the mentions
    min: Number
    max: Number | None
    approximate: bool  # one of those added is


class Summary:
    """The totals of the records that were added."""

    def __init__(self) -> None:
        self.articles = 0
        self.failures = 0
        self.mentions: Counter[str] = Counter()  # by layer
        self.bare = 0  # how many of the counts are numbers alone: nothing that `counted` could add
        self._named: dict[str, dict[tuple[str, ...], _Named]] = {"people": {}, "units": {}, "crossings": {}}
        self._counted: dict[tuple[str, str], _Counted] = {}

    def add(self, document: Document | Failure) -> None:
        """Add a record."""
        if isinstance(document, Failure):
            self.failures += 1
            return
        self.articles += 1
        for person in document.people or ():
            found = self._entry("people", (fold_name(person.name),))
            found.roles.update(person.roles)
            self._count(found, person.name, person.mentions)
        for unit in document.units or ():
            found = self._entry("units", (fold_name(unit.name), unit.country or ""))
            found.kinds[unit.kind] += 1
            found.countries[(unit.country,) if unit.country else ()] += 1
            self._count(found, unit.name, unit.mentions)
        for crossing in document.crossings or ():
            # The gazetteer's entry is one place under many names; without it the countries tell places apart.
            name = (fold_name(crossing.name), *crossing.countries)
            found = self._entry("crossings", ("id", crossing.id) if crossing.id else ("name", *name))
            found.id = crossing.id
            found.kinds[crossing.kind] += 1
            found.countries[crossing.countries] += 1
            self._count(found, crossing.name, crossing.mentions)
        self._add_counts(document.counts or ())

    def named(self, layer: str, top: int | None = None) -> list[Named]:
        """The entities of `people`, `units` or `crossings` by mentions, then articles, then name; `top`: so
        many of them."""
        entries = self._named[layer].values()
        everything = (
            Named(
                name=_commonest(entry.names),
                roles=tuple(sorted(entry.roles, key=lambda role: (-entry.roles[role], role))),
                kind=_commonest(entry.kinds) if entry.kinds else None,
                id=entry.id,
                countries=_commonest(entry.countries) if entry.countries else (),
                articles=entry.articles,
                mentions=entry.mentions,
            )
            for entry in entries
        )
        size = len(entries) if top is None else top
        return nsmallest(
            size, everything, key=lambda e: (-e.mentions, -e.articles, e.name, e.countries, e.id or "")
        )

    def counted(self, top: int | None = None) -> list[Counted]:
        """The things counted by mentions, then articles, then name; `top`: so many of them."""
        everything = (
            Counted(
                what=_commonest(entry.names),
                unit=unit or None,
                articles=entry.articles,
                mentions=entry.mentions,
                added=entry.added,
                min=_number(entry.min),
                max=_number(entry.max) if entry.max is not None else None,
                approximate=entry.approximate,
            )
            for (_, unit), entry in self._counted.items()
        )
        size = len(self._counted) if top is None else top
        return nsmallest(size, everything, key=lambda e: (-e.mentions, -e.articles, e.what, e.unit or ""))

    def size(self, layer: str) -> int:
        """How many different entities, or things counted, there are."""
        return len(self._counted if layer == "counts" else self._named[layer])

    def _entry(self, layer: str, key: tuple[str, ...]) -> _Named:
        return self._named[layer].setdefault(key, _Named(layer))

    def _count(self, found: _Named, name: str, mentions: tuple[Mention, ...]) -> None:
        found.names[name] += 1
        found.mentions += len(mentions)
        self.mentions[found.layer] += len(mentions)
        if found.last != self.articles:  # two entities of one article can share a name
            found.articles += 1
            found.last = self.articles

    def _add_counts(self, counts: Iterable[Count]) -> None:
        seen: set[object] = set()
        for count in counts:
            self.mentions["counts"] += 1
            if not (count.what or count.unit):
                self.bare += 1
                continue
            key = (fold_name(count.what or ""), count.unit or "")
            entry = self._counted.setdefault(key, _Counted())
            entry.names[count.what or ""] += 1
            entry.mentions += 1
            if entry.last != self.articles:
                entry.articles += 1
                entry.last = self.articles
            number = (count.value, count.min, count.max)
            if number == (None, None, None) or count.mention.assertion or count.part_of:
                continue
            if (key, number) not in seen:
                seen.add((key, number))
                entry.add(count)


@dataclass(slots=True)
class _Named:
    layer: str
    names: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    countries: Counter[tuple[str, ...]] = field(default_factory=Counter)
    id: str | None = None
    articles: int = 0
    mentions: int = 0
    last: int = 0  # the number of the article that it was met in last


@dataclass(slots=True)
class _Counted:
    names: Counter[str] = field(default_factory=Counter)
    articles: int = 0
    mentions: int = 0
    added: int = 0
    # Fractions: a sum of floats depends on their order, and one with a large integer can overflow.
    min: Fraction = Fraction(0)
    max: Fraction | None = Fraction(0)
    approximate: bool = False
    last: int = 0

    def add(self, count: Count) -> None:
        low = count.min if count.value is None else count.value
        high = count.max if count.value is None else count.value
        self.added += 1
        self.min += Fraction(low or 0)
        self.max = None if self.max is None or high is None else self.max + Fraction(high)
        self.approximate |= count.approximate


def _commonest(counter: Counter[T]) -> T:
    """Of several that are as common the first in order, so that the order of the articles does not matter."""
    return min(counter, key=lambda each: (-counter[each], each))


def _number(sum_: Fraction) -> Number:
    exact = sum_.denominator == 1 or abs(sum_) >= 1 << 53
    return int(sum_) if exact else float(sum_)
