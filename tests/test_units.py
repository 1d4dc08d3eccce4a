from __future__ import annotations

import pytest

from annotators.article import read
from annotators.document import Unit
from annotators.match import Capture, Match
from annotators.testfile import unmark
from annotators.units import resolve_units

SDF = {"entry": "Syrian Democratic Forces", "kind": "armed-group", "country": "SY"}


def units(marked: str, *attributes: dict[str, str]) -> tuple[Unit, ...]:
    """Resolve the names marked with `[[ ]]`, each with its attributes; the last serve all that follow."""
    text, spans = unmark(marked)
    given = [*attributes, *([attributes[-1] if attributes else {}] * (len(spans) - len(attributes)))]
    matches = [
        Match("unit", "units.a", start, end, chosen, {})
        for (start, end), chosen in zip(spans, given, strict=True)
    ]
    return resolve_units(read(text.encode(), "a.txt"), matches)


def quotes(found: tuple[Unit, ...]) -> list[tuple[str, list[str]]]:
    return [(unit.name, [mention.quote for mention in unit.mentions]) for unit in found]


def test_an_article_without_forces_has_no_units() -> None:
    assert units("nobody marched") == ()


def test_a_mention_keeps_its_place_line_and_rule() -> None:
    (unit,) = units("The\n[[Lebanese army]] left.")
    assert [(m.quote, m.start, m.end, m.line, m.by) for m in unit.mentions] == [
        ("Lebanese army", 4, 17, 2, "units.a")
    ]


def test_names_of_one_list_entry_are_one_unit() -> None:
    found = units("The [[SDF]] left. [[Syrian Democratic Forces]] men. [[Qasad]].", SDF)
    assert quotes(found) == [("Syrian Democratic Forces", ["SDF", "Syrian Democratic Forces", "Qasad"])]
    assert [(unit.kind, unit.number, unit.country) for unit in found] == [("armed-group", None, "SY")]


def test_names_of_two_entries_are_two_units_in_text_order() -> None:
    other = {"entry": "People's Defense Units", "kind": "armed-group"}
    found = units("[[YPG]] met [[SDF]] and [[YPG]].", other, SDF, other)
    assert quotes(found) == [("YPG", ["YPG", "YPG"]), ("SDF", ["SDF"])]
    assert [unit.country for unit in found] == [None, "SY"]


@pytest.mark.parametrize(
    "marked",
    [
        "the [[Rapid Support Forces]] ([[RSF]]) left. [[RSF]] men.",
        "the [[Rapid Support Forces]] (  [[RSF]], a militia) left. [[RSF]] men.",
        "the [[Rapid Support Forces]]\n([[RSF]]; janjaweed) left. [[RSF]] men.",
        "[[RSF]] men. The [[Rapid Support Forces]] ([[RSF]]) left.",
    ],
    ids=["alone", "before a comma", "behind a line break", "used before"],
)
def test_an_abbreviation_in_brackets_is_the_unit_before_it(marked: str) -> None:
    ((name, found),) = quotes(units(marked))
    assert (name, sorted(found)) == ("Rapid Support Forces", ["RSF", "RSF", "Rapid Support Forces"])


@pytest.mark.parametrize(
    "marked",
    [
        "the [[Rapid Support Forces]] and ([[JEM]]) left.",
        "the [[Rapid Support Forces]] ([[JEM]] and others) left.",
        "the [[Rapid Support Forces]] ([[Janjaweed]]) left.",
        "the [[Rapid Support Forces]], [[JEM]] left.",
    ],
    ids=["words between", "more in the brackets", "a name in the brackets", "no brackets"],
)
def test_other_neighbours_of_a_name_are_units_of_their_own(marked: str) -> None:
    assert len(units(marked)) == 2


