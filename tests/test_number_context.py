from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.number_context import is_share, is_word, own_start, stands_alone
from tests.phrases import DEFINITE, QUANTITIES, SHARES, VAGUE, WITH_PART


@pytest.mark.parametrize("phrase", SHARES)
def test_a_share_is_a_word_and_no_count(phrase: str) -> None:
    text = f"They left {phrase} of it."
    start, end = 10, 10 + len(phrase)
    assert is_share(phrase)
    assert is_share(f"More than {phrase}")
    assert is_word(text, start, end)
    assert not stands_alone(text, start, end)


@pytest.mark.parametrize(
    "phrase", [*DEFINITE, *VAGUE, *QUANTITIES, *WITH_PART, "more than a third of a million"]
)
def test_any_other_number_is_no_share(phrase: str) -> None:
    assert not is_share(phrase)


@pytest.mark.parametrize(
    ("text", "number", "alone"),
    [
        ("saw 72 tanks", "72", True),
        ("a 48-truck convoy", "48", True),
        ("the army—72 of them", "72", True),
        ("(72)", "72", True),
        ("killing 72.", "72", True),
        ("72, he said", "72", True),
        ("one third-party plan", "one", True),
        ("two quarter-finals", "two", True),
        ("No. 5", "5", True),
        ("-72", "72", True),
        ("hurt.72 men", "72", True),
        ("hurt–72 men", "72", True),
        ("72. 5 men", "72", True),
        ("a T-72 tank", "72", False),
        ("a T‑72 tank", "72", False),
        ("a T‐72 tank", "72", False),
        ("T-72", "72", False),
        ("und/72", "72", False),
        ("x_72", "72", False),
        ("72_x", "72", False),
        ("+72", "72", False),
        ("e\u030172", "72", False),
        ("1.72", "72", False),
        ("1,72", "72", False),
        ("1990–72", "72", False),
        ("72.5", "72", False),
        ("72.5 men", "72", False),
        ("72,5", "72", False),
        ("72‐5", "72", False),
        ("72‑5", "72", False),
        ("72-5", "72", False),
        ("72–75", "72", False),
        ("72°", "72", False),
        ("72²", "72", False),
        ("72€", "72", False),
        ("€72", "72", False),
        ("the 72’s", "72", False),
        ("THE 72'S", "72", False),
        ("the 72's men", "72", False),
        ("No.5", "No", False),
        ("two THIRDS", "two", False),
        ("two third party", "two", False),
        ("two thirdly", "two", True),
        ("192.168.1", "168", False),
        ("on 2014-05-06", "05", False),
        ("at 10:30", "10", False),
        ("at 10:30", "30", False),
        ("in 2015/16", "2015", False),
        ("72% of them", "72", False),
        ("only $72", "72", False),
        ("#72", "72", False),
        ("the 72's", "72", False),
        ("two-thirds of them", "two", False),
        ("two\u0301", "two", False),
        ("the twenty-fifth", "twenty", False),
        ("No. 5", "No", False),
    ],
)
def test_a_number_inside_something_else_does_not_stand_alone(text: str, number: str, alone: bool) -> None:
    start = text.index(number)
    assert stands_alone(text, start, start + len(number)) is alone


@pytest.mark.parametrize(
    ("text", "phrase", "rest"),
    [
        ("turned over dozens of trucks", "over dozens", "dozens"),
        ("Talks about two men", "about two", "two"),
        ("TURNED OVER DOZENS", "OVER DOZENS", "DOZENS"),
        ("turned  over \r\n dozens", "over \r\n dozens", "dozens"),
        ("they turned over dozens", "over dozens", "dozens"),
        ("turned up over dozens", "over dozens", "over dozens"),
        ("talks over dozens", "over dozens", "over dozens"),
        ("turned over dozens", "over", "over"),
        ("turned out dozens", "dozens", "dozens"),
        ("killed over 20 men", "over 20", "over 20"),
        ("Over 20 men", "Over 20", "Over 20"),
    ],
)
def test_a_preposition_of_the_word_before_is_no_bound(text: str, phrase: str, rest: str) -> None:
    start = text.index(phrase)
    end = start + len(phrase)
    assert text[own_start(text, start, end) : end] == rest


@given(st.text() | st.text("0123456789 ,.-/$€½andhulfotrwy"))
def test_no_text_makes_a_check_fail(text: str) -> None:
    is_share(text)
    for start in range(min(len(text), 20)):
        stands_alone(text, start, start + 1)
        own_start(text, start, start + 1)
