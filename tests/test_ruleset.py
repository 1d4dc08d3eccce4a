from __future__ import annotations

from pathlib import Path

import pytest

from annotators.problem import RuleFileError
from annotators.ruleset import RuleSet, load_rules, read_packs
from annotators.shipped import SHIPPED, rules_directory
from tests.packs import HEAD, cases, errors, load, write

# Each case: what stands behind the three keys of `HEAD`, so from line 4 on; then the whole message.
FAULTS = r"""
== an unknown name in a pattern
rules:
- {id: a, annotate: unit, match: 'the {numbr} army'}
--
p.yaml:5:39: error[unknown-name] rule 'p.a' uses unknown name '{numbr}'; did you mean 'number'?
    - {id: a, annotate: unit, match: 'the {numbr} army'}
                                          ^
== an unknown name in the second pattern
lists:
  kind: {words: [army]}
rules:
- id: a
  annotate: unit
  match: ['{kind}', 'the {k:kynd}']
--
p.yaml:9:26: error[unknown-name] rule 'p.a' uses unknown name '{kynd}'; did you mean 'kind'?
      match: ['{kind}', 'the {k:kynd}']
                             ^
== an unknown name behind a doubled apostrophe
rules:
- {id: a, annotate: unit, match: 'Shi''ite {numbr} army'}
--
p.yaml:5:44: error[unknown-name] rule 'p.a' uses unknown name '{numbr}'; did you mean 'number'?
    - {id: a, annotate: unit, match: 'Shi''ite {numbr} army'}
                                               ^
== an unknown name in a pattern of several lines
rules:
- id: a
  annotate: unit
  match: 'the army of all these
    {numbr} men'
--
p.yaml:7:10: error[unknown-name] rule 'p.a' uses unknown name '{numbr}'; did you mean 'number'?
      match: 'the army of all these
             ^
== an unknown name in a veto
rules:
- {id: a, annotate: unit, match: army, unless: ['{match} of {numbr}']}
--
p.yaml:5:61: error[unknown-name] rule 'p.a' uses unknown name '{numbr}'; did you mean 'number'?
    - {id: a, annotate: unit, match: army, unless: ['{match} of {numbr}']}
                                                                ^
== an unknown name in a macro
macros:
  formation: 'the {numbr} army'
rules:
- {id: a, annotate: unit, match: '{formation}'}
--
p.yaml:5:19: error[unknown-name] macro 'formation' uses unknown name '{numbr}'; did you mean 'number'?
      formation: 'the {numbr} army'
                      ^
== an unknown name in a macro that no rule uses
macros:
  formation: 'the {numbr} army'
--
p.yaml:5:19: error[unknown-name] macro 'formation' uses unknown name '{numbr}'; did you mean 'number'?
      formation: 'the {numbr} army'
                      ^
== a capture that is none, in where
rules:
- {id: a, annotate: unit, match: '{kind:Name}', where: {kund: capitalized}}
--
p.yaml:5:57: error[unknown-capture] where of rule 'p.a' names unknown capture 'kund'; did you mean 'kind'?
    - {id: a, annotate: unit, match: '{kind:Name}', where: {kund: capitalized}}
                                                            ^
== a capture that is none, in span
rules:
- {id: a, annotate: unit, match: '{kind:Name}', span: [kind, kund]}
--
p.yaml:5:62: error[unknown-capture] span of rule 'p.a' names unknown capture 'kund'; did you mean 'kind'?
    - {id: a, annotate: unit, match: '{kind:Name}', span: [kind, kund]}
                                                                 ^
== a capture that is none, in set
rules:
- id: a
  annotate: unit
  match: '{kind:Name}'
  set: {number: $kund, kind: $kind}
--
p.yaml:8:17: error[unknown-capture] set of rule 'p.a' names unknown capture 'kund'; did you mean 'kind'?
      set: {number: $kund, kind: $kind}
                    ^
== a column that is none
lists:
  k: {words: [army]}
rules:
- {id: a, annotate: unit, match: '{k}', set: {kind: $k.id}}
--
p.yaml:7:53: error[unknown-column] set of rule 'p.a' names unknown column 'id' of capture 'k'; known: name
    - {id: a, annotate: unit, match: '{k}', set: {kind: $k.id}}
                                                        ^
== a column of a capture that is no list
rules:
- {id: a, annotate: unit, match: '{kind:Name}', set: {kind: $kind.name}}
--
p.yaml:5:61: error[unknown-column] set of rule 'p.a' names unknown column 'name' of capture 'kind', which is of no list and has no columns; write '$kind'
    - {id: a, annotate: unit, match: '{kind:Name}', set: {kind: $kind.name}}
                                                                ^
== a list that is none, in where
lists:
  rank: {words: [general]}
rules:
- id: a
  annotate: unit
  match: '{Name}'
  where: {Name: [capitalized, {not: [rank, ranc]}]}
--
p.yaml:10:44: error[unknown-list] where of rule 'p.a' names unknown list 'ranc'; did you mean 'rank'?
      where: {Name: [capitalized, {not: [rank, ranc]}]}
                                               ^
== a rule that is none
rules:
- {id: army, annotate: unit, match: army}
- {id: navy, annotate: unit, match: navy, overrides: [ner.*, p.army, p.amry, ner.persn]}
--
p.yaml:6:70: error[unknown-rule] rule 'p.navy' overrides unknown rule 'p.amry'; did you mean 'p.army'?
    - {id: navy, annotate: unit, match: navy, overrides: [ner.*, p.army, p.amry, ner.persn]}
                                                                         ^
p.yaml:6:78: error[unknown-rule] rule 'p.navy' overrides unknown rule 'ner.persn'; did you mean 'ner.person'?
    - {id: navy, annotate: unit, match: navy, overrides: [ner.*, p.army, p.amry, ner.persn]}
                                                                                 ^
== a pack that is none
imports: [cores]
--
p.yaml:4:11: error[unknown-pack] imports unknown pack 'cores'
    imports: [cores]
              ^
== a list that has the name of a span
lists:
  unit: {words: [army]}
--
p.yaml:5:3: error[shadow] 'unit' is a built-in name; choose another
      unit: {words: [army]}
      ^
== a macro that has a built-in name
macros:
  number: 'one | two'
--
p.yaml:5:3: error[shadow] 'number' is a built-in name; choose another
      number: 'one | two'
      ^
== a macro that has the name of a list
lists:
  kind: {words: [army]}
macros:
  kind: army
--
p.yaml:7:3: error[duplicate-name] 'kind' is declared twice among pack 'p' and its imports
      kind: army
      ^
== a macro that uses itself
macros:
  formation: 'army of {force}'
  force: '{formation} forces'
rules:
- {id: a, annotate: unit, match: 'the {force}'}
--
p.yaml:5:15: error[pattern] macro 'formation': uses itself: formation -> force -> formation
      formation: 'army of {force}'
                  ^
== a pattern that may match nothing
rules:
- {id: a, annotate: unit, match: 'the? army?'}
--
p.yaml:5:35: error[pattern] rule 'p.a': every part is optional, so this matches nothing
    - {id: a, annotate: unit, match: 'the? army?'}
                                      ^
== a veto that may match nothing
rules:
- {id: a, annotate: unit, match: army, unless: ['{match}?']}
--
p.yaml:5:50: error[pattern] unless of rule 'p.a': every part is optional, so this matches nothing
    - {id: a, annotate: unit, match: army, unless: ['{match}?']}
                                                     ^
== a macro that may match nothing
macros:
  formation: army?
rules:
- {id: a, annotate: unit, match: ['navy', '{formation}']}
--
p.yaml:7:44: error[pattern] rule 'p.a': every part is optional, so this matches nothing
    - {id: a, annotate: unit, match: ['navy', '{formation}']}
                                               ^
== a pattern that grows too large
rules:
- {id: a, annotate: unit, match: '((((({quantity}+)+)+)+)+)+'}
--
p.yaml:5:36: error[pattern] rule 'p.a': the pattern grows beyond 400000 bytes
    - {id: a, annotate: unit, match: '((((({quantity}+)+)+)+)+)+'}
                                       ^
== layers that need each other
rules:
- {id: a, annotate: unit, match: 'forces at {crossing}'}
- {id: b, annotate: crossing, match: 'crossing of {unit}'}
--
p.yaml:6:8: error[circle] rules of these layers need each other's results in a circle: crossing, unit
    - {id: b, annotate: crossing, match: 'crossing of {unit}'}
           ^
== layers that override what they need
rules:
- {id: a, annotate: person, match: 'General {unit}', overrides: [p.b]}
- {id: b, annotate: unit, match: army}
--
p.yaml:5:8: error[circle] rules of these layers need each other's results in a circle: person, unit
    - {id: a, annotate: person, match: 'General {unit}', overrides: [p.b]}
           ^
"""  # noqa: E501


