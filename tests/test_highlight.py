"""Mentions are marked in the text, however they lie in one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.article import Article, read
from annotators.document import LAYERS, Count, Crossing, Document, Mention, Person, Unit
from annotators.highlight import LETTERS, Mark, marked_lines, marks
from tests.factories import article, noisy_texts


def mention(found: Article, quote: str, by: str = "p.r", assertion: str | None = None) -> Mention:
    start = found.text.index(quote)
    cue = None if assertion is None else "assertions.cue"
    return Mention(quote, start, start + len(quote), found.line(start), by, assertion, cue)


def document(found: Article, **quotes: str | Mention) -> Document:
    """A record with the first place of a quote in each layer."""
    mentions = {
        layer: mention(found, quote) if isinstance(quote, str) else quote for layer, quote in quotes.items()
    }
    return Document(
        found.name,
        found.sha256,
        tuple(Person("", (), (mentions[k],)) for k in mentions if k == "people"),
        tuple(Unit("", "army", None, None, (mentions[k],)) for k in mentions if k == "units"),
        tuple(Crossing("", "official", None, (), None, (mentions[k],)) for k in mentions if k == "crossings"),
        tuple(Count(mentions[k]) for k in mentions if k == "counts"),
    )


def marked(found: Article, record: Document, *, context: int | None = None, by: bool = False) -> str:
    lines = marked_lines(found, marks(found, record), context=context, by=by)
    return "\n".join(
        "..." if line is None else "".join(piece.text for piece in line.pieces) for line in lines
    )


def test_a_mention_of_each_layer_has_its_letter() -> None:
    found = article("Ann Ray met the Marsh Guard at Old Gate with 70 men.")
    record = document(found, people="Ann Ray", units="Marsh Guard", crossings="Old Gate", counts="70 men")
    assert marked(found, record) == "[P Ann Ray] met the [U Marsh Guard] at [X Old Gate] with [# 70 men]."


def test_a_mention_in_another_is_nested() -> None:
    found = article("About 70 Marsh Guard men came.")
    record = document(found, units="Marsh Guard", counts="About 70 Marsh Guard men")
    assert marked(found, record) == "[# About 70 [U Marsh Guard] men] came."
    record = document(found, units="About 70", counts="About 70 Marsh Guard men")
    assert marked(found, record) == "[# [U About 70] Marsh Guard men] came."


def test_where_two_overlap_the_mark_that_closes_the_outer_one_names_its_layer() -> None:
    found = article("About 70 Marsh Guard men came.")
    record = document(found, units="Marsh Guard men", counts="About 70 Marsh")
    assert marked(found, record) == "[# About 70 [U Marsh #] Guard men] came."


def test_mentions_side_by_side_are_closed_before_the_next_is_opened() -> None:
    found = article("OneTwo")
    assert marked(found, document(found, units="One", counts="Two")) == "[U One][# Two]"


def test_a_mention_goes_on_over_a_line_break() -> None:
    found = article("The Marsh\r\n Guard came.\n")
    assert marked(found, document(found, units="Marsh\r\n Guard")) == "The [U Marsh\n Guard] came."


def test_lines_have_their_numbers() -> None:
    found = article("a\r\nb\r\rMarsh\n")
    lines = list(marked_lines(found, marks(found, document(found, units="Marsh"))))
    assert [line.number for line in lines if line is not None] == [1, 2, 3, 4]
    assert lines[2] is not None
    assert lines[2].pieces == ()


def test_an_assertion_and_on_request_the_rule_stand_behind_the_words() -> None:
    found = article("No 70 men came to Old Gate.")
    denied = mention(found, "70 men", "counts.noun", "denied")
    record = document(found, counts=denied, crossings="Old Gate")
    assert marked(found, record) == "No [# 70 men | denied] came to [X Old Gate]."
    assert marked(found, record, by=True) == (
        "No [# 70 men | counts.noun, denied (assertions.cue)] came to [X Old Gate | p.r]."
    )


def test_with_context_sentences_without_a_mention_are_left_out() -> None:
    found = article(
        "It rained. It snowed.\n\nThe Marsh Guard came. It left. Night fell. 70 men stayed. All.\n"
    )
    record = document(found, units="Marsh Guard", counts="70 men")
    assert marked(found, record, context=0) == "The [U Marsh Guard] came.\n...\n[# 70 men] stayed."
    assert marked(found, record, context=1) == (
        "It snowed.\n\nThe [U Marsh Guard] came. It left. Night fell. [# 70 men] stayed. All."
    )
    assert marked(found, document(found), context=3) == ""


def test_a_mention_in_two_sentences_keeps_both() -> None:
    found = article("It rained. Old St. The Gate is shut. It snowed.")
    record = document(found, crossings="St. The Gate")
    assert marked(found, record, context=0) == "Old [X St. The Gate] is shut."


def test_only_the_layers_that_are_asked_for_are_marked() -> None:
    found = article("Ann met the Marsh Guard.")
    record = document(found, people="Ann", units="Marsh Guard")
    assert [mark.layer for mark in marks(found, record, ["units"])] == ["units"]


def test_an_empty_article_has_one_empty_line() -> None:
    found = article("")
    lines = list(marked_lines(found, []))
    assert [line.pieces for line in lines if line is not None] == [()]


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [(0, 3, "Bob"), (-3, 3, "Ann"), (4, 7, "Ann"), (90, 93, "Ann")],
)
def test_a_quote_that_does_not_stand_there_is_refused(start: int, end: int, quote: str) -> None:
    found = article("Ann met no one")
    with pytest.raises(ValueError, match=rf"people: '{quote}' does not stand at {start}-{end}"):
        marks(found, document(found, people=Mention(quote, start, end, 1, "p.r")))


@pytest.mark.parametrize(("start", "end"), [(0, 4), (3, 7), (3, 4), (0, 0)])
def test_a_quote_with_white_space_at_an_end_is_refused(start: int, end: int) -> None:
    found = article("Ann met no one")
    quote = found.text[start:end]
    with pytest.raises(ValueError, match=rf"people: '{quote}' at {start}-{end} is not words alone"):
        marks(found, document(found, people=Mention(quote, start, end, 1, "p.r")))


@st.composite
def marked_articles(draw: st.DrawFn) -> tuple[Article, list[Mark]]:
    found = read(draw(noisy_texts()).encode(), "a.txt")
    size = len(found.text)
    spans = draw(st.lists(st.tuples(st.integers(0, size), st.integers(0, size), st.sampled_from(LAYERS))))
    chosen = [
        Mark(layer, Mention(found.text[start:end], start, end, 1, "p.r"))
        for start, end, layer in spans
        if found.text[start:end] and found.text[start:end] == found.text[start:end].strip()
    ]
    return found, sorted(chosen, key=lambda mark: (mark.mention.start, -mark.mention.end))


@given(marked_articles(), st.none() | st.integers(0, 2))
def test_the_words_stay_as_they_are_and_each_mark_is_closed(
    drawn: tuple[Article, list[Mark]], context: int | None
) -> None:
    found, given_marks = drawn
    opened: list[str] = []
    plain: list[str] = []
    for line in marked_lines(found, given_marks, context=context):
        if line is None:
            continue
        words = ""
        for piece in line.pieces:
            if not piece.is_mark:
                assert sorted(opened) == sorted(piece.layers)
                words += piece.text
            elif piece.text.startswith("["):
                opened.append(piece.layers[-1])
                assert piece.text == f"[{LETTERS[piece.layers[-1]]} "
            else:
                opened.remove(piece.layers[-1])
        plain.append(words)
    assert opened == []
    if context is None:
        text = found.text.replace("\r\n", "\n").replace("\r", "\n")
        assert plain == text.removesuffix("\n").split("\n")
