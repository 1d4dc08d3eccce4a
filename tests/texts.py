"""Texts of the pieces that lines, tokens and sentences turn on."""

from __future__ import annotations

from hypothesis import strategies as st

_FRAGMENTS = [
    *"the The army Gen. U.S. al-Assad don't Sana'a J. No. 5 2,000 3.5 2022-2023".split(),
    *". ! ? … , - – ' ’ “ ” \" ( ) [1] | • 1. $ % @ #".split(),
    *(" ", "  ", "\n", "\r\n", "\r", "\n\n", "\t", "\xa0", "\u2028", "\x0b", "\x1c", "\x00", "\x1b", "\x7f"),
    *("\u00ad", "\u200b", "\u200d", "\u200e", "\ufeff", "\ufffd", "e\u0301", "\u0301", "é", "ı", "ß", "Ǆ"),
    *"🇱🇧 👨\u200d👩\u200d👧 1\ufe0f\u20e3 😀 蔡英文 محمد हिन्दी ، 。 http://x.y/z a@b.c".split(),
]
TEXTS = st.lists(st.one_of(st.sampled_from(_FRAGMENTS), st.text(max_size=3)), max_size=60).map("".join)
