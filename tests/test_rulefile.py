from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from annotators.pattern import parse
from annotators.problem import Position, RuleFileError
from annotators.rule import Constraint, Pack, RuleTest
from annotators.rulefile import load_pack
from annotators.testfile import unmark
from tests.packs import HEAD, cases, write


def pack(folder: Path, body: str, files: dict[str, str | bytes] | None = None) -> Pack:
    write(folder, files or {})
    (file,) = write(folder, {"p.yaml": HEAD + body})
    return load_pack(file)


def errors(folder: Path, content: str | bytes, files: dict[str, str | bytes] | None = None) -> str:
    """What is said of the pack `content`, with `folder` taken out of the paths."""
    write(folder, files or {})
    (file,) = write(folder, {"p.yaml": content})
    with pytest.raises(RuleFileError) as caught:
        load_pack(file)
    return str(caught.value).replace(f"{folder}/", "")


# Each case: what stands behind the three keys of `HEAD`, so from line 4 on; then the whole message.
FAULTS = r"""
== an unknown key of a pack
rulez: []
--
p.yaml:4:1: error[unknown-key] unknown key 'rulez' in a rule pack; did you mean 'rules'?
    rulez: []
    ^
== an unknown key of a list
lists:
  kind: {words: [army], plurals: true}
--
p.yaml:5:25: error[unknown-key] unknown key 'plurals' in list 'kind'; did you mean 'plural'?
      kind: {words: [army], plurals: true}
                            ^
== an unknown key of a rule
rules:
- id: a
  annotate: unit
  mach: '{Name}'
  match: '{Name}'
--
p.yaml:7:3: error[unknown-key] unknown key 'mach' in a rule; did you mean 'match'?
      mach: '{Name}'
      ^
== an unknown key of a condition
rules:
- id: a
  annotate: unit
  match: '{Name}'
  where: {Name: {within: rank}}
--
p.yaml:8:18: error[unknown-key] unknown key 'within' in where of 'Name'; known: ends, in, not
      where: {Name: {within: rank}}
                     ^
== an unknown key of the tests
rules:
- id: a
  annotate: unit
  match: army
  tests: {hits: ['[[army]]']}
--
p.yaml:8:11: error[unknown-key] unknown key 'hits' in tests of rule 'a'; did you mean 'hit'?
      tests: {hits: ['[[army]]']}
              ^
== an unknown key of a test
rules:
- id: a
  annotate: unit
  match: army
  tests: {hit: [{text: '[[army]]', sett: {kind: army}}]}
--
p.yaml:8:36: error[unknown-key] unknown key 'sett' in a test of rule 'a'; did you mean 'set'?
      tests: {hit: [{text: '[[army]]', sett: {kind: army}}]}
                                       ^
== an unknown label of a test
rules:
- id: a
  annotate: unit
  match: army
  tests: {miss: [{text: navy, entities: {persons: Ann}}]}
--
p.yaml:8:42: error[unknown-key] unknown key 'persons' in entities; did you mean 'person'?
      tests: {miss: [{text: navy, entities: {persons: Ann}}]}
                                             ^
== an unknown role of a list
lists:
  stop: {words: [said]}
builtins: {brakes: stop}
--
p.yaml:6:12: error[unknown-key] unknown key 'brakes' in builtins; did you mean 'breaks'?
    builtins: {brakes: stop}
               ^
== a key that stands twice in a pack
pack: q
--
p.yaml:4:1: error[duplicate-key] 'pack' stands twice in a rule pack
    pack: q
    ^
== a key that stands twice in a rule
rules:
- id: a
  id: b
  annotate: unit
  match: army
--
p.yaml:6:3: error[duplicate-key] 'id' stands twice in a rule
      id: b
      ^
== a list that is declared twice
lists:
  kind: {words: [army]}
  kind: {words: [navy]}
--
p.yaml:6:3: error[duplicate-key] 'kind' stands twice in lists
      kind: {words: [navy]}
      ^
== an attribute that is set twice
rules:
- id: a
  annotate: unit
  match: army
  set: {kind: army, kind: navy}
--
p.yaml:8:21: error[duplicate-key] 'kind' stands twice in set
      set: {kind: army, kind: navy}
                        ^
== two rules of one id
rules:
- {id: a, annotate: unit, match: army}
- {id: a, annotate: unit, match: navy}
--
p.yaml:6:8: error[duplicate-id] rule 'p.a' is defined twice, first in line 5
    - {id: a, annotate: unit, match: navy}
           ^
== a rule without keys
rules:
- {}
--
p.yaml:5:3: error[missing-key] a rule needs the key 'id'
    - {}
      ^
p.yaml:5:3: error[missing-key] a rule needs the key 'annotate'
    - {}
      ^
p.yaml:5:3: error[missing-key] a rule needs the key 'match'
    - {}
      ^
== a rule without an id
rules:
- annotate: unit
  match: army
--
p.yaml:5:3: error[missing-key] a rule needs the key 'id'
    - annotate: unit
      ^
== a test without a text
rules:
- id: a
  annotate: unit
  match: army
  tests:
    hit:
    - set: {kind: army}
--
p.yaml:10:7: error[missing-key] a test needs the key 'text'
        - set: {kind: army}
          ^
== lists that are no mapping
lists: [army]
--
p.yaml:4:8: error[type] lists must be a mapping of keys to values
    lists: [army]
           ^
== a list that is no mapping
lists:
  kind: [army]
--
p.yaml:5:9: error[type] list 'kind' must be a mapping of keys to values
      kind: [army]
            ^
== rules that are no list
rules: {a: b}
--
p.yaml:4:8: error[type] rules must be a list
    rules: {a: b}
           ^
== a rule that is no mapping
rules: [army]
--
p.yaml:4:9: error[type] a rule must be a mapping of keys to values
    rules: [army]
            ^
== a key that is no word
? [a, b]
: c
--
p.yaml:4:3: error[type] a key of a rule pack must be a plain word
    ? [a, b]
      ^
== a description that is no string
description: [a]
--
p.yaml:4:14: error[type] description must be a string
    description: [a]
                 ^
== an import that is no string
imports: [core, {a: b}]
--
p.yaml:4:17: error[type] each entry of imports must be a string
    imports: [core, {a: b}]
                    ^
== a macro that is no string
macros: {formation: [army]}
--
p.yaml:4:21: error[type] macro 'formation' must be a string
    macros: {formation: [army]}
                        ^
== a pattern that is no string
rules:
- id: a
  annotate: unit
  match: {army: navy}
--
p.yaml:7:10: error[type] match must be a string
      match: {army: navy}
             ^
== one pattern of several that is no string
rules:
- id: a
  annotate: unit
  match:
  - army
  - [navy]
--
p.yaml:9:5: error[type] each entry of match must be a string
      - [navy]
        ^
== no pattern
rules:
- id: a
  annotate: unit
  match: []
--
p.yaml:7:10: error[type] match must hold a pattern
      match: []
             ^
== conditions that are no mapping
rules:
- id: a
  annotate: unit
  match: '{Name}'
  where: capitalized
--
p.yaml:8:10: error[type] where must be a mapping of keys to values
      where: capitalized
             ^
== attributes that are no mapping
rules:
- id: a
  annotate: unit
  match: army
  set: [kind]
--
p.yaml:8:8: error[type] set must be a mapping of keys to values
      set: [kind]
           ^
== an attribute that is no string
rules:
- id: a
  annotate: unit
  match: army
  set: {kind: [army]}
--
p.yaml:8:15: error[type] 'kind' of set must be a string
      set: {kind: [army]}
                  ^
== a priority that is a word
rules:
- id: a
  annotate: unit
  match: army
  priority: high
--
p.yaml:8:13: error[type] priority must be a whole number from -999999 to 999999
      priority: high
                ^
== a priority that is no whole number
rules:
- id: a
  annotate: unit
  match: army
  priority: 0.5
--
p.yaml:8:13: error[type] priority must be a whole number from -999999 to 999999
      priority: 0.5
                ^
== a priority that is no string
rules:
- id: a
  annotate: unit
  match: army
  priority: [1]
--
p.yaml:8:13: error[type] priority must be a string
      priority: [1]
                ^
== tests that are no mapping
rules:
- id: a
  annotate: unit
  match: army
  tests: [army]
--
p.yaml:8:10: error[type] tests of rule 'a' must be a mapping of keys to values
      tests: [army]
             ^
== hits that are no list
rules:
- id: a
  annotate: unit
  match: army
  tests:
    hit: '[[army]]'
--
p.yaml:9:10: error[type] hit must be a list
        hit: '[[army]]'
             ^
== a test that is a list
rules:
- id: a
  annotate: unit
  match: army
  tests: {miss: [[navy]]}
--
p.yaml:8:18: error[type] a test must be a string
      tests: {miss: [[navy]]}
                     ^
== an id with a capital
rules:
- {id: Army, annotate: unit, match: army}
--
p.yaml:5:8: error[name] id 'Army' must be lower-case letters, digits and hyphens, a letter first
    - {id: Army, annotate: unit, match: army}
           ^
== an id that is empty
rules:
- id:
  annotate: unit
  match: army
--
p.yaml:5:6: error[name] id '' must be lower-case letters, digits and hyphens, a letter first
    - id:
         ^
== an unknown layer
rules:
- {id: a, annotate: units, match: army}
--
p.yaml:5:21: error[unknown-value] unknown layer 'units'; did you mean 'unit'?
    - {id: a, annotate: units, match: army}
                        ^
== an unknown case
rules:
- {id: a, annotate: unit, match: army, case: Exact}
--
p.yaml:5:46: error[unknown-value] unknown case 'Exact'; did you mean 'exact'?
    - {id: a, annotate: unit, match: army, case: Exact}
                                                 ^
== an unknown truth
rules:
- {id: a, annotate: unit, match: army, everywhere: yes}
--
p.yaml:5:52: error[unknown-value] unknown everywhere 'yes'; known: false, true
    - {id: a, annotate: unit, match: army, everywhere: yes}
                                                       ^
== an unknown condition
rules:
- {id: a, annotate: unit, match: '{Name}', where: {Name: capitalised}}
--
p.yaml:5:58: error[unknown-value] unknown constraint 'capitalised'; did you mean 'capitalized'?
    - {id: a, annotate: unit, match: '{Name}', where: {Name: capitalised}}
                                                             ^
== an unknown fold
lists:
  kind: {words: [army], fold: [cases, al]}
--
p.yaml:5:32: error[unknown-value] unknown fold 'cases'; did you mean 'case'?
      kind: {words: [army], fold: [cases, al]}
                                   ^
p.yaml:5:39: error[unknown-value] unknown fold 'al'; did you mean 'al-'?
      kind: {words: [army], fold: [cases, al]}
                                          ^
== an unknown plural
lists:
  kind: {words: [army], plural: no}
--
p.yaml:5:33: error[unknown-value] unknown plural 'no'; known: false, true
      kind: {words: [army], plural: no}
                                    ^
== a role for an unknown list
lists:
  stop: {words: [said]}
builtins: {breaks: stops}
--
p.yaml:6:20: error[unknown-value] unknown list 'stops'; did you mean 'stop'?
    builtins: {breaks: stops}
                       ^
== a list with neither words nor a file
lists:
  kind: {plural: true}
--
p.yaml:5:3: error[list] list 'kind' needs either 'words' or 'file'
      kind: {plural: true}
      ^
== a list without keys
lists:
  kind: {}
--
p.yaml:5:3: error[list] list 'kind' needs either 'words' or 'file'
      kind: {}
      ^
== a list with both words and a file
lists:
  kind: {words: [army], file: kinds.txt}
--
p.yaml:5:3: error[list] list 'kind' needs either 'words' or 'file'
      kind: {words: [army], file: kinds.txt}
      ^
== a list without words
lists:
  kind: {words: []}
--
p.yaml:5:3: error[list] list 'kind' has no entry
      kind: {words: []}
      ^
== an empty word
lists:
  kind: {words: [army, ' ', '']}
--
p.yaml:5:24: error[list] a word of list 'kind' is empty
      kind: {words: [army, ' ', '']}
                           ^
p.yaml:5:29: error[list] a word of list 'kind' is empty
      kind: {words: [army, ' ', '']}
                                ^
== a hit that marks nothing
rules:
- id: a
  annotate: unit
  match: army
  tests: {hit: [army]}
--
p.yaml:8:17: error[test] a hit marks what is found with [[ and ]]
      tests: {hit: [army]}
                    ^
== a todo that marks nothing
rules:
- id: a
  annotate: unit
  match: army
  tests: {todo: [army]}
--
p.yaml:8:18: error[test] a todo marks what is found with [[ and ]]
      tests: {todo: [army]}
                     ^
== a miss with a mark
rules:
- id: a
  annotate: unit
  match: army
  tests: {miss: ['[[army]]']}
--
p.yaml:8:18: error[test] a miss holds no [[ ]] mark
      tests: {miss: ['[[army]]']}
                     ^
== a veto that does not say where the match is
rules:
- id: a
  annotate: unit
  match: army
  unless: ['the {match}', 'the salvation army']
--
p.yaml:8:27: error[unless] unless of rule 'a' does not say where the match stands; write {match} in it
      unless: ['the {match}', 'the salvation army']
                              ^
== a reference that is never closed
rules:
- {id: a, annotate: unit, match: 'the {number army'}
--
p.yaml:5:39: error[pattern] rule 'a': '{' is never closed
    - {id: a, annotate: unit, match: 'the {number army'}
                                          ^
== a group that is never closed
rules:
- id: a
  annotate: unit
  match: 'the (army | navy'
--
p.yaml:7:15: error[pattern] rule 'a': '(' is never closed
      match: 'the (army | navy'
                  ^
== a group that was never opened
rules:
- id: a
  annotate: unit
  match: the army | navy)
--
p.yaml:7:25: error[pattern] rule 'a': ')' was never opened
      match: the army | navy)
                            ^
== an empty pattern
rules:
- id: a
  annotate: unit
  match:
--
p.yaml:7:9: error[pattern] rule 'a': an empty alternative matches nothing
      match:
            ^
== an empty alternative
rules:
- id: a
  annotate: unit
  match: 'the (army | ) left'
--
p.yaml:7:22: error[pattern] rule 'a': an empty alternative matches nothing
      match: 'the (army | ) left'
                         ^
== a quantifier behind nothing
rules:
- id: a
  annotate: unit
  match: 'the * army'
--
p.yaml:7:15: error[pattern] rule 'a': '*' has nothing before it to apply to; write \* for the character
      match: 'the * army'
                  ^
== a reference that is none
rules:
- id: a
  annotate: unit
  match: 'the {big army}'
--
p.yaml:7:15: error[pattern] rule 'a': '{big army}' is not a reference; write {name} or {label:name}
      match: 'the {big army}'
                  ^
== a gap that is too long
rules:
- id: a
  annotate: unit
  match: 'the {gap:99} army'
--
p.yaml:7:15: error[pattern] rule 'a': a gap is 1 to 12 words, not '99'
      match: 'the {gap:99} army'
                  ^
== a backslash at the end
rules:
- id: a
  annotate: unit
  match: the army\
--
p.yaml:7:14: error[pattern] rule 'a': a backslash ends the pattern
      match: the army\
                 ^
== a fault behind a doubled apostrophe
rules:
- id: a
  annotate: unit
  match: 'Shi''ite army {of'
--
p.yaml:7:25: error[pattern] rule 'a': '{' is never closed
      match: 'Shi''ite army {of'
                            ^
== a fault behind an escape
rules:
- id: a
  annotate: unit
  match: "Shi\x27ite \"army\" \u2014 {of"
--
p.yaml:7:38: error[pattern] rule 'a': '{' is never closed
      match: "Shi\x27ite \"army\" \u2014 {of"
                                         ^
== a fault behind characters of two code units
rules:
- id: a
  annotate: unit
  match: '𝔄𝔯𝔪𝔶 {of'
--
p.yaml:7:16: error[pattern] rule 'a': '{' is never closed
      match: '𝔄𝔯𝔪𝔶 {of'
                   ^
== a fault in a pattern of several lines
rules:
- id: a
  annotate: unit
  match: 'the army
    of {the'
--
p.yaml:7:10: error[pattern] rule 'a': '{' is never closed
      match: 'the army
             ^
== a fault in a macro
macros:
  formation: '{number} (army'
--
p.yaml:5:24: error[pattern] macro 'formation': '(' is never closed
      formation: '{number} (army'
                           ^
== a fault in a veto
rules:
- id: a
  annotate: unit
  match: army
  unless: ['{match} of {the']
--
p.yaml:8:24: error[pattern] unless of rule 'a': '{' is never closed
      unless: ['{match} of {the']
                           ^
"""


