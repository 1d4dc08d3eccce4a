from __future__ import annotations

import re

from hypothesis import given

from annotators.view import build_view
from annotators.words import split_words, words_of
from tests.factories import article, noisy_texts


def test_words_are_found_with_their_places() -> None:
    words = words_of(b"The U.S. Army's 3rd Qa'im brigade")
    assert words.lower == ["the", "u", "s", "army", "s", "3rd", "qa'im", "brigade"]
    assert [words.data[a:b] for a, b in zip(words.starts, words.ends, strict=True)] == [
        b"The", b"U", b"S", b"Army", b"s", b"3rd", b"Qa'im", b"brigade"
    ]  # fmt: skip


def test_a_text_without_words_has_none() -> None:
    assert (list(words_of(b"").lower), list(words_of(b" ... ").starts)) == ([], [])


@given(noisy_texts())
def test_words_stand_where_they_say(text: str) -> None:
    data = build_view(article(text)).data
    words = words_of(data)
    assert [data[a:b].lower().decode() for a, b in zip(words.starts, words.ends, strict=True)] == words.lower
    assert b"".join(re.findall(rb"[A-Za-z0-9_]", data)) == b"".join(
        re.sub(rb"\W", b"", data[a:b]) for a, b in zip(words.starts, words.ends, strict=True)
    )
    assert split_words(data.lower().decode("latin-1")) == words.lower
