"""Invented gold and output for the tests of scoring."""

from __future__ import annotations

import io
import json
from hashlib import sha256

from annotators.document import Count, Crossing, Document, Mention, Person, Unit
from annotators.scoreinput import Annotated, read_side

TEXT = "General Omar Tarif of the 4th Brigade met Lena Voss.\nSome 30 men crossed at Kesra gate."


def place(quote: str, text: str = TEXT) -> dict[str, int]:
    """Where `quote` first stands."""
    start = text.index(quote)
    return {"start": start, "end": start + len(quote)}


def mention(quote: str, text: str = TEXT, by: str = "p.r") -> Mention:
    where = place(quote, text)
    return Mention(quote, where["start"], where["end"], text.count("\n", 0, where["start"]) + 1, by)


def person(quote: str, *roles: str, name: str = "") -> Person:
    return Person(name or quote, roles, (mention(quote),))


def unit(quote: str, kind: str = "brigade", *, name: str = "", by: str = "p.r") -> Unit:
    return Unit(name or quote, kind, None, None, (mention(quote, by=by),))


def crossing(quote: str, *countries: str, kind: str = "official") -> Crossing:
    return Crossing(quote, kind, None, countries, None, (mention(quote),))


def count(quote: str, value: int, *, approximate: bool = False, what: str = "men") -> Count:
    return Count(mention(quote), value=value, approximate=approximate, what=what)


def output(
    *entities: Person | Unit | Crossing | Count, article: str = "in/a.txt", text: str = TEXT
) -> Document:
    """A record of `entities`."""

    def of(kind: type) -> tuple:  # type: ignore[type-arg]
        return tuple(each for each in entities if isinstance(each, kind))

    digest = sha256(text.encode()).hexdigest()
    return Document(article, digest, of(Person), of(Unit), of(Crossing), of(Count))


GOLD: dict[str, object] = {
    "id": "a.txt",
    "text": TEXT,
    "people": [
        {**place("Omar Tarif"), "name": "Omar Tarif", "roles": ["General"]},
        {**place("Lena Voss"), "name": "Lena Voss"},
    ],
    "units": [{**place("4th Brigade"), "name": "4th Brigade", "kind": "brigade"}],
    "crossings": [
        {**place("Kesra gate"), "name": "Kesra gate", "kind": "official", "countries": ["LB", "SY"]}
    ],
    "counts": [{**place("Some 30 men"), "value": 30, "approximate": True, "what": "men"}],
}


def gold_lines(*articles: dict[str, object]) -> str:
    """A gold file."""
    return "".join(json.dumps(article) + "\n" for article in articles)


def side(text: str, file: str = "f") -> list[Annotated]:
    """What `read_side` makes of a file."""
    return list(read_side(io.BytesIO(text.encode()), file))