@pytest.mark.parametrize(("body", "message"), cases(FAULTS))
def test_a_pack_that_refers_to_nothing_is_told_where_and_what(
    tmp_path: Path, body: str, message: str
) -> None:
    assert errors(tmp_path, {"p.yaml": HEAD + body}) == message


def test_the_match_is_no_part_of_itself(tmp_path: Path) -> None:
    message = errors(tmp_path, {"p.yaml": HEAD + "rules:\n- {id: a, annotate: unit, match: 'the {match}'}\n"})
    assert message.startswith(
        "p.yaml:5:39: error[unknown-name] rule 'p.a' uses unknown name '{match}'; known: Acronym, Name, "
    )


def head(name: str) -> str:
    return f"format: 1\npack: {name}\nversion: 1.0.0\n"


def test_faults_of_several_packs_are_told_in_one_run_in_the_order_of_their_files(tmp_path: Path) -> None:
    message = errors(
        tmp_path,
        {
            "b.yaml": head("b") + "colour: red\nrules:\n- {}\n",
            "c.yaml": head("c"),
            "a.yaml": head("a") + "lists:\n  kind: {words: []}\n",
        },
    )
    assert [line.partition("]")[0] for line in message.splitlines() if "error[" in line] == [
        "a.yaml:5:3: error[list",
        "b.yaml:4:1: error[unknown-key",
        "b.yaml:6:3: error[missing-key",
        "b.yaml:6:3: error[missing-key",
        "b.yaml:6:3: error[missing-key",
    ]


