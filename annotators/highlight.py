"""An article with its mentions marked in the text: what `show` prints, before anything is coloured.

A mention stands between marks that tell its layer without colour: `[P Najib Mikati]`, `[U Fourth Division]`,
`[X al-Arida border crossing]`, `[# around 70 Syrian officers]`. One in another is nested. Where two overlap
and neither holds the other, the closing mark of the first names its layer: `[# 70 [U Syrian #] army]`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from annotators.article import Article
from annotators.document import LAYERS, Document, Mention

LETTERS = {"people": "P", "units": "U", "crossings": "X", "counts": "#"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention and its layer."""

    layer: str
    mention: Mention


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: words of the article, or a mark around them."""

    text: str
    layers: tuple[str, ...]  # of the mentions that it stands in or marks, the innermost last
    is_mark: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the article, or the part of it that is shown, without its line break."""

    number: int  # from 1
    pieces: tuple[Piece, ...]


def mentions_of(document: Document, layer: str) -> list[Mention]:
    """The mentions of a layer, none where it was not asked for."""
    if layer == "counts":
        return [count.mention for count in document.counts or ()]
    entities = {"people": document.people, "units": document.units, "crossings": document.crossings}[layer]
    return [mention for entity in entities or () for mention in entity.mentions]


def marks(article: Article, document: Document, layers: Collection[str] = LAYERS) -> list[Mark]:
    """The mentions of `layers` in text order, of those that begin together the longest first.

    :raises ValueError: a quote does not stand where it is said to, or has white space at an end, as none has
        that the rules or the model found.
    """
    found = []
    for layer in LAYERS:
        for mention in mentions_of(document, layer) if layer in layers else ():
            start, end = mention.start, mention.end
            if start < 0 or article.text[start:end] != mention.quote:
                raise ValueError(f"{layer}: '{mention.quote}' does not stand at {start}-{end}")
            if not mention.quote or mention.quote != mention.quote.strip():
                raise ValueError(f"{layer}: '{mention.quote}' at {start}-{end} is not words alone")
            found.append(Mark(layer, mention))
    return sorted(found, key=lambda mark: (mark.mention.start, -mark.mention.end))


def marked_lines(
    article: Article, marks: Sequence[Mark], *, context: int | None = None, by: bool = False
) -> Iterator[Line | None]:
    """The lines of the article with its `marks`, as `marks()` orders them; None where some are left out.

    With `context`, only the sentences that hold mentions and so many before and after them. With `by`, the
    rule stands behind each mention. An assertion always does.
    """
    parts = [(0, len(article.text))] if context is None else _around(article, marks, context)
    upcoming = 0
    for number, (start, end) in enumerate(parts):
        if number:
            yield None
        first = upcoming
        while upcoming < len(marks) and marks[upcoming].mention.start < end:
            upcoming += 1
        yield from _lines(article, marks[first:upcoming], start, end, by)


def _around(article: Article, marks: Sequence[Mark], context: int) -> list[tuple[int, int]]:
    """Start and end of the parts of the text that hold mentions, in whole sentences."""
    ranges: list[tuple[int, int]] = []
    last = len(article.sentence_spans) - 1
    for mark in marks:
        first = max(0, article.sentence_at(mark.mention.start) - context)
        final = min(last, article.sentence_at(mark.mention.end - 1) + context)
        if ranges and first <= ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], max(final, ranges[-1][1]))
        else:
            ranges.append((first, final))
    return [(article.sentence_spans[first][0], article.sentence_spans[final][1]) for first, final in ranges]


def _lines(article: Article, marks: Sequence[Mark], start: int, end: int, by: bool) -> Iterator[Line]:
    """The lines between two offsets, which no mark crosses."""
    text, waiting, opened = article.text, list(reversed(marks)), list[Mark]()
    for number in range(article.line(start), article.line(max(start, end - 1)) + 1):
        begin = article.line_starts[number - 1]
        following = article.line_starts[number] if number < len(article.line_starts) else len(text)
        last = min(end, begin + len(text[begin:following].rstrip("\r\n")))
        at = max(start, begin)
        pieces: list[Piece] = []
        while True:
            _close(pieces, opened, at, by)
            while waiting and waiting[-1].mention.start <= at:
                mark = waiting.pop()
                opened.append(mark)
                pieces.append(Piece(f"[{LETTERS[mark.layer]} ", _layers(opened), True))
            if at >= last:
                break
            until = min([last, *(mark.mention.end for mark in opened)])
            if waiting:
                until = min(until, waiting[-1].mention.start)
            pieces.append(Piece(text[at:until], _layers(opened)))
            at = until
        yield Line(number, tuple(pieces))


def _close(pieces: list[Piece], opened: list[Mark], at: int, by: bool) -> None:
    """Close the marks that end at `at`, the innermost first."""
    for mark in [mark for mark in reversed(opened) if mark.mention.end <= at]:
        letter = "" if opened[-1] is mark else f" {LETTERS[mark.layer]}"
        layers = (*(other.layer for other in opened if other is not mark), mark.layer)
        opened.remove(mark)
        pieces.append(Piece(f"{_note(mark.mention, by)}{letter}]", layers, True))


def _layers(opened: Sequence[Mark]) -> tuple[str, ...]:
    return tuple(mark.layer for mark in opened)


def _note(mention: Mention, by: bool) -> str:
    notes = [mention.by] if by else []
    if mention.assertion is not None:
        notes.append(f"{mention.assertion} ({mention.cue})" if by else mention.assertion)
    return f" | {', '.join(notes)}" if notes else ""
