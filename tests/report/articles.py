"""Articles and their records for tests of the report."""

from __future__ import annotations

from hashlib import sha256

from annotators.article import Article, read
from annotators.document import Count, Crossing, Document, Location, Mention, Person, Quote, Unit

# Made up, as all of these names are.
GATE = """\
Menu

Trucks Wait as the Zerga Gate Stays Shut

Col. Omar Said of the 9th Brigade said on Monday 🚚 that around 40 trucks stood at the Zerga gate. Said \
denied that 300 people had crossed.

The 9th Brigade guards the road to Tamsa.
"""
BRIDGE = """\
Kreda Bridge Opens to Pilgrims After a Week

Lena Ortiz, a trader, counted 12 trucks at the Kreda bridge. Goods still go round the Zerga gate by paths.
"""
PLAIN = "A Quiet Day at the Harbour Office\r\n\r\nNobody came.\r\nNobody left.\r\n"


def mention(text: str, quote: str, by: str, *, nth: int = 0, assertion: str | None = None) -> Mention:
    """The `nth` place, from 0, where `quote` stands in `text`."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    cue = None if assertion is None else f"assertions.{assertion}"
    line = text.count("\n", 0, start) + 1
    return Mention(quote, start, start + len(quote), line, by, assertion, cue)


def pair(
    name: str,
    text: str,
    *,
    people: tuple[Person, ...] = (),
    units: tuple[Unit, ...] = (),
    crossings: tuple[Crossing, ...] = (),
    counts: tuple[Count, ...] = (),
) -> tuple[Document, Article]:
    """A record of `text` with these layers, and its article."""
    data = text.encode()
    run = {"glossator": "0.0.0", "rules": {"units": "1.0.0"}, "engine": "none"}
    document = Document(name, sha256(data).hexdigest(), people, units, crossings, counts, run)
    return document, read(data, name)


def gate() -> tuple[Document, Article]:
    brigade = tuple(mention(GATE, "9th Brigade", "units.numbered", nth=n) for n in (0, 1))
    trucks = mention(GATE, "around 40 trucks", "counts.noun")
    crossed = mention(GATE, "300 people", "counts.noun", assertion="denied")
    return pair(
        "in/gate.txt",
        GATE,
        people=(
            Person(
                "Omar Said",
                ("Col.",),
                (mention(GATE, "Omar Said", "ner.person"), mention(GATE, "Said", "ner.person", nth=1)),
            ),
        ),
        units=(Unit("9th Brigade", "brigade", 9, None, brigade),),
        crossings=(
            Crossing(
                "Zerga gate",
                "official",
                "zerga",
                ("LB", "SY"),
                Location(34.5, 36.0),
                (
                    mention(GATE, "Zerga Gate", "crossings.gazetteer"),
                    mention(GATE, "Zerga gate", "crossings.gazetteer"),
                ),
            ),
        ),
        counts=(
            Count(trucks, value=40, approximate=True, what="trucks"),
            Count(crossed, value=300, what="people", part_of=Quote("trucks", 0, 6)),
        ),
    )


def bridge() -> tuple[Document, Article]:
    return pair(
        "in/bridge.txt",
        BRIDGE,
        people=(Person("Lena Ortiz", ("trader",), (mention(BRIDGE, "Lena Ortiz", "ner.person"),)),),
        crossings=(
            Crossing(
                "Kreda bridge",
                "official",
                "kreda",
                ("IQ", "SY"),
                Location(36.8, 42.0),
                (mention(BRIDGE, "Kreda bridge", "crossings.bridge"),),
            ),
            Crossing(
                "Zerga gate",
                "official",
                "zerga",
                ("LB", "SY"),
                Location(34.5, 36.0),
                (mention(BRIDGE, "Zerga gate", "crossings.gazetteer"),),
            ),
            Crossing(
                "paths", "irregular", None, (), None, (mention(BRIDGE, "paths", "crossings.irregular"),)
            ),
        ),
        counts=(Count(mention(BRIDGE, "12 trucks", "counts.noun"), value=12, what="trucks"),),
    )


def plain() -> tuple[Document, Article]:
    return pair("in/plain.txt", PLAIN)
