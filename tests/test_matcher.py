from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.document import Count, Crossing, Entity, Mention, Person, Unit
from annotators.match import Match, Rejection
from annotators.matcher import Findings, find
from annotators.pipeline import Annotator
from annotators.problem import RuleFileError
from annotators.ruleset import RuleSet
from annotators.run import Run
from annotators.wordlist import INLINE_LIMIT
from tests.factories import (
    article,
    findings,
    matches,
    noisy_texts,
    quotes,
    ruleset,
    seconds,
    shipped,
)

GROUPS = "name,aliases,kind,country\nIslamic State,IS;ISIL,armed-group,\nHezbollah,,armed-group,LB\n"
LISTS = """
lists:
  nation: {words: [Syrian, Turkish, Lebanese]}
  force: {words: [army, forces, guard], fold: [case]}
  group: {file: groups.csv, match: [name, aliases], fold: [case, al-, possessive]}
  measure: {words: [mile, hour], plural: true}
  tail: {words: ["army's"]}
"""


def pack(*rules: str) -> RuleSet:
    """A pack of rules, each written as a flow mapping without its braces."""
    return ruleset(LISTS + "rules:\n" + "".join(f"- {{{rule}}}\n" for rule in rules), groups_csv=GROUPS)


def rule(*keys: str, name: str = "r", layer: str = "unit") -> str:
    return ", ".join([f"id: {name}", f"annotate: {layer}", *keys])


def one(*keys: str, layer: str = "unit") -> RuleSet:
    return pack(rule(*keys, layer=layer))


# Captures and attributes


def test_a_match_knows_its_rule_its_span_and_what_its_references_captured() -> None:
    rules = one("match: '{nation} {kind:force} of {group}?'", "set: {kind: $kind, of: $group.kind, x: y}")
    text = "The Syrian Army of the north, a Syrian army of Hezbollah"
    found = matches(rules, text)
    assert [(m.layer, m.rule, text[m.start : m.end]) for m in found] == [
        ("unit", "p.r", "Syrian Army of"),
        ("unit", "p.r", "Syrian army of Hezbollah"),
    ]
    assert [dict(m.attributes) for m in found] == [
        {"kind": "Army", "x": "y"},
        {"kind": "army", "of": "armed-group", "x": "y"},
    ]
    assert [{label: c.text for label, c in m.captures.items()} for m in found] == [
        {"nation": "Syrian", "kind": "Army"},
        {"nation": "Syrian", "kind": "army", "group": "Hezbollah"},
    ]
    assert [c.text == text[c.start : c.end] for m in found for c in m.captures.values()] == [True] * 5


def test_the_columns_of_a_list_entry_come_with_its_capture_whether_the_list_is_long_or_short() -> None:
    (found,) = matches(one("match: '{nation} {group}'"), "the Syrian ISILs")
    assert found.captures["nation"].entry == {"name": "Syrian"}
    assert found.captures["group"].entry == {
        "name": "Islamic State",
        "aliases": "IS;ISIL",
        "kind": "armed-group",
        "country": "",
    }


def test_a_rule_of_a_long_list_and_nothing_else_finds_every_entry_with_its_columns() -> None:
    names = "\n".join(f"title{number},x" for number in range(INLINE_LIMIT + 1))
    rules = ruleset(
        "lists: {title: {file: titles.csv, match: [name]}}\n"
        "rules:\n- {id: r, annotate: role, match: '{t:title}', set: {kind: $t.kind, said: $t}}\n",
        titles_csv=f"name,kind\nvice consul,envoy\n{names}\n",
    )
    text = "the Vice Consul met title7."
    assert [tuple(m) for m in matches(rules, text, "role")] == [
        (
            "role",
            "p.r",
            4,
            15,
            {"kind": "envoy", "said": "Vice Consul"},
            {"t": (4, 15, "Vice Consul", {"name": "vice consul", "kind": "envoy"})},
        ),
        (
            "role",
            "p.r",
            20,
            26,
            {"kind": "x", "said": "title7"},
            {"t": (20, 26, "title7", {"name": "title7", "kind": "x"})},
        ),
    ]


@pytest.mark.parametrize(
    ("value", "attributes"),
    [
        ("$group", {"a": "IS"}),
        ("$group.name", {"a": "Islamic State"}),
        ("$group.country", {}),  # an empty cell says nothing
        ("$nation.name", {}),  # took no part
        ("group", {"a": "group"}),
    ],
)
def test_an_attribute_is_a_capture_a_column_or_a_word(value: str, attributes: dict[str, str]) -> None:
    (found,) = matches(one("match: '{nation}? {group}'", f"set: {{a: {value}}}"), "an IS fighter")
    assert dict(found.attributes) == attributes


def test_a_label_that_stands_twice_holds_the_last_text_it_matched() -> None:
    rules = one("match: '(with {n:nation}*)+'")
    (found,) = matches(rules, "x with Syrian Turkish with Lebanese Syrian with Turkish")
    assert found.captures["n"].text == "Turkish"


def test_a_macro_is_captured_under_the_label_of_its_reference() -> None:
    rules = ruleset(
        "macros: {body: '{Name} Army'}\nrules:\n- {id: r, annotate: unit, match: 'the {b:body}'}\n"
    )
    (found,) = matches(rules, "left the Free Army today")
    assert {label: c.text for label, c in found.captures.items()} == {"b": "Free Army", "Name": "Free"}


