"""A view: an article folded to bytes, with the structure that rules need written into the white space.

- `\\n` stands between sentences, so that no pattern crosses one.
- `\\x1f` is the blank before a word that cannot stand inside a noun phrase, `\\x1e` the blank before one
  that can, but not as its head (two lists of the rule packs).
- A *masked* view shows whole spans (what NER or an earlier rule found, entries of a long list) as one
  placeholder byte each.

Byte offsets map back to code points exactly: one to one where nothing was dropped or masked, through a
sorted table of breaks elsewhere.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from annotators.article import Article
from annotators.folding import DROPPED, fold

BREAK = 0x1F
NOT_HEAD = 0x1E
_DROPPED = DROPPED.encode("latin-1")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class View:
    """Bytes to match on. `starts[i]` bytes in, the text goes on at code point `origins[i]`."""

    data: bytes
    starts: Sequence[int]
    origins: Sequence[int]

    def origin(self, position: int) -> int:
        """The code point at which byte `position` begins."""
        index = bisect_right(self.starts, position) - 1
        return self.origins[index] + position - self.starts[index]

    def span(self, start: int, end: int) -> Span:
        """The code points that bytes `start` to `end` show."""
        index = bisect_right(self.starts, end - 1) - 1
        offset = end - 1 - self.starts[index]
        last = self.origins[index] + offset + 1
        if offset == self.starts[index + 1] - self.starts[index] - 1:
            # The segment's last byte stands for everything up to the next one: a mask, or dropped marks.
            last = self.origins[index + 1]
        return self.origin(start), last

    def locate(self, offset: int) -> int:
        """The byte that shows code point `offset`."""
        index = min(bisect_right(self.origins, offset), len(self.origins) - 1) - 1
        return min(self.starts[index] + offset - self.origins[index], self.starts[index + 1])


def build_view(article: Article, breaks: Collection[bytes], not_heads: Collection[bytes] = ()) -> View:
    """The unmasked view of `article`.

    `breaks` and `not_heads` hold folded lower-case words that end a noun phrase, or cannot head one.
    """
    data = bytearray(fold(article.text))
    starts, ends = article.token_starts, article.token_ends
    if breaks or not_heads:
        lower = bytes(data).lower()
        for start, end in zip(starts, ends, strict=True):
            if start and data[start - 1] == 0x20:
                word = lower[start:end]
                if word in breaks:
                    # An abbreviation is no break: `400 IS militants`.
                    if end - start == 1 or not data[start:end].isupper():
                        data[start - 1] = BREAK
                elif word in not_heads:
                    data[start - 1] = NOT_HEAD
    cuts: list[int] = []
    for first, _ in article.sentences[1:]:
        gap = starts[first] - 1
        if gap >= ends[first - 1]:
            data[gap] = 0x0A
        else:
            cuts.append(starts[first])  # an overlong sentence was cut where no white space stands
    if not cuts and DROPPED.encode("latin-1") not in data:
        size = len(data)
        return View(bytes(data), (0, size), (0, size))
    return _segmented(article.text, bytes(data), cuts)


def _segmented(text: str, data: bytes, cuts: Sequence[int]) -> View:
    """The view of `data` without its dropped characters, and with a sentence end at each of `cuts`."""
    pieces: list[bytes] = []
    starts: list[int] = []
    origins: list[int] = []
    size = 0

    def put(piece: bytes, origin: int) -> None:
        nonlocal size
        starts.append(size)
        origins.append(origin)
        pieces.append(piece)
        size += len(piece)

    bounds = [*cuts, len(data)]
    position = 0
    for bound in bounds:
        while position < bound:
            end = data.find(_DROPPED, position, bound)
            if end < 0:
                end = bound
            if end > position:
                put(data[position:end], position)
            position = end
            while position < bound and unicodedata.category(text[position]) in ("Mn", "Me"):
                position += 1  # marks belong to the letter before them
            if data[position : position + 1] == _DROPPED and position < bound:
                # A zero-width character belongs to no word: an empty segment ends the one before it.
                put(b"", position)
            while position < bound and data[position : position + 1] == _DROPPED:
                position += 1
        if bound < len(data):
            put(b"\n", bound)
    starts.append(size)
    origins.append(len(data))
    return View(b"".join(pieces), starts, origins)


def mask(view: View, spans: Sequence[tuple[int, int, int]]) -> View:
    """`view` with each (start, end, byte) of `spans`, in code points, shown as that one byte.

    Spans must be sorted and must not overlap.
    """
    pieces: list[bytes] = []
    starts: list[int] = []
    origins: list[int] = []
    size = 0

    def copy(begin: int, end: int) -> None:
        """Copy bytes `begin` to `end` of the view, keeping its own segments."""
        nonlocal size
        index = bisect_right(view.starts, begin) - 1
        while begin < end:
            stop = min(end, view.starts[index + 1])
            if stop > begin:
                starts.append(size)
                origins.append(view.origins[index] + begin - view.starts[index])
                pieces.append(view.data[begin:stop])
                size += stop - begin
            begin = stop
            index += 1

    position = 0
    for start, end, byte in spans:
        begin, stop = view.locate(start), view.locate(end)
        if begin < position or stop <= begin:
            continue
        copy(position, begin)
        starts.append(size)
        origins.append(start)
        pieces.append(bytes((byte,)))
        size += 1
        position = stop
    copy(position, len(view.data))
    starts.append(size)
    origins.append(view.origins[-1])
    return View(b"".join(pieces), starts, origins)
