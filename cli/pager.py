"""Output for people: through `$PAGER` where it is longer than the screen, else straight on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO

from .output import write

# As git does: leave at once where all fits, pass colours on, leave the text on the screen.
_LESS = "FRX"


class Pager:
    """Takes text as it comes; the pager starts once there is more than the screen holds.

    Where that is not a terminal (`height` is None), or nothing can be run, it is all written straight on.
    """

    def __init__(self, output: BinaryIO, height: int | None, encoding: str) -> None:
        self._output, self._encoding = output, encoding
        self._room = height - 1 if height is not None else None  # one for the shell's prompt
        self._held: list[str] = []
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Pager:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running is None:
            if error is None or not isinstance(error, BrokenPipeError):
                self._straight("".join(self._held))
            return
        # Ctrl-C is the pager's while it runs: a prompt that came back over it would leave the terminal raw.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            assert self._running.stdin is not None
            with suppress(OSError):
                self._running.stdin.close()
            self._running.wait()
        finally:
            signal.signal(signal.SIGINT, before)

    def write(self, text: str) -> None:
        """Show `text`.

        :raises BrokenPipeError: the reader has left.
        """
        if self._running is None:
            if self._room is None:
                self._straight(text)
                return
            self._held.append(text)
            self._room -= text.count("\n")
            if self._room >= 0:
                return
            text = "".join(self._held)
            self._held = []
            self._running = _start()
            if self._running is None:
                self._room = None
                self._straight(text)
                return
        stream = self._running.stdin
        assert stream is not None
        stream.write(text.encode(self._encoding, "backslashreplace"))
        stream.flush()

    def _straight(self, text: str) -> None:
        # What the terminal's encoding lacks is shown as an escape.
        write(self._output, text, self._encoding, "backslashreplace")


def _start() -> subprocess.Popen[bytes] | None:
    """The pager, or None where there is none: `PAGER` is empty or `cat`, or names nothing that can be run."""
    command = os.environ.get("PAGER")
    if command is None:
        command = "less" if shutil.which("less") else "more"
    words = [word for word in command.split() if "=" not in word]  # `LESS=-S less`
    if not words or words == ["cat"] or shutil.which(words[0]) is None:
        return None
    environment = {"LESS": _LESS, "LV": "-c"} | os.environ
    sys.stdout.flush()
    return subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, env=environment)
