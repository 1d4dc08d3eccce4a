from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given

from annotators.article import ArticleError, read
from tests.factories import article
from tests.texts import TEXTS

# Bytes


def test_hashes_the_bytes_and_keeps_the_name() -> None:
    data = b"\xef\xbb\xbfNajib Mikati"
    found = read(data, "news/a.txt")
    assert (found.name, found.sha256) == ("news/a.txt", hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"", "utf-8", ""),
        (b"\xef\xbb\xbf", "utf-8", ""),
        (b"\xef\xbb\xbfal-Arida", "utf-8", "al-Arida"),
        (b"\xef\xbb\xbf\xef\xbb\xbfal-Arida", "utf-8", "\ufeffal-Arida"),
        (b"one\r\ntwo\rthree\n", "utf-8", "one\r\ntwo\rthree\n"),
        ("é".encode(), "utf-8", "é"),
        ("e\u0301".encode(), "UTF8", "e\u0301"),
        (b"Fran\xe7ois", "latin-1", "François"),
        ("\ufeffRafah".encode("utf-16-le"), "utf-16-le", "Rafah"),
    ],
)
def test_decoding_drops_one_byte_order_mark_and_changes_nothing_else(
    data: bytes, encoding: str, text: str
) -> None:
    assert read(data, "a.txt", encoding=encoding).text == text


def test_an_empty_file_is_an_article_without_tokens() -> None:
    found = read(b"", "a.txt")
    assert (list(found.token_starts), list(found.token_ends), list(found.sentences)) == ([], [], [])
    assert (found.line(0), found.sentence_at(0)) == (1, 0)


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"Najib Mikati said\xff", "utf-8", "invalid utf-8 at byte 17 (0xff)"),
        (b"\xef\xbb\xbfcaf\xe9 ", "utf-8", "invalid utf-8 at byte 6 (0xe9)"),
        (b"ok \xe2\x82", "utf8", "invalid utf-8 at byte 3 (0xe2)"),
        (b"\xed\xa0\x80", "utf-8", "invalid utf-8 at byte 0 (0xed)"),
        (b"\x81", "cp1252", "invalid cp1252 at byte 0 (0x81)"),
        (b"a\x00b", "utf-16-le", "invalid utf-16-le at byte 2 (0x62)"),
    ],
)
def test_bytes_that_do_not_decode_are_refused_with_their_offset(
    data: bytes, encoding: str, message: str
) -> None:
    with pytest.raises(ArticleError) as caught:
        read(data, "a.txt", encoding=encoding)
    assert (caught.value.code, str(caught.value)) == ("encoding", message)


def test_more_bytes_than_the_limit_are_refused() -> None:
    assert read(b"12345", "a.txt", max_bytes=5).text == "12345"
    with pytest.raises(ArticleError) as caught:
        read(b"123456", "a.txt", max_bytes=5)
    assert (caught.value.code, str(caught.value)) == ("too-large", "6 bytes, more than the limit of 5")


@pytest.mark.parametrize("encoding", ["utf-9", "base64"])
def test_an_encoding_that_does_not_decode_text_is_a_lookup_error(encoding: str) -> None:
    with pytest.raises(LookupError):
        read(b"text", "a.txt", encoding=encoding)


# Lines


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("", [0]),
        ("one", [0]),
        ("one\ntwo\n", [0, 4, 8]),
        ("one\r\ntwo", [0, 5]),
        ("one\rtwo", [0, 4]),
        ("\n\r\n\r", [0, 1, 3, 4]),
        ("one\u2028two\x0bthree\x85", [0]),
        ("é🇱🇧\nx", [0, 4]),
    ],
)
def test_a_line_ends_at_a_line_feed_a_carriage_return_or_both(text: str, starts: list[int]) -> None:
    assert list(article(text).line_starts) == starts


def test_lines_are_numbered_from_one_and_hold_their_line_break() -> None:
    found = article("one\r\ntwo\n\nfour")
    assert [found.line(offset) for offset in (0, 3, 4, 5, 8, 9, 10, 13)] == [1, 1, 1, 2, 2, 3, 4, 4]


def test_a_token_is_the_text_between_its_offsets() -> None:
    found = article("Gen. Khan's \U0001f1f1\U0001f1e7 men")
    assert [found.token(i) for i in range(len(found.token_starts))] == [
        *("Gen.", "Khan", "'s", "\U0001f1f1\U0001f1e7", "men")
    ]


def test_sentence_at_finds_the_sentence_that_holds_an_offset_or_the_next_one() -> None:
    found = article(" One. Two.\n\nThree ")
    assert [found.sentence_at(offset) for offset in (0, 1, 4, 5, 6, 9, 10, 12, 16)] == [
        *(0, 0, 0, 1, 1, 1, 2, 2, 2)
    ]
    assert found.sentence_at(17) == len(found.sentences) == 3


@given(TEXTS)
def test_decoding_keeps_every_character_and_lines_count_every_break(text: str) -> None:
    found = article(text)
    assert found.text == text.removeprefix("\ufeff")
    breaks = [match.end() for match in re.finditer("\r\n|\r|\n", found.text)]
    assert list(found.line_starts) == [0, *breaks]
    for offset in range(len(found.text)):
        assert found.line(offset) == 1 + sum(end <= offset for end in breaks)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        ".",
        "a.",
        "A. ",
        "a'",
        "n't",
        "1.",
        "http://!",
        "\u200b",
        "a\u200b",
        '."',
        "[",
        ".[1]",
        "J.\n",
        "- a\n",
        "| |\n",
    ],
)
@pytest.mark.parametrize("after", ["", " " * 50_000 + "X"])
def test_hostile_repetition_takes_linear_time(piece: str, after: str) -> None:
    # At this size a pattern that backtracks over its own repetition would take minutes.
    found = article(piece * (100_000 // len(piece)) + after)
    assert len(found.sentences) <= len(found.token_starts)
