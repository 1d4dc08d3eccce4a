"""How well number phrases are read, against the cases of a public recogniser's test suite.

usage: bench/number_suite.py FILE

FILE is JSON lines: {"id", "text", "quantities": [{"start", "end", "value", "subtype"}]}, offsets in code
points, ranges as `[a,b)`, `(a,)`. The phrases are found the way the count rules find them: the sources of
`annotators.number_patterns` on the folded text, then the readers.

Each quantity of the file is one case, and so is each text where the suite finds none. A phrase that only
glossator finds is one more where the suite's recogniser of plain numbers read the text; its others (of
ranges, ordinals, percentages) leave plain numbers out. A case is right when its value agrees; of a range both
ends must, whether the suite counts the end in or not: `[20,30)` is 20 to 30 here.

What glossator leaves alone on purpose is told by `REASONS`, which look at the words of a case, and is left
out of the figure, right or wrong.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import re2

from annotators import number_context, number_patterns, numbers
from annotators.folding import fold
from annotators.rulefile import load_pack
from annotators.vague import VagueTable

ROOT = Path(__file__).parent.parent
CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    start: int
    end: int
    value: str  # empty where the suite finds nothing
    subtype: str

    @property
    def phrase(self) -> str:
        return self.text[self.start : self.end]

    @property
    def around(self) -> str:
        """The phrase with the words it is a part of."""
        before = re.search(r"\S*\Z", self.text[: self.start])
        after = re.match(r"\S*", self.text[self.end :])
        return (before[0] if before else "") + self.phrase + (after[0] if after else "")


@dataclass(frozen=True, slots=True)
class Found:
    start: int
    end: int
    quantity: numbers.Quantity


# Why a case is deliberately different: a name, what glossator does instead, and how the case is told.
def _percent(case: Case) -> bool:
    return (
        case.value.endswith("%") or case.value == "null" or "percent" in case.text or "per cent" in case.text
    )


def _relative(case: Case) -> bool:
    return case.value.startswith(("end", "current"))


_ORDINAL = re.compile(
    r"\d(?:st|nd|rd|th)\b|\b(?:first|second|\w*(?:th|third))\Z|\bthe \w+th and the \w+th\b|than the \w+th\b"
)


def _ordinal(case: Case) -> bool:
    if case.subtype == "fraction":
        return False
    return bool(_ORDINAL.search(case.phrase.lower())) and not re.match("[\\[(]?[0-9]+\\.", case.value)


def _negative(case: Case) -> bool:
    return case.value.lstrip("[(,").startswith("-")


def _power(case: Case) -> bool:
    return case.subtype == "power"


def _identifier(case: Case) -> bool:
    return bool(re.search(r"\d+\.\d+\.\d+\.\d+|\+\d", case.around) or re.search(r"\+\d", case.text))


def _code(case: Case) -> bool:
    return bool(re.fullmatch("0[0-9]+", case.phrase))


def _comma_list(case: Case) -> bool:
    return bool(re.search(r"\d,\d{1,2}(?!\d)", case.around)) and not re.fullmatch(
        r"\d{1,2}(,\d\d)*,\d{3}(\.\d+)?", case.phrase
    )


def _continental(case: Case) -> bool:
    return bool(re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+|\d+,\d{1,2}", case.phrase))


def _ratio(case: Case) -> bool:
    return case.subtype == "fraction" and bool(re.search(r"\b(over|out of|in)\b", case.phrase))


def _division(case: Case) -> bool:
    return bool(re.search(r"\d over \d", case.text))


def _improper(case: Case) -> bool:
    """More parts than make one, in words: twenty-three fifths."""
    if case.subtype != "fraction" or " and " in case.phrase:
        return False
    return float(case.value) > 1 and bool(re.search(r"(ths|halves|thirds|quarters)\Z", case.phrase))


def _long_denominator(case: Case) -> bool:
    return case.subtype == "fraction" and bool(re.search(r"(hundred and|thousand) \w+ths?\Z", case.phrase))


def _ordinal_part(case: Case) -> bool:
    """In "killed two and a third was hurt" it is the third one; the suite's ordinals read it so."""
    return bool(re.search(r" and an? (?!half|quarter)\w+(d|th)\Z", case.phrase))


def _letter_scale(case: Case) -> bool:
    return bool(re.fullmatch(r"[0-9.]+[GTM]", case.phrase))


def _notation(case: Case) -> bool:
    return bool(re.search(r"[<>=] ?[=<>]?-?\d|\d ?[<>=]|[=<>] [=<>]", case.text)) or " equal" in case.text


def _trailing_and_more(case: Case) -> bool:
    return case.phrase.endswith("and more")


def _mixed_spelling(case: Case) -> bool:
    return bool(re.search(r"\d (hundred|thousand) (and )?\d", case.text))


def _two_bounds(case: Case) -> bool:
    return case.value.count(",") == 1 and bool(
        re.match(r"(\w+ ){1,2}than .* and \w+ |at (most|least) .* and at |above .* and below ", case.phrase)
    )


def _pronoun(case: Case) -> bool:
    return not case.value and case.phrase.lower() == "one"


def _abbreviation(case: Case) -> bool:
    return bool(re.fullmatch(r"\d+ dzs|naught", case.phrase))


