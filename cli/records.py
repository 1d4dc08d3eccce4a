"""Records in: which inputs hold them, and the loop over those of many files."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from .console import error, warning
from .exits import reason

if TYPE_CHECKING:
    from annotators.reader import Stored

_SUFFIXES = (".yaml", ".yml", ".jsonl", ".json", ".ndjson")
_BEGINNING = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:(?:---\s*\n)?schema: *\d|\{\s*"schema"\s*:)')
_HEAD = 4096  # bytes


@dataclass(slots=True)
class Records:
    """Files of records and folders of them; `-` is standard input.

    `failed` tells, after `each`, whether one had a fault.
    """

    paths: Sequence[str]
    failed: bool = False

    def each(self) -> Iterator[Stored]:
        """Every record in order, one at a time.

        Of a file with a fault the rest is left out, with a line on standard error.
        """
        from annotators.reader import RecordError, read_records

        for path in files_of(self.paths):
            try:
                with opened(path) as stream:
                    yield from read_records(stream, path)
            except RecordError as problem:
                self.failed = True
                error(str(problem))
            except OSError as problem:
                self.failed = True
                error(reason(problem))


def files_of(paths: Iterable[str]) -> Iterator[str]:
    """The files of records that `paths` stand for, a folder for those below it; `-` stays as it is.

    A folder without any leaves a warning.
    """
    from annotators.document import Failure
    from annotators.inputs import EmptyFolder, Source
    from annotators.recordfiles import GLOBS, record_files

    for item in record_files(paths):
        if isinstance(item, EmptyFolder):
            warning(f"{item.name}: no file matches {' '.join(GLOBS)}")
        elif isinstance(item, Source):
            yield item.name
        elif isinstance(item, Failure):
            yield item.article  # a folder that cannot be listed: opening it says why


def opened(path: str) -> AbstractContextManager[BinaryIO]:
    """The file to read, `-` for standard input.

    :raises OSError: it cannot be opened.
    """
    if path != "-":
        return Path(path).open("rb")
    if sys.stdin is None:
        raise OSError("-: standard input is closed")
    return nullcontext(sys.stdin.buffer)


def holds_records(name: str, head: bytes) -> bool:
    """Whether an input is records and no article: by its name, or by how it begins."""
    return name.lower().endswith(_SUFFIXES) or _BEGINNING.match(head) is not None


def peeked(stream: IO[bytes]) -> tuple[bytes, BinaryIO]:
    """The beginning of `stream` (two lines, or 4 kB), and all of it to read: a pipe can be read only once."""
    head = stream.readline(_HEAD) + stream.readline(_HEAD)
    return head, io.BufferedReader(_Whole(head, stream))


class _Whole(io.RawIOBase):
    """What was read of a stream already, and then the rest."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self._head, self._stream = head, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # BufferedReader gives no other
        piece = self._head[: len(buffer)] or self._stream.read(len(buffer))
        self._head = self._head[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)
