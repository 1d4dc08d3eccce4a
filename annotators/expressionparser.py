"""The source of an RE2 expression -> a part of `annotators.expressions`.

Of the syntax of RE2 it knows what `annotators.patternsource` and what it is made of write.
"""

from __future__ import annotations

import re

from annotators.expressions import (
    EITHER,
    GROUP,
    LETTERS,
    NEEDY,
    SEQUENCE,
    WHOLE,
    Expressions,
    Part,
    is_optional,
    limit_of,
)

_TOKEN = re.compile(
    r"\\x[0-9a-fA-F]{2}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?[a-z-]*:)?|\)|\||[?*+]\??|\{\d+(?:,\d*)?\}\??|.",
    re.DOTALL,
)
_LETTER = re.compile(r"[A-Za-z0-9_]\Z")
# Where a word must end or begin: an edge, or what is no part of any word.
_EDGE = re.compile(r"(?:\\b|\\x[01][0-9a-f]|\\[^\w\s]|[ ,:;/&'\"-]|\[(?: |\\x1e|\\x1f)+\])\Z")


def add(expressions: Expressions, source: str) -> int:
    """The number of the part that is the whole expression `source`."""
    return _Parser(expressions, source).whole()


class _Parser:
    """Takes one expression apart."""

    def __init__(self, into: Expressions, source: str) -> None:
        self.into = into
        self.tokens = _TOKEN.findall(source)
        self.source = source
        self.starts: list[int] = []  # of tokens in the source
        self.closes: dict[int, int] = {}  # numbers of tokens: bracket -> its closing one
        at = 0
        open_: list[int] = []
        for number, token in enumerate(self.tokens):
            self.starts.append(at)
            at += len(token)
            if token[0] == "(":
                open_.append(number)
            elif token == ")":
                self.closes[open_.pop()] = number
        self.starts.append(at)

    def whole(self) -> int:
        return self.either(0, len(self.tokens), before=False, behind=False)

    def either(self, first: int, last: int, *, before: bool, behind: bool) -> int:
        """Tokens `first` to `last`; `before`, `behind`: a word edge stands there."""
        key = (self.source[self.starts[first] : self.starts[last]], before, behind)
        known = self.into.parsed.get(key)
        if known is not None:
            return known
        parts = []
        start = number = first
        while number < last:
            if self.tokens[number] == "|":
                parts.append(self.sequence(start, number, before=before, behind=behind))
                start = number + 1
            number = self.closes.get(number, number) + 1
        parts.append(self.sequence(start, last, before=before, behind=behind))
        found = parts[0] if len(parts) == 1 else self.alternatives(parts)
        self.into.parsed[key] = found
        return found

    def alternatives(self, parts: list[int]) -> int:
        plain = [part for part in (self.into.parts[number] for number in parts) if isinstance(part, str)]
        return self.into.put("|".join(plain) if len(plain) == len(parts) else [EITHER, *parts])

    def sequence(self, first: int, last: int, *, before: bool, behind: bool) -> int:
        parts: list[Part] = []
        number, edge = first, before
        while number < last:
            token = self.tokens[number]
            end = self.closes.get(number, number) + 1
            quantifier = ""
            if end < last and self.tokens[end][0] in "?*+{" and self.tokens[end] != "{":
                quantifier = self.tokens[end]
            next_edge = self.is_edge(end, last) if end < last else behind
            if token[0] == "(":
                inner = self.either(number + 1, end - 1, before=edge, behind=not quantifier and next_edge)
                parts.append(self.group(token, inner, quantifier))
                edge = False
            elif _LETTER.match(token) and not quantifier:
                run = number + 1
                while run < last and _LETTER.match(self.tokens[run]) and not self.is_repeated(run, last):
                    run += 1
                letters = "".join(self.tokens[number:run])
                right = self.is_edge(run, last) if run < last else behind
                parts.append([NEEDY, letters, WHOLE if edge and right else LETTERS, letters.lower()])
                edge, end = False, run
            else:
                if re.match(r"\\x[01][0-9a-f]\Z", token) and not quantifier:
                    parts.append([NEEDY, token, LETTERS, _byte(token)])
                else:
                    parts.append(token + quantifier)
                edge = quantifier in ("", "+") and _EDGE.match(token) is not None
            number = end + (1 if quantifier else 0)
        return self.joined(parts)

    def is_edge(self, number: int, last: int) -> bool:
        """Whether words end before a token, whatever the text."""
        if _EDGE.match(self.tokens[number]) is None:
            return False
        return not self.is_repeated(number, last) or self.tokens[number + 1] == "+"

    def is_repeated(self, number: int, last: int) -> bool:
        return number + 1 < last and self.tokens[number + 1][0] in "?*+{" and self.tokens[number + 1] != "{"

    def group(self, opening: str, inner: int, quantifier: str) -> Part:
        part = self.into.parts[inner]
        if opening != "(" and limit_of(quantifier) is None:
            if isinstance(part, str):
                return f"{opening}{part}){quantifier}"
            if part[0] == NEEDY and not is_optional(quantifier):
                return [NEEDY, f"{opening}{part[1]}){quantifier}", *part[2:]]
        return [GROUP, opening, inner, quantifier]

    def joined(self, parts: list[Part]) -> int:
        """One part of several; what has no parts itself is put together."""
        merged: list[Part] = []
        for part in parts:
            last = merged[-1] if merged else None
            if last is None or not _is_single(part) or not _is_single(last):
                merged.append(part)
            elif isinstance(part, str) and isinstance(last, str):
                merged[-1] = last + part
            else:
                (source, *needed), (more, *needed_too) = _single(last), _single(part)
                merged[-1] = [NEEDY, f"{source}{more}", *needed, *needed_too]
        if len(merged) == 1:
            return self.into.put(merged[0])
        return self.into.put([SEQUENCE, *map(self.into.put, merged)]) if merged else self.into.put("")


def _is_single(part: Part) -> bool:
    return isinstance(part, str) or part[0] == NEEDY


def _single(part: Part) -> list[int | str]:
    """Source, and what a text must hold for it."""
    return [part] if isinstance(part, str) else part[1:]


def _byte(source: str) -> str:
    r"""The character of `\x01`."""
    return bytes.fromhex(source[2:]).decode("latin-1")
