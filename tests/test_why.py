from __future__ import annotations

import pytest

from annotators.article import Article
from annotators.compiledrule import CompiledRule
from annotators.ner.stage import Tagged
from annotators.pipeline import Annotator, TaggerInfo
from annotators.rulename import find_rule
from annotators.ruleset import RuleSet
from annotators.why import NEAREST, REFUSED, Answer, ask, needs_names, needs_units
from annotators.whytext import describe
from tests.factories import article, ruleset, shipped

BODY = """\
lists:
  echelon: {file: echelons.csv}
  city: {words: [Homs, Aleppo]}
macros:
  formation: '{number:ordinal} {kind:echelon}'
rules:
- id: formation
  annotate: unit
  match: ['{formation}', '{name:Name} {kind:echelon}']
  where: {number: not-lowercase, kind: capitalized, name: {not: city}}
  unless: ['{match} of (labour | opinion)', 'the {match} title']
  set: {kind: $kind.size, number: $number}
  priority: 2
- {id: guard, annotate: unit, match: 'guards of the {ordinal} {echelon}'}
- {id: short, annotate: unit, match: '{name:Name} \\({acronym:Acronym}\\)', span: acronym, everywhere: true}
- {id: said, annotate: role, match: '{role:word} {person}', span: role, set: {role: $role}}
- {id: of-unit, annotate: count, match: '{quantity} of {unit}'}
- {id: strong, annotate: unit, match: Strong Army, overrides: [ner.*]}
- {id: town, annotate: place, match: 'in {Name}', overrides: [ner.place]}
"""


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return ruleset(BODY, echelons_csv="name,size\ndivision,large\nbrigade,middling\n")


def tagger(**entities: str | list[str]) -> TaggerInfo:
    """A model that finds the words of these labels wherever they stand."""
    words = {
        name: label
        for label, names in entities.items()
        for name in ([names] if isinstance(names, str) else names)
    }
    columns = [{"person": "PER", "place": "LOC", "organization": "ORG", "unit": "ORG"}, {"unit": "Unit"}]

    def tag(sentences: object) -> Tagged:
        assert isinstance(sentences, list)
        return [
            [[f"S-{tags[words[t]]}" if words.get(t) in tags else "O" for t in tokens] for tags in columns]
            for tokens in sentences
        ]

    return TaggerInfo(tag, "model", "test")


def asked(
    rules: RuleSet,
    name: str,
    text: str,
    *,
    line: int | None = None,
    every: bool = False,
    **entities: str | list[str],
) -> tuple[Article, Answer]:
    found = article(text)
    annotator = Annotator(rules, tagger(**entities) if entities else None)
    return found, ask(annotator, found, find_rule(rules, name), line=line, every=every)


def told(
    rules: RuleSet,
    name: str,
    text: str,
    *,
    line: int | None = None,
    every: bool = False,
    **entities: str | list[str],
) -> str:
    """The answer in words, without its first line, which has a path in it."""
    found, answer = asked(rules, name, text, line=line, every=every, **entities)
    return describe(rules, found, find_rule(rules, name), answer).partition("\n")[2]


def test_a_match_is_told_with_what_made_it_and_what_it_won_against(rules: RuleSet) -> None:
    text = "They met.\nThe guards of the Fourth Division fled."
    assert told(rules, "formation", text) == (
        "\n"
        "line 2: The guards of the Fourth Division fled.\n"
        "  annotated 'Fourth Division' (28-43): patterns 1 and 2 match\n"
        "    pattern    {formation}\n"
        "    capture    formation: 'Fourth Division', macro {formation}\n"
        "    capture    number: 'Fourth', {ordinal}\n"
        "    capture    kind: 'Division', in list p.echelon: name=division, size=large\n"
        "    where      number: not-lowercase (holds)\n"
        "    where      kind: capitalized (holds)\n"
        "    where      name: not in city (took no part)\n"
        "    unless     none of 2 holds\n"
        "    set        kind=large, number=Fourth\n"
        "    won over   'guards of the Fourth Division' by p.guard (priority)\n"
        "\n"
        "the rule annotated words here\n"
        "(2 more refused or near: --all shows them)\n"
    )


def test_a_match_that_lost_says_to_whom_and_why(rules: RuleSet) -> None:
    text = "The guards of the Fourth Division fled."
    assert not asked(rules, "guard", text)[1].annotated
    said = told(rules, "guard", text)
    assert "  lost 'guards of the Fourth Division' (4-33): pattern 1 matches\n" in said
    assert "    lost to    'Fourth Division' by p.formation (priority)\n" in said
    assert said.endswith("\nthe rule annotated nothing here\n")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("the fourth Division", "where      number: not-lowercase, but 'fourth' begins with a small letter"),
        ("the Fourth division", "where      kind: capitalized, but 'division' does not begin with a capital"),
        ("the Homs Brigade", "where      name: not in city, but 'Homs' is in list p.city: name=Homs"),
        (
            "the Fourth Division of labour won",
            "unless     {match} of (labour | opinion) holds on 'Fourth Division of labour'",
        ),
        (
            "won the Fourth Division title again",
            "unless     the {match} title holds on 'the Fourth Division title'",
        ),
    ],
)
def test_a_refused_match_names_the_condition_and_the_words_that_failed_it(
    rules: RuleSet, text: str, refusal: str
) -> None:
    said = told(rules, "formation", text)
    assert "  refused " in said
    assert f"matches, but\n    {refusal}\n" in said


