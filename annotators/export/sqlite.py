"""Records as one SQLite file, one article in memory at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from annotators.export.entries import Entry, text_of
from annotators.export.sqlschema import APPLICATION_ID, INDEXES, SCHEMA, USER_VERSION, VIEWS
from annotators.export.tables import TABLES, Cell, rows

_LARGEST = 2**63 - 1


def write_database(path: Path, entries: Iterable[Entry], *, encoding: str | None = None) -> None:
    """Fill the empty file at `path`. It is of no use before this returns: see `wholefile.whole_file`.

    :param encoding: of the articles, whose texts are kept too; None: they are not, and not read.
    :raises RecordError: as `entries.text_of`, with `encoding`.
    :raises sqlite3.Error: the file cannot be written.
    """
    insert = {
        table: f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        for table, columns in TABLES.items()
    }
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # A crash leaves nothing to recover: the file is not in its place yet.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA foreign_keys = ON")
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {USER_VERSION}")
        database.executescript(SCHEMA)
        database.execute("BEGIN")
        for entry in entries:
            text = None if encoding is None else text_of(entry, encoding).text
            for table, row in rows(entry):
                database.execute(insert[table], [_stored(cell) for cell in row])
            if text is not None:
                database.execute("UPDATE articles SET text = ? WHERE article_id = ?", (text, entry.id))
        database.execute("COMMIT")
        database.executescript(INDEXES + VIEWS)
        database.execute("ANALYZE")


def _stored(value: Cell) -> Cell:
    """A whole number of more than 64 bits as its digits: SQLite keeps the nearest real number of them."""
    return str(value) if isinstance(value, int) and abs(value) > _LARGEST else value
