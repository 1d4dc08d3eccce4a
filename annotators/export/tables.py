"""A record as rows of tables: what CSV and SQLite share.

Two keys join everything: `article_id` and `entity_id`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from annotators.document import FACTS, Count, Crossing, Document, Failure, Mention, Number, Person, Unit
from annotators.export.entries import Entry, Found, found

Cell = str | Number | None

# The columns of each table, tables in an order in which none refers to a later one.
TABLES: dict[str, tuple[str, ...]] = {
    "articles": (
        *("article_id", "article", *FACTS, "sha256", "people", "units", "crossings", "counts", "run"),
    ),
    "entities": ("entity_id", "article_id", "layer"),
    "people": ("entity_id", "article_id", "name", "roles", "mentions"),
    "roles": ("entity_id", "position", "role"),
    "units": ("entity_id", "article_id", "name", "kind", "number", "country", "mentions"),
    "crossings": (
        *("entity_id", "article_id", "name", "kind", "gazetteer_id", "countries", "lat", "lon"),
        "mentions",
    ),
    "crossing_countries": ("entity_id", "country"),
    "counts": (
        *("entity_id", "article_id", "quote", "value", "min", "max", "approximate", "what", "unit"),
        *("part_of", "assertion"),
    ),
    "mentions": (
        *("mention_id", "entity_id", "article_id", "layer", "name", "quote", "start", "end", "line"),
        *("by", "assertion", "cue"),
    ),
}


def rows(entry: Entry) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """The rows of a record, each with the name of its table: of that table's columns, in their order.

    A row comes after those that it refers to, but for `part_of`, which may be of a later count.
    """
    document = entry.document
    head = (entry.id, document.article, *facts_of(document), document.sha256)
    yield "articles", (*head, *_sizes(document), _run(document))
    everything = list(found(entry))
    counts = {
        (each.entity.mention.start, each.entity.mention.end): each.id
        for each in everything
        if isinstance(each.entity, Count)
    }
    for each in everything:
        yield "entities", (each.id, entry.id, each.layer)
        yield from _entity_rows(entry.id, each, counts)
        for mention_id, mention in each.mentions:
            yield "mentions", mention_row(entry.id, each, mention_id, mention)


def mention_row(article: str, each: Found, mention_id: str, mention: Mention) -> tuple[Cell, ...]:
    """The row of one of the mentions of `each`; `article` is the id."""
    where = (mention.quote, mention.start, mention.end, mention.line)
    how = (mention.by, mention.assertion, mention.cue)
    return (mention_id, each.id, article, each.layer, _name(each), *where, *how)


def facts_of(document: Document | Failure) -> tuple[Cell, ...]:
    """What JSON lines say of the article, in the order of `document.FACTS`; None where they do not."""
    facts = document.origin.facts if document.origin is not None else {}
    return tuple(facts.get(name) for name in FACTS)


def _sizes(document: Document) -> Iterator[int | None]:
    """How many entities each layer has; None where it was not asked for."""
    for layer in (document.people, document.units, document.crossings, document.counts):
        yield None if layer is None else len(layer)


def _run(document: Document) -> str:
    return json.dumps(document.run, ensure_ascii=False)


def _name(each: Found) -> str | None:
    return each.entity.what if isinstance(each.entity, Count) else each.entity.name


def _entity_rows(
    article: str, each: Found, counts: dict[tuple[int, int], str]
) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    entity, key, mentions = each.entity, (each.id, article), len(each.mentions)
    if isinstance(entity, Person):
        yield "people", (*key, entity.name, "; ".join(entity.roles), mentions)
        for position, role in enumerate(entity.roles, 1):
            yield "roles", (each.id, position, role)
    elif isinstance(entity, Unit):
        yield "units", (*key, entity.name, entity.kind, entity.number, entity.country, mentions)
    elif isinstance(entity, Crossing):
        countries = tuple(dict.fromkeys(entity.countries))
        at = entity.location
        place = (at.lat, at.lon) if at else (None, None)
        yield (
            "crossings",
            (*key, entity.name, entity.kind, entity.id, " ".join(countries), *place, mentions),
        )
        for country in countries:
            yield "crossing_countries", (each.id, country)
    else:
        whole = entity.part_of
        yield (
            "counts",
            (
                *(*key, entity.mention.quote, entity.value, entity.min, entity.max, entity.approximate),
                *(entity.what, entity.unit, counts.get((whole.start, whole.end)) if whole else None),
                entity.mention.assertion,
            ),
        )
