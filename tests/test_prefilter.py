from __future__ import annotations

import pytest

from annotators.compiledrule import NUMBER
from annotators.pattern import parse
from annotators.prefilter import Need, needs_of
from annotators.wordlist import WordList
from tests.factories import wordlist

LISTS = {
    "echelon": wordlist("brigade", "army corps", plural=True),
    "force": wordlist("army", "border guard", folds="case possessive"),
    "odd": wordlist("Qa'im", folds="case apostrophe"),
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
