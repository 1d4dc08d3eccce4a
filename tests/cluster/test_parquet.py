"""Records as rows: nothing lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pyarrow = pytest.importorskip("pyarrow", reason="needs the extra ray")

from pyarrow import BufferReader, parquet  # noqa: E402  # after the skip

from annotators.article import from_text  # noqa: E402
from annotators.cluster.parquet import schema, to_parquet  # noqa: E402
from annotators.document import Failure, Origin  # noqa: E402
from annotators.writer import to_jsonl  # noqa: E402
from tests.cluster.corpora import annotator, setup  # noqa: E402

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))
ALWAYS = {"roles", "countries", "approximate"}  # which a record leaves out where there are none


def rows_of(lines: list[str]) -> list[dict[str, Any]]:
    table = parquet.read_table(BufferReader(to_parquet(lines)))
    assert table.schema.equals(schema())
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def as_record(value: Any) -> Any:
    """A row without what a record leaves out."""
    if isinstance(value, dict):
        return {
            key: as_record(item)
            for key, item in value.items()
            if item is not None and not (key in ALWAYS and not item)
        }
    if isinstance(value, list):
        return [as_record(item) for item in value]
    return value


@pytest.mark.parametrize("explain", [False, True])
def test_every_sample_is_the_same_as_a_row_and_as_a_line(explain: bool) -> None:
    made = annotator(setup(explain=explain))
    lines = [
        to_jsonl(made.annotate(from_text(file.read_text(), file.name, origin=Origin("text", {"id": "x"}))))
        for file in SAMPLES
    ]
    for row, line in zip(rows_of(lines), lines, strict=True):
        record = json.loads(line)
        row["run"]["rules"] = dict(row["run"]["rules"])
        assert as_record(row) == record


def test_a_layer_without_finds_is_empty_and_one_that_was_not_asked_for_is_null() -> None:
    made = annotator(setup(only=frozenset({"units"})))
    (row,) = rows_of([to_jsonl(made.annotate(from_text("Nothing.", "a.txt")))])
    assert (row["units"], row["people"], row["error"]) == ([], None, None)


def test_a_failure_is_a_row_with_an_error() -> None:
    failure = Failure("a.parquet:1", "encoding", "no text", Origin("text", {"id": 7, "source": True}))
    (row,) = rows_of([to_jsonl(failure)])
    assert row["error"] == {"code": "encoding", "message": "no text"}
    assert (row["article"], row["field"], row["id"], row["source"]) == ("a.parquet:1", "text", "7", "true")
    assert row["sha256"] is row["people"] is row["run"] is None


def test_numbers_that_no_column_holds_are_null_and_cost_no_other() -> None:
    record = json.loads(
        to_jsonl(annotator(setup()).annotate(from_text("Some 70 men of the 3rd Brigade left.", "a")))
    )
    (count,), (unit,) = record["counts"], record["units"]
    count["value"], unit["number"] = 10**400, 2**63
    (row,) = rows_of([json.dumps(record)])
    assert (row["counts"][0]["value"], row["counts"][0]["quote"]) == (None, count["quote"])
    assert (row["units"][0]["number"], row["units"][0]["name"]) == (None, unit["name"])
