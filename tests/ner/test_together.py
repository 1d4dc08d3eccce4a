from __future__ import annotations

from collections.abc import Sequence

import pytest

from annotators.article import read
from annotators.ner.stage import Tagged
from annotators.ner.together import Together

ARTICLES = [read(text.encode(), "a") for text in ("He left. She came.", "", "They met Omar.")]
WORDS = [[["He", "left", "."], ["She", "came", "."]], [], [["They", "met", "Omar", "."]]]


class Echo:
    """A tagger to which every word is its own tag, and some are too much."""

    def __init__(self, *bad: str) -> None:
        self.bad = set(bad)
        self.calls: list[list[list[str]]] = []

    def __call__(self, sentences: Sequence[Sequence[str]]) -> Tagged:
        self.calls.append([list(sentence) for sentence in sentences])
        if any(self.bad & set(sentence) for sentence in sentences):
            raise ValueError("too much")
        return [[list(sentence)] for sentence in sentences]


def test_articles_are_tagged_in_one_call_when_the_first_is_asked_for() -> None:
    echo = Echo()
    together = Together(echo, ARTICLES)
    assert echo.calls == []
    found = [[sentence[0] for sentence in together.tagged(number)] for number in range(3)]
    assert found == WORDS
    assert echo.calls == [[sentence for words in WORDS for sentence in words]]


def test_an_article_that_the_tagger_fails_on_fails_alone() -> None:
    together = Together(Echo("Omar"), ARTICLES)
    assert [sentence[0] for sentence in together.tagged(0)] == WORDS[0]
    assert together.tagged(1) == []
    with pytest.raises(ValueError, match="too much"):
        together.tagged(2)
    assert len(together.tagged(0)) == 2


def test_an_interrupt_is_not_held_back() -> None:
    def interrupted(sentences: Sequence[Sequence[str]]) -> Tagged:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Together(interrupted, ARTICLES).tagged(0)