def test_an_abbreviation_joins_what_the_list_knows_of_it_to_the_name_before_it() -> None:
    found = units("[[SDF]] men. The [[Democratic Forces of Syria]] ([[SDF]]) left.", SDF, {}, SDF)
    assert quotes(found) == [("Democratic Forces of Syria", ["SDF", "Democratic Forces of Syria", "SDF"])]
    assert (found[0].kind, found[0].country) == ("armed-group", "SY")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"number": "4th", "kind": "division"}, {"number": "Fourth", "kind": "division"}),
        ({"number": "158", "kind": "brigade"}, {"number": "158th", "kind": "brigade"}),
        ({"number": "12th", "kind": "brigade", "of": ""}, {"number": "twelfth", "kind": "brigade"}),
    ],
)
def test_formations_of_one_number_and_kind_are_one_unit(one: dict[str, str], other: dict[str, str]) -> None:
    assert len(units("[[4th Div]] left. The [[Fourth Division]] came.", one, other)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"number": "4th", "kind": "division"}, {"number": "5th", "kind": "division"}),
        ({"number": "4th", "kind": "division"}, {"number": "4th", "kind": "brigade"}),
        ({"number": "4th"}, {"number": "4th"}),
        ({"number": "4th", "kind": "regiment", "of": "Marine"}, {"number": "4th", "kind": "regiment"}),
        ({"kind": "division"}, {"kind": "division"}),
    ],
    ids=["other numbers", "other kinds", "no kind", "of another body", "no number"],
)
def test_formations_of_another_number_or_kind_are_two(one: dict[str, str], other: dict[str, str]) -> None:
    assert len(units("[[one formation]] left. The [[other formation]] came.", one, other)) == 2


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("4", 4),
        ("158th", 158),
        ("Fourth", 4),
        ("twenty-first", 21),
        ("", None),
        ("several", None),
    ],
)
def test_the_number_of_a_formation_is_read_from_figures_and_words(printed: str, number: int | None) -> None:
    (unit,) = units("the [[formation]]", {"number": printed, "kind": "division"})
    assert unit.number == number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lebanese army", "Lebanese Army"),
        ("Golani Brigade", "Golani  brigade"),
        ("al-Nusra Front", "Nusra Front"),
        ("al-Nusra Front", "al Nusra front"),
        ("Forces démocratiques", "Forces democratiques"),
        ("Border Guard's", "Border Guard"),
    ],
)
def test_spellings_of_one_name_are_one_unit(one: str, other: str) -> None:
    assert len(units(f"The [[{one}]] met the [[{other}]].")) == 1


def test_a_mention_joins_units_that_share_its_entry_and_its_name() -> None:
    found = units("[[SDF]] and [[Qasad]]. [[Qasad]] men.", SDF, {}, SDF)
    assert quotes(found) == [("Qasad", ["SDF", "Qasad", "Qasad"])]


def test_an_abbreviation_in_brackets_joins_three_units_that_were_apart() -> None:
    found = units("[[Qasad]], [[SDF]]. The [[Kurdish Front]] ([[SDF]]), [[Qasad]].", {}, SDF, {}, SDF, SDF)
    assert [len(unit.mentions) for unit in found] == [5]


def test_the_name_is_the_words_rather_than_the_abbreviation_whatever_comes_first() -> None:
    assert [
        unit.name for unit in units("[[UNIFIL]] men, [[UN Interim Force]] men.", {"entry": "UNIFIL"})
    ] == ["UN Interim Force"]


def test_a_name_over_two_lines_is_printed_on_one() -> None:
    (unit,) = units("the [[Internal Security\r\n  Forces]] said")
    assert (unit.name, unit.mentions[0].quote) == (
        "Internal Security Forces",
        "Internal Security\r\n  Forces",
    )


def test_the_s_of_a_lost_apostrophe_is_no_part_of_a_listed_name() -> None:
    group = {"entry": "Hezbollah", "kind": "armed-group"}
    assert [unit.name for unit in units("[[Hezbollahs]] men", group)] == ["Hezbollah"]
    assert [unit.name for unit in units("[[Taliban forces]] men", {"entry": "Taliban forces"})] == [
        "Taliban forces"
    ]
    assert [unit.name for unit in units("[[Al-Ashtar Brigades]] men")] == ["Al-Ashtar Brigades"]


def test_the_forces_of_one_country_at_large_are_one_unit() -> None:
    general = {"general": "yes", "country": "RU", "kind": "army"}
    found = units(
        "[[Russian troops]] met [[Russian military]] and [[Turkish troops]].",
        general,
        general,
        general | {"country": "TR"},
    )
    assert quotes(found) == [
        ("Russian military", ["Russian troops", "Russian military"]),
        ("Turkish troops", ["Turkish troops"]),
    ]


def test_a_unit_without_a_kind_is_of_another_kind() -> None:
    (unit,) = units("the [[Watch]]")
    assert (unit.kind, unit.number, unit.country) == ("other", None, None)


def test_kind_number_and_country_come_from_the_first_mention_that_gives_them() -> None:
    found = units(
        "[[the Fourth]], [[Fourth Division]], [[4th]]",
        {"entry": "x"},
        {"entry": "x", "kind": "division", "number": "fourth"},
        {"entry": "x", "kind": "brigade", "number": "5", "country": "SY"},
    )
    assert [(unit.kind, unit.number, unit.country) for unit in found] == [("division", 4, "SY")]


def test_kind_follows_the_head_of_the_name_rather_than_the_list() -> None:
    entry = {"entry": "Azov Brigade", "kind": "brigade"}
    assert [unit.kind for unit in units("[[Azov Regiment]]", entry)] == ["regiment"]
    assert [unit.kind for unit in units("[[Azov]] men", entry)] == ["brigade"]
    line = {"kind": "battalion", "number": "1"}
    assert [unit.kind for unit in units("[[1st Battalion, 5th Marine Regiment]]", line)] == ["battalion"]


