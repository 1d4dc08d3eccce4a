from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.article import read
from annotators.ner.stage import entities
from annotators.ner.texttagger import Span, TextTagger, longest_part


@pytest.mark.parametrize(
    ("span", "kept"),
    [
        ((2, 8), (2, 8)),
        ((0, 10), (0, 10)),
        ((7, 16), (12, 16)),
        ((2, 14), (2, 10)),
        ((8, 14), (8, 10)),
        ((5, 45), (12, 30)),
        ((10, 12), None),
        ((30, 60), (40, 50)),
        ((50, 60), None),
    ],
)
def test_of_a_span_over_sentences_the_longest_part_in_one_stays(
    span: tuple[int, int], kept: tuple[int, int] | None
) -> None:
    assert longest_part([(0, 10), (12, 30), (40, 50)], *span) == kept


ENDS = st.lists(st.integers(0, 60), min_size=2, max_size=12, unique=True).map(sorted)


@given(ENDS, st.integers(0, 60), st.integers(1, 60))
def test_what_stays_is_in_the_span_and_in_a_sentence_and_none_is_longer(
    ends: list[int], start: int, length: int
) -> None:
    sentences = list(zip(ends[::2], ends[1::2], strict=False))
    end = start + length
    kept = longest_part(sentences, start, end)
    shared = [len(set(range(*sentence)) & set(range(start, end))) for sentence in sentences]
    if kept is None:
        assert not any(shared)
        return
    assert start <= kept[0] < kept[1] <= end
    assert any(first <= kept[0] and kept[1] <= last for first, last in sentences)
    assert kept[1] - kept[0] == max(shared)


def found(text: str, *spans: Span) -> list[tuple[str, str]]:
    """What the stage makes of `spans`, which a tagger finds in `text`."""
    tagger = TextTagger(lambda asked: spans if asked == text else ())
    return [(e.label, text[e.start : e.end]) for e in entities(read(text.encode(), "a.txt"), tagger)]


def test_spans_go_through_the_hygiene_of_the_stage() -> None:
    text = "Зустрів «Степан Гнатюк», а тоді ORG."
    assert found(text, ("PERS", 8, 23), ("MISC", 32, 35)) == [("person", "Степан Гнатюк")]


def test_no_entity_crosses_one_of_our_sentence_ends() -> None:
    text = "He met Ali.\n\nHassan Rahimi left."
    assert found(text, ("PER", 7, 26)) == [("person", "Hassan Rahimi")]


def test_a_tagger_is_not_asked_where_there_is_no_sentence() -> None:
    def find(text: str) -> list[Span]:
        raise AssertionError(text)

    assert entities(read(b" \r\n", "a.txt"), TextTagger(find)) == []
