from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.builtins import BUILTIN_NAMES, builtin_expression
from annotators.regex import Regex
from annotators.ruleset import RuleSet
from annotators.vocabulary import Vocabulary
from annotators.wordlist import Entry, WordList
from tests.factories import noisy_texts, quotes, ruleset, wordlist

LISTS = """
lists:
  break: {words: [of, the, in, who, were, said, at, and, or, a, from, near]}
  not-plural: {words: [news, across, forces-wide, this]}
  many: {words: [people, police, armed men]}
  one: {words: [soldier, border guard, people]}
  sum: {file: money.csv, match: [name, aliases]}
builtins: {breaks: break, not-plural: not-plural, plural-heads: many, singular-heads: one, currencies: sum}
"""
MONEY = "name,aliases,code\nUS dollar,$;USD;dollar,USD\neuro,EUR,EUR\n"


def rules(pattern: str) -> RuleSet:
    return ruleset(f"{LISTS}rules:\n- {{id: r, annotate: unit, match: '{pattern}'}}\n", money_csv=MONEY)


BY_PATTERN = {
    pattern: rules(pattern)
    for pattern in (
        "{Name}",
        "near {Name}",
        "{Acronym}",
        "{word}",
        "{digits}",
        "{ordinal}",
        "{number}",
        "{quantity}",
        "{bound} {number}",
        "{money}",
        "{number} {nouns}",
        "{number} {noun}",
        "the {phrase}",
    )
}


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("{Name}", "met Najib Mikati today", ["Najib Mikati"]),
        ("{Name}", "met Ahmad al-Sharaa, Abdel Fattah el-Sisi", ["Ahmad al-Sharaa", "Abdel Fattah el-Sisi"]),
        (
            "{Name}",
            "met Osama bin Laden and Ursula von der Leyen",
            ["Osama bin Laden", "Ursula von der Leyen"],
        ),
        (
            "{Name}",
            "met al-Assad, D'Souza, O'Brien, Jean-Luc",
            ["al-Assad", "D'Souza", "O'Brien", "Jean-Luc"],
        ),
        ("{Name}", "met J. R. Smith's aide", ["J. R. Smith"]),
        ("{Name}", "in Sana’a, Lebanon’s north", ["Sana’a", "Lebanon"]),
        ("{Name}", "met Émile \xa0 Lahoud", ["Émile \xa0 Lahoud"]),
        ("{Name}", "he said in 2012 bin", []),
        # A word that only the start of a sentence made capital is no name, in the middle of one it may be
        ("{Name}", "The Golani. In Homs. At the. US", ["Golani", "Homs", "US"]),
        ("{Name}", "saw The Hague", ["The Hague"]),
        ("{Name}", "A Golani. IN Homs. Of The Golani", ["Golani", "IN Homs", "Golani"]),
        ("{Name}", """it said: "The Golani" ('At Homs') [In Acre]""", ["Golani", "Homs", "Acre"]),
        ("near {Name}", "Near Homs near homs near bin Laden", ["Near Homs"]),
        (
            "{Acronym}",
            "SDF, YPG-led PKK/KCK U.S. A I5 5th SDFs iPhone",
            ["SDF", "YPG", "PKK/KCK", "SDFs"],
        ),
        (
            "{word}",
            "al-Hawa, U.S. 3.5 don't soldiers' (x)",
            ["al-Hawa", "U.S", "3.5", "don't", "soldiers'", "x"],
        ),
        ("{digits}", "1 23rd 1st 12345 5a 2nd 3d 1948", ["1", "23rd", "1st", "2nd", "3d", "1948"]),
        ("{ordinal}", "the 2nd, Fourth, twenty-first; four, 2", ["2nd", "Fourth", "twenty-first"]),
        ("{number}", "seven, 1,500 and forty-two; a seventh", ["seven", "1,500", "forty-two"]),
        ("{quantity}", "around 70, at least 5", ["around 70", "at least 5"]),
        ("{bound} {number}", "more than 70, 70", ["more than 70"]),
        ("{money}", "$5 million, 20 euros, 20 dollars, 20 pounds", ["$5 million", "20 euros", "20 dollars"]),
        ("the {phrase}", "the new air base of the army", ["the new air base", "the army"]),
        ("the {phrase}", "the a b c d e f g", []),
    ],
)
def test_what_a_built_in_reference_matches(pattern: str, text: str, expected: list[str]) -> None:
    assert quotes(BY_PATTERN[pattern], text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("70 Syrian officers and soldiers in", ["70 Syrian officers and soldiers"]),
        ("70 guns, rockets, and mortar shells of", ["70 guns, rockets, and mortar shells"]),
        ("70 rocket and mortar shells were", ["70 rocket and mortar shells"]),
        ("70 people", ["70 people"]),
        ("70 armed  men said", ["70 armed  men"]),
        ("70 air-defence officers' guns", ["70 air-defence officers' guns"]),
        ("70 officers of guns", ["70 officers"]),
        ("70 officers the guns", ["70 officers"]),
        ("70 off-duty, tired officers", []),
        ("70 of officers", []),
        ("70 daily news across this", []),
        ("70 news agencies across", ["70 news agencies"]),
        ("70 men", []),
        ("70 bosses, 70 bus, 70 glass", ["70 bosses"]),
        ("70 big b c d e officers", ["70 big b c d e officers"]),
        ("70 big b c d e f officers", []),
        ("70\nofficers", ["70\nofficers"]),
        ("70 officers. Guns", ["70 officers"]),
        ("70 F-16s, 70 T-72s", ["70 F-16s", "70 T-72s"]),
    ],
)
def test_a_noun_phrase_is_the_longest_run_of_words_up_to_a_plural(text: str, expected: list[str]) -> None:
    assert quotes(BY_PATTERN["{number} {nouns}"], text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one Israeli soldier", ["one Israeli soldier"]),
        ("one border guard, one guard", ["one border guard"]),
        ("one of soldier", []),
        ("one soldiers", []),
    ],
)
def test_a_noun_in_the_singular_is_one_of_the_list(text: str, expected: list[str]) -> None:
    assert quotes(BY_PATTERN["{number} {noun}"], text) == expected


