from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from annotators.article import read
from annotators.counts import resolve_counts
from annotators.document import Count
from annotators.match import Capture, Match
from annotators.number_reader import NumberReader
from annotators.pipeline import Annotator
from annotators.ruleset import load_rules
from annotators.testfile import unmark
from tests.factories import guidelines, seconds


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(load_rules(), None)


def attributes(count: Count) -> dict[str, object]:
    """What the count says, without what it leaves out."""
    found = {f.name: getattr(count, f.name) for f in dataclasses.fields(count) if f.name != "mention"}
    return {name: value for name, value in found.items() if value is not None and value is not False}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # a number and a noun
        ("freed [[70 Syrian officers and soldiers]].", {"value": 70, "what": "Syrian officers and soldiers"}),
        ("freed [[around 70 officers]].", {"value": 70, "approximate": True, "what": "officers"}),
        ("killed [[at least three children]].", {"min": 3, "what": "children"}),
        ("killed [[more than 50 fighters]].", {"min": 50, "what": "fighters"}),
        ("killed [[at least about 40 people]].", {"min": 40, "approximate": True, "what": "people"}),
        ("killed [[up to 100 fighters]].", {"max": 100, "what": "fighters"}),
        ("cost [[fewer than 40 lives]].", {"max": 40, "what": "lives"}),
        ("killed [[up to about 100 fighters]].", {"max": 100, "approximate": True, "what": "fighters"}),
        ("sent [[between 20 and 30 fighters]].", {"min": 20, "max": 30, "what": "fighters"}),
        ("sent [[20 to 30 fighters]].", {"min": 20, "max": 30, "what": "fighters"}),
        (
            "sent [[about 20 to 30 fighters]].",
            {"min": 20, "max": 30, "approximate": True, "what": "fighters"},
        ),
        ("There were [[no casualties]].", {"value": 0, "what": "casualties"}),
        ("[[One soldier]] was killed.", {"value": 1, "what": "soldier"}),
        ("[[A dozen men]] came.", {"value": 12, "what": "men"}),
        ("[[more than 2 million refugees]] fled", {"min": 2_000_000, "what": "refugees"}),
        ("lost [[1,234 men]] and", {"value": 1234, "what": "men"}),
        (
            "lost [[some 2.5 million people]] there",
            {"value": 2_500_000, "approximate": True, "what": "people"},
        ),
        # figures grouped by full stops, where nobody would count in thousandths
        ("armed [[1.500 men]] there", {"value": 1500, "what": "men"}),
        ("[[12.000 to 13.000 refugees]] came", {"min": 12_000, "max": 13_000, "what": "refugees"}),
        ("[[about 1.500 of them]] fled", {"value": 1500, "approximate": True}),
        ("[[1.234.567 people]] came", {"value": 1_234_567, "what": "people"}),
        ("lost [[1.250 million people]]", {"value": 1_250_000, "what": "people"}),
        # a noun phrase ends before the verb of the sentence
        ("[[Two airstrikes]] targeted warehouses", {"value": 2, "what": "airstrikes"}),
        ("[[two armed groups]] left", {"value": 2, "what": "armed groups"}),
        ("[[five arms related charges]] stood", {"value": 5, "what": "arms related charges"}),
        ("[[Two U.S. soldiers]] died", {"value": 2, "what": "U.S. soldiers"}),
        # vague words
        ("[[dozens of soldiers]] fled", {"min": 24, "approximate": True, "what": "soldiers"}),
        ("sent [[several hundred tanks]].", {"min": 300, "approximate": True, "what": "tanks"}),
        ("[[A couple of soldiers]] fled.", {"min": 2, "approximate": True, "what": "soldiers"}),
        # of a group
        ("[[Three of the detainees]] asked.", {"value": 3, "what": "detainees"}),
        ("lost [[12 of its fighters]].", {"value": 12, "what": "fighters"}),
        # without a noun
        ("killing [[at least 12]].", {"min": 12}),
        ("[[Thousands]] streamed out.", {"min": 2000, "approximate": True}),
        ("wounding [[dozens more]].", {"min": 24, "approximate": True}),
        ("[[nearly 100 of them]] fled", {"value": 100, "approximate": True}),
        # money
        ("cost [[$5 million]].", {"value": 5_000_000, "what": "money", "unit": "USD"}),
        (
            "cost [[about €3 billion]].",
            {"value": 3_000_000_000, "approximate": True, "what": "money", "unit": "EUR"},
        ),
        ("cost [[up to $100,000]].", {"max": 100_000, "what": "money", "unit": "USD"}),
        ("cost [[1.500 euros]].", {"value": 1.5, "what": "money", "unit": "EUR"}),
        ("raised [[RM750 mil]] there", {"value": 750_000_000, "what": "money", "unit": "MYR"}),
        ("took [[P65,000]] each", {"value": 65_000, "what": "money", "unit": "PHP"}),
        ("gave [[Rs. 10 lakh]] each", {"value": 1_000_000, "what": "money", "unit": "INR"}),
        ("gave [[SR 10 billion]] to it", {"value": 10_000_000_000, "what": "money", "unit": "SAR"}),
        ("gave [[EUR 4 million]] to 11 of it", {"value": 4_000_000, "what": "money", "unit": "EUR"}),
        ("gave [[$500]] to 14 of it", {"value": 500, "what": "money", "unit": "USD"}),
        ("gave [[€4m to €6m]] to it", {"min": 4_000_000, "max": 6_000_000, "what": "money", "unit": "EUR"}),
        (
            "gave [[$4 to 6 million]] to it",
            {"min": 4_000_000, "max": 6_000_000, "what": "money", "unit": "USD"},
        ),
        ("cost [[at least 300 Lebanese pounds]].", {"min": 300, "what": "money", "unit": "LBP"}),
        (
            "cost [[between $2 million and $3 million]].",
            {"min": 2_000_000, "max": 3_000_000, "what": "money", "unit": "USD"},
        ),
        (
            "cost [[hundreds of thousands of dollars]].",
            {"min": 200_000, "approximate": True, "what": "money", "unit": "USD"},
        ),
    ],
)
def test_a_quantity_has_the_attributes_that_the_text_gives(
    annotator: Annotator, marked: str, expected: dict[str, object]
) -> None:
    text, ((start, end),) = unmark(marked)
    (count,) = annotator.annotate(read(text.encode(), "a.txt")).counts or ()
    assert (count.mention.start, count.mention.end, count.mention.quote) == (start, end, text[start:end])
    assert attributes(count) == expected


