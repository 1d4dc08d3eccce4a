from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.tokens import token_starts_within, tokenize
from tests.texts import TEXTS


def tokens(text: str) -> list[str]:
    return [text[start:end] for start, end in zip(*tokenize(text), strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maher al-Assad, brother", "Maher|al|-|Assad|,|brother"),
        ("a well-known Turkish-backed group", "a|well|-|known|Turkish|-|backed|group"),
        ("in 2022-2023, 2020–2021", "in|2022-2023|,|2020|–|2021"),
        ("1,000 or 3.5 at 10:30 in 2022/23.", "1,000|or|3.5|at|10:30|in|2022/23|."),
        ("US$5.5m, €3, up to $100,000", "US|$|5.5|m|,|€|3|,|up|to|$|100,000"),
        ("86% of 40km", "86|%|of|40|km"),
        ("the 158th Brigade at 5pm", "the|158th|Brigade|at|5pm"),
        ("M23, G7 and the 1980s", "M|23|,|G|7|and|the|1980|s"),
        ("Erdogan's and Erdogan’s", "Erdogan|'s|and|Erdogan|’|s"),
        ("They don't, can’t, won't; I'm", "They|do|n't|,|can|’|t|,|wo|n't|;|I|'m"),
        ("DON'T n't want'd", "DO|N'T|n't|want|'d"),
        ("the Houthis' men", "the|Houthis|'|men"),
        ("Sana'a's O'Brien, O’Brien", "Sana'a|'s|O'Brien|,|O|’|Brien"),
        ("“We ‘left’,” he", "“|We|‘|left|’|,|”|he"),
        ("Lt. Col. Amer and Brig.-Gen. X", "Lt.|Col.|Amer|and|Brig.|-|Gen.|X"),
        ("MAJ. GEN. Igor, Mr. and Mrs. Khan", "MAJ.|GEN.|Igor|,|Mr.|and|Mrs.|Khan"),
        ("the U.S. at 8 a.m. e.g. U.S-led", "the|U.S.|at|8|a.m.|e.g.|U.S|-|led"),
        ("the U.S.'s and U.S.Army", "the|U.S.|'s|and|U.S.|Army"),
        ("J. R. Smith, J.R. Smith", "J.|R.|Smith|,|J.R.|Smith"),
        ("Plan B. The army. J. A. Khan", "Plan|B|.|The|army|.|J.|A.|Khan"),
        ("No. 5, no. 6. He said no. No.", "No.|5|,|no.|6|.|He|said|no|.|No|."),
        ("Post Inc. on Dec. 8, etc.", "Post|Inc.|on|Dec.|8|,|etc."),
        ("wait... (He left).", "wait|.|.|.|(|He|left|)|."),
        ("see https://x.org/a-b?c=1. @ISW #Syria", "see|https://x.org/a-b?c=1|.|@ISW|#|Syria"),
        ("http://!!", "http|:|/|/|!|!"),
        ("S\u00e9l\u00e9ka Se\u0301le\u0301ka", "S\u00e9l\u00e9ka|Se\u0301le\u0301ka"),
        ("E\u0301. Macron", "E\u0301.|Macron"),
        ("co\u00adoperate Rus\u200bsia", "co\u00adoperate|Rus\u200bsia"),
        ("\u200bRussia\u200e, \u200b", "\u200b|Russia|\u200e|,|\u200b"),
        ("🇪🇬 Egypt 👨\u200d👩\u200d👧!", "🇪🇬|Egypt|👨\u200d👩\u200d👧|!"),
        ("В. В. Путин, हिन्दी، 蔡英文", "В.|В.|Путин|,|हिन्दी|،|蔡英文"),
        ("a\tb\xa0c\u3000d\x00e", "a|b|c|d|\x00|e"),
    ],
)
def test_text_is_cut_into_tokens_as_the_training_data_is(text: str, expected: str) -> None:
    assert tokens(text) == expected.split("|")


@given(TEXTS)
def test_every_character_but_white_space_is_in_exactly_one_token(text: str) -> None:
    spans = list(zip(*tokenize(text), strict=True))
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    covered = {offset for start, end in spans for offset in range(start, end)}
    assert covered == {offset for offset, char in enumerate(text) if not char.isspace()}


@given(st.text(alphabet="Séléka Nājib Zoubaïdi é. ", max_size=40))
def test_composed_and_decomposed_accents_are_tokenized_alike(text: str) -> None:
    composed = [unicodedata.normalize("NFC", token) for token in tokens(unicodedata.normalize("NFC", text))]
    decomposed = tokens(unicodedata.normalize("NFD", text))
    assert [unicodedata.normalize("NFC", token) for token in decomposed] == composed


def test_the_tokens_of_a_part_of_a_text_start_within_it() -> None:
    text = "The Houthis' men left"
    assert token_starts_within(text, 4, 16) == [4, 11, 13]