def test_a_capture_keeps_the_text_as_printed() -> None:
    (found,) = matches(one("match: '{nation} {force}'"), "the Syri\u0301an\r\n  arm\u00ady\u200b said")
    assert (found.captures["force"].text, found.end - found.start) == ("arm\u00ady", 16)


# where


@pytest.mark.parametrize(
    ("where", "text", "expected"),
    [
        ("n: capitalized", "Army army ARMY", ["Army", "ARMY"]),
        ("n: uppercase", "Army army ARMY", ["ARMY"]),
        ("n: lowercase", "Army army ARMY", ["army"]),
        ("n: not-lowercase", "Army army ARMY 5th -", ["Army", "ARMY", "5th"]),
        ("n: plural", "army armies forces", ["armies", "forces"]),
        ("n: {ends: tail}", "men half-mile army's army", ["army's"]),
        ("n: {in: force}", "army Army police", ["army", "Army"]),
        ("n: capitalized", "70 Army", ["Army"]),
        ("n: {not: force}", "army Army police", ["police"]),
        ("n: {in: [force, nation]}", "army Syrian police", ["army", "Syrian"]),
        ("n: {not: [force, nation]}", "army Syrian police", ["police"]),
        ("n: {in: group}", "IS is Hezbollahs", ["IS", "Hezbollahs"]),
        ("n: {in: measure}", "mile miles hours", ["mile", "miles", "hours"]),
        ("n: [capitalized, {not: force}]", "Army Police police", ["Police"]),
        ("match: capitalized", "Army army", ["Army"]),
        ("match: {in: force}", "army police", ["army"]),
    ],
)
def test_each_constraint_on_a_capture(where: str, text: str, expected: list[str]) -> None:
    assert quotes(one("match: '{n:word}'", f"where: {{{where}}}"), text) == expected


def test_a_capture_ends_in_an_entry_of_up_to_four_words() -> None:
    rules = ruleset(
        "lists: {wing: {words: [Free Army East Wing, Old Free Army West Wing, Wingers]}}\n"
        "rules:\n- {id: r, annotate: unit, match: '{Name}', where: {Name: {ends: wing}}}\n"
    )
    assert quotes(rules, "the Old Free Army East Wing, Free Army East Wing") == [
        "Old Free Army East Wing",
        "Free Army East Wing",
    ]
    assert quotes(rules, "the Free Army East Wing Chief, Old Free Army West Wing") == []
    assert quotes(rules, "the Left Wingers") == ["Left Wingers"]


def test_a_constraint_on_a_capture_that_took_no_part_holds() -> None:
    rules = one("match: '{nation}? {force}'", "where: {nation: uppercase}")
    assert quotes(rules, "army, SYRIAN army, Syrian guard") == ["army", "SYRIAN army", "guard"]


def test_where_a_constraint_fails_the_search_goes_on_at_the_next_word() -> None:
    rules = one("match: '{gap:1} army'", "where: {match: lowercase}")
    assert quotes(rules, "the Army army, Xarmy army, an army") == ["an army"]
    assert quotes(one("match: '{gap:2} army'", "where: {match: lowercase}"), "Free old army") == ["old army"]


def test_an_attempt_tells_its_place_and_what_failed_there() -> None:
    rules = one(
        "match: ['a {n:force}', '{nation} {n:force} x?', 'the {a:nation}? {b:group}? old', 'the {Name}']",
        "span: [n, a, Name]",
        "where: {n: lowercase}",
        "unless: ['old {match}', '{match} chief']",
    )
    found = article("A Army. Saw a Turkish army chief. At the old one. The Lebanese guard.")
    ((_, (compiled,)),) = rules.stages
    attempts = list(Run(found, rules, []).attempts(compiled))
    assert [(a.pattern, found.text[a.start : a.end]) for a in attempts] == [
        (0, "A Army"),
        (1, "Turkish army"),
        (1, "Lebanese guard"),
        (2, "the old"),
        (3, "The Lebanese"),
    ]
    army, veto, held, none, name = (a.result for a in attempts)
    assert isinstance(army, Rejection)
    assert (army.reason, army.veto, army.constraint) == ("where", -1, compiled.rule.constraints[0])
    assert found.text[army.start : army.end] == "Army"
    assert {label: c.text for label, c in (army.captures or {}).items()} == {"n": "Army"}
    assert isinstance(veto, Rejection)
    assert (veto.reason, veto.veto, veto.constraint) == ("unless", 1, None)
    assert found.text[veto.start : veto.end] == "army"
    assert {label: c.text for label, c in (veto.captures or {}).items()} == {"nation": "Turkish", "n": "army"}
    assert [found.text[m.start : m.end] for m in (held, name) if isinstance(m, Match)] == [
        "guard",
        "Lebanese",
    ]
    assert none == Rejection("span")


def test_an_attempt_tells_the_condition_that_no_word_of_its_sentence_could_fulfil() -> None:
    rules = one("match: '{n:word} of'", "where: {n: {in: force}}")
    ((_, (compiled,)),) = rules.stages
    run = Run(article("A man of means. An army of men."), rules, [])
    results = [attempt.result for attempt in run.attempts(compiled)]
    assert [getattr(result, "reason", None) for result in results] == ["where", None]
    assert [run.article.text[match.start : match.end] for match in run.matches(compiled)] == ["army of"]


