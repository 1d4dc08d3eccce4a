from __future__ import annotations

import pytest

from annotators.document import Entity
from annotators.ner.hygiene import clean, goes_on
from annotators.testfile import unmark

TITLES = frozenset(
    {"general", "president", "prime minister", "sheikh", "dr", "dr.", "lt. col.", "col. sheikh dr."}
)


def names(marked: str, label: str = "person") -> list[str]:
    text, ((start, end),) = unmark(marked)
    return [text[e.start : e.end] for e in clean(text, Entity(label, start, end), TITLES)]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[[Najib Mikati's]] men", "Najib Mikati"),
        ("[[Mikati’s]] men", "Mikati"),
        ("[[ERDOGAN'S]] men", "ERDOGAN"),
        ("[[Rawls']] book", "Rawls"),
        ("[[Mikati]]'s men", "Mikati"),
        ("[[Jamil Hassan,]] who", "Jamil Hassan"),
        ("[[Jamil Hassan.]]", "Jamil Hassan"),
        ("said “[[Jamil Hassan”]]", "Jamil Hassan"),
        ("[[“Jamil Hassan]]”", "Jamil Hassan"),
        ("([[(Jamil Hassan)]])", "Jamil Hassan"),
        ("[[— Jamil\nHassan —]]", "Jamil\nHassan"),
    ],
)
def test_possessives_and_punctuation_around_a_name_are_left_out(marked: str, name: str) -> None:
    assert names(marked) == [name]


@pytest.mark.parametrize("marked", ["[[—]]", "[[.]]", "[[,”]]", "[['s]]"])
def test_nothing_but_punctuation_is_no_entity(marked: str) -> None:
    assert names(marked) == []


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[[George W.]] and", "George W."),
        ("[[George W.,]] and", "George W."),
        ("[[George W.'s]] and", "George W."),
        ("then [[J.]] spoke", "J."),
        ("[[Martin Luther King Jr.]] spoke", "Martin Luther King Jr."),
        ("[[Martin Luther King Jr.'s]] dream", "Martin Luther King Jr."),
        ("[[Martin Luther King]] Jr. spoke", "Martin Luther King Jr."),
        ("[[Martin Luther King]], Jr. spoke", "Martin Luther King, Jr."),
        ("[[Cal Ripken]] Sr spoke", "Cal Ripken Sr"),
        ("[[Cal Ripken]] Srebrenica", "Cal Ripken"),
        ("J. R. R. [[Tolkien]] wrote", "J. R. R. Tolkien"),
        ("J.K. [[Rowling]] wrote", "J.K. Rowling"),
        ("General J. [[Mattis]]", "J. Mattis"),
        ("[[Gen J. Mattis]]", "Gen J. Mattis"),
    ],
)
def test_initials_and_generations_are_part_of_a_name(marked: str, name: str) -> None:
    assert names(marked) == [name]


@pytest.mark.parametrize(
    "marked",
    ["in Washington, D.C. [[Biden]] spoke", "the U.S. [[Biden]] leads", "Gen. [[Biden]]", "NATO. [[Biden]]"],
)
def test_an_abbreviation_before_a_name_is_no_initial(marked: str) -> None:
    assert names(marked) == ["Biden"]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[[General Jamil Hassan]]", "Jamil Hassan"),
        ("[[general Jamil Hassan]]", "Jamil Hassan"),
        ("[[Prime Minister Najib Mikati]]", "Najib Mikati"),
        ("[[Prime\r\n Minister  Najib Mikati]]", "Najib Mikati"),
        ("[[President Sheikh Ali]]", "Ali"),
        ("[[Lt. Col. John Smith's]]", "John Smith"),
        ("[[Dr. Dr. Ann Lee]]", "Ann Lee"),
        ("[[Col. Sheikh Dr. Ann Lee]]", "Ann Lee"),
        ("[[President]]", "President"),
        ("[[Prime Minister]]", "Prime Minister"),
        ("[[Sheikh President]]", "President"),
        ("[[Generale Ford]]", "Generale Ford"),
    ],
)
def test_titles_before_a_name_are_left_out_but_never_all_of_it(marked: str, name: str) -> None:
    assert names(marked) == [name]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[[Hamas' Haniya]]", "Haniya"),
        ("[[Hamas’s Haniya]]", "Haniya"),
        ("[[Syria's President Assad]]", "Assad"),
        ("[[Syria's Assad's]]", "Assad"),
    ],
)
def test_a_possessor_is_no_part_of_the_name_behind_it(marked: str, name: str) -> None:
    assert names(marked) == [name]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[[Assad/Putin]]", ["Assad", "Putin"]),
        ("[[Assad | Putin's/Dr. Ann Lee]]", ["Assad", "Putin", "Ann Lee"]),
        ("[[Bishop: Ortega]]", ["Bishop", "Ortega"]),
        ("[[Assad/]]", ["Assad"]),
        ("[[/]]", []),
    ],
)
def test_persons_joined_by_a_slash_are_several(marked: str, expected: list[str]) -> None:
    assert names(marked) == expected


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[[General Dynamics]]", "General Dynamics"),
        ("[[Idlib/Homs]]", "Idlib/Homs"),
        ("J. [[Edgar]]", "Edgar"),
        ("[[Syria's Homs]]", "Syria's Homs"),
        ("[[Homs's]] streets", "Homs"),
        ("in [[Washington, D.C.,]] he", "Washington, D.C."),
    ],
)
def test_places_and_organizations_keep_what_only_persons_lose(marked: str, name: str) -> None:
    assert names(marked, "place") == [name]
    assert names(marked, "organization") == [name]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[[Bashar al]]-Assad left", "Bashar al-Assad"),
        ("[[Bashar al-]]Assad left", "Bashar al-Assad"),
        ("[[Osama bin]] Laden left", "Osama bin Laden"),
        ("al-[[Assad]] left", "al-Assad"),
        ("As al-[[Assad]] left", "al-Assad"),
        ("[[Moon Jae]]-in left", "Moon Jae-in"),
        ("[[Bashar al]] and", "Bashar al"),
        ("real-[[Assad]] left", "Assad"),
        ("said Jean-[[Pierre Daud]] and", "Jean-Pierre Daud"),
        ("Obama-[[Putin]] talks", "Putin"),
        ("so van [[Lieshout]] said", "van Lieshout"),
        ("and Md [[Omar Alam]] left", "Md Omar Alam"),
        ('[[Omar "Sokil]]" Daud fell', 'Omar "Sokil" Daud'),
        ("[[Omar “Sokil]]” Daud fell", "Omar “Sokil” Daud"),
        ('[[Omar]] "Sokil" Daud fell', "Omar"),
        ("[[Karim B]]., 34, left", "Karim B."),
        ("[[Karim B]]. and", "Karim B."),
        ("it was [[Karim B]]. He left", "Karim B"),
    ],
)
def test_parts_that_the_model_cut_off_come_back(marked: str, name: str) -> None:
    assert names(marked) == [name]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("the [[Saddam Hussein-era]] rules", "Saddam Hussein"),
        ("a [[Chun Doo-hwan-style]] warning", "Chun Doo-hwan"),
        ("the [[Assad]]-led army", "Assad"),
        ("the [[Haftar]]-allied army", "Haftar"),
        ("the [[Saleh]]-loyal guard", "Saleh"),
        ("the [[Gaddafi]]-armed rebels", "Gaddafi"),
    ],
)
def test_what_makes_a_name_an_adjective_is_no_part_of_it(marked: str, name: str) -> None:
    assert names(marked) == [name]


