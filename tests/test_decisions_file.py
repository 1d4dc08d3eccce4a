from __future__ import annotations

from pathlib import Path

import pytest

from annotators.decisionfile import DecisionFileError, joined, one_decision
from annotators.decisions import ATTRIBUTES, parse_id
from tests.decisioncases import decisions_in

SHA = "0" * 64
HEAD = f"article: a.txt\nsha256: '{SHA}'\n"


def faults_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(DecisionFileError) as raised:
        decisions_in(folder, text)
    return [str(each).split("d.yaml:")[1].splitlines()[0] for each in raised.value.problems]


def test_everything_that_can_be_decided_is_read(tmp_path: Path) -> None:
    text = HEAD + (
        "complete: true\n"
        "decisions:\n"
        "- reject: people:0-4\n"
        "  who: lena\n"
        "  date: 2026-01-31\n"
        "  note: 'a river'\n"
        "- {retag: units:5-9, layer: crossings, quote: Oum, start: 5, end: 8, line: 1, kind: irregular,"
        " id: null, countries: [SY, LB], location: {lat: 33.5, lon: -36}, assertion: planned}\n"
        "- {add: counts, quote: '30 men', line: 2, value: 30, min: 29.5, max: null, approximate: false,"
        " what: men, unit: USD, part_of: 'counts:1-2'}\n"
        "- {accept: people:10-12, roles: [mayor, Mr]}\n"
    )
    (article,) = decisions_in(tmp_path, text).articles()
    assert (article.article, article.sha256, article.complete) == ("a.txt", SHA, True)
    reject, retag, add, accept = article.decisions
    assert (reject.id, reject.who, reject.date, reject.note) == (
        parse_id("people:0-4"),
        "lena",
        "2026-01-31",
        "a river",
    )
    assert (retag.layer, retag.quote, retag.start, retag.end, retag.line) == ("crossings", "Oum", 5, 8, 1)
    assert retag.attributes["countries"] == ("LB", "SY")
    assert retag.attributes["id"] is None
    assert set(add.attributes) == set(ATTRIBUTES["counts"]) - {"assertion"}
    assert (add.attributes["value"], add.attributes["min"], add.attributes["max"]) == (30, 29.5, None)
    assert accept.attributes == {"roles": ("mayor", "Mr")}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("rejct: people:0-4", "4:3: error[unknown-key] unknown key 'rejct' in a decision; did you mean 're"),
        ("reject: person:0-4", "4:11: error[unknown-value] reject must be an id, as units:1788-1803, not"),
        ("add: unit", "4:8: error[unknown-value] add must be an id, as units:1788-1803, or a layer, not"),
        ("{reject: units:0-4, kind: army}", "4:23: error[unknown-key] unknown key 'kind' in reject of units"),
        ("{accept: people:0-4, kind: army}", "4:24: error[unknown-key] unknown key 'kind' in accept of"),
        ("{reject: units:0-4, reject: units:0-5}", "4:23: error[duplicate-key] 'reject' stands twice in"),
        ("{reject: units:0-4, accept: units:0-4}", "4:3: error[duplicate-key] a decision has one of the"),
        ("note: why", "4:3: error[missing-key] a decision has one of the keys accept, reject, retag, add"),
        ("add: units", "4:3: error[missing-key] add needs the key 'quote', or 'start' and 'end', or an id"),
        ("{retag: units:0-4, who: lena}", "4:3: error[missing-key] retag says what is to be otherwise"),
        ("{accept: units:0-4, number: no}", "4:31: error[type] number must be a whole number, not 'no'"),
        ("{accept: units:0-4, country: Syria}", "4:32: error[type] country must be two capital letters"),
        ("{accept: units:0-4, kind: null}", "4:29: error[type] kind must say something"),
        ("{accept: units:0-4, name: ' '}", "4:29: error[type] name must not be empty"),
        ("{accept: crossings:0-4, kind: army}", "4:33: error[unknown-value] unknown kind 'army'; known:"),
        ("{accept: crossings:0-4, location: {lat: 91, lon: 0}}", "4:43: error[type] lat must be degrees"),
        ("{accept: counts:0-4, value: many}", "4:31: error[type] value must be a number, not 'many'"),
        ("{accept: counts:0-4, value: .inf}", "4:31: error[type] value must be a number, not '.inf'"),
        ("{accept: counts:0-4, part_of: units:0-2}", "4:33: error[type] part_of must be the id of a count"),
        ("{accept: counts:0-4, assertion: maybe}", "4:35: error[unknown-value] unknown assertion 'maybe'"),
        ("{accept: units:0-4, date: yesterday}", "4:29: error[type] date must be a day, as 2026-01-31, not"),
        ("{retag: units:0-4, layer: unit}", "4:29: error[unknown-value] unknown layer 'unit'; did you mean"),
        ("&a {reject: units:0-4}", "4:3: error[alias] anchors and aliases are not allowed in a file"),
        ("[", "4:4: error[yaml] not YAML: "),
    ],
)  # fmt: skip
def test_a_decision_that_cannot_be_is_told_with_its_place(tmp_path: Path, line: str, fault: str) -> None:
    (found,) = faults_of(tmp_path, f"{HEAD}decisions:\n- {line}\n")
    assert found.startswith(fault)


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = "articel: a\n---\nsha256: ff\n---\n" + HEAD + "complete: yes\ndecisions: {}\n---\n" + HEAD
    text += "decisions:\n- reject: units:0-4\n- {add: 'units:0-4'}\n"
    assert faults_of(tmp_path, text) == [
        "1:1: error[unknown-key] unknown key 'articel' in the decisions of an article; did you mean 'article'?",  # noqa: E501
        "3:1: error[missing-key] the decisions of an article need the key 'article'",
        "3:9: error[type] sha256 must be 64 hexadecimal digits",
        "7:11: error[unknown-value] unknown complete 'yes'; known: false, true",
        "8:12: error[type] decisions must be a list",
        "14:3: error[duplicate-id] units:0-4 is decided twice, first in line 13",
    ]


