from __future__ import annotations

import pytest

from annotators.problem import (
    MANY,
    WARNING,
    WIDTH,
    Position,
    Problem,
    RuleFileError,
    did_you_mean,
    has_errors,
    nearest,
)


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


def test_a_warning_says_that_it_is_one() -> None:
    found = Problem(Position("p.yaml", 1, 1), "unused-list", "is unused", "a: b", WARNING)
    assert str(found) == "p.yaml:1:1: warning[unused-list] is unused\n    a: b\n    ^"
    assert not has_errors([found])
    assert has_errors([found, problem()])


@pytest.mark.parametrize("column", [1, 2, 79, 80, 81, 82, 200, 920, 921, 999, 1000, 1001])
def test_of_a_long_line_the_part_around_the_place_is_shown(column: int) -> None:
    line = "".join(chr(0x4E00 + n) for n in range(1000))
    _, source, caret = str(Problem(Position("p.yaml", 1, column), "name", "is wrong", line)).splitlines()
    shown = source[4:].strip("…")
    assert len(shown) == WIDTH
    assert shown in line
    assert source[4:].startswith("…") == (not line.startswith(shown))
    assert source.endswith("…") == (not line.endswith(shown))
    at = caret.index("^")
    assert source[at : at + 1] == line[column - 1 : column]


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


def test_among_very_many_names_the_nearest_one_begins_alike() -> None:
    known = [f"name-{n:05}" for n in range(10 * MANY)] + ["mortar"]
    assert nearest("mortr", known) == "mortar"
    assert nearest("xortar", known) is None
    assert nearest("xortar", ["mortar"]) == "mortar"
