"""Whether a record says of its article what the article says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from annotators.article import Article
from annotators.document import Count, Crossing, Document, Failure, Mention, Person, Quote, Unit, Winner
from annotators.origin import text_at
from annotators.reader import RecordError, Stored, read_records

_SHOWN = 60  # code points of a quote in a message


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of checking one record. One of a failed article has nothing to check, and so no fault."""

    stored: Stored
    faults: tuple[str, ...] = ()
    unread: str = ""  # why its article cannot be read


def verdicts(stream: IO[bytes], file: str, encoding: str = "utf-8") -> Iterator[Verdict]:
    """Each record of `stream` held against its article; one of both is in memory at a time.

    :raises RecordError: as `read_records`.
    """
    for stored in read_records(stream, file):
        if isinstance(stored.document, Failure):
            yield Verdict(stored)
            continue
        try:
            document, article = text_at(stored, encoding)
        except RecordError as error:
            yield Verdict(stored, unread=str(error))
        else:
            yield Verdict(stored, tuple(faults(document, article)))


def faults(document: Document, article: Article) -> Iterator[str]:
    """What is wrong in `document`, a message each, in the order of the record.

    Checked are the SHA-256, the quote, place and line of everything that has one, that `part_of` names a
    count of it, and the order: entities by their first mention, all else by its start.
    """
    if document.sha256 != article.sha256:
        yield f"sha256: the text has {article.sha256[:12]}…, the record {document.sha256[:12]}…"
    named: dict[str, tuple[Person | Unit | Crossing, ...] | None] = {
        "people": document.people,
        "units": document.units,
        "crossings": document.crossings,
    }
    for layer, entities in named.items():
        firsts = []
        for i, entity in enumerate(entities or ()):
            key = f"{layer}[{i}]"
            if not entity.mentions:
                yield f"{key}: no mentions"
                continue
            firsts.append((key, entity.mentions[0].start))
            mentions = [(f"{key}.mentions[{j}]", mention) for j, mention in enumerate(entity.mentions)]
            yield from _mentions(mentions, article)
        yield from _order(firsts)
    yield from _counts(document.counts or (), article)
    dropped = [(f"explain[{i}]", each) for i, each in enumerate(document.explain or ())]
    yield from _mentions([(key, each.mention) for key, each in dropped], article)
    for key, each in dropped:
        if each.lost_to is not None:
            yield from _quote(f"{key}.lost_to", each.lost_to, article)


def _counts(counts: tuple[Count, ...], article: Article) -> Iterator[str]:
    yield from _mentions([(f"counts[{i}]", count.mention) for i, count in enumerate(counts)], article)
    places = {(count.mention.start, count.mention.end) for count in counts}
    for i, count in enumerate(counts):
        if count.part_of is None:
            continue
        key = f"counts[{i}].part_of"
        yield from _quote(key, count.part_of, article)
        if (count.part_of.start, count.part_of.end) not in places:
            yield f"{key}: no count of the record is at {count.part_of.start}-{count.part_of.end}"


def _mentions(mentions: list[tuple[str, Mention]], article: Article) -> Iterator[str]:
    for key, mention in mentions:
        yield from _quote(key, mention, article)
        line = article.line(mention.start)
        # The line of a place that is not in the text is nobody's.
        if 0 <= mention.start < len(article.text) and mention.line != line:
            yield f"{key}: line {mention.line}, but {mention.start} is on line {line}"
    yield from _order((key, mention.start) for key, mention in mentions)


def _quote(key: str, place: Mention | Quote | Winner, article: Article) -> Iterator[str]:
    start, end = place.start, place.end
    if not 0 <= start < end <= len(article.text):
        yield f"{key}: {start}-{end} is no place in the text, which ends at {len(article.text)}"
    elif article.text[start:end] != place.quote:
        yield f"{key}: quote {_short(place.quote)}, but {start}-{end} is {_short(article.text[start:end])}"


def _order(starts: Iterable[tuple[str, int]]) -> Iterator[str]:
    above = None
    for key, start in starts:
        if above is not None and start < above:
            yield f"{key}: begins at {start}, before what stands above it (at {above})"
        above = start


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
