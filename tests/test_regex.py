"""Expressions: what they may take, and that a limit changes nothing of what they find."""

from __future__ import annotations

import random

import pytest
import re2

from annotators import regex
from annotators.regex import Regex, compiled, memory_for

WORDS = [f"{first}{second}en" for first in "bdfgklmnprst" for second in ("a", "e", "i", "o", "ul", "ar")]
# With no beginnings in common: RE2 writes out every letter of these.
MANY = "|".join("".join(random.Random(n).choices("abcdefghij", k=9)) for n in range(500))


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The limits that RE2 is given, in order."""
    limits: list[int] = []
    make = re2._Regexp

    def watched(pattern: bytes, options: re2.Options) -> re2._Regexp:
        limits.append(options.max_mem)
        return make(pattern, options)

    monkeypatch.setattr(re2, "_Regexp", watched)
    return limits


def test_an_expression_is_given_memory_by_its_length(given: list[int]) -> None:
    long = "|".join(WORDS)
    assert compiled("a+").search(b"caat") is not None
    assert compiled(long).search(b"x garen x") is not None
    assert given == [memory_for("a+"), memory_for(long)]
    assert memory_for("a+") < memory_for(long) < 64 << 20


def test_no_expression_is_given_more_than_64_mb() -> None:
    assert memory_for("x" * 10_000_000) == 64 << 20


def test_one_that_repeats_is_larger_than_its_source_and_given_all(given: list[int]) -> None:
    source = f"(?:{MANY}){{1,30}}"
    word = MANY.split("|")[0].encode()
    found = compiled(source).search(b"see " + word + word)
    assert found is not None
    assert found.span() == (4, 22)
    assert given == [memory_for(source), 64 << 20]


def test_one_that_is_malformed_is_refused() -> None:
    with pytest.raises(re2.error, match="missing"):
        compiled("a(")


def test_the_limit_changes_nothing_of_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    source = rf"\b(?:{'|'.join(WORDS)})(?: [a-z]+){{0,6}} (?P<last>{'|'.join(WORDS[::2])})\b"
    chosen = random.Random(4)
    text = " ".join(chosen.choice([*WORDS, "of", "the", "by"]) for _ in range(20_000)).encode()
    little = [m.span() for m in compiled(source).finditer(text)]
    monkeypatch.setattr(regex, "memory_for", lambda _: 64 << 20)
    assert little == [m.span() for m in Regex(source).compiled.finditer(text)]
    assert len(little) > 100
