"""Corrected records, and articles with their annotations, as training data for people, units and crossings.

Two layouts are read, told apart record by record:

- What `annotate` writes, YAML or JSON lines, as people have corrected it. Used are `article`, `sha256`, the
  layers people, units and crossings, all three, and of each mention in them `quote`, `start` and `end`, or
  `quote` alone, with `line` where it stands more than once. Everything else is ignored, counts too. A path
  that is not absolute is looked up from the working directory, as `annotate` did, then from the folder of
  the record file.
- An article with its `text` in it, as JSON: `{"text", "people": [{"start", "end", …}], "units": […],
  "crossings": […]}`, mentions in the layers themselves or in `mentions` of their entries. The `quote` or
  `text` of a mention, if it has one, is compared with the article.

Offsets count code points in the decoded text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from annotators.article import Article, ArticleError, read
from annotators.document import SCHEMA
from annotators.ner.labelling import Span, labelled
from annotators.ner.recordfile import Fields, read_records
from annotators.places import PlaceError, place_of, shortened

# Of two mentions of one size that overlap, the tag is that of the layer which stands first here.
CLASSES = {"people": "Person", "units": "Unit", "crossings": "Crossing"}


def read_articles(path: Path, *, encoding: str = "utf-8") -> list[list[tuple[str, str]]]:
    """The sentences of all articles of a file, as (token, BIO tag) with the classes of `CLASSES`.

    How spans become tags is told in `labelling.labelled`.

    :param encoding: of the articles that records name, as `annotate --encoding` had it.
    :raises TrainingDataError: the file is no file of records; a record is of a failed article, lacks a layer
        or names an article that is gone or has changed; a mention is not where it says, is in several places,
        or overlaps another of its layer. The message is `path:line: reason`.
    :raises OSError: the file itself cannot be read.
    :raises LookupError: `encoding` is not a text encoding that Python knows.
    """
    sentences = []
    for record in read_records(path):
        article = _article(record, path, encoding)
        sentences += labelled(article, _spans(record, article))
    return sentences


# The article ------------------------------------------------------------------------------------------------


def _article(record: Fields, path: Path, encoding: str) -> Article:
    name = record.get("article", record.get("id", "the article"))
    if "error" in record:
        raise record.error(
            f"{name} could not be annotated; mend it and annotate it again, or take the record out"
        )
    try:
        if "text" in record:
            data = _inline(record)
            return read(data, str(name), max_bytes=len(data))
        data = _data(record, path)
        return read(data, str(name), encoding=encoding, max_bytes=len(data))
    except ArticleError as error:
        raise record.error(f"{name}: {error}") from None


def _inline(record: Fields) -> bytes:
    """The article that stands in the record itself, as a file of it would be read."""
    text = record["text"]
    if not isinstance(text, str):
        raise record.error("`text` must be a string, the article")
    try:
        # With a mark: one that is part of the text, where offsets count it, is then no longer the first.
        return text.encode("utf-8-sig")
    except UnicodeEncodeError as error:
        raise record.error(f"`text` holds half a surrogate pair at {error.start}") from None


def _data(record: Fields, path: Path) -> bytes:
    """The bytes of the article that a record is about.

    :raises TrainingDataError: they are not to be had.
    """
    if record.get("schema", str(SCHEMA)) != str(SCHEMA):
        raise record.error(f"schema {record['schema']} is not known; this is glossator of schema {SCHEMA}")
    name, sha256 = record.get("article"), record.get("sha256")
    if not isinstance(name, str):
        raise record.error("neither a record of annotate, with `article`, nor an article, with `text`")
    if not isinstance(sha256, str):
        raise record.error(f"no `sha256` of {name}; take it from the record that annotate wrote")
    if name == "-":
        raise record.error(
            "the article came through a pipe; put it into a file, and the file's path into `article`"
        )
    data = _read_first(record, name, (Path(name), path.parent / name))
    found = hashlib.sha256(data).hexdigest()
    if found != sha256.lower():
        raise record.error(
            f"{name} has changed since it was annotated: its sha256 is {found[:8]}…, that of the record"
            f" {sha256[:8]}…; bring back the file, or annotate it again and correct that record"
        )
    return data


def _read_first(record: Fields, name: str, files: Sequence[Path]) -> bytes:
    for file in files:
        try:
            return file.read_bytes()
        except (FileNotFoundError, NotADirectoryError, ValueError):  # a NUL in the name is a ValueError
            continue
        except OSError as error:
            raise record.error(f"{name}: {error.strerror}") from None
    raise record.error(
        f"{name} is neither in the working directory nor beside the record file; work in the folder where it"
        " was annotated, or put its path into `article`"
    )


# Its mentions -----------------------------------------------------------------------------------------------


def _spans(record: Fields, article: Article) -> list[Span]:
    """What the record marks, layer by layer in the order of `CLASSES`."""
    found: list[Span] = []
    for layer, label in CLASSES.items():
        placed = [(*_place(mention, article), mention) for mention in _mentions(record, layer)]
        placed.sort(key=lambda each: each[:2])
        for (start, end, _), (later, last, mention) in pairwise(placed):
            if later < end:
                raise mention.error(
                    f"{article.name}: {shortened(article.text[later:last])} at {later} overlaps"
                    f" {shortened(article.text[start:end])} at {start}, also in `{layer}`; keep one of them"
                )
        found += [(label, start, end) for start, end, _ in placed]
    return found


def _mentions(record: Fields, layer: str) -> Iterator[Fields]:
    """The mentions of a layer: those of its entries, or where the record holds the text the entries."""
    if layer not in record:
        raise record.error(
            f"no `{layer}`, so that its names would be taught as no names; annotate without --only, or write"
            f" `{layer}: []` where the article has none"
        )
    for entry in _entries(record, layer):
        if "mentions" in entry:
            yield from _entries(entry, "mentions")
        elif "text" in record:
            yield entry
        else:
            raise entry.error(f"an entry of `{layer}` without `mentions`")


def _entries(fields: Fields, key: str) -> Iterator[Fields]:
    """The mappings of a list; `key:` with nothing behind it is an empty list."""
    entries = fields[key]
    if not isinstance(entries, list | None):
        raise fields.error(f"`{key}` must be a list")
    for entry in entries or ():
        if not isinstance(entry, Fields):
            raise fields.error(f"an entry of `{key}` must be a mapping of keys to values, not '{entry}'")
        yield entry


def _place(mention: Fields, article: Article) -> tuple[int, int]:
    """Where a mention starts and ends."""
    quote = mention.get("quote", mention.get("text"))
    if quote is not None and not isinstance(quote, str):
        raise mention.error("`quote` must be a string, words of the article")
    start, end = _number(mention, "start"), _number(mention, "end")
    line = _number(mention, "line") if start is None else None  # where it has a start, its line says nothing
    try:
        return place_of(article, quote, start, end, line)
    except PlaceError as error:
        raise mention.error(str(error)) from None


def _number(fields: Fields, key: str) -> int | None:
    value = fields.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch("[0-9]{1,12}", value):
        raise fields.error(f"`{key}` must be a whole number, not '{value}'")
    return int(value)
