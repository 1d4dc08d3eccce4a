"""Records are merged by name, and counts are added as they are documented to be."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.document import Count, Crossing, Document, Failure, Mention, Number, Person, Quote, Unit
from annotators.summary import Counted, Named, Summary
from tests.test_writer import WHOLE, documents

PLAIN = Mention("q", 0, 1, 1, "p.r")
DENIED = Mention("q", 0, 1, 1, "p.r", "denied", "assertions.deny")


def person(name: str, *roles: str, mentions: int = 1) -> Person:
    return Person(name, roles, (PLAIN,) * mentions)


def unit(name: str, country: str | None = None, kind: str = "army") -> Unit:
    return Unit(name, kind, None, country, (PLAIN,))


def crossing(name: str, id_: str | None = None, *countries: str) -> Crossing:
    return Crossing(name, "official", id_, countries, None, (PLAIN,))


def men(value: Number | None = None, low: Number | None = None, high: Number | None = None) -> Count:
    return Count(PLAIN, value, low, high, what="men")


def summed(*articles: Sequence[Person | Unit | Crossing | Count]) -> Summary:
    """The summary of articles in which that was found."""
    summary = Summary()
    for found in articles:
        people = tuple(each for each in found if isinstance(each, Person))
        units = tuple(each for each in found if isinstance(each, Unit))
        crossings = tuple(each for each in found if isinstance(each, Crossing))
        counts = tuple(each for each in found if isinstance(each, Count))
        summary.add(Document("a.txt", "0", people, units, crossings, counts))
    return summary


def total(*articles: Sequence[Count]) -> Counted:
    (found,) = summed(*articles).counted()
    return found


def test_articles_failures_and_mentions_are_counted() -> None:
    summary = summed([person("Ann", mentions=3), men(5)], [])
    summary.add(Failure("b.txt", "encoding", "no"))
    summary.add(Document("c.txt", "0", None, None, None, None))
    assert (summary.articles, summary.failures) == (3, 1)
    assert summary.mentions == {"people": 3, "counts": 1}


def test_a_person_of_two_articles_is_one_whatever_the_spelling_of_accents_and_case() -> None:
    summary = summed([person("José Ray", "mayor", mentions=2)], [person("JOSE RAY", "mayor", "farmer")])
    assert summary.named("people") == [Named("JOSE RAY", ("mayor", "farmer"), None, None, (), 2, 3)]
    summary = summed([person("Jose Ray")], [person("José Ray")], [person("José Ray")])
    assert summary.named("people")[0].name == "José Ray"


def test_a_surname_alone_is_another_person() -> None:
    assert summed([person("Ann Ray")], [person("Ray")]).size("people") == 2


def test_names_in_other_scripts_stay_apart() -> None:
    assert summed([person("Иван")], [person("Олег")]).size("people") == 2


def test_units_of_two_countries_are_two() -> None:
    summary = summed([unit("First Guard", "SY")], [unit("First Guard", "LB")], [unit("First Guard", "LB")])
    assert [(found.countries, found.articles) for found in summary.named("units")] == [
        (("LB",), 2),
        (("SY",), 1),
    ]


def test_crossings_with_one_id_are_one_and_others_go_by_name_and_countries() -> None:
    summary = summed(
        [crossing("Old Gate", "gate", "LB", "SY")],
        [crossing("The Gate", "gate", "LB", "SY")],
        [crossing("illegal routes", None, "LB", "SY"), crossing("illegal routes", None, "SD", "TD")],
    )
    assert [(found.name, found.id, found.articles) for found in summary.named("crossings")] == [
        ("Old Gate", "gate", 2),
        ("illegal routes", None, 1),
        ("illegal routes", None, 1),
    ]


def test_two_entities_of_one_name_in_an_article_are_one_article() -> None:
    (found,) = summed([unit("Guard"), unit("guard", kind="militia")]).named("units")
    assert (found.articles, found.mentions, found.kind) == (1, 2, "army")


def test_the_order_is_mentions_then_articles_then_name() -> None:
    summary = summed([person("C", mentions=2), person("A"), person("B")], [person("B"), person("D")])
    assert [found.name for found in summary.named("people")] == ["B", "C", "A", "D"]
    assert [found.name for found in summary.named("people", 2)] == ["B", "C"]


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ([men(5), men(7)], 12, 12),
        ([men(5), men(low=20, high=30)], 25, 35),
        ([men(5), men(low=20)], 25, None),
        ([men(5), men(high=20)], 5, 25),
        ([men(0.1), men(0.2)], 0.3, 0.3),
        ([men(10**400), men(0.5)], 10**400, 10**400),
    ],
)
def test_values_and_bounds_are_added(counts: list[Count], low: Number, high: Number | None) -> None:
    found = total(counts)
    assert (found.min, found.max) == (
        pytest.approx(low) if low < 1 else low,
        pytest.approx(high) if high is not None and high < 1 else high,
    )
    assert found.added == 2


@pytest.mark.parametrize(
    "left_out",
    [Count(DENIED, 9, what="men"), Count(PLAIN, 9, what="men", part_of=Quote("q", 0, 1)), men(), men(5)],
    ids=["denied", "a part", "without a number", "once more"],
)
def test_what_is_no_number_of_its_own_is_mentioned_but_not_added(left_out: Count) -> None:
    found = total([men(5), left_out])
    assert (found.mentions, found.added, found.min, found.max) == (2, 1, 5, 5)


def test_the_same_number_in_another_article_is_added() -> None:
    found = total([men(5)], [men(5)])
    assert (found.articles, found.added, found.min) == (2, 2, 10)


def test_things_counted_are_told_apart_by_words_and_currency() -> None:
    money = [Count(PLAIN, 5, what="money", unit=unit) for unit in ("USD", "EUR")]
    summary = summed([*money, Count(PLAIN, 3, what="Men"), men(4)])
    assert sorted((found.what, found.unit or "", found.min) for found in summary.counted()) == [
        ("Men", "", 7),
        ("money", "EUR", 5),
        ("money", "USD", 5),
    ]


def test_numbers_of_things_not_named_are_mentions_and_not_added_up() -> None:
    summary = summed([Count(PLAIN, 1), Count(PLAIN, 120_000), men(4), Count(PLAIN, 9, unit="USD")])
    assert (summary.mentions["counts"], summary.bare, summary.size("counts")) == (4, 2, 2)
    assert [(found.unit or found.what, found.max) for found in summary.counted()] == [("USD", 9), ("men", 4)]


def test_a_total_is_approximate_where_a_number_in_it_is() -> None:
    about = Count(PLAIN, 70, approximate=True, what="men")
    assert total([men(5), about]).approximate
    assert not total([men(5), Count(DENIED, 70, approximate=True, what="men")]).approximate


def test_memory_does_not_grow_with_the_articles() -> None:
    tracemalloc.start()
    try:
        sizes = []
        summary = Summary()
        for number in (100, 2_000):
            for _ in range(number):
                summary.add(WHOLE)
            sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert summary.articles == 2_100
    assert sizes[1] - sizes[0] < 10_000  # bytes: integers that have grown


@given(st.lists(documents, max_size=4), st.randoms())
def test_the_order_of_the_articles_does_not_matter(found: list[Document], random: object) -> None:
    other = list(found)
    random.shuffle(other)  # type: ignore[attr-defined]
    first, second = Summary(), Summary()
    for each in found:
        first.add(each)
    for each in other:
        second.add(each)
    for layer in ("people", "units", "crossings"):
        assert first.named(layer) == second.named(layer)
    assert first.counted() == second.counted()