def test_of_names_that_are_repeated_the_first_may_begin_with_a_word_that_the_sentence_made_capital() -> None:
    rules = ruleset(
        "lists: {break: {words: [the]}, arm: {words: [rifle]}}\nbuiltins: {breaks: break}\n"
        "rules:\n- {id: r, annotate: unit, match: '({arm} | {Name})* army'}\n"
    )
    text = "The Free rifle Desert army. The army. The Desert army of the Desert army."
    assert quotes(rules, text) == ["Free rifle Desert army", "army", "Desert army", "Desert army"]


def test_a_name_of_nothing_but_a_word_that_begins_the_sentence_is_an_attempt_at_one() -> None:
    rules = ruleset(
        "lists: {break: {words: [the]}}\nbuiltins: {breaks: break}\n"
        "rules:\n- {id: r, annotate: unit, match: '{Name}'}\n"
    )
    ((_, (compiled,)),) = rules.stages
    assert [a.result for a in Run(article("The end."), rules, []).attempts(compiled)] == [Rejection("name")]


# case


def test_words_match_in_any_case_unless_the_rule_says_exact() -> None:
    text = "the Coalition, the coalition, The Coalition"
    assert quotes(one("match: 'the Coalition'"), text) == ["the Coalition", "the coalition", "The Coalition"]
    assert quotes(one("match: 'the Coalition'", "case: any"), text) == quotes(
        one("match: 'the Coalition'"), text
    )
    assert quotes(one("match: 'the Coalition'", "case: exact"), text) == ["the Coalition"]


def test_exact_case_is_for_the_words_of_the_pattern_and_not_for_lists() -> None:
    assert quotes(one("match: 'the {force}'", "case: exact"), "the ARMY, The army") == ["the ARMY"]


# unless


@pytest.mark.parametrize(
    ("unless", "text", "expected"),
    [
        ("{match} of opinion", "An army of opinion. The army of Syria.", ["army"]),
        ("{match} of opinion", "The army. Of opinion", ["army"]),
        ("the {match}", "the army, an army", ["army"]),
        ("the {match}", "the old army", ["army"]),
        ("the {match} of", "the army said of it", ["army"]),
        ("{nation} {match}", "Syrian army, army", ["army"]),
        ("{match}-led", "army-led army", ["army"]),
        ("({match} | old) chief", "army chief", []),
        ("({match} | old) chief", "The old chief left. An army left. The old chief stayed", ["army"]),
        ("({match} | old) chief", "The old chief of an army left", []),
        # The sentence has a `chief`, so the veto is looked for; what completes it stands in another one
        ("({match} | old) chief", "Men came. The old chief left. An army has a chief.", ["army"]),
        ("({match} | old) chief", "An army has a chief. The old chief left. Men came.", ["army"]),
        ("{group} {match}", "the ISIL army, Hezbollahs army, an army", ["army"]),
        ("said {gap:9} {match}", "They said that it was the army. The army.", ["army"]),
        # What stands before and behind is not one text
        ("said {match} {force}", "said army", ["army"]),
    ],
)
def test_a_veto_is_looked_for_around_the_match_within_its_sentence(
    unless: str, text: str, expected: list[str]
) -> None:
    assert quotes(one("match: army", f"unless: ['{unless}']"), text) == expected


def test_any_one_veto_is_enough() -> None:
    rules = one("match: army", "unless: ['the {match}', '{match} of']")
    assert quotes(rules, "the army, army of, an army") == ["army"]


def test_the_veto_of_a_part_is_looked_for_around_that_part() -> None:
    rules = one("match: '{nation} {force}'", "span: force", "unless: ['{nation} {match}']")
    assert quotes(rules, "Syrian army") == []


# span


def test_a_long_list_that_only_a_veto_names_hides_no_word_from_the_match() -> None:
    names = "\n".join(f"title{number}" for number in range(INLINE_LIMIT + 1))
    rules = ruleset(
        """
lists:
  title: {file: titles.txt}
rules:
- {id: a, annotate: unit, case: exact, match: '{Name} Brigade', unless: ['{title} {match}']}
""",
        titles_txt=f"khan\ngeneral\n{names}\n",
    )
    assert quotes(rules, "the Khan Younis Brigade") == ["Khan Younis Brigade"]
    assert quotes(rules, "said general Younis Brigade") == []


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("a", ["Syrian"]),
        ("[a, b]", ["Syrian army of Turkish"]),
        ("b", ["Turkish"]),
        ("[b, c]", ["Turkish"]),
        ("c", []),
    ],
)
def test_an_annotation_reaches_from_the_first_to_the_last_capture_of_its_span(
    span: str, expected: list[str]
) -> None:
    rules = one("match: '{a:nation} army of {b:nation} {c:force}?'", f"span: {span}")
    assert quotes(rules, "the Syrian army of Turkish men") == expected


def test_the_span_of_a_repeated_capture_reaches_over_all_of_them() -> None:
    rules = one("match: 'in {a:nation}(, {a:nation})*'", "span: a")
    assert quotes(rules, "in Syrian, Turkish, Lebanese hills") == ["Syrian, Turkish, Lebanese"]


