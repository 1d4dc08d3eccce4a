"""Lists of stored rule packs: lines of text, of which only those are read that an article needs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import overload

from annotators.wordlist import Entry

Lines = Callable[[], list[str]]  # the lines of a section of the store


class Rows(Sequence[Entry]):
    """The entries of a list, one a line: see `row_lines`. `names` is how many names they have together."""

    __slots__ = ("_entries", "_heads", "_lines", "_read", "names")

    def __init__(self, read: Lines, heads: Sequence[Sequence[str]], names: int) -> None:
        self._heads = heads
        self._read = read
        self._lines: list[str] | None = None
        self._entries: dict[int, Entry] = {}
        self.names = names

    def _all(self) -> list[str]:
        if self._lines is None:
            self._lines = self._read()
        return self._lines

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        entry = self._entries.get(index)
        if entry is None:
            entry = self._entries[index] = _entry(self._all()[index], self._heads)
        return entry

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Entry]:
        return map(self.__getitem__, range(len(self)))


class Index(Mapping[str, Entry]):
    """Key -> entry: keys and numbers of `rows`, on lines in turn."""

    __slots__ = ("_numbers", "_rows")

    def __init__(self, lines: Sequence[str], rows: Rows) -> None:
        self._numbers = dict(zip(lines[::2], lines[1::2], strict=True))
        self._rows = rows

    def __getitem__(self, key: str) -> Entry:
        return self._rows[int(self._numbers[key])]

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)


def row_lines(entries: Iterable[Entry], heads: Sequence[Sequence[str]]) -> list[str]:
    """The lines of `Rows`; `heads` are the `columns_of` the entries."""
    return [_line(entry, heads) for entry in entries]


def columns_of(entries: Iterable[Entry]) -> list[tuple[str, ...]]:
    """What columns the entries have; those of a table have the same."""
    return list(dict.fromkeys(tuple(entry.columns) for entry in entries))


def index_lines(keyed: Mapping[str, Entry], numbers: Mapping[int, int]) -> list[str]:
    """The lines of an `Index`; `numbers` are those of the entries by their identity."""
    return [line for key, entry in keyed.items() for line in (key, str(numbers[id(entry)]))]


def _line(entry: Entry, heads: Sequence[Sequence[str]]) -> str:
    plain = len(entry.names) == 1 and entry.columns == {"name": entry.names[0]}
    if plain:
        return dumped(entry.names[0])
    return dumped([heads.index(tuple(entry.columns)), entry.names, *entry.columns.values()])


def _entry(line: str, heads: Sequence[Sequence[str]]) -> Entry:
    read = json.loads(line)
    if isinstance(read, str):
        return Entry((read,), {"name": read})
    head, names, *cells = read
    return Entry(tuple(names), dict(zip(heads[head], cells, strict=True)))


def dumped(data: object) -> str:
    """JSON on one line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
