"""What is left of an expression matches a text as all of it does."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from annotators.expressionparser import add
from annotators.expressions import Expressions
from annotators.narrowing import Text
from annotators.regex import compiled
from annotators.ruleset import RuleSet, load_rules


def left(source: str, text: str, *, words: bool = True) -> str | None:
    expressions = Expressions()
    number = add(expressions, source)
    narrow = Text(expressions, text.encode("latin-1"), words=words).narrow(number)
    return narrow.source if narrow is not None else None


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("(?:army|navy|police)", "the Navy said", "(?:navy)"),
        ("(?:army|navy)", "the police said", None),
        (r"the(?:[ \x1e\x1f]+old)? man", "the man", "the man"),
        (r"the(?:[ \x1e\x1f]+(?:old|young))? man", "the man", "the man"),
        (r"(?:\bcar\b|\bcart\b)", "a cart", r"(?:\bcart\b)"),
        (r"\b(?:(?i:car\b|cart\b))", "a cart", r"\b(?:(?i:cart\b))"),
        (r"[ \x1e\x1f]+(?:al|el)\b", "Abu el Ala", r"[ \x1e\x1f]+(?:el)\b"),
        ("(?:men?|boys?)", "many a me", "(?:men?)"),  # the last letter is optional
        (r"(?:\x01|\x02) said", "\x02 said", r"(?:\x02) said"),
        (r"(?:a\.b|\d+)x", "1x", r"(?:\d+)x"),
        ("(?:b){0,4}c", "abbc", "(?:b)*c"),
        ("(?:b){0,4}?c", "abbc", "(?:b)*?c"),
        ("(?:b){0,4}c", "abbbbbc", "(?:b){0,4}c"),
        ("(?:b){0,2}c", "abbc", "(?:b){0,2}c"),
        ("(?:b?){0,4}c", "abbc", "(?:b?){0,4}c"),
    ],
)
def test_what_the_text_has_no_letters_for_goes(source: str, text: str, expected: str | None) -> None:
    assert left(source, text) == expected


def test_where_words_may_be_cut_letters_inside_a_word_will_do() -> None:
    assert left(r"\bcar\b", "a cart") is None
    assert left(r"\bcar\b", "a cart", words=False) == r"\bcar\b"


def test_groups_keep_the_numbers_that_they_have_in_the_whole() -> None:
    expressions = Expressions()
    number = add(expressions, "(?:(red)|(blue)) (car)(?: (loudly))?( honked)?")
    narrow = Text(expressions, b"a blue car honked").narrow(number)
    assert narrow is not None
    assert narrow.source == "(?:(blue)) (car)( honked)?"
    assert narrow.groups == (2, 3, 5)


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    return load_rules()


def test_an_expression_that_was_taken_apart_can_be_put_together(shipped: RuleSet) -> None:
    sources = [p.regex.source for _, rules in shipped.stages for rule in rules for p in rule.patterns]
    sources += [rule.veto.source for _, rules in shipped.stages for rule in rules if rule.veto is not None]
    expressions = Expressions()
    numbers = [add(expressions, source) for source in sources]
    again = Expressions(expressions.parts, expressions.captures)
    assert [again.source(number) for number in numbers] == sources


WORDS = ("a", "an", "ban", "bank", "of", "the", "Bab", "x's", "non-x", "\x01", "\x0b")
ATOMS = (r"\b", r"[ \x1e\x1f]+", "[A-Z][a-z]*", r"\d+", "'?", "[sS]?", r"\x01", r"\x0b", r"\-", ",")
QUANTIFIERS = ("", "", "?", "*", "+", "{0,2}", "{0,4}", "{0,3}?", "*?")


def sources(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    opening = st.sampled_from(("(", "(?:", "(?i:"))
    either = st.lists(st.lists(inner, min_size=1, max_size=4).map("".join), min_size=1, max_size=12).map(
        "|".join
    )
    return st.builds("{}{}){}".format, opening, either, st.sampled_from(QUANTIFIERS))


LEAVES = st.sampled_from([*(re2.escape(word) for word in WORDS if word.isprintable()), *ATOMS])
SOURCES = st.lists(st.recursive(LEAVES, sources, max_leaves=40), min_size=1, max_size=5).map("".join)
TEXTS = st.lists(
    st.sampled_from((*WORDS, "s", "Bank", "banks", "12", ",", "-", "\n", "\x1e", "\x1f")), max_size=14
)


def spans(regex: re2._Regexp, data: bytes) -> list[list[tuple[int, int]]]:
    return [[found.span(n) for n in range(found.re.groups + 1)] for found in regex.finditer(data)]


@given(SOURCES, TEXTS, st.sampled_from((" ", "")))
def test_what_is_left_matches_as_the_whole_does(source: str, words: list[str], joint: str) -> None:
    text = joint.join(words)
    try:
        whole = spans(compiled(source), text.encode("latin-1"))
    except re2.error:
        return  # RE2 takes no repetition of a repetition this large
    expressions = Expressions()
    number = add(expressions, source)
    assert expressions.source(number) == source
    for whole_words in (True, False):
        narrow = Text(expressions, text.encode("latin-1"), words=whole_words).narrow(number)
        if narrow is None:
            assert whole == []
            continue
        found = spans(compiled(narrow.source), text.encode("latin-1"))
        numbers = (0, *narrow.groups)
        assert [[match[n] for n in numbers] for match in whole] == found
        gone = [n for n in range(1, compiled(source).groups + 1) if n not in narrow.groups]
        assert all(match[n] == (-1, -1) for match in whole for n in gone)