def test_the_country_of_an_abbreviation_is_not_that_of_another_body_which_the_list_calls_so() -> None:
    listed = {"entry": "New People's Army", "kind": "armed-group", "country": "PH"}
    found = units("[[National Police Agency]] ([[NPA]])", {"kind": "police"}, listed)
    assert [(unit.name, unit.country) for unit in found] == [("National Police Agency", None)]
    # Where the words say nothing of their own, the list does.
    found = units("[[Popular Army]] ([[NPA]])", {}, listed)
    assert [(unit.name, unit.country) for unit in found] == [("Popular Army", "PH")]


def test_the_list_does_not_know_whose_a_formation_is_that_has_only_a_number() -> None:
    listed = {"entry": "4th Armoured Division", "kind": "division", "country": "SY"}
    assert [unit.country for unit in units("[[Fourth Division]] men", listed)] == [None]
    assert [unit.country for unit in units("[[Fourth Division]], [[4th Armoured Division]]", listed)] == [
        "SY"
    ]
    assert [unit.number for unit in units("[[4th Armoured Division]] men", listed)] == [4]


# Short names


def with_nation(marked: str, *attributes: dict[str, str]) -> tuple[Unit, ...]:
    """As `units`, the first of the three words of a name captured as its nation."""
    text, spans = unmark(marked)
    matches = []
    for (start, end), chosen in zip(spans, attributes, strict=True):
        nation = text[start:end].split(" ")[0]
        captures = (
            {"nation": Capture(start, start + len(nation), nation)} if text[start:end].count(" ") > 1 else {}
        )
        matches.append(Match("unit", "u.a", start, end, chosen, captures))
    return resolve_units(read(text.encode(), "a.txt"), matches)


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[[General Staff]] men, [[General Staff of Ukraine]] men", "General Staff of Ukraine"),
        ("[[Federal Police]] men, [[Iraqi Federal Police]] men", "Iraqi Federal Police"),
        ("The [[National Police Agency]] said. [[NPA]] men", "National Police Agency"),
        ("The [[Royal Army of Oman]] said. [[RAO]] men", "Royal Army of Oman"),
    ],
)
def test_a_short_name_is_the_only_unit_it_may_be_short_for(marked: str, name: str) -> None:
    assert [(unit.name, len(unit.mentions)) for unit in units(marked)] == [(name, 2)]


def test_a_name_without_its_nation_is_the_same_name_with_one() -> None:
    guard = {"kind": "security"}
    one = with_nation("[[Iraqi Federal Police]], [[Federal Police]]", guard | {"country": "IQ"}, guard)
    assert [(unit.name, unit.country) for unit in one] == [("Iraqi Federal Police", "IQ")]


@pytest.mark.parametrize(
    "marked",
    ["the [[US-led coalition]], [[coalition]] jets", "the [[coalition forces]], a [[US-led coalition]] jet"],
)
def test_the_coalition_is_the_one_that_the_article_names(marked: str) -> None:
    assert [unit.name for unit in units(marked, {"kind": "coalition"})] == ["US-led coalition"]


@pytest.mark.parametrize(
    ("marked", "attributes"),
    [
        ("[[NPA]] men, [[National Police Agency]], [[North Plains Army]]", ({}, {}, {})),
        ("[[NPA]] men, [[National Police Agency]]", ({"country": "PH"}, {"country": "KR"})),
        ("[[NPA]] men, [[National Police Agency]]", ({"kind": "armed-group"}, {"kind": "police"})),
        (
            "the [[coalition]], the [[US-led coalition]], the [[Saudi-led coalition]]",
            ({"kind": "coalition"},),
        ),
    ],
    ids=["two that it may be", "of another country", "of another kind", "two coalitions"],
)
def test_a_short_name_that_may_be_another_stays_apart(
    marked: str, attributes: tuple[dict[str, str], ...]
) -> None:
    assert len(units(marked, *attributes)) == marked.count("[[")


