from __future__ import annotations

from dataclasses import replace

import pytest

from annotators.article import read
from annotators.document import LAYERS, Document, Dropped
from annotators.explain import dropped, layer_name
from annotators.matcher import find
from annotators.pipeline import Annotator
from annotators.rule import LAYERS as RULE_LAYERS
from annotators.ruleset import RuleSet
from tests.factories import article, entity, ruleset, shipped

BODY = """\
rules:
- {id: third, annotate: unit, match: 'third guard (of the guards)?', priority: 1}
- {id: guards, annotate: unit, match: '{ordinal} guard'}
- {id: tanks, annotate: count, match: '{quantity:number} tanks'}
- {id: crew, annotate: count, match: '{quantity:number} tanks and crew'}
- {id: said, annotate: role, match: '{role:word} {person}', span: role, set: {role: $role}}
- {id: alone, annotate: role, match: 'minister', set: {role: minister}}
- {id: the, annotate: role, match: '{role:word}: {person}', span: role, set: {role: '-'}}
"""


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return ruleset(BODY)


def explained(rules: RuleSet, text: str, *only: str, person: str = "") -> tuple[Dropped, ...]:
    found = article(text)
    annotator = Annotator(rules, None, only or LAYERS)
    findings = find(found, rules, [entity(found, "person", person)] if person else [])
    return dropped(found, findings, annotator.document(found, findings))


def told(rules: RuleSet, text: str, *only: str, person: str = "") -> list[str]:
    return [
        f"{d.layer}: {d.mention.quote} by {d.mention.by}, {d.reason}"
        + (f" of {d.lost_to.quote} by {d.lost_to.by}" if d.lost_to else "")
        for d in explained(rules, text, *only, person=person)
    ]


def test_every_loser_is_told_with_its_winner_and_the_reason_in_text_order(rules: RuleSet) -> None:
    text = "They saw 70 tanks and crew.\nThe third guard of the guards left."
    assert told(rules, text) == [
        "counts: 70 tanks by p.tanks, longer of 70 tanks and crew by p.crew",
        "units: third guard by p.guards, priority of third guard of the guards by p.third",
    ]
    (_, guard) = explained(rules, text)
    assert (guard.mention.start, guard.mention.end, guard.mention.line) == (32, 43, 2)
    assert guard.lost_to is not None
    assert text[guard.lost_to.start : guard.lost_to.end] == guard.lost_to.quote


def test_only_the_layers_that_were_asked_for_are_told(rules: RuleSet) -> None:
    text = "The 70 tanks and crew; third guard; T-72 tanks; minister."
    everything = told(rules, text)
    assert len(everything) == 4
    for layer in LAYERS:
        of_layer = ("role", "people") if layer == "people" else (layer,)
        assert told(rules, text, layer) == [each for each in everything if each.startswith(of_layer)]


def test_a_number_that_cannot_be_read_is_told(rules: RuleSet) -> None:
    assert told(rules, "T-72 tanks came.") == ["counts: 72 tanks by p.tanks, not a number"]


def test_a_role_without_a_person_or_without_words_is_told(rules: RuleSet) -> None:
    assert told(rules, "The minister left.") == ["role: minister by p.alone, no person"]
    assert told(rules, "Seen: Omar", person="Omar") == ["role: Seen by p.the, no role"]
    assert told(rules, "General Omar left.", person="Omar") == []


def test_what_the_model_found_is_a_loser_like_any_other() -> None:
    found = article("The Golani Brigade left.")
    annotator = Annotator(shipped(), None)
    findings = find(found, annotator.rules, [entity(found, "person", "Golani")])
    losers = {
        (d.layer, d.mention.by): d for d in dropped(found, findings, annotator.document(found, findings))
    }
    golani = losers["people", "ner.person"]
    assert golani.reason == "overrides"
    assert golani.lost_to is not None
    assert golani.lost_to.quote == "Golani Brigade"


def test_an_annotator_explains_when_it_is_asked_to_and_finds_the_same(rules: RuleSet) -> None:
    found = read(b"The third guard and T-72 tanks.", "a.txt")
    plain = Annotator(rules, None).annotate(found)
    asked: Document = Annotator(rules, None, explain=True).annotate(found)
    assert plain.explain is None
    assert asked.explain is not None
    assert [d.reason for d in asked.explain] == ["priority", "not a number"]
    assert replace(asked, explain=None) == plain


def test_layers_have_the_names_of_the_record_and_helping_ones_their_own() -> None:
    assert [layer_name(layer) for layer in RULE_LAYERS] == [
        "people",
        "role",
        "place",
        "other",
        "units",
        "crossings",
        "counts",
        "part",
    ]
