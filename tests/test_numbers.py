from __future__ import annotations

import unicodedata
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators import numbers
from annotators.number_words import LEADS
from annotators.numbers import Quantity, read_ordinal
from annotators.vague import VagueNumber
from tests.factories import guidelines
from tests.phrases import (
    CURRENCIES,
    DEFINITE,
    MONEY,
    ORDINALS,
    QUANTITIES,
    SHARES,
    VAGUE,
    WITH_PART,
    least,
    most,
    value,
)

read_quantity = partial(numbers.read_quantity, vague=guidelines())
read_money = partial(numbers.read_money, vague=guidelines())

NO_NUMBER = (
    "",
    "some",
    "many",
    "halves",
    "a thirds",
    "two third",
    "a second",
    "9/5",
    "1/1",
    "two point",
    "two point hundred",
    "more than 300 but fewer than 100",
    "more than 100 and fewer than 300",
    "20 but fewer than 30",
    "more than dozens but fewer than 300",
    "at least 20 but fewer than hundreds",
    "more than 50 but fewer than ever",
    "more than ever but fewer than 50",
    "at least 20 but no more than 20",
    "few",
    "1,5oo",
    "12,34",
    "1.2.3",
    "1.234.567",
    "007",
    "2S1",
    "5m",
    "70²",
    "k",
    "two three",
    "twenty-twelve",
    "hundred thousand million hundred",
    "30-20",
    "20 to 20",
    "0 to 5",
    "between up to 20 and 30",
    "2014-15",
    "2003-2011",
    "between 2003 and 2011",
    "20 — 30",
    "between 20",
    "20 or le\u017fs",
    "more than",
    "more than no",
    "at least at most 5",
    "9" * 5000,
    "one " * 5000,
)
NO_MONEY = (
    "500",
    "20 won",
    "R20",
    "COP 28",
    "500-pound",
    "2,000 pound",
    "X$5",
    "$5 €6",
    "between $5 and €6",
    "from €5 to £10",
    "dollars",
    "5 widgets",
)
NO_ORDINAL = (
    "3D",
    "3st",
    "0th",
    "last",
    "21",
    "20 first",
    "th",
    "fifty-twelfth",
    "1,0th",
    "a second",
    "nonth",
)


@pytest.mark.parametrize(("phrase", "number"), [*DEFINITE.items(), *WITH_PART.items()])
def test_a_definite_number_has_a_value(phrase: str, number: float) -> None:
    quantity = read_quantity(phrase)
    assert quantity == Quantity(value=number)
    assert quantity is not None
    assert type(quantity.value) is type(number)


@pytest.mark.parametrize(("phrase", "number"), VAGUE.items())
def test_a_vague_number_has_a_minimum(phrase: str, number: int) -> None:
    assert read_quantity(phrase) == Quantity(min=number, approximate=True)


@pytest.mark.parametrize(("phrase", "number"), SHARES.items())
def test_a_share_has_a_value(phrase: str, number: float) -> None:
    quantity = read_quantity(phrase)
    assert quantity is not None
    assert quantity.value == pytest.approx(number)
    assert read_quantity(f"more than {phrase}") == Quantity(min=quantity.value)


@pytest.mark.parametrize(("phrase", "quantity"), QUANTITIES.items())
def test_bounds_hedges_and_ranges_set_their_fields(phrase: str, quantity: Quantity) -> None:
    assert read_quantity(phrase) == quantity


@pytest.mark.parametrize(("phrase", "expected"), MONEY.items())
def test_money_has_a_currency(phrase: str, expected: tuple[str | None, Quantity]) -> None:
    quantity = read_money(phrase, CURRENCIES)
    code, amount = expected
    assert quantity == Quantity(amount.value, amount.min, amount.max, amount.approximate, code)


def test_two_bounds_of_one_sum_of_money_are_its_ends() -> None:
    both = read_money("more than 5m but less than 10m euros", CURRENCIES)
    assert both == Quantity(min=5_000_000, max=10_000_000, currency="EUR")


