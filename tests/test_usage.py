"""What is said of packs that can be used, but of which something has no effect."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotators.ruleset import RuleSet, load_rules
from annotators.usage import READ_BY_NAME
from tests.packs import HEAD, file_cases, said, write

WARNINGS = r"""
== a list and a macro that nothing uses
# p.yaml
lists:
  arm: {words: [tank]}
macros:
  side: 'the army'
rules:
- {id: a, annotate: unit, match: army}
--
p.yaml:5:3: warning[unused-list] no rule uses the list 'arm'; use it or take it out
      arm: {words: [tank]}
      ^
p.yaml:7:3: warning[unused-macro] no rule uses the macro 'side'; use it or take it out
      side: 'the army'
      ^
== lists of a pack that another one imports
# q.yaml
format: 1
pack: q
version: 1
lists:
  arm: {words: [tank]}
  leg: {words: [foot]}
# p.yaml
imports: [q]
rules:
- {id: a, annotate: unit, match: '{arm} army'}
--
q.yaml:6:3: warning[unused-list] no rule uses the list 'leg'; use it or take it out
      leg: {words: [foot]}
      ^
== lists of a pack that no other one imports
# q.yaml
format: 1
pack: q
version: 1
lists:
  arm: {words: [tank]}
rules:
- {id: a, annotate: unit, match: army}
# p.yaml
lists:
  arm: {words: [tank]}
rules:
- {id: a, annotate: unit, match: '{arm} army'}
--
q.yaml:5:3: warning[unused-list] no rule uses the list 'arm'; use it or take it out
      arm: {words: [tank]}
      ^
== two lists that hold the same
# p.yaml
lists:
  arm: {words: [tank, rifle]}
  weapon: {words: [tank, rifle]}
rules:
- {id: a, annotate: unit, match: '{arm} {weapon} army'}
--
p.yaml:6:3: warning[equal-lists] list 'weapon' holds the same as list 'arm'; use one of them
      weapon: {words: [tank, rifle]}
      ^
== a list behind one that has all its names
# p.yaml
lists:
  arm: {words: [tank, rifle, mortar]}
  weapon: {words: [Rifle, tank]}
macros:
  armed: '({arm} | {weapon})'
rules:
- {id: a, annotate: unit, match: '{armed} army', unless: ['{match} (of | ({arm} | x | {w:weapon}))']}
--
p.yaml:8:20: warning[shadowed-list] list 'arm' has all names of 'weapon', which never matches behind it
      armed: '({arm} | {weapon})'
                       ^
p.yaml:10:87: warning[shadowed-list] list 'arm' has all names of 'weapon', which never matches behind it
    - {id: a, annotate: unit, match: '{armed} army', unless: ['{match} (of | ({arm} | x | {w:weapon}))']}
                                                                                          ^
== overrides that match nothing
# p.yaml
rules:
- {id: a, annotate: unit, match: army, overrides: [q.*, ner.*, p.a*]}
--
p.yaml:5:52: warning[override] 'q.*' in overrides of rule 'p.a' matches no other rule
    - {id: a, annotate: unit, match: army, overrides: [q.*, ner.*, p.a*]}
                                                       ^
p.yaml:5:64: warning[override] 'p.a*' in overrides of rule 'p.a' matches no other rule
    - {id: a, annotate: unit, match: army, overrides: [q.*, ner.*, p.a*]}
                                                                   ^
== a rule that another one always beats
# p.yaml
lists:
  arm: {words: [tank]}
rules:
- {id: a, annotate: unit, match: '{arm} army', set: {kind: army}}
- {id: b, annotate: unit, match: '{arm}  army', priority: 1}
--
p.yaml:7:8: warning[beaten-rule] rule 'p.a' never wins: rule 'p.b' matches the same and has a higher priority
    - {id: a, annotate: unit, match: '{arm} army', set: {kind: army}}
           ^
== a rule that another one beats by its name
# p.yaml
rules:
- {id: b, annotate: unit, match: army}
- {id: a, annotate: unit, match: army}
--
p.yaml:5:8: warning[beaten-rule] rule 'p.b' never wins: rule 'p.a' matches the same and has an id that comes first
    - {id: b, annotate: unit, match: army}
           ^
== a name that stands twice in a list of words
# p.yaml
lists:
  arm: {words: [tank, rifle, tank]}
rules:
- {id: a, annotate: unit, match: '{arm} army'}
--
p.yaml:5:30: warning[duplicate-entry] 'tank' stands twice in list 'arm', first in line 5
      arm: {words: [tank, rifle, tank]}
                                 ^
== a name that stands twice in a text file
# p.yaml
lists:
  arm: {file: arms.txt}
rules:
- {id: a, annotate: unit, match: '{arm} army'}
# arms.txt
tank
  rifle
 tank
--
arms.txt:3:2: warning[duplicate-entry] 'tank' stands twice in list 'arm', first in line 1
     tank
     ^
== a name that stands twice in a table and in another one
# p.yaml
lists:
  arm: {file: [arms.csv, more.csv], match: [name, aliases]}
rules:
- {id: a, annotate: unit, match: '{arm} army'}
# arms.csv
name,aliases,kind
tank,panzer;armour,army
"rifle
",gun,army
armour,,army
# more.csv
name,aliases,kind
lance,gun,cavalry
--
arms.csv:5:1: warning[duplicate-entry] 'armour' stands twice in list 'arm', first in line 2
    armour,,army
    ^
