from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotators.ruleset import RuleSet

Run = Callable[..., Any]

HEAD = """\
format: 1
pack: mine
version: 1.0.0
lists:
  body: {words: [wardens, warders]}
rules:
"""
GOOD = """\
- id: marsh
  annotate: unit
  match: 'Marsh {body}'
  set: {kind: border-guard}
  tests:
    hit: [{text: 'the [[Marsh Wardens]] left', set: {kind: border-guard}}]
    miss: ['the marsh is wide']
"""
BROKEN = "format: 1\npack: mine\nversion: 1.0.0\nrules:\n- {id: a, annotate: unt, match: '{bdy} x'}\n"


def pack(text: str, name: str = "mine.yaml") -> str:
    Path(name).write_text(HEAD + text)
    return name


def test_the_shipped_packs_have_no_problems_and_are_counted(glossator: Run, shipped: RuleSet) -> None:
    ending = glossator("rules", "check")
    assert (ending.code, ending.out) == (0, "")
    rules = sum(len(each.rules) for each in shipped.packs)
    lists = sum(len(each.lists) for each in shipped.packs)
    assert ending.err == f"{len(shipped.packs)} packs, {rules} rules, {lists} lists: no problems\n"


def test_a_pack_of_ones_own_is_checked_beside_the_shipped_ones(glossator: Run, shipped: RuleSet) -> None:
    ending = glossator("rules", "check", pack(GOOD))
    assert ending.code == 0
    assert ending.err.startswith(f"{len(shipped.packs) + 1} packs, ")


def test_every_problem_of_every_pack_is_shown_with_its_place(glossator: Run) -> None:
    Path("a.yaml").write_text("format: 1\npack: a\nversion: 1.0.0\nrulz: []\n")
    Path("b.yaml").write_text("format: 1\npack: b\nversion: 1.0.0\nlists: {x: {words: []}}\n")
    ending = glossator("rules", "check", "b.yaml", "a.yaml", "gone.yaml")
    assert (ending.code, ending.out) == (2, "")
    assert ending.err == (
        "a.yaml:4:1: error[unknown-key] unknown key 'rulz' in a rule pack; did you mean 'rules'?\n"
        "    rulz: []\n"
        "    ^\n"
        "b.yaml:4:9: error[list] list 'x' has no entry\n"
        "    lists: {x: {words: []}}\n"
        "            ^\n"
        "gone.yaml:1:1: error[unreadable] No such file or directory\n"
    )


UNUSED = HEAD + "- {id: a, annotate: unit, match: 'Marsh wardens'}\n"
WARNED = """\
mine.yaml:5:3: warning[unused-list] no rule uses the list 'body'; use it or take it out
      body: {words: [wardens, warders]}
      ^
"""


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 2)])
def test_a_warning_is_shown_and_an_error_only_where_that_is_asked_for(
    glossator: Run, shipped: RuleSet, options: tuple[str, ...], code: int
) -> None:
    Path("mine.yaml").write_text(UNUSED)
    ending = glossator("rules", "check", *options, "mine.yaml")
    assert (ending.code, ending.out) == (code, "")
    assert ending.err.startswith(WARNED)
    assert ending.err.endswith(" lists: 1 warning\n")


def test_the_shipped_packs_pass_the_strict_check(glossator: Run) -> None:
    ending = glossator("rules", "check", "--strict")
    assert (ending.code, ending.out) == (0, "")


def test_a_command_that_uses_packs_shows_no_warning(glossator: Run) -> None:
    Path("mine.yaml").write_text(UNUSED)
    ending = glossator("annotate", "--no-ner", "--rules", "mine.yaml", stdin=b"A marsh.")
    assert (ending.code, ending.err) == (0, "")


def test_a_command_that_uses_packs_shows_every_error(glossator: Run) -> None:
    Path("mine.yaml").write_text(
        HEAD + "- {id: a, annotate: unit, match: '{bdy} x'}\n- {id: b, match: '(x'}\n"
    )
    ending = glossator("annotate", "--no-ner", "--rules", "mine.yaml", stdin=b"A marsh.")
    assert (ending.code, ending.out) == (2, "")
    assert (
        ending.err
        == """\
mine.yaml:7:35: error[unknown-name] rule 'mine.a' uses unknown name '{bdy}'; did you mean 'body'?
    - {id: a, annotate: unit, match: '{bdy} x'}
                                      ^
mine.yaml:8:3: error[missing-key] a rule needs the key 'annotate'
    - {id: b, match: '(x'}
      ^
mine.yaml:8:19: error[pattern] rule 'b': '(' is never closed
    - {id: b, match: '(x'}
                      ^
"""
    )


def test_two_files_of_one_pack_are_an_error_and_so_is_one_file_twice(glossator: Run) -> None:
    pack(GOOD, "a.yaml")
    pack(GOOD, "b.yaml")
    ending = glossator("rules", "check", "a.yaml", "b.yaml", "a.yaml")
    assert ending.code == 2
    assert ending.err == (
        "a.yaml:1:1: error[duplicate-pack] the file is given twice; give it once\n"
        "b.yaml:2:7: error[duplicate-pack] pack 'mine' is declared by a.yaml too;"
        " rename one or leave one out\n"
        "    pack: mine\n"
        "          ^\n"
    )


