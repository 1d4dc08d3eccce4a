from __future__ import annotations

import json
from collections import Counter

from annotators.coverage import Coverage, Covered, Named, Part
from annotators.coveragetext import to_json, to_table, to_tsv
from annotators.problem import Position


def at(line: int, column: int = 1, path: str = "p.yaml") -> Position:
    return Position(path, line, column)


COVERAGE = Coverage(
    (
        Covered(
            "p.one",
            False,
            at(4),
            Counter(hit=2, miss=1),
            (
                Part("pattern", "(a | b | c) {d}", at(5, 9), True),
                Part("branch", "a", at(5, 10), True),
                Part("branch", "b", at(5, 14), False),
                Part("branch", "c\td", at(5, 18), False),
                Part("pattern", "(e | f)", at(6, 9), False),
                Part("branch", "e", at(6, 10), False),
                Part("branch", "f", at(6, 14), False),
                Part("unless", "no {match}", at(7), False),
                Part("where", "d: plural", at(8), True),
            ),
        ),
        Covered("q.two", False, at(3, path="q.yaml"), Counter(todo=1), (), measured=False),
    ),
    (
        Covered(
            "p.m",
            True,
            at(2),
            Counter(),
            (Part("branch", "é", at(2), False), Part("branch", "h", at(2), True)),
        ),
    ),
    (
        Named("list", "p.d", at(1), True),
        Named("list", "p.x", at(1), False),
        Named("macro", "p.m", at(2), False),
    ),
)

TABLE = """\
             tests  pattern  branch  unless  where
p.yaml:
  p.one      2/1/0      1/2     1/5     0/1    1/1
    5:14    branch  b | c d
    6:9     pattern (e | f)
    7:1     unless  no {match}
  macro p.m               -     1/2       -      -
    2:1     branch  é
q.yaml:
  q.two      0/0/1        -       -       -      -

tested       2/1/1      1/2     2/7     0/1    1/1
                        50%     28%      0%   100%
lists that no test touches: p.x
macros that no test touches: p.m
too large to measure: q.two
"""


def test_the_table_has_a_row_a_rule_and_under_it_what_is_not_tested() -> None:
    assert to_table(COVERAGE) == TABLE


def test_the_lines_of_a_table_are_cut_to_the_width() -> None:
    lines = to_table(COVERAGE, 24).splitlines()
    assert "    6:9     pattern (e…" in lines
    assert "  touches: p.x" in lines


def test_without_anything_to_test_there_is_no_percentage() -> None:
    assert to_table(Coverage((), (), ())).splitlines()[-1].split() == ["-"] * 4


def test_tsv_has_a_row_for_everything_that_can_be_tested() -> None:
    lines = to_tsv(COVERAGE).splitlines()
    assert lines[0] == "name\tpart\ttested\tpath\tline\tcolumn\ttext"
    assert lines[1] == "p.one\tpattern\tyes\tp.yaml\t5\t9\t(a | b | c) {d}"
    assert lines[4] == "p.one\tbranch\tno\tp.yaml\t5\t18\tc d"
    assert lines[-1] == "p.m\tmacro\tno\tp.yaml\t2\t1\t"
    assert {line.count("\t") for line in lines} == {6}
    assert len(lines) == 1 + 9 + 2 + 3


def test_json_has_all_of_it() -> None:
    text = to_json(COVERAGE)
    data = json.loads(text)
    assert "é" in text
    assert [(rule["name"], rule["hit"], rule["measured"]) for rule in data["rules"]] == [
        ("p.one", 2, True),
        ("q.two", 0, False),
    ]
    assert data["rules"][0]["parts"][2] == {
        "kind": "branch",
        "text": "b",
        "at": {"path": "p.yaml", "line": 5, "column": 14},
        "tested": False,
        "group": 0,
    }
    assert [macro["name"] for macro in data["macros"]] == ["p.m"]
    assert [each["tested"] for each in data["lists-and-macros"]] == [True, False, False]
    assert data["total"]["branch"] == {"tested": 2, "all": 7}
