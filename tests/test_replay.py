from __future__ import annotations

from pathlib import Path

import pytest

from annotators.article import Article, read
from annotators.document import Entity
from annotators.matcher import Match, find
from annotators.replay import run_before
from annotators.ruleset import RuleSet
from tests.packs import HEAD, load

RULES = """\
rules:
- {id: brigade, annotate: unit, match: '{Name} Brigade', overrides: [ner.*]}
- {id: short, annotate: unit, match: '{unit} \\({a:Acronym}\\)', span: a}
- {id: leader, annotate: role, match: '{person} leads {unit}', span: person, set: {role: leader}}
"""


@pytest.fixture
def rules(tmp_path: Path) -> RuleSet:
    return load(tmp_path, {"p.yaml": HEAD + RULES})


def article(text: str) -> Article:
    return read(text.encode(), "a")


def matched(rules: RuleSet, text: str, rule: str, *entities: Entity) -> list[str]:
    """What a rule matches when its turn comes."""
    run, compiled = run_before(article(text), rules, entities, rule)
    assert compiled.rule.id == rule
    attempts = [attempt.result for attempt in run.attempts(compiled)]
    return [text[found.start : found.end] for found in attempts if isinstance(found, Match)]


def test_a_rule_sees_what_the_rules_of_other_layers_before_it_found(rules: RuleSet) -> None:
    text = "Ali leads Golan Brigade"
    assert matched(rules, text, "p.leader", Entity("person", 0, 3)) == ["Ali"]


def test_a_rule_about_its_own_layer_sees_the_others_of_that_layer(rules: RuleSet) -> None:
    assert matched(rules, "the Golan Brigade (GB)", "p.short") == ["GB"]


def test_what_the_tagger_found_stands_until_the_end_where_its_layer_has_no_rules(tmp_path: Path) -> None:
    gate = "- {id: gate, annotate: crossing, match: '{Name} gate', overrides: [ner.*]}\n"
    guard = "- {id: guard, annotate: unit, match: '{person} gate guard'}\n"
    rules = load(tmp_path, {"p.yaml": f"{HEAD}rules:\n{gate}{guard}"})
    assert [layer for layer, _ in rules.stages] == ["crossing", "unit"]
    text, golan = "the Golan gate guard", Entity("person", 4, 9)
    assert matched(rules, text, "p.guard", golan) == ["Golan gate guard"]
    found = find(article(text), rules, [golan]).layers["unit"]
    assert [text[each.start : each.end] for each in found] == ["Golan gate guard"]


def test_a_rule_that_there_is_not_is_an_error(rules: RuleSet) -> None:
    with pytest.raises(KeyError):
        run_before(article("x"), rules, (), "p.gone")
