"""Files of records that people have edited, as YAML documents or as JSON: what they hold, and where.

What records hold by contract is checked by who reads them; here is only what any such file must be.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from annotators.ner.bio import TrainingDataError

_MAX_NESTING = 30  # of mappings and lists in one another, in YAML; a record needs five
_TOO_DEEP = "mappings and lists are nested too deep for a record"


class Fields(dict[str, object]):
    """A mapping of a file. Its values are strings (numbers as they are written), booleans of JSON, None,
    lists and further `Fields`."""

    def __init__(self, at: str) -> None:
        super().__init__()
        self.at = at  # `path:line`, from 1; in JSON of the outermost mapping

    def error(self, reason: str) -> TrainingDataError:
        """What to raise when something is wrong with this mapping."""
        return TrainingDataError(f"{self.at}: {reason}")

    def put(self, key: str, value: object) -> None:
        """
        :raises TrainingDataError: the key is there already.
        """
        if key in self:
            raise self.error(f"'{key}' stands twice; keep one of them")
        self[key] = value


def read_records(path: Path) -> Iterator[Fields]:
    """The records of a file in their order: YAML documents, or JSON objects where it begins with a bracket.

    JSON objects stand behind one another, on a line each or on many (`jq .`). Empty YAML documents are
    passed over.

    :raises TrainingDataError: not UTF-8, not YAML or JSON, an alias, a key twice, nesting without end, a
        record that is no mapping, no record at all.
    :raises OSError: the file cannot be read.
    """
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TrainingDataError(f"{path}:{line}: not UTF-8 at byte {error.start}") from None
    values = _json(path, text) if text.lstrip()[:1] in ("{", "[") else _yaml(path, text)
    empty = True
    for line, value in values:
        if not isinstance(value, Fields):
            raise TrainingDataError(f"{path}:{line}: expected a record, found {_kind(value)}")
        empty = False
        yield value
    if empty:
        raise TrainingDataError(f"{path}:1: no record in the file")


def _kind(value: object) -> str:
    if isinstance(value, list):
        return "a list; write its records one after another (jq -c '.[]')"
    return f"'{str(value)[:60]}'"


# JSON -------------------------------------------------------------------------------------------------------


def _json(path: Path, text: str) -> Iterator[tuple[int, object]]:
    """Each value and the line that it begins in."""
    line = 1

    def fields(pairs: list[tuple[str, object]]) -> Fields:
        found = Fields(f"{path}:{line}")
        for key, value in pairs:
            found.put(key, value)
        return found

    decoder = json.JSONDecoder(object_pairs_hook=fields, parse_int=str, parse_float=str)
    before, position = 0, _after_blanks(text, 0)
    while position < len(text):
        line += text.count("\n", before, position)
        before = position
        try:
            value, end = decoder.raw_decode(text, position)
        except json.JSONDecodeError as error:
            raise TrainingDataError(f"{path}:{error.lineno}: not JSON: {error.msg}") from None
        except RecursionError:
            raise TrainingDataError(f"{path}:{line}: {_TOO_DEEP}") from None
        yield line, value
        position = _after_blanks(text, end)


def _after_blanks(text: str, position: int) -> int:
    while text[position : position + 1].isspace():
        position += 1
    return position


# YAML -------------------------------------------------------------------------------------------------------

_NULL = ("", "~", "null", "Null", "NULL")


def _yaml(path: Path, text: str) -> Iterator[tuple[int, object]]:
    """Each document and the line that it begins in."""
    events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                root: Any = next(events)
                value = _value(path, events, root, 0)
                if value is not None:
                    yield _line(root.start_mark), value
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise TrainingDataError(f"{path}:{_line(mark)}: not YAML: {reason}") from None
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise TrainingDataError(f"{path}:{line}: not YAML: {error.reason}") from None


def _line(mark: Any) -> int:
    return int(mark.line) + 1 if mark else 1


def _value(path: Path, events: Iterator[Any], event: Any, depth: int) -> object:
    """What begins with `event`. No scalar is taken for anything but a string, empty ones apart."""
    at = f"{path}:{_line(event.start_mark)}"
    if isinstance(event, yaml.ScalarEvent):
        plain = event.style in (None, "")
        return None if plain and event.value in _NULL else str(event.value)
    if isinstance(event, yaml.AliasEvent):
        raise TrainingDataError(f"{at}: an alias (*{event.anchor}); write out what it stands for")
    if depth == _MAX_NESTING:
        raise TrainingDataError(f"{at}: {_TOO_DEEP}")
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_value(path, events, event, depth + 1))
        return items
    found = Fields(at)
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _value(path, events, event, depth + 1)
        if not isinstance(key, str):
            raise TrainingDataError(f"{path}:{_line(event.start_mark)}: a key must be a word")
        found.put(key, _value(path, events, next(events), depth + 1))
    return found
