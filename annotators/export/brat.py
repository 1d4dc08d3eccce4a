"""Records as brat standoff: a `.txt` and an `.ann` an article, and the configuration that brat opens them by.

Offsets count code points, as brat's do. The format: brat's page "brat standoff format".
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from annotators.article import Article
from annotators.document import LAYERS, Count, Crossing, Mention, Person, Unit
from annotators.export.bratconfig import annotation_conf, visual_conf
from annotators.export.conll import CLASSES
from annotators.export.entries import Entry, Found, found, text_of

# Where brat, or what reads its files, would end a line or a field. The breaks are those of `str.splitlines`.
_BREAK = re.compile("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_NOT_A_WORD = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(slots=True)
class Standoff:
    """A folder of articles and their annotations."""

    folder: Path
    layers: Collection[str] = LAYERS
    encoding: str = "utf-8"  # of the articles; what is written is UTF-8
    _names: set[str] = field(default_factory=set)
    _values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def write(self, entries: Iterable[Entry]) -> None:
        """Write the two files of each article, and at last the configuration.

        One article is in memory at a time, and the names of all files.

        :raises RecordError: as `entries.text_of`.
        :raises OSError: a file cannot be written.
        """
        for entry in entries:
            article = text_of(entry, self.encoding)
            place = self.folder / self._name(entry.document.article)
            place.parent.mkdir(parents=True, exist_ok=True)
            _write(place.with_name(f"{place.name}.txt"), article.text)
            _write(place.with_name(f"{place.name}.ann"), "".join(self._annotations(entry, article)))
        _write(self.folder / "annotation.conf", annotation_conf(self._values))
        _write(self.folder / "visual.conf", visual_conf())

    def _name(self, path: str) -> str:
        """Where an article goes: its own path without `.txt`, and without what would lead out of the folder.

        A name that is taken gets a number.
        """
        parts = [part for part in PurePosixPath(path).parts if part not in ("/", "//", "..")]
        name = stem = "/".join(parts).removesuffix(".txt") or "article"
        number = 1
        while name in self._names:
            number += 1
            name = f"{stem}~{number}"
        self._names.add(name)
        return name

    def _annotations(self, entry: Entry, article: Article) -> Iterator[str]:
        numbers = _Numbers()
        of_count: dict[tuple[int, int], str] = {}  # place of a count -> its id
        parts: list[tuple[str, Count]] = []
        for each in found(entry, self.layers):
            ids = []
            for _, mention in each.mentions:
                ids.append(numbers.next("T"))
                spans, text = _fragments(article.text, mention)
                yield f"{ids[-1]}\t{CLASSES[each.layer]} {spans}\t{text}\n"
                for name, value in self._attributes(each, mention):
                    yield f"{numbers.next('A')}\t{name} {ids[-1]}{value and ' ' + value}\n"
                yield f"{numbers.next('#')}\tAnnotatorNotes {ids[-1]}\t{_note(each, mention)}\n"
            if len(ids) > 1:
                yield f"*\tEquiv {' '.join(ids)}\n"
            if isinstance(each.entity, Count):
                of_count[each.entity.mention.start, each.entity.mention.end] = ids[0]
                parts.append((ids[0], each.entity))
        for part, count in parts:
            whole = count.part_of and of_count.get((count.part_of.start, count.part_of.end))
            if whole and whole != part:
                yield f"{numbers.next('R')}\tPart_of Arg1:{part} Arg2:{whole}\n"

    def _attributes(self, each: Found, mention: Mention) -> Iterator[tuple[str, str]]:
        """The attributes of few values, which brat shows and lets people choose; a flag has the value ''."""
        entity = each.entity
        values: list[tuple[str, str | None]] = [("Assertion", mention.assertion)]
        if isinstance(entity, (Unit, Crossing)):
            values.append(("Kind", entity.kind))
        if isinstance(entity, Unit):
            values.append(("Country", entity.country))
        for name, value in values:
            if value:
                word = _NOT_A_WORD.sub("_", value)
                self._values[name].add(word)
                yield name, word
        if isinstance(entity, Count) and entity.approximate:
            yield "Approximate", ""


class _Numbers:
    """The ids of an `.ann` file: T1, T2, A1, …"""

    def __init__(self) -> None:
        self._last: dict[str, int] = defaultdict(int)

    def next(self, kind: str) -> str:
        self._last[kind] += 1
        return f"{kind}{self._last[kind]}"


def _fragments(text: str, mention: Mention) -> tuple[str, str]:
    """The fields of offsets and of text: no fragment has a line break or a tab, or a blank at an end.

    brat joins the texts of fragments by a blank.
    """
    spans = []
    start = mention.start
    for piece in (*_BREAK.finditer(text, mention.start, mention.end), None):
        end = piece.start() if piece else mention.end
        words = text[start:end]
        if words.strip():
            begin = start + len(words) - len(words.lstrip())
            spans.append((begin, begin + len(words.strip())))
        start = piece.end() if piece else end
    return ";".join(f"{a} {b}" for a, b in spans), " ".join(text[a:b] for a, b in spans)


def _note(each: Found, mention: Mention) -> str:
    """Whatever else the record says, as JSON on one line."""
    entity = each.entity
    data: dict[str, object]
    if isinstance(entity, Person):
        data = {"name": entity.name, "roles": list(entity.roles)}
    elif isinstance(entity, Unit):
        data = {"name": entity.name, "number": entity.number}
    elif isinstance(entity, Crossing):
        data = {"name": entity.name, "gazetteer_id": entity.id, "countries": list(entity.countries)}
        if entity.location is not None:
            data |= {"lat": entity.location.lat, "lon": entity.location.lon}
    else:
        data = {"value": entity.value, "min": entity.min, "max": entity.max}
        data |= {"what": entity.what, "unit": entity.unit}
    data |= {"entity_id": each.id, "by": mention.by, "cue": mention.cue}
    note = json.dumps({k: v for k, v in data.items() if v is not None and v != []}, ensure_ascii=False)
    return _BREAK.sub(lambda found: "".join(f"\\u{ord(c):04x}" for c in found[0]), note)


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
