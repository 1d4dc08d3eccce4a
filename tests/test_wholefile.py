from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from annotators.wholefile import whole_file, whole_folder, write_whole


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a"
    write_whole(file, b"one")
    write_whole(file, b"two")
    assert file.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    usual, new, old = (tmp_path / name for name in "abc")
    usual.write_bytes(b"")
    write_whole(new, b"")
    assert new.stat().st_mode == usual.stat().st_mode
    old.write_bytes(b"")
    old.chmod(0o604)
    write_whole(old, b"more")
    assert stat.S_IMODE(old.stat().st_mode) == 0o604


def test_a_link_still_leads_to_the_file(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_bytes(b"one")
    link.symlink_to(file)
    write_whole(link, b"two")
    assert link.is_symlink()
    assert file.read_bytes() == b"two"


def test_when_it_cannot_be_finished_the_old_file_stays_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "a"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_what_is_no_regular_file_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, b"data")
        assert os.read(reader, 10) == b"data"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_file_can_be_written_bit_by_bit_and_appears_whole(tmp_path: Path) -> None:
    file = tmp_path / "a"
    with whole_file(file) as beside:
        beside.write_bytes(b"one")
        assert not file.exists()
    assert file.read_bytes() == b"one"
    with pytest.raises(IsADirectoryError), whole_file(file) as beside:
        beside.write_bytes(b"two") and tmp_path.read_bytes()
    assert file.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_folder_appears_whole_with_the_usual_permissions(tmp_path: Path) -> None:
    usual, folder = tmp_path / "usual", tmp_path / "in" / "new"
    usual.mkdir()
    with whole_folder(folder) as beside:
        (beside / "a").write_bytes(b"one")
        assert not folder.exists()
    assert [path.name for path in folder.iterdir()] == ["a"]
    assert folder.stat().st_mode == usual.stat().st_mode


def test_a_folder_keeps_what_it_has_but_for_files_of_the_same_names(tmp_path: Path) -> None:
    folder = tmp_path / "there"
    (folder / "deep").mkdir(parents=True)
    (folder / "mine").write_bytes(b"mine")
    (folder / "deep" / "a").write_bytes(b"old")
    with whole_folder(folder) as beside:
        (beside / "deep").mkdir()
        (beside / "deep" / "a").write_bytes(b"new")
        (beside / "b").write_bytes(b"new")
        assert (folder / "deep" / "a").read_bytes() == b"old"
    files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert files == {"mine": b"mine", "a": b"new", "b": b"new"}
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_is_not_touched_when_its_files_cannot_all_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    with pytest.raises(IsADirectoryError), whole_folder(folder) as beside:
        (beside / "a").write_bytes(b"") or beside.read_bytes()
    assert list(tmp_path.rglob("*")) == [folder]
