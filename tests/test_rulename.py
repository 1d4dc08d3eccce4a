from __future__ import annotations

from pathlib import Path

import pytest

from annotators.compiledrule import CompiledRule
from annotators.rulename import UnknownRuleError, find_rule
from annotators.ruleset import RuleSet, load_rules
from tests.packs import HEAD, load

RULES = """\
rules:
- {id: camp, annotate: unit, match: 'camp {Name}'}
- {id: fort, annotate: unit, match: 'fort {Name}'}
"""


@pytest.fixture
def rules(tmp_path: Path) -> RuleSet:

    other = RULES.replace("fort", "depot")
    return load(tmp_path, {"p.yaml": HEAD + RULES, "q.yaml": HEAD.replace("pack: p", "pack: q") + other})


def named(rules: RuleSet, name: str) -> str:
    found = find_rule(rules, name)
    assert isinstance(found, CompiledRule)
    return found.rule.id


def test_a_rule_is_named_with_its_pack_or_alone_where_no_other_pack_has_one(rules: RuleSet) -> None:
    assert named(rules, "p.camp") == "p.camp"
    assert named(rules, "q.camp") == "q.camp"
    assert named(rules, "fort") == "p.fort"
    assert named(rules, "depot") == "q.depot"


def test_a_label_of_the_model_is_its_own_name(rules: RuleSet) -> None:
    assert find_rule(rules, "ner.person") == "ner.person"


@pytest.mark.parametrize("name", ["assertions.denied-that", "denied-that"])
def test_an_assertion_cue_is_said_to_be_one(name: str) -> None:
    with pytest.raises(UnknownRuleError, match=f"^'{name}' is an assertion cue: "):
        find_rule(load_rules(), name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("camp", "several packs have a rule 'camp': p.camp, q.camp"),
        ("p.cmp", "there is no rule 'p.cmp'; did you mean 'p.camp'?"),
        ("dpot", "there is no rule 'dpot'; did you mean 'depot'?"),
        ("ner.persn", "there is no rule 'ner.persn'; did you mean 'ner.person'?"),
        ("zzz", "there is no rule 'zzz'; known: camp, depot, fort"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_ones(rules: RuleSet, name: str, message: str) -> None:
    with pytest.raises(UnknownRuleError) as caught:
        find_rule(rules, name)
    assert str(caught.value) == message
