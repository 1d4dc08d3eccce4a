"""Fold text one code point to one byte, so that matching is blind to spelling noise and offsets stay exact.

Letters lose their diacritics, every dash becomes `-`, every quote `'` or `"`, every white space a blank,
every currency sign but the dollar `CURRENCY`. Letters outside the Latin script become `_` (a word
character that no rule spells), everything else `~`. Case is kept. The bytes below 0x20 stay free for
the placeholders of `annotators.view`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

CURRENCY = "\xa4"
DROPPED = "\x7f"  # combining marks and zero-width characters: taken out of the view, see `annotators.view`

# Letters that Unicode does not decompose into a base letter and marks.
_STROKED = str.maketrans("ÆæØøŁłĐđıĦħŊŋŒœÐðÞþßŦŧƏə", "AaOoLlDdiHhNnOoDdTtsTtAa")
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
_SINGLE_QUOTES = frozenset(
    "\u2018\u2019\u201a\u201b\u2032\u02bb\u02bc\u02be\u02bf\u02b9`\u00b4\uff07\u2039\u203a"
)
_DOUBLE_QUOTES = frozenset("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02")


def _fold_character(character: str) -> str:
    if " " <= character <= "~":
        return character
    if character.isspace():
        return " "
    if character in _DASHES:
        return "-"
    if character in _SINGLE_QUOTES:
        return "'"
    if character in _DOUBLE_QUOTES:
        return '"'
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return DROPPED
    if category == "Sc":
        return CURRENCY
    base = unicodedata.normalize("NFKD", character)[0].translate(_STROKED)  # ǽ: to æ, then to a
    if "!" <= base <= "~":
        return base
    return "_" if category[0] == "L" else "~"


class _Table(dict[int, str]):
    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


_TABLE = _Table()
# ASCII is most of a text and goes through one table of bytes; 0x80 stands for `DROPPED` until then, as 0x7f
# is a control character of the text itself.
_BYTES = bytes(ord(_fold_character(chr(c))) for c in range(128)) + DROPPED.encode("latin-1")
_BYTES += bytes(range(129, 256))
_LINES = _BYTES[:10] + b"\n" + _BYTES[11:]
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def _as_byte(found: re.Match[str]) -> str:
    folded = _TABLE[ord(found.group())]
    return "\x80" if folded == DROPPED else folded


def fold(text: str) -> bytes:
    """`text` folded; `len(fold(text)) == len(text)`."""
    if not text.isascii():
        text = _NOT_ASCII.sub(_as_byte, text)
    return text.encode("latin-1").translate(_BYTES)


def fold_lines(lines: Iterable[str]) -> list[str]:
    """`fold_words` of each of `lines`, none of which holds a line break: all at once, for long lists."""
    data = _NOT_ASCII.sub(_as_byte, "\n".join(lines)).encode("latin-1")
    text = data.translate(_LINES, b"\x80")  # what is dropped goes
    return [" ".join(line.split()) for line in text.lower().decode("latin-1").split("\n")]


def fold_spelling(text: str) -> str:
    """`text` folded for comparison of names: marks dropped, blanks single.

    Unlike in `fold`, letters outside the Latin script stay as they are, so that no two names become one.
    """
    folded = text.translate(_TABLE)
    if "_" in folded:
        text = unicodedata.normalize("NFC", text)
        folded = text.translate(_TABLE)
        folded = "".join(c if f == "_" else f for c, f in zip(text, folded, strict=True))
    return " ".join(folded.replace(DROPPED, "").split())


@lru_cache(maxsize=4_000)  # the names of an article are asked for again and again
def fold_name(text: str) -> str:
    """`fold_spelling` in lower case."""
    return fold_spelling(text).lower()


def fold_words(text: str) -> bytes:
    """`text` as a view shows it, lower-cased: what its words are looked up by."""
    return b" ".join(fold(text).replace(DROPPED.encode("latin-1"), b"").lower().split())
