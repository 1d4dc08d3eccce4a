"""Matches -> mentions: the part of an annotation that all four layers share."""

from __future__ import annotations

import re

from annotators.article import Article
from annotators.document import Mention
from annotators.match import Match

# The s of a lost apostrophe (`al-Assads regime`), or of one that a span took in.
_POSSESSIVE = re.compile(r"['’]s?\Z")


def mention_of(article: Article, match: Match, start: int | None = None) -> Mention:
    """The mention that `match` makes, from `start` where it begins later than the match."""
    begin = match.start if start is None else start
    return Mention(article.text[begin : match.end], begin, match.end, article.line(begin), match.rule)


def clean_name(quote: str) -> str:
    """A quote as a name: on one line, blanks single, without a possessive ending."""
    return _POSSESSIVE.sub("", " ".join(quote.split()))
