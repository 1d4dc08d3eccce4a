"""CSV tables are read by Python's csv module as what the record says, and run by no spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.document import Document, Person
from annotators.export.csv import FILES, guarded, unguarded, write_tables
from annotators.export.tables import TABLES, Cell, rows
from tests.export.cases import crossing, distinct_documents, entry_of
from tests.test_writer import WHOLE


def read(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return "" if cell is None else str(cell)


def test_each_table_is_a_file_with_a_header(tmp_path: Path) -> None:
    write_tables(tmp_path, [])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{table}.csv" for table in FILES)
    assert (tmp_path / "roles.csv").read_bytes() == b"entity_id,position,role\r\n"


def test_rows_have_the_values_of_the_record_and_the_path_of_the_article(tmp_path: Path) -> None:
    write_tables(tmp_path, [entry_of(WHOLE)])
    unit = read(tmp_path, "units")[1]
    assert (unit["name"], unit["number"], unit["country"]) == ("1st Battalion, 5th Marine Regiment", "1", "")
    assert unit["article"] == "samples/handover.txt"
    assert read(tmp_path, "mentions")[4]["quote"] == "1st Battalion, 5th\nMarine Regiment"
    money = read(tmp_path, "counts")[1]
    assert (money["min"], money["max"], money["approximate"]) == ("1500000", "2000000.5", "false")


def test_lines_end_as_the_rfc_asks_and_those_in_a_quote_stay(tmp_path: Path) -> None:
    write_tables(tmp_path, [entry_of(WHOLE)])
    lines = (tmp_path / "mentions.csv").read_bytes().split(b"\r\n")
    assert len(lines) == 11 + 2
    assert sum(b"\n" in line for line in lines) == 1


def test_excel_gets_a_mark_on_demand(tmp_path: Path) -> None:
    write_tables(tmp_path, [entry_of(WHOLE)], mark=True)
    marked = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    write_tables(tmp_path, [entry_of(WHOLE)])
    plain = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    assert marked == [b"\xef\xbb\xbf" + content for content in plain]


@settings(max_examples=20)
@given(distinct_documents)
def test_any_record_is_read_back_cell_by_cell(found: list[Document]) -> None:
    with TemporaryDirectory() as name:
        for guard in (True, False):
            write_tables(Path(name), map(entry_of, found), guard=guard)
            for table in FILES:
                expected = [
                    dict(zip(TABLES[table], map(text, row), strict=True))
                    for document in found
                    for each, row in rows(entry_of(document))
                    if each == table
                ]
                got = [
                    {k: unguarded(v) if guard else v for k, v in row.items() if k in TABLES[table]}
                    for row in read(Path(name), table)
                ]
                assert got == expected


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A", "'=1", "''-1"],
)
def test_a_formula_gets_an_apostrophe_that_can_be_taken_off(formula: str) -> None:
    assert guarded(formula) == f"'{formula}"
    assert unguarded(guarded(formula)) == formula


@given(st.text("='-a "))
def test_the_guard_can_be_taken_off_any_text(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "-"))


def test_texts_are_guarded_and_numbers_are_not(tmp_path: Path) -> None:
    person = Person('=HYPERLINK("x")', (), ())
    document = Document("-", "ab", (person,), (), (), ())
    write_tables(tmp_path, [entry_of(document)])
    assert read(tmp_path, "people")[0]["name"] == '\'=HYPERLINK("x")'
    write_tables(tmp_path, [entry_of(document)], guard=False)
    assert read(tmp_path, "people")[0]["name"] == '=HYPERLINK("x")'
    west = Document("a", "ab", (), (), (crossing("Otay Mesa", at=(32.55, -116.938)),), ())
    write_tables(tmp_path, [entry_of(west)])
    assert read(tmp_path, "crossings")[0]["lon"] == "-116.938"
