from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.article import Article, read
from annotators.compiledrule import CompiledRule
from annotators.matcher import find
from annotators.nearmiss import NearMiss, _Reading, near_misses
from annotators.parts import Parts
from annotators.pattern import Group
from annotators.problem import RuleFileError
from annotators.ruleset import RuleSet
from annotators.run import Run
from annotators.unparse import unparse
from annotators.view import View
from tests.factories import article, entity, ruleset, seconds, shipped
from tests.test_pattern import ALPHABET, WORD_PATTERNS

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
BODY = """\
lists:
  echelon: {words: [division, brigade]}
  arm: {words: [armoured, motor rifle]}
  town: {file: towns.txt, fold: [case, doubled]}
macros:
  formation: '{number:ordinal} {arm}* {kind:echelon}'
  led: '{town}-(led | backed)'
rules:
- {id: rule, annotate: unit, match: %s}
"""


def view_of(rules: RuleSet, found: Article, **entities: str) -> tuple[CompiledRule, View]:
    """The one rule, and what it sees."""
    seen: list[tuple[CompiledRule, View]] = []

    def watch(run: Run, compiled: CompiledRule) -> None:
        seen.append((compiled, run.view(compiled.masks)))

    find(found, rules, [entity(found, label, text) for label, text in entities.items()], watch)
    return seen[0]


def misses(*patterns: str, text: str, every: bool = False, **entities: str) -> list[NearMiss]:
    rules = ruleset(BODY % json.dumps(patterns), towns_txt="Homs\nAleppo\n")
    found = article(text)
    compiled, view = view_of(rules, found, **entities)
    start, end = found.sentence_span(0)
    return near_misses(Parts(rules, compiled), found, view, start, end, every=every)


def told(*patterns: str, text: str, every: bool = False, **entities: str) -> list[str]:
    """Each near miss as `words that matched > what was expected > what stands there`."""
    return [
        f"{text[m.parts[0].start : m.parts[-1].end]} > {' or '.join(m.expected)} > {text[slice(*m.found)]}"
        for m in misses(*patterns, text=text, every=every, **entities)
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("the {ordinal} {echelon}", "the Fourth Withdrawal", ["the Fourth > {echelon} > Withdrawal"]),
        ("the {ordinal} {echelon}", "in the Fourth", ["the Fourth > {echelon} > "]),
        ("the {ordinal} {echelon}", "the Fourth, Division", ["the Fourth > {echelon} > ,"]),
        ("the {ordinal} {echelon}", "nothing of it", []),
        ("the {ordinal} {echelon}", "the Fourth Division", []),
        # Optional parts and repetitions could stand there too.
        ("{ordinal} {arm}* {echelon}", "Fourth armoured car", ["Fourth armoured > {arm} or {echelon} > car"]),
        ("a b? c", "a b d", ["a b > 'c' > d"]),
        ("a b? c", "a d", ["a > 'b' or 'c' > d"]),
        ("a? b c", "b d", ["b > 'c' > d"]),
        ("a(, {ordinal})* and", "a, third, fourth", ["a, third, fourth > ',' or 'and' > "]),
        # Of a group each alternative that could stand there, or what follows in the one that began.
        ("a (b c | d) e", "a b x", ["a b > 'c' > x"]),
        ("a (b c | d) e", "a x", ["a > 'b' or 'd' > x"]),
        ("a (b c | d) e", "a d x", ["a d > 'e' > x"]),
        ("a {gap:2} e", "a x y z", ["a x y > 'e' > z"]),
        # White space is a part of a pattern.
        ("{echelon}-led", "division led", ["division > '-led' with no blank before it > led"]),
        ("{echelon} -", "division-led", ["division > '-' > -"]),
    ],
)
def test_what_matched_what_could_stand_next_and_what_stands_there(
    pattern: str, text: str, expected: list[str]
) -> None:
    assert told(pattern, text=text) == expected


def test_a_macro_is_named_until_something_of_it_has_matched() -> None:
    assert told("the {formation}", text="the army") == ["the > {formation} > army"]
    assert told("the {f:formation}", text="the third army") == ["the third > {arm} or {kind:echelon} > army"]


