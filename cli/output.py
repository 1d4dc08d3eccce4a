"""Standard output: bytes, a record at a time, whole."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from .exits import CommandError, reason


def standard_output() -> BinaryIO:
    """The binary stream under `sys.stdout`.

    :raises CommandError: there is none (`>&-`).
    """
    if sys.stdout is None:
        raise CommandError("standard output is closed")
    return sys.stdout.buffer


def terminal_width() -> int | None:
    """The columns of the terminal that standard output is; None where it is a file or a pipe."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def write(
    stream: BinaryIO,
    text: str,
    encoding: str = "utf-8",
    errors: str = "strict",
    *,
    where: Path | str = "standard output",
) -> None:
    """Write `text`, encoded with `errors` as `str.encode` has it, and flush it.

    `where` is what a fault is said to be of.

    :raises BrokenPipeError: nobody reads any more.
    :raises CommandError: the disk is full, or another fault of the output.
    """
    try:
        with _uninterrupted():
            rest = memoryview(text.encode(encoding, errors))
            while rest:
                written = stream.write(rest)  # not always all of it where Python runs unbuffered (-u)
                if written is None:
                    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
                rest = rest[written:]
            stream.flush()
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise CommandError(f"cannot write to {where}: {reason(problem)}") from problem


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put off Ctrl-C to the end of the block, so that no record is cut. A second Ctrl-C is not put off."""
    interrupted = False

    def later(number: int, frame: FrameType | None) -> None:
        nonlocal interrupted
        interrupted = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    # Under `nohup` and the like the signal is ignored, and in a thread it cannot be handled: leave it alone.
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    try:
        signal.signal(signal.SIGINT, later)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if interrupted:
        raise KeyboardInterrupt
