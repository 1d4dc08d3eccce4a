"""Where the keys of a TOML file stand: `tomllib` reads their values and forgets their places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Path = tuple[str, ...]

# One piece of a line. The order matters: of two quotes and of three.
_PIECE = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<text>\"{3}(?:[^\\]|\\.)*?\"{3,5} | '{3}.*?'{3,5} | "(?:[^"\\\n]|\\.)*" | '[^'\n]*')
      | (?P<open>[\[{]) | (?P<close>[\]}])
      | (?P<end>\n)
      | (?P<other>[^\#"'\[\]{}\n]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_KEY_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEY = re.compile(rf"[ \t]*({_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*)[ \t]*=")
_HEAD = re.compile(rf"[ \t]*\[\[?[ \t]*({_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*)[ \t]*\]\]?")
_PART = re.compile(_KEY_PART)


@dataclass(slots=True)
class Places:
    """Line and column, from 1, of each key and table head of a TOML text."""

    known: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def of(self, path: Path) -> tuple[int, int]:
        """Where `path` stands. A key of an inline table is where that table is."""
        while path and path not in self.known:
            path = path[:-1]
        return self.known.get(path, (1, 1))


def places(text: str) -> Places:
    """The places in `text`, which `tomllib` has read without an error.

    Only lines that begin a statement are looked at, which is why strings and brackets are followed.
    """
    found = Places()
    table: Path = ()
    start, line, depth = 0, 1, 0
    begins = True
    while start < len(text):
        if begins and depth == 0:
            end = text.find("\n", start)
            source = text[start : end if end >= 0 else len(text)]
            if head := _HEAD.match(source):
                table = _note(found, (), head, line)
                start += head.end()  # its brackets are no list
            elif key := _KEY.match(source):
                _note(found, table, key, line)
                start += key.end()
            begins = False
            continue
        piece = _PIECE.match(text, start)
        if piece is None:  # an error that tomllib has not seen: no more places
            break
        depth += (piece.lastgroup == "open") - (piece.lastgroup == "close")
        begins = piece.lastgroup == "end"
        line += piece[0].count("\n")
        start = piece.end()
    return found


def _note(found: Places, table: Path, match: re.Match[str], line: int) -> Path:
    """Note each part of a dotted key; returns the whole of it."""
    path = table
    for part in _PART.finditer(match[1]):
        path = (*path, _plain(part[0]))
        found.known.setdefault(path, (line, match.start(1) + part.start() + 1))
    return path


def _plain(part: str) -> str:
    if part[0] not in "\"'":
        return part
    import tomllib

    read: str = next(iter(tomllib.loads(f"{part} = 0")))
    return read