@pytest.mark.parametrize(
    "text",
    [
        "In 2015 they came.",
        "three days later",
        "12 percent",
        "the 4th man",
        "one of the most",
        "at 11:30",
        "a 6.1 earthquake",
        "15.233 points",
        "2.5 of those asked",
        "the P5 members",
        "the 2-502 Infantry Regiment",
    ],
)
def test_numbers_that_count_nothing_are_no_counts(annotator: Annotator, text: str) -> None:
    assert annotator.annotate(read(text.encode(), "a.txt")).counts == ()


def test_counts_keep_text_order_place_line_and_rule(annotator: Annotator) -> None:
    text = "It freed 70 men.\r\nIt cost $5 and killed 12 women."
    counts = annotator.annotate(read(text.encode(), "a.txt")).counts or ()
    assert [(c.mention.quote, c.mention.start, c.mention.line, c.mention.by) for c in counts] == [
        ("70 men", 9, 1, "counts.noun"),
        ("$5", 26, 2, "counts.money"),
        ("12 women", 40, 2, "counts.noun"),
    ]


# What a rule of a user's pack may give


def resolved(marked: str, **captures: str) -> list[dict[str, object]]:
    """Of one match, marked with `[[ ]]`, with captures found by their text."""
    text, ((start, end),) = unmark(marked)
    given = {
        name: Capture(text.index(words), text.index(words) + len(words), words)
        for name, words in captures.items()
    }
    match = Match("count", "mine.a", start, end, {}, given)
    counts = resolve_counts(read(text.encode(), "a.txt"), [match], NumberReader({"gil": "XGL"}, guidelines()))
    return [attributes(count) for count in counts]


def test_a_match_without_a_quantity_is_no_count() -> None:
    assert resolved("saw [[many men]] there", what="men") == []


