"""A record as rows of a table, one a mention: CSV and TSV as `annotate` writes them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from annotators.document import FACTS, Document, Failure
from annotators.export.csv import cell_of
from annotators.export.entries import Entry, article_id, found
from annotators.export.tables import TABLES, Cell, facts_of, mention_row
from annotators.reader import Stored
from annotators.recorded import attributes_of

ERROR = "error"  # the layer of the one row of an article that failed
_AT = TABLES["mentions"].index("article_id") + 1  # where the article's own columns stand
# What the entity of a mention is; a count has its own values. Last, so that the others stay as they are.
_ATTRIBUTES = (
    *("roles", "kind", "number", "country", "countries", "value", "min", "max", "approximate", "unit"),
)
COLUMNS = (*TABLES["mentions"][:_AT], "article", *FACTS, *TABLES["mentions"][_AT:], *_ATTRIBUTES)

_CRLF = "\r\n"
# A tab or a line break in a cell would be another cell or row to `cut` and `awk`: as jq's `@tsv` writes them.
_TSV = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def to_csv(document: Document | Failure) -> str:
    """A row for each mention, as RFC 4180 has it but for the line ends, which are those of a shell."""
    return _csv(_rows(document))


def to_tsv(document: Document | Failure) -> str:
    r"""A row for each mention, on one line whatever it quotes: `\t`, `\n`, `\r` and `\\` are escapes."""
    return _tsv(_rows(document))


def csv_header() -> str:
    """The line above all rows of CSV."""
    return _csv([COLUMNS])


def tsv_header() -> str:
    """The line above all rows of TSV."""
    return _tsv([COLUMNS])


def _rows(document: Document | Failure) -> Iterator[tuple[Cell, ...]]:
    if isinstance(document, Failure):
        cells = dict(zip(("article", *FACTS), (document.article, *facts_of(document)), strict=True))
        cells |= {"layer": ERROR, "name": document.code, "quote": document.message}
        yield tuple(cells.get(column) for column in COLUMNS)
        return
    article = (document.article, *facts_of(document))
    entry = Entry(Stored(document.article, 1, document), document, article_id(document))
    for each in found(entry):
        values = attributes_of(each.entity)
        attributes = tuple(values.get(name, "") for name in _ATTRIBUTES)
        for mention_id, mention in each.mentions:
            row = mention_row(entry.id, each, mention_id, mention)
            yield (*row[:_AT], *article, *row[_AT:], *attributes)


def _csv(rows: Iterable[tuple[Cell, ...]]) -> str:
    lines = _Lines()
    # The writer puts a cell in quotes for the line ends that it writes itself, so those must be CR LF.
    csv.writer(lines).writerows(_cells(row) for row in rows)
    return "".join(f"{line.removesuffix(_CRLF)}\n" for line in lines.written)


class _Lines:
    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, line: str) -> None:
        self.written.append(line)


def _tsv(rows: Iterable[tuple[Cell, ...]]) -> str:
    return "".join("\t".join(cell.translate(_TSV) for cell in _cells(row)) + "\n" for row in rows)


def _cells(row: tuple[Cell, ...]) -> list[str]:
    """The row as text that UTF-8 can hold and a spreadsheet does not run."""
    cells = ("" if cell is None else str(cell_of(cell)) for cell in row)
    return [cell if cell.isascii() else cell.encode("utf-8", "backslashreplace").decode() for cell in cells]
