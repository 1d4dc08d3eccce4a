"""Taggers with sentences and tokens of their own: spans of the text, fitted to our sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from annotators.article import Article

Span = tuple[str, int, int]  # class of the model, start, end: code points of the text


@dataclass(frozen=True, slots=True)
class TextTagger:
    """A tagger that takes a text, not tokens."""

    find: Callable[[str], Iterable[Span]]  # in text order, none overlapping

    def spans(self, article: Article) -> Iterator[Span]:
        """What it finds in `article`, each in one of our sentences; it is not asked where there are none."""
        if article.sentence_spans:
            for label, start, end in self.find(article.text):
                kept = longest_part(article.sentence_spans, start, end)
                if kept is not None:
                    yield label, *kept


def longest_part(sentences: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """The longest part of [start, end) in one of `sentences` (in order, apart); the first of equals.

    A rule sees one sentence, so no entity may reach into the next. Where ours ends and the model's goes on,
    one of the two is wrong: ours, mostly, about an abbreviation that it does not know (`вул. Хрещатик`), and
    then the longest part is the name. Two names of one entity would be one too many.
    """
    parts = []
    for index in range(bisect_right(sentences, start, key=itemgetter(1)), len(sentences)):
        first, last = sentences[index]
        if first >= end:
            break
        parts.append((max(first, start), min(last, end)))
    return max(parts, key=lambda part: part[1] - part[0], default=None)