REASONS: tuple[tuple[str, str, Callable[[Case], bool]], ...] = (
    ("percentage", "a ratio is no count", _percent),
    ("relative position", "`the last but one` is no number", _relative),
    ("ordinal", "ordinals are read by `read_ordinal` and are no counts", _ordinal),
    ("negative", "nothing is counted below zero", _negative),
    ("power", "notation of science", _power),
    ("IP address or phone number", "a part of an identifier is no number", _identifier),
    ("leading zero", "a code", _code),
    ("continental comma", "in English 1,3 and 1.111,11 are slips; refused whole", _continental),
    ("list without blanks", "22,24,26 may be a number with a slip; refused whole", _comma_list),
    ("ratio of two numbers", "`two out of five` says two numbers, and the count rules want both", _ratio),
    ("spoken division", "in news `2,000 over 3 days` is two numbers", _division),
    ("more parts than one", "twenty-three fifths: arithmetic", _improper),
    ("denominator over a hundred, in words", "arithmetic", _long_denominator),
    ("N and a third", "the third one: an ordinal", _ordinal_part),
    ("letter scale", "10G is no number of a text", _letter_scale),
    ("comparison sign or `equal`", "formulas and conditions", _notation),
    ("and more", "in `20 and more than 30` it belongs to what follows", _trailing_and_more),
    (
        "two bounds joined by and",
        "`more than 40 and fewer than 60` may be two counts, and is read as two",
        _two_bounds,
    ),
    (
        "figures behind `hundred`",
        "`3 hundred and 21` may be two numbers, and is read as two",
        _mixed_spelling,
    ),
    ("pronoun", "`one`: the count rules tell it by the words around", _pronoun),
    ("abbreviation", "dzs, naught: not in news", _abbreviation),
)


@cache
def _vague() -> VagueTable:
    return load_pack(ROOT / "rules" / "counts.yaml").policies["guidelines"]


def find(text: str, currencies: dict[str, str]) -> list[Found]:
    """The quantities of `text`: sums of money first, then what overlaps none of them."""
    found: list[Found] = []
    folded = fold(text)
    for source, money in (
        (number_patterns.money_pattern(currencies), True),
        (number_patterns.QUANTITY, False),
    ):
        for match in _compiled(source).finditer(folded):
            start, end = match.start(), match.end()
            taken = any(f.start < end and start < f.end for f in found)
            if taken or not number_context.is_word(text, start, end):
                continue
            phrase = text[start:end]
            if money:
                read = numbers.read_money(phrase, currencies, vague=_vague())
            else:
                read = numbers.read_quantity(phrase, vague=_vague())
            if read is not None:
                found.append(Found(start, end, read))
    return sorted(found, key=lambda f: f.start)


@cache
def _compiled(source: str) -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(source.encode("ascii"), options)


def agrees(value: str, quantity: numbers.Quantity) -> bool:
    """Whether a reading says what the suite says: `[20,30)`, `(100,)`, `2.5`."""
    ours = [None if n is None else float(n) for n in (quantity.value, quantity.min, quantity.max)]
    if bounds := re.fullmatch(r"[\[(](.*),(.*)[\])]", value):
        low, high = (float(b) if b else None for b in bounds.groups())
        if low is not None and low == high and ours[0] is not None:
            return _close(ours[0], low)
        return _close(ours[1], low) and _close(ours[2], high) and ours[0] is None
    # The suite's plain numbers know no bounds: of "more than half" they are the half.
    said = [n for n in ours if n is not None]
    return len(said) == 1 and _close(said[0], float(value))


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= CLOSE * max(1.0, abs(other))


def judge(record: dict[str, Any], currencies: dict[str, str]) -> Iterator[tuple[str, Case, str]]:
    """Each case of a text: `right`, `wrong` or the name of a reason, the case, and what we read."""
    text = record["text"]
    found = find(text, currencies)
    cases = [
        Case(text, q["start"], q["end"], str(q["value"]), q.get("subtype") or "")
        for q in record["quantities"]
    ]
    free = list(found)
    for case in cases:
        over = [f for f in found if f.start < case.end and case.start < f.end]
        best = max(over, key=lambda f: min(f.end, case.end) - max(f.start, case.start), default=None)
        free = [f for f in free if f not in over]
        reason = _reason(case)
        right = not reason and best is not None and agrees(case.value, best.quantity)
        yield reason or ("right" if right else "wrong"), case, str(best and best.quantity)
    plain_numbers = "NumberModel" in record["id"]
    for extra in free if plain_numbers else ():
        case = Case(text, extra.start, extra.end, "", "")
        yield _reason(case) or "wrong", case, str(extra.quantity)
    if not cases and (not found or not plain_numbers):
        yield "right", Case(text, 0, len(text), "", ""), "None"


def _reason(case: Case) -> str | None:
    return next((name for name, _, holds in REASONS if holds(case)), None)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with (ROOT / "rules/lists/currencies.csv").open(encoding="utf-8", newline="") as file:
        currencies = {
            name: row["code"]
            for row in csv.DictReader(file)
            for name in (row["name"], *row["aliases"].split(";"))
            if name
        }
    verdicts: dict[str, list[tuple[Case, str]]] = defaultdict(list)
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        for verdict, case, read in judge(json.loads(line), currencies):
            verdicts[verdict].append((case, read))
    for name, why, _ in REASONS:
        if verdicts[name]:
            print(f"{len(verdicts[name]):4d} deliberately different: {name} ({why})")
            print("".join(f"       {case.phrase!r} in {case.text!r}\n" for case, _ in verdicts[name]), end="")
    for case, read in verdicts["wrong"]:
        print(f"wrong: {case.phrase!r} in {case.text!r}: suite {case.value or 'nothing'}, glossator {read}")
    right, wrong = len(verdicts["right"]), len(verdicts["wrong"])
    print(f"{right} of {right + wrong} right: {right / max(1, right + wrong):.3f}")


if __name__ == "__main__":
    main()
