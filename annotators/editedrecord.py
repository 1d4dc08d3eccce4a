"""A record for people to edit, as text, and read again with what they changed.

What is written is the YAML of the record without `explain` and `run`, `complete` on top, the article as
comments below. What is read may say where a mention is by its quote alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from annotators.article import Article
from annotators.deciding import BY
from annotators.decisions import (
    ATTRIBUTES,
    KINDS,
    AnnotationId,
    Value,
    count_of,
    entity_of,
)
from annotators.decisionvalues import is_null, read_attributes, whole_number
from annotators.document import LAYERS, Count, Crossing, Document, Mention, Person, Quote, Unit
from annotators.mentions import clean_name
from annotators.packreader import Keys, PackReader
from annotators.places import PlaceError, place_of
from annotators.problem import RuleFileError
from annotators.rule import CATEGORIES
from annotators.writer import to_yaml

_HEAD = """\
# What is right stays, what is none goes, what was missed is added; then save and leave the editor.
#
# - A mention that is added needs its quote, and its line where the quote stands more than once in the text:
#     - {quote: Fourth Division, line: 26}
#   To change where one begins or ends, write the new quote, and take out start and end.
# - Names, roles, kinds and numbers can be changed, entries moved to another layer, mentions to another entry.
# - complete: true says that you have gone through to the end, and nothing is missing.
# - Lines with # are no part of the record; the article stands below it. Emptying the file changes nothing.
"""
_MENTION_KEYS = ("quote", "start", "end", "line", "assertion", "cue", "by")
# Of the record, and not of what is edited in it.
_PASSED_OVER = ("schema", "field", "id", "date", "source", "explain", "run")
_PLACE = "place"  # the code of a quote that is not where the record says


class EditedRecordError(RuleFileError):
    """An edited record that cannot be read; `problems` lists every fault."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What somebody made of a record."""

    document: Document
    complete: bool


def to_edit(document: Document, article: Article, *, complete: bool) -> str:
    """The text that an editor is given."""
    record = to_yaml(replace(document, explain=None, run={})).removeprefix("---\n").removesuffix("run: {}\n")
    starts = [*article.line_starts, len(article.text)]
    width = len(str(len(starts) - 1))
    lines = [
        f"# {number:{width}}  {_visible(article.text[start:end])}".rstrip()
        for number, (start, end) in enumerate(pairwise(starts), start=1)
    ]
    return f"{_HEAD}\ncomplete: {str(complete).lower()}\n{record}\n# The article:\n#\n" + "\n".join(
        [*lines, ""]
    )