@pytest.mark.parametrize(("body", "message"), cases(FAULTS))
def test_a_faulty_pack_is_told_where_and_what(tmp_path: Path, body: str, message: str) -> None:
    assert errors(tmp_path, HEAD + body) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "p.yaml:1:1: error[empty] the file holds no rule pack", id="an empty file"),
        pytest.param(
            "# later\n",
            "p.yaml:1:1: error[empty] the file holds no rule pack\n    # later\n    ^",
            id="a file of comments",
        ),
        pytest.param(
            "army\n",
            "p.yaml:1:1: error[type] a rule pack must be a mapping of keys to values\n    army\n    ^",
            id="a file of words",
        ),
        pytest.param(
            "format: 1\npack: p\n",
            "p.yaml:1:1: error[missing-key] a rule pack needs the key 'version'\n    format: 1\n    ^",
            id="no version",
        ),
        pytest.param(
            "format: 1\npack: p\nversion:\n",
            "p.yaml:3:9: error[type] version must not be empty\n    version:\n            ^",
            id="an empty version",
        ),
        pytest.param(
            "format: 2\npack: p\nversion: 1\n",
            "p.yaml:1:9: error[format] format 2 is newer than this glossator, which reads 1;"
            " upgrade glossator\n"
            "    format: 2\n            ^",
            id="a later format",
        ),
        pytest.param(
            "format: 1\npack: My Pack\nversion: 1\n",
            "p.yaml:2:7: error[name] pack 'My Pack' must be lower-case letters, digits and hyphens,"
            " a letter first\n    pack: My Pack\n          ^",
            id="a pack with a blank in its name",
        ),
        pytest.param(
            "format: 1\npack: [p\nversion: 1\n",
            "p.yaml:3:8: error[yaml] not YAML: while parsing a flow sequence that begins in line 2,"
            " did not find expected ',' or ']'; close the bracket, or put a value with brackets or commas in"
            " quotation marks\n"
            "    version: 1\n           ^",
            id="a bracket that is never closed",
        ),
        pytest.param(
            "format: 1\n\tpack: p\n",
            "p.yaml:2:1: error[yaml] not YAML: while scanning a plain scalar, found a tab character that"
            " violates indentation; indent with blanks, not with tabs\n    \tpack: p\n    ^",
            id="a tab for indentation",
        ),
        pytest.param(
            HEAD + "---\n" + HEAD,
            "p.yaml:4:1: error[yaml] not YAML: expected a single document in the stream, but found another"
            " document\n    ---\n    ^",
            id="two documents",
        ),
        pytest.param(
            "format: 1\npack: p\x07\n",
            "p.yaml:2:8: error[yaml] not YAML: character U+0007 is not allowed\n"
            "    pack: p\x07\n           ^",
            id="a control character",
        ),
        pytest.param(
            b"format: 1\npack: \xff\n",
            "p.yaml:1:1: error[encoding] not UTF-8 in line 2 (byte 16); save it as UTF-8",
            id="not UTF-8",
        ),
        pytest.param(
            HEAD + "rules:\n- &army {id: a, annotate: unit, match: army}\n- *army\n",
            "p.yaml:5:3: error[alias] anchors and aliases are not allowed in a rule pack\n"
            "    - &army {id: a, annotate: unit, match: army}\n      ^",
            id="an anchor and its alias",
        ),
        pytest.param(
            "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
            "p.yaml:1:4: error[alias] anchors and aliases are not allowed in a rule pack\n"
            "    a: &a [x]\n       ^",
            id="an alias bomb",
        ),
    ],
)
def test_a_file_that_is_no_pack_is_told_why(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert errors(tmp_path, content) == message


@pytest.mark.parametrize(
    ("path", "reason"), [("no.yaml", "No such file or directory"), (".", "Is a directory")]
)
def test_a_pack_that_cannot_be_read_is_told_why(tmp_path: Path, path: str, reason: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        load_pack(tmp_path / path)
    assert str(caught.value) == f"{tmp_path / path}:1:1: error[unreadable] {reason}"


LIST = "lists:\n  kind: {file: kinds.csv}\n"
AT_FILE = "\n      kind: {file: kinds.csv}\n                   ^"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            None,
            "p.yaml:5:16: error[unreadable] kinds.csv: No such file or directory" + AT_FILE,
            id="no file",
        ),
        pytest.param(
            b"name\narm\xffy\n",
            "p.yaml:5:16: error[encoding] kinds.csv: not UTF-8 in line 2 (byte 8); save it as UTF-8"
            + AT_FILE,
            id="not UTF-8",
        ),
        pytest.param(
            "",
            "p.yaml:5:16: error[empty] kinds.csv is empty; its first line must name the columns" + AT_FILE,
            id="an empty file",
        ),
        pytest.param(
            "nam,kind\narmy,army\n",
            "p.yaml:5:16: error[unknown-column] kinds.csv has no column 'name'; did you mean 'nam'?"
            + AT_FILE,
            id="a misspelt column",
        ),
        pytest.param(
            "name,kind,kind\narmy,army,force\n",
            "kinds.csv:1:11: error[csv] two columns are called 'kind'\n    name,kind,kind\n              ^",
            id="a column twice",
        ),
        pytest.param(
            "name,kind\narmy\nnavy,navy\nfleet,navy,sea\n",
            "kinds.csv:2:5: error[csv-width] 1 field where the header has 2\n    army\n        ^\n"
            "kinds.csv:4:12: error[csv-width] 3 fields where the header has 2; a cell with a comma in it must"
            " stand in quotation marks\n    fleet,navy,sea\n               ^",
            id="rows of the wrong width",
        ),
        pytest.param(
            'name,kind\n"army"s,army\n',
            "kinds.csv:2:7: error[csv] not CSV: text behind the closing quotation mark of a cell; inside it"
            ' write a mark twice\n    "army"s,army\n          ^',
            id="text behind a quoted cell",
        ),
        pytest.param(
            "name,kind\n,army\n;,navy\n",
            "kinds.csv:2:1: warning[empty-name] the cell 'name' of this row is empty\n    ,army\n    ^\n"
            "kinds.csv:3:1: warning[empty-name] the cell 'name' of this row is empty\n    ;,navy\n    ^\n"
            "p.yaml:5:3: error[list] list 'kind' has no entry\n      kind: {file: kinds.csv}\n      ^",
            id="no row with a name",
        ),
    ],
)
def test_a_list_file_that_cannot_be_used_is_told_why(
    tmp_path: Path, content: str | bytes | None, message: str
) -> None:
    files = {} if content is None else {"kinds.csv": content}
    assert errors(tmp_path, HEAD + LIST, files) == message


