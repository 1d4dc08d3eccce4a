from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.pattern import Gap, Group, Literal, Reference, expand, parse
from annotators.ruleset import RuleSet
from annotators.unparse import cut, mentioned, unparse, without_spare_brackets
from tests.factories import shipped
from tests.test_pattern import ALPHABET, TREES, WORD_PATTERNS, can_be_empty, found, without_offsets


@given(TREES)
def test_a_tree_is_written_as_a_pattern_that_parses_to_it(tree: Group) -> None:
    assert without_offsets(parse(unparse(tree))) == tree


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("{kind:echelon}  No.?", "{kind:echelon} No.?"),
        ("(a|b c)*-{gap:3}", "(a | b c)*-{gap:3}"),
        (r"{unit} \({x:Acronym}\)", r"{unit} \({x:Acronym}\)"),
        ("{name:name}\n| a", "{name} | a"),
    ],
)
def test_white_space_is_tidied_and_everything_else_is_as_written(written: str, tidied: str) -> None:
    assert unparse(parse(written)) == tidied


def test_a_macro_is_written_out_in_brackets() -> None:
    macros = {"formation": parse("{number:ordinal} {arm}*"), "led": parse("x | y")}
    assert unparse(expand(parse("{f:formation}? {led}"), macros)) == "({number:ordinal} {arm}*)? (x | y)"


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("((a))", "a"),
        ("(a | (b | c))", "a | b | c"),
        ("x (a b) y", "x a b y"),
        ("x (a b | c) (d)?", "x (a b | c) d?"),
        ("x (a b)* y", "x (a b)* y"),
        ("(a?)+ y", "(a?)+ y"),
        ("x-({gap:2}* y)", "x-({gap:2}* y)"),
        ("x ({gap:2}* y)", "x {gap:2}* y"),
    ],
)
def test_brackets_that_change_nothing_are_left_out(written: str, tidied: str) -> None:
    assert unparse(without_spare_brackets(parse(written))) == tidied


@given(WORD_PATTERNS, st.lists(st.sampled_from([*ALPHABET, "d"]), max_size=9))
def test_a_pattern_without_spare_brackets_matches_the_same(tree: Group, words: list[str]) -> None:
    if can_be_empty(tree):
        return
    text = " ".join(words)
    assert found(unparse(without_spare_brackets(tree)), text) == found(unparse(tree), text)


def test_every_pattern_that_ships_can_be_written_and_read_again() -> None:
    rules: RuleSet = shipped()
    groups = [g for pack in rules.packs for rule in pack.rules for g in (*rule.patterns, *rule.unless)]
    groups += [macro for pack in rules.packs for macro in pack.macros.values()]
    assert len(groups) > 100
    for group in groups:
        assert without_offsets(parse(unparse(group))) == without_offsets(group)


def test_a_message_names_a_word_in_quotes_and_anything_else_in_the_language_of_patterns() -> None:
    assert mentioned(Literal("(", 0)) == "'('"
    assert mentioned(Reference("kind", "echelon", 0)) == "{kind:echelon}"
    assert mentioned(Gap(2, 0)) == "{gap:2}"
    long = parse(" | ".join(f"word{n}" for n in range(40)))
    assert mentioned(long).startswith("(word0 | word1 | ")
    assert len(mentioned(long)) == 60


def test_a_text_is_cut_to_one_line_of_the_length_asked_for() -> None:
    assert cut("a\n b", 3) == "a b"
    assert cut("abc de", 5) == "abc…"
