"""Number phrases read by one count policy, each once: an article has few that the one before had not."""

from __future__ import annotations

from collections.abc import Mapping

from annotators import numbers
from annotators.numbers import Quantity
from annotators.vague import VagueTable

_REMEMBERED = 20_000  # phrases: memory is bounded whatever the corpus


class NumberReader:
    """Reads quantities and sums of money. `currencies` maps names and signs to ISO 4217 codes."""

    def __init__(self, currencies: Mapping[str, str], vague: VagueTable = numbers.NO_VAGUE) -> None:
        self._currencies = currencies
        self._by_name = {name.lower(): code for name, code in currencies.items()}
        self._vague = vague
        self._quantities: dict[str, Quantity | None] = {}
        self._sums: dict[str, Quantity | None] = {}

    def quantity(self, text: str) -> Quantity | None:
        """As `numbers.read_quantity`."""
        if text not in self._quantities:
            if len(self._quantities) > _REMEMBERED:
                self._quantities.clear()
            self._quantities[text] = numbers.read_quantity(text, vague=self._vague)
        return self._quantities[text]

    def money(self, text: str) -> Quantity | None:
        """As `numbers.read_money`."""
        if text not in self._sums:
            if len(self._sums) > _REMEMBERED:
                self._sums.clear()
            self._sums[text] = numbers.read_money(text, self._currencies, vague=self._vague)
        return self._sums[text]

    def currency(self, name: str) -> str | None:
        """The code of the currency called `name`, in any case; None where there is none."""
        return self._by_name.get(name.lower())