def test_a_text_is_decided_in_one_place(tmp_path: Path) -> None:
    assert faults_of(tmp_path, f"{HEAD}---\n{HEAD}") == [
        "4:1: error[duplicate-id] a.txt: decisions about this text stand in line 1 too; join the two"
    ]
    files = [decisions_in(tmp_path, HEAD, name) for name in ("one.yaml", "two.yaml")]
    with pytest.raises(DecisionFileError) as raised:
        joined(files)
    assert f"stand in {tmp_path}/one.yaml too" in str(raised.value)


def test_json_lines_are_read_as_programs_write_them(tmp_path: Path) -> None:
    decided = '[{"add": "people", "quote": "\\ud83d\\ude00"}]'
    line = f'{{"article": "a.txt", "sha256": "{SHA}", "decisions": {decided}}}'
    (article,) = decisions_in(tmp_path, f"\n{line}\n\n").articles()
    assert article.decisions[0].quote == "\U0001f600"
    assert article.at is not None
    assert article.at.line == 2
    (fault,) = faults_of(tmp_path, line + "\n" + line.replace("0" * 64, "x").replace("\\ud83d\\ude00", "x"))
    assert fault.startswith("2:32: error[type] sha256 must be")


def test_an_option_of_the_command_line_says_the_same_as_a_file() -> None:
    decision = one_decision(
        "--retag", "retag", "crossings:5-9", {"id": "", "countries": "[SY, LB]", "name": "a, b"}
    )
    assert decision.attributes == {"id": None, "countries": ("LB", "SY"), "name": "a, b"}
    with pytest.raises(DecisionFileError) as raised:
        one_decision("--retag", "retag", "units:5-9", {"knd": "army"})
    assert "unknown key 'knd' in retag of units; did you mean 'kind'?" in str(raised.value)


def test_decisions_about_another_text_of_an_article_are_outdated(tmp_path: Path) -> None:
    decisions = joined([decisions_in(tmp_path, HEAD)])
    assert decisions.of(SHA) is not None
    assert decisions.outdated("a.txt", SHA) == ()
    assert [each.sha256 for each in decisions.outdated("a.txt", "1" * 64)] == [SHA]
    assert decisions.outdated("b.txt", "1" * 64) == ()
    unnamed = joined([decisions_in(tmp_path, HEAD.replace("a.txt", "'-'"))])
    assert unnamed.outdated("-", "1" * 64) == ()  # what came through a pipe is no one article
