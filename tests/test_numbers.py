from __future__ import annotations

import csv
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from annotators import numbers
from annotators.folding import fold
from annotators.numbers import (
    DEFAULT_VAGUE,
    Quantity,
    money_pattern,
    own_start,
    read_cardinal,
    read_money,
    read_ordinal,
    read_quantity,
    stands_alone,
)

LISTS = Path(__file__).parent.parent / "rules" / "lists"


def rows() -> list[dict[str, str]]:
    with (LISTS / "currencies.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


CURRENCIES = {
    name: row["code"] for row in rows() for name in (row["name"], *row["aliases"].split(";")) if name
}
SOURCES = {
    "CARDINAL": numbers.CARDINAL,
    "ORDINAL": numbers.ORDINAL,
    "RANGE": numbers.RANGE,
    "BOUND": numbers.BOUND,
    "QUANTITY": numbers.QUANTITY,
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


def spell(number: int, joint: str = "and ") -> str:
    """A whole number below a quadrillion in words; `joint` stands between hundred and what follows."""
    units = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen"
    ).split()
    tens = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
    if number < 20:
        return units[number]
    if number < 100:
        return tens[number // 10] + (f"-{units[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" {joint}{spell(number % 100)}" if number % 100 else ""
        return f"{units[number // 100]} hundred{rest}"
    for scale, word in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand")):
        if number >= scale:
            left, right = divmod(number, scale)
            # English has an "and" before a last group below a hundred.
            link = f" {joint}" if 0 < right < 100 else " "
            return f"{spell(left, joint)} {word}" + (link + spell(right, joint) if right else "")
    raise AssertionError(number)


def indian(number: int) -> str:
    head, tail = str(number)[:-3], str(number)[-3:]
    groups = [tail]
    while head:
        head, group = head[:-2], head[-2:]
        groups.insert(0, group)
    return ",".join(groups)


def value(number: float, *, approximate: bool = False) -> Quantity:
    return Quantity(value=number, approximate=approximate)


def least(number: float, *, approximate: bool = False) -> Quantity:
    return Quantity(min=number, approximate=approximate)


def most(number: float, *, approximate: bool = False) -> Quantity:
    return Quantity(max=number, approximate=approximate)


def between(low: float, high: float, *, approximate: bool = False) -> Quantity:
    return Quantity(min=low, max=high, approximate=approximate)


DEFINITE = {
    "70": 70,
    "1,500": 1500,
    "250000": 250_000,
    "200 000": 200_000,
    "1\u202f234\u202f567": 1_234_567,
    "1,50,000": 150_000,
    "2.5 million": 2_500_000,
    "0.5 million": 500_000,
    "2.3 million": 2_300_000,
    "1.500": 1.5,
    "3million": 3_000_000,
    "20k": 20_000,
    "1.2bn": 1_200_000_000,
    "5 lakh": 500_000,
    "2.65 crore": 26_500_000,
    "ten crores": 100_000_000,
    "seventy-two": 72,
    "seventy two": 72,
    "a hundred": 100,
    "twelve hundred": 1200,
    "3 hundred": 300,
    "one hundred and six": 106,
    "two hundred and fifty thousand": 250_000,
    "two million five hundred thousand": 2_500_000,
    "a thousand and one": 1001,
    "half a million": 500_000,
    "half-a-dozen": 6,
    "a quarter of a million": 250_000,
    "three quarters of a million": 750_000,
    "one and a half million": 1_500_000,
    "a million and a half": 1_500_000,
    "two-and-a-half": 2.5,
    "2 1/2 million": 2_500_000,
    "2½ million": 2_500_000,
    "a dozen": 12,
    "two dozen": 24,
    "a pair of": 2,
    "one": 1,
    "no": 0,
}
VAGUE = {
    "a couple of": 2,
    "several": 3,
    "a few": 3,
    "a number of": 3,
    "tens": 20,
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2000,
    "millions": 2_000_000,
    "tens of thousands": 20_000,
    "hundreds of thousands": 200_000,
    "tens of millions": 20_000_000,
    "hundreds and hundreds": 200,
    "several dozen": 36,
    "several hundred": 300,
    "several thousand": 3000,
    "several tens of thousands": 30_000,
    "a few hundred thousand": 300_000,
    "a couple of hundred": 200,
    "a couple hundred": 200,
}
QUANTITIES = {
    "at least 12": least(12),
    "more than 50": least(50),
    "well over 500": least(500),
    "a little over 100": least(100),
    "no fewer than two dozen": least(24),
    "not less than 12": least(12),
    "upwards of 90": least(90),
    "a minimum of 3": least(3),
    "more than a dozen": least(12),
    "at least about 50": least(50, approximate=True),
    "at least several hundred": least(300, approximate=True),
    "fewer than 10": most(10),
    "less than half a million": most(500_000),
    "up to 100": most(100),
    "as many as 30": most(30),
    "at most five": most(5),
    "no more than 12": most(12),
    "a maximum of 3": most(3),
    "just under a thousand": most(1000),
    "up to around 70": most(70, approximate=True),
    "around 70": value(70, approximate=True),
    "about 70": value(70, approximate=True),
    "Some 700,000": value(700_000, approximate=True),
    "nearly 1,000": value(1000, approximate=True),
    "almost a dozen": value(12, approximate=True),
    "roughly five": value(5, approximate=True),
    "an estimated 4,000": value(4000, approximate=True),
    "close to 50": value(50, approximate=True),
    "just short of 100": value(100, approximate=True),
    "≈5,000": value(5000, approximate=True),
    "a dozen or so": value(12, approximate=True),
    "20-odd": value(20, approximate=True),
    "70 or more": least(70),
    "50-plus": least(50),
    "300+": least(300),
    "100 or fewer": most(100),
    "about 500 or more": least(500, approximate=True),
    "20-30": between(20, 30),
    "20–30": between(20, 30),
    "20—30": between(20, 30),
    "150 –180": between(150, 180),
    "16,000-17,500": between(16_000, 17_500),
    "between 20 and 30": between(20, 30),
    "between 20-30": between(20, 30),
    "from 20 to 30": between(20, 30),
    "20 to 30": between(20, 30),
    "five or six": between(5, 6),
    "2 to 3 million": between(2_000_000, 3_000_000),
    "2-3 million": between(2_000_000, 3_000_000),
    "two or three dozen": between(24, 36),
    "five or six hundred thousand": between(500_000, 600_000),
    "five hundred to six hundred thousand": between(500_000, 600_000),
    "between one hundred and two hundred and fifty": between(100, 250),
    "between 500 and 1 million": between(500, 1_000_000),
    "20 to 30,000": between(20_000, 30_000),
    "about 10-15": between(10, 15, approximate=True),
    "an estimated 12 to 18 million": between(12_000_000, 18_000_000, approximate=True),
    "an estimated between 20 and 30": between(20, 30, approximate=True),
    "200–220+": least(200),
    "between 2 million and more than 5 million": least(2_000_000),
    "at least 20 to 30": least(20),
    "up to 20 or 30": most(30),
    "hundreds of thousands to millions": least(200_000, approximate=True),
    "dozens if not hundreds": least(24, approximate=True),
    "almost no": value(0, approximate=True),
}
MONEY = {
    "$100,000": ("USD", value(100_000)),
    "US$22,200": ("USD", value(22_200)),
    "USD$300": ("USD", value(300)),
    "$1.2bn": ("USD", value(1_200_000_000)),
    "£3m": ("GBP", value(3_000_000)),
    "€5 million": ("EUR", value(5_000_000)),
    "5 €": ("EUR", value(5)),
    "500$": ("USD", value(500)),
    "C$5": ("CAD", value(5)),
    "A$5": ("AUD", value(5)),
    "NT$50,000": ("TWD", value(50_000)),
    "$500 CAD": ("CAD", value(500)),
    "₹1,50,000": ("INR", value(150_000)),
    "₺500": ("TRY", value(500)),
    "₪20": ("ILS", value(20)),
    "₽20": ("RUB", value(20)),
    "Tk 2.65 crore": ("BDT", value(26_500_000)),
    "Rs 500": ("INR", value(500)),
    "Rs.500": ("INR", value(500)),
    "Rs five lakh": ("INR", value(500_000)),
    "RMB 20 million": ("CNY", value(20_000_000)),
    "USD 5,000": ("USD", value(5000)),
    "5,000 USD": ("USD", value(5000)),
    "N5 million": ("NGN", value(5_000_000)),
    "R500 million": ("ZAR", value(500_000_000)),
    "TRY 500 million": ("TRY", value(500_000_000)),
    "100,000 dollars": ("USD", value(100_000)),
    "5 million U.S. dollars": ("USD", value(5_000_000)),
    "2 million euros": ("EUR", value(2_000_000)),
    "10-million-euro": ("EUR", value(10_000_000)),
    "500 pounds": ("GBP", value(500)),
    "10 billion Syrian pounds": ("SYP", value(10_000_000_000)),
    "500 Egyptian pounds": ("EGP", value(500)),
    "500 lira": ("TRY", value(500)),
    "3 million Lebanese liras": ("LBP", value(3_000_000)),
    "3 million Syrian\nlira": ("SYP", value(3_000_000)),
    "800 Pakistani rupees": ("PKR", value(800)),
    "7 billion won": ("KRW", value(7_000_000_000)),
    "900 złotys": ("PLN", value(900)),
    "200 Kuwaiti dinars": ("KWD", value(200)),
    "200 dinars": (None, value(200)),
    "billions of dollars": ("USD", least(2_000_000_000, approximate=True)),
    "hundreds of thousands of euros": ("EUR", least(200_000, approximate=True)),
    "several million euros": ("EUR", least(3_000_000, approximate=True)),
    "half a million dollars": ("USD", value(500_000)),
    "up to $100,000": ("USD", most(100_000)),
    "nearly $390 million": ("USD", value(390_000_000, approximate=True)),
    "more than 150,000 yuan": ("CNY", least(150_000)),
    "100 dollars or more": ("USD", least(100)),
    "$300+": ("USD", least(300)),
    "$20-30 million": ("USD", between(20_000_000, 30_000_000)),
    "$20m-$30m": ("USD", between(20_000_000, 30_000_000)),
    "between $20 million and $30 million": ("USD", between(20_000_000, 30_000_000)),
    "between 20 and 30 million dollars": ("USD", between(20_000_000, 30_000_000)),
    "between Rs 500 and Rs 1,000": ("INR", between(500, 1000)),
    "from $5 to $10": ("USD", between(5, 10)),
    "100 to 200 dollars": ("USD", between(100, 200)),
}
ORDINALS = {
    "1st": 1,
    "4th": 4,
    "3d": 3,
    "103d": 103,
    "22nd": 22,
    "22th": 22,
    "111th": 111,
    "158th": 158,
    "1,000th": 1000,
    "Fourth": 4,
    "TWELFTH": 12,
    "twenty-first": 21,
    "fortieth": 40,
    "hundredth": 100,
    "one hundred and fifty-eighth": 158,
}
NO_NUMBER = (
    "",
    "some",
    "many",
    "half",
    "two-thirds",
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


@pytest.mark.parametrize(("phrase", "number"), DEFINITE.items())
def test_a_definite_number_has_a_value(phrase: str, number: float) -> None:
    expected = Quantity(value=number)
    assert read_cardinal(phrase) == read_quantity(phrase) == expected
    assert type(read_cardinal(phrase).value) is type(number)  # type: ignore[union-attr]


@pytest.mark.parametrize(("phrase", "number"), VAGUE.items())
def test_a_vague_number_has_a_minimum(phrase: str, number: int) -> None:
    assert read_cardinal(phrase) == read_quantity(phrase) == Quantity(min=number, approximate=True)


@pytest.mark.parametrize(("phrase", "quantity"), QUANTITIES.items())
def test_bounds_hedges_and_ranges_set_their_fields(phrase: str, quantity: Quantity) -> None:
    assert read_quantity(phrase) == quantity


@pytest.mark.parametrize(("phrase", "expected"), MONEY.items())
def test_money_has_a_currency(phrase: str, expected: tuple[str | None, Quantity]) -> None:
    quantity = read_money(phrase, CURRENCIES)
    code, amount = expected
    assert quantity == Quantity(amount.value, amount.min, amount.max, amount.approximate, code)


@pytest.mark.parametrize(("phrase", "number"), ORDINALS.items())
def test_an_ordinal_has_a_number(phrase: str, number: int) -> None:
    assert read_ordinal(phrase) == number


@pytest.mark.parametrize("phrase", NO_NUMBER)
def test_what_is_no_quantity_reads_as_none(phrase: str) -> None:
    assert read_quantity(phrase) is None
    assert read_cardinal(phrase) is None


@pytest.mark.parametrize("phrase", NO_MONEY)
def test_what_is_no_sum_of_money_reads_as_none(phrase: str) -> None:
    assert read_money(phrase, CURRENCIES) is None


@pytest.mark.parametrize("phrase", NO_ORDINAL)
def test_what_is_no_ordinal_reads_as_none(phrase: str) -> None:
    assert read_ordinal(phrase) is None


@pytest.mark.parametrize("phrase", [*DEFINITE, *VAGUE])
def test_the_cardinal_source_finds_exactly_the_phrase(phrase: str) -> None:
    assert found("CARDINAL", f"They saw {phrase} new tanks.") == [phrase]


@pytest.mark.parametrize("phrase", [*DEFINITE, *VAGUE, *QUANTITIES])
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


@pytest.mark.parametrize("phrase", [p for p, q in QUANTITIES.items() if q.min and q.max and p[0] in "2bf"])
def test_the_range_source_finds_exactly_the_phrase(phrase: str) -> None:
    assert found("RANGE", f"They saw {phrase} new tanks.") == [phrase]


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


def test_the_vague_table_can_be_changed() -> None:
    mine = {**DEFAULT_VAGUE, "dozens": 36, "several hundred": 400}
    assert read_cardinal("dozens", vague=mine) == least(36, approximate=True)
    assert read_quantity("several hundred", vague=mine) == least(400, approximate=True)
    assert read_cardinal("scores", vague={"dozens": 24}) is None


@pytest.mark.parametrize(
    ("text", "number", "alone"),
    [
        ("saw 72 tanks", "72", True),
        ("a 48-truck convoy", "48", True),
        ("the army—72 of them", "72", True),
        ("(72)", "72", True),
        ("killing 72.", "72", True),
        ("72, he said", "72", True),
        ("one third-party plan", "one", True),
        ("two quarter-finals", "two", True),
        ("No. 5", "5", True),
        ("a T-72 tank", "72", False),
        ("a T‑72 tank", "72", False),
        ("192.168.1", "168", False),
        ("on 2014-05-06", "05", False),
        ("at 10:30", "10", False),
        ("at 10:30", "30", False),
        ("in 2015/16", "2015", False),
        ("72% of them", "72", False),
        ("only $72", "72", False),
        ("#72", "72", False),
        ("the 72's", "72", False),
        ("two-thirds of them", "two", False),
        ("two\u0301", "two", False),
        ("the twenty-fifth", "twenty", False),
        ("No. 5", "No", False),
    ],
)
def test_a_number_inside_something_else_does_not_stand_alone(text: str, number: str, alone: bool) -> None:
    start = text.index(number)
    assert stands_alone(text, start, start + len(number)) is alone


@pytest.mark.parametrize(
    ("text", "phrase", "rest"),
    [
        ("turned over dozens of trucks", "over dozens", "dozens"),
        ("Talks about two men", "about two", "two"),
        ("killed over 20 men", "over 20", "over 20"),
        ("Over 20 men", "Over 20", "Over 20"),
    ],
)
def test_a_preposition_of_the_word_before_is_no_bound(text: str, phrase: str, rest: str) -> None:
    start = text.index(phrase)
    end = start + len(phrase)
    assert text[own_start(text, start, end) : end] == rest


def test_the_currency_list_covers_iso_4217() -> None:
    assert sorted(set(CODES) - set(CURRENCIES.values())) == []


def test_no_currency_name_stands_twice() -> None:
    names = [name for row in rows() for name in (row["name"], *row["aliases"].split(";")) if name]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("name", CURRENCIES)
def test_every_currency_name_is_found_and_read(name: str) -> None:
    sign = any(unicodedata.category(c) == "Sc" for c in name)
    before = sign or len(name) == 1
    phrase = f"{name}5 million" if before else f"5 million {name}"
    assert found("MONEY", f"worth {phrase} today") == [phrase]
    quantity = read_money(phrase, CURRENCIES)
    if name == "pound":  # "a 5 million pound" says no more than "a 500 pound bomb"
        assert quantity is None
        return
    assert quantity == Quantity(value=5_000_000, currency=CURRENCIES[name] or None)


@given(st.integers(1, 10**15 - 1), st.sampled_from(["and ", ""]))
def test_any_number_in_words_reads_back(number: int, joint: str) -> None:
    phrase = spell(number, joint)
    assert read_cardinal(phrase) == value(number)
    assert found("CARDINAL", f"They saw {phrase} tanks.") == [phrase]


@given(st.integers(0, 10**15 - 1), st.sampled_from([str, "{:,}".format, indian]))
def test_any_number_in_figures_reads_back(number: int, write: Callable[[int], str]) -> None:
    phrase = write(number)
    assert read_cardinal(phrase) == value(number)
    assert found("CARDINAL", f"They saw {phrase} tanks.") == [phrase]


@given(st.integers(1, 10**6), st.integers(1, 99), st.sampled_from([10**6, 10**9]))
def test_any_decimal_is_exact(whole: int, hundredths: int, scale: int) -> None:
    word = {10**6: "million", 10**9: "billion"}[scale]
    assert read_cardinal(f"{whole}.{hundredths:02} {word}") == value(
        (whole * 100 + hundredths) * scale // 100
    )


@given(st.integers(1, 10**9), st.sampled_from(sorted(numbers._LEADS)))
def test_any_bound_word_sets_its_field(number: int, lead: str) -> None:
    phrase = f"{lead} {number:,}"
    quantity = read_quantity(phrase)
    assert (
        quantity
        == {"min": least(number), "max": most(number), "near": value(number, approximate=True)}[
            numbers._LEADS[lead]
        ]
    )
    assert found("QUANTITY", f"They saw {phrase} tanks.") == [phrase]


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
    assert found("RANGE", f"They saw {phrase} tanks.") == [phrase]


@given(
    st.sampled_from(sorted({*DEFINITE, *VAGUE, *QUANTITIES})), st.sampled_from(["NFD", "NFC"]), st.booleans()
)
def test_spelling_noise_changes_nothing(phrase: str, form: str, broken: bool) -> None:
    noisy = unicodedata.normalize(form, phrase.upper() if broken else phrase)  # type: ignore[arg-type]
    noisy = noisy.replace(" ", "\r\n") if broken else noisy.replace(" ", "\xa0")
    assert read_quantity(noisy) == read_quantity(phrase)


@given(st.text() | st.text("0123456789 ,.-/$€½andhulfotrwy"))
def test_no_text_makes_a_reader_fail(text: str) -> None:
    for quantity in (read_quantity(text), read_cardinal(text), read_money(text, CURRENCIES)):
        if quantity is not None:
            assert (quantity.value, quantity.min, quantity.max) != (None, None, None)
    read_ordinal(text)
    for start in range(min(len(text), 20)):
        stands_alone(text, start, start + 1)
        own_start(text, start, start + 1)


@given(st.text("0123456789 ,.-/$xtwohundredandfiveoverabout", max_size=60))
def test_whatever_a_source_finds_a_reader_accepts_or_refuses(text: str) -> None:
    for name in ("CARDINAL", "QUANTITY", "RANGE"):
        for phrase in found(name, text):
            assert phrase == phrase.strip()
            read_quantity(phrase)
