"""What paths, folders and lists of paths stand for: the inputs, in a fixed order."""

from __future__ import annotations

import os
import select
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from annotators.document import Failure
from annotators.windows import Pause

_CHUNK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Source:
    """An input that nobody has opened yet."""

    name: str  # as the record gives it
    path: Path | None  # None: standard input


@dataclass(frozen=True, slots=True)
class EmptyFolder:
    """A folder, as given, in which no file matches."""

    name: str


Item = Source | EmptyFolder | Failure | Pause


def inputs(
    paths: Iterable[str], listed: Iterable[str | Pause] = (), *, glob: str = "*.txt", stdin_name: str = "-"
) -> Iterator[Item]:
    """What `paths` and then `listed` stand for, in that order; a folder stands for its files.

    `-` among `paths` is standard input; in `listed` it is a file of that name. A folder's files are
    the regular ones whose name matches `glob`, at any depth, in the byte order of their paths. As a
    shell's `*` does, this passes over hidden names; as `grep -r` does, over links to folders, so that
    no loop of links is entered. A path that does not exist is a `Source`: reading it will say so.
    """
    for path in paths:
        if path == "-":
            yield Source(stdin_name, None)
        else:
            yield from _expand(path, glob)
    for listed_path in listed:
        if isinstance(listed_path, Pause):
            yield listed_path
        else:
            yield from _expand(listed_path, glob)


def listed(stream: BinaryIO, *, null: bool = False) -> Iterator[str | Pause]:
    """The paths of a list, one a line (LF or CRLF), or each ended by a NUL; empty ones are left out.

    A name that is not UTF-8 comes out as Python writes such names (PEP 383). There is a `Pause` where
    whoever writes the list has written no more as yet.
    """
    end = b"\0" if null else b"\n"
    begun: list[bytes] = [b""]  # pieces of a path whose end has not been read
    first = not null
    while True:
        if _must_wait(stream):
            yield Pause()
        chunk = stream.read1(_CHUNK) if isinstance(stream, BufferedReader) else stream.read(_CHUNK)
        *whole, rest = chunk.split(end)
        names = [b"".join((*begun, whole[0])), *whole[1:]] if whole else []
        begun = [rest] if whole else [*begun, rest]
        if not chunk:
            names = [b"".join(begun)]
        for name in names:
            if first:
                name, first = name.removeprefix(b"\xef\xbb\xbf"), False
            name = name if null else name.removesuffix(b"\r")
            if name:
                yield os.fsdecode(name)
        if not chunk:
            return


def _must_wait(stream: BinaryIO) -> bool:
    """Whether nothing can be read from `stream` at once; not said of what is no pipe or terminal."""
    try:
        return not select.select([stream.fileno()], [], [], 0)[0]
    except (OSError, ValueError):
        return False


def _expand(path: str, glob: str) -> Iterator[Item]:
    if not _is_folder(path):
        yield Source(path, Path(path))
        return
    empty = True
    for item in _walk(path, glob):
        empty = False
        yield item
    if empty:
        yield EmptyFolder(path)


def _is_folder(path: str) -> bool:
    try:
        return bool(path) and stat.S_ISDIR(Path(path).stat().st_mode)
    except (OSError, ValueError):
        return False


def _walk(folder: str, glob: str) -> Iterator[Source | Failure]:
    """The matching files under `folder`. No recursion: folders can be nested deeper than Python calls."""
    waiting: list[tuple[str, bool]] = [(folder, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield Source(path, Path(path))
            continue
        try:
            with os.scandir(path) as entries:
                found = [(entry.name, _is_real_folder(entry)) for entry in entries if _wanted(entry, glob)]
        except OSError as error:
            yield Failure(path, "unreadable", error.strerror or str(error))
            continue
        # A folder's name with its slash sorts among its siblings as the paths in it do.
        found.sort(key=lambda entry: os.fsencode(entry[0]) + b"/" * entry[1], reverse=True)
        start = path if path.endswith("/") else path + "/"
        waiting.extend((start + name, is_folder) for name, is_folder in found)


def _is_real_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _wanted(entry: os.DirEntry[str], glob: str) -> bool:
    """Whether a walk goes on with `entry`: a folder, or a regular file (perhaps by a link) that matches."""
    if entry.name.startswith(".") and not glob.startswith("."):
        return False
    if _is_real_folder(entry):
        return True
    if not fnmatchcase(entry.name, glob):
        return False
    try:
        return stat.S_ISREG(entry.stat().st_mode)
    except OSError:
        return True  # a link that leads nowhere: reading it says so, where passing over it would not
