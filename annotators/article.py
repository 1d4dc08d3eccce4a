"""Bytes to an `Article`: decoded text, lines, tokens and sentences.

Every offset counts Unicode code points in `Article.text`, from 0; `end` is one past the last. Nothing is
normalised: `text[start:end]` is what the file says. Every pass is linear in the text.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

MAX_BYTES = 5_000_000

# Tokens in a sentence. Longer runs (tables without stops, minified pages) are cut here, so that every later
# stage, whatever it does within one sentence, takes time linear in the text.
MAX_SENTENCE = 400

# Columns. A block of lines may be hard-wrapped when its longest line lies between them: wider lines are a
# paragraph each, narrower ones stand alone.
NARROWEST_WRAP, WIDEST_WRAP = 40, 120


class ArticleError(ValueError):
    """An input that cannot become an article. `str(error)` is the message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code  # encoding | too-large


@dataclass(frozen=True, slots=True)
class Article:
    """A decoded text with its lines, tokens and sentences.

    Tokens are in order, do not overlap and hold no white space; every other character is in exactly one.
    Sentences are in order and partition the tokens.
    """

    name: str  # as the caller gave it
    sha256: str  # of the input bytes, hexadecimal
    text: str
    line_starts: Sequence[int]  # offset of each line's first character; 0 is the first, in an empty text too
    token_starts: Sequence[int]
    token_ends: Sequence[int]
    sentences: Sequence[tuple[int, int]]  # token indices [first, end), 1 to MAX_SENTENCE tokens

    def line(self, offset: int) -> int:
        r"""The number of the line that holds `offset`, from 1. Lines end with `\n`, `\r\n` or a lone `\r`."""
        return bisect_right(self.line_starts, offset)

    def token(self, i: int) -> str:
        """The text of token `i`."""
        return self.text[self.token_starts[i] : self.token_ends[i]]

    def sentence_span(self, i: int) -> tuple[int, int]:
        """Where the first token of sentence `i` starts and its last one ends."""
        first, end = self.sentences[i]
        return self.token_starts[first], self.token_ends[end - 1]

    def sentence_at(self, offset: int) -> int:
        """The index of the sentence that holds `offset`, else of the next, else `len(sentences)`."""
        return bisect_right(self.sentences, offset, key=lambda sentence: self.token_ends[sentence[1] - 1])


def read(data: bytes, name: str, *, encoding: str = "utf-8", max_bytes: int = MAX_BYTES) -> Article:
    """Decode `data` and find its lines, tokens and sentences. No bytes give an article without tokens.

    One byte-order mark at the start is dropped; nothing else changes (CRLF, NFC and NFD stay).

    :raises ArticleError: `too-large` above `max_bytes` bytes; `encoding` where `data` is not valid in
        `encoding`, with the offset of the first bad byte in the message.
    :raises LookupError: `encoding` is not a text encoding that Python knows.
    """
    if len(data) > max_bytes:
        raise ArticleError("too-large", f"{len(data)} bytes, more than the limit of {max_bytes}")
    text = _decode(data, encoding)
    token_starts, token_ends = _tokens(text)
    line_starts = array("I", [0])
    line_starts.extend(line_break.end() for line_break in _LINE_BREAK.finditer(text))
    return Article(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        line_starts=line_starts,
        token_starts=token_starts,
        token_ends=token_ends,
        sentences=_sentences(text, line_starts, token_starts),
    )


def _decode(data: bytes, encoding: str) -> str:
    codec = codecs.lookup(encoding).name
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start
        raise ArticleError("encoding", f"invalid {codec} at byte {at} (0x{data[at]:02x})") from error
    except UnicodeError as error:  # idna and the like give no offset
        raise ArticleError("encoding", f"invalid {codec}: {error}") from error
    return text.removeprefix("\ufeff")