def test_unknown_names_of_several_packs_are_told_in_one_run(tmp_path: Path) -> None:
    rule = "rules:\n- {id: a, annotate: unit, match: '{kynd}', where: {kynd: {in: ranc}}, overrides: [p.b]}\n"
    message = errors(
        tmp_path,
        {
            "b.yaml": head("b") + "imports: [core]\n" + rule,
            "a.yaml": head("a") + rule.replace("kynd", "nomber"),
        },
    )
    assert [line.partition("]")[0] for line in message.splitlines() if "error[" in line] == [
        "a.yaml:5:35: error[unknown-name",
        "a.yaml:5:67: error[unknown-list",
        "a.yaml:5:87: error[unknown-rule",
        "b.yaml:4:11: error[unknown-pack",
        "b.yaml:6:83: error[unknown-rule",  # what it names may be in the pack that is not there
    ]


def test_faults_of_rules_are_told_beside_faults_of_other_rules_of_the_pack(tmp_path: Path) -> None:
    body = """\
rules:
- {id: a, annotate: unit, match: 'the {numbr}', span: [kund]}
- {id: b, annotate: unit, match: 'army?', set: {kind: $kund}}
- {id: c, annotate: unit, match: '{person} army'}
"""
    message = errors(tmp_path, {"p.yaml": HEAD + body})
    assert [line.partition("]")[0] for line in message.splitlines() if "error[" in line] == [
        "p.yaml:5:39: error[unknown-name",
        "p.yaml:5:56: error[unknown-capture",
        "p.yaml:6:55: error[unknown-capture",
    ]


