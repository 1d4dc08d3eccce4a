"""Files of which no more is read than there may be, whatever their size is said to be."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


class LargerError(Exception):
    """A file with more bytes than it may have."""


def read_bounded(path: Path, limit: int, *, regular: bool = False) -> bytes:
    """All bytes of the file at `path`, of which there may be `limit`.

    With `regular` it must be a regular file: a pipe that nobody writes to is waited for without end, and a
    device may have no end.

    :raises LargerError: there are more; no more than that are read.
    :raises OSError: as opening and reading do, or it is not `regular`.
    :raises ValueError: there is a NUL in the path.
    """
    # Asked before it is opened, as opening a pipe waits; a pipe that came in between does not block.
    if regular and not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    number = os.open(path, os.O_RDONLY | os.O_CLOEXEC | (os.O_NONBLOCK if regular else 0))
    with os.fdopen(number, "rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise LargerError
    return data