def test_whom_a_person_speaks_for_is_no_part_of_the_name() -> None:
    assert names("the [[SOHR Rami Abdulrahman]] said") == ["Rami Abdulrahman"]
    assert names("the [[SOHR Dr. Rami Abdulrahman]] said") == ["Rami Abdulrahman"]
    assert names("says [[EUs Daud]]") == ["Daud"]
    assert names("says [[JR Daud]]") == ["JR Daud"]


@pytest.mark.parametrize(
    ("marked", "label"),
    [
        ("hurt in [[Serdyn]] and", "place"),
        ("they captured [[Serdyn]].", "place"),
        ("in [[Serdyn]]'s office", "person"),
        ("in [[Serdyn]]-held towns", "person"),
        ("in [[Omar Serdyn]] they", "person"),
        ("no confidence in [[Serdyn]].", "person"),
        ("a friend in [[Serdyn]].", "person"),
        ("again [[Serdyn]] left", "person"),
        ("[[Serdyn]] left", "person"),
    ],
)
def test_a_person_of_one_word_where_only_a_place_can_stand_is_a_place(marked: str, label: str) -> None:
    text, spans = unmark(marked)
    assert [e.label for e in clean(text, Entity("person", *spans[0]), TITLES)] == [label]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("the [[Russo]]-Sabo war", []),
        ("met [[Russo]] there", ["Russo"]),
        ("[[Sheikh]]. Omar Daud", ["Sheikh"]),
        ("[[Dr]]. Omar Daud", []),
        ("[[Daud Hails]] Peace Summit", ["Daud"]),
        ("[[Daud Williams]] left", ["Daud Williams"]),
    ],
)
def test_titles_verbs_and_halves_of_compounds_are_no_persons(marked: str, expected: list[str]) -> None:
    assert names(marked) == expected


def test_a_flag_before_a_name_is_no_part_of_it() -> None:
    assert names("| [[🇾🇪 Daud]] government") == ["Daud"]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("so [[SOHR]] said", []),
        ("[[PUTIN]] WINS", ["PUTIN"]),
        ("then [[ASSAD-X]] said", ["ASSAD-X"]),
        ("then [[Xi]] said", ["Xi"]),
        ("then [[MIKATI]] said", ["MIKATI"]),
    ],
)
def test_a_short_word_in_capitals_amid_small_letters_is_no_person(marked: str, expected: list[str]) -> None:
    assert names(marked) == expected


def test_a_name_in_han_characters_in_brackets_is_a_name_of_its_own() -> None:
    assert names("[[Xi Jinping]] (习近平) said") == ["Xi Jinping", "习近平"]
    assert names("[[Xi Jinping]] (born 1953) said") == ["Xi Jinping"]


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("Elijah J. Magnier", ("person", "person"), True),
        ("Elijah  J. Magnier", ("person", "person"), False),
        ("Elijah, J. Magnier", ("person", "person"), False),
        ("Elijah Jo Magnier", ("person", "person"), False),
        ("Elijah j. Magnier", ("person", "person"), False),
        ("Elijah J. Magnier", ("place", "person"), False),
        ("Elijah J. Magnier", ("place", "place"), False),
    ],
)
def test_an_initial_behind_a_person_goes_on_with_the_name(
    text: str, labels: tuple[str, str], expected: bool
) -> None:
    first, second = Entity(labels[0], 0, 6), Entity(labels[1], text.lower().index("j", 6), len(text))
    assert goes_on(text, first, second) is expected
