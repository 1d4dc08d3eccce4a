"""Lines that can be printed only when all are known, kept on disk once they are many."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from types import TracebackType

_IN_MEMORY = 1 << 20  # bytes


class Spool:
    """Lines under headings. Of a line on disk eight bytes stay in memory."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  closed by __exit__
        self._places: dict[str, array[int]] = {}  # heading -> where its lines begin

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, heading: str, line: str) -> None:
        """Put `line`, which holds no line break, under `heading`."""
        self._places.setdefault(heading, array("Q")).append(self._file.tell())
        self._file.write(line.encode() + b"\n")

    def lines(self, heading: str) -> Iterator[str]:
        """The lines under `heading` in the order in which they came, once all have come."""
        for place in self._places.get(heading, ()):
            self._file.seek(place)
            yield self._file.readline().decode().removesuffix("\n")
