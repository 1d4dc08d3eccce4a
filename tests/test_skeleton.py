from __future__ import annotations

import pytest

from annotators.coverage import PARTS, Coverage, coverage
from annotators.ruleset import RuleSet, load_rules
from annotators.ruletest import Outcome, run_tests, untested
from annotators.shipped import SHIPPED
from annotators.skeleton import PackNameError, skeleton


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    """The shipped packs, and a new one beside them."""
    file = tmp_path_factory.mktemp("packs") / "mine.yaml"
    file.write_text(skeleton("mine"), encoding="utf-8")
    return load_rules([file])


@pytest.fixture(scope="module")
def outcomes(rules: RuleSet) -> list[Outcome]:
    return run_tests(rules, {"mine"})


@pytest.fixture(scope="module")
def measured(rules: RuleSet, outcomes: list[Outcome]) -> Coverage:
    return coverage(rules, outcomes, {"mine"})


def test_a_new_pack_passes_its_own_tests_and_its_todo_is_still_one(outcomes: list[Outcome]) -> None:
    assert {(each.test.kind, each.passed) for each in outcomes} == {
        ("hit", True),
        ("miss", True),
        ("todo", False),
    }


def test_nothing_in_a_new_pack_is_worth_a_warning(rules: RuleSet) -> None:
    assert [str(each) for each in rules.warnings if "mine.yaml" in each.at.path] == []


def test_a_new_pack_leaves_nothing_untested(rules: RuleSet, measured: Coverage) -> None:
    assert untested([pack for pack in rules.packs if pack.name == "mine"]) == []
    for kind in PARTS:
        tested, number = measured.total(kind)
        assert tested == number > 0
    assert [each.name for each in measured.named if not each.tested] == []


@pytest.mark.parametrize("key", ["imports", "lists", "macros", "where", "unless", "set", "overrides", "todo"])
def test_a_new_pack_shows_the_keys_that_most_packs_need(key: str) -> None:
    assert f"\n{key}:" in skeleton("mine").replace("  ", "")


def test_a_new_pack_explains_a_list_in_a_file() -> None:
    assert "# town: {file: towns.csv, match: [name, aliases]" in skeleton("mine")


def test_lines_fit_a_page() -> None:
    assert max(map(len, skeleton("mine").splitlines())) <= 110


@pytest.mark.parametrize("name", ["", "Mine", "my_pack", "9lives", "mine.yaml", "a b", "é", "mine\n"])
def test_a_name_that_no_pack_can_have_is_refused(name: str) -> None:
    with pytest.raises(PackNameError, match="must be lower-case letters, digits and hyphens, a letter first"):
        skeleton(name)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_name_of_a_shipped_pack_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(
        PackNameError, match=f"'{name}' is a shipped pack, and a pack of that name takes its place"
    ):
        skeleton(name)
