from __future__ import annotations

from pathlib import Path

import pytest

from annotators.coverage import PARTS, Coverage, coverage
from annotators.ruleset import RuleSet, load_rules
from annotators.ruletest import run_tests
from tests.packs import HEAD, load

LISTS = """\
lists:
  echelon: {words: [brigade, division]}
  nation: {words: [Iceland, Ruritania]}
  rank: {words: [general, colonel]}
"""


def covered(folder: Path, *rules: str, macros: str = "") -> Coverage:
    body = "".join(f"- {rule}\n" for rule in rules)
    found = load(folder, {"p.yaml": f"{HEAD}{LISTS}{macros}rules:\n{body}"})
    return coverage(found, run_tests(found))


def parts(measured: Coverage, kind: str) -> dict[str, bool]:
    """Of the rules and macros: the text of each part of a kind, and whether it is tested."""
    every = (*measured.rules, *measured.macros)
    return {part.text: part.tested for each in every for part in each.parts if part.kind == kind}


def rule(match: str, tests: str, more: str = "") -> str:
    return f"{{id: r, annotate: unit, match: {match}, {more} tests: {{{tests}}}}}"


def test_the_tests_of_a_rule_are_counted_by_kind(tmp_path: Path) -> None:
    measured = covered(
        tmp_path, rule("'old {echelon}'", "hit: ['[[old brigade]]'], todo: ['[[x]]', '[[y]]']")
    )
    assert measured.rules[0].tests == {"hit": 1, "todo": 2}


def test_a_pattern_is_tested_by_a_hit_that_it_matches(tmp_path: Path) -> None:
    measured = covered(tmp_path, rule("['old {echelon}', 'new {echelon}']", "hit: ['[[old brigade]]']"))
    assert parts(measured, "pattern") == {"old {echelon}": True, "new {echelon}": False}


def test_a_pattern_is_not_tested_by_a_miss_or_a_todo_or_a_hit_that_fails(tmp_path: Path) -> None:
    tests = "hit: ['[[the old brigade]]'], miss: ['old division'], todo: ['[[old brigade]]']"
    assert parts(covered(tmp_path, rule("'old {echelon}'", tests)), "pattern") == {"old {echelon}": False}


@pytest.mark.parametrize(
    ("match", "hit", "tested", "untested"),
    [
        ("(old | new) {echelon}", "[[new brigade]]", {"new"}, {"old"}),
        ("old {echelon} | new {echelon}", "[[new brigade]]", {"new {echelon}"}, {"old {echelon}"}),
        ("the (old | new)? {echelon}", "[[the brigade]]", set(), {"old", "new"}),
        ("(old | (big | bad)) {echelon}", "[[bad brigade]]", {"bad", "(big | bad)"}, {"old", "big"}),
        ("(old | new | big)* {echelon}", "[[big old brigade]]", {"big", "old"}, {"new"}),
        ("(old | new | big)+ {echelon}", "[[big old big brigade]]", {"big", "old"}, {"new"}),
        ("({rank} | {nation}) {echelon}", "[[general brigade]]", {"{rank}"}, {"{nation}"}),
        ("(old) {echelon}", "[[old brigade]]", set(), set()),
    ],
)
def test_an_alternative_is_tested_by_a_hit_that_takes_it(
    tmp_path: Path, match: str, hit: str, tested: set[str], untested: set[str]
) -> None:
    found = parts(covered(tmp_path, rule(f"'{match}'", f"hit: ['{hit}']")), "branch")
    assert found == dict.fromkeys(tested, True) | dict.fromkeys(untested, False)


def test_an_alternative_of_a_macro_is_counted_once_and_tested_by_any_rule(tmp_path: Path) -> None:
    measured = covered(
        tmp_path,
        "{id: a, annotate: unit, match: '{age} {echelon} {age}', tests: {hit: ['[[old brigade old]]']}}",
        "{id: b, annotate: unit, match: '{age} {rank}', tests: {hit: ['[[new general]]']}}",
        macros="macros: {age: '(old | new | big)'}\n",
    )
    assert [macro.name for macro in measured.macros] == ["p.age"]
    assert parts(measured, "branch") == {"old": True, "new": True, "big": False}
    assert measured.total("branch") == (2, 3)


def test_a_place_is_that_of_the_alternative_in_the_file(tmp_path: Path) -> None:
    measured = covered(tmp_path, rule("'(old | new) {echelon}'", "hit: ['[[new brigade]]']"))
    lines = (tmp_path / "p.yaml").read_text().splitlines()
    for part in measured.rules[0].parts:
        assert lines[part.at.line - 1][part.at.column - 1 :].startswith(part.text)


def test_a_veto_is_tested_by_a_miss_that_it_forbids(tmp_path: Path) -> None:
    unless = "unless: ['{match} of opinion', 'no {match}'],"
    measured = covered(tmp_path, rule("'old {echelon}'", "miss: ['old division of opinion']", unless))
    assert parts(measured, "unless") == {"{match} of opinion": True, "no {match}": False}


def test_a_veto_is_tested_beside_the_marks_of_a_hit_too(tmp_path: Path) -> None:
    tests = "hit: ['no old brigade and an [[old division]]']"
    measured = covered(tmp_path, rule("'old {echelon}'", tests, "unless: ['no {match}'],"))
    assert parts(measured, "unless") == {"no {match}": True}


