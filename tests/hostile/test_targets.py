"""What the fuzzers check, on the cases that they found and on those that hypothesis thinks of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS
from tests.texts import TEXTS

CORPUS = Path(__file__).parents[2] / "fuzz" / "corpus"
CASES = sorted(path for path in CORPUS.glob("*/*") if path.parent.name != "tag")


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_promise_is_broken_by_a_case_of_the_corpus(case: Path) -> None:
    TARGETS[case.parent.name](case.read_bytes())


def test_the_corpus_has_cases_of_every_target() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)


def seeds(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


def mangled(cases: Sequence[bytes], pieces: Sequence[str]) -> st.SearchStrategy[bytes]:
    """Cases with a few stretches of them replaced by one of `pieces`, or by any bytes."""
    edit = st.tuples(
        st.floats(0, 1),
        st.integers(0, 30),
        st.one_of(st.sampled_from(pieces).map(str.encode), st.binary(max_size=4)),
    )

    def edited(case: bytes, edits: Sequence[tuple[float, int, bytes]]) -> bytes:
        for place, length, piece in edits:
            at = int(place * len(case))
            case = case[:at] + piece + case[at + length :]
        return case

    return st.builds(edited, st.sampled_from(cases), st.lists(edit, max_size=4))


YAML = [
    "*a",
    "&a ",
    "!!int ",
    "!!python/none ",
    "? ",
    "<<: ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "\n",
    "\t",
]
YAML += [
    "2020-99-99",
    "1:99",
    "0x",
    ".nan",
    ".inf",
    "1e999",
    "~",
    "null",
    "true",
    "9" * 5000,
    "\f",
    "---\n",
    "\0",
]
JSON = [
    "NaN",
    "Infinity",
    "-1",
    "1e999",
    '"\\ud800"',
    "{",
    "}",
    "[" * 200,
    ",",
    '"start":',
    "\n",
    "\ufeff",
    "null",
]
PATTERNS = [
    "{",
    "}",
    "(",
    ")",
    "|",
    "?",
    "*",
    "+",
    "\\",
    "{Name}",
    "{gap:9}",
    "{e}",
    "{m}",
    ":",
    "'s",
    "-",
    " ",
    "$",
]
NUMBERS = (
    "more than|at least|between|and|to|-|–|two|and a half|hundred|million|bn|dozens of|a|third|1,500|3.5|٣|"
    "50%|$|€|one in|nearly|st|th|,|.| |/|½|0|9999999999999999999999|e9"
).split("|")


@settings(max_examples=60, deadline=None)
@given(mangled(seeds("records"), YAML + JSON))
def test_a_mangled_record_is_read_or_refused(data: bytes) -> None:
    TARGETS["records"](data)


@settings(max_examples=60, deadline=None)
@given(mangled(seeds("gold"), YAML + JSON))
def test_mangled_gold_is_read_or_refused(data: bytes) -> None:
    TARGETS["gold"](data)


@settings(max_examples=40, deadline=None)
@given(mangled(seeds("brat"), ["T1\t", "A1\t", "#1\t", "9" * 5000, "{", "\t", "\n", ";", "-1 ", "\x85"]))
def test_mangled_brat_is_read_or_refused(data: bytes) -> None:
    TARGETS["brat"](data)


@settings(max_examples=40, deadline=None)
@given(mangled(seeds("pack"), YAML + PATTERNS))
def test_a_mangled_pack_is_run_or_refused(data: bytes) -> None:
    TARGETS["pack"](data)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*PATTERNS, "army", "a", "…"]), max_size=12).map("".join))
def test_a_pattern_is_printed_as_it_was_meant(text: str) -> None:
    TARGETS["pattern"](text.encode())


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(NUMBERS), max_size=8).flatmap(
        lambda p: st.sampled_from([" ".join(p), "".join(p)])
    )
)
def test_a_number_phrase_is_read_as_finite_numbers_or_not_at_all(text: str) -> None:
    TARGETS["numbers"](text.encode())


@settings(max_examples=100, deadline=None)
@given(st.one_of(TEXTS.map(lambda text: b"\0" + text.encode()), st.binary(max_size=200)))
def test_any_bytes_are_segmented_or_refused(data: bytes) -> None:
    TARGETS["article"](data)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_every_annotation_of_any_text_says_what_stands_there(text: str) -> None:
    TARGETS["annotate"](text.encode())
