"""Records and gold become documents; what is neither is refused with its place."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from annotators.document import Document, Failure, Person
from annotators.reader import RecordError
from annotators.scoreinput import read_side
from annotators.writer import to_jsonl, to_yaml
from tests.goldfiles import GOLD, TEXT, gold_lines, mention, output, person, side, unit


@pytest.mark.parametrize("write", [to_yaml, to_jsonl])
def test_records_are_read_as_they_are(write: Callable[[Document | Failure], str]) -> None:
    documents: list[Document | Failure] = [output(person("Voss")), Failure("b.txt", "encoding", "invalid")]
    found = side("".join(map(write, documents)))
    assert [each.document for each in found] == documents
    assert [each.text for each in found] == [None, None]


def test_gold_becomes_a_document_with_quotes_and_lines() -> None:
    (found,) = side("\n" + gold_lines(GOLD), "gold.jsonl")
    document = found.document
    assert isinstance(document, Document)
    assert (found.place, found.text, document.article) == ("gold.jsonl:2", TEXT, "a.txt")
    assert document.sha256 == sha256(TEXT.encode()).hexdigest()
    assert document.people == (
        Person("Omar Tarif", ("General",), (mention("Omar Tarif", by=""),)),
        Person("Lena Voss", (), (mention("Lena Voss", by=""),)),
    )
    assert document.units == (unit("4th Brigade", by=""),)
    (found_count,) = document.counts or ()
    assert found_count.mention.line == 2
    assert (found_count.value, found_count.what) == (30, "men")


def test_places_count_code_points_as_they_stand_and_lines_of_any_ending() -> None:
    text = "\ufeffÄ😀\r\nb\rVoss"
    (found,) = side(gold_lines({"id": "a", "text": text, "people": [{"start": 7, "end": 11}]}))
    assert isinstance(found.document, Document)
    ((person_,), units) = found.document.people or (), found.document.units
    assert (person_.mentions[0].quote, person_.mentions[0].line) == ("Voss", 3)
    assert units is None  # gold does not have that layer


def test_gold_may_come_through_a_pipe() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *args: int) -> int:
            raise OSError

    for text in (gold_lines(GOLD, GOLD), to_yaml(output()) * 2):
        assert len(list(read_side(Pipe(text.encode()), "-"))) == 2


def test_nothing_is_nothing() -> None:
    assert side("") == []
    assert side("\n \n") == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": 3}, "f:1: id: expected a text"),
        ({"text": None}, "f:1: text: expected a text"),
        ({"units": {}}, "f:1: units: expected a list"),
        ({"units": ["x"]}, "f:1: units[0]: expected a mapping with start and end"),
        ({"units": [{"start": 1}]}, "f:1: units[0]: 1-None is no place in the text, which ends at 87"),
        (
            {"units": [{"start": -1, "end": 3}]},
            "f:1: units[0]: -1-3 is no place in the text, which ends at 87",
        ),
        ({"units": [{"start": 3, "end": 3}]}, "f:1: units[0]: 3-3 is no place in the text, which ends at 87"),
        ({"units": [{"start": 80, "end": 89}]}, "f:1: units[0]: 80-89 is no place in the text"),
        (
            {"units": [{"start": 0, "end": 7, "text": "Genera"}]},
            "f:1: units[0]: 'Genera', but 0-7 is 'General'",
        ),
        (
            {"units": [{"start": 0, "end": 7, "name": 3}]},
            "f:1: units[0].name: expected a text, found 3",
        ),
        (
            {"counts": [{"start": 0, "end": 7, "value": "3"}]},
            'f:1: counts[0].value: expected a number, found "3"',
        ),
    ],
)
def test_gold_with_a_fault_is_refused_with_its_place(change: dict[str, object], message: str) -> None:
    with pytest.raises(RecordError) as refused:
        side(json.dumps(GOLD | change) + "\n")
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (gold_lines(GOLD) + "{\n", "f:2: not JSON: "),
        ('{"id": "a", "text": "\\ud800"}\n', "f:1: half of a character (a lone surrogate)"),
        (
            '{"id": "a", "text": "b", "units": [{"start": 0, "end": 1, "name": "\\ud800"}]}\n',
            "f:1: half of a character (a lone surrogate)",
        ),
        (gold_lines(GOLD) + "[1]\n", "f:2: expected a mapping with id and text"),
        ('{"id": "a"}\n', "f:1: schema: missing"),
        ("some words", "f:1: a record: expected a mapping"),
    ],
)
def test_what_is_neither_gold_nor_a_record_is_refused(text: str, message: str) -> None:
    with pytest.raises(RecordError) as refused:
        side(text)
    assert str(refused.value).startswith(message)


def test_attributes_without_a_value_are_not_given() -> None:
    item = {"start": 54, "end": 65, "value": None, "unit": None, "what": "men", "max": 30}
    (found,) = side(gold_lines(GOLD | {"counts": [item]}))
    assert isinstance(found.document, Document)
    (read,) = found.document.counts or ()
    assert (read.value, read.max, read.unit, read.what) == (None, 30, None, "men")
