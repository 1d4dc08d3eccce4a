"""What became of every input of a folder of outputs: `manifest.jsonl`, a JSON line each.

Lines are appended as articles are done, each by one write: at any moment the file tells what is whole.
A last line that a crash has cut is dropped. At the end of a run lines that it has made obsolete go.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from annotators.document import Failure
from annotators.filelock import lock

FILE = "manifest.jsonl"
_PART = f".{FILE}.part"


class ManifestError(Exception):
    """Another run writes to the folder."""


@dataclass(frozen=True, slots=True)
class Done:
    """An output and what it was made from."""

    sha256: str  # of the input bytes, hexadecimal
    bytes: int  # of the output
    found: bool  # whether there is anything in it
    stamp: str  # of all else that it depends on


class Manifest:
    """The manifest of `folder`, which nobody else writes within the block. OSError where it cannot be."""

    def __init__(self, folder: Path) -> None:
        self._path, self._part = folder / FILE, folder / _PART
        self._file: BinaryIO | None = None
        self._begun = 0  # bytes that were there before this run

    def __enter__(self) -> Manifest:
        """
        :raises ManifestError: another run writes to the folder.
        """
        file = self._path.open("a+b", buffering=0)
        if not lock(file):
            raise ManifestError(f"another run writes to {self._path.parent}")
        file.seek(0)
        whole = 0
        for line in file:
            whole += len(line) if line.endswith(b"\n") else 0
        file.truncate(whole)
        self._file, self._begun = file, whole
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._file is not None
        with self._file:
            if kind is None:
                self._compact()

    def add_done(self, article: str, output: str, done: Done) -> None:
        """`output`, a path below the folder, is the output of `article`."""
        self._add(
            {
                "article": article,
                "sha256": done.sha256,
                "status": "done",
                "output": output,
                "bytes": done.bytes,
                "found": done.found,
                "stamp": done.stamp,
            }
        )

    def add_failed(self, failure: Failure, output: str | None, *, skipped: bool = False) -> None:
        """An article has failed; its record stands in `output`, if anywhere. `skipped`: nobody has tried."""
        row: dict[str, object] = {"article": failure.article, "status": "skipped" if skipped else "failed"}
        if output is not None:
            row["output"] = output
        self._add(row | {"error": {"code": failure.code, "message": failure.message}})

    def done(self, stamp: str) -> dict[bytes, Done]:
        """The outputs with `stamp` that earlier runs have made, by `key`."""
        known: dict[bytes, Done] = {}
        for _, row in self._rows(0, self._begun):
            if row.get("status") == "skipped" or not isinstance(row.get("output"), str):
                continue
            known.pop(key(row["output"]), None)
            with suppress(KeyError):
                if row["status"] == "done" and row["stamp"] == stamp:
                    known[key(row["output"])] = Done(row["sha256"], row["bytes"], row["found"], stamp)
        return known

    def _add(self, row: dict[str, object]) -> None:
        assert self._file is not None
        try:
            line = json.dumps(row, ensure_ascii=False).encode()
        except UnicodeEncodeError:  # a name that is not UTF-8
            line = json.dumps(row).encode()
        rest = memoryview(line + b"\n")
        while rest:
            rest = rest[self._file.write(rest) :]

    def _rows(self, start: int, end: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows between two places of the file, each with its own. What is no row is passed over."""
        with self._path.open("rb") as file:
            file.seek(start)
            while start < end:
                line = file.readline()
                with suppress(ValueError, RecursionError):
                    row = json.loads(line)
                    if isinstance(row, dict):
                        yield start, row
                start += len(line)

    def _compact(self) -> None:
        """Leave the rows of this run, behind those of other outputs that earlier ones have left."""
        if not self._begun:
            return
        end = self._path.stat().st_size
        mine = {_subject(row) for _, row in self._rows(self._begun, end)}
        last = {s: place for place, row in self._rows(0, self._begun) if (s := _subject(row)) not in mine}
        with self._path.open("rb") as old, self._part.open("wb") as new:
            for place in sorted(last.values()):
                old.seek(place)
                new.write(old.readline())
            old.seek(self._begun)
            while chunk := old.read(1 << 20):
                new.write(chunk)
            new.flush()
            os.fsync(new.fileno())
        self._part.replace(self._path)


def key(output: str) -> bytes:
    """A few bytes in the place of the path of an output."""
    return blake2b(os.fsencode(output), digest_size=8).digest()


def _subject(row: dict[str, Any]) -> bytes:
    """What a row is about: an output, or an article that has none."""
    output = row.get("output")
    return key(output) if isinstance(output, str) else key(f"\n{row.get('article')}")