def test_a_caret_stands_under_its_column_behind_tabs_and_brackets(glossator: Run) -> None:
    Path("a.yaml").write_text("format: 1\npack: a\nversion: 1.0.0\nrules: []\t# [bold]\nrulz: []\n")
    Path("b.yaml").write_text("{format: 1, pack: b,\tversion: 1.0.0, '[red]': []}\n")
    ending = glossator("rules", "check", "b.yaml")
    assert ending.code == 2
    first, source, caret = ending.err.splitlines()
    assert first.startswith("b.yaml:1:")
    assert "'[red]'" in first
    assert source[caret.index("^") :].startswith("'[red]'")


def test_a_broken_pack_is_not_tested(glossator: Run) -> None:
    Path("mine.yaml").write_text(BROKEN)
    ending = glossator("rules", "test", "mine.yaml")
    assert (ending.code, ending.out) == (2, "")
    assert "mine.yaml:5:21: error[unknown-value] unknown layer 'unt'" in ending.err


def test_the_tests_of_the_shipped_rules_pass(glossator: Run) -> None:
    ending = glossator("rules", "test")
    assert (ending.code, ending.out) == (0, ""), ending.err
    last = ending.err.splitlines()[-1]
    assert re.fullmatch(r"\d+ rules, \d+ cues, (\d+) tests: \1 passed, 0 failed(, \d+ to do)?", last)


def test_tests_that_pass_are_counted(glossator: Run) -> None:
    ending = glossator("rules", "test", pack(GOOD))
    assert (ending.code, ending.out) == (0, "")
    assert ending.err == "1 rule, 2 tests: 2 passed, 0 failed\n"


RULE = """\
- id: marsh
  annotate: unit
  match: 'Marsh {body}'
  tests:
    KIND:
    - TEST
"""

FAILURES = [
    (
        "hit",
        "'the [[Marsh]] [[Wardens]] left'",
        """\
mine.yaml:12:7: hit of mine.marsh failed
    text:   the Marsh Wardens left
    wanted: 'Marsh', 'Wardens'
    found:  'Marsh Wardens'
""",
    ),
    (
        "miss",
        "old Marsh Warders",
        """\
mine.yaml:12:7: miss of mine.marsh failed
    text:   old Marsh Warders
    wanted: nothing
    found:  'Marsh Warders'
""",
    ),
    (
        "hit",
        "{text: '[[Marsh Wardens]] [x]', set: {kind: army, number: 4, country: ''}}",
        """\
mine.yaml:12:14: hit of mine.marsh failed
    text:   Marsh Wardens [x]
    wanted: 'Marsh Wardens'
    found:  'Marsh Wardens'
    kind:   wanted army, found other
    number: wanted 4, found nothing
""",
    ),
    (
        "hit",
        "{text: '[[Marsh]] x', entities: {person: Ali}}",
        """\
mine.yaml:12:14: hit of mine.marsh failed
    text:   Marsh x
    but:    its entity 'Ali' does not stand in the text
""",
    ),
]


@pytest.mark.parametrize(("kind", "test", "shown"), FAILURES)
def test_a_failure_shows_the_text_what_was_wanted_and_what_was_found(
    glossator: Run, kind: str, test: str, shown: str
) -> None:
    ending = glossator("rules", "test", pack(RULE.replace("KIND", kind).replace("TEST", test)))
    assert (ending.code, ending.out) == (1, "")
    assert ending.err.startswith(shown)
    assert "1 rule, 1 test: 0 passed, 1 failed" in ending.err


def test_a_failure_names_the_rule_that_took_the_words(glossator: Run) -> None:
    rules = """\
- {id: marsh, annotate: unit, match: 'Marsh {body}',
   tests: {hit: ['the [[Marsh Wardens]] Corps'], miss: [no]}}
- {id: corps, annotate: unit, match: 'Marsh {body} Corps',
   tests: {hit: ['the [[Marsh Wardens Corps]]'], miss: [no]}}
"""
    ending = glossator("rules", "test", pack(rules))
    assert ending.code == 1
    assert "    found:  nothing\n    taken:  'Marsh Wardens Corps' by mine.corps (longer)\n" in ending.err
    assert ending.err.endswith("2 rules, 4 tests: 3 passed, 1 failed\n")


def test_a_todo_is_no_failure_and_one_that_passes_is_reported(glossator: Run) -> None:
    rule = GOOD + "    todo: ['the [[Wardens]]', 'a [[Marsh Warders]]']\n"
    ending = glossator("rules", "test", pack(rule))
    assert ending.code == 0
    assert ending.err == (
        "mine.yaml:14:31: todo of mine.marsh passes now; make it a hit\n"
        "1 rule, 2 tests: 2 passed, 0 failed, 2 to do\n"
    )


def test_a_rule_without_a_hit_or_a_miss_is_a_failure(glossator: Run) -> None:
    ending = glossator("rules", "test", pack("- {id: marsh, annotate: unit, match: 'Marsh {body}'}\n"))
    assert ending.code == 1
    assert ending.err == (
        "mine.yaml:7:8: mine.marsh has no hit\n"
        "mine.yaml:7:8: mine.marsh has no miss\n"
        "1 rule, 0 tests: 0 passed, 0 failed; 2 lacking\n"
    )
