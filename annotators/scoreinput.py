"""What is scored, whatever its form: articles with what gold or an annotator says of them.

Three forms come in: records (`reader`), gold as JSON lines, and folders of brat standoff (`scorebrat`).
"""

from __future__ import annotations

import hashlib
import io
import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from annotators.article import starts_of_lines
from annotators.document import LAYERS, SCHEMA, Document, Failure
from annotators.reader import RecordError, document, read_records

# Of an item; what else stands there is not scored.
_ATTRIBUTES = ("name", "roles", "kind", "countries", "value", "min", "max", "approximate", "what", "unit")


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article and what is said of it."""

    place: str  # file:line, or the file: where this is read
    document: Document | Failure
    text: str | None  # of the article, where the form holds it: then the SHA-256 is that of its UTF-8


def read_side(stream: IO[bytes], file: str) -> Iterator[Annotated]:
    """The articles of a stream of records or of gold, in its order.

    Gold is one JSON object a line: `id`, `text`, and for each layer that was annotated a list of mentions,
    each with `start` and `end` (code points into `text`) and its attributes.

    :raises RecordError: it is neither, or a place is not in the text.
    """
    if not stream.seekable():
        stream = io.BytesIO(stream.read())
    start = stream.tell()
    gold = _is_gold(stream)
    stream.seek(start)
    if not gold:
        for stored in read_records(stream, file):
            yield Annotated(f"{file}:{stored.line}", stored.document, None)
        return
    for number, line in enumerate(stream, start=1):
        if line.strip():
            place = f"{file}:{number}"
            try:
                data = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise RecordError(f"{place}: not JSON: {error}") from None
            yield annotated(data, place)


def _is_gold(stream: IO[bytes]) -> bool:
    """Whether the first line with something on it is gold, and no record."""
    line = next((line for line in stream if line.strip()), b"")
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and "text" in data and "schema" not in data


def annotated(data: object, place: str) -> Annotated:
    """The article of one object of gold.

    :raises RecordError: it has no `id` or `text`, or an item has no place in the text.
    """
    if not isinstance(data, Mapping):
        raise RecordError(f"{place}: expected a mapping with id and text")
    name, text = data.get("id"), data.get("text")
    if not isinstance(name, str) or not isinstance(text, str):
        raise RecordError(f"{place}: {'text' if isinstance(name, str) else 'id'}: expected a text")
    try:
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        record: dict[str, object] = {"schema": SCHEMA, "article": name, "sha256": sha256}
        lines = starts_of_lines(text)
        for layer in LAYERS:
            items = data.get(layer)
            if items is None:
                continue
            if not isinstance(items, list):
                raise RecordError(f"{layer}: expected a list")
            record[layer] = [
                _entity(layer, item, f"{layer}[{i}]", text, lines) for i, item in enumerate(items)
            ]
        json.dumps(record, ensure_ascii=False).encode()
        return Annotated(place, document(record), text)
    except UnicodeEncodeError:  # JSON may escape one half of a character, which no file can hold
        raise RecordError(f"{place}: half of a character (a lone surrogate)") from None
    except RecordError as error:
        raise RecordError(f"{place}: {error}") from None


def _entity(layer: str, item: object, key: str, text: str, lines: Sequence[int]) -> dict[str, object]:
    """An item of gold as the entity of a record, which has it for its only mention."""
    if not isinstance(item, Mapping):
        raise RecordError(f"{key}: expected a mapping with start and end")
    start, end = item.get("start"), item.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise RecordError(f"{key}: {start}-{end} is no place in the text, which ends at {len(text)}")
    quote = text[start:end]
    if item.get("text", quote) != quote:
        raise RecordError(f"{key}: {item['text']!r}, but {start}-{end} is {quote!r}")
    by = item.get("by", "")
    mention = {"quote": quote, "start": start, "end": end, "line": bisect_right(lines, start), "by": by}
    given = {name: item[name] for name in _ATTRIBUTES if item.get(name) is not None}
    if layer == "counts":
        return given | mention
    # An empty name or kind is one that is not given, and is not scored.
    return {"name": "", "kind": ""} | given | {"mentions": [mention]}
