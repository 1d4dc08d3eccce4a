"""One YAML file of a rule pack: its nodes with their positions, its faults collected.

Every scalar is a string: `no` is not false, `12:30` is not 750.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from annotators.pattern import Group, PatternError, parse
from annotators.problem import Position, Problem, did_you_mean
from annotators.rule import Written

# What one code point of a quoted scalar is written as.
_SINGLE_QUOTED = re.compile(r"''|.")
_DOUBLE_QUOTED = re.compile(r"\\x..|\\u.{4}|\\U.{8}|\\.|.")
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # YAML 1.1
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # YAML 1.1

Keys = Mapping[str, tuple[Any, Any]]  # key -> (key node, value node)


class PackReader:
    """Walks one YAML file; problems pile up in `problems`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.lines: tuple[str, ...] = ()
        self.hash = hashlib.sha256()

    def at(self, node: Any, offset: int = 0) -> Position:
        if node is None:
            return Position(str(self.path), 1, 1)
        mark = node.start_mark
        return Position(str(self.path), mark.line + 1, mark.column + 1 + offset)

    def problem(self, at: Position, code: str, message: str) -> None:
        source = self.lines[at.line - 1] if at.line <= len(self.lines) else ""
        self.problems.append(Problem(at, code, message, source))

    def root(self) -> Any:
        try:
            data = self.path.read_bytes()
            text = data.decode("utf-8")
        except OSError as error:
            at = Position(str(self.path), 1, 1)
            self.problems.append(Problem(at, "unreadable", error.strerror or "cannot be read"))
            return None
        except UnicodeDecodeError as error:
            at = Position(str(self.path), 1, 1)
            self.problems.append(Problem(at, "encoding", f"not UTF-8 at byte {error.start}"))
            return None
        self.hash.update(data)
        self.lines = tuple(_LINE_BREAK.split(text))
        unprintable = _UNPRINTABLE.search(text)
        if unprintable is not None:
            before = _LINE_BREAK.split(text[: unprintable.start()])
            at = Position(str(self.path), len(before), len(before[-1]) + 1)
            self.problem(at, "yaml", f"not YAML: character U+{ord(unprintable.group()):04X} is not allowed")
            return None
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            for event in yaml.parse(text, Loader=loader):
                if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                    self.problem(
                        self.at(event), "alias", "anchors and aliases are not allowed in a rule pack"
                    )
                    return None
            return yaml.compose(text, Loader=loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = Position(str(self.path), mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)
            reason = ", ".join(part for part in (error.context, error.problem) if part)
            self.problem(at, "yaml", f"not YAML: {reason}")
            return None

    def mapping(self, node: Any, what: str, allowed: Sequence[str] | None) -> dict[str, tuple[Any, Any]]:
        """Key -> (key node, value node), duplicates and unknown keys reported."""
        if not isinstance(node, yaml.MappingNode):
            self.problem(self.at(node), "type", f"{what} must be a mapping of keys to values")
            return {}
        found: dict[str, tuple[Any, Any]] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                self.problem(self.at(key_node), "type", f"a key of {what} must be a plain word")
            elif key in found:
                self.problem(self.at(key_node), "duplicate-key", f"'{key}' stands twice in {what}")
            elif allowed is not None and key not in allowed:
                message = f"unknown key '{key}' in {what}{did_you_mean(key, allowed)}"
                self.problem(self.at(key_node), "unknown-key", message)
            else:
                found[key] = (key_node, value_node)
        return found

    def string(self, node: Any, what: str) -> str | None:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        self.problem(self.at(node), "type", f"{what} must be a string")
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
