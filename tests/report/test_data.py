"""The data of a report says what records and articles say."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.document import Count, Mention, Person
from annotators.reader import RecordError
from annotators.report.data import ReportData, headline
from tests.factories import noisy_texts
from tests.report.articles import GATE, bridge, gate, mention, pair


def gathered(*pairs: Any) -> dict[str, Any]:
    data = ReportData()
    for document, article in pairs:
        data.add(document, article)
    plain: dict[str, Any] = json.loads(json.dumps(data.plain()))
    return plain | {"texts": data.texts()}


def utf16(text: str, start: int, end: int) -> str:
    """What JavaScript's `text.slice(start, end)` is."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_every_mention_stands_in_text_order_with_its_entity_rule_and_assertion() -> None:
    data = gathered(gate())
    rows = data["articles"][0][2]
    told = [
        (data["entities"][entity]["name"], utf16(GATE, start, end), line, data["rules"][rule])
        for entity, start, end, line, rule, *_ in rows
    ]
    assert told == [
        ("Zerga gate", "Zerga Gate", 3, "crossings.gazetteer"),
        ("Omar Said", "Omar Said", 5, "ner.person"),
        ("9th Brigade", "9th Brigade", 5, "units.numbered"),
        ("trucks", "around 40 trucks", 5, "counts.noun"),
        ("Zerga gate", "Zerga gate", 5, "crossings.gazetteer"),
        ("Omar Said", "Said", 5, "ner.person"),
        ("people", "300 people", 5, "counts.noun"),
        ("9th Brigade", "9th Brigade", 7, "units.numbered"),
    ]
    asserted = [
        (data["assertions"][row[5]], data["cues"][row[6]]) for row in rows if len(row) > 5 and row[5] >= 0
    ]
    assert asserted == [("denied", "assertions.denied")]
    assert [row[7] for row in rows if len(row) > 7] == [
        {"value": 40, "approximate": True},
        {"value": 300, "partOf": "trucks"},
    ]


@given(st.data(), noisy_texts(("Zerga", "🚚", "𝔊ate")))
def test_places_are_those_of_utf16(data: st.DataObject, text: str) -> None:
    text = "a" + text.removeprefix("\ufeff")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    place = Mention(text[start:end], start, end, 1, "p.rule")
    found = gathered(pair("a.txt", text, people=(Person("x", (), (place,)),)))
    _, first, last, *_ = found["articles"][0][2][0]
    assert utf16(text, first, last) == text[start:end]


def test_what_encloses_comes_before_what_it_encloses() -> None:
    text = "the 9th Brigade men came"
    outer, inner = mention(text, "the 9th Brigade men", "p.b"), mention(text, "the 9th", "p.a")
    rows = gathered(pair("a.txt", text, counts=(Count(inner), Count(outer))))["articles"][0][2]
    assert [row[2] for row in rows] == [outer.end, inner.end]


@pytest.mark.parametrize(
    "change",
    [
        {"start": 0},
        {"end": 10_000},
        {"quote": "Omar Sa1d"},
        {"start": -3},
        {"start": 5, "end": 5, "quote": ""},
    ],
)
def test_a_mention_that_is_not_in_the_text_refuses_its_article_whole(change: dict[str, Any]) -> None:
    document, article = gate()
    assert document.people is not None
    (person,) = document.people
    wrong = replace(person, mentions=(*person.mentions, replace(person.mentions[0], **change)))
    data = ReportData()
    with pytest.raises(RecordError, match=r"in/gate\.txt: what stands at -?\d+ to \d+ is not the quote"):
        data.add(replace(document, people=(wrong,)), article)
    assert (data.articles, data.plain()["entities"], data.plain()["rules"]) == (0, [], [])


def test_numbers_that_javascript_would_change_are_kept_as_digits() -> None:
    text = "12345678901234567890 men"
    place = mention(text, text, "p.rule")
    counts = (Count(place, value=12345678901234567890), Count(place, value=float("nan"), max=2**53))
    rows = gathered(pair("a.txt", text, counts=counts))["articles"][0][2]
    assert [row[7] for row in rows] == [{"value": "12345678901234567890"}, {"value": "nan", "max": 2**53}]


def test_a_layer_that_was_not_asked_for_has_no_mentions() -> None:
    document, article = gate()
    rows = gathered((replace(document, people=None, counts=None), article))["articles"][0][2]
    assert len(rows) == 4


def test_runs_are_told_once_each() -> None:
    other, article = bridge()
    data = gathered(gate(), bridge(), (replace(other, run={"engine": "stanza"}), article))
    assert data["runs"] == ["glossator 0.0.0; rules units 1.0.0; engine none", "engine stanza"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GATE, "Trucks Wait as the Zerga Gate Stays Shut"),
        ("Menu\n\nSearch\n", "Menu"),
        (" \r\n\r One two three four ", "One two three four"),
        ("", ""),
        ("so many words " * 20, ("so many words " * 10) + "…"),
    ],
)
def test_the_headline_is_the_first_line_of_some_words(text: str, told: str) -> None:
    assert headline(text) == told.replace(" …", "…")
