"""An article that is made to hurt costs time and memory in proportion to its length, or is refused."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from annotators import run
from annotators.article import Article, ArticleError, read
from annotators.batch import annotate_source
from annotators.document import Document, Failure
from annotators.inputs import Source
from annotators.ner.stage import MAX_WORD, entities
from annotators.pipeline import Annotator
from annotators.ruleset import RuleSet
from annotators.verify import faults
from tests.factories import shipped

BYTES = 60_000
SECONDS = 6.0  # of the processor


def repeated(piece: str, size: int = BYTES) -> str:
    return piece * (size // len(piece.encode()))


def numbered(piece: str) -> str:
    """`piece` with another word of four letters each time."""
    words = ["".join(chr(97 + n // 26**k % 26) for k in (0, 1, 2, 3)) for n in range(BYTES // len(piece))]
    return "".join(piece.format(word.title()) for word in words)


TEXTS: dict[str, Callable[[], str]] = {
    "a unit": lambda: repeated("US Army "),
    "a person": lambda: repeated("Gen. Najib Khan said. ", 100_000),
    "many persons of one surname": lambda: numbered("Gen. {} Khan said. ") + "Khan said. " * 2_000,
    "persons who are others": lambda: numbered("Gen. {0} Khan, also known as Abu {0} Assad, left. "),
    "a crossing": lambda: repeated("the al-Arida border crossing. "),
    "counts": lambda: repeated("70 officers and 30 soldiers "),
    "money": lambda: repeated("$4 million "),
    "number words": lambda: repeated("two hundred and "),
    "articles": lambda: repeated("al-", 400_000),
    "possessives": lambda: repeated("'s"),
    "initials": lambda: repeated("J. R. "),
    "a word": lambda: "a" * BYTES,
    "digits": lambda: repeated("1234567890"),
    "brackets": lambda: repeated("(["),
    "combining characters": lambda: "a" + "\u0301" * (BYTES // 2),
    "marks of direction": lambda: repeated("\u202eabc\u202c "),
    "zero-width characters": lambda: repeated("\u200b\u200d"),
    "NULs": lambda: repeated("\0"),
    "emoji": lambda: repeated("\U0001f468\u200d\U0001f469\u200d"),
    "empty lines": lambda: repeated("\r\n"),
    "rows of a table": lambda: repeated("| US Army | 3 |\n"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_an_article_of_nothing_but_one_thing_takes_no_longer_than_its_length(case: str) -> None:
    annotator = Annotator(shipped(), None)
    annotator.annotate(read(b"US Army", "warm"))
    text = TEXTS[case]()
    began = time.process_time()
    article = read(text.encode(), "a.txt")
    document = annotator.annotate(article)
    seconds = time.process_time() - began
    print(f"{case}: {seconds:.2f} s")
    assert list(faults(document, article)) == []
    assert seconds < SECONDS


def test_an_article_with_too_many_matches_gets_an_error_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MAX_MATCHES", 100)
    monkeypatch.setattr("annotators.matcher.MAX_MATCHES", 100)
    annotator = Annotator(shipped(), None)

    def outcome(text: str) -> Document | Failure:
        return annotate_source(annotator.annotate, Source("a.txt", None, text=text))

    assert outcome("The US Army left. " * 200) == Failure(
        "a.txt", "too-many", "the rules match in more than 100 places"
    )
    assert isinstance(outcome("The US Army left. " * 5), Document)


def test_matches_of_all_rules_together_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotators.matcher.MAX_MATCHES", 10)
    with pytest.raises(ArticleError, match="more than"):
        Annotator(shipped(), None).annotate(read(b"The US Army and 70 officers left. " * 5, "a.txt"))


def test_the_model_is_shown_the_beginning_of_an_endless_word() -> None:
    shown: list[str] = []

    def tagger(sentences: object) -> list[list[list[str]]]:
        assert isinstance(sentences, list)
        shown.extend(word for sentence in sentences for word in sentence)
        return [[["S-Person"] * len(sentence)] for sentence in sentences]

    article: Article = read(b"x" * 5_000 + b" Khan", "a.txt")
    found = entities(article, tagger)
    assert list(map(len, shown)) == [MAX_WORD, 4]
    assert [(entity.start, entity.end) for entity in found][-1] == (5_001, 5_005)


def test_the_shipped_packs_are_those_that_are_measured() -> None:
    assert isinstance(shipped(), RuleSet)
    assert {pack.name for pack in shipped().packs} >= {"people", "units", "crossings", "counts"}