# The fullest name


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        (["Golani Brigade", "Golani Infantry Brigade"], "Golani Infantry Brigade"),
        (["Taliban", "Taliban fighters"], "Taliban fighters"),
        (["IDF", "IOF", "IOF"], "IOF"),
        (["Ahrar ash-Sham", "Ahrar al-Sham", "Ahrar al-Sham"], "Ahrar al-Sham"),
        (["Kurdish YPG", "YPG", "YPG"], "Kurdish YPG"),
        (["Israeli IAF", "Air Force"], "Air Force"),
    ],
)
def test_the_name_is_the_form_that_says_most(printed: list[str], name: str) -> None:
    marked = ", ".join(f"[[{form}]]" for form in printed)
    assert [unit.name for unit in units(marked, {"entry": "x"})] == [name]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        (["Russian troops", "Russian military", "Russian troops"], "Russian military"),
        (["Russian forces", "Russian forces", "Russian military"], "Russian military"),
        (["Russian military", "Russian armed forces"], "Russian armed forces"),
        (["Russian army", "Russian forces", "Russian forces"], "Russian forces"),
        (["Russian army", "Russian forces", "Russian army"], "Russian army"),
        (["Russian troops", "Russian troops", "Russian army"], "Russian army"),
        (["Syrian army", "Syrian army", "Syrian government forces"], "Syrian government forces"),
        (["Syrian Army", "Syrian Army", "Syrian Arab Army"], "Syrian Arab Army"),
        (["Russian forces", "Russian forces", "Russian occupation forces"], "Russian forces"),
        (["Ukrainian Armed Forces", "Armed Forces of Ukraine"], "Ukrainian Armed Forces"),
        (
            ["Russian armed forces", "armed forces of the Russian Federation"],
            "armed forces of the Russian Federation",
        ),
        (["TAF", "TAF", "Turkish Army"], "Turkish Army"),
    ],
)
def test_the_name_of_the_forces_of_a_country_is_the_most_definite(printed: list[str], name: str) -> None:
    marked = ", ".join(f"[[{form}]]" for form in printed)
    attributes = {"general": "yes", "country": "XX", "kind": "army"}
    assert [unit.name for unit in units(marked, attributes)] == [name]


def test_the_name_that_the_list_has_comes_before_longer_ones() -> None:
    entry = {"entry": "Islamic State of Iraq"}
    found = units("[[Islamic State of Iraq]], [[Organisation of the Caliphate]]", entry)
    assert [unit.name for unit in found] == ["Islamic State of Iraq"]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        (["Turkish-backed Syrian National Army"], "Turkish-backed Syrian National Army"),
        (["Turkish-backed Syrian National Army", "Syrian National Army"], "Syrian National Army"),
        (["Turkish-backed Syrian National Army", "Syrian Nationals"], "Syrian National Army"),
    ],
)
def test_allies_before_a_name_are_part_of_it_only_where_it_is_never_printed_without(
    printed: list[str], name: str
) -> None:
    text = ", ".join(printed)
    matches = []
    for form in printed:
        start = text.rindex(form) if form == printed[-1] else text.index(form)
        core = text.index("Syrian", start)
        group = Capture(core, start + len(form), text[core : start + len(form)])
        matches.append(Match("unit", "u.a", start, start + len(form), {"entry": "SNA"}, {"group": group}))
    assert [unit.name for unit in resolve_units(read(text.encode(), "a.txt"), matches)] == [name]


BORDER_GUARD = {"entry": "Border Guard of Ruritania", "kind": "border-guard", "country": "RU"}


def test_a_body_of_state_that_the_text_gives_to_another_country_is_not_that_of_the_list() -> None:
    found = units(
        "Latvia's [[Border Guard]], the [[Border Guard of Ruritania]], Latvia's [[Border Guard]]",
        BORDER_GUARD | {"nation": "LV"},
        BORDER_GUARD,
        BORDER_GUARD | {"nation": "LV"},
    )
    assert [(len(unit.mentions), unit.country) for unit in found] == [(2, "LV"), (1, "RU")]


def test_an_armed_group_stays_the_same_in_every_country() -> None:
    group = {"entry": "Hezbollah", "kind": "armed-group", "country": "LB"}
    (unit,) = units("Iraq's [[Hezbollah]] and [[Hezbollah]]", group | {"nation": "IQ"}, group)
    assert unit.country == "LB"


def test_bodies_of_one_name_and_two_countries_are_two() -> None:
    police = {"kind": "police"}
    found = units(
        "[[National Police]] [[National Police]]", police | {"country": "PE"}, police | {"country": "CO"}
    )
    assert [unit.country for unit in found] == ["PE", "CO"]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("the [[3rd Assault Brigade]] and the [[3rd Tank Brigade]]", 2),
        ("the [[Third Assault Brigade]] and the [[3rd Tank Brigade]]", 2),
        ("the [[3rd Assault Brigade]] and the [[3rd Brigade]]", 1),
        ("the [[3rd Separate Mechanised Brigade]] and the [[3rd Mechanized Brigade]]", 1),
        ("the [[93rd Mechanized Brigade]] and [[Brigade 93]]", 1),
        ("the [[1st Mechanised Battalion]] and [[Battalion Landing Team 1/6]]", 2),
    ],
)
def test_formations_of_one_number_are_one_unless_their_arms_differ(marked: str, expected: int) -> None:
    assert len(units(marked, {"kind": "brigade", "number": "3"})) == expected
