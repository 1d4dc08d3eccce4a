"""A folder of outputs, a file an article, and the manifest of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from annotators.batch import Record
from annotators.document import Failure
from annotators.inputs import Admitted, Item, Skipped, Source
from annotators.manifest import FILE, Done, Manifest, ManifestError, key
from annotators.resume import digest_of
from annotators.sinks import OF_THE_DISK, PART, OutputError, blame, blamed, write_all


class FolderSink:
    """A file for each record, at its `place` below `folder`, `suffix` in the place of `.txt`.

    A record without a place is not written. Of each output some bytes stay in memory.
    """

    def __init__(
        self,
        folder: Path,
        suffix: str,
        header: str = "",
        *,
        stamp: str = "",
        replace: bool = False,
        resume: bool = False,
    ) -> None:
        """
        :param stamp: what the records depend on beside their articles, see `resume`.
        :param replace: whether files may be replaced that were there before.
        :param resume: whether they may, and those stay that an earlier run made of the same articles with
            the same stamp.
        :raises OutputError: there is no such folder, and none can be made.
        """
        with blamed(folder):
            folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._suffix, self._header = folder, suffix, header
        self._stamp, self._replace, self._resume = stamp, replace or resume, resume
        self._manifest = Manifest(folder)
        self._known: dict[bytes, Done] = {}
        self._taken: set[bytes] = set()
        self._made: Path | None = None  # the folder that was last seen to be there

    def __enter__(self) -> FolderSink:
        """
        :raises OutputError: another run writes to the folder, or nobody can.
        """
        try:
            with blamed(self._folder / FILE):
                self._manifest.__enter__()
                if self._resume:
                    self._known = self._manifest.done(self._stamp)
        except ManifestError as error:
            raise OutputError(str(error)) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with blamed(self._folder / FILE):
            self._manifest.__exit__(kind, error, trace)

    def output(self, place: str) -> Path:
        """The file of the record with this place."""
        return self._folder / self._output(place)

    def _output(self, place: str) -> str:
        stem = place.removesuffix(".txt")
        whole = not stem or stem.endswith("/")  # a file called `.txt`
        return (place if whole else stem) + self._suffix

    def admitted(self, items: Iterable[Item]) -> Iterator[Admitted]:
        for item in items:
            yield self._admitted(item) if isinstance(item, Source) and item.place else item

    def put(self, record: Record) -> Failure | None:
        failure = record.failure
        output = self._output(record.place) if record.place else None
        data = (self._header + record.text).encode()
        if output is not None:
            written = self._write(record.article, self._folder / output, data)
            failure, output = written or failure, output if written is None else None
        with blamed(self._folder / FILE):
            if failure is not None:
                self._manifest.add_failed(
                    failure, output, skipped=failure.code == "output" and not record.place
                )
            elif output is not None:
                done = Done(record.sha256, len(data), record.found, self._stamp)
                self._manifest.add_done(record.article, output, done)
        return failure

    def skip(self, skipped: Skipped) -> None:
        output = self._output(skipped.place)
        with blamed(self._folder / FILE):
            self._manifest.add_done(skipped.name, output, self._known[key(output)])

    def _write(self, article: str, path: Path, data: bytes) -> Failure | None:
        try:
            if path.parent != self._made:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._made = path.parent
            _put(path, data)
        except OSError as error:
            if error.errno in OF_THE_DISK:
                raise OutputError(blame(path, error)) from error
            return Failure(article, "output", blame(path, error))
        return None

    def _admitted(self, source: Source) -> Source | Skipped | Failure:
        output = self._output(source.place)
        path, taken = self._folder / output, key(output)
        refusal = ""
        if output == FILE:
            refusal = f"its output would be the manifest {path}"
        elif taken in self._taken:
            refusal = f"its output {path} is that of another input"
        elif not self._replace and os.path.lexists(path):
            refusal = f"{path} is there already"
        if refusal:
            return Failure(source.name, "output", refusal)
        self._taken.add(taken)
        done = self._known.get(taken)
        if done is not None and done.bytes == _size(path) and done.sha256 == digest_of(source):
            return Skipped(source.name, done.found, place=source.place)
        return source


def _size(path: Path) -> int | None:
    """The bytes of a file, if it is one."""
    with suppress(OSError):
        return path.stat().st_size if path.is_file() else None
    return None


def _put(path: Path, data: bytes) -> None:
    """Write a file by way of one beside it, whose name is short where that of `path` is as long as can be.

    After a crash the next run, which alone writes to the folder, replaces that one.
    """
    beside = path.with_name(f".glossator{PART}")
    try:
        with beside.open("wb", buffering=0) as file:
            write_all(file, data)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
