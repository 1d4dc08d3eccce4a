"""What attributes are judged, and when two values are the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotators.document import Count, Number
from annotators.scoreitems import AnyEntity, agreement, items, told
from tests.goldfiles import count, crossing, mention, output, person, unit

MEN = count("Some 30 men", 30, approximate=True)
MONEY = replace(MEN, what="money", unit="USD")


@pytest.mark.parametrize(
    ("gold", "found", "judged"),
    [
        (person("Lena Voss"), person("Voss", name="lena  VOSS"), {"name": True}),
        (person("Lena Voss"), person("Voss"), {"name": False}),
        (
            person("Voss", "Mayor", "deputy"),
            person("Voss", "Deputy", "mayor"),
            {"name": True, "roles": True},
        ),
        (person("Voss", "Mayor", "deputy"), person("Voss", "Mayor"), {"name": True, "roles": False}),
        (person("Voss"), person("Voss", "Mayor"), {"name": True}),
        (unit("Brigade", ""), unit("Brigade", "army"), {"name": True}),
        (unit("Brigade", "army"), unit("Brigade", "Army"), {"name": True, "kind": False}),
        (crossing("gate"), crossing("gate", "SY"), {"name": True, "kind": True}),
        (
            crossing("gate", "SY", "LB"),
            crossing("gate", "LB", "SY", kind="irregular"),
            {"name": True, "kind": False, "countries": True},
        ),
        (MEN, MEN, {"number": True, "what": True}),
        (MEN, replace(MEN, what=" MEN"), {"number": True, "what": True}),
        (MEN, replace(MEN, approximate=False), {"number": False, "what": True}),
        (replace(MEN, what=None), MEN, {"number": True}),
        (MONEY, replace(MONEY, what="dollars"), {"number": True, "unit": True}),
        (MONEY, replace(MONEY, unit=None), {"number": True, "unit": False}),
    ],
)
def test_what_gold_gives_is_judged(gold: AnyEntity, found: AnyEntity, judged: dict[str, bool]) -> None:
    assert agreement(gold, found) == judged


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        (30, 30.0, True),
        (30, None, False),
        (None, 30, False),
        (None, None, True),
        (0, 0.0000001, True),
        (0, 0.001, False),
        (3_000_000, 3_000_001, True),
        (3_000, 3_001, False),
        (10**400, 10**400, True),
        (10**400, 10**400 + 1, False),
        (10**400, 3, False),
    ],
)
def test_numbers_are_the_same_but_for_what_floats_lose(
    gold: Number | None, found: Number | None, same: bool
) -> None:
    for name in ("value", "min", "max"):
        one, other = Count(mention("men")), Count(mention("men"))
        judged = agreement(replace(one, **{name: gold}), replace(other, **{name: found}))  # type: ignore[arg-type]
        assert judged == {"number": same}


def test_of_two_mentions_at_one_place_the_last_counts() -> None:
    found = items(output(unit("Brigade", "army"), unit("Brigade", "police")), "units")
    assert found is not None
    assert [told(item.entity, "kind") for item in found.values()] == ["police"]


def test_a_layer_that_was_not_asked_for_has_no_items() -> None:
    assert items(replace(output(), units=None), "units") is None
    assert items(output(), "units") == {}


@pytest.mark.parametrize(
    ("entity", "attribute", "text"),
    [
        (person("Voss", "Mayor", "deputy"), "roles", "Mayor, deputy"),
        (person("Voss"), "name", "Voss"),
        (unit("Brigade", "army"), "kind", "army"),
        (crossing("gate", "LB", "SY"), "countries", "LB, SY"),
        (MEN, "number", "value 30, approximate"),
        (Count(mention("men"), min=3, max=4.5), "number", "min 3, max 4.5"),
        (Count(mention("men")), "number", ""),
        (MONEY, "unit", "USD"),
        (MEN, "unit", ""),
        (MEN, "what", "men"),
    ],
)
def test_a_value_is_told_in_words(entity: AnyEntity, attribute: str, text: str) -> None:
    assert told(entity, attribute) == text
