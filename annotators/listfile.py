"""The lists of a rule pack: inline words, text files, CSV files whose columns become attributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotators.boundedfile import LargerError, read_bounded
from annotators.csvfile import CsvError, Row
from annotators.folding import fold_name
from annotators.listsource import PackWords, Place, Table, TextFile
from annotators.packreader import Keys, PackReader, not_utf8
from annotators.problem import ERROR, WARNING, Position, Problem, did_you_mean, has_errors
from annotators.wordlist import FOLDS, Entry, WordList

LIST_KEYS = ("words", "file", "match", "fold", "plural")
MAX_LIST_BYTES = 8_000_000  # of one list file
MAX_NAMES = 100_000  # of all lists of a pack; a row without one counts as one
# The list of this name is a gazetteer: columns that must hold degrees, and up to how many.
GAZETTEER = "crossing-name"
_DEGREES = {"lat": 90, "lon": 180}


def read_lists(
    reader: PackReader, node: Any, pack: str, places: dict[tuple[str, str], Position]
) -> dict[str, WordList]:
    """The lists under the key `lists` of a pack, by name, as far as they can be read; where each stands,
    readable or not, goes to `places`."""
    lists: dict[str, WordList] = {}
    for name, (key_node, value) in reader.mapping(node, "lists", None).items():
        places["lists", name] = reader.at(key_node)
        found = _ListReader(reader, name, key_node).read(value, pack)
        if found is not None:
            lists[name] = found
    return lists


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that holds names, and the node that says so (none for the usual `name`)."""

    name: str
    node: Any


class _TooManyError(Exception):
    """The lists of the pack have more names than they may."""


