from __future__ import annotations

import pytest

from annotators.match import Capture, Match, Rejection
from annotators.ruleset import RuleSet
from annotators.run import Run
from tests.factories import article, matches, quotes, ruleset

LISTS = """
lists:
  nation: {words: [Syrian, Turkish]}
  force: {words: [army, guard]}
  group: {file: groups.csv, match: [name]}
  sign: {words: [جيش]}
  break: {words: [the]}
builtins: {breaks: break}
macros: {owned: '{own:nation} army'}
"""
GROUPS = "name,kind,side\nHezbollah,armed-group,\n"


def rules(*keys: str) -> RuleSet:
    """A rule of these keys."""
    body = ", ".join(["id: r", "annotate: unit", *keys])
    return ruleset(f"{LISTS}rules:\n- {{{body}}}\n", groups_csv=GROUPS)


def captured(found: RuleSet, text: str) -> list[dict[str, str]]:
    return [{label: c.text for label, c in m.captures.items()} for m in matches(found, text)]


def attempts(found: RuleSet, text: str) -> list[Match | Rejection]:
    ((_, (compiled,)),) = found.stages
    return [attempt.result for attempt in Run(article(text), found, []).attempts(compiled)]


# Captures


def test_a_capture_of_no_list_has_no_columns() -> None:
    (found,) = matches(rules("match: '{w:word} army'"), "an army")
    assert found.captures["w"] == Capture(0, 2, "an", None)


def test_of_a_label_in_alternatives_that_are_repeated_the_last_text_counts_and_other_captures_stay() -> None:
    found = rules("match: '(with ({n:nation} | {n:force}))+ of {g:group}'")
    assert captured(found, "with army with Syrian of Hezbollah") == [{"n": "Syrian", "g": "Hezbollah"}]
    assert captured(found, "with army with guard with Syrian of Hezbollah") == [
        {"n": "Syrian", "g": "Hezbollah"}
    ]
    assert captured(found, "with Syrian with Turkish with army of Hezbollah") == [
        {"n": "army", "g": "Hezbollah"}
    ]


def test_a_label_that_stands_in_the_macro_of_the_same_label_holds_what_it_has_there() -> None:
    found = rules("match: '{own:owned} left'")
    assert captured(found, "the Syrian army left") == [{"own": "Syrian"}]


def test_only_a_name_loses_the_word_that_a_sentence_start_made_capital() -> None:
    assert captured(rules("match: '{w:word} army'"), "The army left") == [{"w": "The"}]
    assert captured(rules("match: '{n:Name} army'"), "The Free army left") == [{"n": "Free"}]


def test_letters_of_another_script_that_only_look_like_an_entry_are_an_attempt_at_one() -> None:
    found = rules("match: 'the {sign}'")
    assert quotes(found, "the جيش, the دار") == ["the جيش"]
    assert [type(each) for each in attempts(found, "the جيش, the دار")] == [Match, Rejection]
    assert attempts(found, "the دار") == [Rejection("list")]


# Attributes


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("the Hezbollah guard", {"kind": "armed-group", "named": "guard"}),
        ("the guard", {"named": "guard"}),
        ("the Syrian guard", {"named": "guard"}),
    ],
)
def test_an_attribute_without_a_text_is_left_out_and_those_behind_it_are_not(
    text: str, attributes: dict[str, str]
) -> None:
    found = rules(
        "match: 'the ({a:group} | {a:nation})? {force}'",
        "set: {kind: $a.kind, side: $a.side, named: $force}",
    )
    (match,) = matches(found, text)
    assert dict(match.attributes) == attributes


def test_a_column_that_only_one_list_of_a_label_has_is_left_out_for_another() -> None:
    found = rules("match: 'the ({a:group} | {a:word}) army'", "set: {kind: $a.kind}")
    assert [dict(m.attributes) for m in matches(found, "the Hezbollah army, the Free army")] == [
        {"kind": "armed-group"},
        {},
    ]
