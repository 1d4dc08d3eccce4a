from __future__ import annotations

from pathlib import Path

import pytest

from annotators.rulename import find_rule
from annotators.ruleset import RuleSet
from annotators.ruletext import WIDTH, explain_rule
from annotators.stages import NER_RULES
from tests.factories import shipped
from tests.packs import HEAD, load

BODY = """\
lists:
  echelon: {file: echelons.csv, match: [name, aliases], fold: [case, hyphen]}
  labour: {words: [labour], fold: []}
macros:
  formation: '({number:ordinal}) ({kind:echelon} | (corps | army))'
rules:
- id: formation
  description: A numbered formation.
  annotate: unit
  match: ['{formation}', '{Name}   {kind:echelon}']
  case: exact
  where: {kind: [capitalized, {not: labour}]}
  unless: ['{match} of labour']
  span: [number, kind]
  everywhere: true
  set: {kind: $kind.name, country: SY}
  priority: -3
  overrides: [ner.person]
  tests:
    hit:
    - {text: 'a [[Third Division]], [[Fourth Division]]', set: {kind: division}, entities: {person: Third}}
    miss: ['a division']
    todo: ['[[Third]] left']
- {id: role, annotate: role, match: '{role:word} {person}', overrides: [p.form*]}
"""


@pytest.fixture
def rules(tmp_path: Path) -> RuleSet:
    rows = "name,aliases\ndivision,div.\nbrigade,bde\narmy,\ncorps,\n"
    return load(tmp_path, {"p.yaml": HEAD + BODY, "echelons.csv": rows})


def explained(rules: RuleSet, name: str, folder: Path) -> str:
    return explain_rule(rules, find_rule(rules, name)).replace(f"{folder}/", "")


def test_everything_that_a_rule_is_made_of_is_shown(rules: RuleSet, tmp_path: Path) -> None:
    assert explained(rules, "formation", tmp_path) == (
        "p.formation\n"
        "  A numbered formation.\n"
        "layer          units (annotate: unit)\n"
        "defined        p.yaml:10\n"
        "case           exact\n"
        "match 1        {formation}\n"
        "  expanded     {number:ordinal} ({kind:echelon} | corps | army)\n"
        "match 2        {Name} {kind:echelon}\n"
        "where          kind: capitalized\n"
        "where          kind: not in labour\n"
        "unless         {match} of labour\n"
        "span           number to kind\n"
        "set            kind=$kind.name, country=SY\n"
        "everywhere     what is found is annotated wherever the article repeats it\n"
        "priority       -3\n"
        "overrides      ner.person\n"
        "overridden by  p.role\n"
        "lists\n"
        "  echelon: echelons.csv\n"
        "    4 entries, fold case, hyphen\n"
        "    division, brigade, army, …\n"
        "  labour: words in pack p\n"
        "    1 entry, no fold\n"
        "    labour\n"
        "tests\n"
        "  hit  a [[Third Division]], [[Fourth Division]]  (set kind=division)  (person: Third)\n"
        "  miss a division\n"
        "  todo [[Third]] left\n"
    )


def test_a_rule_with_little_to_it_says_what_it_lacks(rules: RuleSet, tmp_path: Path) -> None:
    assert explained(rules, "p.role", tmp_path) == (
        "p.role\n"
        "layer          role (annotate: role), which goes into the roles of its person\n"
        "defined        p.yaml:27\n"
        "match          {role:word} {person}\n"
        "priority       0\n"
        "overrides      p.form*\n"
        "overridden by  no rule\n"
        "lists\n"
        "  none\n"
        "tests\n"
        "  none\n"
    )


def test_a_label_of_the_model_says_who_beats_it_and_who_reads_it(rules: RuleSet, tmp_path: Path) -> None:
    assert explained(rules, "ner.person", tmp_path) == (
        "ner.person\n"
        "  A person that the model finds: a mention of a person unless a rule takes its place.\n"
        "priority       0\n"
        "overrides      no rule\n"
        "overridden by  p.formation\n"
        "read by        p.role\n"
    )
    assert "read by        no rule\n" in explained(rules, "ner.organization", tmp_path)
    assert "overridden by  no rule\n" in explained(rules, "ner.unit", tmp_path)


def test_every_rule_that_ships_can_be_explained_in_lines_that_fit() -> None:
    rules = shipped()
    names = [rule.id for pack in rules.packs for rule in pack.rules]
    for name in (*names, *NER_RULES):
        text = explain_rule(rules, find_rule(rules, name))
        assert text.startswith(f"{name}\n")
        described = text.partition("\nlists\n")[0]
        wide = [line for line in described.splitlines()[2:] if len(line) > WIDTH and " " in line[15:]]
        assert wide == []
