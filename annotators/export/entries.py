"""What every format starts from: the records of articles, and the ids that hold an export together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from annotators.article import Article
from annotators.document import LAYERS, Count, Crossing, Document, Failure, Mention, Person, Unit
from annotators.origin import article_of
from annotators.reader import RecordError, Stored


@dataclass(frozen=True, slots=True)
class Entry:
    """The record of an article that was annotated."""

    stored: Stored
    document: Document
    id: str  # `a` and 16 hexadecimal digits: of the article's path and its bytes

    @property
    def place(self) -> str:
        """`file:line` of the record."""
        return f"{self.stored.file}:{self.stored.line}"


@dataclass(frozen=True, slots=True)
class Found:
    """An entity of an article, or a count, and the ids that it and its mentions have in every format.

    They say where the words stand, so they stay when articles are annotated again, as long as the words are
    found in the same layer; neither the order of records nor other articles change them.
    """

    layer: str  # of `LAYERS`
    id: str  # article, layer, start of the first mention: `a0f…-units-222`
    entity: Person | Unit | Crossing | Count
    mentions: tuple[tuple[str, Mention], ...]  # each with its id: `a0f…-units-222-237`


def entries(stored: Iterable[Stored], failed: Callable[[Stored, Failure], None]) -> Iterator[Entry]:
    """The records of articles in their order. `failed` is told of the others, which are left out.

    Of each article 16 hexadecimal digits stay in memory.

    :raises RecordError: a second record of an article, which no table of articles could hold.
    """
    seen: set[str] = set()
    for each in stored:
        if isinstance(each.document, Failure):
            failed(each, each.document)
            continue
        entry = Entry(each, each.document, article_id(each.document))
        if entry.id in seen:
            raise RecordError(f"{entry.place}: a second record of {entry.document.article}")
        seen.add(entry.id)
        yield entry


def article_id(document: Document) -> str:
    """The id of the article: equal for equal paths with equal bytes."""
    digest = hashlib.sha256(f"{document.article}\0{document.sha256}".encode())
    # A letter first: a spreadsheet would read `12345678901234e5` as a number.
    return f"a{digest.hexdigest()[:16]}"


def found(entry: Entry, layers: Collection[str] = LAYERS) -> Iterator[Found]:
    """The entities and counts of the record in its order, those of `layers` alone."""
    document, known = entry.document, set[str]()
    for layer in LAYERS:
        entities: tuple[Person | Unit | Crossing | Count, ...] = getattr(document, layer) or ()
        for entity in entities if layer in layers else ():
            mentions = (entity.mention,) if isinstance(entity, Count) else entity.mentions
            stem = f"{entry.id}-{layer}"
            first = str(mentions[0].start) if mentions else "none"
            yield Found(
                layer,
                _unique(f"{stem}-{first}", known),
                entity,
                tuple((_unique(f"{stem}-{m.start}-{m.end}", known), m) for m in mentions),
            )


def _unique(name: str, known: set[str]) -> str:
    """`name`, with a number where an earlier one is equal: one place may belong to two entities."""
    chosen, number = name, 1
    while chosen in known:
        number += 1
        chosen = f"{name}~{number}"
    known.add(chosen)
    return chosen


def text_of(entry: Entry, encoding: str = "utf-8") -> Article:
    """The article of the record, whose every quote is known to stand where the record says.

    :raises RecordError: as `article_of`; a quote that stands elsewhere or nowhere.
    """
    article = article_of(entry.stored, encoding)
    for each in found(entry):
        for _, mention in each.mentions:
            start, end, quote = mention.start, mention.end, mention.quote
            # The length too: slices forgive offsets outside of the text. No format can hold a blank mention.
            stands = start >= 0 and end - start == len(quote) and article.text[start:end] == quote
            if not stands or not quote.strip():
                raise RecordError(
                    f"{entry.place}: {each.layer}: {quote!r} does not stand at {start}-{end} of "
                    f"{entry.document.article}"
                )
    return article