more.csv:2:7: warning[conflicting-entry] 'gun' has kind 'cavalry' here and 'army' in line 3 of arms.csv, which counts
    lance,gun,cavalry
          ^
== a row without a name
# p.yaml
lists:
  arm: {file: arms.csv, match: [name, aliases]}
rules:
- {id: a, annotate: unit, match: '{arm} army'}
# arms.csv
kind,name,aliases
army,tank,
army, ,panzer
--
arms.csv:3:6: warning[empty-name] the cell 'name' of this row is empty
    army, ,panzer
         ^
"""  # noqa: E501

QUIET = [
    # Used as an alternative, by a macro, in where, in unless, in builtins, by its name.
    "lists:\n  a: {words: [x]}\nrules:\n- {id: r, annotate: unit, match: 'army (of | {a})'}\n",
    "lists:\n  a: {words: [x]}\nmacros:\n  m: 'the {a}'\nrules:\n- {id: r, annotate: unit, match: '{m}'}\n",
    "lists:\n  a: {words: [x]}\nrules:\n- {id: r, annotate: unit, match: army, where: {match: {not: a}}}\n",
    "lists:\n  a: {words: [x]}\nrules:\n- {id: r, annotate: unit, match: army, unless: '{match} {a}'}\n",
    "lists:\n  a: {words: [x]}\nbuiltins: {breaks: a}\nrules:\n- {id: r, annotate: unit, match: army}\n",
    "lists:\n  rank: {words: [x]}\nrules:\n- {id: r, annotate: unit, match: army}\n",
    # A library by itself.
    "lists:\n  a: {words: [x]}\nmacros:\n  m: 'the army'\n",
    # The same words as alternatives, but not all; all, but behind a condition, a repetition, another fold.
    (
        "lists:\n  a: {words: [x, z]}\n  b: {words: [x, y]}\n"
        "rules:\n- {id: r, annotate: unit, match: '({a} | {b}) army'}\n"
    ),
    (
        "lists:\n  a: {words: [x, z]}\n  b: {words: [x]}\n"
        "rules:\n- {id: r, annotate: unit, match: '({a} of | {b}) army'}\n"
    ),
    (
        "lists:\n  a: {words: [x, z], fold: []}\n  b: {words: [x]}\n"
        "rules:\n- {id: r, annotate: unit, match: '({a} | {b}) army'}\n"
    ),
    (
        "lists:\n  a: {words: [x, z], plural: true}\n  b: {words: [x, z]}\n"
        "rules:\n- {id: r, annotate: unit, match: '{a} {b} army'}\n"
    ),
    # The same pattern under other conditions, in another layer, or in a rule that overrides the better one.
    (
        "rules:\n- {id: a, annotate: unit, match: army, unless: 'the {match}'}\n"
        "- {id: b, annotate: unit, match: army}\n"
    ),
    "rules:\n- {id: a, annotate: unit, match: army}\n- {id: b, annotate: place, match: army}\n",
    (
        "rules:\n- {id: a, annotate: unit, match: army}\n"
        "- {id: b, annotate: unit, match: army, overrides: [p.a]}\n"
    ),
    (
        "rules:\n- {id: a, annotate: unit, match: army}\n- {id: b, annotate: unit, match: army}\n"
        "- {id: c, annotate: place, match: 'the army', overrides: [p.a]}\n"
    ),
    "rules:\n- {id: a, annotate: unit, match: army, case: exact}\n- {id: b, annotate: unit, match: army}\n",
    # A glob that matches.
    (
        "rules:\n- {id: a, annotate: unit, match: army, overrides: [ner.p*, 'p.[ab]']}\n"
        "- {id: b, annotate: unit, match: navy}\n"
    ),
]


@pytest.mark.parametrize(("files", "message"), file_cases(WARNINGS))
def test_what_has_no_effect_is_a_warning(tmp_path: Path, files: dict[str, str], message: str) -> None:
    assert said(tmp_path, files) == message


@pytest.mark.parametrize("body", QUIET)
def test_what_may_have_an_effect_is_none(tmp_path: Path, body: str) -> None:
    assert said(tmp_path, {"p.yaml": HEAD + body}) == ""


def test_a_pack_with_an_error_is_not_told_what_it_does_not_use(tmp_path: Path) -> None:
    body = "lists:\n  arm: {words: [tank]}\nrules:\n- {id: a, annotate: unit, match: '{amr} army'}\n"
    assert "warning" not in said(tmp_path, {"p.yaml": HEAD + body})


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    return load_rules()


def test_the_shipped_packs_have_no_warning(shipped: RuleSet) -> None:
    assert shipped.warnings == ()


def test_the_lists_that_are_read_by_name_are_those_that_the_pipeline_asks_for(
    shipped: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotators.pipeline import Annotator

    asked: set[str] = set()
    found = RuleSet.find_list

    def spy(rules: RuleSet, name: str) -> object:
        asked.add(name)
        return found(rules, name)

    monkeypatch.setattr(RuleSet, "find_list", spy)
    Annotator(shipped, None)
    assert asked == set(READ_BY_NAME)


def test_replacing_a_shipped_pack_leaves_no_shipped_list_to_warn_of(tmp_path: Path) -> None:
    counts = "rules:\n- {id: pairs, annotate: count, match: '{quantity:number} pairs'}\n"
    lists = "lists:\n  arm: {words: [tank]}\n"
    (file,) = write(tmp_path, {"mine.yaml": "format: 1\npack: counts\nversion: 1\n" + lists + counts})
    assert [(w.code, w.at.path) for w in load_rules([file]).warnings] == [("unused-list", str(file))]