def test_the_search_goes_on_behind_the_span_and_not_behind_the_match() -> None:
    rules = one("match: '{a:nation} and {nation}'", "span: a")
    assert quotes(rules, "Syrian and Turkish and Lebanese") == ["Syrian", "Turkish"]


# everywhere


def test_what_a_rule_finds_is_annotated_wherever_the_article_prints_it_again() -> None:
    rules = one("match: 'the {name:Name} militia'", "span: name", "set: {kind: x}", "everywhere: true")
    text = "Amal left. Amal's men, the Amal militia said. amal, Amals, the Abu  Amal militia, Abu Amal"
    text += ", Abu  Amal."
    found = matches(rules, text)
    assert [(text[m.start : m.end], m.start) for m in found] == [
        ("Amal", 0),
        ("Amal", 11),
        ("Amal", 27),
        ("Abu  Amal", 63),
        ("Amal", 86),
        ("Abu  Amal", 92),
    ]
    assert {(m.layer, m.rule, m.attributes["kind"]) for m in found} == {("unit", "p.r", "x")}
    assert [[*m.captures] for m in found] == [[], [], ["name"], ["name"], [], []]
    assert quotes(one("match: 'the {name:Name} militia'", "span: name"), text) == ["Amal", "Abu  Amal"]


def test_of_repeated_texts_that_begin_alike_the_longest_is_annotated_and_none_twice() -> None:
    rules = one("match: 'the {name:Name} militia'", "span: name", "everywhere: true")
    text = (
        "the Abu militia, the Abu Omar Bakr militia, the Abu Omar militia; Abu Omar, Abu Omar Bakr, Abu Ali"
    )
    assert quotes(rules, text)[3:] == ["Abu Omar", "Abu Omar Bakr", "Abu"]
    assert findings(rules, text).losses == ()


def test_no_repeated_text_is_annotated_inside_another() -> None:
    rules = one("match: 'the {name:Name} militia'", "span: name", "everywhere: true")
    found = findings(rules, "the Abu Omar militia, the Omar militia; Abu Omar and Omar")
    assert [(m.start, m.end) for m in found.layers["unit"]] == [(4, 12), (26, 30), (40, 48), (53, 57)]
    # Of the first the rule itself found more.
    assert [loss.loser.start for loss in found.losses] == []


def test_a_name_in_another_script_is_repeated_only_where_its_letters_are() -> None:
    rules = one("match: 'the {name:Name} militia'", "span: name", "everywhere: true")
    assert quotes(rules, "the جيش militia, جيش and ابن") == ["جيش", "جيش"]
    text = "the جيش ابن militia, the دار militia, دار كلب"
    assert quotes(rules, text) == ["جيش ابن", "دار", "دار"]


def test_thousands_of_repeated_texts_are_no_regular_expression_too_large_to_compile() -> None:
    rules = one("match: 'foo {word}'", "everywhere: true")
    text = " ".join(f"foo name{n}name{n}name{n}name{n}." for n in range(20_000))
    assert len(matches(rules, text)) == 20_000


# Overlaps in one layer


def test_the_loser_of_an_overlap_is_kept_with_its_reason() -> None:
    rules = pack(
        rule("match: '{nation} army'", name="a"),
        rule("match: 'Syrian army chief'", name="b"),
        rule("match: 'army chief'", "priority: 1", name="c"),
        rule("match: 'Lebanese army'", "overrides: [p.a]", name="d"),
    )
    text = "the Syrian army chief met the Lebanese army and a Turkish army."
    found = findings(rules, text)
    assert [(m.rule, text[m.start : m.end]) for m in found.layers["unit"]] == [
        ("p.c", "army chief"),
        ("p.d", "Lebanese army"),
        ("p.a", "Turkish army"),
    ]
    assert {(x.loser.rule, x.winner.rule, x.reason) for x in found.losses} == {
        ("p.a", "p.c", "priority"),
        ("p.b", "p.c", "priority"),
        ("p.a", "p.d", "overrides"),
    }


def test_of_two_patterns_of_a_rule_that_find_one_span_the_first_speaks() -> None:
    rules = one("match: ['{a:nation} army', '{b:nation} army', '{nation} army chief']")
    (found,) = matches(rules, "a Syrian army")
    assert set(found.captures) == {"a"}
    assert quotes(rules, "a Syrian army chief") == ["Syrian army chief"]


def test_layers_do_not_compete_with_each_other() -> None:
    rules = pack(
        rule("match: '{nation} army'"), rule("match: '70 {nation} army men'", name="c", layer="count")
    )
    text = "70 Syrian army men"
    assert (quotes(rules, text), quotes(rules, text, "count")) == (["Syrian army"], [text])


# NER


def test_entities_of_the_tagger_are_matches_of_their_layer() -> None:
    found = findings(
        one("match: army"), "Najib Mikati left Homs for the UN", person="Najib Mikati", place="Homs"
    )
    assert [(m.rule, m.start, m.end) for m in found.layers["person"]] == [("ner.person", 0, 12)]
    assert [(m.rule, m.start, m.end) for m in found.layers["place"]] == [("ner.place", 18, 22)]


