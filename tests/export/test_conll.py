"""CoNLL lines, read by a reader of BIO tags that shares nothing with the writer."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from annotators.article import read
from annotators.document import LAYERS
from annotators.export.conll import CLASSES, TaggedText
from annotators.export.entries import Entry
from annotators.ner.bio import read_bio
from tests.export.cases import annotated, mention, on_disk, person, unit

Sentence = list[tuple[str, str]]


def parse(text: str) -> tuple[list[str], list[Sentence]]:
    """The comments, and the sentences as (token, tag) pairs; a tag that nothing begins is refused."""
    comments: list[str] = []
    sentences: list[Sentence] = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line]
        comments += [line for line in lines if "\t" not in line]
        rows = [line.split("\t") for line in lines if "\t" in line]
        assert all(len(row) == 2 and row[0] and not any(c.isspace() for c in row[0]) for row in rows)
        previous = "O"
        for _, tag in rows:
            if tag.startswith("I-"):
                assert previous[2:] == tag[2:], f"{previous} before {tag}"
            else:
                assert tag == "O" or tag.startswith("B-")
            previous = tag
        if rows:
            sentences.append([(token, tag) for token, tag in rows])
    return comments, sentences


def names(sentences: list[Sentence]) -> list[tuple[str, str]]:
    """The class and the words of each name."""
    found: list[tuple[str, str]] = []
    for sentence in sentences:
        for token, tag in sentence:
            if tag.startswith("B-"):
                found.append((tag[2:], token))
            elif tag != "O":
                found[-1] = (found[-1][0], f"{found[-1][1]} {token}")
    return found


def exported(entry: Entry, **options: Any) -> tuple[list[tuple[str, str]], int]:
    """The names, and how many mentions have no tag."""
    tagged = TaggedText([entry], **options)
    text = "".join(tagged.lines())
    return names(parse(text)[1]), tagged.covered


def test_a_token_is_a_line_and_a_sentence_ends_with_an_empty_one(tmp_path: Path) -> None:
    text = "Omar Khan left. He slept."
    entry = on_disk(tmp_path, text, people=(person(text, "Omar Khan"),))
    assert "".join(TaggedText([entry], boundary="none").lines()) == (
        "Omar\tB-Person\nKhan\tI-Person\nleft\tO\n.\tO\n\nHe\tO\nslept\tO\n.\tO\n\n"
    )


def test_neighbours_of_one_class_are_two_names(tmp_path: Path) -> None:
    text = "Khan Aoun left"
    entry = on_disk(tmp_path, text, people=(person(text, "Khan"), person(text, "Aoun")))
    assert exported(entry) == ([("Person", "Khan"), ("Person", "Aoun")], 0)


@pytest.mark.parametrize(
    ("people", "units", "expected"),
    [
        (["Khan"], ["Khan Brigade"], [("Unit", "Khan Brigade")]),  # the longer
        (["Omar Khan"], ["Khan Brigade"], [("Person", "Omar Khan")]),  # as long: the earlier
        (["Khan"], ["Khan"], [("Person", "Khan")]),  # the same place: people stand before units
        (["Omar"], ["Brigade"], [("Person", "Omar"), ("Unit", "Brigade")]),
    ],
)
def test_of_mentions_that_share_a_token_one_has_it(
    tmp_path: Path, people: list[str], units: list[str], expected: list[tuple[str, str]]
) -> None:
    text = "The Omar Khan Brigade left"
    entry = on_disk(
        tmp_path,
        text,
        people=tuple(person(text, each) for each in people),
        units=tuple(unit(text, each) for each in units),
    )
    assert exported(entry) == (expected, 2 - len(expected))


def test_a_layer_that_was_not_chosen_takes_no_token(tmp_path: Path) -> None:
    text = "The Khan Brigade left"
    entry = on_disk(tmp_path, text, people=(person(text, "Khan"),), units=(unit(text, "Khan Brigade"),))
    assert exported(entry, layers=["people"]) == ([("Person", "Khan")], 0)


def test_a_mention_that_covers_a_part_of_a_token_has_the_token(tmp_path: Path) -> None:
    text = "The Khans left"
    assert exported(on_disk(tmp_path, text, people=(person(text, "Khan"),))) == ([("Person", "Khans")], 0)


def test_a_mention_that_goes_on_in_the_next_sentence_begins_there_anew(tmp_path: Path) -> None:
    text = "They met the Khan.\n\nBrigade of the north."
    entry = on_disk(tmp_path, text, units=(unit(text, "Khan.\n\nBrigade"),))
    assert exported(entry) == ([("Unit", "Khan ."), ("Unit", "Brigade")], 0)


@pytest.mark.parametrize(
    ("boundary", "expected"),
    [("newdoc", "# newdoc id = {}\nKhan\t"), ("docstart", "-DOCSTART-\tO\n\nKhan\t"), ("none", "Khan\t")],
)
def test_the_beginning_of_an_article_is_marked(tmp_path: Path, boundary: str, expected: str) -> None:
    entry = on_disk(tmp_path, "Khan left.")
    (text,) = TaggedText([entry], boundary=boundary).lines()  # type: ignore[arg-type]
    assert text.startswith(expected.format(entry.document.article))


def test_a_line_break_in_a_path_does_not_break_the_comment(tmp_path: Path) -> None:
    entry = on_disk(tmp_path, "Khan", "a\nb.txt")
    (text,) = TaggedText([entry]).lines()
    assert text.split("\n")[0].endswith("/a\\nb.txt")


@pytest.mark.parametrize("boundary", ["none", "docstart"])
def test_model_train_reads_it(tmp_path: Path, boundary: str) -> None:
    text = "Omar Khan left. He slept."
    entry = on_disk(tmp_path, text, people=(person(text, "Omar Khan"),))
    file = tmp_path / "train.bio"
    lines = TaggedText([entry], boundary=boundary).lines()  # type: ignore[arg-type]
    file.write_text("".join(lines), encoding="utf-8")
    assert names(read_bio(file)) == [("Person", "Omar Khan")]


@settings(max_examples=50)
@given(annotated())
def test_any_mention_is_tagged_or_has_lost_a_token(case: tuple[str, dict[str, tuple[Any, ...]]]) -> None:
    text, layers = case
    with TemporaryDirectory() as folder:
        tagged = TaggedText([on_disk(Path(folder), text, "a.txt", **layers)], boundary="none")
        _, sentences = parse("".join(tagged.lines()))
    article = read(text.encode(), "a")
    rows = [row for sentence in sentences for row in sentence]
    assert [token for token, _ in rows] == [article.token(i) for i in range(len(article.token_starts))]
    # By force: of all mentions, in the order in which they win, those whose tokens are all free.
    mentions = [
        (layer, each)
        for layer in LAYERS
        for entity in layers[layer]
        for each in (entity.mentions if hasattr(entity, "mentions") else (entity.mention,))
    ]
    tokens = [
        [
            i
            for i in range(len(rows))
            if article.token_starts[i] < each.end and each.start < article.token_ends[i]
        ]
        for _, each in mentions
    ]
    order = sorted(range(len(mentions)), key=lambda i: (-len(tokens[i]), tokens[i], i))
    classes: dict[int, str] = {}
    lost = 0
    for i in order:
        if any(token in classes for token in tokens[i]):
            lost += 1
        else:
            classes |= dict.fromkeys(tokens[i], CLASSES[mentions[i][0]])
    assert tagged.covered == lost
    assert [tag.partition("-")[2] for _, tag in rows] == [classes.get(i, "") for i in range(len(rows))]


def test_a_second_place_of_a_name_is_tagged_too(tmp_path: Path) -> None:
    text = "Khan met Khan"
    khan = person(text, "Khan")
    twice = type(khan)("Khan", (), (*khan.mentions, mention(text, "Khan", nth=1)))
    assert exported(on_disk(tmp_path, text, people=(twice,))) == ([("Person", "Khan")] * 2, 0)
