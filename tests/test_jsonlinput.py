"""Lines of JSON become articles, or say why not."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.article import Article
from annotators.batch import read_source
from annotators.document import Failure, Origin
from annotators.inputs import EmptyFolder, Item, Source
from annotators.jsonlinput import _BESIDE, Keys, articles, count_lines, text_of
from tests.texts import TEXTS

STDIN = Source("news.jsonl", None)


TEXT = Keys("text")


def found(lines: bytes, keys: Keys = TEXT, **options: Any) -> list[Item]:
    return list(articles([STDIN], keys, stdin=io.BytesIO(lines), **options))


def failure(line: bytes, field: str = "text") -> str:
    (item,) = found(line, Keys(field))
    assert isinstance(item, Failure)
    assert (item.article, item.code) == ("news.jsonl:1", "jsonl")
    return item.message


def test_a_line_is_an_article_named_by_its_file_and_number() -> None:
    items = found(b'{"text": "one"}\n\n{"text": "two", "id": 7}')
    assert items == [
        Source("news.jsonl:1", None, text="one", origin=Origin("text", {})),
        Source("news.jsonl:3", None, text="two", origin=Origin("text", {"id": 7})),
    ]


def test_the_article_has_the_text_to_the_last_character(tmp_path: Path) -> None:
    (source,) = found('{"text": "\\ufeffé\\r\\n"}'.encode())
    assert isinstance(source, Source)
    article = read_source(source)
    assert isinstance(article, Article)
    assert (article.text, article.name, article.origin) == ("\ufeffé\r\n", "news.jsonl:1", source.origin)


@given(TEXTS, st.booleans())
def test_any_text_comes_through_however_json_writes_it(text: str, ascii: bool) -> None:
    line = json.dumps({"text": text}, ensure_ascii=ascii).encode()
    (source,) = found(line)
    assert isinstance(source, Source)
    assert source.text == text == text_of(line, "text")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"body": {"text": "nested"}}, "nested"),
        ({"body.text": "flat", "body": {"text": "nested"}}, "flat"),
        ({"body": {"text.en": "half"}}, None),
        ({"body": {"text": {"en": "deep"}}}, None),
    ],
)
def test_a_dotted_field_leads_into_objects_where_no_key_is_called_so(data: object, text: str | None) -> None:
    (item,) = found(json.dumps(data).encode(), Keys("body.text"))
    assert item.text == text if isinstance(item, Source) else text is None


def test_a_key_with_a_dot_is_found_in_an_object_too() -> None:
    assert text_of(b'{"a": {"b.c": "x"}}', "a.b.c") == "x"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ('"a"', "a"),
        ("12", 12),
        ("1.5", 1.5),
        ("true", True),
        ("null", None),
        ("NaN", None),
        ("1e999", None),
        ("[1]", None),
        ('{"a": 1}', None),
    ],
)
def test_id_date_and_source_are_kept_as_they_came_where_they_are_scalars(value: str, kept: object) -> None:
    line = f'{{"text": "x", "meta": {{"uid": {value}}}, "date": "2024-01-05"}}'.encode()
    (source,) = found(line, Keys("text", id="meta.uid"))
    assert isinstance(source, Source)
    assert source.origin is not None
    expected = {"date": "2024-01-05"} | ({"id": kept} if kept is not None else {})
    assert source.origin.facts == expected
    assert all(type(value) is type(expected[name]) for name, value in source.origin.facts.items())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "not JSON: Expecting property name enclosed in double quotes at character 1 of the line"),
        (b"[1]", "a list and no object"),
        (b'"text"', "a text and no object"),
        (b'{"body": "x"}', "no field 'text'"),
        (b'{"text": null}', "the field 'text' is null and no text"),
        (b'{"text": ["x"]}', "the field 'text' is a list and no text"),
        (b'{"text": "\xff"}', "not UTF-8 at byte 10 of the line (0xff)"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"text": "x", "id": ' + b"1" * 5_000 + b"}", "not JSON that can be read: "),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_line_without_a_text_is_a_failure_that_says_why(line: bytes, message: str) -> None:
    assert failure(line).startswith(message)


def test_a_failure_keeps_what_is_known_of_the_article() -> None:
    (item,) = found(b'{"id": "a7"}')
    assert item == Failure("news.jsonl:1", "jsonl", "no field 'text'", Origin("text", {"id": "a7"}))


def test_half_of_a_character_is_a_failure_of_that_article() -> None:
    (source,) = found(b'{"text": "ab\\ud83d", "id": 1}')
    assert isinstance(source, Source)
    message = "half of a character (a lone surrogate) at 2"
    assert read_source(source) == Failure("news.jsonl:1", "encoding", message, Origin("text", {"id": 1}))


def test_a_text_above_the_limit_is_a_failure_with_its_origin() -> None:
    (source,) = found('{"text": "éé"}'.encode())
    assert isinstance(source, Source)
    told = read_source(source, max_bytes=3)
    assert told == Failure(
        "news.jsonl:1", "too-large", "4 bytes, more than the limit of 3", Origin("text", {})
    )


def test_a_line_that_is_far_too_long_is_not_kept_and_the_next_one_is_read() -> None:
    limit = 6 * 10 + _BESIDE
    long = b'{"text": "' + b"a" * (limit + 5_000_000) + b'"}\n'
    first, second = found(long + b'{"text": "b"}', max_bytes=10)
    assert first == Failure("news.jsonl:1", "too-large", f"a line of more than {limit} bytes")
    assert isinstance(second, Source)


def test_a_byte_order_mark_before_the_first_line_is_dropped() -> None:
    (source,) = found(b'\xef\xbb\xbf{"text": "x"}')
    assert isinstance(source, Source)


def test_other_items_are_passed_on_and_files_that_cannot_be_read_told(tmp_path: Path) -> None:
    gone = Source("gone.jsonl", tmp_path / "gone.jsonl")
    items = list(articles([EmptyFolder("d"), gone, STDIN], Keys("text")))
    assert items == [
        EmptyFolder("d"),
        Failure("gone.jsonl", "missing", "No such file or directory"),
        Failure("news.jsonl", "unreadable", "standard input is closed"),
    ]


def test_the_lines_of_a_file_are_counted_and_those_of_a_pipe_are_not(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1\n2\n3\n")
    assert count_lines(tmp_path / "a") == 3
    assert count_lines(Path("/dev/null")) == 0
