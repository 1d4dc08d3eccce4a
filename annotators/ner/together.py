"""The sentences of several articles in one call of the tagger."""

from __future__ import annotations

from collections.abc import Sequence

from annotators.article import Article
from annotators.ner.stage import Tagged, Tagger, sentences_of


class Together:
    """Articles that are tagged when the tags of one are asked for first."""

    def __init__(self, tagger: Tagger, articles: Sequence[Article]) -> None:
        self._tagger, self._articles = tagger, articles
        self._tagged: list[Tagged] | None = None

    def tagged(self, number: int) -> Tagged:
        """The tags of article `number`; whatever the tagger raises on its sentences."""
        if self._tagged is None:
            self._tagged = self._tag()
        if self._tagged:
            return self._tagged[number]
        return self._tagger(sentences_of(self._articles[number]))

    def _tag(self) -> list[Tagged]:
        """The tags of every article; nothing where the tagger fails, so that each is tried by itself."""
        listed = [sentences_of(article) for article in self._articles]
        try:
            tagged = self._tagger([sentence for sentences in listed for sentence in sentences])
        except Exception:  # any: it is raised again for the article that it belongs to
            return []
        rest = iter(tagged)
        return [[next(rest) for _ in sentences] for sentences in listed]
