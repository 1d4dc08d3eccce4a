"""Everything that is said of packs that do not fit together, to the letter."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.problem import RuleFileError
from annotators.ruleset import link, read_packs
from tests.packs import HEAD, file_cases, said

# Faults of one file that must not be told again as faults of what depends on it.
ONE_RUN = r"""
== a rule that cannot be read and one that names nothing
# p.yaml
rules:
- {id: a, annotate: unit, match: 'the (army'}
- {id: b, annotate: unit, match: '{kynd} army', overrides: [p.a, p.c]}
--
p.yaml:5:39: error[pattern] rule 'a': '(' is never closed
    - {id: a, annotate: unit, match: 'the (army'}
                                          ^
p.yaml:6:35: error[unknown-name] rule 'p.b' uses unknown name '{kynd}'; known: Acronym, Name, bound, count, crossing, digits, money, noun, nouns, number, ordinal, organization, …
    - {id: b, annotate: unit, match: '{kynd} army', overrides: [p.a, p.c]}
                                      ^
p.yaml:6:66: error[unknown-rule] rule 'p.b' overrides unknown rule 'p.c'; did you mean 'p.b'?
    - {id: b, annotate: unit, match: '{kynd} army', overrides: [p.a, p.c]}
                                                                     ^
== a pack that cannot be read and one that names nothing
# p.yaml
imports: [q]
rules:
- {id: a, annotate: unit, match: '{arm} army', overrides: [q.any, r.any]}
- {id: b, annotate: unit, match: 'army?'}
# q.yaml
format: 1
pack: q
version: 1
lists:
  arm: {words: [tank]
--
p.yaml:6:67: error[unknown-rule] rule 'p.a' overrides unknown rule 'r.any'; known: ner.organization, ner.person, ner.place, ner.unit, p.a, p.b
    - {id: a, annotate: unit, match: '{arm} army', overrides: [q.any, r.any]}
                                                                      ^
p.yaml:7:35: error[pattern] rule 'p.b': every part is optional, so this matches nothing
    - {id: b, annotate: unit, match: 'army?'}
                                      ^
q.yaml:5:22: error[yaml] not YAML: while parsing a flow mapping, did not find expected ',' or '}'; close the bracket, or put a value with brackets or commas in quotation marks
      arm: {words: [tank]
                         ^
== a list file that is missing
# p.yaml
lists:
  arm: {file: arm.csv}
macros:
  armed: '{arm} (army | force)'
rules:
- id: a
  annotate: unit
  match: '{armed} of {arm}'
  where: {arm: {in: [arm, arms]}}
  set: {kind: $arm.kind}
# arms.csv
name,kind
tank,army
--
p.yaml:5:15: error[unreadable] arm.csv: No such file or directory; did you mean 'arms.csv'?
      arm: {file: arm.csv}
                  ^
p.yaml:12:27: error[unknown-list] where of rule 'p.a' names unknown list 'arms'; did you mean 'arm'?
      where: {arm: {in: [arm, arms]}}
                              ^
== a misspelt key and what it would have held
# p.yaml
list:
  arm: {words: [tank]}
rules:
- {id: a, anotate: unit, match: '{arm} army'}
- {id: b, annotate: unit, mach: '{arm} navy', where: {arm: capitalized}}
--
p.yaml:4:1: error[unknown-key] unknown key 'list' in a rule pack; did you mean 'lists'?
    list:
    ^
p.yaml:7:11: error[unknown-key] unknown key 'anotate' in a rule; did you mean 'annotate'?
    - {id: a, anotate: unit, match: '{arm} army'}
              ^
p.yaml:8:27: error[unknown-key] unknown key 'mach' in a rule; did you mean 'match'?
    - {id: b, annotate: unit, mach: '{arm} navy', where: {arm: capitalized}}
                              ^
== a misspelt name and what it would have captured
# p.yaml
lists:
  arm: {words: [tank]}
rules:
- {id: a, annotate: unit, match: '{amr} army', where: {arm: capitalized}, set: {kind: $arm}, span: [am]}
--
p.yaml:7:35: error[unknown-name] rule 'p.a' uses unknown name '{amr}'; did you mean 'arm'?
    - {id: a, annotate: unit, match: '{amr} army', where: {arm: capitalized}, set: {kind: $arm}, span: [am]}
                                      ^
p.yaml:7:101: error[unknown-capture] span of rule 'p.a' names unknown capture 'am'; did you mean 'amr'?
    - {id: a, annotate: unit, match: '{amr} army', where: {arm: capitalized}, set: {kind: $arm}, span: [am]}
                                                                                                        ^
== a misspelt name in a macro, which two rules use
# p.yaml
macros:
  side: '{numbr} army'
rules:
- {id: a, annotate: unit, match: '{side} one'}
- {id: b, annotate: unit, match: '{side} two'}
--
p.yaml:5:10: error[unknown-name] macro 'side' uses unknown name '{numbr}'; did you mean 'number'?
      side: '{numbr} army'
             ^
== a rule without a name
# p.yaml
rules:
- {annotate: unit, match: '{numbr} army'}
- {id: b, annotate: unit, match: army, overrides: [p.first]}
--
p.yaml:5:3: error[missing-key] a rule needs the key 'id'
    - {annotate: unit, match: '{numbr} army'}
      ^
p.yaml:5:28: error[unknown-name] rule 'p.#1' uses unknown name '{numbr}'; did you mean 'number'?
    - {annotate: unit, match: '{numbr} army'}
                               ^
== a format of the future
# p.yaml
imports: [q]
rules:
- {id: a, annotate: unit, match: '{arm} army'}
# q.yaml
format: 2
pack: q
lists: {arm: tank}
--
q.yaml:1:9: error[format] format 2 is newer than this glossator, which reads 1; upgrade glossator
    format: 2
            ^
== an unknown format
# p.yaml
format: one
pack: p
version: 1
--
p.yaml:1:9: error[format] unknown format 'one'; write 'format: 1'
    format: one
            ^
== a pack whose name cannot be read
# p.yaml
imports: [q]
rules:
- {id: a, annotate: unit, match: '{arm} army', overrides: [q.b]}
# q.yaml
format: 1
pack: The Q
version: 1
lists:
  arm: {words: [tank]}
--
q.yaml:2:7: error[name] pack 'The Q' must be lower-case letters, digits and hyphens, a letter first
    pack: The Q
          ^
== layers in a circle beside another fault
# p.yaml
rules:
- {id: a, annotate: unit, match: 'forces at {crossing}'}
- {id: b, annotate: crossing, match: 'crossing of {unit}'}
- {id: c, annotate: unit, match: '{numbr} men'}
--
p.yaml:6:8: error[circle] rules of these layers need each other's results in a circle: crossing, unit
    - {id: b, annotate: crossing, match: 'crossing of {unit}'}
           ^
p.yaml:7:35: error[unknown-name] rule 'p.c' uses unknown name '{numbr}'; did you mean 'number'?
    - {id: c, annotate: unit, match: '{numbr} men'}
                                      ^
"""  # noqa: E501

IMPORTS = r"""
== a pack that imports itself
# p.yaml
imports: [p]
--
p.yaml:4:11: error[import] pack 'p' imports itself; leave it out
    imports: [p]
              ^
== a pack that is imported twice
# p.yaml
imports: [q, q]
# q.yaml
format: 1
pack: q
version: 1
--
p.yaml:4:11: error[import] pack 'q' is imported twice
    imports: [q, q]
              ^
== packs that import each other
# p.yaml
imports: [q]
# q.yaml
format: 1
pack: q
version: 1
imports: [r]
# r.yaml
format: 1
pack: r
version: 1
imports: [p]
--
p.yaml:4:11: error[import] packs import each other in a circle: p -> q -> r -> p; put what both need into a third pack
    imports: [q]
              ^
== two packs of one name
# p.yaml
# q.yaml
format: 1
pack: p
version: 2
--
q.yaml:2:7: error[duplicate-pack] pack 'p' is declared by p.yaml too; rename one or leave one out
    pack: p
          ^
== an import that is misspelt
# p.yaml
imports: [core]
# q.yaml
format: 1
pack: cores
version: 1
--
p.yaml:4:11: error[unknown-pack] imports unknown pack 'core'; did you mean 'cores'?
    imports: [core]
              ^
"""  # noqa: E501

PATTERNS = r"""
== a pattern that matches any word
# p.yaml
rules:
- {id: a, annotate: unit, match: '{word}'}
--
p.yaml:5:35: error[pattern] rule 'p.a': it matches any word; add a word or a list to it, or a condition to where, as in '{word: {in: some-list}}'
    - {id: a, annotate: unit, match: '{word}'}
                                      ^
== patterns that match any words
# p.yaml
rules:
- {id: a, annotate: unit, match: ['{gap:2}', '{word} {rest:phrase}', 'the? {word}+']}
--
p.yaml:5:36: error[pattern] rule 'p.a': it matches any word; add a word or a list to it, or a condition to where, as in '{word: {in: some-list}}'
    - {id: a, annotate: unit, match: ['{gap:2}', '{word} {rest:phrase}', 'the? {word}+']}
                                       ^
p.yaml:5:47: error[pattern] rule 'p.a': it matches any word; add a word or a list to it, or a condition to where, as in '{word: {in: some-list}}'
    - {id: a, annotate: unit, match: ['{gap:2}', '{word} {rest:phrase}', 'the? {word}+']}
                                                  ^
p.yaml:5:71: error[pattern] rule 'p.a': it matches any word; add a word or a list to it, or a condition to where, as in '{word: {in: some-list}}'
    - {id: a, annotate: unit, match: ['{gap:2}', '{word} {rest:phrase}', 'the? {word}+']}
                                                                          ^
== conditions that any word fulfils
# p.yaml
lists:
  rank: {words: [general]}
rules:
- {id: a, annotate: unit, match: '{word}', where: {word: [lowercase, {not: rank}]}}
--
p.yaml:7:35: error[pattern] rule 'p.a': it matches any word; add a word or a list to it, or a condition to where, as in '{word: {in: some-list}}'
    - {id: a, annotate: unit, match: '{word}', where: {word: [lowercase, {not: rank}]}}
                                      ^
== a veto that always holds
# p.yaml
rules:
- {id: a, annotate: unit, match: army, unless: ['{match}', '{match} (of)?', 'the {match}']}
--
p.yaml:5:50: error[unless] unless of rule 'p.a' forbids every match; write what stands beside {match}
    - {id: a, annotate: unit, match: army, unless: ['{match}', '{match} (of)?', 'the {match}']}
                                                     ^
p.yaml:5:61: error[unless] unless of rule 'p.a' forbids every match; write what stands beside {match}
    - {id: a, annotate: unit, match: army, unless: ['{match}', '{match} (of)?', 'the {match}']}
                                                                ^
== optional parts that touch
# p.yaml
rules:
- {id: a, annotate: unit, match: 'the (north?west? army | navy)'}
--
p.yaml:5:46: error[pattern] rule 'p.a': optional parts that touch cannot begin a pattern or group that goes on behind white space; write one optional group: '(a | b | ab)? c' for 'a?b? c'
    - {id: a, annotate: unit, match: 'the (north?west? army | navy)'}
                                                 ^
== an s behind a list
# p.yaml
lists:
  nation: {words: [Turk, Kurd]}
rules:
- {id: a, annotate: unit, match: 'the {nation}s'}
--
p.yaml:7:47: error[pattern] rule 'p.a': '{nation}' stands for whole words, so '{nation}s' matches nothing; give its list 'plural: true' and write '{nation}'
    - {id: a, annotate: unit, match: 'the {nation}s'}
                                                  ^
== a word that touches a list
# p.yaml
lists:
  nation: {words: [Turk, Kurd]}
rules:
- {id: a, annotate: unit, match: ['anti{nation} army', '{digits}({nation} | x) army', '{nation}({digits})? army']}
--
p.yaml:7:40: error[pattern] rule 'p.a': 'anti' and '{nation}' stand for whole words, so 'anti{nation}' matches nothing; write a blank between them, or put the longer words into a list
    - {id: a, annotate: unit, match: ['anti{nation} army', '{digits}({nation} | x) army', '{nation}({digits})? army']}
                                           ^
p.yaml:7:66: error[pattern] rule 'p.a': '{digits}' and '{nation}' stand for whole words, so '{digits}{nation}' matches nothing; write a blank between them, or put the longer words into a list
    - {id: a, annotate: unit, match: ['anti{nation} army', '{digits}({nation} | x) army', '{nation}({digits})? army']}
                                                                     ^
p.yaml:7:97: error[pattern] rule 'p.a': '{nation}' and '{digits}' stand for whole words, so '{nation}{digits}' matches nothing; write a blank between them, or put the longer words into a list
    - {id: a, annotate: unit, match: ['anti{nation} army', '{digits}({nation} | x) army', '{nation}({digits})? army']}
                                                                                                    ^
== words that touch
# p.yaml
rules:
- {id: a, annotate: unit, match: 'police(man | men) army'}
--
p.yaml:5:42: error[pattern] rule 'p.a': 'police' and 'man' are one word here; write it in one piece
    - {id: a, annotate: unit, match: 'police(man | men) army'}
                                             ^
== a word of another script
# p.yaml
rules:
- {id: a, annotate: unit, match: 'the армия'}
--
p.yaml:5:39: error[pattern] rule 'p.a': 'армия' is not in Latin letters; put it into a list
    - {id: a, annotate: unit, match: 'the армия'}
                                          ^
== a word that nothing is left of
# p.yaml
rules:
- {id: a, annotate: unit, match: "\u200b"}
--
p.yaml:5:35: error[pattern] rule 'p.a': it matches the empty string
    - {id: a, annotate: unit, match: "\u200b"}
                                      ^
== an unknown name in an imported macro
# p.yaml
imports: [q]
rules:
- {id: a, annotate: unit, match: 'of {formation}'}
# q.yaml
format: 1
pack: q
version: 1
imports: [r]
macros:
  formation: 'the {arm} army'
# r.yaml
format: 1
pack: r
version: 1
lists:
  arm: {words: [tank]}
--
p.yaml:6:35: error[unknown-name] rule 'p.a' uses unknown name '{arm}' through an imported macro
    - {id: a, annotate: unit, match: 'of {formation}'}
                                      ^
== a macro where a list is asked for
# p.yaml
macros:
  arm: 'tank'
rules:
- {id: a, annotate: unit, match: '{Name}', where: {Name: {in: arm}}}
--
p.yaml:7:63: error[unknown-list] where of rule 'p.a' names unknown list 'arm', which is a macro
    - {id: a, annotate: unit, match: '{Name}', where: {Name: {in: arm}}}
                                                                  ^
== a macro that uses itself
# p.yaml
macros:
  army: '{army} army'
rules:
- {id: a, annotate: unit, match: '{army} of'}
- {id: b, annotate: unit, match: '{army} at'}
--
p.yaml:5:10: error[pattern] macro 'army': uses itself
      army: '{army} army'
             ^
"""  # noqa: E501

SETS = r"""
== a sign without a capture
# p.yaml
rules:
- {id: a, annotate: unit, match: '{Name} army', set: {kind: $}}
--
p.yaml:5:61: error[unknown-capture] set of rule 'p.a': behind '$' stands the name of a capture; known: Name
    - {id: a, annotate: unit, match: '{Name} army', set: {kind: $}}
                                                                ^
== a sign without a capture where there is none
# p.yaml
rules:
- {id: a, annotate: unit, match: army, set: {kind: $, number: $n}}
--
p.yaml:5:52: error[unknown-capture] set of rule 'p.a': behind '$' stands the name of a capture
    - {id: a, annotate: unit, match: army, set: {kind: $, number: $n}}
                                                       ^
p.yaml:5:63: error[unknown-capture] set of rule 'p.a' names unknown capture 'n'; the pattern captures nothing: write {name} or {label:name} in it
    - {id: a, annotate: unit, match: army, set: {kind: $, number: $n}}
                                                                  ^
== a full stop without a column
# p.yaml
lists:
  arm: {words: [tank]}
rules:
- {id: a, annotate: unit, match: '{arm} army', set: {kind: $arm.}}
--
p.yaml:7:60: error[unknown-column] set of rule 'p.a' names unknown column '' of capture 'arm'; known: name
    - {id: a, annotate: unit, match: '{arm} army', set: {kind: $arm.}}
                                                               ^
"""  # noqa: E501


@pytest.mark.parametrize(("files", "message"), file_cases(ONE_RUN))
def test_every_fault_is_told_in_one_run_and_none_that_only_follows(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    assert said(tmp_path, files) == message


@pytest.mark.parametrize(("files", "message"), file_cases(IMPORTS))
def test_packs_that_do_not_go_together_are_told_why(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    assert said(tmp_path, files) == message


@pytest.mark.parametrize(("files", "message"), file_cases(PATTERNS))
def test_a_pattern_that_cannot_be_meant_is_told_what_to_write(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    assert said(tmp_path, files) == message


@pytest.mark.parametrize(("files", "message"), file_cases(SETS))
def test_what_set_takes_from_a_capture_must_be_there(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    assert said(tmp_path, files) == message


def test_groups_and_macros_together_nest_to_a_bounded_depth(tmp_path: Path) -> None:
    deep, closed = "(" * 18, ")" * 18
    macros = f"macros:\n  m: '{deep}army{closed}'\n  n: '{deep}{{m}}{closed}'\n"
    rule = "- {id: a, annotate: unit, match: 'the (((({n}))))'}"
    assert said(tmp_path, {"p.yaml": f"{HEAD}{macros}rules:\n{rule}\n"}) == (
        "p.yaml:8:43: error[pattern] rule 'p.a': groups and macros nest deeper than 40\n"
        f"    {rule}\n"
        "                                              ^"
    )


def test_alternatives_together_have_a_bounded_size(tmp_path: Path) -> None:
    match = " | ".join(["{quantity} {quantity}"] * 60)
    assert said(
        tmp_path, {"p.yaml": f"{HEAD}rules:\n- {{id: a, annotate: unit, match: '{match}'}}\n"}
    ).startswith("p.yaml:5:35: error[pattern] rule 'p.a': the pattern grows beyond 400000 bytes\n")


@pytest.mark.parametrize(
    "rule",
    [
        "match: '{Name}'",
        "match: '{Acronym}'",
        "match: '{person}'",
        "match: '{word}', where: {word: {in: rank}}",
        "match: '{word}', where: {word: capitalized}",
        "match: '{word}', where: {match: plural}",
        "match: '{word} {x:word}', where: {x: uppercase}",
        "match: 'the {word}'",
        "match: '{rank}? {quantity} {word}'",
        "match: '{rank}, {phrase}'",
        "match: '{nouns}'",
    ],
)
def test_a_pattern_that_asks_something_of_a_word_is_taken(tmp_path: Path, rule: str) -> None:
    pack = f"lists:\n  rank: {{words: [general]}}\nrules:\n- {{id: a, annotate: unit, {rule}}}\n"
    assert "error" not in said(tmp_path, {"p.yaml": HEAD + pack})


@pytest.mark.parametrize(
    "pattern",
    [
        "{rank}Khan army",  # the list has an entry in a full stop
        "x {rank}?,? {Name}",
        "{nation}-led army",
        "pro-{nation} army",
        "{nation}, {nation} army",
        "(al-)?{Name} army",
        "{person}s army",
    ],
)
def test_parts_that_may_touch_are_taken(tmp_path: Path, pattern: str) -> None:
    lists = "lists:\n  rank: {words: [Gen., general]}\n  nation: {words: [Turk]}\n"
    pack = f"{lists}rules:\n- {{id: a, annotate: unit, match: ['{pattern}', '{{rank}} {{nation}}']}}\n"
    assert said(tmp_path, {"p.yaml": HEAD + pack}) == ""


def test_a_file_that_is_given_twice_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("format: 1\npack: p\nversion: 1\n")
    path = tmp_path / "p.yaml"
    with pytest.raises(RuleFileError) as caught:
        link(read_packs([], [path, tmp_path / "." / "p.yaml"]))
    assert str(caught.value) == f"{path}:1:1: error[duplicate-pack] the file is given twice; give it once"


GOOD = (
    HEAD
    + """\
imports: [q]
lists:
  rank: {words: [general, major], plural: true, fold: [case]}
  arm: {file: arms.csv, match: [name, aliases]}
macros:
  side: '({rank} | {Name})+ of'
builtins: {breaks: rank}
rules:
- id: a
  description: An army.
  annotate: unit
  match: ['{side} {arm}', "the {n:ordinal} (army | {far})"]
  where: {arm: [capitalized, {not: [rank, far]}], n: not-lowercase}
  unless: ['no {match}']
  set: {kind: $arm.kind, number: $n}
  span: [n, arm]
  overrides: [ner.*, p.b]
  priority: 3
  tests:
    hit: [{text: 'the [[4th army]]', set: {number: 4}, entities: {person: Ann}}]
    miss: [army]
- {id: b, annotate: count, match: '{quantity} {nouns}', case: exact, everywhere: true}
"""
)
BESIDE = {"q.yaml": "format: 1\npack: q\nversion: 1\nlists:\n  far: {words: [navy]}\n"}
TABLE = "name,aliases,kind\nfoot,infantry;rifles,army\n"
PIECES = st.sampled_from(
    [*"{}[]()|?*+:,'\"#&$-. \t\n;", "", "{x}", "- ", "  ", "a", "\x00", "\udcff", "é", "…"]
)


def damaged(text: str) -> st.SearchStrategy[str]:
    """`text` with a few short stretches replaced."""
    cut = st.tuples(st.integers(0, len(text)), st.integers(0, 12), PIECES)

    def apply(cuts: list[tuple[int, int, str]]) -> str:
        found = text
        for start, length, piece in cuts:
            found = found[:start] + piece + found[start + length :]
        return found

    return st.lists(cut, max_size=4).map(apply)


@settings(max_examples=150)
@given(pack=damaged(GOOD), table=damaged(TABLE))
def test_a_damaged_pack_is_read_or_told_where_in_which_file(pack: str, table: str) -> None:
    files = {
        "p.yaml": pack.encode(errors="surrogateescape"),
        "arms.csv": table.encode(errors="surrogateescape"),
    }
    with TemporaryDirectory() as folder:
        for line in said(Path(folder), {**files, **BESIDE}).splitlines():
            assert re.match(
                r"    |(p\.yaml|arms\.csv|q\.yaml):[1-9]\d*:[1-9]\d*: (error|warning)\[[a-z-]+\] \S", line
            )


def test_the_pack_that_is_damaged_above_is_a_good_one(tmp_path: Path) -> None:
    assert said(tmp_path, {"p.yaml": GOOD, "arms.csv": TABLE, **BESIDE}) == ""
