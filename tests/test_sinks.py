"""Records go where they are to go, whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators import sinks
from annotators.batch import Record
from annotators.document import Failure
from annotators.inputs import Item, Source, place_of
from annotators.sinks import FileSink, FolderSink, OutputError, StreamSink


def record(text: str, place: str = "") -> Record:
    return Record(text, None, place, True, place or "a.txt")


def written(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full after half of what is written."""

    def write(file: Any, data: bytes) -> None:
        file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sinks, "_write_all", write)


# One stream -----------------------------------------------------------------------------------------------


def test_a_stream_gets_the_header_once_and_without_a_record_too() -> None:
    written: list[str] = []
    with StreamSink(written.append, "head\n") as sink:
        sink.put(record("a\n"))
        sink.put(record("b\n"))
    assert written == ["head\na\n", "b\n"]
    with StreamSink(written.append, "head\n"):
        pass
    assert written[2:] == ["head\n"]


# One file -------------------------------------------------------------------------------------------------


def test_a_file_is_there_once_all_records_are_in_it(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with FileSink(path, "head\n") as sink:
        sink.put(record("a\n"))
        assert sink.part == tmp_path / "out.csv.part"
        assert (sink.part.read_text(), path.exists()) == ("head\na\n", False)
        sink.put(record("b\n"))
    assert written(tmp_path) == {"out.csv": "head\na\nb\n"}


def test_a_file_without_records_has_the_header_alone(tmp_path: Path) -> None:
    with FileSink(tmp_path / "out", "head\n"):
        pass
    assert (tmp_path / "out").read_text() == "head\n"


def test_after_an_error_the_whole_records_stay_beside_and_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("old")
    sink = FileSink(path)
    with pytest.raises(KeyboardInterrupt), sink:  # noqa: PT012
        sink.put(record("a\n"))
        raise KeyboardInterrupt
    assert (path.read_text(), sink.part.read_text()) == ("old", "a\n")


def test_after_an_error_before_the_first_record_nothing_stays(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), FileSink(tmp_path / "out", "head\n"):
        raise KeyboardInterrupt
    assert written(tmp_path) == {}


def test_half_a_record_is_cut_off_where_the_disk_is_full(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "out"
    told = f"cannot write to {path}.part: No space left on device"
    sink = FileSink(path)
    with pytest.raises(OutputError, match=told), sink:  # noqa: PT012
        sink.put(record("first\n"))
        request.getfixturevalue("full_disk")
        sink.put(record("second\n"))
    assert (sink.part.read_text(), path.exists(), sink.records) == ("first\n", False, 1)


def test_a_link_is_followed_and_the_rights_of_the_file_are_kept(tmp_path: Path) -> None:
    target = tmp_path / "d" / "real"
    target.parent.mkdir()
    target.touch(mode=0o640)
    target.chmod(0o640)
    (tmp_path / "out").symlink_to(target)
    with FileSink(tmp_path / "out") as sink:
        sink.put(record("a\n"))
    assert (tmp_path / "out").is_symlink()
    assert (target.read_text(), target.stat().st_mode & 0o777) == ("a\n", 0o640)


def test_a_file_in_no_folder_cannot_be_written(tmp_path: Path) -> None:
    told = f"cannot write to {tmp_path}/lost/out.part: No such file or directory"
    with pytest.raises(OutputError, match=told), FileSink(tmp_path / "lost" / "out"):
        raise AssertionError("it was opened")


# A folder -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "output"),
    [
        ("a.txt", "a.yaml"),
        ("d/e/a.txt", "d/e/a.yaml"),
        ("a.html", "a.html.yaml"),
        ("a", "a.yaml"),
        ("a.txt.txt", "a.txt.yaml"),
        ("A.TXT", "A.TXT.yaml"),
        (".txt", ".txt.yaml"),
        ("d/.txt", "d/.txt.yaml"),
        ("-", "-.yaml"),
    ],
)
def test_the_suffix_takes_the_place_of_txt_and_of_nothing_else(
    tmp_path: Path, place: str, output: str
) -> None:
    sink = FolderSink(tmp_path / "out", ".yaml", "head\n")
    assert sink.put(record("text\n", place)) is None
    assert written(tmp_path / "out") == {output: "head\ntext\n"}


def test_a_record_without_a_place_is_not_written(tmp_path: Path) -> None:
    assert FolderSink(tmp_path, ".yaml").put(record("text")) is None
    assert written(tmp_path) == {}


NAMES = st.lists(st.sampled_from(["a", "b", "..", ".", "", "c.txt", ".txt", "…", " "]), max_size=5).map(
    "/".join
)


@given(st.lists(NAMES, max_size=6))
def test_every_output_is_below_the_folder_and_no_two_inputs_share_one(names: list[str]) -> None:
    sources: list[Item] = [Source(name, None, place_of(name)) for name in names]
    with TemporaryDirectory() as name:
        folder = Path(name) / "out"
        sink = FolderSink(folder, ".yaml")
        admitted = list(sink.admitted(sources))
        outputs = [sink.output(each.place) for each in admitted if isinstance(each, Source) and each.place]
        assert len(set(outputs)) == len(outputs)
        assert all(path.resolve().is_relative_to(folder.resolve()) for path in outputs)
        refused = [each for each in admitted if isinstance(each, Failure)]
        places = [place_of(each) for each in names if place_of(each)]
        assert (
            len(refused) == len(places) - len(outputs) == len(places) - len({sink.output(p) for p in places})
        )
        assert all("is that of another input" in each.message for each in refused)


def test_what_is_there_is_refused_unless_it_may_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("old")
    (tmp_path / "b.yaml").symlink_to("nowhere")
    sources = [Source(name, None, name) for name in ("a.txt", "b.txt", "c.txt")]
    assert list(FolderSink(tmp_path, ".yaml").admitted(sources)) == [
        Failure("a.txt", "output", f"{tmp_path}/a.yaml is there already"),
        Failure("b.txt", "output", f"{tmp_path}/b.yaml is there already"),
        sources[2],
    ]
    sink = FolderSink(tmp_path, ".yaml", replace=True)
    assert list(sink.admitted(sources)) == sources
    sink.put(record("new", "a.txt"))
    assert (tmp_path / "a.yaml").read_text() == "new"


def test_an_output_that_cannot_be_is_a_failure_of_that_article_alone(tmp_path: Path) -> None:
    (tmp_path / "d").touch()
    sink = FolderSink(tmp_path, ".yaml")
    failure = sink.put(record("text", "d/a.txt"))
    assert failure is not None
    assert (failure.article, failure.code) == ("d/a.txt", "output")
    assert failure.message.startswith(f"cannot write to {tmp_path}/d/a.yaml: ")
    long = "b" * 300 + ".txt"
    failure = sink.put(record("text", long))
    assert failure is not None
    assert failure.message.endswith(": File name too long")
    assert sink.put(record("text", "c" * 250 + ".txt")) is None  # with what is beside it while it is written
    assert list(written(tmp_path)) == ["c" * 250 + ".yaml", "d"]


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_ends_it_and_leaves_no_half_of_a_file(tmp_path: Path) -> None:
    sink = FolderSink(tmp_path / "out", ".yaml")
    with pytest.raises(OutputError, match=f"cannot write to {tmp_path}/out/a.yaml: No space left on device"):
        sink.put(record("text", "a.txt"))
    assert written(tmp_path) == {}


def test_a_folder_that_cannot_be_made_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    with pytest.raises(OutputError, match=f"cannot write to {tmp_path}/f/out: Not a directory"):
        FolderSink(tmp_path / "f" / "out", ".yaml")
