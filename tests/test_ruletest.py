from __future__ import annotations

from pathlib import Path

import pytest

from annotators.document import Entity
from annotators.problem import Position
from annotators.refusal import Refused
from annotators.rule import RuleTest
from annotators.ruleset import RuleSet, link, read_packs
from annotators.ruletest import Difference, Outcome, Taken, entities_of, run_tests, untested

PACK = """\
format: 1
pack: toy
version: 1.0.0
lists:
  echelon: {words: [brigade, division]}
rules:
"""


def rules_of(folder: Path, *rules: str, pack: str = PACK) -> RuleSet:
    file = folder / "toy.yaml"
    file.write_text(pack + "".join(f"- {rule.strip()}\n" for rule in rules))
    return link(read_packs([], [file]))


def outcomes(folder: Path, *rules: str) -> list[Outcome]:
    return run_tests(rules_of(folder, *rules))


def outcome(folder: Path, rule: str, *others: str) -> Outcome:
    """Of the only test of the only rule that has one."""
    (found,) = outcomes(folder, rule, *others)
    return found


UNIT = """{id: formation, annotate: unit, match: '{number:ordinal} {kind:echelon}',
   set: {kind: $kind, number: $number, colour: red}, tests: TESTS}"""


def unit(tests: str) -> str:
    return UNIT.replace("TESTS", tests)


def test_a_hit_passes_when_exactly_the_marked_words_are_found(tmp_path: Path) -> None:
    found = outcome(tmp_path, unit("{hit: ['the [[4th division]] and the [[158th brigade]] left']}"))
    assert found.passed
    assert found.wanted == found.found == ("4th division", "158th brigade")


@pytest.mark.parametrize(
    ("marked", "printed"),
    [
        ("the 4th [[division]]", ("4th division",)),
        ("the [[4th division]] and the 5th division", ("4th division", "5th division")),
        ("the [[4th division]] and the [[old brigade]]", ("4th division",)),
        ("the [[division]]", ()),
    ],
)
def test_a_hit_fails_when_other_words_are_found(
    tmp_path: Path, marked: str, printed: tuple[str, ...]
) -> None:
    found = outcome(tmp_path, unit(f"{{hit: ['{marked}']}}"))
    assert not found.passed
    assert found.found == printed


def test_a_miss_passes_when_its_rule_finds_nothing(tmp_path: Path) -> None:
    assert outcome(tmp_path, unit("{miss: ['a division of opinion']}")).passed


def test_a_miss_fails_when_its_rule_finds_something(tmp_path: Path) -> None:
    found = outcome(tmp_path, unit("{miss: ['the 4th division']}"))
    assert not found.passed
    assert found.found == ("4th division",)


def test_a_miss_may_be_found_by_another_rule(tmp_path: Path) -> None:
    other = "{id: any, annotate: unit, match: 'old {echelon}'}"
    assert outcome(tmp_path, unit("{miss: ['the old division']}"), other).passed


def test_a_todo_that_fails_says_so_and_one_that_passes_too(tmp_path: Path) -> None:
    found = outcomes(tmp_path, unit("{todo: ['the [[division]]', 'the [[4th division]]']}"))
    assert [(each.test.kind, each.passed) for each in found] == [("todo", False), ("todo", True)]


def test_attributes_are_those_of_the_record(tmp_path: Path) -> None:
    test = "{text: 'the [[4th division]]', set: {number: 4, kind: division, name: 4th division}}"
    assert outcome(tmp_path, unit(f"{{hit: [{test}]}}")).passed


def test_attributes_that_the_record_lacks_are_those_of_the_rule(tmp_path: Path) -> None:
    assert outcome(tmp_path, unit("{hit: [{text: 'a [[4th division]]', set: {colour: red}}]}")).passed


