from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from random import Random
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.article import read
from annotators.document import Entity
from annotators.ner.stage import Tagged, Tagger, agree, entities, spans_of

TITLES = frozenset({"general", "prime minister", "dr."})


# Tags -> spans


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("", []),
        ("O O", []),
        ("B-P I-P O B-P", [("P", 0, 2), ("P", 3, 4)]),
        ("B-P B-P I-P", [("P", 0, 1), ("P", 1, 3)]),
        ("B-P I-P", [("P", 0, 2)]),
        ("B-P B-L", [("P", 0, 1), ("L", 1, 2)]),
        ("S-P S-P", [("P", 0, 1), ("P", 1, 2)]),
        ("B-P E-P S-L", [("P", 0, 2), ("L", 2, 3)]),
        ("B-P I-P I-P E-P B-P E-P", [("P", 0, 4), ("P", 4, 6)]),
        ("B-new-class I-new-class", [("new-class", 0, 2)]),
    ],
)
def test_tags_are_read_as_spans(tags: str, spans: list[tuple[str, int, int]]) -> None:
    assert list(spans_of(tags.split())) == spans


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("I-P I-P", [("P", 0, 2)]),
        ("O E-P O", [("P", 1, 2)]),
        ("I-P E-P", [("P", 0, 2)]),
        ("B-P I-L I-L", [("P", 0, 1), ("L", 1, 3)]),
        ("B-P E-L", [("P", 0, 1), ("L", 1, 2)]),
        ("S-P I-P", [("P", 0, 1), ("P", 1, 2)]),
        ("B-P E-P E-P", [("P", 0, 2), ("P", 2, 3)]),
        ("B-P S-P E-P", [("P", 0, 1), ("P", 1, 2), ("P", 2, 3)]),
        ("B-P I-P O I-P", [("P", 0, 2), ("P", 3, 4)]),
    ],
)
def test_a_tag_that_does_not_continue_begins_a_new_span(tags: str, spans: list[tuple[str, int, int]]) -> None:
    assert list(spans_of(tags.split())) == spans


TAGS = st.sampled_from(["O", *(f"{prefix}-{label}" for prefix in "BIES" for label in ("Person", "ORG"))])


@given(st.lists(TAGS, max_size=12))
def test_spans_of_any_tags_are_ordered_disjoint_and_cover_every_tagged_token(tags: list[str]) -> None:
    covered: list[int] = []
    for label, start, end in spans_of(tags):
        assert start < end
        assert {tag.partition("-")[2] for tag in tags[start:end]} == {label}
        covered += range(start, end)
    assert covered == [index for index, tag in enumerate(tags) if tag != "O"]


# Votes


def voted(*labels: str) -> list[str]:
    """The labels that entities of one name get which the model labelled so."""
    text = "Hlukhiv " * len(labels)
    found = [Entity(label, 8 * i, 8 * i + 7) for i, label in enumerate(labels)]
    agreed = agree(text, found)
    assert [(e.start, e.end) for e in agreed] == [(e.start, e.end) for e in found]
    return [e.label for e in agreed]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([], []),
        (["person"], ["person"]),
        (["person", "place", "place"], ["place", "place", "place"]),
        (["person", "place"], ["person", "place"]),
        (
            ["person", "place", "place", "person", "organization"],
            ["person", "place", "place", "person", "organization"],
        ),
        (["place", "person", "place", "organization"], ["place", "place", "place", "place"]),
    ],
)
def test_the_label_that_most_repetitions_have_counts_and_a_tie_changes_nothing(
    labels: list[str], expected: list[str]
) -> None:
    assert voted(*labels) == expected


def test_other_names_have_no_vote() -> None:
    text = "Homs Homs Hama"
    found = [Entity("place", 0, 4), Entity("place", 5, 9), Entity("person", 10, 14)]
    assert agree(text, found) == found


# An article through a tagger


def by_word(**tags: str) -> Tagger:
    return lambda sentences: [[[tags.get(word, "O") for word in sentence]] for sentence in sentences]


def found(text: str, tagger: Tagger) -> list[tuple[str, str]]:
    return [(e.label, text[e.start : e.end]) for e in entities(read(text.encode(), "a.txt"), tagger, TITLES)]


def test_the_tagger_gets_our_sentences_and_tokens_in_one_call() -> None:
    seen: list[list[list[str]]] = []

    def tagger(sentences: Sequence[Sequence[str]]) -> Tagged:
        seen.append([list(sentence) for sentence in sentences])
        return [[["O"] * len(sentence)] for sentence in sentences]

    assert found("Gen. Hassan left.\n\nHe spoke.", tagger) == []
    assert seen == [[["Gen.", "Hassan", "left", "."], ["He", "spoke", "."]]]


