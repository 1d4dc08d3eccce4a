from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color as RichColor

from annotators.cli.console import shown
from annotators.cli.records import holds_records, peeked
from annotators.cli.screen import COLORS
from annotators.document import LAYERS


def luminance(rgb: tuple[int, int, int]) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb))
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("layer", LAYERS)
def test_a_colour_can_be_read_on_black_and_on_white(layer: str) -> None:
    own = luminance(RichColor.parse(COLORS[layer]).get_truecolor())
    assert (own + 0.05) / 0.05 >= 4
    assert 1.05 / (own + 0.05) >= 4


def test_no_two_layers_have_one_colour() -> None:
    assert len({COLORS[layer] for layer in LAYERS}) == len(LAYERS)


@given(st.text())
def test_no_control_character_is_shown_as_one(text: str) -> None:
    assert not re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", shown(text))


def test_the_joiners_of_persian_and_of_emoji_stay() -> None:
    assert shown("می‌خواهم 👩‍👧") == "می‌خواهم 👩‍👧"


@pytest.mark.parametrize(
    ("name", "head", "records"),
    [
        ("-", b"---\nschema: 1\n", True),
        ("-", b"\xef\xbb\xbf---\r\nschema: 1\r\n", True),
        ("-", b"schema: 1\narticle: a\n", True),
        ("-", b'{"schema":1,"article":"a"}\n', True),
        ("-", b'{ "schema" : 1}\n', True),
        ("a.YAML", b"# note\n", True),
        ("a.jsonl", b"", True),
        ("a.txt", b"---\nThe schema: 1\n", False),
        ("a.txt", b"The schema: 1\n", False),
        ("a.txt", b"schema: what it is\n", False),
        ("-", b"", False),
    ],
)
def test_records_are_known_by_their_name_or_their_beginning(name: str, head: bytes, records: bool) -> None:
    assert holds_records(name, head) is records


@pytest.mark.parametrize(
    "read", [lambda s: s.read(), b"".join, lambda s: b"".join(iter(lambda: s.read(3), b""))]
)
@given(data=st.binary(max_size=40) | st.just(b"x" * 20_000))
def test_what_was_peeked_at_is_still_read(read: Callable[[io.BufferedReader], bytes], data: bytes) -> None:
    head, whole = peeked(io.BytesIO(data))
    assert data.startswith(head)
    assert read(whole) == data