def test_the_parts_that_matched_are_named_as_the_pattern_writes_them() -> None:
    (miss,) = misses("the {number:ordinal} {gap:2} {echelon}", text="the third big one")
    shown = [(part.shown, part.start, part.end) for part in miss.parts]
    assert shown == [("'the'", 0, 3), ("{number:ordinal}", 4, 9), ("{gap:2}", 10, 17)]


def test_alternatives_are_ranked_by_what_they_say_of_the_text() -> None:
    found = told("{Name} {echelon}", "{ordinal} {arm} {echelon}", text="The Third armoured man Bill")
    assert found == [
        "Third armoured > {echelon} > man",
        "The Third > {echelon} > armoured",
        "Bill > {echelon} > ",
    ]


def test_the_end_of_what_came_nearer_is_told_only_with_every() -> None:
    text = "third armoured armoured car"
    assert told("{ordinal}? {arm}+ {echelon}", text=text) == [
        "third armoured armoured > {arm} or {echelon} > car"
    ]
    assert told("a b? (c d | c e f)", text="a c e", every=True) == [
        "a c e > 'f' > ",
        "a c > 'd' > e",
        "a > 'b' > c",
    ]


def test_what_the_rule_sees_as_one_piece_is_found_as_one() -> None:
    (miss,) = misses("{ordinal} {echelon} | {town}", text="third Aleppo division")
    assert (miss.found, miss.piece) == ((6, 12), "p.town")
    (miss,) = misses("the {echelon} | {person}", text="the Omar Bakr said", person="Omar Bakr")
    assert (miss.found, miss.piece) == ((4, 13), "person")


def test_a_word_that_ends_a_noun_phrase_stops_a_noun_phrase() -> None:
    rules = shipped()
    found = article("about 70 of the soldiers left")
    compiled = next(c for _, stage in rules.stages for c in stage if c.rule.id == "counts.noun")
    seen: list[View] = []
    find(found, rules, (), lambda run, c: seen.append(run.view(c.masks)) if c is compiled else None)
    nearest = near_misses(Parts(rules, compiled), found, seen[0], 0, len(found.text))[0]
    assert found.text[slice(*nearest.found)] == "of"
    assert "{what:counted}" in nearest.expected


def completes(rules: RuleSet, found: Article, compiled: CompiledRule, view: View) -> int:
    """Read the rule from every word of the article; where it is read whole, its expression matches, and
    nowhere else. Returns in how many places it is."""
    parts = Parts(rules, compiled)
    places = 0
    for sentence in range(len(found.sentences)):
        start, end = found.sentence_span(sentence)
        begin, stop = view.locate(start), view.locate(end)
        for number, group in enumerate(compiled.rule.patterns):
            reading = _Reading(parts, found, view, begin, stop)
            for at in (begin, *reading.bounds):
                if at >= stop or view.data[at] in b" \x1e\x1f":
                    continue
                whole = any(reading.sequence(each, {at: None}, ()) for each in group.alternatives)
                matches = compiled.patterns[number].regex.compiled.match(view.data, at, stop) is not None
                assert whole == matches, (compiled.rule.id, number, view.data[at : at + 60])
                places += matches
    return places


def test_the_rules_that_ship_are_read_whole_where_their_expressions_match() -> None:
    rules = shipped()
    name = "kharkiv-counteroffensive"
    found = read((SAMPLES / f"{name}.txt").read_bytes(), name)
    places = 0

    def watch(run: Run, compiled: CompiledRule) -> None:
        nonlocal places
        places += completes(rules, found, compiled, run.view(compiled.masks))

    find(found, rules, [entity(found, "person", "Taras Holovach")], watch)
    assert places > 50


@settings(max_examples=60)
@given(WORD_PATTERNS, st.lists(st.sampled_from([*ALPHABET, "d"]), min_size=1, max_size=9))
def test_any_pattern_of_words_is_read_whole_where_its_expression_matches(
    pattern: Group, words: list[str]
) -> None:
    try:
        rules = ruleset(BODY % json.dumps(unparse(pattern)), towns_txt="Homs\n")
    except RuleFileError:
        return  # it could match nothing at all
    found = article(" ".join(words))
    completes(rules, found, *view_of(rules, found))


def test_a_pattern_made_to_be_slow_is_given_up() -> None:
    nested = "((((({word}+ x?)+ y?)+ z?)+ u?)+ v?)+ end"
    text = " ".join(f"w{n}" for n in range(300))
    assert seconds(lambda: misses(nested, text=text), 1) < 10
