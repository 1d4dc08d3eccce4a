"""Records to write, and what was written of them."""

from __future__ import annotations

from pathlib import Path

from annotators import manifest
from annotators.batch import Record


def record(text: str, place: str = "") -> Record:
    return Record(text, None, place, True, place or "a.txt")


def written(folder: Path) -> dict[str, str]:
    """The outputs; of the manifest tests/test_foldersink.py."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != manifest.FILE
    }