def test_without_lists_there_are_regular_plurals_and_no_other_nouns_and_no_money() -> None:
    def found(pattern: str, text: str) -> list[str]:
        return quotes(ruleset(f"rules:\n- {{id: r, annotate: unit, match: '{pattern}'}}\n"), text)

    assert found("{number} {nouns}", "70 officers, 70 people") == ["70 officers"]
    assert found("{number} {noun}", "one soldier") == []
    assert found("{money}", "$5, 5 euros") == []


def test_the_vocabulary_is_folded_and_gathered_from_every_list_of_a_role() -> None:
    currency = WordList("money", (Entry(("US dollar", "$"), {"name": "US dollar", "code": "USD"}),))
    found = Vocabulary.of(
        {
            "breaks": [wordlist("Of", "the"), wordlist("À", "of")],
            "not-plural": [wordlist("News")],
            "plural-heads": [wordlist("Armed Men=people")],
            "singular-heads": [wordlist("b", "a")],
            "currencies": [currency],
        }
    )
    assert found == Vocabulary(
        frozenset({b"of", b"the", b"a"}),
        frozenset({b"news"}),
        ("armed men", "people"),
        ("a", "b"),
        {"US dollar": "USD", "$": "USD"},
    )
    assert Vocabulary.of({}) == Vocabulary()


VOCABULARY = Vocabulary(plural_heads=("people",), singular_heads=("soldier",), currencies={"euro": "EUR"})


@pytest.mark.parametrize("name", BUILTIN_NAMES)
def test_every_built_in_reference_compiles_captures_nothing_and_needs_some_text(name: str) -> None:
    regex = Regex(builtin_expression(name, VOCABULARY).regex).compiled
    assert regex.groups == 0
    assert regex.match(b"") is None


def test_a_name_that_is_not_built_in_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        builtin_expression("nome", VOCABULARY)


WORDS = "The Homs al-Assad bin 70 officers people $5 euro 3rd SDF of armed men soldier Fourth".split()


@given(noisy_texts(WORDS), st.sampled_from(sorted(BY_PATTERN)))
def test_no_built_in_reference_matches_white_space_at_its_edges_or_two_sentences(
    text: str, pattern: str
) -> None:
    for quote in quotes(BY_PATTERN[pattern], text):
        assert quote == quote.strip() != ""
        assert "\n\n" not in quote