@pytest.mark.parametrize("label", ["person", "place", "organization"])
def test_a_pattern_sees_what_the_tagger_found_as_one_reference(label: str) -> None:
    rules = one(f"match: 'met {{who:{label}}} of {{nation}}'", "span: who")
    text = "met Abu  Omar of Syrian, met Abu of Syrian"
    (found,) = matches(rules, text, **{label: "Abu  Omar"})
    assert (text[found.start : found.end], found.captures["who"].text) == ("Abu  Omar", "Abu  Omar")
    assert quotes(rules, text, **{"person" if label != "person" else "place": "Abu  Omar"}) == []


def test_words_inside_an_entity_are_hidden_from_a_pattern_that_names_entities_only() -> None:
    text = "met Omar Army of Syrian"
    assert quotes(one("match: '({person} | Army) of'"), text, person="Omar Army") == ["Omar Army of"]
    assert quotes(one("match: 'Army of'"), text, person="Omar Army") == ["Army of"]


def test_of_overlapping_spans_a_pattern_sees_the_first_and_of_two_that_begin_together_the_longer() -> None:
    rules = one("match: ['{person} said', '{group} said', '{person} {group} said']")
    text = "Omar Islamic State said"
    assert quotes(rules, text, person="Omar Islamic") == []
    assert quotes(rules, text, person="Omar") == ["Omar Islamic State said"]
    assert quotes(one("match: '({group} | {person} x)'"), "IS Omar x", person="IS Omar") == ["IS Omar x"]


def test_a_rule_takes_the_place_of_the_tagger_like_that_of_any_other_rule() -> None:
    rules = pack(
        rule("match: '{Name} said'", "overrides: [ner.person]", "span: Name", name="a", layer="person"),
        rule("match: 'General {Name}'", "span: Name", name="b", layer="person"),
    )
    found = findings(rules, "Omar Bakr said. General Ali Bakr", person=["Omar", "Ali Bakr"])
    assert [m.rule for m in found.layers["person"]] == ["p.a", "ner.person"]
    assert [(x.loser.rule, x.winner.rule, x.reason) for x in found.losses] == [
        ("ner.person", "p.a", "overrides"),
        ("p.b", "ner.person", "rule id"),
    ]


def test_a_unit_of_the_tagger_is_a_match_of_its_kind_unless_a_rule_takes_its_place() -> None:
    rules = pack(
        rule("match: 'Hill Army'", "overrides: [ner.unit]", name="a"),
        rule("match: 'Sand Army'", name="b"),
        rule("match: '{quantity} {unit}'", name="c", layer="count"),
    )
    text = "Hill Army Group, Sand Army, 70 Marsh Brigade, 80 Sand Army Group"
    found = findings(rules, text, unit=["Hill Army Group", "Sand Army Group", "Marsh Brigade"])
    assert [(text[m.start : m.end], m.rule) for m in found.layers["unit"]] == [
        ("Hill Army", "p.a"),
        ("Sand Army", "p.b"),
        ("Marsh Brigade", "ner.unit"),
        ("Sand Army Group", "ner.unit"),
    ]
    assert {m.layer for m in found.layers["unit"]} == {"unit"}
    assert [text[m.start : m.end] for m in found.layers["count"]] == [
        "70 Marsh Brigade",
        "80 Sand Army Group",
    ]
    assert {(x.loser.rule, x.winner.rule, x.reason) for x in found.losses} == {
        ("ner.unit", "p.a", "overrides"),
        ("p.b", "ner.unit", "longer"),
    }


def test_the_kind_of_a_unit_of_the_tagger_is_that_of_the_noun_it_ends_in() -> None:
    rules = ruleset(
        "lists: {echelon: {file: echelons.csv, match: [name]}}\n"
        "rules: [{id: r, annotate: unit, match: '{echelon}'}]\n",
        echelons_csv="name,kind\nbrigade,brigade-sized\n",
    )
    text = "Marsh Brigade, Sand Group, Hill Brigade"
    found = findings(rules, text, unit=["Marsh Brigade", "Sand Group"], person="Hill Brigade")
    assert [(m.layer, text[m.start : m.end], m.attributes) for m in found.layers["unit"][:2]] == [
        ("unit", "Marsh Brigade", {"kind": "brigade-sized"}),
        ("unit", "Sand Group", {}),
    ]
    assert [(m.layer, m.attributes) for m in found.layers["person"]] == [("person", {})]


# Other layers


def test_what_lies_within_the_match_of_a_rule_that_overrides_it_is_dropped_whatever_its_layer() -> None:
    rules = pack(
        rule("match: '{Name} Brigade'", "overrides: [ner.*, p.place]"),
        rule("match: 'Golan {Name}'", "span: Name", name="place", layer="place"),
    )
    text = "the Golani Brigade in Golan Xani Brigade, Golani said"
    found = findings(rules, text, person=["Golani", "said"])
    assert [text[m.start : m.end] for m in found.layers["person"]] == ["said"]
    assert [text[m.start : m.end] for m in found.layers["place"]] == []
    assert {(x.loser.rule, x.winner.rule, x.reason) for x in found.losses} == {
        ("ner.person", "p.r", "overrides"),
        ("p.place", "p.r", "overrides"),
    }


