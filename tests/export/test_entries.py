"""Which records are exported, and the ids that hold an export together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from annotators.document import Document, Failure, Mention, Person
from annotators.export.entries import article_id, entries, found, text_of
from annotators.reader import RecordError, Stored
from tests.export.cases import entry_of, mention, on_disk, person, unit
from tests.test_writer import WHOLE, documents

TEXT = "Khan met the 4th\nDivision. Khan left."


def ids(document: Document) -> list[str]:
    everything = list(found(entry_of(document)))
    return [each.id for each in everything] + [name for each in everything for name, _ in each.mentions]


def test_an_id_says_article_layer_and_place() -> None:
    article = article_id(WHOLE)
    units = list(found(entry_of(WHOLE), ["units"]))
    assert [each.id for each in units] == [f"{article}-units-222", f"{article}-units-240"]
    assert [name for name, _ in units[0].mentions] == [f"{article}-units-222-237"]


def test_an_article_is_known_by_its_path_and_its_bytes() -> None:
    assert article_id(WHOLE) == article_id(replace(WHOLE, units=None, run={}))
    other = {article_id(replace(WHOLE, article="b.txt")), article_id(replace(WHOLE, sha256="ab"))}
    assert len(other | {article_id(WHOLE)}) == 3


def test_what_else_is_found_changes_no_id() -> None:
    assert WHOLE.people
    more = Person("Aoun", (), (Mention("Aoun", 10, 14, 1, "ner.person"),))
    assert set(ids(WHOLE)) < set(ids(replace(WHOLE, people=(more, *WHOLE.people))))


def test_two_entities_at_one_place_have_two_ids() -> None:
    assad = Person("Assad", (), (Mention("Assads", 3, 9, 1, "x"),))
    both = Document("a", "ab", (assad, assad), (), (), ())
    stem = f"{article_id(both)}-people-3"
    assert ids(both) == [stem, f"{stem}~2", f"{stem}-9", f"{stem}-9~2"]


@given(documents)
def test_no_two_ids_of_any_record_are_equal(document: Document) -> None:
    found = ids(document)
    assert len(set(found)) == len(found)


def test_failures_are_told_and_left_out() -> None:
    failure = Failure("b.txt", "encoding", "invalid utf-8")
    stored = [Stored("r", 1, WHOLE), Stored("r", 30, failure)]
    told: list[tuple[Stored, Failure]] = []
    assert [each.document for each in entries(stored, lambda *each: told.append(each))] == [WHOLE]
    assert told == [(stored[1], failure)]


def test_a_second_record_of_an_article_is_refused() -> None:
    stored = [Stored("r", 1, WHOLE), Stored("r", 30, replace(WHOLE, units=()))]
    with pytest.raises(RecordError, match=r"\Ar:30: a second record of samples/handover\.txt\Z"):
        list(entries(stored, lambda *_: None))


def test_the_text_is_that_of_the_article(tmp_path: Path) -> None:
    entry = on_disk(tmp_path, TEXT, people=(person(TEXT, "Khan"),), units=(unit(TEXT, "4th\nDivision"),))
    assert text_of(entry).text == TEXT


@pytest.mark.parametrize(
    "moved",
    [
        Mention("Khan", 1, 5, 1, "x"),
        Mention("Khan", 0, 5, 1, "x"),
        Mention("left.", -5, 37, 1, "x"),
        Mention("left.", 32, 99, 1, "x"),
        Mention("", 5, 5, 1, "x"),
        Mention(" ", 4, 5, 1, "x"),
    ],
)
def test_a_quote_that_stands_elsewhere_is_refused(tmp_path: Path, moved: Mention) -> None:
    entry = on_disk(tmp_path, TEXT, people=(Person("Khan", (), (mention(TEXT, "Khan"), moved)),))
    with pytest.raises(RecordError, match=r"r\.yaml:1: people: .* does not stand at"):
        text_of(entry)
