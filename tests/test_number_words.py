from __future__ import annotations

import pytest

from annotators.number_words import ORDINALS, SMALL, plain


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("  twenty\r\n \u2003five ", "twenty five"),
        ("20–30, 20—30, T‑72", "20-30, 20-30, T-72"),
        ("killed 20 — 30", "killed 20 — 30"),
        ("złotys e\u0301 é 70’s", "zlotys e e 70's"),
        ("2½ ½", "2 1/2 1/2"),
        ("７０ 70²", "70 70²"),
        ("1\u200b500", "1500"),
        ("€5 GH₵5", "€5 GH₵5"),
        ("20―30", "20-30"),
        ("𝟕𝟎 ٧٠", "70 ٧٠"),
        ("７０％ ﹩5", "70% $5"),
        ("7\u20dd0", "70"),
        ("1⁄2", "1⁄2"),
        ("Øre đ", "Ore d"),
    ],
)
def test_spellings_of_one_phrase_become_one(text: str, spelled: str) -> None:
    assert plain(text) == spelled


def test_what_is_too_long_for_a_phrase_is_nothing() -> None:
    assert plain("9" * 300) == "9" * 300
    assert plain("9" * 301) == ""


def test_every_number_below_a_hundred_with_a_word_of_its_own_has_an_ordinal() -> None:
    assert set(ORDINALS.values()) >= set(SMALL)