# Imports

LISTS = head("q") + "lists:\n  kind: {words: [army]}\nmacros:\n  formation: 'the {kind}'\n"


def test_a_pack_may_use_the_lists_and_macros_of_the_packs_that_it_imports(tmp_path: Path) -> None:
    rule = "rules:\n- {id: a, annotate: unit, match: '{formation} of {kind}', where: {kind: {in: kind}}}\n"
    rules = load(tmp_path, {"q.yaml": LISTS, "p.yaml": HEAD + "imports: [q]\n" + rule})
    ((layer, (compiled,)),) = rules.stages
    assert (layer, compiled.rule.id, set(compiled.lists)) == ("unit", "p.a", {"kind"})


def test_what_a_pack_does_not_import_it_does_not_know(tmp_path: Path) -> None:
    rule = "rules:\n- {id: a, annotate: unit, match: 'x {kind}'}\n"
    message = errors(tmp_path, {"q.yaml": LISTS, "p.yaml": HEAD + rule})
    assert message.startswith(
        "p.yaml:5:37: error[unknown-name] rule 'p.a' uses unknown name '{kind}'; known: "
    )


def test_imports_of_an_imported_pack_are_not_imported(tmp_path: Path) -> None:
    files = {
        "r.yaml": head("r") + "lists:\n  arm: {words: [tank]}\n",
        "q.yaml": head("q") + "imports: [r]\nmacros:\n  formation: 'the {arm} army'\n",
        "p.yaml": HEAD + "imports: [q]\nrules:\n- {id: a, annotate: unit, match: 'of {formation}'}\n",
    }
    assert errors(tmp_path, files) == (
        "p.yaml:6:35: error[unknown-name] rule 'p.a' uses unknown name '{arm}' through an imported macro\n"
        "    - {id: a, annotate: unit, match: 'of {formation}'}\n"
        "                                      ^"
    )


@pytest.mark.parametrize(
    ("body", "place", "name", "shown"),
    [
        (
            "imports: [q]\nlists:\n  kind: {words: [navy]}\n",
            "6:3",
            "kind",
            "      kind: {words: [navy]}\n      ^",
        ),
        ("imports: [q]\nmacros:\n  kind: navy\n", "6:3", "kind", "      kind: navy\n      ^"),
        ("imports: [q, r]\n", "4:14", "formation", "    imports: [q, r]\n                 ^"),
    ],
    ids=["its own list", "its own macro", "two imports"],
)
def test_a_name_that_is_declared_twice_among_a_pack_and_its_imports_is_refused(
    tmp_path: Path, body: str, place: str, name: str, shown: str
) -> None:
    other = head("r") + "macros:\n  formation: the army\n"
    assert errors(tmp_path, {"q.yaml": LISTS, "r.yaml": other, "p.yaml": HEAD + body}) == (
        f"p.yaml:{place}: error[duplicate-name] '{name}' is declared twice among pack 'p' and its imports\n"
        f"{shown}"
    )


def test_packs_that_do_not_import_each_other_may_use_one_name(tmp_path: Path) -> None:
    rules = load(tmp_path, {"q.yaml": LISTS, "p.yaml": HEAD + "lists:\n  kind: {words: [navy]}\n"})
    found = rules.find_list("kind")
    assert found is not None
    assert [entry.names for entry in found.entries] == [("army",)]
    assert rules.find_list("arm") is None


# The shipped packs, and packs in their place


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    return load_rules()


def test_the_shipped_packs_are_those_of_the_folder_in_the_order_of_their_imports(shipped: RuleSet) -> None:
    assert tuple(pack.name for pack in shipped.packs) == SHIPPED
    assert sorted(SHIPPED) == sorted(file.stem for file in rules_directory().glob("*.yaml"))