# Abbreviations, for tokens and sentences alike --------------------------------------------------------------


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_RANKS_AND_TITLES = _words(
    "Gen Lt Col Brig Maj Sgt Cpl Pvt Pfc Spc Capt Cmdr Cdr Comdr Cdre Adm Ens Insp Supt Det Pol Mr Mrs Ms Dr"
    " Prof Sen Rep Gov Pres Rev Fr Hon Messrs Mme Mlle Msgr Amb Asst Atty Dep Eng Mt Ft"
)
# What follows belongs to the same sentence, always.
_NEVER_LAST = (
    _RANKS_AND_TITLES | {word.upper() for word in _RANKS_AND_TITLES} | _words("vs cf viz approx e.g i.e")
)
# Abbreviations before a number, ordinary words elsewhere ("No. 5", "He said no.").
_BEFORE_NUMBER = _words("no nos art arts vol fig figs ch sec para paras p pp")
# The last word of a sentence where one of _STARTERS follows ("in the U.S. The"). Dotted letters (U.S., a.m.)
# and initials are treated alike. No "Sat.", "Sun.", "Miss.", "Ill.": they are words too.
_SELDOM_LAST = _words(
    "St Jr Sr Esq Inc Co Corp Ltd Bros Univ Dept Govt Ave Blvd Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov"
    " Dec etc al Ala Ariz Calif Colo Conn Fla Ga Mich Minn Okla Pa Tenn Tex Va Wis"
)
# Capitalised words that begin a sentence far more often than they stand inside one. No "First" ("U.S. First
# Army"), no "I" ("U.S. I Corps").
_STARTERS = _words(
    "The A An In On At He She They We It You But And Or So Yet His Her Their Its Our My This That These Those"
    " There Here When While Where After Before As If For From With Without Some Many Most Several According"
    " However Meanwhile Moreover Also What Who Why How Not Now Then Both By Under Since Until Despite During"
    " Although Though Because Earlier Later Last Such Even Once To Of Among Amid Between Is Are Was Were Has"
    " Have Had Will Would"
)

# Tokens -----------------------------------------------------------------------------------------------------

# Insides of character classes. A letter is what is in none of them, so that combining marks and the letters
# of every script stay in their words. White space is in _OTHER.
_DIGITS = "0-9\u0660-\u0669\u06f0-\u06f9\uff10-\uff19"
# Soft hyphen, zero-width and direction marks; U+FFFD, a lost letter or quote. Part of a word only inside it.
_INVISIBLE = "\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd"
_EMOJI = "\u2600-\u27bf\U0001f000-\U0001fbff"
_OTHER = (
    r"\x00-/:-@\[-`{-\xa9\xab\xac\xae-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7"
    "\u037e\u0387\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05c6\u060c\u060d\u061b\u061d-\u061f\u066a-\u066d"
    "\u06d4\u0964\u0965\u0e3f\u1360-\u1368\u1680\u2000-\u200a\u2010-\u2029\u202f-\u205f\u2070-\u2b7f\u2e00-\u2e7f"
    "\u3000-\u3004\u3008-\u3020\u3030\u30fb\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40"
    "\uff5b-\uff65\uffe0-\uffef\ufffc\U0001f000-\U0001fbff"
)
_LETTER = f"[^{_DIGITS}{_INVISIBLE}{_OTHER}]"
_ACCENTS = r"[\u0300-\u036f]{0,2}+"  # of a decomposed letter
_CAPITALS = "A-Z\u0410-\u042f" + "".join(
    letter for letter in map(chr, range(0xC0, 0x180)) if letter.isupper()
)
_INITIAL = f"[{_CAPITALS}]{_ACCENTS}"
_CLITIC = "(?i:s|m|d|re|ve|ll)"


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words))


# As the tagger's training data (Worldwide English NER) is tokenized: "al - Assad", "so - called", "Ruto ’ s",
# "wasn ’ t", but "Uganda 's", "do n't", "O'Regan"; "US $ 4.2", "86 %", "40 km", "G 20", "20th"; "2022-2023",
# but "2020 – 2021". One departure: the data has "Gen .", "U . S ." and "R . Ford"; here abbreviations keep
# their stop. The tagger does as well either way, and the stop of "Gen." is not the end of anything.
#
# No repetition gives back what it took and tries again from there, so the time is linear in any input.
_TOKEN = re.compile(
    rf"""
      https?://\S*[\w/]                                   # without the full stop or bracket after it
    | [{_DIGITS}]++(?:[.,:/-][{_DIGITS}]++)*+             # 1,000  3.5  10:30  2022/23  2022-2023
        (?:(?i:st|nd|rd|th|[ap]m)(?!{_LETTER}))?          # 20th  5pm
    | (?=[A-Za-z\xc0-\u017f\u0300-\u036f\u0410-\u044f]{{1,6}}\.)(?:  # a cheap look, which most words fail
        {_LETTER}{_ACCENTS}(?:\.{_LETTER}{_ACCENTS}(?!{_LETTER}))++\.?  # U.S.  a.m.  J.R.
      | (?:{_any(_NEVER_LAST | _SELDOM_LAST | {"Ph.D"})})\.
      | (?i:{_any(_BEFORE_NUMBER)})\.(?=\s{{0,2}}[{_DIGITS}])
      | {_INITIAL}\.(?=\s++(?!(?:{_any(_STARTERS)})\b(?!\.)){_INITIAL})  # J. R. Smith, but not "Plan B. The"
      )
    | [nN]'[tT](?!{_LETTER})
    | {_LETTER}+(?!(?<=[nN])'[tT](?!{_LETTER}))           # one letter less before 't: "do" of "don't"
        (?:(?:'(?!{_CLITIC}(?!{_LETTER}))|[{_INVISIBLE}]++){_LETTER}++)*+
    | '{_CLITIC}(?!{_LETTER})
    | @\w+
    | [{_EMOJI}][{_EMOJI}\u200d\ufe0f\u20e3]*+            # flags, joined emoji
    | [{_INVISIBLE}]++
    | \S
    """,
    re.VERBOSE,
)


