from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Run = Callable[..., Any]

PACK = """\
format: 1
pack: mine
version: 1.0.0
rules:
- id: wardens
  annotate: unit
  match: '{Name} wardens'
  tests:
    hit: ['the [[Marsh wardens]] left']
    miss: ['the marsh is wide']
- {id: said, annotate: role, match: '{role:word} {person}', span: role, set: {role: $role}}
"""
TEXT = "Bill came.\n\nThe Eighth Division and Marsh wardens left.\n\nThe Third Withdrawal followed.\n"
FORMATION = "units.numbered-formation"


@pytest.fixture
def asked(glossator: Run) -> Run:
    """`rules why RULE FILE` beside an article and a pack."""
    Path("a.txt").write_text(TEXT)
    Path("mine.yaml").write_text(PACK)
    return lambda *arguments, **kept: glossator("rules", "why", *arguments, **kept)


def test_a_match_is_explained_on_standard_output_with_status_0(asked: Run) -> None:
    ending = asked("numbered-formation", "a.txt:3")
    assert (ending.code, ending.err) == (0, "")
    assert ending.out.startswith("units.numbered-formation (")
    assert (
        "\nline 3: The Eighth Division and Marsh wardens left.\n  annotated 'Eighth Division' (16-31)"
        in ending.out
    )
    assert ending.out.endswith("\nthe rule annotated words here\n")


def test_a_place_where_the_rule_annotates_nothing_has_status_1(asked: Run) -> None:
    ending = asked(FORMATION, "a.txt:5")
    assert (ending.code, ending.err) == (1, "")
    assert (
        "  near    'Third Withdrawal' (61-77)\n"
        "    matched    {number:ordinal} 'Third', {Name} 'Withdrawal' of pattern 1\n"
        "    expected   {arm}, {nation}, {Name} or {kind:line-echelon}\n"
        "    found      'followed'\n"
    ) in ending.out
    assert asked(FORMATION, "a.txt:1").code == 1


def test_a_rule_of_ones_own_is_asked_with_its_pack(asked: Run) -> None:
    ending = asked("wardens", "a.txt", "--rules", "mine.yaml")
    assert ending.code == 0
    assert "annotated 'Marsh wardens' (36-49): pattern 1 matches\n" in ending.out
    assert "mine.wardens (mine.yaml:5)\n" in ending.out


def test_standard_input_is_an_article_and_may_have_a_line(asked: Run) -> None:
    assert asked(FORMATION, "-", stdin=TEXT.encode()).code == 0
    assert asked(FORMATION, "--", "-:3", stdin=TEXT.encode()).code == 0
    assert asked(FORMATION, "--", "-:5", stdin=TEXT.encode()).code == 1


def test_all_shows_what_is_held_back(asked: Run) -> None:
    Path("b.txt").write_text("The Third Withdrawal followed.\n\n" * 9)
    few, everything = asked(FORMATION, "b.txt"), asked(FORMATION, "b.txt", "--all")
    assert "more refused or near: --all shows them)" in few.out
    assert "--all" not in everything.out
    Path("one.txt").write_text("The Third Withdrawal followed.")
    each = asked(FORMATION, "one.txt", "--all").out.count("  near ")
    assert (few.out.count("  near "), everything.out.count("  near ")) == (5, 9 * each)


def test_without_the_model_a_rule_that_reads_names_sees_none(asked: Run) -> None:
    ending = asked("mine.said", "a.txt", "--rules", "mine.yaml", "--no-ner", "--all")
    assert ending.code == 1
    assert "    expected   {person}\n" in ending.out


def test_the_model_is_not_looked_for_where_the_rule_does_not_need_it(asked: Run) -> None:
    assert asked(FORMATION, "a.txt", "--model", "gone").code == 0
    ending = asked("ner.person", "a.txt", "--model", "gone")
    assert (ending.code, ending.out) == (2, "")
    assert "gone" in ending.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["place-polce", "a.txt"], "there is no rule 'place-polce'; did you mean 'place-police'?"),
        ([FORMATION, "b.txt"], "b.txt: No such file or directory"),
        ([FORMATION, "b.txt:3"], "b.txt: No such file or directory"),
        ([FORMATION, "."], ".: Is a directory"),
        ([FORMATION, "a.txt:0"], "a.txt has no line 0: it has 6"),
        ([FORMATION, "a.txt:99"], "a.txt has no line 99: it has 6"),
        ([FORMATION, "latin.txt"], "latin.txt: invalid utf-8 at byte 3 (0xe9)"),
    ],
)  # fmt: skip
def test_an_unknown_rule_or_place_has_status_2(asked: Run, arguments: list[str], message: str) -> None:
    Path("latin.txt").write_bytes(b"caf\xe9")
    ending = asked(*arguments)
    assert (ending.code, ending.out) == (2, "")
    assert ending.err == f"glossator: error: {message}\n"


