from __future__ import annotations

import pytest

from annotators.compiledrule import NUMBER
from annotators.pattern import parse
from annotators.prefilter import Need, needs_of, needs_of_conditions
from annotators.rule import Constraint
from annotators.wordlist import INLINE_LIMIT, WordList
from tests.factories import wordlist

LISTS = {
    "echelon": wordlist("brigade", "army corps", plural=True),
    "force": wordlist("army", "border guard", folds="case possessive"),
    "odd": wordlist("Qa'im", folds="case apostrophe"),
    "long": wordlist(*(f"name{number}" for number in range(INLINE_LIMIT + 1))),
}


def words(*each: str) -> Need:
    return Need(words=frozenset(each))


def spans(*each: str) -> Need:
    return Need(spans=frozenset(each))


def span(name: str) -> str | None:
    return name if name in ("unit", "place") else None


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("the Army", [words("the"), words("army")]),
        ("(army | navy)", [words("army", "navy")]),
        ("(army | {Name})", []),
        ("(old army | {unit})", [Need(frozenset({"old"}), frozenset({"unit"}))]),
        ("the? {Name} army*", []),
        ("{unit}+ of {place}", [spans("unit"), words("of"), spans("place")]),
        ("{gap:3} {quantity}", [spans(NUMBER)]),
        ("{echelon}", [words("brigade", "brigades", "corps")]),
        ("{force}", [words("army", "armys", "border", "borders")]),
        ("{odd} o'clock", [words("qa", "qaim"), words("clock")]),
        ("Turkish-led", [words("turkish")]),
        ("\\(x\\) -{Name}", [words("x")]),
        ("(a (b | c)) d", [words("a"), words("b", "c"), words("d")]),
    ],
)
def test_a_pattern_needs_what_every_match_of_it_shows(pattern: str, needs: list[Need]) -> None:
    lists: dict[str, WordList] = LISTS
    assert list(needs_of(parse(pattern), lists, span)) == needs


@pytest.mark.parametrize(
    ("patterns", "capture", "lists", "needs"),
    [
        (["{Name}"], "Name", ["force"], [words("army", "armys", "border", "borders")]),
        (
            ["{x:word} of", "the (a | {y:word}) {x:word}"],
            "x",
            ["force"],
            [words("army", "armys", "border", "borders")],
        ),
        (["{Name}"], "match", ["echelon"], [words("brigade", "brigades", "corps")]),
        (["({x:word} a | b {x:word})+"], "x", ["echelon"], [words("brigade", "brigades", "corps")]),
        # Where the capture may take no part, the condition may be fulfilled without it.
        (["{Name}? left"], "Name", ["force"], []),
        (["({Name} | she) left"], "Name", ["force"], []),
        (["{Name} left", "she left"], "Name", ["force"], []),
        # A text may name these in other words.
        (["{Name}"], "Name", ["odd"], []),
        (["{Name}"], "Name", ["force", "odd"], []),
        (["{Name}"], "Name", ["long"], []),
    ],
)
def test_a_condition_on_what_is_always_captured_needs_a_word_of_its_lists(
    patterns: list[str], capture: str, lists: list[str], needs: list[Need]
) -> None:
    groups = [parse(pattern) for pattern in patterns]
    for name in ("in", "ends"):
        conditions = [Constraint(capture, name, tuple(lists)), Constraint(capture, "capitalized")]
        assert list(needs_of_conditions(conditions, groups, LISTS)) == needs
    assert needs_of_conditions([Constraint(capture, "not", tuple(lists))], groups, LISTS) == ()