@pytest.mark.parametrize("content", ["", "# none yet\n\n", "\u200b\n"])
def test_a_text_file_without_a_word_is_no_list(tmp_path: Path, content: str) -> None:
    message = "p.yaml:5:3: error[list] list 'kind' has no entry\n      kind: {file: k.txt}\n      ^"
    assert errors(tmp_path, HEAD + "lists:\n  kind: {file: k.txt}\n", {"k.txt": content}) == message


def test_every_fault_of_a_pack_is_told_in_one_run_in_the_order_of_the_file(tmp_path: Path) -> None:
    content = """\
pack: p
version: 1
lists:
  kind: {words: [army], plurals: true}
  arm: {file: arms.csv}
rules:
- {id: a, annotate: units, match: '{kind'}
- {id: b, annotate: unit, match: army, priority: high}
colour: red
"""
    message = errors(tmp_path, content, {"arms.csv": "name\ntank,x\n"})
    assert [line.partition("]")[0] for line in message.splitlines() if "error[" in line] == [
        "arms.csv:2:6: error[csv-width",
        "p.yaml:1:1: error[missing-key",
        "p.yaml:4:25: error[unknown-key",
        "p.yaml:7:21: error[unknown-value",
        "p.yaml:7:36: error[pattern",
        "p.yaml:8:50: error[type",
        "p.yaml:9:1: error[unknown-key",
    ]


