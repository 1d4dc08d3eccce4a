"""A summary as JSON and CSV."""

from __future__ import annotations

import csv
import json

from annotators.summary import Summary
from annotators.summarytext import COLUMNS, to_csv, to_json
from tests.test_summary import crossing, men, person, summed, unit


def found() -> Summary:
    return summed(
        [person("Ann Ray", "farmer", "mayor", mentions=2), unit("Guard", "SY"), men(5), men(low=20)],
        [person("Ben"), crossing("Gate", "gate", "LB", "SY"), men()],
    )


def test_json_is_one_object_without_what_is_absent() -> None:
    assert json.loads(to_json(found())) == {
        "articles": 2,
        "failures": 0,
        "mentions": {"people": 3, "units": 1, "crossings": 1, "counts": 3},
        "people": [
            {"name": "Ann Ray", "roles": ["farmer", "mayor"], "articles": 1, "mentions": 2},
            {"name": "Ben", "articles": 1, "mentions": 1},
        ],
        "units": [{"name": "Guard", "kind": "army", "countries": ["SY"], "articles": 1, "mentions": 1}],
        "crossings": [
            {
                "name": "Gate",
                "kind": "official",
                "id": "gate",
                "countries": ["LB", "SY"],
                "articles": 1,
                "mentions": 1,
            }
        ],
        "counts": [{"what": "men", "articles": 2, "mentions": 3, "added": 2, "min": 25}],
    }


def test_where_nothing_was_added_there_is_no_sum() -> None:
    assert json.loads(to_json(summed([men()]), ["counts"]))["counts"] == [
        {"what": "men", "articles": 1, "mentions": 1, "added": 0}
    ]


def test_layers_and_number_of_entities_are_chosen() -> None:
    data = json.loads(to_json(found(), ["people"], 1))
    assert list(data) == ["articles", "failures", "mentions", "people"]
    assert data["mentions"] == {"people": 3}
    assert [each["name"] for each in data["people"]] == ["Ann Ray"]


def test_csv_has_a_row_an_entity_under_one_header() -> None:
    header, *rows = csv.reader(to_csv(found()).splitlines())
    assert tuple(header) == COLUMNS
    assert rows == [
        ["people", "Ann Ray", "farmer; mayor", "", "", "", "", "1", "2", "", "", "", ""],
        ["people", "Ben", "", "", "", "", "", "1", "1", "", "", "", ""],
        ["units", "Guard", "", "army", "", "SY", "", "1", "1", "", "", "", ""],
        ["crossings", "Gate", "", "official", "gate", "LB; SY", "", "1", "1", "", "", "", ""],
        ["counts", "men", "", "", "", "", "", "2", "3", "2", "25", "", ""],
    ]
