from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.folding import CURRENCY, DROPPED, fold, fold_name

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LATIN = [
    c for c in map(chr, range(0x250)) if unicodedata.name(c, "").startswith("LATIN") and c.isalpha()
] + list("ẀẁẞẠạỆệỹ")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Fourth Division", b"Fourth Division"),
        ("Müller Šabac Ahtisaari", b"Muller Sabac Ahtisaari"),
        ("İzmir, Diyarbakır", b"Izmir, Diyarbakir"),
        ("Łódź Đặng Øst Þór Straße", b"Lodz Dang Ost Tor Strase"),
        ("æ Æ œ Œ ǽ ǿ", b"a A o O a o"),
        ("ﬁ Ｋ №", b"f K N"),
        ("Jean\u2010Luc 5\u20136 a\u2014b \u22125", b"Jean-Luc 5-6 a-b -5"),
        ("Sana\u2019a \u2018x\u2019 Qa\u02bfim Ba\u02bbath \u00b4", b"Sana'a 'x' Qa'im Ba'ath '"),
        ("\u201cEl Mocho\u201d \u00abx\u00bb", b'"El Mocho" "x"'),
        ("a\tb\r\nc\xa0d\u2028e\x1ff\x1eg", b"a b  c d e f g"),
        ("$5 £5 €5 ¥5 ₪5", b"$5 \xa45 \xa45 \xa45 \xa45"),
        ("جيش армия 軍", b"___ _____ _"),
        ("\x00\x01\x07\x7f\x85🙂٣•", b"~~~~ ~~~"),
        ("e\u0301 a\u200bb \xad \ufeff", b"e\x7f a\x7fb \x7f \x7f"),
        ("…½", b".1"),
    ],
)
def test_each_code_point_folds_to_its_plain_byte(text: str, folded: bytes) -> None:
    assert fold(text) == folded


@given(TEXTS)
def test_a_fold_is_one_byte_a_code_point(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(text) == b"".join(map(fold, text))


@given(TEXTS)
def test_the_bytes_of_placeholders_and_structure_stay_free(text: str) -> None:
    assert set(fold(text)) <= {*range(0x20, 0x7F), ord(DROPPED), ord(CURRENCY)}


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_printable_ascii_is_its_own_fold(text: str) -> None:
    assert fold(text) == text.encode()


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_folding_ascii_twice_is_folding_it_once(text: str) -> None:
    once = fold(text).decode("ascii")
    assert fold(once).decode("ascii") == once


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Al-Arida \r\n Crossing ", "al-arida crossing"),
        ("Bachar Al‑Assád", "bachar al-assad"),
        ("a\u200bb c\u200b d", "ab c d"),
        ("\u200b", ""),
        ("İĞDIR", "igdir"),
        ("Бригада  ЙОД и\u0306од", "бригада йод йод"),
        ("معبر\u064f العريضة", "معبر العريضة"),
    ],
)
def test_names_compare_in_lower_case_with_single_blanks_no_marks_and_other_scripts_kept(
    text: str, name: str
) -> None:
    assert fold_name(text) == name


@given(TEXTS)
def test_a_folded_name_is_its_own_fold(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text(st.sampled_from(LATIN)))
def test_composed_and_decomposed_latin_names_are_equal(text: str) -> None:
    assert fold_name(unicodedata.normalize("NFD", text)) == fold_name(unicodedata.normalize("NFC", text))
