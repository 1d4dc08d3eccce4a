"""What there is to annotate, cut into partitions: each is one task, and one file of the output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from annotators.cluster.place import Place, PlaceError, files_in, kind_of
from annotators.document import Failure
from annotators.inputs import EmptyFolder, Source, inputs
from annotators.jsonlinput import Keys

ARTICLES = 1_000  # of a partition, at most: half a minute of one core
BYTES = 8_000_000  # of text, about: a worker holds that of one partition
_CHUNK = 1 << 22  # bytes
_GLOBS = {"text": "*.txt", "lines": "*.jsonl", "rows": "*.parquet"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How the input is to be read."""

    name: str  # `text`: a file is an article; `lines`: a line of JSON is one; `rows`: a row of Parquet is one
    keys: Keys | None = None  # None: `text`
    glob: str | None = None  # which files of a folder, where it was said

    @property
    def files(self) -> str:
        """Which files of a folder are read."""
        return self.glob or _GLOBS[self.name]


@dataclass(frozen=True, slots=True)
class Piece:
    """Articles that stand one after the other in one file."""

    place: Place
    articles: int  # of `lines`: counted with those that are empty
    bytes: int  # of the file, about
    begin: int = 0  # of `lines`: the bytes [begin, end) of the file; of `rows`: the rows of the group `group`
    end: int = 0
    first: int = 1  # the number of the first line or row in the file, from 1
    group: int = 0
    failure: Failure | None = None  # what stands for it: a folder that cannot be listed


@dataclass(frozen=True, slots=True)
class Partition:
    """What one worker does in one go."""

    number: int  # from 0
    kind: Kind
    pieces: tuple[Piece, ...] = field(repr=False)

    @property
    def articles(self) -> int:
        """How many there are."""
        return sum(piece.articles for piece in self.pieces)


def partitions(root: Place, kind: Kind, *, articles: int = ARTICLES) -> Iterator[Partition]:
    """The input in order, `articles` at most in each. Files are looked at as partitions are asked for.

    :raises PlaceError: no file of `root` matches, or one is no Parquet file with such columns.
    :raises OSError: it cannot be read.
    """
    number, waiting, count, size = 0, list[Piece](), 0, 0
    for piece in _pieces(root, kind, articles):
        if waiting and (count + piece.articles > articles or size + piece.bytes > BYTES):
            yield Partition(number, kind, tuple(waiting))
            number, waiting, count, size = number + 1, [], 0, 0
        waiting.append(piece)
        count += piece.articles
        size += piece.bytes
    if waiting:
        yield Partition(number, kind, tuple(waiting))


def _pieces(root: Place, kind: Kind, most: int) -> Iterator[Piece]:
    cut: dict[str, Callable[[Place, Kind, int], Iterable[Piece]]] = {
        "text": _whole_file,
        "lines": _lines,
        "rows": _rows,
    }
    found = False
    for item in _files(root, kind.files):
        found = True
        if isinstance(item, Failure):
            yield Piece(root, 1, 0, failure=item)
        else:
            yield from cut[kind.name](item, kind, most)
    if not found:
        raise PlaceError(f"{root.name}: no file matches {kind.files}")


def _files(root: Place, glob: str) -> Iterator[Place | Failure]:
    if root.is_local:
        # As on one machine: what is linked, hidden or closed is treated alike, and in the same order.
        for item in inputs([root.name], glob=glob):
            if isinstance(item, Source):
                yield Place(item.name, root.filesystem, root.path + item.name[len(root.name) :].rstrip("/"))
            elif isinstance(item, Failure):
                yield item
            else:
                assert isinstance(item, EmptyFolder)
    elif kind_of(root) == "folder":
        yield from files_in(root, glob)
    else:
        yield root


def _whole_file(place: Place, kind: Kind, most: int) -> Iterator[Piece]:
    info = place.filesystem.get_file_info(place.path)
    yield Piece(place, 1, info.size or 0)  # of no size: what it is, reading it will say


def _lines(place: Place, kind: Kind, most: int) -> Iterator[Piece]:
    """Stretches of whole lines. The file is read once, to find where they end."""
    begin, first, lines = 0, 1, 0  # of the stretch
    start = position = 0  # of the line and of the chunk in the file
    with place.filesystem.open_input_stream(place.path) as stream:
        while chunk := stream.read(_CHUNK):
            at = 0
            while (end := chunk.find(b"\n", at)) >= 0:
                at = end + 1
                start, lines = position + at, lines + 1
                if lines == most or start - begin >= BYTES:
                    yield Piece(place, lines, start - begin, begin, start, first)
                    begin, first, lines = start, first + lines, 0
            position += len(chunk)
    if position > start:  # the last line has no end
        lines += 1
    if lines:
        yield Piece(place, lines, position - begin, begin, position, first)


def _rows(place: Place, kind: Kind, most: int) -> Iterator[Piece]:
    import pyarrow
    from pyarrow import parquet

    assert kind.keys is not None
    try:
        with place.filesystem.open_input_file(place.path) as stream:
            file = parquet.ParquetFile(stream)
            columns = file.schema_arrow.names
            text = kind.keys.text
            if text not in columns:
                raise PlaceError(f"{place.name}: no column '{text}', only {', '.join(columns)}")
            type_ = file.schema_arrow.field(text).type
            if not (pyarrow.types.is_string(type_) or pyarrow.types.is_large_string(type_)):
                raise PlaceError(f"{place.name}: the column '{text}' is of type {type_} and no text")
            first = 1
            for number in range(file.num_row_groups):
                group = file.metadata.row_group(number)
                rows = group.num_rows
                each = max(1, min(most, BYTES * rows // max(1, group.total_byte_size)))
                for begin in range(0, rows, each):
                    end = min(begin + each, rows)
                    size = group.total_byte_size * (end - begin) // rows
                    yield Piece(place, end - begin, size, begin, end, first + begin, number)
                first += rows
    except pyarrow.ArrowInvalid as error:
        raise PlaceError(f"{place.name}: {str(error).splitlines()[0]}") from None
