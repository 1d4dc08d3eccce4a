from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.gapcount import Suggestion
from annotators.gappack import write_pack
from annotators.rulefile import load_pack
from annotators.ruleset import RuleSet, link
from annotators.ruletest import run_tests, untested
from tests.factories import ruleset


def suggestion(
    name: str, *examples: str, layer: str = "unit", kind: str = "armed-group", head: str = "fighters"
) -> Suggestion:
    return Suggestion(layer, kind, name, (name,), (head,), 2, 1, 0, examples)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return ruleset("rules:\n- {id: hill, annotate: unit, match: 'Hill Watch of {Name}', priority: 9}\n")


def loaded(text: str, rules: RuleSet, folder: Path) -> RuleSet:
    """The pack linked beside `rules`; its tests pass and none is missing."""
    file = folder / "gaps.yaml"
    file.write_text(text, encoding="utf-8")
    pack = load_pack(file)
    whole = link([*rules.packs, pack])
    outcomes = run_tests(whole, {pack.name})
    assert [outcome for outcome in outcomes if not outcome.passed] == []
    assert untested([pack]) == []
    return whole


def test_a_pack_holds_a_list_and_a_rule_a_kind_and_passes_its_own_tests(
    rules: RuleSet, tmp_path: Path
) -> None:
    text, left_out = write_pack(
        [
            suggestion("TNW", "some TNW fighters met the TNW", "so TNW fighters: 'fled'"),
            suggestion("Tamsa Brigade", "the Tamsa Brigade # left", kind="brigade", head="brigade"),
            suggestion("Zerga", "at the Zerga gate", layer="crossing", kind="official", head="gate"),
        ],
        rules,
    )
    assert left_out == []
    pack = loaded(text, rules, tmp_path).packs[-1]
    assert list(pack.lists) == ["new-armed-group", "new-brigade", "new-crossing", "new-crossing-noun"]
    assert [rule.id for rule in pack.rules] == [
        "gaps.new-armed-group",
        "gaps.new-brigade",
        "gaps.new-crossing",
    ]
    assert "    - 'some [[TNW]] fighters met the [[TNW]]'\n" in text
    assert "    - 'so [[TNW]] fighters: ''fled'''\n" in text
    assert "    - 'at the [[Zerga gate]]'\n" in text
    assert "    # 2 mentions in 1 article, for example:\n    #   at the Zerga gate\n    - 'Zerga'\n" in text


def test_a_name_whose_words_another_rule_takes_is_left_out(rules: RuleSet, tmp_path: Path) -> None:
    taken = suggestion("Hill Watch", "the Hill Watch of Kreda fighters")
    text, left_out = write_pack([taken, suggestion("TNW", "some TNW fighters")], rules)
    assert left_out == [taken]
    assert "Hill Watch" not in text
    loaded(text, rules, tmp_path)


def test_names_that_stand_in_each_others_sentences_are_marked_there(rules: RuleSet, tmp_path: Path) -> None:
    both = "TNW and KW fighters"
    text, _ = write_pack([suggestion("KW", both), suggestion("TNW", both)], rules)
    assert text.count("'[[TNW]] and [[KW]] fighters'") == 1
    loaded(text, rules, tmp_path)


def test_a_pack_of_that_name_that_is_loaded_already_is_not_replaced(tmp_path: Path) -> None:
    first, _ = write_pack([suggestion("TNW", "some TNW fighters")], ruleset(""))
    (tmp_path / "first").mkdir()
    rules = loaded(first, ruleset(""), tmp_path / "first")
    second, _ = write_pack([suggestion("KW", "some KW fighters")], rules)
    assert "pack: gaps-2\n" in second
    assert loaded(second, rules, tmp_path).packs[-1].name == "gaps-2"


def test_without_suggestions_the_pack_is_empty_and_loads(rules: RuleSet, tmp_path: Path) -> None:
    text, left_out = write_pack([], rules)
    assert left_out == []
    assert loaded(text, rules, tmp_path).packs[-1].rules == ()


# As examples are: one line, no square bracket, nothing unprintable.
words = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="[]"), min_size=1, max_size=6)


@settings(max_examples=40)
@given(st.lists(words, max_size=4), st.sampled_from(["TNW", "Bir Kora", "O'Kreda", "Bir-Kora", "Őr #1: x"]))
def test_whatever_an_example_says_the_pack_loads_and_passes(around: list[str], name: str) -> None:
    from tempfile import TemporaryDirectory

    rules = ruleset("")
    example = " ".join([*around, name, "fighters", *around])
    text, _ = write_pack([suggestion(name, example)], rules)
    with TemporaryDirectory() as folder:
        loaded(text, rules, Path(folder))
