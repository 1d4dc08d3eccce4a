from __future__ import annotations

import pytest

from annotators.problem import Position, Problem, RuleFileError, did_you_mean


def problem(path: str = "p.yaml", line: int = 1, column: int = 1, code: str = "type") -> Problem:
    return Problem(Position(path, line, column), code, "is wrong")


def test_a_problem_prints_its_place_its_line_and_a_caret() -> None:
    found = Problem(Position("rules/p.yaml", 6, 3), "unknown-key", "unknown key 'mach'", "  mach: '{Name}'")
    assert str(found) == (
        "rules/p.yaml:6:3: error[unknown-key] unknown key 'mach'\n      mach: '{Name}'\n      ^"
    )


def test_the_caret_stands_below_its_column_behind_tabs() -> None:
    found = Problem(Position("p.yaml", 1, 4), "name", "is wrong", "\tid\t: A")
    assert str(found).splitlines()[1:] == ["    \tid\t: A", "    \t  ^"]


def test_the_caret_may_stand_one_past_the_end_of_the_line() -> None:
    assert str(Problem(Position("p.yaml", 1, 4), "name", "is wrong", "id:")).splitlines()[2] == "       ^"


def test_a_problem_of_a_file_without_lines_is_one_line() -> None:
    assert str(problem(code="unreadable")) == "p.yaml:1:1: error[unreadable] is wrong"


def test_an_error_lists_its_problems_by_file_line_column_and_code() -> None:
    ordered = [
        problem("a.yaml", 2, 9),
        problem("a.yaml", 10, 1),
        problem("a.yaml", 10, 2, "name"),
        problem("a.yaml", 10, 2, "type"),
        problem("b.yaml", 1, 1),
    ]
    error = RuleFileError(reversed(ordered))
    assert error.problems == tuple(ordered)
    assert str(error) == "\n".join(str(p) for p in ordered)


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("mach", ["match", "macros"], "; did you mean 'match'?"),
        ("kynd", {"kind"}, "; did you mean 'kind'?"),
        ("zzz", ["kind", "id", "kind"], "; known: id, kind"),
        (
            "zzz",
            [f"n{i:02}" for i in range(13)],
            "; known: " + ", ".join(f"n{i:02}" for i in range(12)) + ", …",
        ),
        ("zzz", [], ""),
    ],
)
def test_an_unknown_name_is_told_the_nearest_known_one_or_all(
    name: str, known: list[str] | set[str], hint: str
) -> None:
    assert did_you_mean(name, known) == hint
