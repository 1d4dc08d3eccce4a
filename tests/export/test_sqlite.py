"""The SQLite file is read by sqlite3 as what the records say."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from annotators.document import Count, Document, Mention, Quote
from annotators.export.entries import Entry, article_id
from annotators.export.sqlite import write_database
from annotators.export.sqlschema import APPLICATION_ID, USER_VERSION, VIEWS
from annotators.export.tables import TABLES, rows
from tests.export.cases import crossing, distinct_documents, entry_of, on_disk, unit
from tests.test_writer import WHOLE

TEXT = "Zwölf Männer sahen die 4th Division am Morgen."


@contextmanager
def opened(path: Path, entries: Iterable[Entry], **options: Any) -> Iterator[sqlite3.Connection]:
    write_database(path, entries, **options)
    with closing(sqlite3.connect(path)) as database:
        yield database


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with opened(tmp_path / "r.db", [entry_of(WHOLE)]) as database:
        yield database


def test_the_file_is_sound_and_says_what_it_is(whole: sqlite3.Connection) -> None:
    pragmas = ["integrity_check", "foreign_key_check", "user_version", "application_id"]
    found = [whole.execute(f"PRAGMA {name}").fetchall() for name in pragmas]
    assert found == [[("ok",)], [], [(USER_VERSION,)], [(APPLICATION_ID,)]]


def test_the_tables_have_the_columns_that_rows_have_and_text(whole: sqlite3.Connection) -> None:
    for table, columns in TABLES.items():
        extra = ("text",) if table == "articles" else ()
        found = tuple(row[1] for row in whole.execute(f"PRAGMA table_info({table})"))
        assert found == columns + extra


def test_every_reference_between_tables_is_a_foreign_key(whole: sqlite3.Connection) -> None:
    for table, columns in TABLES.items():
        keys = {row[3] for row in whole.execute(f"PRAGMA foreign_key_list({table})")}
        own = {"articles": {"article_id"}, "entities": {"entity_id"}}.get(table, set())
        assert keys == ({"article_id", "entity_id", "part_of"} & set(columns)) - own


@pytest.mark.parametrize(
    "condition",
    [
        "mentions WHERE entity_id = 'x'",
        "mentions WHERE article_id = 'x' AND start > 5",
        "units WHERE country = 'SY'",
        "crossing_countries WHERE country = 'SY'",
        "crossings WHERE gazetteer_id = 'x'",
        "articles WHERE article = 'x'",
        "people JOIN mentions USING (entity_id) WHERE people.name = 'x'",
    ],
)
def test_what_people_ask_for_is_found_by_an_index(whole: sqlite3.Connection, condition: str) -> None:
    whole.executescript("DELETE FROM sqlite_stat1; ANALYZE sqlite_schema")  # as if the tables were large
    plan = whole.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {condition}").fetchall()
    assert all(" USING " in row[3] and "INDEX" in row[3] for row in plan)


@settings(max_examples=20)
@given(distinct_documents)
def test_any_records_are_read_back(found: list[Document]) -> None:
    with (
        TemporaryDirectory() as folder,
        opened(Path(folder) / "r.db", map(entry_of, found)) as database,
    ):
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        for table, columns in TABLES.items():
            expected = [row for each in found for name, row in rows(entry_of(each)) if name == table]
            got = database.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid").fetchall()
            held = [tuple(map(nearest, row, repeat(table))) for row in expected]
            assert [tuple(map(nearest, row, repeat(table))) for row in got] == held


def nearest(value: object, table: str) -> object:
    """A number as SQLite can hold it; an `id` that is too large for that as its digits."""
    if isinstance(value, int) and abs(value) >= 2**63 and table == "articles":
        return str(value)
    if isinstance(value, int) and abs(value) >= 2**53:
        return pytest.approx(float(value))
    return value


def test_a_number_past_64_bits_is_held_as_the_nearest_real_one(tmp_path: Path) -> None:
    count = Count(Mention("n", 0, 1, 1, "x"), value=10**24)
    document = Document("a", "ab", (), (), (), (count,))
    with opened(tmp_path / "r.db", [entry_of(document)]) as database:
        assert database.execute("SELECT value FROM counts").fetchall() == [(1e24,)]


def test_the_words_around_a_mention_are_known_where_texts_are_kept(tmp_path: Path) -> None:
    entry = on_disk(tmp_path, TEXT, units=(unit(TEXT, "4th Division"), unit(TEXT, "Zwölf"), unit(TEXT, ".")))
    query = "SELECT before, quote, after FROM mentions_with_text ORDER BY start"
    with opened(tmp_path / "r.db", [entry], encoding="utf-8") as database:
        assert database.execute(query).fetchall() == [
            ("", "Zwölf", " Männer sahen die 4th Division am Morgen."),
            ("Zwölf Männer sahen die ", "4th Division", " am Morgen."),
            ("Zwölf Männer sahen die 4th Division am Morgen", ".", ""),
        ]
    (tmp_path / "r.db").unlink()
    with opened(tmp_path / "r.db", [entry]) as database:
        assert database.execute(query).fetchone() == (None, "Zwölf", None)


def test_sixty_characters_are_shown_on_each_side(tmp_path: Path) -> None:
    text = f"{'é' * 100}Khan{'ü' * 100}"
    entry = on_disk(tmp_path, text, units=(unit(text, "Khan"),))
    with opened(tmp_path / "r.db", [entry], encoding="utf-8") as database:
        found = database.execute("SELECT before, after FROM mentions_with_text").fetchone()
    assert found == ("é" * 60, "ü" * 60)


def two_articles() -> list[Entry]:
    """Two articles of which each has the 4th Division and the crossing x, which has two names."""
    text = "the 4th Division"
    first = Document("a.txt", "ab", (), (unit(text, "4th Division"),), (crossing("Arida", 2),), ())
    second = replace(first, article="b.txt", crossings=(crossing("Arida crossing"),), units=first.units)
    return [entry_of(first), entry_of(second)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("name, articles, mentions FROM unit_totals", [("4th Division", 2, 2)]),
        ("gazetteer_id, name, articles, mentions FROM crossing_totals", [("x", "Arida", 2, 3)]),
        (
            "article, name, mentions, asserted FROM crossings_by_article",
            [("a.txt", "Arida", 2, 2), ("b.txt", "Arida crossing", 1, 1)],
        ),
        ("by, mentions, articles FROM rule_totals", [("crossings.named", 3, 2), ("p.rule", 2, 2)]),
    ],
)
def test_a_view_sums_over_articles(tmp_path: Path, query: str, expected: list[tuple[object, ...]]) -> None:
    with opened(tmp_path / "r.db", two_articles()) as database:
        assert database.execute(f"SELECT {query}").fetchall() == expected


def test_the_total_of_counts_leaves_out_parts_and_what_is_not_asserted(tmp_path: Path) -> None:
    at = [Mention("n", i, i + 1, 1, "x") for i in range(4)]
    denied = replace(at[3], assertion="denied", cue="assertions.no-evidence")
    counts = (
        Count(at[0], value=70, what="men"),
        Count(at[1], min=3, max=9, what="men"),
        Count(at[2], value=12, what="men", part_of=Quote("n", 0, 1)),
        Count(denied, value=500, what="men"),
    )
    document = Document("a", "ab", (), (), (), counts)
    with opened(tmp_path / "r.db", [entry_of(document)]) as database:
        row = database.execute("SELECT counts, lowest, highest, total FROM count_totals").fetchone()
    assert row == (4, 3, 500, 73)


def test_people_totals_count_the_articles_of_a_name(whole: sqlite3.Connection) -> None:
    assert whole.execute("SELECT * FROM people_totals").fetchall() == [
        ("Najib Mikati", 1, 2),
        ("Müller", 1, 1),
    ]


def test_each_view_can_be_read(whole: sqlite3.Connection) -> None:
    views = re.findall(r"CREATE VIEW (\w+)", VIEWS)
    assert len(views) == 7
    for view in views:
        assert whole.execute(f"SELECT * FROM {view}").fetchone() is not None


def test_ids_join_what_belongs_to_an_article(whole: sqlite3.Connection) -> None:
    query = "SELECT count(*) FROM mentions JOIN entities USING (entity_id, article_id) WHERE article_id = ?"
    assert whole.execute(query, (article_id(WHOLE),)).fetchone() == (11,)
