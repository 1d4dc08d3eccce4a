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
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from annotators.document import Origin
from annotators.sentences import split_sentences
from annotators.tokens import tokenize

MAX_BYTES = 5_000_000

_LINE_BREAK = re.compile(r"\r\n?|\n")


class ArticleError(ValueError):
    """An input that cannot become an article. `str(error)` is the message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code  # encoding | too-large | too-many


@dataclass(frozen=True, slots=True)
class Article:
    """A decoded text with its lines, sentences and tokens.

    Tokens are in order, do not overlap and hold no white space; every other character is in exactly one.
    Sentences are in order and partition the tokens. Tokens are found when they are asked for: rules alone
    need none.
    """

    name: str  # as the caller gave it
    sha256: str  # of the input bytes, hexadecimal; of a text that was given, of its UTF-8
    text: str
    line_starts: Sequence[int]  # offset of each line's first character; 0 is the first, in an empty text too
    sentence_spans: Sequence[tuple[int, int]]  # 1 to `sentences.MAX_SENTENCE` tokens, no white space around
    origin: Origin | None = None  # goes into the record as it is
    _tokens: list[tuple[Sequence[int], Sequence[int]]] = field(
        default_factory=list, repr=False, compare=False
    )

    @property
    def token_starts(self) -> Sequence[int]:
        """Where each token starts."""
        return self._tokenized()[0]

    @property
    def token_ends(self) -> Sequence[int]:
        """Where each token ends."""
        return self._tokenized()[1]

    def _tokenized(self) -> tuple[Sequence[int], Sequence[int]]:
        if not self._tokens:
            self._tokens.append(tokenize(self.text))
        return self._tokens[0]

    @property
    def sentences(self) -> Sequence[tuple[int, int]]:
        """The token indices [first, end) of each sentence."""
        starts = self.token_starts
        firsts = [bisect_left(starts, start) for start, _ in self.sentence_spans]
        return tuple(pairwise((*firsts, len(starts))))

    def line(self, offset: int) -> int:
        r"""The number of the line that holds `offset`, from 1. Lines end with `\n`, `\r\n` or a lone `\r`."""
        return bisect_right(self.line_starts, offset)

    def token(self, i: int) -> str:
        """The text of token `i`."""
        return self.text[self.token_starts[i] : self.token_ends[i]]

    def sentence_span(self, i: int) -> tuple[int, int]:
        """Where the first token of sentence `i` starts and its last one ends."""
        return self.sentence_spans[i]

    def sentence_at(self, offset: int) -> int:
        """The index of the sentence that holds `offset`, else of the next, else `len(sentences)`."""
        return bisect_right(self.sentence_spans, offset, key=itemgetter(1))


def read(data: bytes, name: str, *, encoding: str = "utf-8", max_bytes: int = MAX_BYTES) -> Article:
    """Decode `data` and find its lines and sentences. No bytes give an article without tokens.

    One byte-order mark at the start is dropped; nothing else changes (CRLF, NFC and NFD stay).

    :raises ArticleError: `too-large` above `max_bytes` bytes; `encoding` where `data` is not valid in
        `encoding`, with the offset of the first bad byte in the message.
    :raises LookupError: `encoding` is not a text encoding that Python knows.
    """
    _check_size(data, max_bytes)
    return _article(_decode(data, encoding), name, data, None)


def from_text(text: str, name: str, *, origin: Origin | None = None, max_bytes: int = MAX_BYTES) -> Article:
    """As `read`, of a text that is decoded already: not a character is dropped, its bytes are its UTF-8.

    :raises ArticleError: `too-large`; `encoding` where it holds half of a character, which UTF-8 cannot.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise ArticleError("encoding", f"half of a character (a lone surrogate) at {error.start}") from error
    _check_size(data, max_bytes)
    return _article(text, name, data, origin)


def _check_size(data: bytes, max_bytes: int) -> None:
    if len(data) > max_bytes:
        raise ArticleError("too-large", f"{len(data)} bytes, more than the limit of {max_bytes}")


def _article(text: str, name: str, data: bytes, origin: Origin | None) -> Article:
    line_starts = starts_of_lines(text)
    return Article(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        line_starts=line_starts,
        sentence_spans=split_sentences(text, line_starts),
        origin=origin,
    )


def starts_of_lines(text: str) -> Sequence[int]:
    """The offset of each line's first character. 0 is the first, in an empty text too."""
    starts = array("I", [0])
    starts.extend(line_break.end() for line_break in _LINE_BREAK.finditer(text))
    return starts


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
