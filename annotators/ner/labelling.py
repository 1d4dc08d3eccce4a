"""Spans of an article to tags of its tokens: the way back from `stage.spans_of`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

from annotators.article import Article

Span = tuple[str, int, int]  # class, start, end: code points in `Article.text`, `end` one past the last


def labelled(article: Article, spans: Iterable[Span]) -> list[list[tuple[str, str]]]:
    """The sentences of `article` as (token, BIO tag), in text order; each token once.

    A tagger can say nothing of half a token and one thing of a token at most, so:

    - A span that begins or ends inside a token takes the whole token, which is as near as the tagger can
      come to it. Without its span the token would be taught as no name.
    - Of spans that share a token the one of most tokens is kept, of equals the first in `spans`.
    - A span that a sentence end cuts in two joins the two sentences: parts of a name are no names.

    A span without a token in it is passed over.
    """
    starts, ends = article.token_starts, article.token_ends
    found = [(label, bisect_right(ends, start), bisect_left(starts, end)) for label, start, end in spans]
    tags = ["O"] * len(starts)
    within: set[int] = set()  # tokens that go on with a name
    for label, first, stop in sorted(found, key=lambda span: span[1] - span[2]):
        if first < stop and all(tag == "O" for tag in tags[first:stop]):
            tags[first:stop] = [f"B-{label}", *[f"I-{label}"] * (stop - first - 1)]
            within.update(range(first + 1, stop))
    firsts = [first for first, _ in article.sentences if first not in within]
    return [
        [(article.token(i), tags[i]) for i in range(first, stop)]
        for first, stop in pairwise((*firsts, len(starts)))
    ]