def test_a_file_in_another_encoding_is_read_when_it_is_named(asked: Run) -> None:
    Path("latin.txt").write_bytes("the Eighth Division at a café".encode("latin-1"))
    assert asked(FORMATION, "latin.txt", "--encoding", "latin-1").code == 0
    assert asked(FORMATION, "latin.txt", "--encoding", "lattin").code == 2


def test_what_the_model_finds_is_not_asked_without_it(asked: Run) -> None:
    ending = asked("ner.person", "a.txt", "--no-ner")
    assert ending.code == 2
    assert "'ner.person' is what the model finds" in ending.err


def test_a_file_whose_name_ends_in_a_number_is_a_file(asked: Run) -> None:
    Path("a.txt:5").write_text("The Eighth Division left.")
    assert asked(FORMATION, "a.txt:5").code == 0
    assert asked(FORMATION, "a.txt:5:1").code == 0


def test_control_characters_of_an_article_do_not_reach_the_terminal(asked: Run) -> None:
    Path("b.txt").write_text("The \x1b[31mThird Withdrawal left.")
    assert "\x1b" not in asked(FORMATION, "b.txt").out


def test_a_rule_is_explained_on_standard_output(glossator: Run) -> None:
    Path("mine.yaml").write_text(PACK)
    ending = glossator("rules", "explain", "wardens", "--rules", "mine.yaml")
    assert (ending.code, ending.err) == (0, "")
    assert ending.out == (
        "mine.wardens\n"
        "layer          units (annotate: unit)\n"
        "defined        mine.yaml:5\n"
        "match          {Name} wardens\n"
        "priority       0\n"
        "overrides      no rule\n"
        "overridden by  no rule\n"
        "lists\n"
        "  none\n"
        "tests\n"
        "  hit  the [[Marsh wardens]] left\n"
        "  miss the marsh is wide\n"
    )
    assert glossator("rules", "explain", "ner.person").out.startswith("ner.person\n")


def test_an_unknown_rule_is_not_explained(glossator: Run) -> None:
    ending = glossator("rules", "explain", "units.nation-forse")
    assert (ending.code, ending.out) == (2, "")
    assert ending.err == (
        "glossator: error: there is no rule 'units.nation-forse'; did you mean 'units.nation-force'?\n"
    )


def test_annotate_explains_what_it_dropped_when_asked(glossator: Run) -> None:
    Path("a.txt").write_text(TEXT)
    plain = glossator("annotate", "--no-ner", "a.txt").out
    asked = glossator("annotate", "--no-ner", "--explain", "a.txt").out
    record = yaml.safe_load(asked.removeprefix("---\n"))
    assert list(record) == [
        "schema",
        "article",
        "sha256",
        "people",
        "units",
        "crossings",
        "counts",
        "explain",
        "run",
    ]
    assert {
        "layer": "units",
        "quote": "Eighth Division",
        "start": 16,
        "end": 31,
        "line": 3,
        "by": "units.named-formation",
        "lost_to": {"quote": "Eighth Division", "start": 16, "end": 31, "by": "units.numbered-formation"},
        "reason": "priority",
    } in record["explain"]
    without = [
        line for line in asked.splitlines() if line != "explain:" and not line.startswith("- {layer: ")
    ]
    assert without == plain.splitlines()
    line = glossator("annotate", "--no-ner", "--explain", "--format", "jsonl", "a.txt").out
    assert json.loads(line) == record
    counted = yaml.safe_load(glossator("annotate", "--no-ner", "--explain", "--only", "counts", "a.txt").out)
    assert counted["explain"] == []
