from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.folding import fold_name
from annotators.gazetteer import Gazetteer
from annotators.view import build_view
from annotators.wordlist import WordList
from annotators.words import words_of
from tests.factories import article, noisy_texts, seconds, wordlist

CROSSINGS = "case diacritics hyphen apostrophe al- doubled"
GROUPS = "case diacritics hyphen apostrophe al- doubled possessive"


def hits(listed: WordList, text: str) -> list[tuple[str, str]]:
    """The text and the entry of every hit."""
    found = article(text)
    view = build_view(found)
    spans = [(view.span(h.start, h.end), h.entry) for h in Gazetteer(listed).find(view, words_of(view.data))]
    return [(text[start:end], entry.columns["name"]) for (start, end), entry in spans]


def quotes(listed: WordList, text: str) -> list[str]:
    return [quote for quote, _ in hits(listed, text)]


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (["Bab al-Hawa"], "at Bab al-Hawa.", ["Bab al-Hawa"]),
        (["Rafah", "Rafah Gate", "Rafah Gate North"], "Rafah Gate Norther, Rafah", ["Rafah Gate", "Rafah"]),
        (["New York", "York Gate"], "New York Gate", ["New York"]),
        (["Deir", "Deir ez Zor City"], "Deir ez Zor and Deir", ["Deir", "Deir"]),
        (["Rafah"], "Rafahs xRafah Rafah-led RAFAH Rafah's", ["Rafah", "RAFAH", "Rafah"]),
        # A name with a capital is not found in lower case, one without is found in any
        (["Rafah"], "rafah Rafah", ["Rafah"]),
        (
            ["coast guard"],
            "Coast Guard coast guard COAST GUARD",
            ["Coast Guard", "coast guard", "COAST GUARD"],
        ),
    ],
)
def test_the_longest_name_is_found_from_the_left(names: list[str], text: str, expected: list[str]) -> None:
    assert quotes(wordlist(*names, folds="case hyphen"), text) == expected


@pytest.mark.parametrize(
    "spelling",
    "al-Arida|Al Arida|el-Arida|El Arida|AL-ARIDA|al-Aarida|Al‑Arída|al–Arida|al-‘Arida|as-Arida".split("|"),
)
@pytest.mark.parametrize("name", ["al-Arida", "Arida", "el Arida"])
def test_a_name_is_one_entry_however_its_article_is_written(name: str, spelling: str) -> None:
    assert hits(wordlist(name, folds=CROSSINGS), f"near {spelling} border") == [(spelling, name)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("ISIS", "an ISIS fighter", "ISIS"),
        ("ISIS", "as ISIS fled", "ISIS"),
        ("ISIS", "At ISIS bases", "ISIS"),
        ("Nusra", "an-Nusra", "an-Nusra"),
        ("Nusra", "al  Nusra", "al  Nusra"),
        ("Arida", "al, Arida", "Arida"),
        ("Bab al-Salam", "to Bab as Salam", "Bab as Salam"),
        ("Bab as Salam", "to Bab al-Salam", "Bab al-Salam"),
        ("Bab as Salam", "to Bab as Salam", "Bab as Salam"),
        ("Bab al-Hawa", "to Bab Hawa", "Bab Hawa"),
        ("Bab Hawa", "to Bab al Hawa", "Bab al Hawa"),
        ("As Suwayda", "As-Suwayda fell", "As-Suwayda"),
        ("El Al", "an El Al flight", "El Al"),
    ],
)
def test_an_article_belongs_to_the_name_unless_it_may_be_an_english_word(
    name: str, text: str, expected: str
) -> None:
    assert quotes(wordlist(name, folds=CROSSINGS), text) == [expected]


