"""Where records go: a stream or one file. A folder with a file an article is a `FolderSink`."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol

from annotators.batch import Record
from annotators.document import Failure
from annotators.filelock import lock
from annotators.inputs import Admitted, Item, Skipped

PART = ".part"  # behind the name of a file that is being written
# What is wrong with the disk and with no single article: going on would fail them all.
OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE)


class OutputError(Exception):
    """Nothing can be written any more. `str(error)` says where, and why."""


class Sink(Protocol):
    """Takes records."""

    def admitted(self, items: Iterable[Item]) -> Iterator[Admitted]:
        """The inputs: as failures of the code `output` those whose records it would not take, as `Skipped`
        those whose records it has."""

    def put(self, record: Record) -> Failure | None:
        """Write one record, or say why this one cannot be written.

        :raises OutputError: no record can be.
        """

    def skip(self, skipped: Skipped) -> None:
        """An input is passed over, in its turn.

        :raises OutputError: as `put`.
        """


class StreamSink:
    """All records, one behind the other, by `write`, which takes whole records. With no record the header is
    written at the end of the block."""

    def __init__(self, write: Callable[[str], None], header: str = "") -> None:
        self._write, self._header = write, header

    def admitted(self, items: Iterable[Item]) -> Iterator[Admitted]:
        return iter(items)

    def put(self, record: Record) -> Failure | None:
        self._write(self._header + record.text)
        self._header = ""
        return None

    def skip(self, skipped: Skipped) -> None:
        """A stream has nothing to skip."""

    def __enter__(self) -> StreamSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._header:  # no record has come
            self._write(self._header)


class FileSink:
    """All records in one file, which stands at `path` when all are in it; until then they are in `part`.

    After an error `part` stays with the whole records that it has, or goes if it has none. Beside it stands
    a `stamp` of what its records depend on, see `resume`.
    """

    def __init__(self, path: Path, header: str = "", stamp: str = "") -> None:
        self._target = path.resolve() if path.is_symlink() else path
        self.part = self._target.with_name(self._target.name + PART)
        self.stamp_file = self.part.with_name(self.part.name + ".stamp")
        self.records = 0
        self._stamp = stamp
        self._header = header
        self._whole = 0  # bytes of whole records
        self._file: BinaryIO | None = None

    def __enter__(self) -> FileSink:
        """
        :raises OutputError: it cannot be written, or another run writes it.
        """
        self._open()
        return self

    def _open(self, *, kept: bool = False) -> None:
        """Open the file, empty, unless it is to be `kept` and has the same stamp."""
        with blamed(self.part):
            file = self.part.open("ab", buffering=0)
            if not lock(file):
                raise OutputError(f"another run writes to {self.part}")
            self._file = file
            if not (kept and self._stamp and _read(self.stamp_file) == self._stamp):
                self.stamp_file.unlink(missing_ok=True)  # first: it says what is in the file
                file.truncate(0)
                if self._stamp:
                    self.stamp_file.write_text(self._stamp)

    def _cut(self, size: int) -> None:
        assert self._file is not None
        with blamed(self.part):
            self._file.truncate(size)
        self._whole = size

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
                    self.stamp_file.unlink(missing_ok=True)
            return
        with blamed(self.part), file:
            self._write(self._header)
            os.fsync(file.fileno())
        with blamed(self._target):
            with suppress(FileNotFoundError):
                self.part.chmod(self._target.stat().st_mode & 0o777)
            self.part.replace(self._target)
            self.stamp_file.unlink(missing_ok=True)

    def admitted(self, items: Iterable[Item]) -> Iterator[Admitted]:
        return iter(items)

    def skip(self, skipped: Skipped) -> None:
        """Its record is in the file."""

    def put(self, record: Record) -> Failure | None:
        self._write(self._header + record.text)
        self._header = ""
        self.records += 1
        return None

    def _write(self, text: str) -> None:
        assert self._file is not None
        data = text.encode()
        with blamed(self.part):
            write_all(self._file, data)
        self._whole += len(data)


def write_all(file: BinaryIO, data: bytes) -> None:
    """Write `data` to a file without a buffer."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _read(path: Path) -> str:
    return path.read_text(errors="replace") if path.is_file() else ""


@contextmanager
def blamed(path: Path) -> Iterator[None]:
    """Every error of the system in the block as an `OutputError` that names `path`."""
    try:
        yield
    except OSError as error:
        raise OutputError(blame(path, error)) from error


def blame(path: Path, error: OSError) -> str:
    """What is told of an error in writing to `path`."""
    return f"cannot write to {path}: {error.strerror or error}"
