"""Places: addresses, and files that appear whole."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="needs the extra ray")

from pyarrow import fs  # after the skip

from annotators.article import ArticleError
from annotators.cluster.place import (
    Place,
    PlaceError,
    delete,
    files_in,
    kind_of,
    place,
    read_bytes,
    write_bytes,
)


@pytest.fixture(params=["local", "below", "mock"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty folder of some file system."""
    if request.param == "local":
        return place(str(tmp_path))
    if request.param == "below":
        return Place("store://x", fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem()), "x")
    made: Any = fs._MockFileSystem()
    return Place("mock://x", made, "x")


def test_a_file_is_what_was_written_last(folder: Place) -> None:
    file = folder.under("sub/a.json")
    assert kind_of(file) == "missing"
    for data in (b"one", b"", b"another"):
        write_bytes(file, data)
        assert read_bytes(file, 100) == data
    assert (kind_of(file), kind_of(folder.under("sub"))) == ("file", "folder")
    assert [found.name for found in files_in(folder, "*")] == [f"{folder.name}/sub/a.json"]
    delete(file)
    delete(file)
    assert kind_of(file) == "missing"


def test_a_file_above_the_limit_is_refused(folder: Place) -> None:
    write_bytes(folder.under("a"), b"12345")
    assert read_bytes(folder.under("a"), 5) == b"12345"
    with pytest.raises(ArticleError, match="more than the limit of 4 bytes"):
        read_bytes(folder.under("a"), 4)


def test_what_could_not_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    below = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    (tmp_path / "out" / "a").mkdir(parents=True)  # no file can take its place
    (tmp_path / "out" / "a" / "kept").write_text("kept")
    for root in (Place("store://out", below, "out"), place(str(tmp_path / "out"))):
        with pytest.raises(OSError, match="irectory"):
            write_bytes(root.under("a"), b"data")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["a"]


def test_files_come_in_byte_order_and_hidden_ones_do_not(folder: Place) -> None:
    for name in ("b/1.txt", "b.txt", "b-1.txt", ".c.txt", ".d/1.txt", "a.md", "é.txt"):
        write_bytes(folder.under(name), b"x")
    found = [each.name.removeprefix(f"{folder.name}/") for each in files_in(folder, "*.txt")]
    assert found == ["b-1.txt", "b.txt", "b/1.txt", "é.txt"]


@pytest.mark.parametrize(
    ("address", "name", "path"),
    [
        ("s3://key:secret@news/2026?region=eu-west-1&scheme=http", "s3://news/2026", "news/2026"),
        ("file:///a/b", "file:///a/b", "/a/b"),
        ("/a/b", "/a/b", "/a/b"),
    ],
)
def test_an_address_is_shown_without_what_nobody_else_should_read(address: str, name: str, path: str) -> None:
    found = place(address)
    assert (found.name, found.path) == (name, path)
    assert pickle.loads(pickle.dumps(found)) == found
    assert found.under("c").name == f"{name}/c"


def test_a_path_from_here_is_the_same_file_for_a_worker_elsewhere(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    found = place("in/a.txt")
    assert (found.name, found.path) == ("in/a.txt", f"{tmp_path}/in/a.txt")


@pytest.mark.parametrize("address", ["gopher://host/x", "s3://key:secret@/", "s3://key:secret@a?x=y"])
def test_an_address_of_no_file_system_is_refused_without_its_secret(address: str) -> None:
    with pytest.raises(PlaceError) as refused:
        place(address)
    assert str(refused.value).startswith(address[:4])
    assert "secret" not in str(refused.value)
