from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.csvfile import CsvError, CsvFile

CELLS = st.lists(
    st.lists(st.text('a,"\n \r', max_size=4), min_size=1, max_size=4).filter(lambda row: row != [""]),
    max_size=4,
)


def written(rows: list[list[str]]) -> str:
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)


@given(CELLS)
def test_what_is_written_is_read_and_every_field_begins_where_it_stands(rows: list[list[str]]) -> None:
    file = CsvFile(written(rows))
    found = list(file.rows())
    assert [list(row.cells) for row in found] == rows
    for row in found:
        for number, cell in enumerate(row.cells):
            line, column = file.place(row.line, number)
            quoted = '"' + cell.replace('"', '""') + '"'
            assert "".join([file.lines[line - 1][column - 1 :], *file.lines[line:]]).startswith(quoted)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way_and_empty_ones_are_left_out(end: str) -> None:
    file = CsvFile(end.join(["name,kind", "", "tank,army", "rifle,army"]))
    rows = list(file.rows())
    assert [(row.line, row.cells[0]) for row in rows] == [(1, "name"), (3, "tank"), (4, "rifle")]
    assert file.source(3) == "tank,army"
    assert (file.place(3, 1), file.place(3, 2)) == ((3, 6), (3, 10))


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ('a\n"b"c\n', 2, 4, "text behind the closing quotation mark of a cell; inside it write a mark twice"),
        ('a\nb,"c\nd\n', 2, 3, "the quotation mark that begins this cell is never closed"),
        (f"a\n{'x' * 140_000}\n", 2, 1, "field larger than field limit (131072)"),
    ],
    ids=["text behind a mark", "an open mark", "a cell that is too long"],
)
def test_what_is_no_csv_is_told_where(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(CsvError) as caught:
        list(CsvFile(text).rows())
    assert (caught.value.line, caught.value.column, str(caught.value)) == (line, column, message)
