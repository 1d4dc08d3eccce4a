from __future__ import annotations

import pytest

from annotators.doubts import ANOTHER_NAME, NO_UNITS
from tests.factories import findings, quotes, ruleset, shipped

FIVE = "The Icelandic army, the Danish army, the Norwegian army, the Swedish army and the Finnish army left. "


def doubts(text: str, *units: str) -> list[tuple[str, str]]:
    found = findings(shipped(), text, unit=units)
    return [(text[match.start : match.end], reason) for match, reason in found.doubts]


def test_a_name_that_the_model_alone_takes_for_a_unit_needs_units_around_it() -> None:
    assert doubts("Then Lakeside sold its shares.", "Lakeside") == [("Lakeside", NO_UNITS)]
    assert quotes(shipped(), "Then Lakeside sold its shares.", unit="Lakeside") == []
    assert doubts(FIVE + "Then Lakeside fell back.", "Lakeside") == []
    assert "Lakeside" in quotes(shipped(), FIVE + "Then Lakeside fell back.", unit="Lakeside")


def test_a_word_for_its_members_bears_a_name_out_wherever_it_stands() -> None:
    assert doubts("Lakeside fighters came. Then Lakeside left.", "Lakeside") == []
    assert doubts("Lakeside shares fell.", "Lakeside") == [("Lakeside", NO_UNITS)]


def test_the_noun_of_a_unit_bears_a_name_out_but_not_one_that_says_no_kind() -> None:
    assert doubts("Then Lakeside Volunteer Regiment left.", "Lakeside Volunteer Regiment") == []
    assert doubts("Then Lakeside Team left.", "Lakeside Team") == [("Lakeside Team", NO_UNITS)]


def test_an_abbreviation_behind_a_unit_is_one_although_the_model_found_it_too() -> None:
    text = "the Hill Resistance Army (HRA) withdrew, the HRA said"
    assert quotes(shipped(), text, unit="HRA") == ["Hill Resistance Army", "HRA", "HRA"]


@pytest.mark.parametrize(
    "defined",
    [
        "South African Airways (SAA)",
        "the Society for Alpine Art (SAA)",
        "a solar-array assembly (SAA)",
    ],
)
def test_an_abbreviation_of_something_else_is_no_unit_in_the_whole_article(defined: str) -> None:
    text = f"The SAA grew. They own {defined}. So the SAA grew."
    assert quotes(shipped(), text) == []
    assert [reason for _, reason in doubts(text)] == [ANOTHER_NAME] * 3


@pytest.mark.parametrize(
    "text",
    [
        "The SAA advanced, and the SAA dug in.",
        "The Syrian Arab Army (SAA) advanced.",
        "Soldiers of the Syrian Army (SAA) advanced.",  # no initials of it
        "South African Airways (SAA) flew men of the Syrian Arab Army (SAA) home.",  # both
    ],
)
def test_an_abbreviation_stays_a_unit_where_the_article_gives_it_no_other_meaning(text: str) -> None:
    assert "SAA" in quotes(shipped(), text)


def test_other_spellings_of_the_name_in_the_list_are_no_other_meaning() -> None:
    assert "NDS" in quotes(shipped(), "The National Directorate for Security (NDS) held him.")


def test_packs_without_the_list_of_members_keep_what_the_model_finds() -> None:
    assert quotes(
        ruleset("rules:\n- {id: r, annotate: unit, match: army}\n"), "Lakeside left.", unit="Lakeside"
    ) == ["Lakeside"]
