"""Which files hold the records that paths and folders stand for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotators import manifest
from annotators.inputs import EmptyFolder, Item, Source, inputs

GLOBS = ("*.yaml", "*.yml", "*.jsonl", "*.json")
DECISIONS = "decisions.yaml"  # where `correct` keeps what was decided, unless it is told otherwise
_ROW = 1 << 20  # bytes of a row that are looked at


def record_files(paths: Iterable[str]) -> Iterator[Item]:
    """What `paths` stand for, as `inputs` has it; a folder stands for its files of records.

    The manifest of a folder of outputs is passed over, in the folder and by its own name. So are decisions
    that `correct` keeps in a folder.
    """
    for path in paths:
        empty = True
        for item in inputs([path], glob=GLOBS):
            if isinstance(item, Source) and item.path is not None and is_manifest(item.path):
                empty = empty and item.name != path  # named itself, it is no folder
                continue
            if isinstance(item, Source) and item.name != path and Path(item.name).name == DECISIONS:
                continue
            empty = False
            yield item
        if empty:
            yield EmptyFolder(path)


def is_manifest(path: Path) -> bool:
    """Whether the file tells what became of the inputs of a folder of outputs, and holds no records."""
    if path.name != manifest.FILE or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            line = file.readline(_ROW)
    except OSError:
        return False  # whoever opens it as records says so
    if not line.endswith(b"\n"):  # empty, or a row that a crash has cut
        return not line or line.startswith(b'{"article":')
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and "article" in row and "status" in row and "schema" not in row
