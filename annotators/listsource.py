"""Where the names of a list stand: in the pack, in a text file, in a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, Protocol

from annotators.csvfile import CsvFile
from annotators.packreader import PackReader
from annotators.problem import Position


class Source(Protocol):
    """What the names of a list are read from."""

    path: str

    def position(self, line: int, field: int) -> Position:
        """Where a name stands; looked for only where a message needs it, for names are many."""

    def source(self, line: int) -> str:
        """A line as it is printed."""


class Place(NamedTuple):
    """Where a name stands: the line, and in it the field (of inline words: in the list)."""

    file: Source
    line: int
    field: int


class PackWords:
    """The words of the pack itself."""

    def __init__(self, reader: PackReader, nodes: list[Any]) -> None:
        self.path = str(reader.path)
        self.reader = reader
        self.nodes = nodes

    def position(self, line: int, field: int) -> Position:
        return self.reader.at(self.nodes[field])

    def source(self, line: int) -> str:
        return self.reader.source(line)


class TextFile:
    """A text file."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = str(path)
        self.lines = text.splitlines()

    def position(self, line: int, field: int) -> Position:
        text = self.lines[line - 1]
        return Position(self.path, line, 1 + len(text) - len(text.lstrip()))

    def source(self, line: int) -> str:
        return self.lines[line - 1]


class Table(CsvFile):
    """A CSV file."""

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(text)
        self.path = str(path)

    def position(self, line: int, field: int) -> Position:
        return Position(self.path, *self.place(line, field))