def test_a_wrong_attribute_fails_with_what_was_found(tmp_path: Path) -> None:
    test = "{text: 'the [[4th division]]', set: {number: 5, country: SY, kind: division, size: big}}"
    found = outcome(tmp_path, unit(f"{{hit: [{test}]}}"))
    assert not found.passed
    assert found.differences == (
        Difference("number", "5", "4"),
        Difference("country", "SY", ""),
        Difference("size", "big", ""),
    )


def test_an_empty_value_says_that_the_attribute_is_absent(tmp_path: Path) -> None:
    assert outcome(tmp_path, unit("{hit: [{text: 'a [[4th division]]', set: {country: ''}}]}")).passed


COUNT = """{id: men, annotate: count, match: '{quantity} {what:kinds}', tests: TESTS}"""
COUNTS = PACK.replace("echelon: {words: [brigade, division]}", "kinds: {words: [men, soldiers]}")


@pytest.mark.parametrize(
    "test",
    [
        "{text: '[[40 men]] left', set: {value: 40, what: men, approximate: false}}",
        "{text: '[[about 40 men]] left', set: {value: 40, approximate: true}}",
        "{text: '[[2.5 million soldiers]] left', set: {value: 2500000, min: '', max: ''}}",
        "{text: '[[between 10 and 20 men]] left', set: {min: 10, max: 20, value: ''}}",
    ],
)
def test_numbers_and_truth_values_are_compared_as_a_pack_writes_them(tmp_path: Path, test: str) -> None:
    rules = rules_of(tmp_path, COUNT.replace("TESTS", f"{{hit: [{test}]}}"), pack=COUNTS)
    (found,) = run_tests(rules)
    assert found.passed, found


def test_a_name_that_the_tagger_would_find_is_given_by_the_test(tmp_path: Path) -> None:
    rule = """{id: spoke, annotate: role, match: '{role:echelon} commander {person}', span: role,
      set: {role: $role}, tests: {hit: [{text: 'the [[division]] commander Ali', entities: {person: Ali},
      set: {role: division}}], miss: ['the division commander Ali']}}"""
    assert [each.passed for each in outcomes(tmp_path, rule)] == [True, True]


def test_an_entity_that_the_text_lacks_is_a_fault_of_the_test(tmp_path: Path) -> None:
    found = outcome(tmp_path, unit("{miss: [{text: 'Alice left', entities: {person: [Ali]}}]}"))
    assert not found.passed
    assert found.note == "its entity 'Ali' does not stand in the text"


def example(text: str, **entities: tuple[str, ...]) -> RuleTest:
    return RuleTest("hit", text, (), {}, entities, Position("toy.yaml", 1, 1))


def test_entities_stand_wherever_their_words_do() -> None:
    assert entities_of(example("Ali met Alice; Ali left", person=("Ali",))) == [
        Entity("person", 0, 3),
        Entity("person", 15, 18),
    ]


def test_entities_do_not_overlap() -> None:
    test = example("Homs Ali Khan", person=("Ali", "Ali Khan"), place=("Homs", "Homs Ali"))
    assert entities_of(test) == [Entity("place", 0, 8)]
    assert entities_of(example("Ali Khan", person=("Ali", "Ali Khan"))) == [Entity("person", 0, 8)]


def test_a_failure_names_the_rule_that_took_the_words(tmp_path: Path) -> None:
    longer = "{id: longer, annotate: unit, match: '{ordinal} {echelon} group'}"
    found = outcome(tmp_path, unit("{hit: ['the [[4th division]] group']}"), longer)
    assert not found.passed
    assert found.found == ()
    assert found.taken == (Taken("4th division group", "toy.longer", "longer"),)


def test_words_that_the_rule_never_matched_are_taken_for_no_reason(tmp_path: Path) -> None:
    other = "{id: other, annotate: unit, match: 'old {echelon}'}"
    found = outcome(tmp_path, unit("{hit: ['the [[old division]]']}"), other)
    assert found.taken == (Taken("old division", "toy.other", ""),)


def test_another_layer_takes_nothing(tmp_path: Path) -> None:
    other = "{id: other, annotate: crossing, match: 'old {echelon}'}"
    assert outcome(tmp_path, unit("{hit: ['the [[old division]]']}"), other).taken == ()