def test_without_the_fold_an_article_is_a_word_like_any_other() -> None:
    listed = wordlist("al-Arida", "Rafah", folds="case hyphen")
    assert quotes(listed, "Arida, al-Arida, el-Arida, al-Rafah") == ["al-Arida", "Rafah"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Qamishli", "Qammishli Qamishlli", ["Qammishli", "Qamishlli"]),
        ("Abboud", "Aboud", ["Aboud"]),
        ("Ruzizi I", "Ruzizi I, Ruzizi II, Ruzizi III", ["Ruzizi I"]),
        ("Ruzizi II", "Ruzizi I, Ruzizi II, Ruzizi III", ["Ruzizi II"]),
        ("Post 11", "Post 1, Post 11", ["Post 11"]),
    ],
)
def test_doubled_letters_are_one_but_numerals_are_not(name: str, text: str, expected: list[str]) -> None:
    assert quotes(wordlist(name, folds=CROSSINGS), text) == expected
    assert quotes(wordlist("Qamishli", folds="case"), "Qammishli") == []


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("IS", "IS is Is IS-led ISs", ["IS", "IS", "ISs"]),
        ("PKK", "PKK PK pkk", ["PKK"]),
        ("U.S.", "U.S. U.S u.s. US", ["U.S.", "U.S"]),
        ("PKK/YPG", "PKK/YPG pkk/ypg", ["PKK/YPG"]),
    ],
)
def test_an_abbreviation_is_found_in_capitals_only(name: str, text: str, expected: list[str]) -> None:
    assert quotes(wordlist(name, folds=GROUPS), text) == expected


def test_a_list_that_does_not_fold_case_is_found_as_it_is_written() -> None:
    listed = wordlist("al-Arida", "Bab Šar", folds="hyphen al-")
    assert quotes(listed, "al-Arida al-arida AL-ARIDA el Arida Bab  Sar BAB ŠAR") == [
        "al-Arida",
        "el Arida",
        "Bab  Sar",
    ]


def test_the_s_of_a_lost_apostrophe_belongs_to_the_name() -> None:
    listed = wordlist("ISIL", "Hezbollah", "Islamic State", folds=GROUPS)
    text = "ISILs men, Hezbollah's men, Islamic States men, isils, ISILS"
    assert quotes(listed, text) == ["ISILs", "Hezbollah", "Islamic States", "ISILS"]
    assert quotes(wordlist("ISIS", "ISISs Men", folds=GROUPS), "the ISISs fighters") == ["ISISs"]
    assert quotes(wordlist("ISIL", folds=CROSSINGS), text) == []


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_the_s_of_a_possessor_is_outside_a_name_that_ends_in_s_or_is_listed_with_it(apostrophe: str) -> None:
    listed = wordlist("Hamas", "Taliban", "Talibans", "Security Service", "Security Services", folds=GROUPS)
    text = "Hamas's men, the Taliban's men, the Security Service's men, Talibans".replace("'", apostrophe)
    assert quotes(listed, text) == ["Hamas", "Taliban", "Security Service", "Talibans"]
    assert quotes(wordlist("Rachel's", folds=CROSSINGS), f"at Rachel{apostrophe}s crossing") == [
        f"Rachel{apostrophe}s"
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("People's Army", "People's Army"),
        ("People's Army", "Peoples Army"),
        ("People's Army", "People’s Army"),
        ("Qa'im", "Qaim"),
        ("Qaim", "Qa’im"),
        ("Sana'a Gate", "Sanaʿa Gate"),
    ],
)
def test_an_apostrophe_inside_a_name_may_be_missing(name: str, text: str) -> None:
    assert hits(wordlist(name, folds=CROSSINGS), f"the {text}, they") == [(text, name)]


@pytest.mark.parametrize(
    "joint", [" ", "\n", "\r\n", "\r\n      ", "  ", "\t", "\xa0", "-", "-\n", " - ", " of\n", " as "]
)
def test_a_name_runs_across_line_breaks_and_hyphens(joint: str) -> None:
    name = " ".join(["state", *joint.replace("-", " ").split(), "forces"])
    text = f"Here are the state{joint}forces of the north."
    assert quotes(wordlist(name, folds="case hyphen"), text) == [f"state{joint}forces"]


@pytest.mark.parametrize("joint", [", ", "; ", " (", ". The ", "\n\n", ' "', " \u2014 (", " | "])
def test_a_name_never_runs_across_a_comma_a_bracket_or_the_end_of_a_sentence(joint: str) -> None:
    listed = wordlist("Rafah Gate", "Rafah the Gate", folds="case hyphen")
    assert quotes(listed, f"At Rafah{joint}Gate.") == []


def test_a_full_stop_that_belongs_to_a_name_is_taken_where_it_stands() -> None:
    listed = wordlist("Gov.", "Gov", "Lt. Col.", folds="case al-")
    assert quotes(listed, "Gov. Newsom and Gov Newsom met Lt. Col. Khan") == ["Gov.", "Gov", "Lt. Col."]


