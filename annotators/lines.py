"""A stream cut where lines end, as far as it has come."""

from __future__ import annotations

import select
from collections.abc import Iterator
from io import BufferedReader
from typing import BinaryIO

from annotators.windows import Pause

_CHUNK = 1 << 20  # bytes


def lines(stream: BinaryIO, end: bytes = b"\n", limit: int | None = None) -> Iterator[bytes | Pause]:
    """The lines of `stream` without the byte `end` of each; what stands behind the last one is a line too,
    if it is anything.

    Of a line above `limit` bytes come the first `limit + 1`, and no more of it is kept. There is a `Pause`
    where whoever writes the stream has written no more as yet.
    """
    begun: list[bytes] = []  # pieces of a line whose end has not been read
    size = 0
    while True:
        if _must_wait(stream):
            yield Pause(stream.fileno())
        chunk = stream.read1(_CHUNK) if isinstance(stream, BufferedReader) else stream.read(_CHUNK)
        *whole, rest = chunk.split(end)
        for piece in whole:
            line = b"".join((*begun, piece)) if begun else piece
            yield line if limit is None else line[: limit + 1]
            begun, size = [], 0
        if rest and (limit is None or size <= limit):
            begun.append(rest)
            size += len(rest)
        if not chunk:
            if begun:
                line = b"".join(begun)
                yield line if limit is None else line[: limit + 1]
            return


def _must_wait(stream: BinaryIO) -> bool:
    """Whether nothing can be read from `stream` at once; not said of what is no pipe or terminal."""
    try:
        return not select.select([stream.fileno()], [], [], 0)[0]
    except (OSError, ValueError):
        return False
