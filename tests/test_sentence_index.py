from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotators.article import Article
from annotators.document import Entity
from annotators.match import Match
from annotators.matcher import find
from annotators.ruleset import RuleSet
from annotators.run import Run
from annotators.sentence_index import SentenceIndex
from annotators.view import build_view, mask
from annotators.words import words_of
from tests.factories import article, noisy_texts, shipped

TEXT = "One army. Two navies went.\n\nThree armies."


def index_of(found: Article, flags: dict[str, int]) -> SentenceIndex:
    view = build_view(found)
    words = words_of(view.data)
    return SentenceIndex(view, words, [flags.get(word, 0) for word in words.lower])


def test_a_sentence_has_the_flags_of_its_words() -> None:
    index = index_of(article(TEXT), {"army": 1, "navies": 2, "went": 4, "armies": 1})
    assert (index.flags, index.present) == ([1, 6, 1], 7)


def test_flags_of_spans_are_given_and_taken_back() -> None:
    index = index_of(article(TEXT), {"army": 1})
    index.set(8, [0, 12])
    assert (index.flags, index.present) == ([9, 8, 0], 9)
    index.set(8, [30])
    assert (index.flags, index.present) == ([1, 0, 8], 9)
    index.set(8, [])
    assert (index.flags, index.present) == ([1, 0, 0], 1)


def test_only_sentences_with_every_flag_are_searched() -> None:
    found = article(TEXT)
    index = index_of(found, {"army": 1, "two": 2, "went": 4, "three": 2})
    view = build_view(found)
    shown = [view.data[start:end] for start, end in index.stretches(view, (2, 4))]
    assert shown == [b"Two navies went."]
    assert index.stretches(view, (1, 4)) == []
    assert index.stretches(view, ()) == [(0, len(view.data))]


def test_sentences_are_found_in_a_masked_view_too() -> None:
    found = article(TEXT)
    index = index_of(found, {"two": 2})
    masked = mask(build_view(found), [(0, 8, 1), (14, 20, 1)])
    [(start, end)] = index.stretches(masked, (2,))
    assert masked.data[start:end] == b"Two \x01 went."
    assert index.flags_at(masked, start + 2) == 2


def test_the_flags_of_a_byte_are_those_of_the_sentence_that_it_stands_in() -> None:
    found = article(TEXT)
    index, view = index_of(found, {"one": 1, "two": 2, "three": 4}), build_view(found)
    ends = [number for number, byte in enumerate(view.data) if byte == ord("\n")]
    first, second = ends[0], ends[-1]
    assert [index.flags_at(view, at) for at in (0, first - 1)] == [1, 1]
    assert [index.flags_at(view, at) for at in (first + 1, second - 1)] == [2, 2]
    assert [index.flags_at(view, at) for at in (second + 1, len(view.data) - 1)] == [4, 4]


def test_a_byte_before_the_first_sentence_may_hold_anything() -> None:
    found = article("\xad\n\nArmies. Navies")  # a soft hyphen shows as nothing
    index, view = index_of(found, {"armies": 1, "navies": 2}), build_view(found)
    assert view.data == b"\n\nArmies.\nNavies"
    assert [index.flags_at(view, at) for at in (0, 2)] == [-1, 1]


def test_a_view_with_other_sentences_is_searched_as_a_whole() -> None:
    found = article(TEXT)
    index = index_of(found, {"two": 2})
    joined = mask(build_view(found), [(4, 13, 1)])  # over the end of the first sentence
    assert joined.data.startswith(b"One \x01 ")
    assert index.stretches(joined, (2,)) == [(0, len(joined.data))]
    assert index.flags_at(joined, 0) == -1


def test_an_empty_article_has_no_sentence() -> None:
    index = index_of(article(""), {})
    assert index.present == 0
    assert (index.flags, index.stretches(build_view(article("")), (1,))) == ([], [])


def searched_whole(rules: RuleSet) -> RuleSet:
    """`rules` without what says where their patterns need not be searched for."""
    stages = tuple(
        (
            layer,
            tuple(
                replace(
                    rule,
                    patterns=tuple(replace(pattern, flags=()) for pattern in rule.patterns),
                    veto_flags=((),),
                    where_flags=(),
                )
                for rule in compiled
            ),
        )
        for layer, compiled in rules.stages
    )
    return replace(rules, stages=stages)


WORDS = (
    "the Syrian army 3rd Fourth Division Brigade of Hezbollah SDF forces (SDF) around 70 two officers and"
    " soldiers killed no casualties illegal crossings al-Arida border crossing at Rafah $100,000 General"
    " Najib Mikati said near Aleppo police In 2015 more than dozens wounded the leader of, president"
    " O'Brien toll rose to 157 Kata'ib Kataib Liwa Kremlin's"
).split()


@given(noisy_texts(WORDS, 60), st.booleans())
def test_no_match_of_the_shipped_rules_is_left_out(text: str, named: bool) -> None:
    found = article(text)
    at = found.text.find("Mikati")
    entities = [Entity("person", at, at + 6)] if named and at >= 0 else []
    assert find(found, shipped(), entities).layers == find(found, searched_whole(shipped()), entities).layers


def test_a_veto_far_from_the_match_is_seen() -> None:
    found = article("The Turkish army operation ended. The Turkish army left.")
    run = Run(found, shipped(), [])
    results = [
        attempt.result
        for _, compiled in shipped().stages
        for rule in compiled
        if rule.rule.id == "units.nation-force"
        for attempt in run.attempts(rule)
    ]
    assert [type(result) is Match for result in results] == [False, True]
