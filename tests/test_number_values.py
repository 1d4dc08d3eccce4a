from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.number_values import (
    value_of_figures,
    value_of_phrase,
    value_of_share,
    value_of_words,
    without_stops,
)
from tests.phrases import indian, spell


@pytest.mark.parametrize(
    ("phrase", "number"),
    [
        ("1,500", 1500),
        ("15,00,000", 1_500_000),
        ("200 000", 200_000),
        ("3million", 3_000_000),
        ("2 1/2 million", 2_500_000),
        ("half a million", 500_000),
        ("three quarters of a million", 750_000),
        ("a million and a half", 1_500_000),
        ("one million and a half million", 1_500_000),
        ("one billion and a half million", 1_000_500_000),
        ("two and a half thousand million", 2_500_000_000),
        ("half of a million", 500_000),
        ("quarter million", 250_000),
        ("3/4 hundred thousand", 75_000),
        ("two hundred and six and a half million", 206_500_000),
        ("million", 1_000_000),
        ("two dozen", 24),
        ("ninety-nine dozen", 1188),
        ("three dozens", 36),
        ("1.5 hundred", 150),
        ("one and a half dozen", 18),
        ("two and a half dozen", 30),
        ("92,2 million", 92_200_000),
        ("1,25 billion", 1_250_000_000),
        ("no", 0),
    ],
)
def test_a_phrase_has_an_exact_value(phrase: str, number: int) -> None:
    assert value_of_phrase(phrase) == number


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "and",
        "9/5",
        "3/3",
        "2 9/5",
        "9/5 million",
        "2-1/2",
        "a thirds",
        "two third",
        "three and two halves",
        "two and five quarters",
        "20-30",
        "two three",
        "twenty twelve",
        "dozens",
        "a hundred dozen",
        "five dozen and one",
        "five dozen one",
        "two thousand one thousand",
        "one hundred and",
        "two hundred hundred",
        "thousand hundred",
        "k",
        "m",
        "two point",
        "one point one hundred",
        "dozens point five",
        "two point five twelve",
        "92,2",
        "92,2 dozen",
    ],
)
def test_what_is_no_definite_number_has_none(phrase: str) -> None:
    assert value_of_phrase(phrase) is None


@pytest.mark.parametrize(
    ("phrase", "number"),
    [
        ("half", Fraction(1, 2)),
        ("3/4", Fraction(3, 4)),
        ("a half", Fraction(1, 2)),
        ("a third", Fraction(1, 3)),
        ("an eighth", Fraction(1, 8)),
        ("two-fifths", Fraction(2, 5)),
        ("thirty hundredths", Fraction(3, 10)),
        ("three twenty-firsts", Fraction(1, 7)),
        ("twenty-five thirty-seconds", Fraction(25, 32)),
        ("sixty sevenths", Fraction(60, 7)),
        ("other thirds", None),
        ("half a million", None),
        ("two", None),
        ("a second", None),
        ("two and two thirds", None),
    ],
)
def test_a_share_is_a_fraction_of_something_unsaid(phrase: str, number: Fraction | None) -> None:
    assert value_of_share(phrase) == number
    assert number is None or value_of_phrase(phrase) == number


@pytest.mark.parametrize(
    ("phrase", "hundredths"),
    [
        ("two point oh five", 205),
        ("one point nine", 190),
        ("one point ten", 110),
        ("one point ninety-nine", 199),
        ("two point zero five million", 205_000_000),
        ("two point five thousand million", 250_000_000_000),
    ],
)
def test_a_spoken_point_stands_before_figures_or_a_number_of_two(phrase: str, hundredths: int) -> None:
    assert value_of_phrase(phrase) == Fraction(hundredths, 100)


def test_mil_and_cr_are_scales_of_money_alone() -> None:
    assert value_of_phrase("750 mil") is value_of_phrase("5 cr") is None
    assert value_of_phrase("750 mil", money=True) == 750_000_000
    assert value_of_phrase("5 cr", money=True) == 50_000_000


@given(st.integers(1000, 10**15 - 1))
def test_full_stops_that_group_by_threes_are_taken_out(number: int) -> None:
    assert without_stops(f"some {number:,} of".replace(",", ".")) == f"some {number} of"


@pytest.mark.parametrize(
    "text",
    [
        "1.5",
        "1.50",
        "1.5000",
        "0.500",
        "1234.567",
        "1.500 million",
        "1.500m",
        "1.500,5",
        "2.1.500",
        "192.168.1.20",
    ],
)
def test_any_other_full_stop_stays(text: str) -> None:
    assert without_stops(text) == text


def test_one_letter_means_millions_only_of_money() -> None:
    assert value_of_phrase("5m") is None
    assert value_of_phrase("5m", money=True) == 5_000_000


def test_no_words_are_no_number() -> None:
    assert value_of_words([]) is None


@given(st.integers(1, 10**15 - 1), st.sampled_from(["and ", ""]))
def test_any_number_in_words_has_its_value(number: int, joint: str) -> None:
    words = spell(number, joint)
    assert value_of_phrase(words) == value_of_words(words.replace("-", " ").split()) == number


@given(st.integers(0, 10**15 - 1), st.sampled_from([str, "{:,}".format, indian]))
def test_any_number_in_figures_has_its_value(number: int, write: Callable[[int], str]) -> None:
    figures = write(number)
    assert value_of_phrase(figures) == value_of_figures(figures) == number


@given(st.integers(1, 10**6), st.integers(1, 99), st.sampled_from([10**6, 10**9]))
def test_any_decimal_is_exact(whole: int, hundredths: int, scale: int) -> None:
    word = {10**6: "million", 10**9: "billion"}[scale]
    exact = Fraction((whole * 100 + hundredths) * scale, 100)
    assert value_of_phrase(f"{whole}.{hundredths:02} {word}") == exact


@given(st.text("0123456789,."))
def test_figures_grouped_in_any_other_way_have_no_value(figures: str) -> None:
    found = value_of_figures(figures)
    if found is not None:
        whole = int(found)
        assert figures.partition(".")[0] in (str(whole), f"{whole:,}", indian(whole))
