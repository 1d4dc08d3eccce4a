from __future__ import annotations

import pytest
from hypothesis import given

from annotators.gapcues import CROSSING_LISTS, PLAIN_LISTS
from annotators.gaps import Gap, GapFinder
from annotators.matcher import find
from annotators.ruleset import RuleSet
from annotators.unit_heads import UNIT_LISTS
from tests.factories import article, findings, noisy_texts, ruleset, shipped

# What the shipped packs declare, small enough that nothing is annotated by it.
LISTS = """\
lists:
  nation: {words: [Chadian, Chad, Libyan]}
  echelon: {file: echelons.csv}
  force: {file: forces.csv}
  border-head: {words: [border crossing]}
  crossing-head: {words: [terminal, gate, checkpoint]}
  post: {words: [president, General]}
  stop: {words: [the, a, at, in, they]}
builtins: {breaks: stop}
"""
CSV = {
    "echelons_csv": "name,kind\nbrigade,brigade\nbrigades,armed-group\ntask force,other\nteam,other\n",
    "forces_csv": "name,kind\narmy,army\nborder guard,border-guard\n",
}


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return ruleset(LISTS, **CSV)


def gaps(rules: RuleSet, text: str, **entities: str) -> list[Gap]:
    return GapFinder(rules).find(article(text), findings(rules, text, **entities))


def told(rules: RuleSet, text: str, **entities: str) -> list[tuple[str, str, str]]:
    return [(gap.layer, gap.kind, gap.name) for gap in gaps(rules, text, **entities)]


@pytest.mark.parametrize(
    ("text", "layer", "kind", "name"),
    [
        ("the Tamsa Brigade left", "unit", "brigade", "Tamsa Brigade"),
        ("the Tamsa brigade left", "unit", "brigade", "Tamsa brigade"),
        ("the Chadian Tamsa Brigade left", "unit", "brigade", "Chadian Tamsa Brigade"),
        ("the Liwa al-Tamsa Task Force left", "unit", "other", "Liwa al-Tamsa Task Force"),
        ("the Sons of\nTamsa Brigade left", "unit", "brigade", "Tamsa Brigade"),
        ("some TNW fighters left", "unit", "armed-group", "TNW"),
        ("Kreda's fighters left, and men of Kreda", "unit", "armed-group", "Kreda"),
        ("the Tamsa Watch militia left", "unit", "armed-group", "Tamsa Watch"),
        ("members of the Tamsa Watch left", "unit", "armed-group", "Tamsa Watch"),
        ("soldiers loyal to TNW left", "unit", "armed-group", "TNW"),
        ("fighters from Tamsa Watch left", "unit", "armed-group", "Tamsa Watch"),
        ("later Tamsa Watch claimed responsibility", "unit", "armed-group", "Tamsa Watch"),
        ("the Tamsa Watch, an armed group, left", "unit", "armed-group", "Tamsa Watch"),
        ("lorries at the Zerga border crossing wait", "crossing", "official", "Zerga"),
        ("lorries at the Bir al-Zerga terminal on the border", "crossing", "official", "Bir al-Zerga"),
        ("lorries at the Zerga Gate on the border", "crossing", "official", "Zerga"),
    ],
)
def test_a_name_beside_a_noun_that_says_what_it_is_is_a_gap(
    rules: RuleSet, text: str, layer: str, kind: str, name: str
) -> None:
    assert told(rules, text) == [(layer, kind, name)]


