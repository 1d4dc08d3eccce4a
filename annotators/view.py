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
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotators.article import Article
from annotators.folding import DROPPED, fold
from annotators.words import Words

BREAK = 0x1F
NOT_HEAD = 0x1E
# Bytes between two sentence ends. A sentence is a bounded number of tokens, but a token (a URL, `1.1.1.…`)
# may be as long as the text; what rules do within one stretch may take time in the square of its length.
MAX_REACH = 4_000
_DROPPED = DROPPED.encode("latin-1")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class View:
    """Bytes to match on. `starts[i]` bytes in, the text goes on at code point `origins[i]`."""

    data: bytes
    starts: Sequence[int]
    origins: Sequence[int]
    plain: bool = field(init=False)  # byte offsets are code points

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", len(self.starts) == 2 and self.starts == self.origins)

    def origin(self, position: int) -> int:
        """The code point at which byte `position` begins."""
        if self.plain:
            return position
        index = bisect_right(self.starts, position) - 1
        return self.origins[index] + position - self.starts[index]

    def span(self, start: int, end: int) -> Span:
        """The code points that bytes `start` to `end` show."""
        if self.plain:
            return start, end
        starts, origins = self.starts, self.origins
        index = bisect_right(starts, end - 1) - 1
        last = origins[index] + end - starts[index]
        if end == starts[index + 1]:
            # The segment's last byte stands for everything up to the next one: a mask, or dropped marks.
            last = origins[index + 1]
        index = bisect_right(starts, start, 0, index + 1) - 1
        return origins[index] + start - starts[index], last

    def locate(self, offset: int) -> int:
        """The byte that shows code point `offset`."""
        if self.plain:
            return offset
        index = min(bisect_right(self.origins, offset), len(self.origins) - 1) - 1
        return min(self.starts[index] + offset - self.origins[index], self.starts[index + 1])


def build_view(article: Article) -> View:
    """The unmasked view of `article`, no word of it marked yet."""
    data = bytearray(fold(article.text))
    cuts: list[int] = []
    before = -1
    for start, end in article.sentence_spans:
        if start > before >= 0:
            # At both edges of the white space, so that a long run of it lengthens neither sentence.
            data[before] = data[start - 1] = 0x0A
        elif before >= 0:
            cuts.append(start)  # an overlong sentence was cut where no white space stands
        if end - start > MAX_REACH:
            starts, ends = article.token_starts, article.token_ends
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            cuts.extend(_cuts_within(starts[first:last], ends[first:last]))
        before = end
    if 0 <= before < len(data):
        data[before] = 0x0A
    if not cuts and _DROPPED not in data:
        size = len(data)
        return View(bytes(data), (0, size), (0, size))
    return _segmented(article.text, bytes(data), cuts)


def mark(view: View, words: Words, breaks: Iterable[int], not_heads: Iterable[int]) -> View:
    """`view` with marks before its words numbered `breaks`, which end a noun phrase, and `not_heads`."""
    data = bytearray(view.data)
    for number in breaks:
        start, end = words.starts[number], words.ends[number]
        # `off` is a word by itself, in `two off-duty officers` it is a part of one; an abbreviation is no
        # break: `400 IS militants`.
        if not start or data[start - 1] != 0x20 or data[end : end + 1] == b"-":
            continue
        if end - start == 1 or not data[start:end].isupper():
            data[start - 1] = BREAK
    for number in not_heads:
        start, end = words.starts[number], words.ends[number]
        if start and data[start - 1] == 0x20 and data[end : end + 1] != b"-":
            data[start - 1] = NOT_HEAD
    return View(bytes(data), view.starts, view.origins)


