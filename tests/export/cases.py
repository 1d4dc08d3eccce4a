"""Records for exports: from documents alone, and of articles that lie on a disk."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from annotators.document import Count, Crossing, Document, Location, Mention, Person, Quote, Unit
from annotators.export.entries import Entry, article_id
from annotators.reader import Stored
from tests.test_writer import documents


def entry_of(document: Document, line: int = 1) -> Entry:
    return Entry(Stored("r.yaml", line, document), document, article_id(document))


def on_disk(folder: Path, text: str, name: str = "a.txt", **layers: tuple[Any, ...]) -> Entry:
    """The entry of a record of `text`, which is written to `folder / name`."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    empty: dict[str, Any] = {"people": (), "units": (), "crossings": (), "counts": ()}
    return entry_of(Document(str(path), sha256(text.encode()).hexdigest(), **empty | layers))


def mention(text: str, quote: str, by: str = "p.rule", nth: int = 0) -> Mention:
    """The place of the `nth` occurrence of `quote`."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return Mention(quote, start, start + len(quote), 1 + text.count("\n", 0, start), by)


def person(text: str, *quotes: str, roles: tuple[str, ...] = ()) -> Person:
    return Person(quotes[0], roles, tuple(mention(text, quote) for quote in quotes))


def unit(text: str, *quotes: str, kind: str = "division") -> Unit:
    return Unit(quotes[0], kind, None, "SY", tuple(mention(text, quote) for quote in quotes))


def crossing(
    name: str, mentions: int = 1, at: tuple[float, float] | None = (34.5, 36.5), key: str | None = "x"
) -> Crossing:
    """A crossing of some mentions; `at`: latitude and longitude."""
    places = tuple(Mention(name, i * 100, i * 100 + len(name), 1, "crossings.named") for i in range(mentions))
    return Crossing(name, "official", key, ("LB", "SY"), at and Location(*at), places)


# Letters with everything that ends lines or fields somewhere, and characters of one to four bytes.
_LETTERS = st.sampled_from(
    [*"aB9.,#'-", *" \t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\xa0", "é", "م", "🛂", "\0"]
)


@st.composite
def annotated(draw: st.DrawFn) -> tuple[str, dict[str, tuple[Any, ...]]]:
    """A text, and layers whose every quote stands in it; mentions may overlap in any way."""
    text = draw(st.text(_LETTERS, min_size=1, max_size=60))
    layers: dict[str, list[Any]] = {"people": [], "units": [], "crossings": [], "counts": []}
    for layer in draw(st.lists(st.sampled_from([*layers]), max_size=6)):
        places = []
        for _ in range(1 if layer == "counts" else draw(st.integers(1, 3))):
            start = draw(st.integers(0, len(text) - 1))
            end = draw(st.integers(start + 1, min(len(text), start + 20)))
            if text[start:end].strip():
                line = 1 + text.count("\n", 0, start)
                places.append(Mention(text[start:end], start, end, line, draw(st.text(max_size=3))))
        name = draw(st.text(max_size=4))
        if layer == "people":
            layers[layer].append(Person(name, (name, "a\u2028b\n\tc"), tuple(places)))
        elif layer == "units":
            layers[layer].append(Unit(name, draw(st.text(max_size=4)), 4, "SY", tuple(places)))
        elif layer == "crossings":
            layers[layer].append(
                Crossing(name, "official", name, ("LB", "SY"), Location(1.5, 2.5), tuple(places))
            )
        elif places:
            earlier = layers["counts"][-1].mention if layers["counts"] else None
            whole = earlier and Quote(earlier.quote, earlier.start, earlier.end)
            layers[layer].append(Count(places[0], value=3, approximate=True, what=name, part_of=whole))
    return text, {layer: tuple(found) for layer, found in layers.items()}


distinct_documents = st.lists(documents, max_size=3, unique_by=article_id)
