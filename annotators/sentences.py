"""Tokens to sentences: at stops, and at the line breaks that are the author's and not those of wrapping."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from annotators.abbreviations import BEFORE_NUMBER, NEVER_LAST, SELDOM_LAST, STARTERS
from annotators.tokens import ACCENTS, INITIAL, INVISIBLE, token_starts_within

# Tokens in a sentence. Longer runs (tables without stops, minified pages) are cut here, so that every later
# stage, whatever it does within one sentence, takes time linear in the text.
MAX_SENTENCE = 400

# Columns. A block of lines may be hard-wrapped when its longest line lies between them: wider lines are a
# paragraph each, narrower ones stand alone.
_NARROWEST_WRAP, _WIDEST_WRAP = 40, 120

_CLOSING = r"\"'”’»›)\]}"
_STOP = re.compile(rf"[.!?…‽؟।。！？][{_CLOSING}{INVISIBLE}]*+(?:\[\w{{1,3}}\])*(?=\s)")  # "fire.[12] The"
_OPENING = re.compile(rf"[\"'“”„‘’«»‹›(\[{{¿¡*•{INVISIBLE}–—-]*+[^\S\r\n]*+")
_CONTINUES = frozenset(",;:.!?…%)]}/\\&+=|")
_ARABIC_ARTICLE = re.compile(r"[a-z]{2,3}[-‑'’][A-Z]")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[\w.\u0300-\u036f]+\Z")
_ONE_LETTER = re.compile(rf"{INITIAL}\Z")
_DOTTED = re.compile(rf"(?:[^\W\d_]{ACCENTS}){{1,2}}(?:\.(?:[^\W\d_]{ACCENTS}){{1,2}})+\Z")


def split_sentences(text: str, line_starts: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """The sentences of `text` as (start, end) in code points, without white space around them, in order.

    Together they hold every token. None has more than `MAX_SENTENCE` tokens.
    """
    starts, list_numbers = _starts_at_lines(text, line_starts)
    starts.update(_starts_after_stops(text, list_numbers))
    sentences = []
    for start, following in pairwise((*sorted(starts), len(text))):
        end = start + len(text[start:following].rstrip())
        if end - start > MAX_SENTENCE:  # it may have as many tokens
            cuts = token_starts_within(text, start, end)[::MAX_SENTENCE]
            for cut, further in pairwise((*cuts, end)):
                sentences.append((cut, cut + len(text[cut:further].rstrip())))
        else:
            sentences.append((start, end))
    return tuple(sentences)


def _starts_after_stops(text: str, list_numbers: set[int]) -> Iterator[int]:
    """Where a sentence starts after a stop and white space, line breaks included."""
    for found in _STOP.finditer(text):
        stop, end = found.span()
        space = _SPACE.match(text, end)
        assert space is not None, "a stop stands before white space"
        start = space.end()
        if stop in list_numbers or not _can_start(text, start):
            continue
        # A quote after the stop shows that it ends a sentence; a bracket does not: "Khan (Lt.) Smith".
        plain = end == stop + 1 or text[stop + 1] in ")]}"
        if plain and text[stop] == "." and not _full_stop_ends(text, stop, start):
            continue
        yield start


def _can_start(text: str, offset: int) -> bool:
    """Whether what stands at `offset` can start a sentence: anything but lower case and joining signs."""
    at = _after_opening(text, offset)
    char = text[at : at + 1]
    if char.islower():
        return _ARABIC_ARTICLE.match(text, at) is not None  # "to Israel. al-Momani says"
    return bool(char) and char not in _CONTINUES


def _after_opening(text: str, offset: int) -> int:
    """Behind the quotes, brackets and bullets at `offset`."""
    opening = _OPENING.match(text, offset)
    assert opening is not None, "it matches where there are none"
    return opening.end()


def _full_stop_ends(text: str, stop: int, start: int) -> bool:
    """Whether the full stop at `stop` ends a sentence where the next could start at `start`."""
    word = _word_before(text, stop)
    if word in NEVER_LAST:
        return False
    if word.lower() in BEFORE_NUMBER:
        return not text[start].isdigit()
    if _is_abbreviation(word):
        after = _WORD.match(text, _after_opening(text, start))
        # "J. A. Smith": an initial, not the article
        return after is not None and after.group() in STARTERS and not text.startswith(".", after.end())
    return True


def _word_before(text: str, stop: int) -> str:
    found = _LAST_WORD.search(text[max(0, stop - 16) : stop])
    return found.group().strip(".") if found else ""


def _is_abbreviation(word: str) -> bool:
    listed = word in NEVER_LAST or word in SELDOM_LAST
    return listed or bool(_ONE_LETTER.match(word) or _DOTTED.match(word))


# Line breaks ------------------------------------------------------------------------------------------------

_ENDED = re.compile(rf"[.!?…][{_CLOSING}]*\Z")
_BULLET = re.compile(r"[•◦‣▪●○■□►▸➤✓✔]|[-–—*·]+\s")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})\)\s|\d{1,3}\.\s")
# A line that ends like this goes on below, however short.
_UNFINISHED = re.compile(
    r"(?:,|(?:\A|\s)(?:an?|the|of|in|on|at|by|for|from|to|with|and|or|but|that|which|who|as|is|was|were|are|than"
    r"|into|over|under|about|between|against|near|its|their|his|her))\Z"
)
_TAIL = 12  # characters at the end of a line that _ENDED and _UNFINISHED look at


class _Line(NamedTuple):
    """A line that is not blank."""

    start: int  # offset of its first character that is not white space
    width: int  # columns, indentation included, white space at the end not
    body: str  # without white space around it

    def ended(self) -> bool:
        """Whether the line ends with a stop, and not with that of an abbreviation."""
        if not _ENDED.search(self.body[-_TAIL:]):
            return False
        return not (self.body[-1] == "." and _is_abbreviation(_word_before(self.body, len(self.body))))

    def is_row(self) -> bool:
        return self.body.startswith("|") or self.body.count("|") >= 2

    def is_item(self) -> bool:
        return bool(_BULLET.match(self.body) or _NUMBER.match(self.body))

    def fitted_above(self, above: _Line, width: float) -> bool:
        """Whether the first word had room at the end of the line above, in a text `width` columns wide."""
        return above.width + 1 + len(self.body.split()[0]) <= width


def _starts_at_lines(text: str, line_starts: Sequence[int]) -> tuple[set[int], set[int]]:
    """Where a sentence starts because a line does, and the last signs of the list numbers there ("1.")."""
    starts: set[int] = set()
    blocks, unwrapped = _blocks(text, line_starts)
    for block in blocks:
        starts.update(_starts_in_block(block, unwrapped))
    numbers = [_NUMBER.match(text, start) for start in starts]
    return starts, {number.end() - 2 for number in numbers if number}


def _blocks(text: str, line_starts: Sequence[int]) -> tuple[list[list[_Line]], bool]:
    """Runs of lines between blank ones, and whether most of the text is in lines too wide to be wrapped."""
    blocks: list[list[_Line]] = []
    wide = narrow = 0
    inside = False
    for begin, end in pairwise((*line_starts, len(text))):
        raw = text[begin:end].rstrip()
        body = raw.lstrip()
        if body:
            if not inside:
                blocks.append([])
            blocks[-1].append(_Line(begin + len(raw) - len(body), len(raw), body))
            if len(raw) > _WIDEST_WRAP:
                wide += len(raw)
            else:
                narrow += len(raw)
        inside = bool(body)
    return blocks, wide > narrow


def _starts_in_block(block: list[_Line], unwrapped: bool) -> Iterator[int]:
    """The lines of the block that start a sentence, whatever the punctuation before them.

    The other line breaks are white space: `_starts_after_stops` sees through them.
    """
    yield block[0].start
    width = _wrap_width(block, unwrapped)
    goes_on = False  # the line above continues the one before it
    for above, line in pairwise(block):
        # Wrapping breaks a line where the next word has no room; within a paragraph a ragged edge will do.
        wrapped = bool(width) and not line.fitted_above(above, 0.75 * width if goes_on else width)
        if above.is_row() or line.is_row():
            new = True
        elif line.is_item():
            # A dash or "15." may have been wrapped to the start of a line.
            new = not wrapped or block[0].is_item() or above.ended() or above.body.endswith(":")
        else:
            unfinished = _UNFINISHED.search(above.body[-_TAIL:])
            new = not wrapped and not unfinished and _can_start(line.body, 0)
        if new:
            yield line.start
        goes_on = not new


def _wrap_width(block: list[_Line], unwrapped: bool) -> int:
    """The columns at which the block was hard-wrapped, 0 where its line breaks are the author's.

    Wrapped prose betrays itself by lines that go on in lower case. Without them, every break must have been
    forced and the last line ended, as in no list of headlines.
    """
    width = max((line.width for line in block if " " in line.body), default=0)  # a long URL is no measure
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return 0
    first, last = 0, len(block) - 1
    while first < last and not block[first].ended() and block[first + 1].fitted_above(block[first], width):
        first += 1  # a headline above the prose
    while first < last and not block[last].ended() and block[last].fitted_above(block[last - 1], width):
        last -= 1  # furniture below it
    within = [(above, line) for above, line in pairwise(block[first : last + 1]) if not above.ended()]
    lower = sum(line.body[0].islower() for _, line in within)
    if lower and 3 * lower >= len(within):
        return width
    forced = not any(line.fitted_above(above, width) for above, line in within)
    enough = len(within) > 1 or last - first == len(block) - 1
    return width if forced and enough and block[last].ended() and not unwrapped else 0