def test_the_columns_of_an_entry_come_with_its_aliases() -> None:
    listed = wordlist("Islamic State=IS=Daesh", "Ba'ath Party=Baath", folds=GROUPS)
    assert hits(listed, "Daesh, IS and the Baʿath") == [
        ("Daesh", "Islamic State"),
        ("IS", "Islamic State"),
        ("Baʿath", "Ba'ath Party"),
    ]


def test_plurals_are_found_where_the_list_asks_for_them() -> None:
    assert quotes(wordlist("border post", folds="case al-", plural=True), "border posts, border post") == [
        "border posts",
        "border post",
    ]


def test_invisible_characters_in_a_name_do_not_hide_it() -> None:
    listed = wordlist("Bab al-Hawa", folds=CROSSINGS)
    text = "at \u200bBab\u200b al-Ha\u0304\xadwa\u0301\u200b today"
    assert quotes(listed, text) == ["Bab\u200b al-Ha\u0304\xadwa\u0301"]


@pytest.mark.parametrize("folds", ["", "case al-"])
def test_a_name_in_another_script_is_told_from_others_by_the_printed_text(folds: str) -> None:
    gazetteer = Gazetteer(wordlist("معبر العريضة", "Бригада", folds=folds))
    view = build_view(article("at معبر العريضة"))
    assert [view.data[h.start : h.end] for h in gazetteer.find(view, words_of(view.data))] == [
        b"____ _______"
    ]
    assert gazetteer.names("معبر العريضة")
    assert gazetteer.names("Бригада")
    assert not gazetteer.names("قصر العريضة")
    assert gazetteer.names("бригада") is bool(folds)


NAMES = (
    "Bab al-Hawa",
    "al-Arida",
    "Abboud",
    "Qa'im",
    "Ruzizi II",
    "IS",
    "Islamic State",
    "state forces",
    "Deir ez-Zor",
    "Bab",
    "U.S.",
)


def respellings(name: str) -> list[str]:
    """Ways to print `name` that the folds of `GROUPS` make one."""
    exact = name.isupper()
    return [
        name,
        name.replace("-", " ") if not name.startswith("al-") else name.replace("al-", "El "),
        name.replace(" ", " \t "),
        name.replace("al-", "as-"),
        name.replace("'", ""),
        name.replace("'", "\u2019"),
        name.replace("-", "\u2010"),
        name if exact else name.upper(),
        name if exact else name.replace("a", "\xe2").replace("b", "bb"),
        unicodedata.normalize("NFD", name if exact else name.replace("a", "ā")),
    ]


SPELLED = st.sampled_from([(spelling, name) for name in NAMES for spelling in respellings(name)])


@given(st.lists(SPELLED, max_size=8))
def test_every_name_is_found_however_the_folds_let_it_be_spelled(named: list[tuple[str, str]]) -> None:
    text = "It said (" + "), near (".join(spelling for spelling, _ in named) + ")."
    assert hits(wordlist(*NAMES, folds=GROUPS), text) == named


@given(noisy_texts([*NAMES, "al", "as", "Bab", "Hawa", "State", "forces", "Zor", "I"]))
def test_hits_stand_in_order_and_each_is_a_name_of_its_entry(text: str) -> None:
    listed = wordlist(*NAMES, folds=GROUPS)
    read = article(text)
    view = build_view(read)
    found = Gazetteer(listed).find(view, words_of(view.data))
    assert all(a.end <= b.start for a, b in pairwise(found))
    for hit in found:
        quote = read.text[slice(*view.span(hit.start, hit.end))]
        assert fold_name(quote[0])
        assert quote == quote.strip()
        assert listed.find(quote) == hit.entry


@pytest.mark.parametrize("text", ["el al ", "el ", "Bab al ", "Bab-", "a b "])
def test_looking_up_takes_time_in_proportion_to_the_text(text: str) -> None:
    names = ["El Al", "Bab al-Hawa", " ".join("ab" * 20)]
    gazetteer = Gazetteer(wordlist(*names, folds=GROUPS))

    def time(repeats: int) -> float:
        view = build_view(article(text * repeats))
        words = words_of(view.data)
        return seconds(lambda: gazetteer.find(view, words))

    assert time(8_000) < 4 * 8 * time(1_000) + 0.05