# What a good file reads as


def test_scalars_stay_as_they_are_written(tmp_path: Path) -> None:
    found = pack(
        tmp_path,
        """\
lists:
  word: {words: [no, on, 12:30, 1e3, 0x1F, 1_000, ~, null, 2024-01-02, .5, 010]}
rules:
- {id: no, annotate: unit, match: 12:30, set: {kind: no, number: 007, of: null}, description: 1e3}
""",
    )
    assert [entry.names for entry in found.lists["word"].entries] == [
        (word,) for word in "no on 12:30 1e3 0x1F 1_000 ~ null 2024-01-02 .5 010".split()
    ]
    (rule,) = found.rules
    assert rule.id == "p.no"
    assert rule.patterns == (parse("12:30"),)
    assert rule.attributes == {"kind": "no", "number": "007", "of": "null"}
    assert rule.description == "1e3"


def test_a_version_stays_as_it_is_written(tmp_path: Path) -> None:
    (file,) = write(tmp_path, {"p.yaml": "format: 1\npack: p\nversion: 1.10\n"})
    assert load_pack(file).version == "1.10"


def test_a_rule_keeps_what_it_says(tmp_path: Path) -> None:
    found = pack(
        tmp_path,
        """\
lists:
  kind: {words: [army]}
rules:
- id: formation
  description: An army of someone.
  annotate: unit
  match: ['{n:ordinal} {kind}', the army]
  case: exact
  where: {kind: [capitalized, {not: [kind], in: kind}]}
  unless: no {match}
  set: {kind: $kind}
  span: [n, kind]
  everywhere: true
  overrides: [ner.*]
  priority: -3
  tests:
    hit:
    - {text: '[[4th Army]] and [[the army]]', set: {kind: army}, entities: {person: [Ann, Bo], place: Homs}}
    miss: [navy]
    todo: ['[[Army]]']
- {id: plain, annotate: person, match: army}
""",
    )
    rule, plain = found.rules
    assert (rule.id, rule.layer, rule.description) == ("p.formation", "unit", "An army of someone.")
    assert rule.patterns == (parse("{n:ordinal} {kind}"), parse("the army"))
    assert rule.unless == (parse("no {match}"),)
    assert rule.constraints == (
        Constraint("kind", "capitalized"),
        Constraint("kind", "not", ("kind",)),
        Constraint("kind", "in", ("kind",)),
    )
    assert (rule.exact_case, rule.everywhere, rule.priority) == (True, True, -3)
    assert (rule.span, rule.overrides, rule.attributes) == (("n", "kind"), ("ner.*",), {"kind": "$kind"})
    path = str(tmp_path / "p.yaml")
    assert rule.at == Position(path, 7, 7)
    assert rule.tests == (
        RuleTest(
            "hit",
            "4th Army and the army",
            ((0, 8), (13, 21)),
            {"kind": "army"},
            {"person": ("Ann", "Bo"), "place": ("Homs",)},
            Position(path, 21, 14),
        ),
        RuleTest("miss", "navy", (), {}, {}, Position(path, 22, 12)),
        RuleTest("todo", "Army", ((0, 4),), {}, {}, Position(path, 23, 12)),
    )
    assert (plain.exact_case, plain.everywhere, plain.priority) == (False, False, 0)
    assert (plain.constraints, plain.unless, plain.span, plain.overrides, plain.tests) == ((), (), (), (), ())


