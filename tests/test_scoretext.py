"""How scores and errors are written."""

from __future__ import annotations

import csv
import io
import json

import pytest

from annotators.score import Accuracy, Error, LayerScore
from annotators.scoretext import ERROR_HEADER, error_csv, error_json, error_line, table, to_csv, to_json

SCORES = {
    "people": LayerScore(4, 5, 3, 4, {"name": Accuracy(2, 3), "roles": Accuracy(1, 1)}),
    "crossings": LayerScore(0, 0, 0, 0, {}),
}
ERROR = Error("in/a.txt", 3, "units", "kind", "4th\nBrigade", 10, 21, "brigade", "", "u.r")


def test_the_table_is_aligned() -> None:
    assert table(SCORES) == (
        "                mentions         strict               lenient\n"
        "layer        gold output       P      R     F1       P      R     F1\n"
        "people          4      5   0.600  0.750  0.667   0.800  1.000  0.889\n"
        "crossings       0      0   0.000  0.000  0.000   0.000  0.000  0.000\n"
        "\n"
        "layer      attribute   right     of  accuracy\n"
        "people     name            2      3     0.667\n"
        "people     roles           1      1     1.000\n"
    )


def test_without_attributes_the_table_ends_with_the_layers() -> None:
    assert table({"crossings": SCORES["crossings"]}).count("\n") == 3


def test_csv_has_every_figure_as_it_is() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(SCORES))))
    assert [row["layer"] for row in rows] == ["people", "crossings"]
    assert {key: value for key, value in rows[0].items() if value} == {
        "layer": "people",
        "gold": "4",
        "output": "5",
        "strict_precision": "0.6",
        "strict_recall": "0.75",
        "strict_f1": str(2 * 0.6 * 0.75 / 1.35),
        "lenient_precision": "0.8",
        "lenient_recall": "1.0",
        "lenient_f1": str(1.6 / 1.8),
        "name_accuracy": str(2 / 3),
        "roles_accuracy": "1.0",
    }


def test_json_is_one_line_with_the_counts_behind_each_figure() -> None:
    text = to_json(SCORES, 7, ["é.txt"])
    assert text.count("\n") == 1
    assert "é.txt" in text
    data = json.loads(text)
    assert (data["articles"], data["missing"], list(data["layers"])) == (
        7,
        ["é.txt"],
        ["people", "crossings"],
    )
    people = data["layers"]["people"]
    assert people["strict"] == {"right": 3, "precision": 0.6, "recall": 0.75, "f1": 2 * 0.6 * 0.75 / 1.35}
    assert people["lenient"]["right"] == 4
    assert people["attributes"]["name"] == {"right": 2, "judged": 3, "accuracy": 2 / 3}


@pytest.mark.parametrize(
    ("what", "gold", "output", "by", "details"),
    [
        ("kind", "brigade", "army", "u.r", "  # brigade -> army; by u.r"),
        ("roles", "", "Mayor,\ndeputy", "", "  # - -> Mayor, deputy"),
        ("missed", "4th\nBrigade", "", "", ""),
        ("missed", "4th\nBrigade", "Brigade", "u.r", "  # output: 'Brigade'; by u.r"),
        ("spurious", "", "4th\nBrigade", "u.r", "  # by u.r"),
        ("spurious", "Brigade ", "4th\nBrigade", "", "  # gold: 'Brigade '"),
    ],
)
def test_an_error_is_one_line_with_its_place_first(
    what: str, gold: str, output: str, by: str, details: str
) -> None:
    error = Error("in/a.txt", 3, "units", what, "4th\nBrigade", 10, 21, gold, output, by)
    assert error_line(error) == rf"in/a.txt:3: units: {what}: '4th\nBrigade'{details}"


def test_an_error_is_an_object_or_a_row() -> None:
    data = json.loads(error_json(ERROR))
    assert data == {
        "article": "in/a.txt",
        "line": 3,
        "layer": "units",
        "what": "kind",
        "quote": "4th\nBrigade",
        "start": 10,
        "end": 21,
        "gold": "brigade",
        "output": "",
        "by": "u.r",
    }
    (row,) = csv.DictReader(io.StringIO(ERROR_HEADER + error_csv(ERROR)))
    assert row == {key: str(value) for key, value in data.items()}
