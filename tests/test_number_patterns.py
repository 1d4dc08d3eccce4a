from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from annotators import number_patterns
from annotators.folding import fold
from annotators.number_patterns import money_pattern
from annotators.number_words import LEADS
from annotators.numbers import read_money, read_quantity
from tests.phrases import (
    CURRENCIES,
    DEFINITE,
    MONEY,
    ORDINALS,
    QUANTITIES,
    SHARES,
    VAGUE,
    WITH_PART,
    indian,
    least,
    price,
    spell,
)

SOURCES = {
    "CARDINAL": number_patterns.CARDINAL,
    "ORDINAL": number_patterns.ORDINAL,
    "BOUND": number_patterns.BOUND,
    "QUANTITY": number_patterns.QUANTITY,
    "MONEY": money_pattern(CURRENCIES),
}


def compiled(source: str) -> re2._Regexp:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(source.encode("ascii"), options)


REGEXES = {name: compiled(source) for name, source in SOURCES.items()}


def found(name: str, text: str) -> list[str]:
    """What the source finds in `text`, as printed there."""
    return [text[match.start() : match.end()] for match in REGEXES[name].finditer(fold(text))]


@pytest.mark.parametrize("phrase", [*DEFINITE, *VAGUE])
def test_the_cardinal_source_finds_exactly_the_phrase(phrase: str) -> None:
    assert found("CARDINAL", f"They saw {phrase} new tanks.") == [phrase]


@pytest.mark.parametrize("phrase", [*DEFINITE, *WITH_PART, *SHARES, *VAGUE, *QUANTITIES])
def test_the_quantity_source_finds_exactly_the_phrase(phrase: str) -> None:
    assert found("QUANTITY", f"They saw {phrase} new tanks.") == [phrase]
    assert found("QUANTITY", f"({phrase})") == [phrase]


@pytest.mark.parametrize("phrase", MONEY)
def test_the_money_source_finds_exactly_the_phrase(phrase: str) -> None:
    folded = f"They paid {phrase}, he said."
    assert [x.replace(" ", "\n") for x in found("MONEY", folded)] == [phrase.replace(" ", "\n")]


@pytest.mark.parametrize("phrase", ORDINALS)
def test_the_ordinal_source_finds_exactly_the_phrase(phrase: str) -> None:
    assert found("ORDINAL", f"The {phrase} Brigade left.") == [phrase]


def test_stacked_bounds_are_one_bound() -> None:
    assert found("BOUND", "up to around 70, well over 500 and more than an estimated 20") == [
        "up to around",
        "well over",
        "more than an estimated",
    ]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("killed 20 and 30 were wounded", ["20", "30"]),
        ("killed 20 and more than 30 hurt", ["20", "more than 30"]),
        ("killed 20, at least 5 of them children", ["20", "at least 5"]),
        ("killed 20 — 30 were wounded", ["20", "30"]),
        ("on 3 June 2019 – 12 houses", ["3", "2019", "12"]),
        ("killed five and two more", ["five", "two"]),
        ("the siege was over, some 15 men left", ["some 15"]),
        ("G7 M23 2S1 COVID19 someone tenfold", []),
        ("a couple was killed", []),
        ("one-two", ["one", "two"]),
        ("killed two and a third was hurt", ["two", "a third"]),
        ("more than 40 and fewer than 60 hurt", ["more than 40", "fewer than 60"]),
        ("two out of five", ["two", "five"]),
    ],
)
def test_neighbouring_numbers_stay_apart(text: str, phrases: list[str]) -> None:
    assert found("QUANTITY", text) == phrases


def test_a_blank_of_a_view_is_a_blank() -> None:
    text = b"saw at\x1fleast\x1etwo\x1fhundred  and \x1ffifty tanks"
    match = REGEXES["QUANTITY"].search(text)
    assert match is not None
    assert match[0] == b"at\x1fleast\x1etwo\x1fhundred  and \x1ffifty"
    assert read_quantity(match[0].decode()) == least(250)


def test_a_malformed_number_is_found_whole_so_that_no_part_of_it_is_read() -> None:
    for phrase in ("1,5oo", "12,34", "1.2.3", "192.168.1.2"):
        assert found("CARDINAL", f"They saw {phrase} tanks.") == [phrase]


@pytest.mark.parametrize("name", CURRENCIES)
def test_every_currency_name_is_found(name: str) -> None:
    assert found("MONEY", f"worth {price(name)} today") == [price(name)]


def test_capitals_decide_what_an_abbreviation_is() -> None:
    assert found("MONEY", "try 500 and all 500 and Rs 500") == ["Rs 500"]


def test_without_names_there_is_no_money() -> None:
    assert compiled(money_pattern([])).search(b"$5 and 5 dollars") is None


def test_only_the_given_currencies_are_money() -> None:
    few = {"euro": "EUR", "€": "EUR"}
    pattern = compiled(money_pattern(few))
    assert [m[0] for m in pattern.finditer(fold("5 euros, 6 dollars, €7"))] == [b"5 euros", b"\xa47"]
    assert read_money("6 dollars", few) is None
    assert read_money("£7", few) is None


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_compiles_fast_and_captures_nothing(name: str) -> None:
    seconds = []
    for _ in range(3):
        re2.purge()
        begin = time.perf_counter()
        compiled(SOURCES[name])
        seconds.append(time.perf_counter() - begin)
    assert min(seconds) < 0.05
    assert REGEXES[name].groups == 0


@pytest.mark.parametrize("unit", ["one and ", "hundred ", "between 5 and ", "1,", "at least ", "$5 to ", "9"])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    begin = time.perf_counter()
    for name, regex in REGEXES.items():
        for match in regex.finditer(fold(text)):
            phrase = text[match.start() : match.end()]
            if name == "MONEY":
                read_money(phrase, CURRENCIES)
            else:
                read_quantity(phrase)
    assert time.perf_counter() - begin < 20


@given(st.integers(1, 10**15 - 1), st.sampled_from(["and ", ""]))
def test_any_number_in_words_is_found_whole(number: int, joint: str) -> None:
    phrase = spell(number, joint)
    assert found("CARDINAL", f"They saw {phrase} tanks.") == [phrase]


@given(st.integers(0, 10**15 - 1), st.sampled_from([str, "{:,}".format, indian]))
def test_any_number_in_figures_is_found_whole(number: int, write: Callable[[int], str]) -> None:
    phrase = write(number)
    assert found("CARDINAL", f"They saw {phrase} tanks.") == [phrase]


@given(st.integers(1, 10**9), st.sampled_from(sorted(LEADS)))
def test_any_bound_word_is_found_with_its_number(number: int, lead: str) -> None:
    phrase = f"{lead} {number:,}"
    assert found("QUANTITY", f"They saw {phrase} tanks.") == [phrase]


@given(
    st.integers(1, 10**9),
    st.integers(1, 10**9),
    st.sampled_from(
        ["{:,}-{:,}", "{:,} to {:,}", "between {:,} and {:,}", "from {:,} to {:,}", "{:,} or {:,}"]
    ),
)
def test_any_range_is_found_whole(one: int, other: int, form: str) -> None:
    phrase = form.format(one, other)
    assert found("QUANTITY", f"They saw {phrase} tanks.") == [phrase]


@given(st.text("0123456789 ,.-/$xtwohundredandfiveoverabout", max_size=60))
def test_whatever_a_source_finds_a_reader_accepts_or_refuses(text: str) -> None:
    for name in ("CARDINAL", "QUANTITY"):
        for phrase in found(name, text):
            assert phrase == phrase.strip()
            read_quantity(phrase)
