"""A terminal for the command's standard output."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sysconfig
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


def run_pipelines(epilog: str, folder: Path) -> list[str]:
    """Run the pipelines of a command's help in `folder`: those that ended with a status other than 0.

    One whose program is not installed is left out.
    """
    path = f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}"
    failed = []
    for pipeline in re.findall(r"^  (glossator .*)$", epilog, re.MULTILINE):
        if "jq" in pipeline and shutil.which("jq") is None:
            continue
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", pipeline],
            cwd=folder,
            env=os.environ | {"PATH": path},
            capture_output=True,
            timeout=120,
            check=False,
        )
        if done.returncode or done.stderr:
            failed.append(f"{pipeline}: {done.returncode} {done.stderr.decode()}")
    return failed