def _cuts_within(starts: Sequence[int], ends: Sequence[int]) -> Iterator[int]:
    """Where to cut a sentence of these tokens so that no piece is longer than `MAX_REACH`: before a token, or
    inside one that is longer itself."""
    since = starts[0]
    for before, start, end in zip((starts[0], *ends), starts, ends, strict=False):
        if end - since > MAX_REACH and start > since:
            if start - since > MAX_REACH:  # a long run of white space
                yield before
            yield start
            since = start
        while end - since > MAX_REACH:
            since += MAX_REACH
            yield since


class _Pieces:
    """A view in the making."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.starts: list[int] = []
        self.origins: list[int] = []
        self.size = 0

    def put(self, piece: bytes, origin: int) -> None:
        """Add `piece`, which begins at code point `origin`; an empty one only ends the piece before it."""
        if not self.starts or (self.starts[-1], self.origins[-1]) != (self.size, origin):
            self.starts.append(self.size)
            self.origins.append(origin)
        self.pieces.append(piece)
        self.size += len(piece)

    def view(self, length: int) -> View:
        """The view of a text of `length` code points."""
        return View(b"".join(self.pieces), (*self.starts, self.size), (*self.origins, length))


def _segmented(text: str, data: bytes, cuts: Sequence[int]) -> View:
    """The view of `data` without its dropped characters, and with a sentence end at each of `cuts`."""
    made = _Pieces()
    made.put(b"", 0)
    position = 0
    for bound in (*cuts, len(data)):
        while position < bound:
            end = data.find(_DROPPED, position, bound)
            if end < 0:
                end = bound
            if end > position:
                made.put(data[position:end], position)
            position = end
            while position < bound and unicodedata.category(text[position]) in ("Mn", "Me"):
                position += 1  # marks belong to the letter before them
            if data[position : position + 1] == _DROPPED and position < bound:
                # A zero-width character belongs to no word: an empty segment ends the one before it.
                made.put(b"", position)
            while position < bound and data[position : position + 1] == _DROPPED:
                position += 1
        if bound < len(data):
            made.put(b"\n", bound)
    return made.view(len(data))


def mask(view: View, spans: Sequence[tuple[int, int, int]]) -> View:
    """`view` with each (start, end, byte) of `spans`, in code points, shown as that one byte.

    Spans must be sorted and must not overlap. One that shows nothing in `view` is left out.
    """
    if not view.plain:
        return _mask_segments(view, spans)
    data, size = view.data, 0
    pieces: list[bytes] = []
    starts, origins = [0], [0]
    position = 0
    for start, end, byte in spans:
        pieces.append(data[position:start])
        pieces.append(_PLACEHOLDERS[byte])
        size += start - position
        starts.append(size)
        origins.append(start)
        size += 1
        starts.append(size)
        origins.append(end)
        position = end
    pieces.append(data[position:])
    shown = b"".join(pieces)
    starts.append(len(shown))
    origins.append(len(data))
    return View(shown, starts, origins)


_PLACEHOLDERS = [bytes((byte,)) for byte in range(256)]


def _mask_segments(view: View, spans: Sequence[tuple[int, int, int]]) -> View:
    """`mask` for a view that does not show every code point as one byte."""
    made = _Pieces()

    def copy(begin: int, end: int) -> None:
        """Copy bytes `begin` to `end` of the view, and what they span."""
        index = bisect_right(view.starts, begin) - 1
        while begin < end:
            stop = min(end, view.starts[index + 1])
            if stop > begin:
                origin = view.origins[index] + begin - view.starts[index]
                made.put(view.data[begin:stop], origin)
                # Whether zero-width characters or a mask follow, the piece ends where it did.
                whole = stop == view.starts[index + 1]
                made.put(b"", view.origins[index + 1] if whole else origin + stop - begin)
            begin = stop
            index += 1

    made.put(b"", 0)
    position = 0
    for start, end, byte in spans:
        begin, stop = view.locate(start), view.locate(end)
        if begin < position or stop <= begin:
            continue
        copy(position, begin)
        made.put(bytes((byte,)), start)
        made.put(b"", end)
        position = stop
    copy(position, len(view.data))
    return made.view(view.origins[-1])
