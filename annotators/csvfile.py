"""A CSV file (RFC 4180, UTF-8) with the place of every field, for messages that point at it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


class CsvError(ValueError):
    """Text that is not CSV. `line` and `column` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `line` is the one it begins in, counted from 1."""

    cells: tuple[str, ...]
    line: int


class CsvFile:
    """The records of a text, in order."""

    def __init__(self, text: str) -> None:
        self.lines = list(io.StringIO(text, newline=""))  # as `csv` wants them, line ends kept
        # A long row may have thousands of problems: both remember the last line that they were asked for.
        self.source = lru_cache(1)(self._source)
        self._scan = lru_cache(1)(self._scanned)

    def rows(self) -> Iterator[Row]:
        """Every record that is not an empty line.

        :raises CsvError: at the first fault.
        """
        reader = csv.reader(self.lines, strict=True)
        line = 1
        try:
            for cells in reader:
                if cells:
                    yield Row(tuple(cells), line)
                line = reader.line_num + 1
        except csv.Error as error:
            raise self._fault(line, str(error)) from None

    def _source(self, line: int) -> str:
        """A line as it is printed in the file."""
        return self.lines[line - 1].rstrip("\r\n") if line <= len(self.lines) else ""

    def place(self, line: int, field: int) -> tuple[int, int]:
        """The line and column at which a field of the record that begins in `line` begins; behind the record
        where it has no such field."""
        starts, end, _ = self._scan(line)
        return starts[field] if field < len(starts) else end

    def _fault(self, line: int, reason: str) -> CsvError:
        starts, end, stray = self._scan(line)
        if stray is not None:
            message = "text behind the closing quotation mark of a cell; inside it write a mark twice"
            return CsvError(message, *stray)
        last_line, last_column = starts[-1]
        if end[0] == len(self.lines) and self.source(last_line)[last_column - 1 : last_column] == '"':
            return CsvError(
                "the quotation mark that begins this cell is never closed", last_line, last_column
            )
        return CsvError(reason, line, 1)

    def _scanned(self, line: int) -> tuple[list[tuple[int, int]], tuple[int, int], tuple[int, int] | None]:
        """Of the record that begins in `line`: where its fields begin, where it ends, and where text stands
        behind a closing quotation mark."""
        starts = [(line, 1)]
        quoted = closed = False
        for number in range(line, len(self.lines) + 1):
            text = self.lines[number - 1]
            position = 0
            while position < len(text):
                character = text[position]
                here = (number, position + 1)
                if quoted:
                    if character == '"' and text[position + 1 : position + 2] == '"':
                        position += 1
                    elif character == '"':
                        quoted, closed = False, True
                elif character == ",":
                    starts.append((number, position + 2))
                    closed = False
                elif character in "\r\n":
                    return starts, here, None
                elif closed:
                    return starts, here, here
                elif character == '"' and starts[-1] == here:
                    quoted = True
                position += 1
            if not quoted:
                return starts, (number, len(text) + 1), None
        return starts, (len(self.lines), len(self.source(len(self.lines))) + 1), None
