from __future__ import annotations

import pytest

from annotators.macros import faults, measure
from annotators.pattern import MAX_DEPTH, expand, parse


@pytest.mark.parametrize(
    ("macros", "found", "useless"),
    [
        ({"a": "x {b}", "b": "y"}, {}, ""),
        ({"a": "{a} x"}, {"a": "uses itself"}, "a"),
        ({"a": "{b}", "b": "{c}", "c": "{b} x", "d": "{a}"}, {"b": "uses itself: b -> c -> b"}, "abcd"),
        (
            {"a": "{b} x", "b": "{a}", "c": "{c}?", "d": "y"},
            {"a": "uses itself: a -> b -> a", "c": "uses itself"},
            "abc",
        ),
    ],
)
def test_circles_are_told_once_and_whatever_leads_into_one_is_of_no_use(
    macros: dict[str, str], found: dict[str, str], useless: str
) -> None:
    assert faults({name: parse(source) for name, source in macros.items()}) == (found, frozenset(useless))


def test_the_first_macro_that_is_too_large_is_at_fault_and_the_rest_only_follows() -> None:
    macros = {"m0": parse("a b")} | {f"m{n}": parse(f"{{m{n - 1}}} {{m{n - 1}}}") for n in range(1, 60)}
    found, useless = faults(macros)
    assert found == {"m13": "written out, it has more than 20000 parts"}
    assert useless == {f"m{n}" for n in range(13, 60)}


def test_a_chain_of_macros_may_be_as_deep_as_groups_may_be_in_them() -> None:
    macros = {"m0": parse("a")} | {f"m{n}": parse(f"{{m{n - 1}}}") for n in range(1, 5_000)}
    found, _ = faults(macros)
    first = 2 * MAX_DEPTH + 1
    assert found == {f"m{first}": "groups and macros nest deeper than 40"}
    assert measure(expand(macros[f"m{first - 1}"], macros), {}).depth == 2 * MAX_DEPTH


def test_the_size_of_a_pattern_is_told_without_writing_it_out() -> None:
    macros = {"a": parse("x (y | {b})"), "b": parse("z z")}
    sizes = {"b": measure(macros["b"], {})}
    sizes["a"] = measure(macros["a"], sizes)
    written = measure(expand(macros["a"], macros), {})
    assert sizes["a"] == written