@pytest.mark.parametrize("person", ["Golani Brigade chief", "the Golani"])
def test_what_only_overlaps_the_match_of_another_layer_stays(person: str) -> None:
    rules = pack(rule("match: 'Golani Brigade'", "overrides: [ner.*]"))
    assert quotes(rules, "the Golani Brigade chief", "person", person=person) == [person]


def test_a_rule_that_overrides_nothing_leaves_other_layers_alone() -> None:
    assert quotes(one("match: 'Golani Brigade'"), "the Golani Brigade", "person", person="Golani") == [
        "Golani"
    ]


def test_a_long_match_overrides_however_many_short_ones_of_other_layers_begin_behind_it() -> None:
    rules = pack(
        rule("match: 'x {word}* Ali'", "overrides: [ner.person]", name="long"),
        rule("match: '{digits}'", "overrides: [p.none*]", name="short", layer="count"),
        rule("match: 'Ali'", "priority: -1", name="none-yet", layer="place"),
    )
    text = "x " + "1 2 3 4 5 6 7 8 9 " * 3 + "Ali"
    assert quotes(rules, text, "unit") == [text]
    assert len(quotes(rules, text, "count")) == 27
    assert quotes(rules, text, "person", person="Ali") == []


def test_an_override_works_from_a_layer_that_other_rules_wait_for() -> None:
    rules = pack(
        rule("match: 'met {person}'", "span: person", name="a-role", layer="role"),
        rule("match: '{Name} Brigade'", "overrides: [ner.person]", name="z-unit"),
        rule("match: 'nobody here'", name="person", layer="person"),
    )
    text = "met Golani Brigade, met Omar"
    assert quotes(rules, text, "role", person=["Golani", "Omar"]) == ["Omar"]


# Stages


def test_a_rule_sees_what_rules_of_the_layers_it_names_found() -> None:
    rules = pack(
        rule("match: '{number} {unit} men at {crossing}'", name="a", layer="count"),
        rule("match: '{nation} army'", name="b"),
        rule("match: '{Name} crossing'", name="c", layer="crossing"),
    )
    text = "saw 70 Syrian army men at Rafah crossing"
    (found,) = matches(rules, text, "count")
    assert {label: c.text for label, c in found.captures.items()} == {
        "number": "70",
        "unit": "Syrian army",
        "crossing": "Rafah crossing",
    }


def test_a_rule_about_its_own_layer_runs_after_the_others_of_the_layer() -> None:
    rules = pack(
        rule("match: '{a:unit} and {b:unit}'", name="a-pair"),
        rule("match: '{nation} army'", name="b"),
    )
    text = "the Syrian army and Turkish army"
    found = findings(rules, text)
    assert [(m.rule, text[m.start : m.end]) for m in found.layers["unit"]] == [("p.a-pair", text[4:])]
    assert [x.loser.rule for x in found.losses] == ["p.b", "p.b"]


def test_what_overrides_its_whole_pack_stays_when_its_layer_is_settled_again() -> None:
    rules = pack(
        rule("match: '{nation} army'", "overrides: [p.*]", name="a"),
        rule("match: '{a:unit} and {b:unit}'", name="pair"),
    )
    assert quotes(rules, "the Syrian army and Turkish army") == ["Syrian army", "Turkish army"]


def test_layers_that_need_each_other_are_refused() -> None:
    with pytest.raises(RuleFileError, match=r"error\[circle\].*in a circle: count, unit"):
        pack(rule("match: 'a {count}'"), rule("match: 'a {unit}'", name="b", layer="count"))


def test_each_layer_is_settled_before_the_layers_that_name_it() -> None:
    rules = pack(
        rule("match: 'a {unit}'", name="a", layer="count"),
        rule("match: 'a {count}'", name="b", layer="crossing"),
        rule("match: 'a {crossing}'", name="c", layer="role"),
        rule("match: '{person} x'", name="d", layer="unit"),
        rule("match: 'Omar'", name="e", layer="person"),
    )
    assert [layer for layer, _ in rules.stages] == ["person", "unit", "count", "crossing", "role"]
    assert quotes(rules, "it is a a a Omar x", "role") == ["a a a Omar x"]


def test_who_watches_is_told_of_each_rule_before_it_runs() -> None:
    rules = pack(
        rule("match: '{nation} army'", name="a"), rule("match: '70 {unit}'", name="b", layer="count")
    )
    seen: list[tuple[str, bytes]] = []
    find(
        article("saw 70 Syrian army men"),
        rules,
        watch=lambda run, compiled: seen.append((compiled.rule.id, run.view(compiled.masks).data)),
    )
    assert [name for name, _ in seen] == ["p.a", "p.b"]
    assert [len(data) for _, data in seen] == [22, 22 - len("Syrian army") + 1]


def test_findings_hold_the_entries_of_long_lists_and_the_views_that_rules_saw() -> None:
    names = "\n".join(f"title{number}" for number in range(INLINE_LIMIT + 1))
    rules = ruleset(
        "lists: {title: {file: titles.txt}}\nrules: [{id: r, annotate: unit, match: '{title} army'}]\n",
        titles_txt=names,
    )
    found = findings(rules, "saw title7 and title8 army")
    [(title, listed)] = found.listed.items()
    assert {start: (end, entry.columns) for start, (end, entry) in listed.items()} == {
        4: (10, {"name": "title7"}),
        15: (21, {"name": "title8"}),
    }
    assert found.view(()).data == b"saw title7 and title8 army"
    assert len(found.view((title,)).data) == len("saw 1 and 1 army")


