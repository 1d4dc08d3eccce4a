"""A stream is cut into its lines, however it comes."""

from __future__ import annotations

import io
import os

from hypothesis import given
from hypothesis import strategies as st

from annotators.lines import lines
from annotators.windows import Pause


class Dripping(io.BytesIO):
    """A stream of which every read gives one of some pieces."""

    def __init__(self, pieces: list[bytes]) -> None:
        super().__init__()
        self._pieces = [piece for piece in pieces if piece]

    def read(self, size: int | None = -1) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


@given(st.lists(st.binary(max_size=6).map(lambda b: b.replace(b"\r", b"\n"))), st.integers(0, 8))
def test_the_lines_are_those_of_the_whole_whatever_its_pieces_and_none_is_kept_above_the_limit(
    pieces: list[bytes], limit: int
) -> None:
    whole = b"".join(pieces)
    expected = whole.split(b"\n")
    if not expected[-1]:
        expected.pop()
    assert list(lines(Dripping(pieces))) == expected
    assert list(lines(Dripping(pieces), limit=limit)) == [line[: limit + 1] for line in expected]


def test_there_is_a_pause_where_the_writer_has_written_no_more() -> None:
    out, into = os.pipe()
    with os.fdopen(out, "rb") as stream, os.fdopen(into, "wb", buffering=0) as writer:
        found = lines(stream)
        writer.write(b"a\nb")
        assert next(found) == b"a"
        assert isinstance(next(found), Pause)
        writer.write(b"c\n")
        assert next(found) == b"bc"