@pytest.mark.parametrize(
    "text",
    [
        "the Chadian brigade left",
        "the Chadian Army left",
        "Chadian-backed fighters left",
        "the Chadian-Libyan brigade left",
        "Chads fighters left, and Chads army",
        "the Army Brigade left",
        "a brigade of the Tamsa valley",
        "the May brigade and Monday fighters",
        "Islamist fighters left",
        "Rebel fighters left. They fled.",
        "“Hungry fighters left,” they said.",
        "fighters from Tamsa left",
        "Tamsa fighters left. They fled near Tamsa.",
        "members of the Tamsa Parliament left",
        "members of Parliament left",
        "General fighters left",
        "the Tamsa team left",
        "the Tamsa Team left",
        "Illegal border crossing fell. They fell.",
        "the Zerga gate of the palace",
        "Tamsa Brigade Fighters Take Zerga Crossing Again",
        "the Tamsa Watch, a choir, left",
        "Tamsa. Fighters left",
        "Tamsa, fighters left",
    ],
)
def test_what_names_nobody_or_no_force_is_no_gap(rules: RuleSet, text: str) -> None:
    assert told(rules, text) == []


def test_a_name_that_begins_a_sentence_is_one_where_the_article_prints_it_in_the_middle_of_one(
    rules: RuleSet,
) -> None:
    assert told(rules, "Kreda fighters left.") == []
    assert told(rules, "Kreda fighters left. We saw Kreda here.") == [("unit", "armed-group", "Kreda")]


def test_persons_and_places_that_the_model_finds_are_no_gaps(rules: RuleSet) -> None:
    assert told(rules, "the Idriss fighters left", person="Idriss") == []
    assert told(rules, "the Idriss brigade left", person="Idriss") == []
    assert told(rules, "the Tamsa fighters left", place="Tamsa") == []
    assert told(rules, "the Tamsa Brigade left", place="Tamsa") == [("unit", "brigade", "Tamsa Brigade")]
    assert told(rules, "at the Zerga border crossing", place="Zerga") == [("crossing", "official", "Zerga")]


def test_forces_of_a_person_named_elsewhere_are_no_gap_even_without_the_apostrophe(rules: RuleSet) -> None:
    assert told(rules, "Musa Idriss spoke of Idriss fighters.", person="Musa Idriss") == []
    assert told(rules, "Musa Idriss spoke and the Idriss' and Idrisss army left.", person="Musa Idriss") == []


def test_what_a_rule_annotates_is_no_gap() -> None:
    rule = "rules:\n- {id: watch, annotate: unit, match: Tamsa Watch}\n"
    rules = ruleset(LISTS + rule, **CSV)
    assert told(rules, "Tamsa Watch fighters and Kreda Watch fighters left") == [
        ("unit", "armed-group", "Kreda Watch")
    ]


def test_a_gap_reaches_over_what_a_rule_would_annotate(rules: RuleSet) -> None:
    text = "at the Zerga\nborder crossing some TNW fighters wait"
    assert [text[gap.start : gap.end] for gap in gaps(rules, text)] == ["Zerga\nborder crossing", "TNW"]
    assert {gap.sentence for gap in gaps(rules, text)} == {(0, len(text))}


def test_lists_that_the_packs_lack_are_done_without() -> None:
    assert told(ruleset(""), "the Tamsa Brigade and TNW fighters left") == [("unit", "armed-group", "TNW")]


def test_the_shipped_packs_have_every_list_that_is_looked_for() -> None:
    missing = {n for n in (*UNIT_LISTS, *CROSSING_LISTS, *PLAIN_LISTS) if shipped().find_list(n) is None}
    assert missing == set()


@given(
    noisy_texts(words=("Tamsa", "TNW", "fighters", "brigade", "of", "the", "al-Zerga", "terminal", "border"))
)
def test_whatever_the_text_a_gap_lies_in_its_sentence_and_is_printed_there(text: str) -> None:
    rules = _noisy_rules()
    found = article(text)
    for gap in GapFinder(rules).find(found, find(found, rules)):
        assert gap.sentence[0] <= gap.start < gap.end <= gap.sentence[1]
        assert "".join(found.text[gap.start : gap.end].split()).startswith("".join(gap.name.split()))


_RULES: list[RuleSet] = []


def _noisy_rules() -> RuleSet:
    if not _RULES:
        _RULES.append(ruleset(LISTS, **CSV))
    return _RULES[0]
