"""What is one entity, and what are two, over many articles."""

from __future__ import annotations

import math
from dataclasses import replace

from annotators.document import Count, Crossing, Location, Mention, Person, Unit
from annotators.report.entities import Entities

MENTION = Mention("x", 0, 1, 1, "p.rule")


def person(name: str, *roles: str, mentions: int = 1) -> Person:
    return Person(name, roles, (MENTION,) * mentions)


def test_people_of_one_name_are_one_and_their_roles_are_gathered() -> None:
    entities = Entities()
    added = [entities.person(person("Omar Said", "mayor")), entities.person(person("Lena Ortiz"))]
    added.append(entities.person(person("OMAR SAID", "trader", "mayor")))
    assert added == [0, 1, 0]
    assert entities.plain() == [
        {"layer": 0, "roles": ["mayor", "trader"], "name": "Omar Said"},
        {"layer": 0, "name": "Lena Ortiz"},
    ]


def test_the_commonest_spelling_is_shown_and_of_equals_the_first() -> None:
    entities = Entities()
    for each in (person("Omar SAID"), person("Omar Said", mentions=2), person("omar said", mentions=2)):
        entities.person(each)
    assert [each["name"] for each in entities.plain()] == ["Omar Said"]


def test_units_differ_by_kind_number_and_country() -> None:
    unit = Unit("Fourth Division", "division", 4, "SY", (MENTION,))
    others = [replace(unit, country=None), replace(unit, number=None), replace(unit, kind="army")]
    entities = Entities()
    assert [entities.unit(each) for each in (unit, *others, unit)] == [0, 1, 2, 3, 0]
    assert entities.plain()[0] == {
        "layer": 1,
        "kind": "division",
        "number": 4,
        "country": "SY",
        "name": "Fourth Division",
    }


def test_crossings_of_one_gazetteer_entry_are_one_whatever_they_are_called() -> None:
    gate = Crossing("Zerga gate", "official", "zerga", ("AA", "BB"), Location(1.5, 2.5), (MENTION,))
    entities = Entities()
    assert entities.crossing(gate) == entities.crossing(replace(gate, name="Zerga", mentions=(MENTION,) * 2))
    assert entities.plain() == [
        {
            "layer": 2,
            "kind": "official",
            "id": "zerga",
            "countries": ["AA", "BB"],
            "at": [2.5, 1.5],
            "name": "Zerga",
        }
    ]


def test_crossings_without_an_entry_differ_by_name_kind_and_countries() -> None:
    path = Crossing("paths", "irregular", None, ("AA", "BB"), None, (MENTION,))
    entities = Entities()
    others = [replace(path, name="Paths"), replace(path, kind="official"), replace(path, countries=("AA",))]
    assert [entities.crossing(each) for each in (path, *others)] == [0, 0, 1, 2]


def test_a_place_that_is_not_on_the_earth_is_left_out() -> None:
    gate = Crossing("Zerga", "official", "zerga", (), Location(math.nan, 0), (MENTION,))
    for location in (gate.location, Location(91, 0), Location(0, -180.5), Location(math.inf, 0)):
        entities = Entities()
        entities.crossing(replace(gate, location=location))
        assert "at" not in entities.plain()[0]


def test_counts_are_one_by_what_is_counted_and_its_currency() -> None:
    entities = Entities()
    wheat = Count(MENTION, value=3, what="sacks of wheat")
    others = [replace(wheat, what="Sacks of wheat", value=4), replace(wheat, what=None)]
    money = [replace(wheat, what="money", unit=unit) for unit in ("USD", "EUR")]
    assert [entities.count(each) for each in (wheat, *others, *money)] == [0, 0, 1, 2, 3]


def test_layers_do_not_mix() -> None:
    entities = Entities()
    assert entities.person(person("Zerga")) != entities.count(Count(MENTION, what="Zerga"))
