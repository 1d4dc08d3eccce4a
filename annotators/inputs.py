"""What paths, folders and lists of paths stand for: the inputs, in a fixed order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO

from annotators.document import Failure, Origin
from annotators.lines import lines
from annotators.windows import Pause


@dataclass(frozen=True, slots=True)
class Source:
    """An input that nobody has opened yet."""

    name: str  # as the record gives it
    path: Path | None  # None: standard input, unless there is a text
    # Below the folder of outputs: the path of a file within the folder that was given, else `place_of` it.
    place: str = ""
    text: str | None = None  # of an article that is one of many in a file, which has been read
    origin: Origin | None = None  # of such a text
    data: bytes | None = None  # of standard input, once it has been read


@dataclass(frozen=True, slots=True)
class EmptyFolder:
    """A folder, as given, in which no file matches."""

    name: str


Item = Source | EmptyFolder | Failure | Pause


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input whose record is there already."""

    name: str
    found: bool = False  # whether there is anything in that record
    failed: bool = False  # whether it is the record of a failure
    place: str = ""  # as that of a `Source`


Admitted = Item | Skipped  # what is left to do of the inputs, and what is not


def inputs(
    paths: Iterable[str],
    listed: Iterable[str | Pause] = (),
    *,
    glob: str | tuple[str, ...] = "*.txt",
    stdin_name: str = "-",
) -> Iterator[Item]:
    """What `paths` and then `listed` stand for, in that order; a folder stands for its files.

    `-` among `paths` is standard input; in `listed` it is a file of that name. A folder's files are
    the regular ones whose name matches `glob` (of several: one of them), at any depth, in the byte order
    of their paths. As a shell's `*` does, this passes over hidden names; as `grep -r` does,
    over links to folders, so that no loop of links is entered. A path that does not exist is a
    `Source`: reading it will say so.
    """
    globs = (glob,) if isinstance(glob, str) else glob
    for path in paths:
        if path == "-":
            yield Source(stdin_name, None, place_of(stdin_name))
        else:
            yield from _expand(path, globs)
    for listed_path in listed:
        if isinstance(listed_path, Pause):
            yield listed_path
        else:
            yield from _expand(listed_path, globs)


def listed(stream: BinaryIO, *, null: bool = False) -> Iterator[str | Pause]:
    """The paths of a list, one a line (LF or CRLF), or each ended by a NUL; empty ones are left out.

    A name that is not UTF-8 comes out as Python writes such names (PEP 383). There is a `Pause` where
    whoever writes the list has written no more as yet.
    """
    first = not null
    for name in lines(stream, b"\0" if null else b"\n"):
        if isinstance(name, Pause):
            yield name
            continue
        if first:
            name, first = name.removeprefix(b"\xef\xbb\xbf"), False
        name = name if null else name.removesuffix(b"\r")
        if name:
            yield os.fsdecode(name)


def place_of(name: str) -> str:
    """Where the output of an input called `name` goes in a folder of outputs: its path as it is, but for a
    `/` at its beginning and `..` anywhere, which would lead out of that folder."""
    return "/".join(part for part in name.split("/") if part not in ("", ".", ".."))


def failure_of(name: str, error: OSError) -> Failure:
    """What is said of the input called `name` where opening or reading it raised `error`."""
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return Failure(name, "missing", error.strerror or "not found")
    return Failure(name, "unreadable", error.strerror or str(error))


def _expand(path: str, globs: tuple[str, ...]) -> Iterator[Item]:
    if not _is_folder(path):
        yield Source(path, Path(path), place_of(path))
        return
    empty = True
    for item in _walk(path, globs):
        empty = False
        yield item
    if empty:
        yield EmptyFolder(path)


def _is_folder(path: str) -> bool:
    try:
        return bool(path) and stat.S_ISDIR(Path(path).stat().st_mode)
    except (OSError, ValueError):
        return False


def _walk(folder: str, globs: tuple[str, ...]) -> Iterator[Source | Failure]:
    """The matching files under `folder`. No recursion: folders can be nested deeper than Python calls."""
    above = len(folder if folder.endswith("/") else folder + "/")
    waiting: list[tuple[str, bool]] = [(folder, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield Source(path, Path(path), path[above:])
            continue
        try:
            with os.scandir(path) as entries:
                found = [(entry.name, _is_real_folder(entry)) for entry in entries if _wanted(entry, globs)]
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


def _wanted(entry: os.DirEntry[str], globs: tuple[str, ...]) -> bool:
    """Whether a walk goes on with `entry`: a folder, or a regular file (perhaps by a link) that matches."""
    if entry.name.startswith("."):
        globs = tuple(glob for glob in globs if glob.startswith("."))
        if not globs:
            return False
    if _is_real_folder(entry):
        return True
    if not any(fnmatchcase(entry.name, glob) for glob in globs):
        return False
    try:
        return stat.S_ISREG(entry.stat().st_mode)
    except OSError:
        return True  # a link that leads nowhere: reading it says so, where passing over it would not
