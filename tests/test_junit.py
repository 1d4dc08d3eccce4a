from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from annotators.junit import to_junit
from annotators.problem import Position
from annotators.rule import RuleTest
from annotators.ruletest import Outcome, Untested, run_tests, untested
from tests.packs import HEAD, load

# What the readers of Jenkins (surefire), GitLab and GitHub actions know of each element.
ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "skipped"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped"},
    "testcase": {"name", "classname", "file", "line"},
    "failure": {"message", "type"},
    "skipped": {"message"},
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase"},
    "testcase": {"failure", "skipped"},
    "failure": set(),
    "skipped": set(),
}

PACK = """\
rules:
- id: old
  annotate: unit
  match: 'old brigade'
  tests:
    hit: ['the [[old brigade]]', 'an [[older brigade]] & <more>']
    miss: ['a new brigade']
    todo: ['the [[aged brigade]]', 'an [[old brigade]]']
- {id: new, annotate: unit, match: 'new brigade', tests: {hit: ['[[new brigade]]']}}
"""


def element(
    outcomes: list[Outcome], lacking: list[Untested] | None = None, errors: list[Untested] | None = None
) -> ElementTree.Element:
    return ElementTree.fromstring(to_junit(["p"], outcomes, lacking or [], errors or []))


@pytest.fixture
def root(tmp_path: Path) -> ElementTree.Element:
    rules = load(tmp_path, {"p.yaml": HEAD + PACK})
    lacking = untested(rules.packs)
    return element(run_tests(rules), lacking, lacking)


def test_it_holds_only_what_its_readers_know(root: ElementTree.Element) -> None:
    assert root.tag == "testsuites"
    for each in root.iter():
        assert set(each.attrib) == ATTRIBUTES[each.tag]
        assert {child.tag for child in each} <= CHILDREN[each.tag]
        assert each.tag != "testcase" or len(each) <= 1


def test_a_test_is_a_case_with_its_rule_text_and_place(root: ElementTree.Element, tmp_path: Path) -> None:
    first = root.findall("testsuite/testcase")[0]
    line = HEAD.count("\n") + 6
    assert first.attrib == {
        "name": "hit the [[old brigade]]",
        "classname": "p.old",
        "file": str(tmp_path / "p.yaml"),
        "line": str(line),
    }
    assert len(first) == 0


def test_a_failure_says_what_the_terminal_says(root: ElementTree.Element, tmp_path: Path) -> None:
    failure = root.findall(".//failure")[0]
    assert failure.get("message") == "hit of p.old failed"
    place = f"{tmp_path}/p.yaml:{HEAD.count(chr(10)) + 6}:34"
    assert failure.text == (
        f"{place}: hit of p.old failed\n"
        "    wanted: an [[older brigade]] & <more>\n"
        "    got:    an older brigade & <more>\n"
        "    but:    no pattern of p.old matches there"
    )


def test_a_todo_is_skipped_whether_it_passes_or_not(root: ElementTree.Element) -> None:
    assert [each.get("message") for each in root.iter("skipped")] == ["to do", "passes now; make it a hit"]


def test_what_a_rule_lacks_is_a_case_that_fails(root: ElementTree.Element) -> None:
    last = root.findall("testsuite/testcase")[-1]
    assert (last.get("classname"), last.get("name")) == ("p.new", "has a miss")
    assert last.find("failure") is not None


def test_what_a_rule_lacks_is_skipped_where_it_is_only_a_warning() -> None:
    lacking = [Untested("p.r", "hit", Position("p.yaml", 1, 1))]
    root = element([], lacking)
    assert [each.get("message") for each in root.iter("skipped")] == ["p.r has no hit"]
    assert root.find(".//failure") is None


def test_the_numbers_are_those_of_the_cases(root: ElementTree.Element) -> None:
    for each in (root, *root.iter("testsuite")):
        numbers = {name: int(each.attrib[name]) for name in ("tests", "failures", "skipped", "errors")}
        assert numbers == {"tests": 7, "failures": 2, "skipped": 2, "errors": 0}


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\ud800", "\ufffe", "\U0010ffff"])
def test_any_character_of_a_test_can_be_written(character: str) -> None:
    test = RuleTest("miss", f"a{character}b", (), {}, {}, Position(f"{character}.yaml", 1, 1))
    (case,) = element([Outcome("p.r", test, False, ((0, 1),))]).iter("testcase")
    shown = character if character == "\U0010ffff" else character.encode("unicode_escape").decode()
    assert case.get("name") == f"miss a{shown}b"
    assert f"[[a]]{shown}b" in (case[0].text or "")


def test_a_pack_without_tests_is_an_empty_suite() -> None:
    (suite,) = element([])
    assert (suite.get("name"), suite.get("tests"), len(suite)) == ("p", "0", 0)
