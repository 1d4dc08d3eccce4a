from __future__ import annotations

import re2
from hypothesis import given

from annotators.compiledrule import NUMBER
from annotators.gazetteer import Gazetteer
from annotators.lexicon import BEGINS, BREAK, NOT_HEAD, Lexicon
from annotators.number_patterns import CARDINAL, ORDINAL, QUANTITY, money_pattern
from annotators.prefilter import Need
from annotators.view import build_view
from annotators.vocabulary import Vocabulary
from annotators.words import words_of
from tests.factories import article, noisy_texts, wordlist
from tests.phrases import CURRENCIES

FOLDS = "case diacritics hyphen apostrophe al- doubled possessive"
LISTS = {
    "groups": Gazetteer(
        wordlist("Islamic State=IS", "People's Army", "Ahrar al-Sham", "the Front", folds=FOLDS)
    ),
    "places": Gazetteer(wordlist("Al-Arida", "Rafah", "Deir ez-Zor", "of the North", folds=FOLDS)),
}
LEXICON = Lexicon(
    Vocabulary(frozenset({b"of"}), frozenset({b"news"})),
    {name: (number, gazetteer) for number, (name, gazetteer) in enumerate(LISTS.items())},
)
SOLDIERS = Need(words=frozenset({"soldiers", "brien"}))
[FLAG] = LEXICON.flags_of([SOLDIERS])
NUMERIC = re2.compile("|".join((QUANTITY, CARDINAL, ORDINAL, money_pattern(CURRENCIES))))


def test_words_have_the_flags_of_what_they_take_part_in() -> None:
    of, news, islamic, soldiers, brien, other = LEXICON.flags(
        ["of", "news", "islamic", "soldiers", "o'brien", "tree"]
    )
    assert (of & BREAK, news & NOT_HEAD, islamic & BEGINS) == (BREAK, NOT_HEAD, BEGINS)
    assert (soldiers & FLAG, brien & FLAG, other) == (FLAG, FLAG, 0)


def test_a_set_of_words_that_comes_later_counts_for_words_that_are_known() -> None:
    lexicon = Lexicon(Vocabulary(), {})
    assert lexicon.flags(["tank"]) == [0]
    [flag] = lexicon.flags_of([Need(words=frozenset({"tank"}))])
    assert lexicon.flags(["tank"]) == [flag]


NAMES = (
    "Islamic State IS is Peoples People's Army Ahrar Sham al-Sham the Front of North Arida Rafah Rafahs Deir"
).split()


@given(noisy_texts(NAMES, 30))
def test_two_words_leave_out_no_name_of_a_list(text: str) -> None:
    view = build_view(article(text))
    words = words_of(view.data)
    beginnings = LEXICON.beginnings(words, LEXICON.flags(words.lower))
    for name, gazetteer in LISTS.items():
        assert gazetteer.find(view, words, beginnings[name]) == gazetteer.find(view, words)


PHRASES = (
    "two dozen a few thousand half a million several hundred no one and a half tens of thousands lakh crore"
    " twenty-first third between 20 and 30 $5 US$ €5m Rs500 dollars euros a couple of pair number zero 1,500"
    " hundredth quarter 2.5"
).split()


@given(noisy_texts(PHRASES, 12))
def test_every_number_phrase_has_a_word_that_is_known_as_one(text: str) -> None:
    data = build_view(article(text)).data
    for found in NUMERIC.finditer(data.decode("latin-1")):
        flags = LEXICON.flags(words_of(found.group().encode("latin-1")).lower)
        assert any(flag & LEXICON.spans[NUMBER] for flag in flags), found.group()
