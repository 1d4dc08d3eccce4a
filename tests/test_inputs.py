from __future__ import annotations

import io
import os
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.article import Article
from annotators.batch import read_source
from annotators.document import Failure
from annotators.inputs import EmptyFolder, Source, inputs, listed, place_of
from annotators.windows import Pause
from tests.factories import make, only_as_user


def names(paths: Sequence[str], *, glob: str = "*.txt") -> list[str]:
    return [item.name for item in inputs(paths, glob=glob) if isinstance(item, Source)]


# Inputs ---------------------------------------------------------------------------------------------------


def test_paths_keep_their_order_and_their_spelling() -> None:
    assert names(["b.txt", "./a.txt", "b.txt", "no//such/../file"]) == [
        "b.txt",
        "./a.txt",
        "b.txt",
        "no//such/../file",
    ]


def test_a_dash_is_standard_input_under_the_name_that_was_asked_for() -> None:
    assert list(inputs(["-"], stdin_name="wire.txt")) == [Source("wire.txt", None, "wire.txt")]


def test_a_dash_in_a_list_of_paths_is_a_file() -> None:
    assert list(inputs([], ["-"])) == [Source("-", Path("-"), "-")]


def test_the_list_comes_after_the_paths() -> None:
    assert [item.name for item in inputs(["z"], ["a"]) if isinstance(item, Source)] == ["z", "a"]


def test_a_folder_stands_for_its_files_in_byte_order_of_their_paths(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "B.txt", "a/z.txt", "a.txt", "a-b.txt", "é.txt", "a/b/c.txt", "10.txt", "9.txt")
    found = [name.removeprefix(f"{tmp_path}/") for name in names([str(tmp_path)])]
    assert found == [
        "10.txt",
        "9.txt",
        "B.txt",
        "a-b.txt",
        "a.txt",
        "a/b/c.txt",
        "a/z.txt",
        "b.txt",
        "é.txt",
    ]


FOLDERS = st.lists(st.text("ab-. 0Zé", max_size=3).map("d{}".format), max_size=2)
FILES = st.text("ab-. 0Zé", max_size=3).map("f{}.txt".format)


@given(st.sets(st.tuples(FOLDERS.map("/".join), FILES), max_size=12))
def test_the_order_in_a_folder_is_that_of_the_encoded_paths(paths: set[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), *(f"{parent}/{file}" if parent else file for parent, file in paths))
        found = names([folder])
        assert found == sorted(found, key=os.fsencode)
        assert {Path(name) for name in found} == set(Path(folder).rglob("*.txt"))


@pytest.mark.parametrize(
    ("given", "printed"), [("news", "news/a.txt"), ("news/", "news/a.txt"), (".", "./news/a.txt")]
)
def test_a_file_of_a_folder_is_named_from_the_folder_as_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, printed: str
) -> None:
    make(tmp_path, "news/a.txt")
    monkeypatch.chdir(tmp_path)
    assert names([given]) == [printed]