def _tokens(text: str) -> tuple[array[int], array[int]]:
    starts, ends = array("I"), array("I")
    spans = [token.span() for token in _TOKEN.finditer(text)]
    starts.extend([start for start, _ in spans])
    ends.extend([end for _, end in spans])
    return starts, ends


# Sentences --------------------------------------------------------------------------------------------------

_CLOSING = r"\"'”’»›)\]}"
_STOP = re.compile(rf"[.!?…‽؟।。！？][{_CLOSING}{_INVISIBLE}]*+(?:\[\w{{1,3}}\])*+(?=\s)")  # "fire.[12] The"
_OPENING = re.compile(rf"[\"'“”„‘’«»‹›(\[{{¿¡*•{_INVISIBLE}–—-]*+[^\S\r\n]*+")
_CONTINUES = frozenset(",;:.!?…%)]}/\\&+=|")
_ARABIC_ARTICLE = re.compile(r"[a-z]{2,3}[-‑'’][A-Z]")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[\w.\u0300-\u036f]+\Z")
_ONE_LETTER = re.compile(rf"{_INITIAL}\Z")
_DOTTED = re.compile(rf"(?:[^\W\d_]{_ACCENTS}){{1,2}}(?:\.(?:[^\W\d_]{_ACCENTS}){{1,2}})+\Z")


def _sentences(
    text: str, line_starts: Sequence[int], token_starts: Sequence[int]
) -> tuple[tuple[int, int], ...]:
    starts, list_numbers = _starts_at_lines(text, line_starts)
    starts.update(_starts_after_stops(text, list_numbers))
    sentences = []
    first = 0
    for offset in (*sorted(starts), len(text)):
        end = bisect_left(token_starts, offset, first)
        while first < end:
            cut = min(end, first + MAX_SENTENCE)
            sentences.append((first, cut))
            first = cut
    return tuple(sentences)


def _starts_after_stops(text: str, list_numbers: set[int]) -> Iterator[int]:
    """Where a sentence starts after a stop and white space, line breaks included."""
    for found in _STOP.finditer(text):
        stop, end = found.span()
        space = _SPACE.match(text, end)
        start = space.end() if space else end
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
    return opening.end() if opening else offset


def _full_stop_ends(text: str, stop: int, start: int) -> bool:
    """Whether the full stop at `stop` ends a sentence where the next could start at `start`."""
    word = _word_before(text, stop)
    if word in _NEVER_LAST:
        return False
    if word.lower() in _BEFORE_NUMBER:
        return not text[start].isdigit()
    if _is_abbreviation(word):
        after = _WORD.match(text, _after_opening(text, start))
        # "J. A. Smith": an initial, not the article
        return after is not None and after.group() in _STARTERS and not text.startswith(".", after.end())
    return True


def _word_before(text: str, stop: int) -> str:
    found = _LAST_WORD.search(text[max(0, stop - 16) : stop])
    return found.group().strip(".") if found else ""


def _is_abbreviation(word: str) -> bool:
    listed = word in _NEVER_LAST or word in _SELDOM_LAST
    return listed or bool(_ONE_LETTER.match(word) or _DOTTED.match(word))


# Line breaks ------------------------------------------------------------------------------------------------

_LINE_BREAK = re.compile(r"\r\n?|\n")
_ENDED = re.compile(rf"[.!?…][{_CLOSING}]*\Z")
_BULLET = re.compile(r"[•◦‣▪●○■□►▸➤✓✔]|[-–—*·]+\s")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})\)\s|\d{1,3}\.\s")
_FIRST_WORD = re.compile(r"\S*")
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
        return not (self.body[-1] == "." and _is_abbreviation(_word_before(self.body, len(self.body) - 1)))

    def is_row(self) -> bool:
        return self.body.startswith("|") or self.body.count("|") >= 2

    def is_item(self) -> bool:
        return bool(_BULLET.match(self.body) or _NUMBER.match(self.body))

    def fitted_above(self, above: _Line, width: float) -> bool:
        """Whether the first word had room at the end of the line above, in a text `width` columns wide."""
        word = _FIRST_WORD.match(self.body)
        return above.width + 1 + (word.end() if word else 0) <= width


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
            if len(raw) > WIDEST_WRAP:
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
    if not NARROWEST_WRAP <= width <= WIDEST_WRAP:
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
