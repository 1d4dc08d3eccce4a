"""Files and folders that are written whole, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` into the file at `path`, by way of a file beside it, so that no reader sees half of it.

    What is no regular file (`/dev/stdout`, a pipe) is written to directly.

    :raises OSError: it cannot be written; what stood there before still does.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    with whole_file(path) as beside:
        beside.write_bytes(data)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """An empty file beside `path` to write to, which takes its place at the end of the block.

    :raises OSError: it cannot be written. After any error what stood at `path` before still does.
    """
    target = path.resolve()  # of a link, the file that it leads to
    number, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(number)
    beside = Path(name)
    try:
        yield beside
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """An empty folder beside `path` to write to, whose files are moved to `path` at the end of the block.

    A folder that is new appears at once. One that was there keeps what it has, but for files of the same
    names.

    :raises OSError: it cannot be written. After an error in the block nothing at `path` has changed.
    """
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield beside
        if target.exists():  # not replaced, empty or not: it may be where somebody's shell is
            _move(beside, target)
        else:
            beside.chmod(0o777 & ~_umask())
            beside.replace(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _move(source: Path, target: Path) -> None:
    """Move every file below `source` to its place below `target`."""
    for folder, _, names in os.walk(source):
        into = target / Path(folder).relative_to(source)
        into.mkdir(exist_ok=True)
        for name in names:
            (Path(folder) / name).replace(into / name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
