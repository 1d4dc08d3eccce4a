from __future__ import annotations

import pytest

from annotators import numbers
from annotators.number_reader import NumberReader
from tests.factories import guidelines

CURRENCIES = {"Gil": "XGL", "$": "USD"}


@pytest.fixture
def reader() -> NumberReader:
    return NumberReader(CURRENCIES, guidelines())


@pytest.mark.parametrize("text", ["70", "dozens", "up to 100", "no number"])
def test_a_phrase_is_read_as_without_a_memory_and_again(reader: NumberReader, text: str) -> None:
    expected = numbers.read_quantity(text, vague=guidelines())
    assert (reader.quantity(text), reader.quantity(text)) == (expected, expected)


@pytest.mark.parametrize("text", ["$5", "5 million Gil", "5 stones"])
def test_a_sum_is_read_as_without_a_memory_and_again(reader: NumberReader, text: str) -> None:
    expected = numbers.read_money(text, CURRENCIES, vague=guidelines())
    assert (reader.money(text), reader.money(text)) == (expected, expected)


def test_a_currency_is_known_in_any_case(reader: NumberReader) -> None:
    assert (reader.currency("GIL"), reader.currency("lira")) == ("XGL", None)


def test_what_is_vague_depends_on_the_policy(reader: NumberReader) -> None:
    assert reader.quantity("dozens") != NumberReader({}).quantity("dozens")
