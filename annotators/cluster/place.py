"""Files here or on an object store, through pyarrow's file systems: listing, reading, writing whole."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from uuid import uuid4

from annotators.batch import read_stream
from annotators.wholefile import write_whole

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


class PlaceError(Exception):
    """A path or address that no file system answers for; the message names it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder, which may be reached from another machine. It can be pickled."""

    name: str  # as it was given, but for secrets and settings; what is in it is called `name/…`
    filesystem: Any  # pyarrow.fs.FileSystem
    path: str  # in `filesystem`; of a local one absolute, for a worker runs elsewhere

    def under(self, relative: str) -> Place:
        """The place of `relative`, a path with `/`, in this folder."""
        name = self.name if self.name.endswith("/") else self.name + "/"
        return Place(name + relative, self.filesystem, f"{self.path.rstrip('/')}/{relative}")

    @property
    def is_local(self) -> bool:
        """Whether it is in the files of the machine, where Python's own calls reach it."""
        return bool(self.filesystem.type_name == "local")


def place(address: str) -> Place:
    """The place of a local path or of an address that pyarrow knows: `s3://`, `gs://`, `hdfs://`, `file://`.

    :raises PlaceError: there is no such file system, or it cannot be reached.
    """
    from pyarrow import fs

    if not _SCHEME.match(address):
        return Place(address, fs.LocalFileSystem(), os.path.abspath(address))  # noqa: PTH100  # links stay
    shown = _shown(address)
    try:
        filesystem, path = fs.FileSystem.from_uri(address)
    except (OSError, ValueError) as error:  # pyarrow's errors are of both
        told = str(error).partition("\n")[0].replace(address, shown)
        raise PlaceError(f"{shown}: {told}") from None
    return Place(shown, filesystem, path)


def _shown(address: str) -> str:
    """An address as records have it: `s3://key:secret@bucket/news?region=…` is `s3://bucket/news`."""
    address = address.partition("?")[0]
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def kind_of(place: Place) -> str:
    """`file`, `folder`, or `missing`.

    :raises OSError: the file system does not answer.
    """
    from pyarrow.fs import FileType

    found = place.filesystem.get_file_info(place.path).type
    if found == FileType.NotFound:
        return "missing"
    return "folder" if found == FileType.Directory else "file"


def files_in(folder: Place, glob: str) -> Iterator[Place]:
    """The files under `folder` whose name matches `glob`, in byte order of their paths, but hidden ones.

    As `annotators.inputs` has it of local folders; one folder is listed at a time.

    :raises OSError: a folder cannot be listed.
    """
    from pyarrow.fs import FileSelector, FileType

    waiting = [(folder, True)]
    while waiting:
        found, is_folder = waiting.pop()
        if not is_folder:
            yield found
            continue
        entries = []
        for info in found.filesystem.get_file_info(FileSelector(found.path)):
            name, below = info.base_name, info.type == FileType.Directory
            if not name.startswith(".") and (below or fnmatchcase(name, glob)):
                entries.append((name, below))
        entries.sort(key=lambda entry: os.fsencode(entry[0]) + b"/" * entry[1], reverse=True)
        waiting.extend((found.under(name), below) for name, below in entries)


def read_bytes(place: Place, limit: int) -> bytes:
    """All bytes of a file.

    :raises annotators.article.ArticleError: there are more than `limit`.
    :raises OSError: it cannot be read.
    """
    with place.filesystem.open_input_stream(place.path) as stream:
        return read_stream(stream, limit)


def write_bytes(place: Place, data: bytes) -> None:
    """Make a file of `data`, which appears whole or not at all, in the place of what was there.

    Where files can be renamed it is written under another name first. An object of an object store is one
    upload, and is there once that has ended.

    :raises OSError: it cannot be written.
    """
    filesystem = place.filesystem
    if place.is_local:
        Path(place.path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(Path(place.path), data)
        return
    if filesystem.type_name in _OBJECT_STORES:
        with filesystem.open_output_stream(place.path) as stream:
            stream.write(data)
        return
    folder, _, name = place.path.rpartition("/")
    if folder:
        filesystem.create_dir(folder, recursive=True)
    beside = f"{folder}/.{name}.{uuid4().hex}"
    try:
        with filesystem.open_output_stream(beside) as stream:
            stream.write(data)
        if filesystem.type_name == "hdfs" and kind_of(place) == "file":
            filesystem.delete_file(place.path)  # HDFS renames onto nothing that exists
        filesystem.move(beside, place.path)
    except BaseException:
        if kind_of(Place("", filesystem, beside)) == "file":
            filesystem.delete_file(beside)
        raise


_OBJECT_STORES = frozenset({"s3", "gcs", "abfs"})  # as pyarrow calls them


def delete(place: Place) -> None:
    """Delete a file, if it is there.

    :raises OSError: it cannot be deleted.
    """
    try:
        place.filesystem.delete_file(place.path)
    except FileNotFoundError:
        return