@pytest.mark.parametrize("capture", ["quantity", "money"])
def test_a_quantity_that_cannot_be_read_is_no_count(capture: str) -> None:
    assert resolved("saw [[very many men]] there", **{capture: "very many"}) == []


def test_currencies_are_those_of_the_packs() -> None:
    assert resolved("paid [[30 gil]] there", money="30 gil") == [
        {"value": 30, "what": "money", "unit": "XGL"}
    ]


@pytest.mark.parametrize(
    ("printed", "what"),
    [
        ("former officers", "former officers"),
        ("more  fighters\nand men", "fighters and men"),
        ("the officers", "officers"),
        ("their other men", "other men"),
        ("morel pickers", "morel pickers"),
    ],
)
def test_what_is_counted_is_on_one_line_without_determiners(printed: str, what: str) -> None:
    assert resolved(f"saw [[12 {printed}]] there", quantity="12", what=printed) == [
        {"value": 12, "what": what}
    ]


def test_a_vague_word_means_what_the_count_policy_says() -> None:
    annotator = Annotator(load_rules(), None, count_policy="acled")
    (count,) = annotator.annotate(read(b"killed dozens of men", "a.txt")).counts or ()
    assert attributes(count) == {"value": 12, "approximate": True, "what": "men"}


# Counts that are parts of others


def parts(annotator: Annotator, text: str) -> list[tuple[str, str]]:
    """(part, whole) of each count that is a part; what it points at is the mention of a count."""
    counts = annotator.annotate(read(text.encode(), "a.txt")).counts or ()
    spans = {(c.mention.quote, c.mention.start, c.mention.end) for c in counts}
    found = [(c.mention.quote, c.part_of) for c in counts if c.part_of is not None]
    assert {(whole.quote, whole.start, whole.end) for _, whole in found} <= spans
    return [(part, whole.quote) for part, whole in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("freed 70 men, including 12 officers", [("12 officers", "70 men")]),
        ("killed 20 people, among them five children", [("five children", "20 people")]),
        ("40 people were hurt in the raid, including 9 women", [("9 women", "40 people")]),
        ("30 detainees, 12 of whom were women, left", [("12 of whom", "30 detainees")]),
        ("30 detainees, 12 of them women, left", [("12 of them", "30 detainees")]),
        ("freed 12 of the 70 men", [("12", "70 men")]),
        ("Of the 70 men held there, 12 were freed", [("12", "70 men")]),
        ("70 men, including 12 officers and 3 medics", [("12 officers", "70 men"), ("3 medics", "70 men")]),
        (
            "70 men, including 12 officers, 3 medics and 2 clerks",
            [("12 officers", "70 men"), ("3 medics", "70 men"), ("2 clerks", "70 men")],
        ),
        ("up to 70 men, including 12 officers", [("12 officers", "up to 70 men")]),
        ("raised $70 million, including $12 million in cash", [("$12 million", "$70 million")]),
        # the nearest count before it
        ("killed 40 men and burned 9 lorries, including 2 buses", [("2 buses", "9 lorries")]),
    ],
)
def test_a_part_points_at_its_whole(annotator: Annotator, text: str, expected: list[tuple[str, str]]) -> None:
    assert parts(annotator, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "freed 70 men and 12 officers",
        "freed 70 men. Including 12 officers, they left",
        "freed 70 men, including 120 officers",
        "freed up to 70 men, including at least 90 officers",
        # what could not be a part stands between
        "82 attacks on 19 towns, including 30 raids, 10 air strikes and 3 fires",
        "paid $70 million, including 12 lorries",
        "freed 70 men, including an officer",
    ],
)
def test_no_part_where_the_text_gives_none(annotator: Annotator, text: str) -> None:
    assert parts(annotator, text) == []


def test_the_number_of_parts_costs_no_more_than_linear_time(annotator: Annotator) -> None:
    sentence = b"They freed 70 men, including 12 officers and 3 medics. "
    assert len(parts(annotator, (sentence * 3).decode())) == 6

    def run(times: int) -> Callable[[], object]:
        article = read(sentence * times, "a.txt")
        return lambda: annotator.annotate(article)

    assert seconds(run(1600), 3) < 20 * seconds(run(200), 3)  # 64 times, were it quadratic