def _visible(line: str) -> str:
    """A line of the article that can stand in a comment, where YAML allows no control characters."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line.rstrip())


def read_edited(path: Path, document: Document, article: Article) -> Edited | None:
    """What the file holds now, of what `to_edit` wrote of `document`; None where it was emptied.

    :raises EditedRecordError: anything in it is not as it must be.
    """
    reader = _Reader(path)
    node = reader.root()
    if node is None and not reader.problems:
        return None
    found = _Edit(reader, document, article).read(node) if not reader.problems else None
    if reader.problems or found is None:
        raise EditedRecordError(reader.problems)
    return found


class _Reader(PackReader):
    """Walks an edited record."""

    what = "a record"


class _Edit:
    def __init__(self, reader: PackReader, document: Document, article: Article) -> None:
        self.reader, self.document, self.article = reader, document, article
        self.seen: dict[AnnotationId, int] = {}  # and the line of each

    def read(self, node: Any) -> Edited | None:
        reader, document = self.reader, self.document
        asked = [layer for layer in LAYERS if getattr(document, layer) is not None]
        keys = reader.mapping(node, "the record", ("complete", "article", "sha256", *asked, *_PASSED_OVER))
        for key, was in (("article", document.article), ("sha256", document.sha256)):
            if key in keys and reader.string(keys[key][1], key) != was:
                message = f"{key} says what the record is about; it must stay '{was}'"
                reader.problem(reader.at(keys[key][1]), "type", message)
        complete = None
        if "complete" in keys:
            complete = reader.choice(keys["complete"][1], "complete", ("true", "false"))
        layers: dict[str, Any] = {}
        for layer in asked:
            if layer in keys:
                layers[layer] = self._layer(layer, keys[layer][1])
            elif layer not in keys.mistaken and isinstance(node, yaml.MappingNode):
                message = f"the record lacks '{layer}'; write `{layer}: []` where there are none"
                reader.problem(reader.at(node), "missing-key", message)
        if reader.problems:
            return None
        return Edited(replace(document, **layers), complete == "true")

    def _layer(self, layer: str, node: Any) -> tuple[Person | Unit | Crossing | Count, ...]:
        items = self._items(node, layer)
        if layer == "counts":
            read = [self._count(item) for item in items]
            counts = [count for count in read if count is not None]
            return tuple(sorted(counts, key=lambda each: (each.mention.start, each.mention.end)))
        entities = [entity for item in items if (entity := self._entity(layer, item)) is not None]
        return tuple(sorted(entities, key=lambda each: each.mentions[0].start))

    def _items(self, node: Any, what: str) -> list[Any]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        if not is_null(node):  # nothing behind the colon: all entries were taken out
            self.reader.problem(self.reader.at(node), "type", f"{what} must be a list")
        return []

    def _entity(self, layer: str, node: Any) -> Person | Unit | Crossing | None:
        reader = self.reader
        before = len(reader.problems)
        own = [key for key in ATTRIBUTES[layer] if key != "assertion"]
        keys = reader.mapping(node, f"an entry of {layer}", (*own, "mentions"))
        values = read_attributes(reader, Keys({k: v for k, v in keys.items() if k in own}), layer)
        mentions: list[Mention] = []
        if "mentions" in keys:
            items = self._items(keys["mentions"][1], "mentions")
            mentions = [mention for item in items if (mention := self._mention(layer, item)) is not None]
        if len(reader.problems) > before:
            return None
        if not mentions:
            message = f"an entry of {layer} without mentions; take it out, or say where it is mentioned"
            reader.problem(reader.at(node), "missing-key", message)
            return None
        mentions.sort(key=lambda each: each.start)
        usual: dict[str, Value] = {"name": clean_name(mentions[0].quote)}
        if layer in KINDS:
            usual["kind"] = KINDS[layer]
        return entity_of(layer, {**usual, **values}, mentions)

    def _count(self, node: Any) -> Count | None:
        reader = self.reader
        before = len(reader.problems)
        keys = reader.mapping(node, "a count", (*_MENTION_KEYS, *ATTRIBUTES["counts"]))
        own = {k: v for k, v in keys.items() if k in ATTRIBUTES["counts"] and k != "assertion"}
        values: dict[str, Any] = dict(read_attributes(reader, Keys(own), "counts"))
        mention = self._placed("counts", node, keys)
        if mention is None or len(reader.problems) > before:
            return None
        whole = values.get("part_of")
        if whole is not None:
            values["part_of"] = Quote(self.article.text[whole.start : whole.end], whole.start, whole.end)
        return count_of(values, mention)

    def _mention(self, layer: str, node: Any) -> Mention | None:
        allowed: tuple[str, ...] = _MENTION_KEYS
        if layer not in ("crossings", "counts"):
            allowed = tuple(key for key in _MENTION_KEYS if key not in ("assertion", "cue"))
        before = len(self.reader.problems)
        keys = self.reader.mapping(node, "a mention", allowed)
        return self._placed(layer, node, keys) if len(self.reader.problems) == before else None

    def _placed(self, layer: str, node: Any, keys: Keys) -> Mention | None:
        reader, article = self.reader, self.article
        before = len(reader.problems)
        numbers = {
            key: whole_number(reader, keys[key][1], key) if key in keys else None
            for key in ("start", "end", "line")
        }
        quote = reader.string(keys["quote"][1], "quote") if "quote" in keys else None
        assertion = None
        if "assertion" in keys and not is_null(keys["assertion"][1]):
            assertion = reader.choice(keys["assertion"][1], "assertion", CATEGORIES)
        if len(reader.problems) > before:
            return None
        try:
            start, end = place_of(article, quote, numbers["start"], numbers["end"], numbers["line"])
        except PlaceError as error:
            code = _PLACE
            reader.problem(reader.at(keys["quote"][1] if "quote" in keys else node), code, str(error))
            return None
        identifier = AnnotationId(layer, start, end)
        if identifier in self.seen:
            message = f"{identifier} stands twice, first in line {self.seen[identifier]}"
            reader.problem(reader.at(node), "duplicate-id", message)
            return None
        self.seen[identifier] = reader.at(node).line
        by = reader.string(keys["by"][1], "by") if "by" in keys else None
        cue = reader.string(keys["cue"][1], "cue") if "cue" in keys and assertion is not None else None
        return Mention(
            article.text[start:end],
            start,
            end,
            article.line(start),
            by or f"{BY}.add",
            assertion,
            (cue or BY) if assertion is not None else None,
        )
