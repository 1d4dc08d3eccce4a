from __future__ import annotations

import pytest

from annotators.currencies import is_abbreviation, is_sign, take_currency
from annotators.numbers import Quantity, read_money
from tests.phrases import CURRENCIES, currency_rows, price

# Every currency of ISO 4217 that people pay with.
CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP
LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR
PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC
SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER
ZAR ZMW ZWG
""".split()


@pytest.mark.parametrize(
    ("money", "rest", "code"),
    [
        ("$5", "5", "USD"),
        ("US$ 5", "5", "USD"),
        ("USD$5", "5", "USD"),
        ("$500 CAD", "500", "CAD"),
        ("5 million Syrian pounds", "5 million", "SYP"),
        ("billions of dollars", "billions", "USD"),
        ("10-million-euro", "10-million", "EUR"),
        ("between $5 and $6", "between 5 and 6", "USD"),
        ("200 dinars", "200", ""),
    ],
)
def test_a_sum_of_money_parts_into_its_amount_and_its_currency(money: str, rest: str, code: str) -> None:
    taken = take_currency(money, CURRENCIES)
    assert taken is not None
    assert (" ".join(taken[0].split()), taken[1]) == (rest, code)


@pytest.mark.parametrize("text", ["", "500", "£5 €6", "500-pound", "the 20 won", "R20"])
def test_no_currency_or_two_are_none(text: str) -> None:
    assert take_currency(text, CURRENCIES) is None


@pytest.mark.parametrize(
    ("name", "sign", "abbreviation"),
    [
        ("$", True, False),
        ("NT$", True, False),
        ("Rs", False, True),
        ("USD", False, True),
        ("euro", False, False),
    ],
)
def test_the_spelling_of_a_name_says_what_it_is(name: str, sign: bool, abbreviation: bool) -> None:
    assert (is_sign(name), is_abbreviation(name)) == (sign, abbreviation)


def test_the_currency_list_covers_iso_4217() -> None:
    assert sorted(set(CODES) - set(CURRENCIES.values())) == []


def test_no_currency_name_stands_twice() -> None:
    names = [name for row in currency_rows() for name in (row["name"], *row["aliases"].split(";")) if name]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("name", CURRENCIES)
def test_every_currency_name_is_read(name: str) -> None:
    quantity = read_money(price(name), CURRENCIES)
    if name == "pound":  # "a 5 million pound" says no more than "a 500 pound bomb"
        assert quantity is None
    else:
        assert quantity == Quantity(value=5_000_000, currency=CURRENCIES[name] or None)
