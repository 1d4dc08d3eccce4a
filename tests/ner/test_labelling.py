from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.article import Article
from annotators.ner.labelling import Span, labelled
from annotators.ner.stage import spans_of
from tests.factories import article, noisy_texts

LABELS = ("Person", "Unit", "Crossing")


def spans(found: Article, **quotes: str) -> list[Span]:
    """The first place of each text; its class as the keyword."""
    placed = ((label, found.text.index(quote), len(quote)) for label, quote in quotes.items())
    return [(label, start, start + length) for label, start, length in placed]


def names(sentences: list[list[tuple[str, str]]]) -> list[str]:
    """Each name of the tags as `Class: its tokens`."""
    return [
        f"{label}: {' '.join(token for token, _ in sentence[first:stop])}"
        for sentence in sentences
        for label, first, stop in spans_of([tag for _, tag in sentence])
    ]


def test_spans_become_tags_of_the_tokens_in_them() -> None:
    found = article("Col. Aram Sato's 3rd Brigade left. It shut Bab Qasr.")
    marked = spans(found, Person="Aram Sato", Unit="3rd Brigade", Crossing="Bab Qasr")
    assert labelled(found, marked) == [
        [
            *[("Col.", "O"), ("Aram", "B-Person"), ("Sato", "I-Person"), ("'s", "O")],
            *[("3rd", "B-Unit"), ("Brigade", "I-Unit"), ("left", "O"), (".", "O")],
        ],
        [("It", "O"), ("shut", "O"), ("Bab", "B-Crossing"), ("Qasr", "I-Crossing"), (".", "O")],
    ]


def test_names_side_by_side_stay_two() -> None:
    found = article("Sato Aram")
    assert labelled(found, [("Person", 0, 4), ("Person", 5, 9)]) == [
        [("Sato", "B-Person"), ("Aram", "B-Person")]
    ]


@pytest.mark.parametrize("quote", ["Assad", "ssads", "sad"])
def test_a_span_that_ends_inside_a_token_takes_the_whole_token(quote: str) -> None:
    found = article("They fled Assads police.")
    assert names(labelled(found, spans(found, Person=quote))) == ["Person: Assads"]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (("Person", "Sato"), ("Unit", "Sato Brigade"), "Unit: Sato Brigade"),
        (("Unit", "Sato Brigade"), ("Person", "Sato"), "Unit: Sato Brigade"),
        (("Unit", "the Sato"), ("Crossing", "Sato Brigade"), "Unit: the Sato"),
        (("Crossing", "Sato Brigade"), ("Unit", "the Sato"), "Crossing: Sato Brigade"),
        (("Person", "Sat"), ("Unit", "to"), "Person: Sato"),
    ],
    ids=["the longer, second", "the longer, first", "equals", "equals, turned", "in one token"],
)
def test_of_spans_that_share_a_token_the_longer_is_kept_and_of_equals_the_first(
    first: tuple[str, str], second: tuple[str, str], kept: str
) -> None:
    found = article("near the Sato Brigade")
    assert names(labelled(found, spans(found, **dict([first, second])))) == [kept]


def test_a_span_that_lost_leaves_the_others_alone() -> None:
    found = article("Sato Aram Haddad left")
    marked = spans(found, Crossing="Aram Haddad left", Unit="Sato Aram", Person="Sato")
    assert names(labelled(found, marked)) == ["Person: Sato", "Crossing: Aram Haddad left"]


def test_a_span_across_a_sentence_end_joins_the_sentences() -> None:
    text = "It left.\n\nArmy of the\n\nOrontes shut it.\n\nIt left."
    found = article(text)
    assert len(labelled(found, [])) == 4
    joined = labelled(found, spans(found, Unit="Army of the\n\nOrontes"))
    assert [len(sentence) for sentence in joined] == [3, 7, 3]
    assert names(joined) == ["Unit: Army of the Orontes"]


def test_a_span_that_lost_joins_nothing() -> None:
    found = article("We saw the\n\nSato Aram\n\nleft.")
    marked = spans(found, Person="Sato Aram", Unit="the\n\nSato")
    assert [len(sentence) for sentence in labelled(found, marked)] == [3, 2, 2]


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_article_without_a_token_has_no_sentence(text: str) -> None:
    assert labelled(article(text), [("Unit", 0, len(text))]) == []


def test_offsets_count_code_points() -> None:
    found = article("🇱🇧 𐍈 Zoë Sa\u0308to wept")
    assert names(labelled(found, spans(found, Person="Zoë Sa\u0308to"))) == ["Person: Zoë Sa\u0308to"]


@given(st.data())
def test_spans_on_token_boundaries_come_back_from_their_tags(data: st.DataObject) -> None:
    found = article(data.draw(noisy_texts()))
    count = len(found.token_starts)
    cuts = sorted(data.draw(st.sets(st.integers(0, count), max_size=8)))
    marked = [
        (data.draw(st.sampled_from(LABELS)), found.token_starts[first], found.token_ends[stop - 1])
        for first, stop in itertools.pairwise(cuts)
        if data.draw(st.booleans())
    ]
    sentences = labelled(found, data.draw(st.permutations(marked)))
    assert [token for sentence in sentences for token, _ in sentence] == [
        found.token(i) for i in range(count)
    ]
    assert all(sentences)
    back, passed = [], 0
    for sentence in sentences:
        for label, first, stop in spans_of([tag for _, tag in sentence]):
            back.append((label, found.token_starts[passed + first], found.token_ends[passed + stop - 1]))
        passed += len(sentence)
    assert back == marked
