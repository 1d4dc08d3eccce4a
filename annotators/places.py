"""Where a quote stands in an article: what people write of a mention, made a place in the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from annotators.article import Article

_SHOWN = 60  # code points of a quote in a message
_PLACES = 5  # places of a quote in a message


class PlaceError(ValueError):
    """A quote that stands nowhere, or in several places. `str(error)` says where it does stand."""


def occurrences(article: Article, quote: str) -> list[tuple[int, int]]:
    """Where `quote` stands as whole tokens, whatever white space is between its words."""
    words = r"\s+".join(re.escape(word) for word in quote.split())
    if not words:
        return []
    starts, ends = article.token_starts, article.token_ends
    spans = [found.span(1) for found in re.finditer(rf"(?=({words}))", article.text)]
    return [(start, end) for start, end in spans if _holds(starts, start) and _holds(ends, end)]


def only_place(article: Article, quote: str, line: int | None = None) -> tuple[int, int]:
    """The one place of `quote`, in `line` if one is given.

    :raises PlaceError: there is none, or there are several.
    """
    everywhere = occurrences(article, quote)
    here = [span for span in everywhere if line is None or article.line(span[0]) == line]
    where = article.name if line is None else f"line {line} of {article.name}"
    if len(here) == 1:
        return here[0]
    if not here:
        raise PlaceError(
            f"{shortened(quote)} does not stand in {where} as whole words{elsewhere(article, everywhere)}"
        )
    key = "`line` or `start`" if line is None else "`start`"
    raise PlaceError(f"{shortened(quote)} is not alone in {where}{elsewhere(article, here)}; give its {key}")


def place_of(
    article: Article,
    quote: str | None,
    start: int | None,
    end: int | None,
    line: int | None,
    near: tuple[int, int] | None = None,
) -> tuple[int, int]:
    """The place that `quote`, `start`, `end` and `line` describe; some of them may not be given.

    A quote without its `start` is looked for in its line, else where it overlaps `near`, else everywhere.

    :raises PlaceError: they describe none, or several, or contradict each other.
    """
    if start is None:
        if quote is None or end is not None:
            raise PlaceError("a mention needs `quote`, or `start` and `end`")
        if line is None and near is not None:
            beside = [span for span in occurrences(article, quote) if span[0] < near[1] and near[0] < span[1]]
            if len(beside) == 1:
                return beside[0]
        return only_place(article, quote, line)
    if end is None:
        if quote is None:
            raise PlaceError("a mention needs `quote`, or `start` and `end`")
        end = start + len(quote)
    there = article.text[start:end]
    if end > len(article.text) or not there.strip():
        raise PlaceError(f"{article.name}: no words stand at {start} to {end}")
    if quote is not None and there != quote:
        raise PlaceError(
            f"{article.name}: at {start} to {end} stands {shortened(there)}, not {shortened(quote)}"
            f"{elsewhere(article, occurrences(article, quote))}; correct `start` and `end`, or take both out"
        )
    return start, end


def elsewhere(article: Article, spans: Sequence[tuple[int, int]]) -> str:
    """`; it stands in …`, or nothing."""
    if not spans:
        return ""
    places = [f"line {article.line(start)} (start {start}, end {end})" for start, end in spans[:_PLACES]]
    more = f" and {len(spans) - _PLACES} more" if len(spans) > _PLACES else ""
    return f"; it stands in {', '.join(places)}{more}"


def shortened(quote: str) -> str:
    """A quote in a message: in quotation marks, not longer than one can read."""
    return repr(quote if len(quote) <= _SHOWN else quote[: _SHOWN - 1] + "…")


def _holds(offsets: Sequence[int], offset: int) -> bool:
    index = bisect_left(offsets, offset)
    return index < len(offsets) and offsets[index] == offset
