from __future__ import annotations

import pytest

from annotators import numbers
from annotators.number_reader import NumberReader
from tests.factories import guidelines

READER = NumberReader({"gil": "XGL", "$": "USD"}, guidelines())


@pytest.mark.parametrize("text", ["70", "dozens", "up to 100", "no number"])
def test_a_phrase_is_read_as_without_a_memory_and_again(text: str) -> None:
    expected = numbers.read_quantity(text, vague=guidelines())
    assert (READER.quantity(text), READER.quantity(text)) == (expected, expected)


@pytest.mark.parametrize("text", ["$5", "5 million gil", "5 stones"])
def test_a_sum_is_read_as_without_a_memory_and_again(text: str) -> None:
    expected = numbers.read_money(text, {"gil": "XGL", "$": "USD"}, vague=guidelines())
    assert (READER.money(text), READER.money(text)) == (expected, expected)


def test_a_currency_is_known_in_any_case() -> None:
    assert (READER.currency("GIL"), READER.currency("lira")) == ("XGL", None)


def test_what_is_vague_depends_on_the_policy() -> None:
    assert READER.quantity("dozens") != NumberReader({}).quantity("dozens")
