"""Number phrases with what they say, and the currencies that ship."""

from __future__ import annotations

import csv
from pathlib import Path

from annotators.currencies import is_sign
from annotators.numbers import Quantity

LISTS = Path(__file__).parent.parent / "rules" / "lists"


def currency_rows() -> list[dict[str, str]]:
    with (LISTS / "currencies.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


CURRENCIES = {
    name: row["code"] for row in currency_rows() for name in (row["name"], *row["aliases"].split(";")) if name
}


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


def price(currency: str) -> str:
    """Five million of a currency, by its name or sign."""
    before = is_sign(currency) or len(currency) == 1
    return f"{currency}5 million" if before else f"5 million {currency}"


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
    "a hundred and fifty": 150,
    "1 000 000": 1_000_000,
    "1.2k": 1200,
    "15,00,000": 1_500_000,
    "2 lakh": 200_000,
    "a dozen": 12,
    "two dozen": 24,
    "a pair of": 2,
    "one": 1,
    "no": 0,
}
# Numbers with a fraction or a spoken point, which `CARDINAL` does not find whole.
WITH_PART = {
    "a third of a million": 10**6 / 3,
    "two and two thirds": 8 / 3,
    "six million and two thirds": 20 * 10**6 / 3,
    "one billion and three quarters million": 1_000_750_000,
    "three and a half thousand": 3500,
    "two point five million": 2_500_000,
    "one point zero three": 1.03,
    "two hundred point seventy-one": 200.71,
    "three quarters million": 750_000,
    "3/4 million": 750_000,
}
# Fractions of something unsaid: read, and no counts.
SHARES = {
    "half": 1 / 2,
    "a half": 1 / 2,
    "1/2": 1 / 2,
    "3/4": 3 / 4,
    "a third": 1 / 3,
    "one quarter": 1 / 4,
    "a twentieth": 1 / 20,
    "two-thirds": 2 / 3,
    "two thirds": 2 / 3,
    "three fifths": 3 / 5,
    "three quarters": 3 / 4,
    "one twenty-fifth": 1 / 25,
    "three twenty-firsts": 3 / 21,
    "nine tenths": 9 / 10,
    "¾": 3 / 4,
    "⅔": 2 / 3,
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
    "20 through 30": between(20, 30),
    "more than 100 but fewer than 300": between(100, 300),
    "at least a dozen but no more than 20": between(12, 20),
    "larger than 10": least(10),
    "less than or equal to 40": most(40),
    "five or six": between(5, 6),
    "2 to 3 million": between(2_000_000, 3_000_000),
    "2-3 million": between(2_000_000, 3_000_000),
    "two or three dozen": between(24, 36),
    "five or six hundred thousand": between(500_000, 600_000),
    "five hundred to six hundred thousand": between(500_000, 600_000),
    "between one hundred and two hundred and fifty": between(100, 250),
    "between 500 and 1 million": between(500, 1_000_000),
    "between one hundred and fifty and two hundred": between(150, 200),
    "between 1950 and 2500": between(1950, 2500),
    "2 to 3million": between(2_000_000, 3_000_000),
    "2 to 3-million": between(2_000_000, 3_000_000),
    "1,000 to 2,000 million": between(10**9, 2 * 10**9),
    "20 to 30,500": between(20, 30_500),
    "ten to 20,000": between(10, 20_000),
    "from 1 to 1 million": between(1, 1_000_000),
    "between about 20 and 30": between(20, 30, approximate=True),
    "20 to nearly 30": between(20, 30, approximate=True),
    "dozens to 100 thousand": between(24, 100_000, approximate=True),
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
    "up to 100 or more": value(100, approximate=True),
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
    "$20-30m": ("USD", between(20_000_000, 30_000_000)),
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
