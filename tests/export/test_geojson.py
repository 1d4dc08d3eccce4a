"""Crossings as points that a GeoJSON reader takes."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.document import Crossing, Document
from annotators.export.entries import Entry
from annotators.export.geojson import CrossingMap
from annotators.reader import RecordError
from tests.export.cases import crossing, entry_of

# What RFC 7946 asks of a collection of points: 3.1.1, 3.1.2, 3.2, 3.3 and, for `crs`, 4.
SCHEMA = {
    "type": "object",
    "required": ["type", "features"],
    "not": {"required": ["crs"]},
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "properties": {"type": "object"},
                    "geometry": {
                        "type": "object",
                        "required": ["type", "coordinates"],
                        "properties": {
                            "type": {"const": "Point"},
                            "coordinates": {
                                "type": "array",
                                "prefixItems": [
                                    {"type": "number", "minimum": -180, "maximum": 180},
                                    {"type": "number", "minimum": -90, "maximum": 90},
                                ],
                                "minItems": 2,
                                "maxItems": 2,
                            },
                        },
                    },
                },
            },
        },
    },
}


def valid(text: str) -> list[dict[str, Any]]:
    """The features of a collection, which is checked."""
    data = json.loads(text)
    jsonschema.validate(data, SCHEMA, jsonschema.Draft202012Validator)
    features: list[dict[str, Any]] = data["features"]
    return features


def entry(article: str, *crossings: Any) -> Entry:
    return entry_of(Document(article, "ab", (), (), crossings, ()))


def by_crossing(*entries: Entry) -> list[dict[str, Any]]:
    return valid("".join(CrossingMap(entries).by_crossing()))


def test_longitude_stands_before_latitude() -> None:
    assert by_crossing(entry("a", crossing("Otay Mesa", at=(32.55, -116.938))))[0]["geometry"] == {
        "type": "Point",
        "coordinates": [-116.938, 32.55],
    }


def test_a_crossing_is_one_point_over_all_articles_by_its_most_used_name() -> None:
    first = entry("a", crossing("Arida"), crossing("Masnaa", 4, (33.7, 35.9), "masnaa"))
    features = by_crossing(first, entry("b", crossing("al-Arida crossing", 2)))
    assert [feature["properties"] for feature in features] == [
        {
            "name": "Masnaa",
            "id": "masnaa",
            "kind": "official",
            "countries": ["LB", "SY"],
            "mentions": 4,
            "articles": 1,
            "article_list": ["a"],
        },
        {
            "name": "al-Arida crossing",
            "id": "x",
            "kind": "official",
            "countries": ["LB", "SY"],
            "mentions": 3,
            "articles": 2,
            "article_list": ["a", "b"],
        },
    ]


def test_without_an_id_the_name_and_the_place_say_what_is_one() -> None:
    here, there = (crossing("Bridge", at=at, key=None) for at in ((1, 2), (3, 4)))
    features = by_crossing(entry("a", here, there), entry("b", here))
    assert [each["properties"]["mentions"] for each in features] == [2, 1]


def test_a_crossing_without_a_location_is_left_out_and_counted() -> None:
    found = CrossingMap([entry("a", crossing("Arida"), crossing("Route", 3, None))])
    assert len(valid("".join(found.by_crossing()))) == 1
    assert found.left_out == 1


def test_a_mention_can_be_a_point_of_its_own() -> None:
    features = valid("".join(CrossingMap([entry("a", crossing("Arida", 2))]).by_mention()))
    assert [each["properties"]["start"] for each in features] == [0, 100]
    assert features[0]["properties"] == {
        "name": "Arida",
        "id": "x",
        "kind": "official",
        "countries": ["LB", "SY"],
        "article": "a",
        "quote": "Arida",
        "start": 0,
        "end": 5,
        "line": 1,
        "by": "crossings.named",
        "assertion": None,
        "cue": None,
    }


def test_a_feature_is_a_line() -> None:
    text = "".join(CrossingMap([entry("a", crossing("A\nB"), crossing("C", key="c"))]).by_crossing())
    assert len(text.splitlines()) == 4


def test_no_crossing_is_a_collection_without_features() -> None:
    assert by_crossing(entry("a")) == []


@pytest.mark.parametrize("at", [(91, 0), (-90.1, 0), (0, 180.5), (0, -181)])
def test_a_place_that_is_not_on_the_globe_is_refused(at: tuple[float, float]) -> None:
    with pytest.raises(RecordError, match=r"r\.yaml:1: crossings: Arida: no place on the globe"):
        by_crossing(entry("a", crossing("Arida", at=at)))


places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
few = st.sampled_from(["", "a", '\u2028"b'])
some_crossings = st.lists(st.builds(crossing, few, st.integers(0, 3), st.none() | places, st.none() | few))


@settings(max_examples=40)
@given(st.lists(some_crossings, max_size=3))
def test_any_records_make_a_valid_collection_that_has_every_placed_mention(
    found: list[list[Crossing]],
) -> None:
    mentions = sum(len(each.mentions) for crossings in found for each in crossings if each.location)
    entries = [entry(str(i), *crossings) for i, crossings in enumerate(found)]
    assert sum(each["properties"]["mentions"] for each in by_crossing(*entries)) == mentions
    assert len(valid("".join(CrossingMap(entries).by_mention()))) == mentions
