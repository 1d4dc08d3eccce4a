"""A record as rows: one a mention, cells as they are, and nothing that a spreadsheet or `cut` takes amiss."""

from __future__ import annotations

import csv
import io

from hypothesis import given

from annotators.document import Count, Document, Failure, Mention, Origin, Unit
from annotators.export.csv import guarded
from annotators.mentionrows import COLUMNS, csv_header, to_csv, to_tsv, tsv_header
from tests.test_writer import NOTHING_FOUND, documents, failures

ORIGIN = Origin("text", {"id": 7, "date": "2024-01-05"})
DOCUMENT = Document(
    *("n.jsonl:3", "ab", ()),
    units=(
        Unit(
            *("2nd Brigade", "brigade", 2, "SY"),
            (Mention("2nd Brigade", 4, 15, 1, "units.a"), Mention("the\n2nd", 30, 37, 2, "units.b")),
        ),
    ),
    crossings=(),
    counts=(Count(Mention("=5 men", 40, 46, 3, "counts.a", "denied", "c.d"), 5, 5.5, what="men"),),
    origin=ORIGIN,
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_header() + text, newline="")))


def test_the_columns_are_those_of_the_exported_table_with_the_article_and_the_entity_around() -> None:
    assert ",".join(COLUMNS) == (
        "mention_id,entity_id,article_id,article,id,date,source,layer,name,quote,start,end,line,by,assertion,"
        "cue,roles,kind,number,country,countries,value,min,max,approximate,unit"
    )
    assert csv_header() == ",".join(COLUMNS) + "\n"
    assert tsv_header() == "\t".join(COLUMNS) + "\n"


def test_each_mention_is_a_row_with_its_article_and_its_entity() -> None:
    first, second, count = rows(to_csv(DOCUMENT))
    shared = {"article": "n.jsonl:3", "id": "7", "date": "2024-01-05", "source": ""}
    assert all(row.items() >= shared.items() for row in (first, second, count))
    assert first["mention_id"] == f"{first['entity_id']}-15"
    assert first["entity_id"] == second["entity_id"] == f"{first['article_id']}-units-4"
    unit = {"layer": "units", "name": "2nd Brigade", "kind": "brigade", "number": "2", "country": "SY"}
    assert second.items() >= (unit | {"quote": "the\n2nd", "line": "2", "by": "units.b"}).items()
    assert count.items() >= {"value": "5", "min": "5.5", "max": "", "name": "men", "cue": "c.d"}.items()


def test_what_a_spreadsheet_would_run_gets_an_apostrophe() -> None:
    assert rows(to_csv(DOCUMENT))[2]["quote"] == "'=5 men"


def test_an_article_that_failed_is_a_row_of_its_own() -> None:
    (row,) = rows(to_csv(Failure("n.jsonl:4", "jsonl", "no field 'text'", ORIGIN)))
    assert {name: cell for name, cell in row.items() if cell} == {
        "article": "n.jsonl:4",
        "id": "7",
        "date": "2024-01-05",
        "layer": "error",
        "name": "jsonl",
        "quote": "no field 'text'",
    }


def test_an_article_in_which_nothing_was_found_has_no_row() -> None:
    assert to_csv(NOTHING_FOUND) == to_tsv(NOTHING_FOUND) == ""


def test_tsv_has_a_row_a_line_whatever_is_quoted() -> None:
    lines = to_tsv(DOCUMENT).splitlines()
    assert [line.split("\t")[COLUMNS.index("quote")] for line in lines] == [
        "2nd Brigade",
        r"the\n2nd",
        "'=5 men",
    ]


@given(documents | failures)
def test_any_record_gives_rows_that_are_read_back_as_they_are(document: Document | Failure) -> None:
    read = rows(to_csv(document))
    lines = to_tsv(document).split("\n")[:-1]
    assert len(read) == len(lines)
    for row, line in zip(read, lines, strict=True):
        cells = line.split("\t")
        assert len(cells) == len(COLUMNS)
        for cell, name in zip(cells, COLUMNS, strict=True):
            escaped = row[name].replace("\\", "\\\\").replace("\t", "\\t")
            assert cell == escaped.replace("\n", "\\n").replace("\r", "\\r")
        assert row["article"] == guarded(document.article).encode("utf-8", "backslashreplace").decode()
