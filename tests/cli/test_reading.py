"""How many articles there are is counted where it can be known before they are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotators.cli import reading
from annotators.cli.reading import Reading
from annotators.jsonlinput import Keys
from tests.factories import make


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of two articles, one of two files of three lines each, a list of both and a pipe."""
    make(tmp_path, "in/a.txt", "in/d/b.txt", "in/c.html")
    for name in ("e.jsonl", "f.jsonl"):
        (tmp_path / "in" / name).write_text("{}\n\n{}\n")
    (tmp_path / "list").write_text("in\ngone.txt\n")
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)


def total(*paths: str, files_from: str | None = None, keys: Keys | None = None) -> int | None:
    found: int | None = Reading(list(paths), files_from, False, None, "-", "utf-8", 9, keys).total()
    return found


def test_folders_are_walked_and_lists_read() -> None:
    assert total("in", "x") == 3
    assert total("x", files_from="list") == 4


def test_lines_are_counted_but_not_those_of_very_large_files(monkeypatch: pytest.MonkeyPatch) -> None:
    assert total("in", keys=Keys("text")) == 6
    monkeypatch.setattr(reading, "_COUNTED", 3)
    assert total("in", keys=Keys("text")) is None


def test_nobody_knows_what_a_pipe_will_bring() -> None:
    unknown = (total(), total("-"), total("in", files_from="-"), total("in", files_from="pipe"))
    assert unknown == (None, None, None, None)
    assert total("gone.jsonl", keys=Keys("text")) is None