def test_a_list_without_folds_ignores_case_and_diacritics(tmp_path: Path) -> None:
    found = pack(
        tmp_path, "lists:\n  a: {words: [x]}\n  b: {words: [x], fold: []}\n  c: {words: [x], fold: [al-]}\n"
    )
    assert {name: sorted(words.folds) for name, words in found.lists.items()} == {
        "a": ["case", "diacritics"],
        "b": [],
        "c": ["al-"],
    }
    assert not any(words.plural for words in found.lists.values())


def test_a_text_file_is_one_name_a_line_without_comments_and_blanks(tmp_path: Path) -> None:
    text = "\ufeff# arms\n\n  armoured \r\nmechanised # not a comment\n"
    found = pack(tmp_path, "lists:\n  arm: {file: lists/arms.txt, plural: true}\n", {"lists/arms.txt": text})
    assert [entry.names for entry in found.lists["arm"].entries] == [
        ("armoured",),
        ("mechanised # not a comment",),
    ]
    assert found.lists["arm"].plural


def test_a_table_matches_under_the_columns_named_and_keeps_the_others(tmp_path: Path) -> None:
    table = (
        codecs.BOM_UTF8
        + b'name,aliases,kind\nSyrian Army,SAA; ;Syrian Arab Army ;SAA,army\n"Fleet, the",,navy\n\n'
    )
    found = pack(tmp_path, "lists:\n  group: {file: g.csv, match: [name, aliases]}\n", {"g.csv": table})
    army, fleet = found.lists["group"].entries
    assert army.names == ("Syrian Army", "SAA", "Syrian Arab Army")
    assert army.columns == {"name": "Syrian Army", "aliases": "SAA; ;Syrian Arab Army ;SAA", "kind": "army"}
    assert fleet.names == ("Fleet, the",)


