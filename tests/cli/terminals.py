"""A terminal for the command's standard output."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
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
