"""Folders of brat standoff: `x.txt` with `x.ann` beside it.

The format: https://brat.nlplab.org/standoff.html. The types `Person`, `Unit`, `Crossing` and `Count` are the
four layers. What else a mention says is taken from its attributes (`A1 Kind T1 division`) and from a note
that holds a JSON object, as an export writes it; the attributes are what people change in brat, and they win.
Relations, events and notes of another kind are passed over.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotators.article import ArticleError, read
from annotators.reader import RecordError
from annotators.scoreinput import Annotated, annotated

_LAYERS = {"person": "people", "unit": "units", "crossing": "crossings", "count": "counts"}
_TEXT_BOUND = re.compile(r"(T\S*)\t(\S+) ([0-9]{1,15} [0-9]{1,15}(?:;[0-9]{1,15} [0-9]{1,15})*)(?:\t(.*))?")
_ATTRIBUTE = re.compile(r"[AM]\S*\t(\S+) (\S+)(?: (.*))?")
_NOTE = re.compile(r"#\S*\t\S+ (\S+)\t(\{.*\})\s*")


@dataclass(slots=True)
class BratFolder:
    """A folder, searched at any depth."""

    folder: Path
    others: Counter[str] = field(default_factory=Counter)  # mentions so far of types that are no layer

    def articles(self) -> Iterator[Annotated]:
        """The articles in the order of their paths, each named by that of its text within the folder.

        :raises RecordError: no such files, a text that is not UTF-8, a line that is not brat's, a quote that
            the text does not have there.
        :raises OSError: a file cannot be read.
        """
        files = sorted(self.folder.rglob("*.ann"))
        if not files:
            raise RecordError(f"{self.folder}: a folder without .ann files (brat standoff)")
        for file in files:
            yield self._article(file)

    def _article(self, file: Path) -> Annotated:
        text_file = file.with_suffix(".txt")
        data = text_file.read_bytes()
        try:
            text = read(data, str(text_file), max_bytes=len(data)).text
            lines = file.read_text(encoding="utf-8-sig").split("\n")
        except ArticleError as error:
            raise RecordError(f"{text_file}: {error}") from None
        except UnicodeDecodeError as error:
            raise RecordError(f"{file}: not UTF-8 at byte {error.start}") from None
        name = text_file.relative_to(self.folder).as_posix()
        gold: dict[str, object] = {"id": name, "text": text} | self._layers(file, text, lines)
        return annotated(gold, str(file))

    def _layers(self, file: Path, text: str, lines: list[str]) -> dict[str, object]:
        items: dict[str, dict[str, object]] = {}  # id -> item
        layers: dict[str, list[dict[str, object]]] = {layer: [] for layer in _LAYERS.values()}
        notes: dict[str, dict[str, object]] = {}
        attributes: dict[str, dict[str, object]] = {}
        for number, line in enumerate(lines, start=1):
            place = f"{file}:{number}"
            if line.startswith("T"):
                mark, kind, item = _text_bound(line.rstrip("\r"), text, place)
                if kind.lower() in _LAYERS:
                    items[mark] = item
                    layers[_LAYERS[kind.lower()]].append(item)
                else:
                    self.others[kind] += 1
            elif attribute := _ATTRIBUTE.match(line):
                name, mark, value = attribute.groups()
                attributes.setdefault(mark, {})[name.lower()] = True if value is None else value.strip()
            elif note := _NOTE.match(line):
                notes.setdefault(note[1], {}).update(_said(note[2], place))
        for mark, item in items.items():
            # Its place is that of its own line, whatever a note says.
            item |= notes.get(mark, {}) | attributes.get(mark, {}) | item
        return dict(layers)


def _text_bound(line: str, text: str, place: str) -> tuple[str, str, dict[str, object]]:
    """The id, the type and the place of a mention; one in several pieces reaches from first to last."""
    found = _TEXT_BOUND.fullmatch(line)
    if found is None:
        raise RecordError(f"{place}: not a line of brat: expected id TAB type start end TAB text")
    mark, kind, spans, quote = found.groups()
    pieces = [tuple(map(int, span.split())) for span in spans.split(";")]
    start, end = min(a for a, _ in pieces), max(b for _, b in pieces)
    if not 0 <= start < end <= len(text):
        raise RecordError(f"{place}: {start}-{end} is no place in the text, which ends at {len(text)}")
    words = " ".join(text[a:b] for a, b in pieces)
    # brat writes a blank for a line break.
    if quote is not None and quote.split() != words.split():
        raise RecordError(f"{place}: {quote!r}, but {spans} is {words!r}")
    return mark, kind, {"start": start, "end": end}


def _said(note: str, place: str) -> dict[str, object]:
    try:
        data = json.loads(note)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{place}: a note that begins with {{ and is not JSON: {error}") from None
    assert isinstance(data, dict)
    # What the text is comes from the text.
    return {key: value for key, value in data.items() if key != "text"}