def test_a_failure_names_the_condition_that_turned_the_match_down(tmp_path: Path) -> None:
    rule = unit("{hit: ['the [[4th division]] of opinion', 'a [[5th brigade]]']}")
    rule = rule.replace("set:", "where: {kind: capitalized}, unless: ['{match} of opinion'], set:")
    first, second = outcomes(tmp_path, rule)
    assert first.refused == (Refused("4th division", "`where: kind: capitalized` fails on 'division'"),)
    assert second.refused == (Refused("5th brigade", "`where: kind: capitalized` fails on 'brigade'"),)


def test_a_failure_says_when_a_match_makes_no_record(tmp_path: Path) -> None:
    rule = COUNT.replace("TESTS", "{hit: ['[[many men]] left']}").replace("{quantity} ", "{quantity:word} ")
    (found,) = run_tests(rules_of(tmp_path, rule, pack=COUNTS))
    assert found.refused == (Refused("many men", "nothing of it comes into the record: not a number"),)


def test_a_failure_says_how_near_the_rule_came_where_there_is_nothing_else_to_say(tmp_path: Path) -> None:
    near, far = outcomes(tmp_path, unit("{hit: ['the [[4th army]] left', 'an [[army]] left']}"))
    assert near.near == "behind '4th' it needs {kind:echelon}, not 'army'"
    assert (near.taken, near.refused, far.near) == ((), (), "")


def test_an_attribute_is_told_with_its_annotation_where_there_are_several(tmp_path: Path) -> None:
    found = outcome(
        tmp_path, unit("{hit: [{text: 'a [[4th division]], a [[5th brigade]]', set: {number: 4}}]}")
    )
    assert found.differences == (Difference("number", "4", "5", "5th brigade"),)