def test_a_veto_that_holds_on_words_before_a_long_list_names_those_words() -> None:
    body = """\
lists:
  town: {file: towns.txt, fold: [case, doubled]}
rules:
- {id: a, annotate: unit, match: 'town guard', unless: ['{town} {match} of {town}']}
"""
    said = told(ruleset(body, towns_txt="New Aleppo\n"), "a", "Old New Aleppo town guard of New Aleppo left.")
    assert "holds on 'New Aleppo town guard of New Aleppo'" in said


def test_words_that_are_in_none_of_the_lists_wanted_are_refused_with_their_names() -> None:
    body = """\
lists: {big: {words: [grand]}, small: {words: [petty]}}
rules:
- {id: one, annotate: unit, match: '{size:word} army', where: {size: {in: big}}}
- {id: two, annotate: unit, match: '{size:word} army', where: {size: {in: [big, small]}}}
"""
    small = ruleset(body)
    assert "size: in big, but 'red' is no entry of it" in told(small, "one", "a red army")
    assert "size: in big, small, but 'red' is no entry of them" in told(small, "two", "a red army")


def test_a_match_without_what_its_annotation_is_made_of_is_refused() -> None:
    body = """\
lists: {opener: {words: [the]}}
builtins: {breaks: opener}
rules:
- {id: name, annotate: unit, match: '{Name} brigade'}
- {id: span, annotate: unit, match: 'brigade {name:Name}?', span: name}
"""
    small = ruleset(body)
    said = told(small, "name", "The brigade left.")
    assert "name       {Name} holds no word but one that only a sentence start made capital\n" in said
    assert "  refused 'brigade' (4-11): pattern 1 matches, but\n" in told(small, "span", "The brigade left.")
    assert "    span       name took no part\n" in told(small, "span", "The brigade left.")


def test_an_annotation_that_is_refused_from_several_words_on_is_told_once() -> None:
    body = """\
lists: {opener: {words: [the]}}
builtins: {breaks: opener}
rules:
- {id: name, annotate: unit, match: '{Name} guards', unless: ['{match} left']}
"""
    found, answer = asked(ruleset(body), "name", "The Moor guards left.")
    (place,) = answer.passages[0].places
    assert found.text[place.start : place.end] == "Moor guards"


def test_a_macro_that_was_expected_is_spelled_out() -> None:
    body = """\
macros: {formation: '{ordinal} (army | {size}-army)', size: 'big'}
rules:
- {id: a, annotate: unit, match: 'men of {formation}'}
"""
    assert (
        "    expected   {formation}\n"
        "               where {formation} is {ordinal} (army | {size}-army)\n"
        "    found      'it'\n"
    ) in told(ruleset(body), "a", "The men of it left.")


def test_what_came_near_says_what_it_wanted_and_what_it_found(rules: RuleSet) -> None:
    assert told(rules, "guard", "The guards of the Fourth Withdrawal fled.") == (
        "\n"
        "line 1: The guards of the Fourth Withdrawal fled.\n"
        "  near    'guards of the Fourth' (4-24)\n"
        "    matched    'guards', 'of', 'the', {ordinal} 'Fourth'\n"
        "    expected   {echelon}\n"
        "    found      'Withdrawal'\n"
        "\n"
        "the rule matched nothing here\n"
    )


def test_a_rule_that_is_far_from_every_word_is_told_briefly(rules: RuleSet) -> None:
    assert told(rules, "guard", "Nobody came.\n" * 50) == (
        "\nthe rule matched nothing here, and nothing came near\n"
    )


def test_of_a_whole_article_the_nearest_misses_are_told_and_the_others_counted(rules: RuleSet) -> None:
    text = "The guards of Homs and the guards of the Fourth fled.\n\n" * (NEAREST + 2)
    _, answer = asked(rules, "guard", text)
    told_of = [miss for passage in answer.passages for miss in passage.misses]
    assert len(told_of) == NEAREST
    assert all(miss.expected == ("{echelon}",) for miss in told_of)
    assert answer.hidden > 0
    assert f"({answer.hidden} more refused or near: --all shows them)" in told(rules, "guard", text)
    _, whole = asked(rules, "guard", text, every=True)
    assert whole.hidden == 0
    assert sum(len(passage.misses) for passage in whole.passages) > NEAREST


