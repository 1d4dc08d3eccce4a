"""Text to tokens, as the tagger's training data is tokenized. The time is linear in any text."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable

from annotators.abbreviations import BEFORE_NUMBER, NEVER_LAST, SELDOM_LAST, STARTERS

# Insides of character classes. A letter is what is in none of them, so that combining marks and the letters
# of every script stay in their words. White space is in _OTHER.
_DIGITS = "0-9\u0660-\u0669\u06f0-\u06f9\uff10-\uff19"
# Soft hyphen, zero-width and direction marks; U+FFFD, a lost letter or quote. Part of a word only inside it.
INVISIBLE = "\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd"
_EMOJI = "\u2600-\u27bf\U0001f000-\U0001fbff"
_OTHER = (
    r"\x00-/:-@\[-`{-\xa9\xab\xac\xae-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7"
    "\u037e\u0387\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05c6\u060c\u060d\u061b\u061d-\u061f\u066a-\u066d"
    "\u06d4\u0964\u0965\u0e3f\u1360-\u1368\u1680\u2000-\u200a\u2010-\u2029\u202f-\u205f\u2070-\u2b7f\u2e00-\u2e7f"
    "\u3000-\u3004\u3008-\u3020\u3030\u30fb\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40"
    "\uff5b-\uff65\uffe0-\uffef\ufffc\U0001f000-\U0001fbff"
)
_LETTER = f"[^{_DIGITS}{INVISIBLE}{_OTHER}]"
ACCENTS = r"[\u0300-\u036f]{0,2}+"  # of a decomposed letter
_CAPITALS = "A-Z\u0410-\u042f" + "".join(
    letter for letter in map(chr, range(0xC0, 0x180)) if letter.isupper()
)
INITIAL = f"[{_CAPITALS}]{ACCENTS}"
_CLITIC = "(?i:s|m|d|re|ve|ll)"


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words))


# As the tagger's training data (Worldwide English NER) is tokenized: "al - Assad", "so - called", "Ruto ’ s",
# "wasn ’ t", but "Uganda 's", "do n't", "O'Regan"; "US $ 4.2", "86 %", "40 km", "G 20", "20th"; "2022-2023",
# but "2020 – 2021". One departure: the data has "Gen .", "U . S ." and "R . Ford"; here abbreviations keep
# their stop. The tagger does as well either way, and the stop of "Gen." is not the end of anything.
#
# No repetition gives back what it took and tries again from there, so the time is linear in any input: single
# characters are repeated possessively, groups stand where nothing behind them can fail. Python before 3.11.5
# misreads possessive groups (gh-106052).
_TOKEN = re.compile(
    rf"""
      https?://\S*[\w/]                                   # without the full stop or bracket after it
    | [{_DIGITS}]++(?:[.,:/-][{_DIGITS}]++)*              # 1,000  3.5  10:30  2022/23  2022-2023
        (?:(?i:st|nd|rd|th|[ap]m)(?!{_LETTER}))?          # 20th  5pm
    | (?=[A-Za-z\xc0-\u017f\u0300-\u036f\u0410-\u044f]{{1,6}}\.)(?:  # a cheap look, which most words fail
        {_LETTER}{ACCENTS}(?:\.{_LETTER}{ACCENTS}(?!{_LETTER}))+\.?   # U.S.  a.m.  J.R.
      | (?:{_any(NEVER_LAST | SELDOM_LAST | {"Ph.D"})})\.
      | (?i:{_any(BEFORE_NUMBER)})\.(?=\s{{0,2}}[{_DIGITS}])
      | {INITIAL}\.(?=\s++(?!(?:{_any(STARTERS)})\b(?!\.)){INITIAL})  # J. R. Smith, but not "Plan B. The"
      )
    | [nN]'[tT](?!{_LETTER})
    | {_LETTER}+(?!(?<=[nN])'[tT](?!{_LETTER}))           # one letter less before 't: "do" of "don't"
        (?:(?:'(?!{_CLITIC}(?!{_LETTER}))|[{INVISIBLE}]++){_LETTER}++)*
    | '{_CLITIC}(?!{_LETTER})
    | @\w+
    | [{_EMOJI}][{_EMOJI}\u200d\ufe0f\u20e3]*+            # flags, joined emoji
    | [{INVISIBLE}]++
    | \S
    """,
    re.VERBOSE,
)


def token_starts_within(text: str, start: int, end: int) -> list[int]:
    """Where the tokens of `text[start:end]` start; no token may reach across its edges."""
    return [token.start() for token in _TOKEN.finditer(text, start, end)]


def tokenize(text: str) -> tuple[array[int], array[int]]:
    """Where each token starts and where it ends, in order."""
    starts, ends = array("I"), array("I")
    spans = [token.span() for token in _TOKEN.finditer(text)]
    starts.extend([start for start, _ in spans])
    ends.extend([end for _, end in spans])
    return starts, ends
