from __future__ import annotations

from pathlib import Path

import pytest

from annotators.ruleset import RuleSet, load_rules
from annotators.unit_heads import kind_of
from tests.packs import HEAD, load


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Marsh Brigade", "brigade"),
        ("Marsh Brigades", "armed-group"),
        ("Zenda Border Guard", "border-guard"),
        ("Marsh Carrier Strike Group", "navy"),
        ("Old Hill Resistance Army", "armed-group"),
        ("Katibat al-Sabah", "armed-group"),
        ("Lashkar-e-Sabah", "armed-group"),
        ("Hill Walkers", None),
        ("HRA", None),
    ],
)
def test_a_unit_is_of_the_kind_that_its_last_words_or_its_first_say(
    rules: RuleSet, name: str, kind: str | None
) -> None:
    assert kind_of(rules, name) == kind


def test_without_lists_of_heads_nothing_is_said(tmp_path: Path) -> None:
    body = "rules:\n- {id: a, annotate: unit, match: 'marsh wardens'}\n"
    assert kind_of(load(tmp_path, {"p.yaml": HEAD + body}), "Marsh Brigade") is None
