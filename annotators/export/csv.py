"""Records as a folder of CSV tables (RFC 4180, UTF-8), one article in memory at a time."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from annotators.export.entries import Entry
from annotators.export.tables import TABLES, Cell, rows

# What a spreadsheet may take for a formula, in the forms of full width too, behind any number of the
# apostrophes that the guard itself writes: so the guard can be taken off again. After OWASP, "CSV Injection".
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")

# `entities` holds nothing that the tables of the layers do not: foreign keys need it, people do not.
FILES = tuple(table for table in TABLES if table != "entities")


def write_tables(folder: Path, entries: Iterable[Entry], *, guard: bool = True, mark: bool = False) -> None:
    """Write `NAME.csv` for each of `FILES` into `folder`.

    :param guard: put an apostrophe before a text that a spreadsheet would run as a formula.
    :param mark: begin each file with a byte-order mark, without which Excel does not see that it is UTF-8.
    :raises OSError: a file cannot be written.
    """
    encoding = "utf-8-sig" if mark else "utf-8"
    with ExitStack() as stack:
        writers = {}
        for table in FILES:
            # Line ends are the writer's own, CR LF as the RFC asks.
            file = stack.enter_context((folder / f"{table}.csv").open("w", encoding=encoding, newline=""))
            writers[table] = csv.writer(file)
            writers[table].writerow(_with_path(TABLES[table], TABLES[table], "article"))
        for entry in entries:
            for table, row in rows(entry):
                if table in writers:
                    whole = _with_path(TABLES[table], row, entry.document.article)
                    writers[table].writerow([cell_of(cell, guard=guard) for cell in whole])


def _with_path(columns: tuple[str, ...], row: tuple[Cell, ...], article: str) -> tuple[Cell, ...]:
    """A row with the article's path behind its id: who has a table alone must not join to know it."""
    if "article_id" not in columns or "article" in columns:
        return row
    at = columns.index("article_id") + 1
    return (*row[:at], article, *row[at:])


def cell_of(value: Cell, *, guard: bool = True) -> Cell:
    """A value as it stands in a table; with `guard` a text is `guarded`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if guard and isinstance(value, str) else value


def guarded(text: str) -> str:
    """`text` as a spreadsheet shows and never runs it. `unguarded` undoes it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
