"""What is wrong with a rule file, where, and how to fix it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file. `line` and `column` count from 1."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `source` is the line it stands in, empty where the file has none."""

    at: Position
    code: str
    message: str
    source: str = ""

    def __str__(self) -> str:
        text = f"{self.at.path}:{self.at.line}:{self.at.column}: error[{self.code}] {self.message}"
        if not self.source:
            return text
        caret = "".join("\t" if c == "\t" else " " for c in self.source[: self.at.column - 1]) + "^"
        return f"{text}\n    {self.source}\n    {caret}"


class RuleFileError(ValueError):
    """Rule packs that cannot be used; `problems` lists every fault of every pack, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.at.path, p.at.line, p.at.column, p.code)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """` ; did you mean 'x'?` with the nearest known name, or what is allowed where none is near."""
    allowed = sorted(set(known))
    near = difflib.get_close_matches(name, allowed, n=1, cutoff=0.6)
    if near:
        return f"; did you mean '{near[0]}'?"
    if not allowed:
        return ""
    shown = ", ".join(allowed[:12]) + (", …" if len(allowed) > 12 else "")
    return f"; known: {shown}"
