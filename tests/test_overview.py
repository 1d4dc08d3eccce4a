"""What a record says, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotators.document import Count, Crossing, Document, Mention, Number, Quote
from annotators.overview import Row, bounds, rows
from tests.test_writer import WHOLE

PLAIN = Mention("50 men", 0, 6, 3, "counts.noun")
DENIED = replace(PLAIN, assertion="denied", cue="assertions.deny")


def test_each_entity_is_a_row_in_the_order_of_the_record() -> None:
    found = list(rows(WHOLE))
    assert found[:6] == [
        Row("people", "Najib Mikati", "caretaker Prime Minister", (5, 11)),
        Row("people", "Müller", "", (5,)),
        Row("units", "Fourth Division", "division, number 4, SY", (6,)),
        Row("units", "1st Battalion, 5th Marine Regiment", "battalion, number 1", (6,)),
        Row("crossings", "al-Arida border crossing", "official, al-arida, LB-SY", (7,)),
        Row("crossings", "smugglers' route", "irregular, planned", (7,)),
    ]
    assert found[6].facts == "70 Syrian officers and soldiers, approximate"
    assert {row.layer for row in found} == {"people", "units", "crossings", "counts"}


def test_layers_can_be_chosen_and_may_be_absent() -> None:
    assert {row.layer for row in rows(WHOLE, ["units"])} == {"units"}
    assert list(rows(Document("a", "0", None, None, None, None))) == []


@pytest.mark.parametrize(
    ("count", "facts"),
    [
        (Count(PLAIN, 1500, what="men"), "1,500 men"),
        (Count(PLAIN, 2.5, what="money", unit="USD"), "2.5 USD"),
        (Count(PLAIN, 2.0), "2"),
        (Count(PLAIN, min=24, approximate=True, what="men"), "at least 24 men, approximate"),
        (Count(DENIED, max=24, what="men"), "at most 24 men, denied"),
        (Count(PLAIN, min=20, max=30), "20 to 30"),
        (Count(PLAIN, what="men"), "men"),
        (Count(PLAIN, 5, what="men", part_of=Quote("70 men", 0, 6)), "5 men, part of '70 men'"),
    ],
)
def test_a_count_is_told_with_its_number(count: Count, facts: str) -> None:
    assert next(rows(Document("a", "0", None, None, None, (count,)))).facts == facts


def test_an_assertion_of_some_mentions_is_told_with_their_number() -> None:
    crossing = Crossing("Gate", "official", None, (), None, (PLAIN, DENIED, PLAIN))
    assert next(rows(Document("a", "0", None, None, (crossing,), None))).facts == "official, denied in 1 of 3"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(None, None, ""), (1, None, "at least 1"), (None, 1, "at most 1"), (1, 1, "1"), (1, 2000, "1 to 2,000")],
)
def test_bounds_are_words(low: Number | None, high: Number | None, text: str) -> None:
    assert bounds(low, high) == text
