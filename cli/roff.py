"""Text as roff, for the `man` macros. One of these writes one page."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

# What roff would print as another character, or take for a command.
_SPECIAL = str.maketrans(
    {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti", '"': r"\(dq"}
)


class Page:
    """A manual page that grows from its top to its end."""

    def __init__(self, title: str, section: int, source: str, manual: str) -> None:
        # No date: a page of the same program is the same bytes whenever it is built.
        self._lines = [f'.TH "{escaped(title)}" "{section}" "" "{escaped(source)}" "{escaped(manual)}"']

    def section(self, title: str) -> None:
        """A section of the first level."""
        self._lines += [f'.SH "{escaped(title)}"']

    def subsection(self, title: str) -> None:
        """One of the second level."""
        self._lines += [f'.SS "{escaped(title)}"']

    def paragraph(self, text: str, *, first: bool = False) -> None:
        """Text that is filled; `first` below a heading."""
        self._lines += [*([] if first else [".PP"]), *self._text(_wrapped(text))]

    def item(self, term: str, text: str) -> None:
        """A term, bold, and what it means."""
        self._lines += [".TP", *self._text([term], r"\fB", r"\fR"), *self._text(_wrapped(text) or [""])]

    def example(self, lines: Iterable[str], *, first: bool = False) -> None:
        """Lines as they are, indented; `first` below a heading."""
        self._lines += [*([] if first else [".PP"]), ".RS 4", ".nf", *self._text(lines), ".fi", ".RE"]

    def text(self) -> str:
        """The whole page."""
        return "\n".join(self._lines) + "\n"

    @staticmethod
    def _text(lines: Iterable[str], before: str = "", after: str = "") -> list[str]:
        return [f"{before}{_guarded(escaped(line.strip()), before)}{after}" for line in lines]


def _wrapped(text: str) -> list[str]:
    """Source lines as roff's readers like them; it fills them again."""
    pieces = (wrap(line, 72, break_long_words=False, break_on_hyphens=False) for line in text.splitlines())
    return [line for lines in pieces for line in lines]


def escaped(text: str) -> str:
    """`text` so that roff prints these very characters; the result is ASCII."""
    shown = text.translate(_SPECIAL)
    return "".join(c if c.isascii() else f"\\[u{ord(c):04X}]" for c in shown)


def _guarded(line: str, before: str) -> str:
    """A line that begins with a dot is no request, and one that is empty no break."""
    return rf"\&{line}" if not before and (not line or line[0] in ".'") else line
