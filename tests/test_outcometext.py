from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.outcometext import failure, mark, place
from annotators.problem import Position
from annotators.refusal import Refused
from annotators.rule import RuleTest
from annotators.ruletest import Difference, Outcome, Taken, Untested
from annotators.testfile import unmark

AT = Position("p.yaml", 3, 7)
TEST = RuleTest("hit", "the 4th\n  division left", ((4, 18),), {}, {}, AT)


def outcome(**parts: object) -> Outcome:
    return Outcome("p.r", TEST, False, **{"spans": (), **parts})  # type: ignore[arg-type]


def test_what_was_wanted_and_what_was_got_are_marked_in_the_text_on_one_line() -> None:
    assert failure(outcome(spans=((4, 7),))) == (
        "wanted: the [[4th division]] left",
        "got:    the [[4th]] division left",
    )


def test_attributes_that_differ_are_told_with_their_annotation_where_there_are_several() -> None:
    found = failure(
        outcome(
            spans=TEST.spans,
            differences=(Difference("kind", "army", ""), Difference("colour", "", "red", "4th division")),
        )
    )
    assert found[2:] == (
        "kind:   wanted army, got nothing",
        "colour: '4th division': wanted nothing, got red",
    )


def test_the_rule_that_took_the_words_is_named_with_its_reason() -> None:
    taken = (Taken("4th division left", "q.x", "longer"), Taken("4th", "q.y", ""))
    assert failure(outcome(taken=taken))[2:] == (
        "taken:  '4th division left' by q.x (longer)",
        "taken:  '4th' by q.y",
    )


def test_the_condition_that_turned_a_match_down_is_named() -> None:
    refused = (Refused("4th division", "`unless: {match} left` forbids it"),)
    assert failure(outcome(refused=refused))[2:] == (
        "but:    '4th division' matched, but `unless: {match} left` forbids it",
    )


def test_where_nothing_matched_that_is_said() -> None:
    assert failure(outcome())[2:] == ("but:    no pattern of p.r matches there",)
    assert failure(outcome(near="behind 'the' it needs {kind}"))[2:] == (
        "but:    no pattern of p.r matches there; behind 'the' it needs {kind}",
    )


def test_a_fault_of_the_test_itself_is_told_alone() -> None:
    assert failure(outcome(note="its entity 'Ali' does not stand in the text")) == (
        "text:   the 4th division left",
        "but:    its entity 'Ali' does not stand in the text",
    )


def test_a_place_is_that_of_the_test_or_of_the_rule() -> None:
    assert place(outcome()) == "p.yaml:3:7"
    assert place(Untested("p.r", "hit", Position("p.yaml", 1, 2))) == "p.yaml:1:2"


@given(st.lists(st.text("abc", min_size=1), min_size=1), st.lists(st.booleans(), min_size=1))
def test_a_marked_text_can_be_pasted_back(words: list[str], marked: list[bool]) -> None:
    text = " ".join(words)
    spans = []
    start = 0
    for word, wanted in zip(words, marked * len(words), strict=False):
        if wanted:
            spans.append((start, start + len(word)))
        start += len(word) + 1
    assert unmark(mark(text, spans)) == (text, tuple(spans))


@pytest.mark.parametrize("text", ["", "a", "a b"])
def test_a_text_without_marks_stays_as_it_is(text: str) -> None:
    assert mark(text, ()) == text