def test_rows_without_a_name_are_kept_for_their_columns(tmp_path: Path) -> None:
    found = pack(
        tmp_path, "lists:\n  bare: {file: g.csv, match: bare}\n", {"g.csv": "id,bare\na,\nb,Wagah\n"}
    )
    assert [(e.names, e.columns["id"]) for e in found.lists["bare"].entries] == [((), "a"), (("Wagah",), "b")]


@pytest.mark.parametrize(
    ("changed", "same"),
    [({}, True), ({"arms.txt": "tank\nhorse\n"}, False), ({"p.yaml": HEAD + "# more\n"}, False)],
)
def test_the_digest_covers_the_pack_and_its_list_files(
    tmp_path: Path, changed: dict[str, str], same: bool
) -> None:
    body = HEAD + "lists:\n  arm: {file: arms.txt}\n"
    (file,) = write(tmp_path, {"p.yaml": body, "arms.txt": "tank\n", "unused.txt": "a"})
    before = load_pack(file).digest
    write(tmp_path, {"unused.txt": "b", **changed})
    assert (load_pack(file).digest == before) is same
    assert len(before) == 64


@pytest.mark.parametrize(
    ("marked", "text", "spans"),
    [
        ("a [[b]] c", "a b c", ((2, 3),)),
        ("[[a]][[b c]]", "ab c", ((0, 1), (1, 4))),
        ("𝔄 [[é\nx]]", "𝔄 é\nx", ((2, 5),)),
        ("a [b] c]] [[d", "a [b] c]] [[d", ()),
        ("[[]]", "", ((0, 0),)),
        ("", "", ()),
    ],
)
def test_marks_are_taken_out_and_become_spans(
    marked: str, text: str, spans: tuple[tuple[int, int], ...]
) -> None:
    assert unmark(marked) == (text, spans)
