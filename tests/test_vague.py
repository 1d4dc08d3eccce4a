from __future__ import annotations

import pytest

from annotators.vague import VAGUE_WORDS, VagueNumber, read_vague, vague_words

TABLE = {
    ("several",): VagueNumber(3),
    ("several", "hundred"): VagueNumber(value=250),
    ("tens",): VagueNumber(10, 90, 20),
    ("couple",): VagueNumber(max=5),
}


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("dozens", ("dozens",)),
        ("dozens of", ("dozens",)),
        ("a couple of hundred", ("couple", "hundred")),
        ("a few", ("few",)),
        ("several-hundred thousand", ("several", "hundred", "thousand")),
        ("tens of thousands", ("tens", "thousands")),
        ("hundreds and hundreds", ("hundreds",)),
        ("hundreds upon hundreds of thousands", ("hundreds", "thousands")),
    ],
)
def test_a_vague_phrase_is_its_words_without_those_that_only_join(
    phrase: str, words: tuple[str, ...]
) -> None:
    assert vague_words(phrase) == words


@pytest.mark.parametrize(
    "phrase", ["", "few", "a several", "a dozens", "dozens men", "tens thousands", "many", "dozen", "seven"]
)
def test_any_other_phrase_is_none(phrase: str) -> None:
    assert vague_words(phrase) is None
    assert read_vague(phrase, dict.fromkeys([(word,) for word in VAGUE_WORDS], VagueNumber(1))) is None


@pytest.mark.parametrize(
    ("phrase", "number"),
    [
        ("several", VagueNumber(3)),
        ("several thousand", VagueNumber(3000)),
        ("several hundred", VagueNumber(value=250)),
        ("several hundred thousand", VagueNumber(value=250_000)),
        ("tens of thousands", VagueNumber(10_000, 90_000, 20_000)),
        ("a couple of dozen", VagueNumber(max=60)),
        ("dozens", None),
    ],
)
def test_the_longest_entry_counts_times_the_rest(phrase: str, number: VagueNumber | None) -> None:
    assert read_vague(phrase, TABLE) == number


@pytest.mark.parametrize(("key", "base"), [("several", 3), ("tens", 10), ("couple", 5)])
def test_a_bound_applies_to_the_least_that_is_given(key: str, base: int) -> None:
    assert TABLE[key,].base == base