def test_a_condition_is_tested_by_a_miss_that_it_turns_down(tmp_path: Path) -> None:
    where = "where: {name: [{not: [nation, rank]}, uppercase], echelon: plural},"
    measured = covered(tmp_path, rule("'{name:Name} {echelon}'", "miss: ['Iceland brigade']", where))
    assert parts(measured, "where") == {
        "name: not in nation, rank": True,
        "name: uppercase": False,
        "echelon: plural": False,
    }


def untouched(measured: Coverage) -> list[str]:
    return [f"{each.kind} {each.name}" for each in measured.named if not each.tested]


def test_lists_and_macros_that_no_test_touches_are_named(tmp_path: Path) -> None:
    measured = covered(
        tmp_path,
        rule("'{age}? {rank}? {echelon}'", "hit: ['[[brigade]]']"),
        macros="macros: {age: 'old'}\n",
    )
    assert untouched(measured) == [
        "list p.rank",
        "macro p.age",
    ]  # `nation` is in no rule: not a matter of tests


def test_a_list_is_touched_by_a_veto_that_names_it(tmp_path: Path) -> None:
    tests = "hit: ['[[brigade]]'], miss: ['Iceland brigade']"
    measured = covered(
        tmp_path, rule("'{echelon}'", tests, "unless: ['{nation} {match}', '{rank} {match}'],")
    )
    assert untouched(measured) == ["list p.rank"]


@pytest.mark.parametrize(
    ("where", "test", "touched"),
    [
        ("{in: [rank, nation]}", "hit: ['[[Iceland brigade]]']", "nation"),
        ("{not: [rank, nation]}", "miss: ['Iceland brigade']", "nation"),
        ("{in: [rank, nation]}", "miss: ['Golan brigade']", ""),
        ("{not: [rank, nation]}", "hit: ['[[Golan brigade]]']", ""),
    ],
)
def test_a_list_is_touched_by_a_condition_for_which_an_entry_was_found(
    tmp_path: Path, where: str, test: str, touched: str
) -> None:
    measured = covered(tmp_path, rule("'{name:Name} {echelon}'", test, f"where: {{name: {where}}},"))
    names = {each.name for each in measured.named if each.tested}
    assert names - {"p.echelon"} == ({f"p.{touched}"} if touched else set())


def test_a_pattern_of_a_cue_is_tested_by_a_hit_in_whose_sentence_it_stands(tmp_path: Path) -> None:
    cue = """\
cues:
- id: denial
  category: denied
  match: ['(denied | rejected) that', '(no | without) {kind}', 'never']
  tests: {hit: ['Never. He denied that [[two men]] came'], miss: ['no news of two men']}
rules:
- {id: men, annotate: count, match: '{quantity} {what:people}'}
"""
    lists = "lists: {kind: {words: [news]}, people: {words: [men]}}\n"
    rules = load(tmp_path, {"p.yaml": HEAD + lists + cue})
    measured = coverage(rules, run_tests(rules))
    assert [each.name for each in measured.rules] == ["p.denial", "p.men"]
    denial = [(part.kind, part.text, part.tested) for part in measured.rules[0].parts]
    assert denial == [
        ("pattern", "(denied | rejected) that", True),
        ("branch", "denied", True),
        ("branch", "rejected", False),
        ("pattern", "(no | without) {kind}", False),
        ("branch", "no", False),
        ("branch", "without", False),
        ("pattern", "never", False),
    ]


def test_only_the_packs_named_are_told(tmp_path: Path) -> None:
    other = HEAD.replace("pack: p", "pack: q") + "macros: {age: (old | new)}\n"
    mine = (
        HEAD
        + "imports: [q]\nrules:\n- {id: r, annotate: unit, match: '{age} x', tests: {hit: ['[[old x]]']}}\n"
    )
    rules = load(tmp_path, {"q.yaml": other, "p.yaml": mine})
    outcomes = run_tests(rules, {"p"})
    assert coverage(rules, outcomes, {"p"}).macros == ()
    assert coverage(rules, outcomes).total("branch") == (1, 2)


def test_a_pattern_that_is_too_large_with_labels_is_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "rules:\n- {id: r, annotate: unit, match: '(old | new) x', tests: {hit: ['[[old x]]']}}\n"
    rules = load(tmp_path, {"p.yaml": HEAD + body})
    outcomes = run_tests(rules)
    monkeypatch.setattr("annotators.patterncompiler.MAX_REGEX", 30)
    (found,) = coverage(rules, outcomes).rules
    assert not found.measured
    assert [(part.kind, part.tested) for part in found.parts] == [("pattern", True)]


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    return load_rules()


def test_every_shipped_rule_has_a_pattern_that_a_hit_exercises(shipped: RuleSet) -> None:
    """Its hits pass, so something of it matched: what is said to be untested would be wrong otherwise."""
    measured = coverage(shipped, run_tests(shipped))
    assert [rule.name for rule in measured.rules if rule.share("pattern")[0] == 0] == []
    assert [rule.name for rule in measured.rules if not rule.measured] == []
    assert all(tested <= number for tested, number in map(measured.total, PARTS))
