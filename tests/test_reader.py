"""Records are read back as the documents that they were written from."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.document import Document, Failure, Origin
from annotators.reader import RecordError, read_records
from annotators.writer import record, to_jsonl, to_yaml
from tests.test_writer import NOTHING_FOUND, WHOLE, documents, failures


def read(text: str | bytes) -> list[Document | Failure]:
    data = text.encode() if isinstance(text, str) else text
    return [stored.document for stored in read_records(io.BytesIO(data), "records")]


def wrong(text: str | bytes) -> str:
    with pytest.raises(RecordError) as error:
        read(text)
    return str(error.value)


def test_a_yaml_record_and_a_json_line_are_read_as_the_document() -> None:
    assert read(to_yaml(WHOLE)) == [WHOLE]
    assert read(to_jsonl(WHOLE)) == [WHOLE]


@given(st.lists(documents | failures, max_size=3))
def test_any_stream_is_read_as_what_was_written(stream: list[Document | Failure]) -> None:
    expected = [record(each) for each in stream]
    for write in (to_yaml, to_jsonl):
        assert [record(each) for each in read("".join(map(write, stream)))] == expected


def test_each_record_knows_the_line_where_it_begins() -> None:
    text = to_yaml(WHOLE)
    both = read_records(io.BytesIO((text + text).encode()), "r.yaml")
    assert [(stored.file, stored.line) for stored in both] == [
        ("r.yaml", 1),
        ("r.yaml", 1 + text.count("\n")),
    ]


def test_an_empty_file_holds_no_record() -> None:
    assert read("") == []
    assert read("\n \n") == []


def test_a_byte_order_mark_and_a_record_without_dashes_are_read() -> None:
    assert read("\ufeff" + to_yaml(WHOLE)) == [WHOLE]
    assert read(to_yaml(WHOLE).removeprefix("---\n")) == [WHOLE]


def test_keys_of_ones_own_are_passed_over() -> None:
    data = record(WHOLE) | {"checked by": "Ana"}
    assert read(json.dumps(data)) == [WHOLE]


def test_a_quote_that_looks_like_a_document_start_splits_nothing() -> None:
    document = replace(WHOLE, article="a\n---\nb")
    assert read(to_yaml(document) + to_yaml(WHOLE)) == [document, WHOLE]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("schema: 1", "schema: 2", "records:1: schema: 2 is not known here, 1 is"),
        ("schema: 1", "schema: true", "records:1: schema: expected a whole number, found true"),
        ("article: samples/handover.txt\n", "", "records:1: article: missing"),
        ("kind: division", "kind: 7", "records:1: units[0].kind: expected a text, found 7"),
        (
            "start: 134",
            "start: x",
            'records:1: people[0].mentions[0].start: expected a whole number, found "x"',
        ),
        (
            "countries: [LB, SY]",
            "countries: [LB, 1]",
            "records:1: crossings[0].countries[1]: expected a text, found 1",
        ),
        ("lat: 34.6325, ", "", "records:1: crossings[0].location.lat: missing"),
        ("value: 70", "value: many", 'records:1: counts[0].value: expected a number, found "many"'),
        ("people:", "people: [3]\nmen:", "records:1: people[0]: expected a mapping, found 3"),
        ("units:", "units: {}\nforces:", "records:1: units: expected a list, found {}"),
    ],
)
def test_what_is_no_record_is_refused_with_its_key(old: str, new: str, message: str) -> None:
    text = to_yaml(WHOLE)
    assert old in text
    assert wrong(text.replace(old, new, 1)) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\n- a\n", 'records:1: a record: expected a mapping, found ["a"]'),
        ("---\na: [\n", "records:3: not YAML: "),
        ("---\na: &x [1]\nb: *x\n", "records:3: an alias (*x): records hold none"),
        (
            "---\na: !!python/object/apply:os.system [ls]\n",
            "records:2: a tag (tag:yaml.org,2002:python/object/apply:os.system): records hold none",
        ),
        ('{"a": 1\n', "records:1: not JSON: "),
        (b'{"a": "\xff"}\n', "records:1: not UTF-8 at byte 7 of the line"),
        (b"---\na: \xff\n", "records:1: not UTF-8 at byte 7 of the record"),
        ("[" * 100_000, "records:1: not YAML: exceeded maximum nesting depth"),
        ('{"a": ' + "[" * 100_000, "records:1: nested too deeply"),
        ("---\na: " + "[" * 60 + "]" * 60, "records:2: nested too deeply"),
        ("---\nb: 1\na: 1\nb: 2\n", "records:4: not YAML: the key 'b' stands twice"),
        ("---\n? [b]\n: 1\n", "records:2: not YAML: a key that is no text"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "records:1: the key 'c' stands twice"),
        ("---\na: !!timestamp x\n", "records:2: a tag (tag:yaml.org,2002:timestamp): records hold none"),
        ("---\na: 2020-99-99\n", "records:1: a value that YAML cannot read: month must be in 1..12"),
        (f"---\na: {'1' * 5000}\n", "records:1: a value that YAML cannot read: Exceeds the limit"),
        (f'{{"a": {"1" * 5000}}}', "records:1: not JSON: Exceeds the limit"),
        ("---\nschema: {2020-01-01: x}\n", "records:1: schema: expected a whole number, found a mapping"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str | bytes, message: str) -> None:
    assert wrong(text).startswith(message)


def test_records_before_a_broken_one_are_read() -> None:
    stream = read_records(io.BytesIO((to_jsonl(WHOLE) + "{\n").encode()), "records")
    assert next(stream).document == WHOLE
    with pytest.raises(RecordError, match="records:2: not JSON"):
        next(stream)


@pytest.mark.parametrize(
    ("line", "found"),
    [("value: .nan", "nan"), ("value: -.inf", "-inf"), ("value: .inf", "inf")],
)
def test_a_number_that_is_not_finite_is_refused(line: str, found: str) -> None:
    text = to_yaml(WHOLE).replace("value: 70", line, 1)
    assert wrong(text) == f"records:1: counts[0].value: expected a number, found {found}"


def test_half_of_a_character_is_refused_and_an_escaped_whole_one_is_read() -> None:
    assert wrong(r'{"schema": 1, "article": "\ud83d"}') == (
        "records:1: half of a character (a lone surrogate)"
    )
    (found,) = read(r'{"schema": 1, "article": "\ud83d\ude00", "error": {"code": "c", "message": "m"}}')
    assert found == Failure("😀", "c", "m")


HEAD = "---\nschema: 1\narticle: a.txt\nsha256: ab\n"


@pytest.mark.parametrize(
    ("run", "message"),
    [
        ("{1: a}", "run: expected a text for a key, found 1"),
        ("{rules: {p: .nan}}", "run.rules.p: expected a number, found nan"),
        ("{at: 2026-01-02}", 'run.at: expected a text or a number, found "2026-01-02"'),
    ],
)
def test_what_a_record_says_of_its_making_can_be_written_again(run: str, message: str) -> None:
    assert wrong(f"{HEAD}run: {run}\n") == f"records:1: {message}"


def test_a_record_without_end_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotators.recorddata.MAX_RECORD_BYTES", 100)
    assert wrong("x" * 101) == "records:1: a record of more than 100 bytes"
    assert wrong(HEAD + "a: b\n" * 20) == "records:1: a record of more than 100 bytes"
    whole = (HEAD + "run: {}\n") * 10
    assert len(list(read_records(io.BytesIO(whole.encode()), "records"))) == 10


def test_where_an_article_from_json_lines_stands_is_read_back() -> None:
    origin = Origin("text", {"id": True, "date": 2024, "source": "0x1"})
    for each in (replace(NOTHING_FOUND, origin=origin), Failure("n.jsonl:1", "jsonl", "no", origin)):
        assert read(to_yaml(each)) == read(to_jsonl(each)) == [each]


def test_an_id_is_a_note_of_ones_own_where_no_field_is_named() -> None:
    (document,) = read("schema: 1\narticle: a\nid: [1]\nsha256: ab\n")
    assert document.origin is None


@pytest.mark.parametrize("value", ["[1]", "{a: 1}", "null", ".nan"])
def test_an_id_that_is_no_scalar_is_refused(value: str) -> None:
    told = wrong(f"schema: 1\narticle: a\nfield: text\nid: {value}\nsha256: ab\n")
    assert told.startswith("records:1: id: expected a number, found ")