def test_an_article_without_tokens_never_reaches_the_tagger() -> None:
    def tagger(sentences: Sequence[Sequence[str]]) -> Tagged:
        raise AssertionError(sentences)

    assert found(" \r\n", tagger) == []


def test_a_tagger_that_loses_a_sentence_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        found("He left. She came.", lambda sentences: [[["O", "O", "O"]]])


@pytest.mark.parametrize(
    ("tag", "label"),
    [
        ("S-Person", "person"),
        ("S-PERSON", "person"),
        ("S-PER", "person"),
        ("S-Location", "place"),
        ("S-Facility", "place"),
        ("S-GPE", "place"),
        ("S-LOC", "place"),
        ("S-FAC", "place"),
        ("S-Organization", "organization"),
        ("S-ORG", "organization"),
        ("S-PERS", "person"),
        ("S-pers", "person"),
        ("S-person", "person"),
        ("S-persName", "person"),
        ("S-LOCATION", "place"),
        ("S-placeName", "place"),
        ("S-ORGANIZATION", "organization"),
        ("S-orgName", "organization"),
        ("S-Date", None),
        ("S-PRODUCT", None),
    ],
)
def test_classes_of_the_model_get_the_names_that_rules_know(tag: str, label: str | None) -> None:
    expected = [] if label is None else [(label, "Homs")]
    assert found("so Homs today", by_word(Homs=tag)) == expected


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_entities_stand_where_the_text_prints_them(form: Literal["NFC", "NFD"], line: str) -> None:
    def spelled(text: str) -> str:
        return unicodedata.normalize(form, text.replace("|", line))

    text = spelled(
        "Ça va.||On the way back from the town of Homs, the men of the Prime Minister José|"
        "Núñez's party met the others in the hills that lie to the north of Áin|"
        "Issa, and they stayed for the night there."
    )
    tags = {
        "Prime": "B-Person",
        "Minister": "I-Person",
        "José": "I-Person",
        "Núñez": "I-Person",
        "Núñez's": "E-Person",
        "'s": "E-Person",
        "Áin": "B-Location",
        "Issa": "E-Location",
    }
    assert found(text, by_word(**{spelled(word): tag for word, tag in tags.items()})) == [
        ("person", spelled("José|Núñez")),
        ("place", spelled("Áin|Issa")),
    ]


def test_no_entity_crosses_a_sentence_end() -> None:
    tagger = by_word(Hassan="B-Person", Mikati="I-Person")
    assert found("He met Hassan.\n\nMikati left.", tagger) == [("person", "Hassan"), ("person", "Mikati")]


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        (
            "Then Robert F. Kennedy spoke.",
            {"Robert": "B-Person", "F.": "E-Person", "Kennedy": "S-Person"},
            [("person", "Robert F. Kennedy")],
        ),
        (
            "Then King Jr. spoke.",
            {"King": "S-Person", "Jr.": "S-Person"},
            [("person", "King Jr.")],
        ),
        (
            "At Camp F. Kennedy spoke.",
            {"Camp": "B-Location", "F.": "E-Location", "Kennedy": "S-Person"},
            [("place", "Camp F."), ("person", "Kennedy")],
        ),
    ],
)
def test_neighbours_that_reach_for_one_initial_are_one_name_or_part_there(
    text: str, tags: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert found(text, by_word(**tags)) == expected


WORDS = st.sampled_from(
    [
        "Robert",
        "F.",
        "J.K.",
        "Jr.",
        ", Jr",
        "General",
        "Dr.",
        "Assad's",
        "Hamas'",
        "/",
        "—",
        "José",
        ".",
        "\r\n\r\n",
        "a",
    ]
)


@given(st.lists(WORDS, max_size=14).map(" ".join), st.randoms(use_true_random=False))
def test_entities_of_any_tags_are_ordered_disjoint_and_trimmed(text: str, random: Random) -> None:
    choices = ["O", "B-Person", "I-Person", "E-Person", "S-Person", "S-LOC", "I-LOC", "S-Date"]
    article = read(text.encode(), "a.txt")

    def tagger(sentences: Sequence[Sequence[str]]) -> Tagged:
        return [[[random.choice(choices) for _ in sentence]] for sentence in sentences]

    reached = 0
    for entity in entities(article, tagger, TITLES):
        assert reached <= entity.start < entity.end <= len(text)
        quote = text[entity.start : entity.end]
        assert quote == quote.strip()
        assert entity.label in ("person", "place", "organization")
        reached = entity.end