# Sentences


@pytest.mark.parametrize("joint", [". ", ".\n\n", "!\r\n", "\n\n", '." ', "?\u200b "])
def test_a_match_never_crosses_the_end_of_a_sentence(joint: str) -> None:
    rules = one("match: ['Syrian {gap:3} army', '{nation} {force}', '{group} army']")
    assert quotes(rules, f"The Syrian{joint}The army of the Islamic{joint}State army") == []


def test_a_match_runs_across_a_line_break_inside_a_sentence() -> None:
    assert quotes(one("match: '{nation} {force}'"), "All of the Syrian\r\narmy left.") == ["Syrian\r\narmy"]


# Whatever the text


def checked(found: Findings, text: str) -> None:
    """What holds of every finding."""
    lost = [loss.loser for loss in found.losses]
    for match in (*lost, *(m for layer in found.layers.values() for m in layer)):
        quote = text[match.start : match.end]
        assert quote == quote.strip() != ""
        for capture in match.captures.values():
            assert capture.text == text[capture.start : capture.end] != ""
    for layer in found.layers.values():
        assert all(a.end <= b.start for a, b in pairwise(layer))


@cache
def own_rules() -> RuleSet:
    return ruleset(OWN_RULES)


@st.composite
def tagged(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    """A noisy text and what a tagger might find in it."""
    text = draw(noisy_texts(NOISY_WORDS, 40))
    found = article(text)
    labels = st.sampled_from(["person", "place", "organization"])
    entities = []
    for first, end in found.sentences:
        cuts = sorted(draw(st.sets(st.integers(first, end), max_size=4)))
        entities += [
            Entity(draw(labels), found.token_starts[a], found.token_ends[b - 1]) for a, b in pairwise(cuts)
        ]
    return found.text, entities[:: draw(st.sampled_from([1, 2]))]


NOISY_WORDS = (
    "General Najib Mikati the Syrian army Fourth Division 158th Brigade of Hezbollah ISIL around 70 officers"
    " and soldiers illegal crossings al-Arida border crossing $100,000 three detainees at Rafah al-Sharaa"
).split()
OWN_RULES = """
lists:
  nation: {words: [Syrian, Turkish, Lebanese]}
  group: {words: [Islamic State, ISIL, Hezbollah], fold: [case, al-, possessive]}
rules:
- {id: a, annotate: unit, match: ['{gap:3} {nation}', '{nation} ({word} | {Name})* army'], overrides: [ner.*]}
- {id: b, annotate: unit, match: '{group}', unless: ['{gap:2} {match} {gap:1}'], everywhere: true}
- {id: c, annotate: unit, match: '{unit}(, {unit})* and {unit}', overrides: [p.a]}
- {id: d, annotate: person, match: '{Name}', span: Name, where: {Name: {not: nation}}, everywhere: true}
- {id: e, annotate: count, match: '{quantity} ({nouns} | {unit} | {gap:2} {person})', priority: -1}
- {id: f, annotate: role, match: '{gap:2} {person} {gap:2}?', case: exact}
"""


@given(tagged())
def test_matches_and_captures_are_what_stands_in_the_text(sample: tuple[str, list[Entity]]) -> None:
    text, entities = sample
    found = article(text)
    checked(find(found, own_rules(), entities), found.text)


PEOPLE = [
    "Najib Mikati",
    "Ahmad al-Sharaa",
    "Gen. Jamil Hassan",
    "Abu Omar",
    "Müller",
    "Recep Tayyip Erdoğan",
]
UNITS = [
    "Fourth Division",
    "158th Mechanised Brigade",
    "Lebanese army",
    "SDF",
    "Hezbollah",
    "1st Battalion, 5th Marine Regiment",
    "U.S. Central Command",
    "Turkish-backed Syrian National Army",
]
CROSSINGS = ["al-Arida border crossing", "Bab al-Hawa crossing", "Kerem Shalom", "illegal crossings", "Rafah"]
COUNTS = [
    "around 70 Syrian officers and soldiers",
    "up to $100,000",
    "between 20 and 30 fighters",
    "dozens of trucks",
    "no casualties",
    "2.5 million refugees",
    "five",
]
TEMPLATES = [
    "{p}, the leader of the {u}, said that {n} crossed at the {c}.",
    "The {u} returned {n} through the {c}",
    "“{n} were killed near the {c},” {p}'s office told the {u}.",
    "President {p} met {p}: {n} of the {u} fled through {c}; {n} stayed.",
    "{u} and {u} forces, led by General {p}, held {n} at the {c} - {n}.",
    "Helpful keywords: {u}, {p}, {c} ({n})",
]


@st.composite
def news(draw: st.DrawFn) -> str:
    """A few sentences as a content system may deliver them."""
    slots = {"p": PEOPLE, "u": UNITS, "c": CROSSINGS, "n": COUNTS}
    sentences = []
    for template in draw(st.lists(st.sampled_from(TEMPLATES), min_size=1, max_size=4)):
        for slot, fillers in slots.items():
            while f"{{{slot}}}" in template:
                template = template.replace(f"{{{slot}}}", draw(st.sampled_from(fillers)), 1)
        sentences.append(template)
    text = draw(st.sampled_from([" ", "\n", "\r\n\r\n", "  \n"])).join(sentences)
    for change in draw(st.lists(st.sampled_from(sorted(CHANGES)), max_size=3, unique=True)):
        text = CHANGES[change](text)
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(NOISE)) + text[at:]
    return text


