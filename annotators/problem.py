"""What is wrong with a rule file, where, and how to fix it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

ERROR = "error"
WARNING = "warning"
# Code points of a source line that are shown around the place: a pack on one line is no screenful.
WIDTH = 160
# More names than this are compared with an unknown one only where they begin alike: comparing is slow.
MANY = 300


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file. `line` and `column` count from 1."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `source` is the line it stands in, empty where the file has none.

    `severity` is `error` (the packs cannot be used) or `warning` (they can, but hardly as they are meant).
    """

    at: Position
    code: str
    message: str
    source: str = ""
    severity: str = ERROR

    def __str__(self) -> str:
        at = self.at
        text = f"{at.path}:{at.line}:{at.column}: {self.severity}[{self.code}] {self.message}"
        if not self.source:
            return text
        source, column = _window(self.source, at.column)
        caret = "".join("\t" if c == "\t" else " " for c in source[: column - 1]) + "^"
        return f"{text}\n    {source}\n    {caret}"


def _window(source: str, column: int) -> tuple[str, int]:
    """The part of a long line around `column`, and the column in it."""
    if len(source) <= WIDTH:
        return source, column
    first = max(0, min(column - 1 - WIDTH // 2, len(source) - WIDTH))
    before, behind = "…" if first else "", "…" if first + WIDTH < len(source) else ""
    return f"{before}{source[first : first + WIDTH]}{behind}", column - first + len(before)


class RuleFileError(ValueError):
    """Rule packs that cannot be used; `problems` lists every fault of every pack, in file order, and the
    warnings."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file, line and column."""
    return tuple(sorted(problems, key=lambda p: (p.at.path, p.at.line, p.at.column, p.code)))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether one of them is more than a warning."""
    return any(problem.severity == ERROR for problem in problems)


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name that `name` is likely to be meant for."""
    allowed = set(known)
    if len(allowed) > MANY:
        allowed = {k for k in allowed if k[:2] == name[:2] and abs(len(k) - len(name)) <= 2}
        allowed = set(sorted(allowed)[:MANY])
    near = difflib.get_close_matches(name, sorted(allowed), n=1, cutoff=0.6)
    return near[0] if near else None


def did_you_mean(name: str, known: Collection[str]) -> str:
    """`; did you mean 'x'?` with the nearest known name, or what is allowed where none is near."""
    near = nearest(name, known)
    if near is not None:
        return f"; did you mean '{near}'?"
    if not known:
        return ""
    allowed = sorted(set(known))
    shown = ", ".join(allowed[:12]) + (", …" if len(allowed) > 12 else "")
    return f"; known: {shown}"
