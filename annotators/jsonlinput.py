"""Articles that are lines of JSON, a field of each the text: https://jsonlines.org/."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import BinaryIO

from annotators.article import MAX_BYTES
from annotators.document import FACTS, Failure, Origin, Scalar
from annotators.inputs import Item, Source, failure_of
from annotators.lines import lines
from annotators.windows import Pause

_CHUNK = 1 << 20  # bytes
_BESIDE = 10_000_000  # bytes that a line may have beside its text
_ESCAPED = 6  # bytes of a character of one byte that JSON writes as \u0041


class LineError(ValueError):
    """A line that gives no text. `str(error)` is the reason."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Which keys of an object hold what, dotted where they are nested: `body.text`."""

    text: str
    id: str = "id"
    date: str = "date"
    source: str = "source"


def articles(
    items: Iterable[Item], keys: Keys, *, stdin: BinaryIO | None = None, max_bytes: int = MAX_BYTES
) -> Iterator[Item]:
    """The articles in the files among `items`, each a `Source` that is read already or a `Failure` of the
    code `jsonl`; the other items as they are.

    An article is named by its file and line, `news.jsonl:17`. Empty lines are none. A line has to be UTF-8,
    as JSON is; one that is much larger than a text of `max_bytes` could make it is not read.
    """
    for item in items:
        if not isinstance(item, Source):
            yield item
            continue
        try:
            with _opened(item, stdin) as stream:
                yield from articles_in(stream, item.name, keys, max_bytes=max_bytes)
        except OSError as error:
            yield failure_of(item.name, error)


def text_of(line: bytes, field: str) -> str:
    """The text at `field` of a line.

    :raises LineError: it is no JSON object, or has no text there.
    """
    return _text(_object(line), field)


def count_lines(path: Path) -> int:
    """How many articles a file has at most: its lines. Of what is no regular file none are counted, as they
    could be read only once.

    :raises OSError: it cannot be read.
    """
    if not path.is_file():
        return 0
    with path.open("rb") as stream:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(_CHUNK), b""))


def without_mark(line: bytes) -> bytes:
    """The first line of a file without its byte-order mark, which JSON does not allow and some programs
    write."""
    return line.removeprefix(b"\xef\xbb\xbf")


def _opened(source: Source, stdin: BinaryIO | None) -> AbstractContextManager[BinaryIO]:
    if source.path is not None:
        return source.path.open("rb")
    if stdin is None:
        raise OSError("standard input is closed")
    return nullcontext(stdin)


def articles_in(
    stream: BinaryIO, file: str, keys: Keys, *, max_bytes: int = MAX_BYTES, first: int = 1
) -> Iterator[Source | Failure | Pause]:
    """As `articles`, of one file, or of a stretch of it that begins with its line `first`."""
    limit = _ESCAPED * max_bytes + _BESIDE
    number = first - 1
    for line in lines(stream, limit=limit):
        if isinstance(line, Pause):
            yield line
            continue
        number += 1
        line = without_mark(line) if number == 1 else line
        name = f"{file}:{number}"
        if len(line) > limit:
            yield Failure(name, "too-large", f"a line of more than {limit} bytes")
        elif line.strip():
            yield _article(line, name, keys)


def _article(line: bytes, name: str, keys: Keys) -> Source | Failure:
    facts: dict[str, Scalar] = {}
    try:
        data = _object(line)
        facts = _facts(data, keys)
        return Source(name, None, text=_text(data, keys.text), origin=Origin(keys.text, facts))
    except LineError as error:
        return Failure(name, "jsonl", str(error), Origin(keys.text, facts))


def _object(line: bytes) -> Mapping[str, object]:
    try:
        data = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise LineError(f"not UTF-8 at byte {error.start} of the line (0x{line[error.start]:02x})") from error
    except json.JSONDecodeError as error:
        raise LineError(f"not JSON: {error.msg} at character {error.pos} of the line") from error
    except ValueError as error:  # an integer of more digits than Python takes
        raise LineError(f"not JSON that can be read: {error}") from error
    except RecursionError as error:
        raise LineError("nested too deeply") from error
    if not isinstance(data, dict):
        raise LineError(f"{_kind(data)} and no object")
    return data


def _text(data: Mapping[str, object], field: str) -> str:
    found, value = _value(data, field)
    if not found:
        raise LineError(f"no field '{field}'")
    if not isinstance(value, str):
        raise LineError(f"the field '{field}' is {_kind(value)} and no text")
    return value


def _facts(data: Mapping[str, object], keys: Keys) -> dict[str, Scalar]:
    """What the object says of the article. What is no scalar, or null, it does not say."""
    facts: dict[str, Scalar] = {}
    for name in FACTS:
        _, value = _value(data, getattr(keys, name))
        # Python reads NaN and Infinity too, which some programs write and no JSON can hold.
        if isinstance(value, (str, int)) or (isinstance(value, float) and isfinite(value)):
            facts[name] = value
    return facts


def _value(data: Mapping[str, object], key: str) -> tuple[bool, object]:
    """Whether there is something at `key`, and what; a key with dots in it is found too, and first."""
    while key not in data:
        head, dot, key = key.partition(".")
        below = data.get(head)
        if not dot or not isinstance(below, Mapping):
            return False, None
        data = below
    return True, data[key]


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, dict) else "a text"