def test_only_the_packs_named_are_tested_but_all_take_part(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine.yaml", tmp_path / "other.yaml"
    hit = "{hit: ['the [[4th division]] group']}"
    mine.write_text(PACK.replace("toy", "mine") + f"- {unit(hit)}\n")
    body = "- {id: longer, annotate: unit, match: '{ordinal} {echelon} group', tests: {miss: [no]}}\n"
    other.write_text(PACK.replace("toy", "other") + body)
    rules = link(read_packs([], [mine, other]))
    assert [each.rule for each in run_tests(rules)] == ["mine.formation", "other.longer"]
    (found,) = run_tests(rules, {"mine"})
    assert found.taken == (Taken("4th division group", "other.longer", "longer"),)


def test_a_rule_without_a_hit_or_a_miss_is_named(tmp_path: Path) -> None:
    rules = rules_of(
        tmp_path,
        unit("{hit: ['the [[4th division]]']}"),
        "{id: bare, annotate: unit, match: old}",
        "{id: full, annotate: unit, match: new, tests: {hit: ['[[new]]'], miss: [old]}}",
        "{id: later, annotate: unit, match: far, tests: {todo: ['[[fahr]]'], miss: [old]}}",
    )
    assert [(each.rule, each.missing) for each in untested(rules.packs)] == [
        ("toy.formation", "miss"),
        ("toy.bare", "hit"),
        ("toy.bare", "miss"),
        ("toy.later", "hit"),
    ]


# Cues

CUES = """\
format: 1
pack: toy
version: 1.0.0
lists:
  kinds: {words: [men, soldiers]}
cues:
- {id: denied, category: denied, match: denied, tests: TESTS}
- {id: tried, category: attempted, match: tried, tests: {hit: ['tried [[3 men]]'], miss: ['3 men']}}
- {id: no-longer, category: shield, match: 'no longer', tests: SHIELD}
- {id: not-denied, category: shield, match: 'no longer denied'}
rules:
"""
MEN = "{id: men, annotate: count, match: '{quantity} {what:kinds}'}"


def cue_outcomes(folder: Path, tests: str = "{}", shield: str = "{}") -> list[Outcome]:
    """Of the cues `denied` and `no-longer`."""
    pack = CUES.replace("TESTS", tests).replace("SHIELD", shield)
    return [o for o in run_tests(rules_of(folder, MEN, pack=pack)) if o.rule != "toy.tried"]


def test_a_hit_of_a_cue_marks_the_targets_that_it_touches(tmp_path: Path) -> None:
    test = "{text: 'denied [[3 men]] and [[4 men]]', set: {assertion: denied}}"
    (found,) = cue_outcomes(tmp_path, f"{{hit: [{test}]}}")
    assert (found.rule, found.passed, found.found) == ("toy.denied", True, ("3 men", "4 men"))


@pytest.mark.parametrize(
    ("test", "printed", "taken"),
    [
        ("denied [[3 men]] and 4 men", ("3 men", "4 men"), ()),
        ("3 men [[denied]]", (), ()),
        ("denied 3 men and tried [[4 men]]", ("3 men",), (Taken("4 men", "toy.tried", ""),)),
        ("no longer denied [[3 men]]", (), ()),
    ],
)
def test_a_hit_of_a_cue_fails_when_it_touches_others(
    tmp_path: Path, test: str, printed: tuple[str, ...], taken: tuple[Taken, ...]
) -> None:
    (found,) = cue_outcomes(tmp_path, f"{{hit: ['{test}']}}")
    assert (found.passed, found.found, found.taken) == (False, printed, taken)


def test_a_wrong_attribute_of_a_target_fails(tmp_path: Path) -> None:
    test = "{text: 'denied [[3 men]]', set: {assertion: past, value: 4, what: men}}"
    (found,) = cue_outcomes(tmp_path, f"{{hit: [{test}]}}")
    assert found.differences == (Difference("assertion", "past", "denied"), Difference("value", "4", "3"))
    assert not found.passed


def test_a_miss_of_a_cue_may_be_touched_by_another(tmp_path: Path) -> None:
    found = cue_outcomes(tmp_path, "{miss: ['tried 3 men', 'denied 3 men']}")
    assert [each.passed for each in found] == [True, False]


def test_a_hit_of_a_shield_marks_the_targets_that_it_shields(tmp_path: Path) -> None:
    tests = "{hit: ['no longer [[3 men]]', 'they no longer tried [[3 men]]'], miss: ['tried 3 men']}"
    pack = CUES.replace("match: 'no longer', tests: SHIELD", f"match: 'no longer tried', tests: {tests}")
    found = run_tests(rules_of(tmp_path, MEN, pack=pack.replace("TESTS", "{}")))
    assert [(o.passed, o.found) for o in found if o.rule == "toy.no-longer"] == [
        (False, ()),
        (True, ("3 men",)),
        (True, ()),
    ]


def test_every_cue_needs_a_hit_and_a_miss(tmp_path: Path) -> None:
    pack = CUES.replace("TESTS", "{hit: ['denied [[3 men]]']}").replace("SHIELD", "{}")
    lacking = untested(rules_of(tmp_path, pack=pack.replace("rules:\n", "")).packs)
    assert [(each.rule, each.missing, each.at.line) for each in lacking] == [
        ("toy.denied", "miss", 7),
        ("toy.no-longer", "hit", 9),
        ("toy.no-longer", "miss", 9),
        ("toy.not-denied", "hit", 10),
        ("toy.not-denied", "miss", 10),
    ]


# Parts


def test_a_hit_of_a_part_marks_the_count_that_is_a_part(tmp_path: Path) -> None:
    tests = (
        "{hit: [{text: '9 men, including [[3 men]]', set: {whole: 9 men}}], miss: ['2 men, including 3 men']}"
    )
    part = "{id: part, annotate: part, match: '{whole:count}, including {part:count}', span: part"
    found = run_tests(rules_of(tmp_path, MEN, f"{part}, tests: {tests}}}", pack=COUNTS))
    assert [(each.passed, each.found) for each in found] == [(True, ("3 men",)), (True, ())]
