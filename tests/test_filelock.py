"""A file that one run writes to is kept from the others, until it is closed."""

from __future__ import annotations

import errno
import fcntl
from pathlib import Path

import pytest

from annotators.filelock import lock


def test_a_file_is_one_runs_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "f"
    with path.open("ab") as first:
        assert lock(first)
        second = path.open("ab")
        assert not lock(second)
        assert second.closed
    with path.open("ab") as third:
        assert lock(third)


def test_a_file_system_without_locks_keeps_nobody_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: object, how: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with (tmp_path / "f").open("ab") as file:
        assert lock(file)
        assert not file.closed
