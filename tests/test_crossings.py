from __future__ import annotations

import re

import pytest

from annotators.article import read
from annotators.crossings import CountryMention, CrossingIndex, resolve_crossings
from annotators.document import Crossing, Location
from annotators.match import Match
from annotators.testfile import unmark

COUNTRIES = {
    "Egypt": "EG",
    "Egyptian": "EG",
    "Gaza": "PS",
    "Iraq": "IQ",
    "Jordan": "JO",
    "Lebanon": "LB",
    "Lebanese": "LB",
    "Norway": "NO",
    "Palestine": "PS",
    "Syria": "SY",
    "Syrian": "SY",
    "Turkey": "TR",
}
COLUMNS = ("id", "countries", "lat", "lon", "kind")
INDEX = CrossingIndex.of(
    [
        dict(zip(COLUMNS, row, strict=True))
        for row in (
            ("al-arida", "LB SY", "34.6325", "35.9761", "official"),
            ("masnaa", "SY LB", "", "", "official"),
            ("bab-al-hawa", "SY TR", "36.23", "", "official"),
            ("rafah", "EG PS", "31.24", "34.25", "official"),
            ("trebil-karameh", "IQ JO", "32.5", "39.0", "official"),
            ("allenby-bridge", "JO PS", "31.87", "35.54", "official"),
            ("samandagi", "TR", "", "", "official"),
        )
    ]
)
KARAMAH = {"ids": "trebil-karameh;allenby-bridge", "stem": "al-Karamah"}


def crossings(marked: str, *attributes: dict[str, str]) -> tuple[Crossing, ...]:
    """Resolve the names marked with `[[ ]]`, each with its attributes; the last serve all that follow."""
    text, spans = unmark(marked)
    given = [*attributes, *([attributes[-1] if attributes else {}] * (len(spans) - len(attributes)))]
    matches = [
        Match("crossing", "crossings.a", start, end, chosen, {})
        for (start, end), chosen in zip(spans, given, strict=True)
    ]
    named = [
        CountryMention(found.start(), found.end(), COUNTRIES[found.group()])
        for found in re.finditer(r"\w+", text)
        if found.group() in COUNTRIES
    ]
    return resolve_crossings(read(text.encode(), "a.txt"), matches, named, INDEX)


def countries(marked: str, *attributes: dict[str, str]) -> tuple[str, ...]:
    """Of the only crossing."""
    (found,) = crossings(marked, *attributes)
    return found.countries


def test_an_article_without_crossings_has_none() -> None:
    assert crossings("Syria and Lebanon") == ()


def test_a_crossing_of_the_gazetteer_has_its_id_countries_and_location() -> None:
    (found,) = crossings("at the\n[[al-Arida border crossing]] today", {"id": "al-arida", "kind": "official"})
    (mention,) = found.mentions
    assert (mention.quote, mention.start, mention.line, mention.by) == (
        "al-Arida border crossing",
        7,
        2,
        "crossings.a",
    )
    assert (found.name, found.kind, found.id) == ("al-Arida border crossing", "official", "al-arida")
    assert (found.countries, found.location) == (("LB", "SY"), Location(34.6325, 35.9761))


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [("masnaa", ("LB", "SY")), ("bab-al-hawa", ("SY", "TR")), ("samandagi", ("TR",))],
)
def test_an_entry_without_coordinates_has_no_location(identifier: str, expected: tuple[str, ...]) -> None:
    (found,) = crossings("at the [[gate]] in Egypt", {"id": identifier})
    assert (found.location, found.countries) == (None, expected)


def test_an_id_that_the_gazetteer_lacks_is_a_crossing_without_one() -> None:
    (found,) = crossings("at the [[gate]] of Egypt and Gaza", {"id": "atlantis"})
    assert (found.id, found.location, found.countries) == (None, None, ("EG", "PS"))