def test_every_rule_of_the_shipped_packs_runs_once(shipped: RuleSet) -> None:
    running = [compiled.rule.id for _, stage in shipped.stages for compiled in stage]
    assert sorted(running) == sorted(rule.id for pack in shipped.packs for rule in pack.rules)


def test_a_pack_takes_the_place_of_the_shipped_one_of_its_name(shipped: RuleSet, tmp_path: Path) -> None:
    body = "rules:\n- {id: pairs, annotate: count, match: '{quantity:number} pairs'}\n"
    (file,) = write(tmp_path, {"mine.yaml": head("counts") + body})
    rules = load_rules([file])
    assert [pack.name for pack in rules.packs] == list(SHIPPED)
    assert [pack.path for pack in rules.packs if pack.name == "counts"] == [str(file)]
    counts = [c.rule.id for layer, stage in rules.stages if layer == "count" for c in stage]
    assert counts == ["counts.pairs"]
    assert [p.digest for p in rules.packs if p.name != "counts"] == [
        p.digest for p in shipped.packs if p.name != "counts"
    ]


def test_a_pack_of_another_name_is_added_and_may_import_shipped_ones(tmp_path: Path) -> None:
    body = "imports: [core]\nrules:\n- {id: kin, annotate: role, match: '{role:title} and {person}'}\n"
    (file,) = write(tmp_path, {"mine.yaml": head("mine") + body})
    rules = load_rules([file])
    assert [pack.name for pack in rules.packs] == [*SHIPPED, "mine"]
    assert "mine.kin" in [c.rule.id for layer, stage in rules.stages if layer == "role" for c in stage]


def test_faults_of_a_pack_of_the_user_keep_the_shipped_packs_out_of_the_message(tmp_path: Path) -> None:
    (file,) = write(tmp_path, {"mine.yaml": head("mine") + "rulez: []\n"})
    with pytest.raises(RuleFileError) as caught:
        load_rules([file])
    assert [(problem.at.path, problem.code) for problem in caught.value.problems] == [
        (str(file), "unknown-key")
    ]


def test_of_two_packs_of_one_name_the_later_one_counts(tmp_path: Path) -> None:
    first, second = write(tmp_path, {"a.yaml": HEAD, "b.yaml": HEAD.replace("1.0.0", "2")})
    assert [(pack.path, pack.version) for pack in read_packs([first], [second])] == [(str(second), "2")]
    assert [(pack.path, pack.version) for pack in read_packs([second], [first])] == [(str(first), "1.0.0")]


# The order of rules


def order(folder: Path, *rules: str) -> list[tuple[str, list[str]]]:
    body = "rules:\n" + "".join(f"- {{{rule}}}\n" for rule in rules)
    stages = load(folder, {"p.yaml": HEAD + body}).stages
    return [(layer, [compiled.rule.id for compiled in stage]) for layer, stage in stages]


def test_a_layer_runs_behind_the_layers_that_its_rules_refer_to(tmp_path: Path) -> None:
    assert order(
        tmp_path,
        "id: a, annotate: count, match: 'two {unit} men'",
        "id: b, annotate: unit, match: 'army at {crossing}'",
        "id: c, annotate: role, match: 'general of {count}'",
        "id: d, annotate: crossing, match: 'gate'",
        "id: e, annotate: unit, match: 'navy'",
    ) == [("crossing", ["p.d"]), ("unit", ["p.b", "p.e"]), ("count", ["p.a"]), ("role", ["p.c"])]


def test_a_rule_that_refers_to_its_own_layer_runs_in_a_later_stage_of_it(tmp_path: Path) -> None:
    found = order(
        tmp_path,
        "id: a, annotate: unit, match: '{unit} of the {unit}'",
        "id: b, annotate: unit, match: 'army'",
        "id: c, annotate: count, match: 'two {unit} men'",
    )
    assert [rules for layer, rules in found if layer == "unit"] == [["p.b"], ["p.a"]]
    assert found[-1] == ("count", ["p.c"])


