"""The rows of a record: whole, and joined by their keys."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from hypothesis import given, settings

from annotators.document import Document
from annotators.export.tables import TABLES, Cell, rows
from tests.export.cases import entry_of
from tests.test_writer import WHOLE, documents

Row = dict[str, Cell]


def tables(document: Document) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for table, row in rows(entry_of(document)):
        found[table].append(dict(zip(TABLES[table], row, strict=True)))
    return found


def test_a_record_is_spread_over_the_tables() -> None:
    found = tables(WHOLE)
    assert {table: len(rows) for table, rows in found.items()} == {
        "articles": 1,
        "entities": 10,
        "people": 2,
        "roles": 1,
        "units": 2,
        "crossings": 2,
        "crossing_countries": 2,
        "counts": 4,
        "mentions": 11,
    }
    article = found["articles"][0]
    assert (article["article"], article["people"], article["counts"]) == ("samples/handover.txt", 2, 4)
    person = found["people"][0]
    assert (person["name"], person["roles"], person["mentions"]) == (
        "Najib Mikati",
        "caretaker Prime Minister",
        2,
    )
    crossing = found["crossings"][0]
    assert (crossing["countries"], crossing["lat"], crossing["lon"]) == ("LB SY", 34.6325, 35.9761)


def test_a_layer_that_was_not_asked_for_has_no_number() -> None:
    article = tables(replace(WHOLE, units=None, people=()))["articles"][0]
    assert (article["units"], article["people"]) == (None, 0)


def test_a_part_names_the_count_that_it_is_a_part_of() -> None:
    whole, *_, part = tables(WHOLE)["counts"]
    assert part["part_of"] == whole["entity_id"]
    assert whole["part_of"] is None


def test_a_mention_bears_the_name_of_its_entity() -> None:
    mentions = tables(WHOLE)["mentions"]
    assert [(m["name"], m["quote"]) for m in mentions[:2]] == [
        ("Najib Mikati", "Najib Mikati"),
        ("Najib Mikati", "Mikati"),
    ]
    assert (mentions[7]["name"], mentions[7]["layer"]) == ("Syrian officers and soldiers", "counts")


@settings(max_examples=40)
@given(documents)
def test_every_key_leads_to_a_row(document: Document) -> None:
    found = tables(document)
    articles = {row["article_id"] for row in found["articles"]}
    entities = {row["entity_id"]: row["layer"] for row in found["entities"]}
    assert len(entities) == len(found["entities"])
    for table, those in found.items():
        for row in those:
            assert row.get("article_id", next(iter(articles))) in articles
            assert table == "articles" or row["entity_id"] in entities
    for layer in ("people", "units", "crossings", "counts"):
        assert [row["entity_id"] for row in found[layer]] == [
            key for key in entities if entities[key] == layer
        ]
    for row in found["mentions"]:
        assert entities[str(row["entity_id"])] == row["layer"]