def test_the_pattern_decides_which_files_of_a_folder_are_taken(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.md", "c.TXT", "d.txt.gz")
    assert names([str(tmp_path)], glob="*.md") == [f"{tmp_path}/b.md"]
    assert names([str(tmp_path)]) == [f"{tmp_path}/a.txt"]


def test_the_pattern_does_not_touch_a_path_that_was_named() -> None:
    assert names(["notes.md"]) == ["notes.md"]


def test_hidden_files_and_folders_are_passed_over_unless_the_pattern_asks_for_them(tmp_path: Path) -> None:
    make(tmp_path, "._a.txt", ".venv/licence.txt", "a.txt")
    assert names([str(tmp_path)]) == [f"{tmp_path}/a.txt"]
    assert names([str(tmp_path)], glob=".*.txt") == [f"{tmp_path}/._a.txt"]


def test_a_loop_of_links_is_not_entered(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "sub/b.txt")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(".")
    assert names([str(tmp_path)]) == [f"{tmp_path}/a.txt", f"{tmp_path}/sub/b.txt"]


def test_a_link_to_a_folder_is_followed_where_it_was_named(tmp_path: Path) -> None:
    make(tmp_path, "real/a.txt")
    (tmp_path / "link").symlink_to("real")
    assert names([f"{tmp_path}/link"]) == [f"{tmp_path}/link/a.txt"]


def test_a_folder_gives_regular_files_alone_and_links_to_them(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "folder.txt/inside.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to("a.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.txt"))
        found = names([str(tmp_path)])
    assert found == [f"{tmp_path}/{name}" for name in ("a.txt", "folder.txt/inside.txt", "link.txt")]


def test_a_link_that_leads_nowhere_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("gone")
    (tmp_path / "b.txt").symlink_to("b.txt")
    found = [read_source(source) for source in inputs([str(tmp_path)]) if isinstance(source, Source)]
    assert [each.code for each in found if isinstance(each, Failure)] == ["missing", "unreadable"]


def test_a_folder_without_a_matching_file_is_reported_as_empty(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.md")
    assert list(inputs([str(tmp_path)])) == [EmptyFolder(str(tmp_path))]


def test_folders_may_be_nested_deeper_than_python_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(depth := 1200):
        Path("d").mkdir()
        os.chdir("d")
    Path("a.txt").touch()
    os.chdir(tmp_path)
    try:
        assert names(["d"]) == ["d/" * depth + "a.txt"]
    finally:  # pytest's own removal would call itself as deep
        Path("d/" * depth + "a.txt").unlink()
        for level in range(depth, 0, -1):
            Path("d/" * level).rmdir()


@only_as_user
def test_a_folder_that_cannot_be_read_is_a_failure_in_its_place(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b/x.txt", "c.txt")
    (tmp_path / "b").chmod(0)
    try:
        found = list(inputs([str(tmp_path)]))
    finally:
        (tmp_path / "b").chmod(0o700)
    assert found == [
        Source(f"{tmp_path}/a.txt", tmp_path / "a.txt", "a.txt"),
        Failure(f"{tmp_path}/b", "unreadable", "Permission denied"),
        Source(f"{tmp_path}/c.txt", tmp_path / "c.txt", "c.txt"),
    ]


def test_a_folder_that_vanishes_while_it_is_walked_is_a_failure(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b/x.txt")
    items = inputs([str(tmp_path)])
    next(items)
    (tmp_path / "b" / "x.txt").unlink()
    (tmp_path / "b").rmdir()
    assert list(items) == [Failure(f"{tmp_path}/b", "unreadable", "No such file or directory")]


def test_a_file_name_that_is_not_utf_8_survives(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (tmp_path / name).write_text("text")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (source,) = inputs([str(tmp_path)])
    assert isinstance(source, Source)
    assert source.name == f"{tmp_path}/{name}"
    assert isinstance(read_source(source), Article)


# Lists of paths -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "null", "paths"),
    [
        (b"", False, []),
        (b"a\nb\n", False, ["a", "b"]),
        (b"a\nb", False, ["a", "b"]),
        (b"a\r\n\r\n\nb\r\n", False, ["a", "b"]),
        (b"\xef\xbb\xbfa\n", False, ["a"]),
        (b" a b \n", False, [" a b "]),
        (b"a\xff\n", False, ["a\udcff"]),
        (b"", True, []),
        (b"a\0b\0", True, ["a", "b"]),
        (b"a\0b", True, ["a", "b"]),
        (b"a\nb\r\0\0c\0", True, ["a\nb\r", "c"]),
    ],
)
def test_a_list_of_paths_is_read_as_written(data: bytes, null: bool, paths: list[str]) -> None:
    assert list(listed(io.BytesIO(data), null=null)) == paths


@given(st.lists(st.binary(min_size=1, max_size=9).filter(lambda name: b"\0" not in name)))
def test_any_file_name_comes_through_a_list_that_nuls_divide(paths: list[bytes]) -> None:
    stream = io.BytesIO(b"".join(path + b"\0" for path in paths))
    assert list(listed(stream, null=True)) == [os.fsdecode(path) for path in paths]


@pytest.mark.parametrize("null", [False, True])
def test_a_list_pauses_where_no_more_of_it_is_written_yet(null: bool) -> None:
    end = b"\0" if null else b"\n"
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream, os.fdopen(writing, "wb", buffering=0) as pipe:
        found = listed(stream, null=null)
        assert next(found) == Pause()
        pipe.write(b"a" + end + b"b" + end + b"c")
        assert [next(found) for _ in range(3)] == ["a", "b", Pause()]
        pipe.write(b"d" + end)
        assert [next(found) for _ in range(2)] == ["cd", Pause()]
        pipe.close()
        assert list(found) == []


def test_a_pause_in_a_list_is_passed_on() -> None:
    assert list(inputs(["a"], ["b", Pause(), "c"])) == [
        Source("a", Path("a"), "a"),
        Source("b", Path("b"), "b"),
        Pause(),
        Source("c", Path("c"), "c"),
    ]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("a.txt", "a.txt"),
        ("d/a.txt", "d/a.txt"),
        ("/d//a.txt", "d/a.txt"),
        ("./d/./a.txt", "d/a.txt"),
        ("../../d/../a.txt", "d/a.txt"),
        ("..", ""),
        ("d/..a/b..", "d/..a/b.."),
    ],
)
def test_the_output_of_a_file_goes_where_its_path_leads_below_the_folder_of_outputs(
    path: str, place: str
) -> None:
    assert place_of(path) == place


@pytest.mark.parametrize("given", ["in", "in/", "./in", "in/../in"])
def test_the_outputs_of_a_folder_keep_their_places_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    make(tmp_path, "in/a.txt", "in/d/e/b.txt")
    monkeypatch.chdir(tmp_path)
    places = [item.place for item in inputs([given]) if isinstance(item, Source)]
    assert places == ["a.txt", "d/e/b.txt"]
