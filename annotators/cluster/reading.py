"""The articles of a partition, read by the worker that annotates them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from annotators.article import MAX_BYTES, Article, ArticleError, read
from annotators.batch import read_source
from annotators.cluster.partitions import Kind, Partition, Piece
from annotators.cluster.place import read_bytes
from annotators.document import FACTS, Failure, Origin, Scalar
from annotators.inputs import Source, failure_of
from annotators.jsonlinput import Keys, articles_in
from annotators.windows import Pause


@dataclass(frozen=True, slots=True)
class Reading:
    """How texts are read, as the options say."""

    encoding: str = "utf-8"
    max_bytes: int = MAX_BYTES


def articles_of(partition: Partition, how: Reading) -> Iterator[Article | Failure]:
    """Each article of `partition` in order, or why it cannot be read: what is said of the same file on one
    machine, and of a row of Parquet what is said of a line of JSON.

    :raises OSError: a file with many articles in it cannot be read.
    """
    for piece in partition.pieces:
        if piece.failure is not None:
            yield piece.failure
        elif partition.kind.name == "text":
            yield _file(piece, how)
        else:
            cut = _lines if partition.kind.name == "lines" else _rows
            for item in cut(piece, partition.kind, how):
                yield read_source(item, max_bytes=how.max_bytes) if isinstance(item, Source) else item


def _file(piece: Piece, how: Reading) -> Article | Failure:
    place = piece.place
    if place.is_local:
        source = Source(place.name, Path(place.path))
        return read_source(source, encoding=how.encoding, max_bytes=how.max_bytes)
    try:
        data = read_bytes(place, how.max_bytes)
        return read(data, place.name, encoding=how.encoding, max_bytes=how.max_bytes)
    except ArticleError as error:
        return Failure(place.name, error.code, str(error))
    except OSError as error:
        return failure_of(place.name, error)


def _lines(piece: Piece, kind: Kind, how: Reading) -> Iterator[Source | Failure]:
    assert kind.keys is not None
    with piece.place.filesystem.open_input_file(piece.place.path) as file:
        stretch = io.BufferedReader(_Stretch(file, piece.begin, piece.end))
        items = articles_in(stretch, piece.place.name, kind.keys, max_bytes=how.max_bytes, first=piece.first)
        for item in items:
            assert not isinstance(item, Pause)
            yield item


class _Stretch(io.RawIOBase):
    """The bytes [begin, end) of a file that can be read from anywhere."""

    def __init__(self, file: Any, begin: int, end: int) -> None:
        self.file = file
        self.at, self.end = begin, end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data: bytes = self.file.read_at(min(len(buffer), self.end - self.at), self.at)
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)


def _rows(piece: Piece, kind: Kind, how: Reading) -> Iterator[Source | Failure]:
    from pyarrow import parquet

    assert kind.keys is not None
    with piece.place.filesystem.open_input_file(piece.place.path) as stream:
        # Without `pre_buffer` and with a buffer it does not hold the whole row group.
        file = parquet.ParquetFile(stream, pre_buffer=False, buffer_size=1 << 20)
        known = set(file.schema_arrow.names)
        columns = [name for name in dict.fromkeys(_names(kind.keys).values()) if name in known]
        row = 0
        for batch in file.iter_batches(batch_size=256, row_groups=[piece.group], columns=columns):
            if row >= piece.end:
                return
            first = max(piece.begin - row, 0)
            rows = batch.slice(first, piece.end - row - first).to_pylist() if first < batch.num_rows else []
            for number, values in enumerate(rows, first):
                yield _row(
                    values, f"{piece.place.name}:{piece.first + row + number - piece.begin}", kind.keys
                )
            row += batch.num_rows


def _row(values: dict[str, Any], name: str, keys: Keys) -> Source | Failure:
    facts = {fact: shown for fact in FACTS if (shown := _fact(values.get(_names(keys)[fact]))) is not None}
    origin = Origin(keys.text, facts)
    text = values[keys.text]
    if text is None:
        return Failure(name, "parquet", f"the column '{keys.text}' is null and no text", origin)
    return Source(name, None, text=text, origin=origin)


def _names(keys: Keys) -> dict[str, str]:
    """The columns that are read."""
    return {"text": keys.text, **{fact: getattr(keys, fact) for fact in FACTS}}


def _fact(value: object) -> Scalar | None:
    """A value as the record has it. Dates and times are written as ISO 8601 has them, lists are not."""
    if isinstance(value, float) and value - value != 0:
        return None
    if isinstance(value, (str, int, float)):
        return value
    return value.isoformat() if isinstance(value, (date, time)) else None