def test_all_names_of_one_entry_are_one_crossing_with_the_longest_name() -> None:
    (found,) = crossings("[[Rafah]] closed. The [[Rafah border\ncrossing]] and [[Rafah]].", {"id": "rafah"})
    assert found.name == "Rafah border crossing"
    assert [m.quote for m in found.mentions] == ["Rafah", "Rafah border\ncrossing", "Rafah"]


def test_crossings_come_in_the_order_of_their_first_mention() -> None:
    rafah, arida = {"id": "rafah"}, {"id": "al-arida"}
    found = crossings("[[Arida]] and [[Rafah]], [[Arida]].", arida, rafah, arida)
    assert [(crossing.id, len(crossing.mentions)) for crossing in found] == [("al-arida", 2), ("rafah", 1)]


@pytest.mark.parametrize(
    ("marked", "identifier", "pair"),
    [
        ("The [[al-Karamah crossing]] into Iraq closed.", "trebil-karameh", ("IQ", "JO")),
        ("The [[al-Karamah crossing]] into Palestine closed.", "allenby-bridge", ("JO", "PS")),
        ("Iraq closed it. The [[al-Karamah crossing]] shut.", "trebil-karameh", ("IQ", "JO")),
        ("The [[al-Karamah crossing]] shut. Gaza and Jordan protested.", "allenby-bridge", ("JO", "PS")),
        ("Iraq, Iraq, Iraq. The [[al-Karamah crossing]] into Gaza shut.", "allenby-bridge", ("JO", "PS")),
    ],
    ids=["this sentence", "this sentence, the other", "lines before", "lines behind", "this sentence first"],
)
def test_a_name_of_several_entries_is_the_one_whose_countries_are_named(
    marked: str, identifier: str, pair: tuple[str, ...]
) -> None:
    (found,) = crossings(marked, KARAMAH)
    assert (found.id, found.countries) == (identifier, pair)
    assert found.location is not None


@pytest.mark.parametrize(
    "marked", ["The [[al-Karamah crossing]] shut.", "The [[al-Karamah crossing]] of Jordan shut."]
)
def test_a_name_of_several_entries_that_nothing_tells_apart_has_no_id(marked: str) -> None:
    (found,) = crossings(marked, KARAMAH)
    assert (found.id, found.location) == (None, None)


def test_names_without_an_entry_are_one_crossing_where_their_stems_are_the_same() -> None:
    found = crossings(
        "[[Hnutove checkpoint]], [[HNUTOVE crossing]], [[Maiorske crossing]]",
        {"stem": "Hnutove"},
        {"stem": "HNUTOVE"},
        {"stem": "Maiorske"},
    )
    assert [(crossing.name, len(crossing.mentions)) for crossing in found] == [
        ("Hnutove checkpoint", 2),
        ("Maiorske crossing", 1),
    ]


def test_irregular_crossings_are_apart_from_official_ones_and_one_by_their_words() -> None:
    found = crossings(
        "[[illegal routes]], [[smuggling  routes]], [[Illegal\nroutes]], [[illegal routes]]",
        {"kind": "irregular"},
        {"kind": "irregular"},
        {"kind": "irregular"},
        {"kind": "official"},
    )
    assert [(crossing.name, crossing.kind, len(crossing.mentions)) for crossing in found] == [
        ("illegal routes", "irregular", 2),
        ("smuggling routes", "irregular", 1),
        ("illegal routes", "official", 1),
    ]


# Countries


def test_irregular_crossings_of_two_pairs_of_countries_are_two_where_the_text_says_both() -> None:
    irregular = {"kind": "irregular"}
    found = crossings(
        "[[tunnels]] and [[tunnels]] and [[tunnels]]",
        irregular | {"country-a": "PS", "country-b": "EG"},
        irregular | {"country-a": "IQ", "country-b": "JO"},
        irregular | {"country-a": "EG", "country-b": "PS"},
    )
    assert [(crossing.countries, len(crossing.mentions)) for crossing in found] == [
        (("EG", "PS"), 2),
        (("IQ", "JO"), 1),
    ]


