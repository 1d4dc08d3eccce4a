from __future__ import annotations

import pytest

from annotators.transliteration import spelled


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("omar", "abdulrahman"), ("omar", "abd", "rahman")),
        (("omar", "abdel", "rahman"), ("omar", "abd", "rahman")),
        (("abderrahmane",), ("abd", "rahmane")),
        (("abd", "rahman"), ("abd", "rahman")),
        (("abdullah",), ("abdulah",)),
        (("abdo",), ("abdo",)),
        (("muhammad",), ("mohamed",)),
        (("mohammed",), ("mohamed",)),
        (("hassan",), ("hasan",)),
        (("husayn",), ("husein",)),
        (("yousef",), ("iusuf",)),
        (("joseph",), ("joseph",)),
        (("zelenskyy",), ("zelenski",)),
        ((), ()),
    ],
)
def test_spellings_of_one_name_come_to_one(words: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert spelled(words) == expected