CHANGES: dict[str, Callable[[str], str]] = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "curly": lambda text: text.replace("'", "’").replace('"', "”"),
    "dashes": lambda text: text.replace("-", "–"),
    "wrapped": lambda text: "\r\n".join(wrapped(text, 60)),
    "indented": lambda text: "\n    ".join(wrapped(text, 72)),
    "hard blanks": lambda text: text.replace(" ", "\xa0"),
    "soft hyphens": lambda text: text.replace("ra", "r\xada"),
    "capitals": str.upper,
    "byte-order mark": lambda text: "\ufeff" + text,
    "zero-width": lambda text: text.replace(" ", "\u200b "),
}
NOISE = [*"\u200b\u0301\u200d\x00\x07\x1f\n\r\t,.’“ßﬁ7-", "🇱🇧", "جيش"]


def wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return Annotator(shipped(), None)


@settings(max_examples=1_000)
@given(news())
def test_every_mention_of_a_thousand_articles_quotes_the_text(annotator: Annotator, text: str) -> None:
    found = article(text)
    matched = annotator.findings(found)
    checked(matched, found.text)
    document = annotator.document(found, matched)
    for layer in (document.people, document.units, document.crossings, document.counts):
        assert layer is not None
        mentions = sorted((m for thing in layer for m in mentions_of(thing)), key=lambda m: m.start)
        assert all(a.end <= b.start for a, b in pairwise(mentions))
        for mention in mentions:
            assert mention.quote == found.text[mention.start : mention.end] == mention.quote.strip() != ""
            assert mention.line == found.line(mention.start)


@given(news(), news())
def test_an_article_is_annotated_alike_whatever_was_annotated_before(
    annotator: Annotator, text: str, other: str
) -> None:
    document = annotator.annotate(article(text))
    annotator.annotate(article(other))
    assert annotator.annotate(article(text)) == document


def mentions_of(thing: Person | Unit | Crossing | Count) -> Sequence[Mention]:
    return [thing.mention] if isinstance(thing, Count) else thing.mentions


def test_the_templates_of_the_generated_articles_hold_mentions_of_every_layer(annotator: Annotator) -> None:
    filled = [
        template.format(p=p, u=u, c=c, n=n)
        for template, p, u, c, n in zip(TEMPLATES, PEOPLE, UNITS, CROSSINGS, COUNTS, strict=False)
    ]
    document = annotator.annotate(article(" ".join(filled)))
    for layer in (document.people, document.units, document.crossings, document.counts):
        assert layer is not None
        assert len(layer) >= 3


# Time in proportion to the text

HOSTILE_RULES = {
    "nested repetitions": rule("match: '((a {word})* {word}(-{word})*)+ zzz'"),
    "a choice of many": rule(f"match: '({' | '.join(f'{{word}} w{n} {{gap:3}} w{n}' for n in range(300))})'"),
    "a chain of gaps": rule("match: 'a {gap:12} b {gap:12} c {gap:12} d {gap:12} zzz'"),
    "optional everything": rule(f"match: '{'{word}? ' * 30}zzz'"),
    "rejected everywhere": rule("match: '{gap:12} b'", "where: {match: uppercase}"),
    "vetoed everywhere": rule("match: '{word}'", "unless: ['{match} {gap:12} zzz', 'zzz {gap:12} {match}']"),
    "overlapping": rule("match: ['{word} {gap:12} a', '{gap:3} b {word}', '{word} {word}']"),
    "repeated": rule("match: 'a {word}'", "everywhere: true"),
    "long spans": rule("match: '{x:word} {word}*'", "span: x"),
}
HOSTILE_TEXTS = {
    "words": "a b c d ",
    "no white space": "a-b/c,d,",
    "one token": "a'b'",
    "one number": "1.1.",
    "white space": "a " + " " * 50 + "b ",
    "capitals": "A B ",
    "sentences": "A b. ",
    "letters": "ab",
}


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
@pytest.mark.parametrize("hostile", HOSTILE_RULES.values(), ids=HOSTILE_RULES)
def test_time_grows_with_the_text_and_not_faster(hostile: str, text: str) -> None:
    rules = pack(hostile)

    def time(size: int) -> float:
        found = article((text * (size // len(text) + 1))[:size])
        return seconds(lambda: find(found, rules), 2)

    # Linear is 8 times as long, quadratic 64 times.
    assert time(16_000) < 4 * 8 * time(2_000) + 0.1


@pytest.mark.parametrize(
    "text",
    [
        "A-",
        "1.1.",
        "two officers/",
        "US Army ",
        "5 US ",
        "General A. ",
        "Rafah ",
        "the Fourth ",
        "a, b and c, ",
    ],
)
def test_the_shipped_packs_take_time_in_proportion_to_a_hostile_text(text: str) -> None:
    def time(size: int) -> float:
        found = article(text * (size // len(text)) + "crossing")
        return seconds(lambda: find(found, shipped()))

    assert time(16_000) < 4 * 8 * time(2_000) + 0.1
