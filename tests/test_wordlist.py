from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotators.folding import DROPPED, fold
from annotators.regex import Regex
from annotators.wordlist import INLINE_LIMIT, Entry, WordList, pluralize
from tests.factories import wordlist


def shown(text: str) -> bytes:
    """`text` as the view of an article shows it."""
    return fold(text).replace(DROPPED.encode("latin-1"), b"")


def matched(listed: WordList, text: str) -> list[str]:
    """What the regular expression of the list finds in `text`."""
    return [m.group().decode("latin-1") for m in Regex(listed.regex()).compiled.finditer(shown(text))]


def is_matched(listed: WordList, text: str) -> bool:
    """Whether the list matches all of `text`."""
    return (
        Regex(listed.regex()).compiled.fullmatch(fold(text).replace(DROPPED.encode("latin-1"), b""))
        is not None
    )


def name_found(listed: WordList, text: str) -> str | None:
    entry = listed.find(text)
    return entry.columns["name"] if entry else None


@pytest.mark.parametrize(
    ("folds", "name", "alike", "apart"),
    [
        ("", "General", ["General"], ["general", "GENERAL"]),
        ("case", "General", ["general", "GENERAL"], ["Generals", "Gen"]),
        ("case", "Générale", ["Generale", "GÉNÉRALE", "Ge\u0301ne\u0301rale"], ["Genrale"]),
        (
            "",
            "Air Force",
            ["Air Force", "Air \r\n Force", "Air\x1fForce"],
            ["Air-Force", "AirForce", "air Force"],
        ),
        ("hyphen", "Air Force", ["Air-Force", "Air Force", "Air\u2010Force", "Air  Force"], ["AirForce"]),
        ("hyphen", "deir-ez-zor", ["deir ez zor", "deir ez-zor", "deir ez-\r\nzor"], ["deirezzor"]),
        ("apostrophe", "Sana'a", ["Sanaa", "Sana’a", "Sanaʿa", "Sana'a"], ["Sana a", "sanaa"]),
        ("possessive", "Hezbollah", ["Hezbollahs", "Hezbollah"], ["Hezbollahss", "hezbollahs"]),
        # An abbreviation means its unit in capitals only, whatever the folds.
        ("case", "IS", ["IS"], ["is", "Is"]),
        ("case", "PKK/YPG", ["PKK/YPG"], ["pkk/ypg"]),
        ("case", "U.S.", ["U.S.", "U.S"], ["u.s.", "US"]),
        # The full stop of an abbreviation may be missing.
        ("case", "Lt. Col.", ["Lt. Col.", "lt. col"], ["Lt Col"]),
    ],
)
def test_a_list_matches_across_the_differences_it_folds_and_no_others(
    folds: str, name: str, alike: list[str], apart: list[str]
) -> None:
    listed = wordlist(name, folds=folds)
    assert [(text, name_found(listed, text), is_matched(listed, text)) for text in alike] == [
        (text, name, True) for text in alike
    ]
    assert [(text, name_found(listed, text), is_matched(listed, text)) for text in apart] == [
        (text, None, False) for text in apart
    ]


@pytest.mark.parametrize(
    ("folds", "text", "is_found"),
    [
        ("", "Бригада", True),
        ("case", "БРИГАДА", True),
        ("", "БРИГАДА", False),
        ("case", "Дивизия", False),
        ("case", "_______", False),
    ],
)
def test_names_in_another_script_which_a_view_shows_all_alike_are_told_apart_by_find(
    folds: str, text: str, is_found: bool
) -> None:
    listed = wordlist("Бригада", folds=folds)
    assert is_matched(listed, text)
    assert (name_found(listed, text) == "Бригада") is is_found


@pytest.mark.parametrize(
    ("folds", "name", "text", "expected"),
    [
        ("case", "army", "the army's army-led armyx xarmy Army", ["army", "army", "Army"]),
        ("case", "Gen.", "Gen. Jamil, Gen Jamil, Genoa, Gen.", ["Gen.", "Gen", "Gen."]),
        ("case", "caf\u00e9", "cafes cafe", ["cafe"]),
        ("case", "cafe\u0301", "cafes cafe", ["cafe"]),
        ("case possessive", "ISIL", "ISIL's ISILs isil", ["ISIL", "ISILs"]),
        ("case", "C++", "C++ and C+", ["C++"]),
    ],
)
def test_the_regular_expression_of_a_list_matches_whole_words(
    folds: str, name: str, text: str, expected: list[str]
) -> None:
    assert matched(wordlist(name, folds=folds), text) == expected


@pytest.mark.parametrize(
    "names",
    [
        ("border", "border guard", "border guard post"),
        ("US", "US Marines", "us marines corps"),
        ("U.S.", "U.S. Army"),
        ("air-force", "air-force base"),
    ],
)
def test_longer_names_come_before_shorter_ones_whatever_their_case(names: tuple[str, ...]) -> None:
    listed = wordlist(*names, folds="case hyphen")
    for name in names:
        assert matched(listed, f"{name}, then") == [name]


def test_the_columns_of_an_entry_come_with_every_name_of_it() -> None:
    listed = wordlist("Islamic State=IS=Daesh", "Hezbollah", folds="case possessive")
    assert [
        name_found(listed, text) for text in ("islamic state", "DAESH", "IS", "Hezbollah’s", "Hamas")
    ] == [
        "Islamic State",
        "Islamic State",
        "Islamic State",
        "Hezbollah",
        None,
    ]


