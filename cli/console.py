"""What people read: everything but records, on standard error, through one Rich console."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


@cache
def console() -> Console:
    """Standard error. Rich heeds `NO_COLOR` and `TERM=dumb`, and writes no colour where it is no terminal."""
    from rich.console import Console  # late: most runs have nothing to say

    class Quiet(Console):
        def on_broken_pipe(self) -> None:
            """Go on without a reader. Rich would exit with status 1."""
            self.quiet = True

    return Quiet(stderr=True, highlight=False)


def say(text: str, style: str = "", label: str = "") -> None:
    """One message, unwrapped. Never raises: a message that cannot be shown must not stop the work."""
    from rich.text import Text

    lines = "\n".join(shown(line) for line in text.split("\n"))
    with suppress(OSError):
        console().print(Text.assemble((label, style), lines), soft_wrap=True)


def error(text: str) -> None:
    """`glossator: error: …`"""
    say(text, "bold red", "glossator: error: ")


def warning(text: str) -> None:
    """`glossator: warning: …`"""
    say(text, "bold yellow", "glossator: warning: ")


def shown(text: str) -> str:
    r"""`text` with control characters and lone surrogates as escapes, so that none drives a terminal.

    Blanks and tabs stay: the line under a problem's caret is aligned by them. So do the zero-width joiners
    that Persian and emoji are written with.
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in "\t\u200c\u200d" or (c.isspace() and "\x9f" < c not in "\u2028\u2029")
        else c.encode("unicode_escape").decode("ascii")
        for c in text
    )  # fmt: skip