class _ListReader:
    """Reads one list."""

    def __init__(self, reader: PackReader, name: str, key_node: Any) -> None:
        self.reader = reader
        self.name = name
        self.key_node = key_node
        self.entries: list[Entry] = []
        self.first: dict[str, tuple[Place, Mapping[str, str]]] = {}  # name -> where it stands first
        self.files: list[str] = []

    def read(self, node: Any, pack: str) -> WordList | None:
        reader = self.reader
        before = len(reader.problems)
        keys = reader.mapping(node, f"list '{self.name}'", LIST_KEYS)
        if len(reader.problems) > before and not keys:
            return None
        folds = {"case", "diacritics"}
        if "fold" in keys:
            folds = set()
            for fold, fold_node in reader.strings(keys["fold"][1], "fold"):
                if fold in FOLDS:
                    folds.add(fold)
                else:
                    message = f"unknown fold '{fold}'{did_you_mean(fold, FOLDS)}"
                    reader.problem(reader.at(fold_node), "unknown-value", message)
        plural = False
        if "plural" in keys:
            plural = reader.choice(keys["plural"][1], "plural", ("true", "false")) == "true"
        if ("words" in keys) == ("file" in keys):
            if not keys.mistaken & {"words", "file"}:
                message = f"list '{self.name}' needs either 'words' or 'file'"
                reader.problem(reader.at(self.key_node), "list", message)
            return None
        try:
            self.read_entries(keys)
        except _TooManyError:
            if self.reader.names <= MAX_NAMES + MAX_NAMES:  # said once
                message = f"with this list the lists of the pack have more than {MAX_NAMES} names"
                reader.problem(reader.at(self.key_node), "limit", message)
                self.reader.names += MAX_NAMES
            return None
        if not self.first:
            if not has_errors(reader.problems[before:]):
                reader.problem(reader.at(self.key_node), "list", f"list '{self.name}' has no entry")
            return None
        name, entries, files = f"{pack}.{self.name}", tuple(self.entries), tuple(self.files)
        return WordList(name, entries, frozenset(folds), plural, files)

    def read_entries(self, keys: Keys) -> None:
        """
        :raises _TooManyError: the lists of the pack have more names than they may.
        """
        if "words" in keys:
            self.read_words(keys["words"][1])
            return
        columns = [_Column("name", None)]
        if "match" in keys:
            columns = [_Column(c, n) for c, n in self.reader.strings(keys["match"][1], "match")]
        for relative, file_node in self.reader.strings(keys["file"][1], "file"):
            self.read_file(file_node, relative, columns)

    def report(self, place: Place, code: str, message: str, severity: str = ERROR) -> None:
        at = place.file.position(place.line, place.field)
        self.reader.problems.append(Problem(at, code, message, place.file.source(at.line), severity))

    def add(self, cells: Mapping[str, str], named: Mapping[str, Place], others: Mapping[str, str]) -> None:
        """Add an entry. `named`: its names and where they stand; `others`: the columns without names."""
        names = tuple(named)
        for name, place in named.items():
            first, attributes = self.first.setdefault(name, (place, others))
            if first is place:
                continue
            where = f"line {first.line}"
            if first.file.path != place.file.path:
                where += f" of {Path(first.file.path).name}"
            differing = [key for key in others if attributes.get(key, "") != others[key]]
            if differing:
                key = differing[0]
                message = (
                    f"'{name}' has {key} '{others[key]}' here and '{attributes.get(key, '')}' in {where},"
                    f" which counts"
                )
                self.report(place, "conflicting-entry", message, WARNING)
            else:
                message = f"'{name}' stands twice in list '{self.name}', first in {where}"
                self.report(place, "duplicate-entry", message, WARNING)
        self.entries.append(Entry(names, cells))
        self.reader.names += max(1, len(names))
        if self.reader.names > MAX_NAMES:
            raise _TooManyError

    def read_words(self, node: Any) -> None:
        found = self.reader.strings(node, "words")
        file = PackWords(self.reader, [word_node for _, word_node in found])
        for number, (word, word_node) in enumerate(found):
            if fold_name(word):
                place = Place(file, word_node.start_mark.line + 1, number)
                self.add({"name": word}, {word: place}, {})
            else:
                message = f"a word of list '{self.name}' is empty"
                self.reader.problem(self.reader.at(word_node), "list", message)

    def read_file(self, node: Any, relative: str, columns: list[_Column]) -> None:
        reader = self.reader
        path = reader.path.parent / relative
        data = b""
        try:
            data = read_bounded(path, MAX_LIST_BYTES, regular=True)
            text = data.decode("utf-8-sig")
        except LargerError:
            message = f"{relative} is larger than {MAX_LIST_BYTES} bytes, the most that a list may have"
            reader.problem(reader.at(node), "limit", message)
            return
        except (OSError, ValueError) as error:
            if isinstance(error, UnicodeDecodeError):
                reader.problem(reader.at(node), "encoding", f"{relative}: {not_utf8(data, error.start)}")
                return
            reason = error.strerror if isinstance(error, OSError) else str(error)
            message = f"{relative}: {reason}"
            if isinstance(error, FileNotFoundError) and path.parent.is_dir():
                beside = [p.name for p in path.parent.iterdir() if p.suffix in (".csv", ".txt")]
                message += did_you_mean(path.name, beside)
            reader.problem(reader.at(node), "unreadable", message)
            return
        reader.took(relative, data)
        self.files.append(str(path))
        if path.suffix == ".csv":
            self.read_csv(node, path, text, columns)
        else:
            self.read_text(path, text)

    def read_text(self, path: Path, text: str) -> None:
        file = TextFile(path, text)
        for number, line in enumerate(file.lines, 1):
            name = line.strip()
            if fold_name(name) and not name.startswith("#"):
                self.add({"name": name}, {name: Place(file, number, 0)}, {})

    def read_csv(self, node: Any, path: Path, text: str, columns: list[_Column]) -> None:
        file = Table(path, text)
        rows = file.rows()
        try:
            header = next(rows, None)
            if header is None:
                message = f"{path.name} is empty; its first line must name the columns"
                self.reader.problem(self.reader.at(node), "empty", message)
                return
            if not self.check_header(node, file, header, columns):
                return
            naming = [(header.cells.index(column.name), column.name) for column in columns]
            others = [c for c in header.cells if c not in {column.name for column in columns}]
            for row in rows:
                if len(row.cells) == len(header.cells):
                    self.read_row(file, row, dict(zip(header.cells, row.cells, strict=True)), naming, others)
                    continue
                message = f"{_count(len(row.cells), 'field')} where the header has {len(header.cells)}"
                if len(row.cells) > len(header.cells):
                    message += "; a cell with a comma in it must stand in quotation marks"
                self.report(Place(file, row.line, len(header.cells)), "csv-width", message)
        except CsvError as error:
            at = Position(file.path, error.line, error.column)
            source = file.source(error.line)
            self.reader.problems.append(Problem(at, "csv", f"not CSV: {error}", source))

    def check_header(self, node: Any, file: Table, header: Row, columns: list[_Column]) -> bool:
        reader = self.reader
        before = len(reader.problems)
        for number, column in enumerate(header.cells):
            message = ""
            if not column.strip():
                message = f"column {number + 1} has no name"
            elif column != column.strip():
                message = f"the name of column '{column}' begins or ends with white space"
            elif column in header.cells[:number]:
                message = f"two columns are called '{column}'"
            if message:
                self.report(Place(file, header.line, number), "csv", message)
        stripped = [column.strip() for column in header.cells]
        for wanted in columns:
            if wanted.name not in stripped:
                hint = did_you_mean(wanted.name, [c for c in stripped if c])
                if wanted.node is None and "did you mean" not in hint:
                    hint += "; say under 'match' which columns hold the names"
                at = reader.at(node if wanted.node is None else wanted.node)
                message = f"{Path(file.path).name} has no column '{wanted.name}'{hint}"
                reader.problem(at, "unknown-column", message)
        return len(reader.problems) == before

    def read_row(
        self, file: Table, row: Row, cells: dict[str, str], naming: list[tuple[int, str]], others: list[str]
    ) -> None:
        named: dict[str, Place] = {}
        for number, column in naming:
            cell = cells[column]
            place = Place(file, row.line, number)
            parts = [p for p in (cell.split(";") if ";" in cell else (cell,)) if fold_name(p)]
            for part in parts:
                named.setdefault(part.strip(), place)
            if column == "name" and not parts:
                self.report(place, "empty-name", "the cell 'name' of this row is empty", WARNING)
        if self.name == GAZETTEER:
            for key, limit in _DEGREES.items():
                value = cells.get(key, "")
                if value and not _is_degrees(value, limit):
                    message = f"{key} '{value}' is no number of degrees from -{limit} to {limit}"
                    self.report(Place(file, row.line, list(cells).index(key)), "location", message)
        self.add(cells, named, {key: cells[key] for key in others} if others else {})


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _is_degrees(text: str, limit: int) -> bool:
    try:
        return abs(float(text)) <= limit
    except ValueError:
        return False