def test_the_first_of_two_entries_with_one_name_is_found() -> None:
    assert name_found(wordlist("Army=guard", "Police=Guard"), "GUARD") == "Army"


def test_plurals_are_found_where_the_list_asks_for_them() -> None:
    assert name_found(wordlist("army", plural=True), "armies") == "army"
    assert matched(wordlist("army", plural=True), "army armies armys") == ["army", "armies"]
    assert name_found(wordlist("army"), "armies") is None


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("brigade", "brigades"),
        ("army", "armies"),
        ("convoy", "convoys"),
        ("crossing point", "crossing points"),
        ("branch", "branches"),
        ("ambush", "ambushes"),
        ("box", "boxes"),
        ("forces", "forces"),
        ("policeman", "policemen"),
        ("German", "Germans"),
        ("port of entry", "ports of entry"),
        ("company of infantry", "companies of infantry"),
        ("regimen", "regimens"),
        ("Turkmen", "Turkmens"),
    ],
)
def test_regular_plurals(noun: str, plural: str) -> None:
    assert pluralize(noun) == plural


@pytest.mark.parametrize(
    "noun",
    ["men", "policemen", "gun-men", "Women", "children", "schoolchildren", "people", "townspeople", "police",
     "military police", "aircraft", "men of war", "forces", "border police"],
)  # fmt: skip
def test_a_plural_without_s_is_its_own_plural(noun: str) -> None:
    assert pluralize(noun) == noun


@pytest.mark.parametrize(
    ("folds", "names", "inline"),
    [
        ("case diacritics hyphen apostrophe possessive", 3, True),
        ("case", INLINE_LIMIT, True),
        ("case", INLINE_LIMIT + 1, False),
        ("case al-", 1, False),
        ("doubled", 1, False),
    ],
)
def test_a_list_is_written_into_patterns_unless_it_is_long_or_folds_more(
    folds: str, names: int, inline: bool
) -> None:
    assert wordlist(*(f"name {n}" for n in range(names)), folds=folds).inline is inline


def test_a_plural_counts_as_a_name_of_its_own() -> None:
    names = [f"name {chr(97 + n % 26)}{n // 26}b" for n in range(INLINE_LIMIT // 2 + 1)]
    assert wordlist(*names).inline
    assert not wordlist(*names, plural=True).inline


# `find` and the regular expression are two statements of one thing.

WORDS = st.sampled_from(
    [
        "army",
        "Army",
        "Al",
        "Qa'im",
        "Sana'a",
        "Šabac",
        "border",
        "guard",
        "IS",
        "PKK",
        "Lt.",
        "2nd",
        "x-y",
        "Forces",
    ]
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).flatmap(
    lambda words: st.lists(st.sampled_from([" ", "-"]), min_size=len(words), max_size=len(words)).map(
        lambda joints: "".join(w + j for w, j in zip(words, joints, strict=True))[:-1]
    )
)
INLINE_FOLDS = st.sets(st.sampled_from(["case", "diacritics", "hyphen", "apostrophe", "possessive"]))


@st.composite
def respelled(draw: st.DrawFn, name: str) -> str:
    """`name` with some of the differences that a list may fold, and some that none does."""
    changes: dict[str, Callable[[str], str]] = {
        "case": str.swapcase,
        "capitals": str.upper,
        "lower": str.lower,
        "blank": lambda s: s.replace("-", " "),
        "hyphen": lambda s: s.replace(" ", "\u2010"),
        "line": lambda s: s.replace(" ", " \r\n"),
        "apostrophe": lambda s: s.replace("'", ""),
        "curly": lambda s: s.replace("'", "\u2019"),
        "decomposed": lambda s: unicodedata.normalize("NFD", s),
        "plain": lambda s: s.replace("Š", "S").replace("š", "s"),
        "zero-width": lambda s: s[:1] + "\u200b" + s[1:],
        "stop": lambda s: s.removesuffix("."),
        "s": lambda s: s + "s",
        "glued": lambda s: s.replace(" ", ""),
        "letter": lambda s: s + "x",
    }
    for change in draw(st.lists(st.sampled_from(sorted(changes)), max_size=3, unique=True)):
        name = changes[change](name)
    return name


@given(st.data(), st.lists(NAMES, min_size=1, max_size=4), INLINE_FOLDS, st.booleans())
def test_find_and_the_regular_expression_agree(
    data: st.DataObject, names: list[str], folds: set[str], plural: bool
) -> None:
    # A possessive s behind a full stop is no spelling that anyone prints.
    assume("possessive" not in folds or not any(name.endswith(".") for name in names))
    listed = WordList("listed", tuple(Entry((n,), {"name": n}) for n in names), frozenset(folds), plural)
    text = data.draw(respelled(data.draw(st.sampled_from(names))))
    assert (listed.find(text) is not None) == is_matched(listed, text)


@given(st.data(), NAMES, INLINE_FOLDS)
def test_every_name_of_a_list_is_found_as_it_is_listed(
    data: st.DataObject, name: str, folds: set[str]
) -> None:
    others = data.draw(st.lists(NAMES, max_size=3))
    entries = tuple(Entry((n,), {"name": n}) for n in (name, *others))
    listed = WordList("listed", entries, frozenset(folds))
    found = listed.find(name)
    assert found is not None
    assert listed.key(found.names[0]) == listed.key(name)
    assert is_matched(listed, name)
    assert matched(listed, f"({name}),")[:1] == [fold(name).decode("latin-1")]
