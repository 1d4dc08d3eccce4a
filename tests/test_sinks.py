"""Records go where they are to go, whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from annotators import sinks
from annotators.sinks import FileSink, OutputError, StreamSink
from tests.outputs import record, written


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full after half of what is written."""

    def write(file: Any, data: bytes) -> None:
        file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sinks, "write_all", write)


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