def test_a_rule_that_overrides_rules_of_another_layer_runs_before_them(tmp_path: Path) -> None:
    assert order(
        tmp_path,
        "id: a, annotate: person, match: 'Golani'",
        "id: b, annotate: unit, match: 'Golani Brigade', overrides: ['p.a']",
        "id: c, annotate: crossing, match: 'Golani gate', overrides: ['p.*']",
    ) == [("crossing", ["p.c"]), ("unit", ["p.b"]), ("person", ["p.a"])]


def test_the_later_stage_of_a_layer_waits_for_the_first_however_long_that_waits(tmp_path: Path) -> None:
    assert order(
        tmp_path,
        "id: a, annotate: unit, match: '{unit} of the {unit}'",
        "id: b, annotate: unit, match: 'army at {crossing}'",
        "id: c, annotate: crossing, match: 'gate'",
    ) == [("crossing", ["p.c"]), ("unit", ["p.b"]), ("unit", ["p.a"])]


@pytest.mark.parametrize(
    ("label", "first"), [("ner.person", "unit"), ("ner.*", "unit"), ("ner.place", "person")]
)
def test_a_rule_that_overrides_what_the_model_finds_runs_before_that_layer(
    tmp_path: Path, label: str, first: str
) -> None:
    found = order(
        tmp_path,
        "id: a, annotate: person, match: 'General Khan'",
        f"id: b, annotate: unit, match: 'Golani Brigade', overrides: ['{label}']",
    )
    assert found[0][0] == first


# Limits


@pytest.mark.parametrize(
    ("macro", "message"),
    [
        ("{m%d} {m%d}", "p.yaml:18:9: error[pattern] macro 'm13': written out, it has more than 20000 parts"),
        ("((((({m%d})))))", "p.yaml:12:8: error[pattern] macro 'm7': groups and macros nest deeper than 40"),
    ],
)
def test_macros_that_would_grow_without_bound_are_refused(tmp_path: Path, macro: str, message: str) -> None:
    steps = "".join(f"  m{i + 1}: '{macro.replace('%d', str(i))}'\n" for i in range(30))
    rule = "rules:\n- {id: a, annotate: unit, match: 'the {m30}'}\n"
    found = errors(tmp_path, {"p.yaml": HEAD + "macros:\n  m0: army\n" + steps + rule})
    assert found.count("error[") == 1
    assert found.startswith(f"{message}\n")


def test_more_long_lists_than_there_are_placeholders_are_refused(tmp_path: Path) -> None:
    lists = "lists:\n" + "".join(f"  l{i}: {{words: [w{i}], fold: [al-]}}\n" for i in range(20))
    uses = " | ".join(f"{{l{i}}}" for i in range(20))
    found = errors(
        tmp_path, {"p.yaml": HEAD + lists + f"rules:\n- {{id: a, annotate: unit, match: '{uses}'}}\n"}
    )
    assert found.splitlines()[0] == (
        "p.yaml:26:177: error[pattern] rule 'p.a': more than 19 long lists are in use"
    )


def test_coordinates_of_the_crossing_gazetteer_must_be_degrees(tmp_path: Path) -> None:
    pack = HEAD + "lists:\n  crossing-name: {file: c.csv}\n"
    rows = "name,id,countries,lat,lon\nGate,gate,SY TR,north,36.5\nPost,post,SY TR,36.5,181\n"
    assert errors(tmp_path, {"p.yaml": pack, "c.csv": rows}) == (
        "c.csv:2:17: error[location] lat 'north' is no number of degrees from -90 to 90\n"
        "    Gate,gate,SY TR,north,36.5\n"
        "                    ^\n"
        "c.csv:3:22: error[location] lon '181' is no number of degrees from -180 to 180\n"
        "    Post,post,SY TR,36.5,181\n"
        "                         ^"
    )
