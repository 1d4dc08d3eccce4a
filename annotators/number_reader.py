"""Number phrases read by one count policy, each once: an article has few that the one before had not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from annotators import numbers
from annotators.numbers import Quantity
from annotators.vague import VagueTable

_REMEMBERED = 2_000  # phrases: memory is bounded whatever the corpus


class NumberReader:
    """Reads quantities and sums of money. `currencies` maps names and signs to ISO 4217 codes."""

    def __init__(self, currencies: Mapping[str, str], vague: VagueTable = numbers.NO_VAGUE) -> None:
        self._by_name = {name.lower(): code for name, code in currencies.items()}

        @lru_cache(_REMEMBERED)
        def quantity(text: str) -> Quantity | None:
            return numbers.read_quantity(text, vague=vague)

        @lru_cache(_REMEMBERED)
        def money(text: str) -> Quantity | None:
            return numbers.read_money(text, currencies, vague=vague)

        self._quantity, self._money = quantity, money

    def quantity(self, text: str) -> Quantity | None:
        """As `numbers.read_quantity`."""
        return self._quantity(text)

    def money(self, text: str) -> Quantity | None:
        """As `numbers.read_money`."""
        return self._money(text)

    def currency(self, name: str) -> str | None:
        """The code of the currency called `name`, in any case; None where there is none."""
        return self._by_name.get(name.lower())
