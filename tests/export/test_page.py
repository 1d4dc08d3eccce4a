"""docs/export.md has the tables, views and formats that there are."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from annotators.cli import export
from annotators.export.sqlschema import SCHEMA, USER_VERSION, VIEWS
from annotators.export.tables import TABLES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "export.md").read_text(encoding="utf-8")


def columns(name: str) -> tuple[str, ...]:
    """The last cell of the row that begins with `name`."""
    found = re.search(rf"^\| `{name}` \|.*\| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert found, f"no row for {name}"
    return tuple(re.findall(r"`([^`]+)`", found[1]))


@pytest.mark.parametrize("table", [table for table in TABLES if table != "entities"])
def test_a_table_has_its_columns(table: str) -> None:
    assert columns(table) == TABLES[table]


def test_the_table_of_entities_is_told_of() -> None:
    assert f"an `entities` table ({', '.join(f'`{name}`' for name in TABLES['entities'])})" in PAGE


def test_a_view_has_its_columns() -> None:
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA + VIEWS)
    views = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
    assert len(views) > 5
    for view in views:
        assert columns(view) == tuple(c[0] for c in database.execute(f"SELECT * FROM {view}").description)
    database.close()


def test_the_version_of_the_schema_is_told() -> None:
    assert f"`PRAGMA user_version` is {USER_VERSION} " in PAGE


def test_every_format_has_a_section() -> None:
    formats = [command.name for command in export.app.registered_commands]
    assert re.findall(r"^\| \[`(\w+)`\]", PAGE, re.MULTILINE) == formats
    assert [name for name in formats if f"\n## {name}\n" not in PAGE] == []