@pytest.mark.parametrize(("phrase", "number"), ORDINALS.items())
def test_an_ordinal_has_a_number(phrase: str, number: int) -> None:
    assert read_ordinal(phrase) == number


@pytest.mark.parametrize("phrase", NO_NUMBER)
def test_what_is_no_quantity_reads_as_none(phrase: str) -> None:
    assert read_quantity(phrase) is None


@pytest.mark.parametrize("phrase", NO_MONEY)
def test_what_is_no_sum_of_money_reads_as_none(phrase: str) -> None:
    assert read_money(phrase, CURRENCIES) is None


@pytest.mark.parametrize("phrase", NO_ORDINAL)
def test_what_is_no_ordinal_reads_as_none(phrase: str) -> None:
    assert read_ordinal(phrase) is None


def test_a_vague_number_is_what_the_table_says() -> None:
    mine = {("dozens",): VagueNumber(36, 60), ("several", "hundred"): VagueNumber(value=400)}
    assert numbers.read_quantity("dozens", vague=mine) == Quantity(min=36, max=60, approximate=True)
    assert numbers.read_quantity("several hundred", vague=mine) == Quantity(value=400, approximate=True)


@pytest.mark.parametrize(("phrase", "expected"), [("at least dozens", least(36)), ("up to dozens", most(36))])
def test_a_bound_before_a_vague_number_applies_to_its_least(phrase: str, expected: Quantity) -> None:
    read = numbers.read_quantity(phrase, vague={("dozens",): VagueNumber(36, 60)})
    assert read == Quantity(expected.value, expected.min, expected.max, approximate=True)


@pytest.mark.parametrize("phrase", ["scores", "thousands", "several hundred", "at least hundreds"])
def test_a_vague_word_that_the_table_lacks_is_no_number(phrase: str) -> None:
    assert numbers.read_quantity(phrase, vague={("dozens",): VagueNumber(24)}) is None
    assert numbers.read_quantity(phrase) is None


@given(st.integers(1, 10**9), st.sampled_from(sorted(LEADS)))
def test_any_bound_word_sets_its_field(number: int, lead: str) -> None:
    phrase = f"{lead} {number:,}"
    quantity = read_quantity(phrase)
    assert (
        quantity
        == {"min": least(number), "max": most(number), "near": value(number, approximate=True)}[LEADS[lead]]
    )


@given(
    st.lists(
        st.integers(1, 10**9).filter(lambda n: not 1900 <= n <= 2099), min_size=2, max_size=2, unique=True
    ),
    st.sampled_from(
        ["{:,}-{:,}", "{:,} to {:,}", "between {:,} and {:,}", "from {:,} to {:,}", "{:,} or {:,}"]
    ),
)
def test_any_rising_range_has_both_ends(ends: list[int], form: str) -> None:
    low, high = sorted(ends)
    phrase = form.format(low, high)
    quantity = read_quantity(phrase)
    assert quantity is not None
    assert quantity.max == high
    assert quantity.min in (low, low * 1000)  # 20 to 30,000 starts at 20,000
    assert read_quantity(form.format(high, low)) is None


@given(
    st.sampled_from(sorted({*DEFINITE, *WITH_PART, *SHARES, *VAGUE, *QUANTITIES})),
    st.sampled_from(["NFD", "NFC"]),
    st.booleans(),
)
def test_spelling_noise_changes_nothing(phrase: str, form: str, broken: bool) -> None:
    noisy = unicodedata.normalize(form, phrase.upper() if broken else phrase)  # type: ignore[arg-type]
    noisy = noisy.replace(" ", "\r\n") if broken else noisy.replace(" ", "\xa0")
    assert read_quantity(noisy) == read_quantity(phrase)


@given(st.text() | st.text("0123456789 ,.-/$€½andhulfotrwy"))
def test_no_text_makes_a_reader_fail(text: str) -> None:
    for quantity in (read_quantity(text), read_money(text, CURRENCIES)):
        if quantity is not None:
            assert (quantity.value, quantity.min, quantity.max) != (None, None, None)
    read_ordinal(text)