def test_the_countries_that_the_name_says_count() -> None:
    given = {"country-a": "SY", "country-b": "NO"}
    assert countries("the [[Syria-Norway crossing]] of Egypt and Gaza", given) == ("NO", "SY")


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Trucks from Lebanon passed the [[gate]] into Syria.", ("LB", "SY")),
        ("Egypt watched trucks from Turkey pass the [[gate]] into Syria.", ("SY", "TR")),
        ("Norway hailed the [[gate]] that Syria opened with Lebanese money.", ("LB", "SY")),
        ("Syria said that the [[gate]] between Egypt and Gaza is shut.", ("EG", "PS")),
    ],
    ids=["both", "the nearest two that are neighbours", "only neighbours", "a pair that is joined"],
)
def test_countries_of_the_sentence_come_first(marked: str, expected: tuple[str, ...]) -> None:
    before = "Iraq and Jordan agreed. Iraq and Jordan. "
    assert countries(before + marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Lebanon, Turkey, Norway. The [[gate]] of Syria is shut.", ("SY", "TR")),
        ("Turkey, Lebanon. The [[gate]] of Syria is shut.", ("LB", "SY")),
        ("Turkey, Turkey, Lebanon. The [[gate]] of Syria is shut.", ("SY", "TR")),
        ("Egypt, Iraq. The [[gate]] of Syria is shut. Then Lebanon spoke.", ("LB", "SY")),
        ("Egypt, Iraq. The [[gate]] of Syria is shut.", ()),
    ],
    ids=["its neighbour", "the last of two", "the one named most", "named behind", "no neighbour"],
)
def test_one_country_of_the_sentence_finds_its_neighbour_in_the_article(
    marked: str, expected: tuple[str, ...]
) -> None:
    assert countries(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Lebanon spoke. A man of Norway saw the [[gate]] of Syria.", ("LB", "SY")),
        ("A man of Norway saw the [[gate]] of Syria.", ("NO", "SY")),
    ],
    ids=["a neighbour before", "no neighbour"],
)
def test_two_countries_of_the_sentence_that_share_no_crossing_are_the_last_resort(
    marked: str, expected: tuple[str, ...]
) -> None:
    assert countries(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Egypt. Egypt and Gaza. Syria. The [[gate]] is shut.", ("EG", "PS")),
        ("The [[gate]] is shut. Syria and Lebanon spoke.", ("LB", "SY")),
        ("Egypt and Norway. The [[gate]] is shut.", ()),
        ("The [[gate]] is shut.", ()),
    ],
    ids=["before", "behind", "no neighbours", "none named"],
)
def test_without_a_country_in_the_sentence_the_pair_named_most_counts(
    marked: str, expected: tuple[str, ...]
) -> None:
    assert countries(marked) == expected


def test_a_later_mention_may_say_the_countries() -> None:
    found = crossings("The [[gate]] is shut. The [[gate]] of Egypt and Gaza.", {"stem": "gate"})
    assert [(len(crossing.mentions), crossing.countries) for crossing in found] == [(2, ("EG", "PS"))]


def test_the_index_knows_the_pairs_that_share_a_crossing() -> None:
    assert INDEX.neighbours == {("LB", "SY"), ("SY", "TR"), ("EG", "PS"), ("IQ", "JO"), ("JO", "PS")}
    assert sorted(INDEX.rows) == [
        "al-arida",
        "allenby-bridge",
        "bab-al-hawa",
        "masnaa",
        "rafah",
        "samandagi",
        "trebil-karameh",
    ]


def test_rows_that_lack_columns_are_taken_as_far_as_they_go() -> None:
    index = CrossingIndex.of([{"name": "Wagah"}, {"id": "torkham"}, {"id": "chaman", "countries": "PK AF"}])
    assert sorted(index.rows) == ["chaman", "torkham"]
    assert index.neighbours == {("AF", "PK")}
    match = Match("crossing", "a.b", 0, 7, {"id": "torkham"}, {})
    (found,) = resolve_crossings(read(b"Torkham", "a.txt"), [match], [], index)
    assert (found.id, found.countries, found.location) == ("torkham", (), None)
