"""A terminal for the command's standard output."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.cli.conftest import COMMAND


@dataclass(frozen=True, slots=True)
class Session:
    """What a run on a terminal left."""

    code: int
    screen: str  # all that was written, with its escapes; line breaks as `\\n`
    err: str


def on_terminal(
    folder: Path, *arguments: str, columns: int = 80, lines: int = 24, **environment: str
) -> Session:
    """Run the command in `folder`, its standard output a terminal, without a pager unless `PAGER` says."""
    terminal, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    given = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PAGER": ""}
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=given | environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
    ) as running:
        os.close(theirs)
        assert running.stderr is not None
        written = b""
        while True:
            try:
                piece = os.read(terminal, 1 << 16)
            except OSError:  # Linux: the other side is closed
                break
            if not piece:
                break
            written += piece
        os.close(terminal)
        err = running.stderr.read().decode()
        code = running.wait(timeout=60)
    return Session(code, written.decode().replace("\r\n", "\n"), err)


@dataclass(frozen=True, slots=True)
class Told:
    """What a run with a terminal for its standard error left."""

    code: int
    screen: str  # all that was written there, with its escapes
    out: str  # standard output, unless it was that terminal too


def told_on_terminal(
    folder: Path, *arguments: str, stdout: bool = False, **environment: str
) -> Callable[[], Told]:
    """Start the command in `folder`, its standard error a terminal, and with `stdout` its output too. What is
    returned waits for its end."""
    terminal, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    given = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    out = (folder / f"out{terminal}").open("wb")
    running = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=folder,
        env=given | environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs if stdout else out,
        stderr=theirs,
    )
    os.close(theirs)
    out.close()

    def ended() -> Told:
        written = b""
        try:
            while piece := os.read(terminal, 1 << 16):
                written += piece
        except OSError:  # Linux: the other side is closed
            pass
        os.close(terminal)
        screen = written.decode().replace("\r\n", "\n")
        return Told(running.wait(timeout=60), screen, Path(out.name).read_text(encoding="utf-8"))

    return ended
