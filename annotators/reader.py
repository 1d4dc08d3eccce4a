"""Records back to `Document` and `Failure`: the inverse of `writer`.

A file of records is a stream of YAML documents or JSON lines, as `annotate` writes them; people may have
edited it. Keys that a record does not have are passed over, so notes of one's own may stand in it. Nothing in
it is run, see `recorddata`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, TypeVar

from annotators.document import (
    FACTS,
    SCHEMA,
    Count,
    Crossing,
    Document,
    Dropped,
    Failure,
    Location,
    Mention,
    Number,
    Origin,
    Person,
    Quote,
    Scalar,
    Unit,
    Winner,
)
from annotators.recorddata import MAX_NESTING, RecordError, documents

__all__ = ["RecordError", "Stored", "document", "read_records"]

T = TypeVar("T", str, int, bool)


@dataclass(frozen=True, slots=True)
class Stored:
    """A record with its place."""

    file: str  # as given; `-` for standard input
    line: int  # where it begins, from 1
    document: Document | Failure


def read_records(stream: IO[bytes], file: str) -> Iterator[Stored]:
    """The records of `stream` in its order, one at a time. White space alone holds none.

    :raises RecordError: not UTF-8, not YAML or JSON, not a record of `schema: 1`.
    """
    for line, data in documents(stream, file):
        try:
            yield Stored(file, line, document(data))
        except RecordError as error:
            raise RecordError(f"{file}:{line}: {error}") from None


def document(data: object) -> Document | Failure:
    """The record of plain data, as `writer.record` gives it.

    :raises RecordError: it is none; the message names the key.
    """
    record = _Fields(data, "")
    schema = record.value("schema", int)
    if schema != SCHEMA:
        raise RecordError(f"schema: {schema} is not known here, {SCHEMA} is")
    article = record.value("article", str)
    origin = _origin(record) if "field" in record else None
    if "error" in record:
        error = record.fields("error")
        return Failure(article, error.value("code", str), error.value("message", str), origin)
    explain = "explain" in record
    return Document(
        article=article,
        sha256=record.value("sha256", str),
        people=tuple(_person(each) for each in record.each("people")) if "people" in record else None,
        units=tuple(_unit(each) for each in record.each("units")) if "units" in record else None,
        crossings=tuple(_crossing(each) for each in record.each("crossings"))
        if "crossings" in record
        else None,
        counts=tuple(_count(each) for each in record.each("counts")) if "counts" in record else None,
        run=_run(record.mapping("run")) if "run" in record else {},
        explain=tuple(_dropped(each) for each in record.each("explain")) if explain else None,
        origin=origin,
    )


class _Fields:
    """A mapping of a record, whose values are asked for by key and type."""

    def __init__(self, data: object, path: str) -> None:
        if not isinstance(data, Mapping):
            raise RecordError(f"{path or 'a record'}: expected a mapping, found {_shown(data)}")
        self._data, self._path = data, path

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _get(self, key: str, kind: type | tuple[type, ...], name: str) -> Any:
        if key not in self._data:
            raise RecordError(f"{self._at(key)}: missing")
        value = self._data[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise RecordError(f"{self._at(key)}: expected {name}, found {_shown(value)}")
        return value

    def value(self, key: str, kind: type[T]) -> T:
        found: T = self._get(key, kind, _NAMES[kind])
        return found

    def optional(self, key: str, kind: type[T]) -> T | None:
        return self.value(key, kind) if key in self else None

    def number(self, key: str) -> Number:
        found: Number = self._get(key, (int, float), "a number")
        if found - found != 0:  # `.nan` and `.inf` of YAML, NaN and Infinity of Python's JSON
            raise RecordError(f"{self._at(key)}: expected a number, found {found}")
        return found

    def optional_number(self, key: str) -> Number | None:
        return self.number(key) if key in self else None

    def scalar(self, key: str) -> Scalar:
        value = self._data.get(key)
        if isinstance(value, bool):
            return value
        return value if isinstance(value, str) else self.number(key)

    def texts(self, key: str) -> tuple[str, ...]:
        found = self._get(key, list, "a list") if key in self else []
        for i, each in enumerate(found):
            if not isinstance(each, str):
                raise RecordError(f"{self._at(key)}[{i}]: expected a text, found {_shown(each)}")
        return tuple(found)

    def mapping(self, key: str) -> Mapping[str, object]:
        found: Mapping[str, object] = self._get(key, dict, "a mapping")
        return found

    def fields(self, key: str) -> _Fields:
        return _Fields(self.mapping(key), self._at(key))

    def each(self, key: str) -> list[_Fields]:
        return [
            _Fields(each, f"{self._at(key)}[{i}]") for i, each in enumerate(self._get(key, list, "a list"))
        ]


_NAMES = {str: "a text", int: "a whole number", bool: "true or false"}


def _shown(value: object) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):  # keys that JSON has not, more digits than are printed
        return "a mapping" if isinstance(value, Mapping) else f"a value of type {type(value).__name__}"
    return text if len(text) <= 40 else f"{text[:40]}…"


def _run(said: Mapping[str, object]) -> Mapping[str, object]:
    """What a record says of its making, checked: it is written again as it is."""
    waiting: list[tuple[str, object, int]] = [("run", said, 0)]
    while waiting:
        at, value, depth = waiting.pop()
        if depth > MAX_NESTING:
            raise RecordError("run: nested too deeply")
        if isinstance(value, dict):
            for key, each in value.items():
                if not isinstance(key, str):
                    raise RecordError(f"{at}: expected a text for a key, found {_shown(key)}")
                waiting.append((f"{at}.{key}", each, depth + 1))
        elif isinstance(value, list):
            waiting.extend((f"{at}[{i}]", each, depth + 1) for i, each in enumerate(value))
        elif isinstance(value, float) and value - value != 0:
            raise RecordError(f"{at}: expected a number, found {value}")
        elif not (value is None or isinstance(value, (str, int, float))):
            raise RecordError(f"{at}: expected a text or a number, found {_shown(value)}")
    return said


def _origin(record: _Fields) -> Origin:
    return Origin(record.value("field", str), {name: record.scalar(name) for name in FACTS if name in record})


def _mention(fields: _Fields) -> Mention:
    return Mention(
        quote=fields.value("quote", str),
        start=fields.value("start", int),
        end=fields.value("end", int),
        line=fields.value("line", int),
        by=fields.value("by", str),
        assertion=fields.optional("assertion", str),
        cue=fields.optional("cue", str),
    )


def _mentions(fields: _Fields) -> tuple[Mention, ...]:
    return tuple(_mention(each) for each in fields.each("mentions"))


def _person(fields: _Fields) -> Person:
    return Person(fields.value("name", str), fields.texts("roles"), _mentions(fields))


def _unit(fields: _Fields) -> Unit:
    return Unit(
        name=fields.value("name", str),
        kind=fields.value("kind", str),
        number=fields.optional("number", int),
        country=fields.optional("country", str),
        mentions=_mentions(fields),
    )


def _crossing(fields: _Fields) -> Crossing:
    return Crossing(
        name=fields.value("name", str),
        kind=fields.value("kind", str),
        id=fields.optional("id", str),
        countries=fields.texts("countries"),
        location=_location(fields.fields("location")) if "location" in fields else None,
        mentions=_mentions(fields),
    )


def _location(fields: _Fields) -> Location:
    return Location(fields.number("lat"), fields.number("lon"))


def _count(fields: _Fields) -> Count:
    return Count(
        mention=_mention(fields),
        value=fields.optional_number("value"),
        min=fields.optional_number("min"),
        max=fields.optional_number("max"),
        approximate=fields.optional("approximate", bool) or False,
        what=fields.optional("what", str),
        unit=fields.optional("unit", str),
        part_of=_quote(fields.fields("part_of")) if "part_of" in fields else None,
    )


def _quote(fields: _Fields) -> Quote:
    return Quote(fields.value("quote", str), fields.value("start", int), fields.value("end", int))


def _dropped(fields: _Fields) -> Dropped:
    return Dropped(
        layer=fields.value("layer", str),
        mention=_mention(fields),
        lost_to=_winner(fields.fields("lost_to")) if "lost_to" in fields else None,
        reason=fields.value("reason", str),
    )


def _winner(fields: _Fields) -> Winner:
    where = _quote(fields)
    return Winner(where.quote, where.start, where.end, fields.value("by", str))
