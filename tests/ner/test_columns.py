from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.document import Entity
from annotators.ner.columns import merge


def column(*found: tuple[str, int, int]) -> list[Entity]:
    return [Entity(*each) for each in found]


def told(*columns: list[Entity]) -> list[tuple[str, int, int]]:
    return [(e.label, e.start, e.end) for e in merge(columns)]


def test_one_column_stands_as_it_is() -> None:
    found = column(("person", 0, 4), ("place", 5, 9), ("organization", 12, 20))
    assert merge([found]) == found
    assert merge([]) == []


@pytest.mark.parametrize(
    ("first", "further", "expected"),
    [
        ([("organization", 3, 9)], [("unit", 3, 9)], [("unit", 3, 9)]),
        ([("organization", 3, 9)], [("unit", 4, 9)], [("unit", 4, 9)]),
        ([], [("unit", 3, 9)], []),
        ([("organization", 0, 4)], [("unit", 3, 9)], [("organization", 0, 4)]),
        ([("organization", 4, 9)], [("unit", 3, 9)], [("organization", 4, 9)]),
        ([("organization", 0, 3)], [("unit", 3, 9)], [("organization", 0, 3)]),
        ([("place", 3, 9)], [("unit", 3, 9)], [("place", 3, 9)]),
        ([("person", 5, 6)], [("unit", 3, 9)], [("person", 5, 6)]),
        ([("person", 5, 6)], [("person", 3, 9)], [("person", 5, 6)]),
        ([("person", 5, 6)], [("person", 6, 9)], [("person", 5, 6), ("person", 6, 9)]),
        ([("place", 3, 6), ("organization", 7, 8)], [("person", 3, 9)], [("person", 3, 9)]),
        ([("place", 3, 6)], [("crossing", 3, 9)], [("place", 3, 6)]),
    ],
)
def test_a_further_column_adds_units_and_persons(
    first: list[tuple[str, int, int]],
    further: list[tuple[str, int, int]],
    expected: list[tuple[str, int, int]],
) -> None:
    assert told(column(*first), column(*further)) == expected


def test_a_person_of_a_further_column_is_where_no_unit_is() -> None:
    known = column(("organization", 0, 4), ("organization", 6, 9))
    units, person = column(("unit", 0, 4), ("unit", 6, 9)), column(("person", 3, 5))
    assert told(known, units, person) == [("person", 3, 5), ("unit", 6, 9)]


@st.composite
def columns(draw: st.DrawFn, labels: tuple[str, ...]) -> list[Entity]:
    bounds = sorted(draw(st.lists(st.integers(0, 30), unique=True, max_size=12)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return [Entity(draw(st.sampled_from(labels)), start, end) for start, end in pairs]


@given(
    columns(("person", "place", "organization")),
    st.lists(columns(("person", "unit", "crossing")), max_size=2),
)
def test_only_units_and_places_overlap_and_all_is_in_text_order(
    first: list[Entity], further: list[list[Entity]]
) -> None:
    found = merge([first, *further])
    assert [e.start for e in found] == sorted(e.start for e in found)
    for number, one in enumerate(found):
        for other in found[:number]:
            if one.start < other.end and other.start < one.end:
                assert {one.label, other.label} == {"unit", "place"}
    assert {e for e in first if e.label == "person"} <= set(found)
