"""What is said about an article: mentions, the entities of the four layers, and the whole record.

Every `start` and `end` counts Unicode code points in `Article.text`; `end` is one past the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SCHEMA = 1
LAYERS = ("people", "units", "crossings", "counts")
FACTS = ("id", "date", "source")

Number = int | float
Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Entity:
    """What a named-entity tagger found."""

    label: str  # person | place | organization | unit
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the text that names an entity."""

    quote: str  # Article.text[start:end]
    start: int
    end: int
    line: int  # from 1
    by: str  # the rule or model label that found it, e.g. `units.numbered-formation`, `ner.person`
    # Of counts and crossings, where the text does not plainly assert: denied, prevented, attempted, planned,
    # alleged or past, and the cue that says so, e.g. `assertions.denied`. Both or neither.
    assertion: str | None = None
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the article."""

    quote: str  # Article.text[start:end]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Person:
    """A named individual."""

    name: str  # the fullest form in the article
    roles: tuple[str, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """An organised force that bears arms or does security work."""

    name: str
    kind: str
    number: int | None
    country: str | None  # ISO 3166-1 alpha-2
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Location:
    """A point in decimal degrees, WGS 84."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """A place where people or goods pass a border or front line."""

    name: str
    kind: str  # official | irregular
    id: str | None  # gazetteer entry
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2, sorted
    location: Location | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something. `value`, `min`, `max` are inclusive, None where the text does not give them."""

    mention: Mention
    value: Number | None = None
    min: Number | None = None
    max: Number | None = None
    approximate: bool = False
    what: str | None = None  # the noun phrase counted; `money` for amounts
    unit: str | None = None  # ISO 4217 code, for money
    part_of: Quote | None = None  # the count of the same record that this one is a part of


@dataclass(frozen=True, slots=True)
class Winner:
    """The annotation that took the place of another."""

    quote: str
    start: int
    end: int
    by: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """What a rule or the model found and the record does not hold."""

    layer: str  # of `LAYERS`, or one that only helps: role, place, other, part
    mention: Mention
    lost_to: Winner | None  # None: no entity could be made of it
    reason: str  # overrides | priority | longer | earlier | rule id, or a reason of what lost to nobody


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text of an article stands that is one of many in a file of JSON lines. The article's name is
    the path of that file, a colon and the number of the line, from 1."""

    field: str  # the key of the text, dotted where it is nested: `body.text`
    facts: Mapping[str, Scalar]  # of `FACTS`: what the line says of the article, as it came


@dataclass(frozen=True, slots=True)
class Document:
    """Everything found in one article. `None` for a layer means it was not asked for (`--only`)."""

    article: str  # the path as given; with an `origin` the line's number behind it
    sha256: str  # of the input bytes, hexadecimal
    people: tuple[Person, ...] | None
    units: tuple[Unit, ...] | None
    crossings: tuple[Crossing, ...] | None
    counts: tuple[Count, ...] | None
    run: Mapping[str, object] = field(default_factory=dict)
    explain: tuple[Dropped, ...] | None = None  # in text order; None: not asked for
    origin: Origin | None = None  # None: a file holds the article and nothing else

    @property
    def found_anything(self) -> bool:
        """Whether a layer that was asked for holds something."""
        return bool(self.people or self.units or self.crossings or self.counts)


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be annotated."""

    article: str
    code: str  # e.g. `encoding`, `too-large`, `unreadable`
    message: str
    origin: Origin | None = None
