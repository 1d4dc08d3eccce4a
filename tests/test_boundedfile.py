from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotators.boundedfile import LargerError, read_bounded


@pytest.mark.parametrize("regular", [False, True])
def test_a_file_is_read_up_to_its_limit(tmp_path: Path, regular: bool) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"12345")
    assert read_bounded(file, 5, regular=regular) == b"12345"
    with pytest.raises(LargerError):
        read_bounded(file, 4, regular=regular)


def test_a_device_without_end_is_larger_than_any_limit() -> None:
    with pytest.raises(LargerError):
        read_bounded(Path("/dev/zero"), 1000)


def test_what_is_no_regular_file_is_refused_before_it_is_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for name in ("pipe", "link"):
        with pytest.raises(OSError, match="not a regular file"):
            read_bounded(tmp_path / name, 5, regular=True)
    with pytest.raises(IsADirectoryError):
        read_bounded(tmp_path, 5, regular=True)
    with pytest.raises(FileNotFoundError):
        read_bounded(tmp_path / "gone", 5, regular=True)
