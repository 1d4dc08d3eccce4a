"""How an input is cut, and that its pieces are read as the whole is."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pyarrow = pytest.importorskip("pyarrow", reason="needs the extra ray")

from pyarrow import fs, parquet  # noqa: E402  # after the skip

from annotators.article import Article  # noqa: E402
from annotators.batch import read_source  # noqa: E402
from annotators.cluster import partitions as cutting  # noqa: E402
from annotators.cluster.partitions import Kind, Partition, partitions  # noqa: E402
from annotators.cluster.place import Place, PlaceError, place  # noqa: E402
from annotators.cluster.reading import Reading, articles_of  # noqa: E402
from annotators.document import Failure, Origin  # noqa: E402
from annotators.inputs import Source, inputs  # noqa: E402
from annotators.jsonlinput import Keys, articles  # noqa: E402
from tests.cluster.corpora import TEXT, folder_of, lines_of, texts  # noqa: E402

LINES = Kind("lines", Keys("body.text"))
ROWS = Kind("rows", Keys("text"))


def read_all(cut: list[Partition]) -> list[Article | Failure]:
    return [each for partition in cut for each in articles_of(partition, Reading())]


def of_file(path: Path, keys: Keys) -> list[Article | Failure]:
    """What the command reads on one machine."""
    items = articles([Source(str(path), path)], keys)
    return [read_source(item) if isinstance(item, Source) else item for item in items]  # type: ignore[misc]


def table(file: Path, rows: list[dict[str, Any]], group: int = 7) -> Path:
    parquet.write_table(pyarrow.Table.from_pylist(rows), file, row_group_size=group)
    return file


# Folders --------------------------------------------------------------------------------------------------


def test_a_folder_is_cut_in_the_order_in_which_one_machine_reads_it(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", 23)
    (folder / ".hidden.txt").write_text("no")
    (folder / "note.md").write_text("no")
    cut = list(partitions(place(str(folder)), TEXT, articles=10))
    assert [partition.number for partition in cut] == [0, 1, 2]
    assert [partition.articles for partition in cut] == [10, 10, 3]
    expected = [item.name for item in inputs([str(folder)]) if isinstance(item, Source)]
    assert [piece.place.name for partition in cut for piece in partition.pieces] == expected


def test_another_file_system_is_read_in_the_same_order(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "in", 23)
    (folder / "1.txt").write_text("beside the folder 1")
    (folder / ".hidden.txt").write_text("no")
    below = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    cut = list(partitions(Place(str(folder), below, "in"), TEXT, articles=10))
    expected = [item.name for item in inputs([str(folder)]) if isinstance(item, Source)]
    assert [piece.place.name for partition in cut for piece in partition.pieces] == expected
    assert read_all(cut) == read_all(list(partitions(place(str(folder)), TEXT)))


def test_a_partition_has_about_so_many_bytes_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "BYTES", 250)
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("x" * (100 if number != 2 else 900))
    cut = list(partitions(place(str(tmp_path)), TEXT))
    assert [partition.articles for partition in cut] == [2, 1, 2]


def test_what_cannot_be_read_is_said_as_on_one_machine(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff")
    (tmp_path / "b.txt").write_text("x" * 99)
    (tmp_path / "c.txt").symlink_to(tmp_path / "nowhere")
    (cut,) = partitions(place(str(tmp_path)), TEXT)
    here = [read_source(item, max_bytes=50) for item in inputs([str(tmp_path)]) if isinstance(item, Source)]
    assert list(articles_of(cut, Reading(max_bytes=50))) == here
    below = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    (cut,) = partitions(Place(str(tmp_path), below, ""), TEXT)
    (tmp_path / "a.txt").unlink()
    found = list(articles_of(cut, Reading(max_bytes=50)))
    assert [each.code for each in found if isinstance(each, Failure)] == ["missing", "too-large"]


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("none", TEXT, "none: no file matches"),
        ("a.parquet", Kind("rows", Keys("body")), "no column 'body', only text, id"),
        ("a.parquet", Kind("rows", Keys("id")), "the column 'id' is of type int64 and no text"),
        ("a.jsonl", ROWS, "a.jsonl: "),
    ],
)
def test_an_input_of_another_kind_is_refused(tmp_path: Path, name: str, kind: Kind, message: str) -> None:
    (tmp_path / "none").mkdir()
    table(tmp_path / "a.parquet", [{"text": "A.", "id": 1}])
    (tmp_path / "a.jsonl").write_text("{}\n")
    with pytest.raises(PlaceError, match=message):
        list(partitions(place(str(tmp_path / name)), kind))


# JSON lines -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 2, 7, 1000])
def test_pieces_of_a_file_of_lines_are_read_as_the_file_is(tmp_path: Path, most: int) -> None:
    file = lines_of(tmp_path / "a.jsonl", 20)
    cut = list(partitions(place(str(file)), LINES, articles=most))
    assert read_all(cut) == of_file(file, Keys("body.text"))
    assert len(cut) == -(-22 // most)


PIECES = st.sampled_from(
    [
        b'{"body": {"text": "A b."}, "id": 1}',
        '{"body": {"text": "Žižek"}}'.encode(),
        b"",
        b"  ",
        b"[]",
        b"\xff",
        b'\xef\xbb\xbf{"body": {"text": "mark"}}',
        b'{"body": 1}',
    ]
)


@given(
    st.lists(PIECES, max_size=9),
    st.sampled_from([b"\n", b"\r\n"]),
    st.booleans(),
    st.integers(1, 4),
    st.data(),
)
def test_any_lines_cut_anywhere_are_read_as_the_file_is(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[bytes],
    end: bytes,
    ended: bool,
    most: int,
    data: st.DataObject,
) -> None:
    file = tmp_path_factory.mktemp("lines") / "a.jsonl"
    file.write_bytes(end.join(lines) + (end if ended else b""))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "_CHUNK", data.draw(st.integers(1, 40)))
        patch.setattr(cutting, "BYTES", data.draw(st.sampled_from([1, 60, 10_000])))
        cut = list(partitions(place(str(file)), LINES, articles=most))
    assert read_all(cut) == of_file(file, Keys("body.text"))


def test_small_files_share_a_partition(tmp_path: Path) -> None:
    for name in "abc":
        lines_of(tmp_path / f"{name}.jsonl", 4)
    cut = list(partitions(place(str(tmp_path)), LINES, articles=13))
    assert [[piece.place.name[-7:] for piece in partition.pieces] for partition in cut] == [
        ["a.jsonl", "b.jsonl"],
        ["c.jsonl"],
    ]


# Parquet --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 3, 5, 7, 1000])
def test_rows_are_read_with_what_their_columns_say(tmp_path: Path, most: int) -> None:
    day = datetime.date(2026, 5, 1)
    rows = [{"text": text, "id": n, "date": day, "other": 1.5} for n, text in enumerate(texts(20))]
    file = table(tmp_path / "a.parquet", rows)
    found = read_all(list(partitions(place(str(file)), ROWS, articles=most)))
    assert [each.text for each in found if isinstance(each, Article)] == texts(20)
    assert [each.name for each in found if isinstance(each, Article)] == [f"{file}:{n}" for n in range(1, 21)]
    assert [each.origin for each in found] == [
        Origin("text", {"id": n, "date": "2026-05-01"}) for n in range(20)
    ]


def test_columns_of_other_names_and_a_text_that_is_null(tmp_path: Path) -> None:
    rows = [{"body": "One.", "key": "x", "when": None}, {"body": None, "key": "y", "when": None}]
    file = table(tmp_path / "a.parquet", rows)
    kind = Kind("rows", Keys("body", id="key", date="when"))
    first, second = read_all(list(partitions(place(str(file)), kind)))
    assert first.origin == Origin("body", {"id": "x"})
    assert second == Failure(
        f"{file}:2", "parquet", "the column 'body' is null and no text", Origin("body", {"id": "y"})
    )


def test_a_row_is_what_the_same_line_is(tmp_path: Path) -> None:
    rows = [{"text": text, "id": n} for n, text in enumerate(texts(5))]
    file = table(tmp_path / "a.parquet", rows)
    lines = tmp_path / "a.jsonl"
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows))
    for row, line in zip(
        read_all(list(partitions(place(str(file)), ROWS))), of_file(lines, Keys("text")), strict=True
    ):
        assert isinstance(row, Article)
        assert isinstance(line, Article)
        assert (row.sha256, row.origin, row.text) == (line.sha256, line.origin, line.text)
