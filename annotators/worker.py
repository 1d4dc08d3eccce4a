"""A process that works for another and can be killed at any moment.

It is forked, so what is loaded is its parent's, in memory that both share. It lives no longer than its
parent: its pipe ends, and on Linux the kernel kills it. What it works on it notes in memory that the parent
sees, so that this is known whatever ends it.
"""

from __future__ import annotations

import gc
import mmap
import os
import signal
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TypeVar

_HELD = struct.Struct("<3Q")
_PR_SET_PDEATHSIG = 1  # of prctl(2)

T = TypeVar("T")
R = TypeVar("R")
Hold = Callable[[int, int], None]
# The items of a task -> the result of each, in order. It says what it works on before it does.
Work = Callable[[Sequence[T], Hold], Iterator[R]]


class Held:
    """What a worker works on: written by it, read by its parent, there when it is dead."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _HELD.size)  # which forks share
        self._turn = 0

    def __call__(self, start: int, end: int) -> None:
        """The worker begins with one of the items [start, end) of its task, or with nothing."""
        self._turn += 1
        _HELD.pack_into(self._memory, 0, self._turn, start, end)

    def read(self) -> tuple[int, int, int]:
        """A number that each beginning changes, and the items [start, end)."""
        turn, start, end = _HELD.unpack_from(self._memory)
        return turn, start, end

    def close(self) -> None:
        """Give the memory back."""
        self._memory.close()


def serve(
    parent: int, connection: Connection, held: Held, work: Work[T, R], inherited: Sequence[Connection]
) -> None:
    """Do the tasks that come through `connection` until it ends: a list of items in, the result of each out.

    An exception of `work` itself goes out in the place of a result, and no more of that task. `parent` is the
    parent's process id; `inherited` are ends of pipes that belong to it alone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent as well, which decides
    for end in inherited:
        end.close()  # or no worker would see that the parent is gone
    _die_with(parent)
    # Whoever reads the parent's output must not wait for this process to let go of it.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    gc.freeze()  # looking through what the parent had loaded would copy it
    with suppress(EOFError, OSError):  # the parent is gone
        while True:
            items = connection.recv()
            try:
                for result in work(items, held):
                    connection.send(result)
            except OSError:
                raise
            except Exception as error:
                connection.send(error)
            held(0, 0)


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, where it can."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before the kernel knew
            os._exit(0)
