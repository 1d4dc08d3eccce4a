"""Where records go: a stream, one file, or a folder with a file an article."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol

from annotators.batch import Record
from annotators.document import Failure
from annotators.inputs import Item, Source

PART = ".part"  # behind the name of a file that is being written
# What is wrong with the disk and with no single article: going on would fail them all.
_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE)


class OutputError(Exception):
    """Nothing can be written any more. `str(error)` says where, and why."""


class Sink(Protocol):
    """Takes records."""

    def admitted(self, items: Iterable[Item]) -> Iterator[Item]:
        """The inputs, those whose records it would not take as failures of the code `output`."""

    def put(self, record: Record) -> Failure | None:
        """Write one record, or say why this one cannot be written.

        :raises OutputError: no record can be.
        """


class StreamSink:
    """All records, one behind the other, by `write`, which takes whole records. With no record the header is
    written at the end of the block."""

    def __init__(self, write: Callable[[str], None], header: str = "") -> None:
        self._write, self._header = write, header

    def admitted(self, items: Iterable[Item]) -> Iterator[Item]:
        return iter(items)

    def put(self, record: Record) -> Failure | None:
        self._write(self._header + record.text)
        self._header = ""
        return None

    def __enter__(self) -> StreamSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._header:  # no record has come
            self._write(self._header)


class FileSink:
    """All records in one file, which stands at `path` when all are in it; until then they are in `part`.

    After an error `part` stays with the whole records that it has, or goes if it has none.
    """

    def __init__(self, path: Path, header: str = "") -> None:
        self._target = path.resolve() if path.is_symlink() else path
        self.part = self._target.with_name(self._target.name + PART)
        self.records = 0
        self._header = header
        self._whole = 0  # bytes of whole records
        self._file: BinaryIO | None = None

    def __enter__(self) -> FileSink:
        """
        :raises OutputError: it cannot be written.
        """
        with _blamed(self.part):
            self._file = self.part.open("wb", buffering=0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        file = self._file
        assert file is not None
        if kind is not None:
            with suppress(OSError), file:
                file.truncate(self._whole)
                if not self.records:
                    self.part.unlink()
            return
        with _blamed(self.part), file:
            self._write(self._header)
            os.fsync(file.fileno())
        with _blamed(self._target):
            with suppress(FileNotFoundError):
                self.part.chmod(self._target.stat().st_mode & 0o777)
            self.part.replace(self._target)

    def admitted(self, items: Iterable[Item]) -> Iterator[Item]:
        return iter(items)

    def put(self, record: Record) -> Failure | None:
        self._write(self._header + record.text)
        self._header = ""
        self.records += 1
        return None

    def _write(self, text: str) -> None:
        assert self._file is not None
        data = text.encode()
        with _blamed(self.part):
            _write_all(self._file, data)
        self._whole += len(data)


class FolderSink:
    """A file for each record, at its `place` below `folder`, `suffix` in the place of `.txt`.

    A record without a place is not written. Of each output eight bytes stay in memory.
    """

    def __init__(self, folder: Path, suffix: str, header: str = "", *, replace: bool = False) -> None:
        """
        :param replace: whether files may be replaced that were there before.
        :raises OutputError: there is no such folder, and none can be made.
        """
        with _blamed(folder):
            folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._suffix, self._header, self._replace = folder, suffix, header, replace
        self._taken: set[bytes] = set()
        self._made: Path | None = None  # the folder that was last seen to be there

    def output(self, place: str) -> Path:
        """The file of the record with this place."""
        stem = place.removesuffix(".txt")
        whole = not stem or stem.endswith("/")  # a file called `.txt`
        return self._folder / ((place if whole else stem) + self._suffix)

    def admitted(self, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            refusal = self._refusal(item) if isinstance(item, Source) and item.place else ""
            yield Failure(item.name, "output", refusal) if isinstance(item, Source) and refusal else item

    def put(self, record: Record) -> Failure | None:
        if not record.place:
            return None
        path = self.output(record.place)
        try:
            if path.parent != self._made:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._made = path.parent
            _put(path, (self._header + record.text).encode())
        except OSError as error:
            if error.errno in _OF_THE_DISK:
                raise OutputError(_reason(path, error)) from error
            return Failure(record.article, "output", _reason(path, error))
        return None

    def _refusal(self, source: Source) -> str:
        path = self.output(source.place)
        key = blake2b(os.fsencode(path), digest_size=8).digest()
        if key in self._taken:
            return f"its output {path} is that of another input"
        self._taken.add(key)
        if not self._replace and os.path.lexists(path):
            return f"{path} is there already"
        return ""


def _put(path: Path, data: bytes) -> None:
    """Write a file by way of one beside it, whose name is short where that of `path` is as long as can be."""
    beside = path.with_name(f".glossator-{os.getpid()}{PART}")
    try:
        with beside.open("wb", buffering=0) as file:
            _write_all(file, data)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _write_all(file: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


@contextmanager
def _blamed(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(_reason(path, error)) from error


def _reason(path: Path, error: OSError) -> str:
    return f"cannot write to {path}: {error.strerror or error}"
