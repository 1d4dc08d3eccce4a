"""One YAML file of a rule pack: its nodes with their positions, its faults collected.

Every scalar is a string: `no` is not false, `12:30` is not 750.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from annotators.boundedfile import LargerError, read_bounded
from annotators.pattern import Group, PatternError, parse
from annotators.problem import ERROR, Position, Problem, did_you_mean, nearest
from annotators.rule import Written

# What one code point of a quoted scalar is written as.
_SINGLE_QUOTED = re.compile(r"''|.")
_DOUBLE_QUOTED = re.compile(r"\\x..|\\u.{4}|\\U.{8}|\\.|.")
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # YAML 1.1
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # YAML 1.1

NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
NAME_RULE = "must be lower-case letters, digits and hyphens, a letter first"
MAX_PACK_BYTES = 1_000_000
MAX_NESTING = 30  # of mappings and lists in one another; a pack needs eight
_NO_TABS = "indent with blanks, not with tabs"
# What is in the way, in libyaml's words -> how to mend it.
_ADVICE = {
    "found a tab character": _NO_TABS,
    "found character that cannot start any token": "put the value in quotation marks",
    "mapping values are not allowed": "put a value that holds ': ' in quotation marks, or indent the line as"
    " its neighbours are",
    "did not find expected key": "indent the line as its neighbours are, or put a value that begins with"
    " {, [ or a quotation mark in quotation marks as a whole",
    "did not find expected ',' or": "close the bracket, or put a value with brackets or commas in quotation"
    " marks",
    "did not find expected '-' indicator": "begin the line with '- ', or indent it as what belongs to the"
    " entry above",
    "could not find expected ':'": "write 'key: value', or close the quotation mark above",
    "found unexpected end of stream": "close the quotation mark",
    "found unknown escape character": "write a pattern in single quotation marks",
}


class Keys(dict[str, tuple[Any, Any]]):
    """Key -> (key node, value node) of a mapping."""

    mistaken: frozenset[str] = frozenset()  # the known keys that an unknown one seems to be meant for


class PackReader:
    """Walks one YAML file; problems pile up in `problems`."""

    what = "a rule pack"  # the file, in messages

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.lines: tuple[str, ...] = ()
        self.first = 1  # the line of the file in which what is read begins
        self.names = 0  # of all lists so far
        self.hash = hashlib.sha256()
        self.files: list[tuple[str, str]] = []  # as named in the pack (itself: empty), and their sha256

    def took(self, name: str, data: bytes) -> None:
        """Note that the file called `name` in the pack, which holds `data`, is a part of it."""
        self.hash.update(data)
        self.files.append((name, hashlib.sha256(data).hexdigest()))

    def at(self, node: Any, offset: int = 0) -> Position:
        if node is None:
            return Position(str(self.path), 1, 1)
        mark = node.start_mark
        return Position(str(self.path), mark.line + self.first, mark.column + 1 + offset)

    def source(self, line: int) -> str:
        return self.lines[line - 1] if line <= len(self.lines) else ""

    def problem(self, at: Position, code: str, message: str, severity: str = ERROR) -> None:
        self.problems.append(Problem(at, code, message, self.source(at.line), severity))

    def root(self) -> Any:
        """The outermost node; None where there is none, or a problem was found."""
        start = Position(str(self.path), 1, 1)
        data = b""
        try:
            data = read_bounded(self.path, MAX_PACK_BYTES)
            text = data.decode("utf-8")
        except LargerError:
            message = f"the file is larger than {MAX_PACK_BYTES} bytes; put its lists into their own files"
            self.problem(start, "limit", message)
            return None
        except OSError as error:
            self.problem(start, "unreadable", error.strerror or "cannot be read")
            return None
        except UnicodeDecodeError as error:
            self.problem(start, "encoding", not_utf8(data, error.start))
            return None
        self.took("", data)
        self.lines = tuple(_LINE_BREAK.split(text))
        unprintable = _UNPRINTABLE.search(text)
        if unprintable is not None:
            before = _LINE_BREAK.split(text[: unprintable.start()])
            at = Position(str(self.path), len(before), len(before[-1]) + 1)
            self.problem(at, "yaml", f"not YAML: character U+{ord(unprintable.group()):04X} is not allowed")
            return None
        return self.composed(text)

    def composed(self, text: str) -> Any:
        """The outermost node of `text`, which begins in line `first`; None as for `root`."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            if not self._is_plain(yaml.parse(text, Loader=loader)):
                return None
            return yaml.compose(text, Loader=loader)
        except yaml.MarkedYAMLError as error:
            at = self._fault(error.problem_mark or error.context_mark)
            context, began = error.context, error.context_mark
            if (
                began is not None
                and began.line + self.first < at.line
                and context
                and re.search("flow|quoted", context)
            ):
                context += f" that begins in line {began.line + self.first}"
            reason = ", ".join(part for part in (context, error.problem) if part)
            advice = next((f"; {how}" for what, how in _ADVICE.items() if what in reason), "")
            if self.source(at.line)[at.column - 1 : at.column] == "\t":
                advice = f"; {_NO_TABS}"
            self.problem(at, "yaml", f"not YAML: {reason}{advice}")
            return None

    def _fault(self, mark: Any) -> Position:
        """The place of a mark; at the end of the last line with text where the file ends too early."""
        line, column = (mark.line + self.first, mark.column + 1) if mark else (self.first, 1)
        last = max((n for n, text in enumerate(self.lines, 1) if text.strip()), default=1)
        if line > last:
            line, column = last, len(self.source(last)) + 1
        return Position(str(self.path), line, column)

    def _is_plain(self, events: Iterable[Any]) -> bool:
        """Whether there is neither an alias nor a depth that no pack has; before nodes are made of it."""
        depth = 0
        for event in events:
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                message = f"anchors and aliases are not allowed in {self.what}"
                if isinstance(event, yaml.AliasEvent):
                    message += "; put a value that begins with * in quotation marks"
                self.problem(self.at(event), "alias", message)
                return False
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_NESTING:
                    message = f"mappings and lists stand more than {MAX_NESTING} deep in one another"
                    self.problem(self.at(event), "limit", message)
                    return False
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        return True

    def mapping(self, node: Any, what: str, allowed: Sequence[str] | None) -> Keys:
        """The keys of a mapping, duplicates and unknown ones reported."""
        if not isinstance(node, yaml.MappingNode):
            self.problem(self.at(node), "type", f"{what} must be a mapping of keys to values")
            return Keys()
        found = Keys()
        mistaken: set[str] = set()
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                self.problem(self.at(key_node), "type", f"a key of {what} must be a plain word")
            elif key in found:
                self.problem(self.at(key_node), "duplicate-key", f"'{key}' stands twice in {what}")
            elif allowed is not None and key not in allowed:
                message = f"unknown key '{key}' in {what}{did_you_mean(key, allowed)}"
                self.problem(self.at(key_node), "unknown-key", message)
                mistaken.add(nearest(key, allowed) or "")
            else:
                found[key] = (key_node, value_node)
        found.mistaken = frozenset(mistaken)
        return found

    def string(self, node: Any, what: str) -> str | None:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        message = f"{what} must be a string"
        if isinstance(node, yaml.MappingNode) and all(v.value == "" for _, v in node.value):
            message += "; put a value that begins with { in quotation marks"  # {Name} is a mapping to YAML
        self.problem(self.at(node), "type", message)
        return None

    def strings(self, node: Any, what: str) -> list[tuple[str, Any]]:
        """A string or a list of strings, each with its node."""
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found = []
        for item in nodes:
            value = self.string(item, f"each entry of {what}" if item is not node else what)
            if value is not None:
                found.append((value, item))
        return found

    def choice(self, node: Any, what: str, allowed: Sequence[str]) -> str | None:
        value = self.string(node, what)
        if value is not None and value not in allowed:
            self.problem(
                self.at(node), "unknown-value", f"unknown {what} '{value}'{did_you_mean(value, allowed)}"
            )
            return None
        return value

    def name(self, node: Any, what: str, value: str) -> bool:
        """Whether `value` can be a name in a pack; a problem where not."""
        if NAME.match(value):
            return True
        self.problem(self.at(node), "name", f"{what} '{value}' {NAME_RULE}")
        return False

    def strings_at(self, keys: Keys, key: str, places: dict[tuple[str, str], Position]) -> list[str]:
        """The strings of an optional key; where they stand goes to `places`."""
        found = self.strings(keys[key][1], key) if key in keys else []
        for value, node in found:
            places.setdefault((key, value), self.at(node))
        return [value for value, _ in found]

    def pattern(self, node: Any, what: str) -> Group | None:
        source = self.string(node, what)
        if source is None:
            return None
        try:
            return parse(source)
        except PatternError as error:
            self.problem(self.written(node).position(error.offset), "pattern", f"{what}: {error}")
            return None

    def written(self, node: Any) -> Written:
        """Where the code points of a scalar stand."""
        start, end, at = node.start_mark, node.end_mark, self.at(node)
        if start.line != end.line:
            return Written(at)
        if node.style not in ("'", '"'):
            return Written(at, range(at.column, at.column + len(node.value)))
        unit = _SINGLE_QUOTED if node.style == "'" else _DOUBLE_QUOTED
        inside = self.lines[start.line][start.column + 1 : end.column - 1]
        return Written(at, tuple(at.column + 1 + found.start() for found in unit.finditer(inside)))


def not_utf8(data: bytes, offset: int) -> str:
    """What is said of a file that is not UTF-8 from byte `offset` on."""
    line = data.count(b"\n", 0, offset) + 1
    return f"not UTF-8 in line {line} (byte {offset}); save it as UTF-8"
