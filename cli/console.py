"""What people read: everything but records, on standard error, through one Rich console."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import IO, TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console


class Color(StrEnum):
    """When colours are written."""

    auto = "auto"
    always = "always"
    never = "never"


ColorName = Annotated[
    Color | None,
    typer.Option(
        "--color",
        metavar="auto|always|never",
        help="auto: on a terminal, without NO_COLOR or TERM=dumb.  [default: auto]",
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Nothing but errors on standard error.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say what was read and how long it took.")]


@dataclass(slots=True)
class Manner:
    """How the command speaks to people."""

    color: Color = Color.auto
    quiet: bool = False
    verbose: bool = False


manner = Manner()


def behave(color: Color | None, *, quiet: bool = False, verbose: bool = False) -> None:
    """Take over what was asked for in one place; what was not stays as another place has it.

    The nearer of `-q` and `-v` wins.

    :raises typer.BadParameter: both stand in one place.
    """
    if quiet and verbose:
        raise typer.BadParameter("it cannot go with -v", param_hint="'-q'")
    if color is not None:
        manner.color = color
    if quiet or verbose:
        manner.quiet, manner.verbose = quiet, verbose


def begin() -> None:
    """Forget the manner of an earlier command of this process."""
    manner.color, manner.quiet, manner.verbose = Color.auto, False, False


def is_dumb() -> bool:
    """Whether the terminal knows no escapes."""
    return os.environ.get("TERM", "") in ("", "dumb", "unknown")


def is_colored(stream: IO[str]) -> bool:
    """Whether colours are written to `stream`."""
    if manner.color is Color.auto:
        return stream.isatty() and not is_dumb() and not os.environ.get("NO_COLOR")
    return manner.color is Color.always


def on_terminal() -> bool:
    """Whether standard error is a terminal on which what was written can be written over."""
    return sys.stderr is not None and sys.stderr.isatty() and not is_dumb()


def console() -> Console:
    """Standard error."""
    return _console(sys.stderr is not None and is_colored(sys.stderr))


@cache
def _console(colored: bool) -> Console:
    from rich.console import Console  # late: most runs have nothing to say

    class Quiet(Console):
        def on_broken_pipe(self) -> None:
            """Go on without a reader. Rich would exit with status 1."""
            self.quiet = True

    return Quiet(
        stderr=True,
        highlight=False,
        color_system="auto" if colored else None,
        force_terminal=True if colored else None,
        no_color=False,
    )


def say(text: str, style: str = "", label: str = "") -> None:
    """One message, unwrapped. Never raises: a message that cannot be shown must not stop the work."""
    from rich.text import Text

    lines = "\n".join(shown(line) for line in text.split("\n"))
    with suppress(OSError):
        console().print(Text.assemble((label, style), lines), soft_wrap=True)


def note(text: str) -> None:
    """What was done, unless the command is to be quiet."""
    if not manner.quiet:
        say(text)


def error(text: str, *further: str) -> None:
    """`glossator: error: …`, and further lines. A line break in one is shown as an escape, as the name of a
    file with one in it could pass for a message."""
    say("\n".join(map(shown, (text, *further))), "bold red", "glossator: error: ")


def warning(text: str) -> None:
    """`glossator: warning: …`, unless the command is to be quiet."""
    if not manner.quiet:
        say(shown(text), "bold yellow", "glossator: warning: ")


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