def test_what_says_little_is_told_of_a_line_alone(rules: RuleSet) -> None:
    text = "Omar left.\nThe guards fled."
    assert told(rules, "short", text) == (
        "\nthe rule matched nothing here, and little came near\n(2 more refused or near: --all shows them)\n"
    )
    assert "{name:Name} 'Omar'" in told(rules, "short", text, line=1)


def test_of_many_refused_matches_of_an_article_the_first_are_told(rules: RuleSet) -> None:
    text = "They saw the Fourth division there.\n\n" * (REFUSED + 3)
    _, answer = asked(rules, "formation", text)
    assert sum(len(passage.places) for passage in answer.passages) == REFUSED
    assert answer.hidden >= 3


def test_a_line_stands_for_the_sentences_that_touch_it(rules: RuleSet) -> None:
    text = (
        "On that day he saw Fourth Division. He stayed on with\n"
        "them and at the end of it he met Third Brigade.\n\nHe met Fifth Division."
    )
    first, second = ["Fourth Division"], ["Third Brigade"]
    for line, quotes in ((1, first + second), (2, second), (4, ["Fifth Division"])):
        found, answer = asked(rules, "formation", text, line=line)
        places = [place for passage in answer.passages for place in passage.places]
        assert list(dict.fromkeys(found.text[p.start : p.end] for p in places)) == quotes
    assert not asked(rules, "formation", text, line=3)[1].annotated


def test_a_number_that_cannot_be_read_is_dropped_and_says_so() -> None:
    body = "rules:\n- {id: model, annotate: count, match: '{quantity:number} tanks'}\n"
    small = ruleset(body)
    said = told(small, "model", "T-72 tanks came.")
    assert "  dropped '72 tanks'" in said
    assert "    dropped    not a number\n" in said
    assert not asked(small, "model", "T-72 tanks came.")[1].annotated


def test_a_repetition_is_told_as_one(rules: RuleSet) -> None:
    said = told(rules, "short", "Hill Army (HRA) came. Then the HRA left.")
    assert "  annotated 'HRA' (11-14): pattern 1 matches\n" in said
    assert "  annotated 'HRA' (31-34): repeats a match (everywhere)\n" in said


def test_what_the_rule_sees_is_what_earlier_stages_left(rules: RuleSet) -> None:
    said = told(rules, "of-unit", "About 70 of Fourth Division fled, 80 of them armed.")
    assert "{unit}" in said
    assert "  annotated 'About 70 of Fourth Division'" in said
    said = told(rules, "of-unit", "About 70 of fourth division fled.")
    assert "expected   {unit}\n" in said


def test_a_label_of_the_model_is_told_with_who_beat_it(rules: RuleSet) -> None:
    text = "They were in Homs. Aleppo was far."
    said = told(rules, "ner.place", text, place="Homs")
    assert (
        "  lost 'Homs' (13-17): found by the model\n    lost to    'in Homs' by p.town (overrides)\n" in said
    )
    assert told(rules, "ner.place", "Nothing.", place="Homs").endswith("the model found none here\n")
    found, answer = asked(rules, "ner.organization", text, organization="Aleppo")
    assert answer.annotated
    assert [found.text[p.start : p.end] for p in answer.passages[0].places] == ["Aleppo"]


def test_the_model_is_needed_where_the_rule_reads_names(rules: RuleSet) -> None:
    def needs(of: RuleSet, *names: str) -> list[bool]:
        return [needs_names(of, find_rule(of, name)) for name in names]

    assert needs(rules, "formation", "of-unit", "said", "town", "ner.person") == [
        False,
        False,
        True,
        True,
        True,
    ]
    assert needs(shipped(), "units.numbered-formation", "people.apposition") == [False, True]


def test_units_of_the_model_matter_to_a_rule_that_reads_units_or_may_lose_to_one(rules: RuleSet) -> None:
    def needs(name: str) -> bool:
        found = find_rule(rules, name)
        return isinstance(found, CompiledRule) and needs_units(rules, found)

    assert [needs(name) for name in ("of-unit", "short", "formation", "strong", "town")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_unit_of_the_model_is_told_as_a_match_of_its_label(rules: RuleSet) -> None:
    text = "The Sand Foxes met the Hill Walkers and the Strong Army."
    found, answer = asked(rules, "ner.unit", text, unit=["Foxes", "Strong"])
    assert answer.annotated
    assert [found.text[p.start : p.end] for p in answer.passages[0].places] == ["Foxes", "Strong"]
    said = told(rules, "ner.unit", text, unit=["Foxes", "Strong"])
    assert "  annotated 'Foxes' (9-14): found by the model\n" in said
    assert "    lost to    'Strong Army' by p.strong (overrides)\n" in said


def test_an_answer_is_the_same_every_time(rules: RuleSet) -> None:
    text = "The guards of the Fourth Withdrawal met the Fourth Division and the fourth Division."
    for name in ("formation", "guard"):
        assert told(rules, name, text, every=True) == told(rules, name, text, every=True)
