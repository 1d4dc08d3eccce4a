"""RE2 expressions without what a text cannot match: small enough to be compiled for one article.

A pattern of a pack may name thousands of words, and RE2 takes milliseconds to compile it, hundreds for all.
An article holds few of them. Alternatives and optional parts that need letters which the text does not have
are left out; what is left matches the same places of this text in the same way, for what was left out could
take no part in any match.

An expression is kept as a tree whose equal parts are kept once (patterns share lists and macros). Of the
syntax of RE2 it knows what `annotators.patternsource` and what it is made of write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from annotators.regex import Regex

# What a part of an expression is kept as: RE2 source that any text may match, or one of these and its values.
NEEDY = 0  # source, and in turns what a text must hold for it: which of the next three, and the characters
SEQUENCE = 1  # numbers of parts
EITHER = 2  # numbers of parts
GROUP = 3  # opening, number of a part, what stands behind the closing bracket
LETTERS = 0  # letters in a row, in lower case; or a byte that stands for a span of a view
WHOLE = 1  # a whole word
Part = str | list[int | str]
_Left = tuple[str, tuple[bool, ...]]  # what is left of a part, and for each capturing group whether it is

_TOKEN = re.compile(
    r"\\x[0-9a-fA-F]{2}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?[a-z-]*:)?|\)|\||[?*+]\??|\{\d+(?:,\d*)?\}\??|.",
    re.DOTALL,
)
_LETTER = re.compile(r"[A-Za-z0-9_]\Z")
_WORD = re.compile(r"[a-z0-9_]+")
_UP_TO = re.compile(r"\{0,(\d+)\}(\??)\Z")
# Where a word must end or begin: an edge, or what is no part of any word.
_EDGE = re.compile(r"(?:\\b|\\x[01][0-9a-f]|\\[^\w\s]|[ ,:;/&'\"-]|\[(?: |\\x1e|\\x1f)+\])\Z")
_SHARE = 2  # a whole expression is compiled once half its length has been compiled in its place
_LEAST = 1000  # bytes of source that RE2 compiles while one expression is narrowed
_MANY = 8  # alternatives: they are looked up by their words
_FEW = 3  # repetitions: fewer are not worth a look at the text


class Narrow(NamedTuple):
    """An expression for one text, and the numbers of those groups of the whole one that it has, in order."""

    source: str
    groups: tuple[int, ...]


class Expressions:
    """Expressions as trees, in one list of parts; a part stands before those that it is a part of."""

    def __init__(self, parts: Sequence[Part] = (), captures: Mapping[int, int] | None = None) -> None:
        """Such as were made before, with their `captures`."""
        self.parts: list[Part] = list(parts)
        self.captures = dict(captures or {})  # part -> how many capturing groups it has, if any
        self._numbers: dict[str | tuple[int | str, ...], int] = {}
        self._parsed: dict[tuple[str, bool, bool], int] = {}
        self._sources: dict[int, str] = {}
        self._repeated: dict[int, Regex] = {}
        # Of a part with alternatives: those that need a word, by it, and the others; with their places.
        self._by_word: dict[int, tuple[dict[str, list[tuple[int, int]]], list[tuple[int, int]]]] = {}

    def add(self, source: str) -> int:
        """The number of the part that is the whole expression `source`."""
        return _Parser(self, source).whole()

    def put(self, part: Part) -> int:
        """The number of `part`, which is kept once."""
        key = part if isinstance(part, str) else tuple(part)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.parts)
            self.parts.append(part)
            captures = self._count(part)
            if captures:
                self.captures[number] = captures
        return number

    def _count(self, part: Part) -> int:
        if isinstance(part, str) or part[0] == NEEDY:
            return 0
        if part[0] == GROUP:
            return (part[1] == "(") + self.captures.get(int(part[2]), 0)
        return sum(self.captures.get(int(each), 0) for each in part[1:])

    def source(self, number: int) -> str:
        """The source of a part as it was added."""
        found = self._sources.get(number)
        if found is None:
            part = self.parts[number]
            if isinstance(part, str):
                return part
            kind, first = part[0], part[1]
            if kind == NEEDY:
                return str(first)
            if kind == GROUP:
                found = f"{first}{self.source(int(part[2]))}){part[3]}"
            else:
                found = ("|" if kind == EITHER else "").join([self.source(int(each)) for each in part[1:]])
            self._sources[number] = found
        return found

    def possible(self, number: int, words: frozenset[str]) -> list[int]:
        """The alternatives of a part but those that need a whole word that is not among `words`."""
        known = self._by_word.get(number)
        if known is None:
            known = self._by_word[number] = ({}, [])
            for place, each in enumerate(self.parts[number][1:]):
                part = self.parts[int(each)]
                whole = not isinstance(part, str) and part[0] == NEEDY and WHOLE in part[2::2]
                if whole:
                    assert not isinstance(part, str)
                    word = part[3 + 2 * part[2::2].index(WHOLE)]
                    known[0].setdefault(str(word), []).append((place, int(each)))
                else:
                    known[1].append((place, int(each)))
        by_word, others = known
        found = [each for word in by_word.keys() & words for each in by_word[word]]
        return [each for _, each in sorted([*others, *found])]

    def repeats(self, number: int, times: int, text: bytes) -> bool:
        """Whether the part may match `times` times in a row in `text`, or match nothing at all."""
        if number not in self._repeated:
            source = f"(?:{self.source(number)}){{{times}}}"
            self._repeated[number] = Regex(source, capture=False)
        return self._repeated[number].compiled.search(text) is not None


class Text:
    """What a text holds, and what is left of parts of expressions for it.

    `words`: the edges of words in it are those that the expressions will see. Where pieces of it were cut out
    or put together, they are not.
    """

    def __init__(self, expressions: Expressions, data: bytes, *, words: bool = True) -> None:
        self._expressions = expressions
        self._parts = expressions.parts
        self._captures = expressions.captures
        self._data = data
        self._lower = data.lower().decode("latin-1")
        self._is_whole = words
        self._words = frozenset(_WORD.findall(self._lower)) if words else self._lower
        self._plain: dict[int, str | None] = {}
        self._capturing: dict[int, _Left | None] = {}

    def narrow(self, number: int) -> Narrow | None:
        """The expression without what cannot match; None where nothing of it can."""
        left = self._with_groups(number)
        if left is None:
            return None
        return Narrow(left[0], tuple(n for n, kept in enumerate(left[1], 1) if kept))

    def _with_groups(self, number: int) -> _Left | None:
        """What is left of a part, and for each capturing group whether it is."""
        if number not in self._captures:
            source = self._without(number)
            return (source, ()) if source is not None else None
        if number not in self._capturing:
            self._capturing[number] = self._narrowed(self._parts[number])
        return self._capturing[number]

    def _narrowed(self, part: Part) -> _Left | None:
        """`_with_groups` of a part that has capturing groups."""
        kind = part[0]
        captures = self._captures
        if kind == GROUP:
            opening, inner, behind = str(part[1]), int(part[2]), str(part[3])
            own = (True,) if opening == "(" else ()
            left = self._with_groups(inner)
            if left is not None:
                return f"{opening}{left[0]}){self._quantifier(inner, behind)}", (*own, *left[1])
            return ("", (False,) * (len(own) + captures.get(inner, 0))) if _is_optional(behind) else None
        sources: list[str] = []
        groups: list[bool] = []
        for each in part[1:]:
            left = self._with_groups(int(each))
            if left is not None:
                sources.append(left[0])
                groups += left[1]
            elif kind == SEQUENCE:
                return None
            else:
                groups += [False] * captures.get(int(each), 0)
        if not sources:
            return None
        return ("" if kind == SEQUENCE else "|").join(sources), tuple(groups)

    def _without(self, number: int) -> str | None:
        """What is left of a part that has no capturing group."""
        part = self._parts[number]
        if isinstance(part, str):
            return part
        try:
            return self._plain[number]
        except KeyError:
            pass
        kind, first = part[0], part[1]
        found: str | None
        if kind in (EITHER, SEQUENCE):
            sources: list[str] = []
            found = ""
            for each in self._alternatives(number) if kind == EITHER else part[1:]:
                source = self._without(each)  # type: ignore[arg-type]  # a part of parts
                if source is not None:
                    sources.append(source)
                elif kind == SEQUENCE:
                    found = None
                    break
            if found is not None:
                found = ("" if kind == SEQUENCE else "|").join(sources) if sources else None
        elif kind == GROUP:
            inner, behind = int(part[2]), str(part[3])
            found = self._without(inner)
            if found is not None:
                found = f"{first}{found}){self._quantifier(inner, behind)}"
            elif _is_optional(behind):
                found = ""
        else:
            found = str(first)
            for which, needed in zip(part[2::2], part[3::2], strict=True):
                held = self._words if which == WHOLE else self._lower
                if needed not in held:
                    found = None
                    break
        self._plain[number] = found
        return found

    def _alternatives(self, number: int) -> Sequence[int | str]:
        """Those of a part that are worth a look."""
        alternatives = self._parts[number][1:]
        if len(alternatives) < _MANY or not isinstance(self._words, frozenset):
            return alternatives
        return self._expressions.possible(number, self._words)

    def _quantifier(self, number: int, quantifier: str) -> str:
        """The same, or one without a limit which the text cannot reach: RE2 writes a part out up to it."""
        limit = _UP_TO.match(quantifier) if quantifier[:1] == "{" else None
        if limit is None or not self._is_whole or int(limit[1]) < _FEW:
            return quantifier
        reached = self._expressions.repeats(number, int(limit[1]) + 1, self._data)
        return quantifier if reached else f"*{limit[2]}"


class SharedRegex(Regex):
    """An expression that is one of `expressions`. For the first articles it is narrowed to each of them."""

    __slots__ = ("_expressions", "_length", "_number", "_spent")

    def __init__(self, expressions: Expressions, number: int, length: int, *, capture: bool = True) -> None:
        """`number` is that of its part, `length` that of its source."""
        super().__init__("", capture=capture)
        self._source = None
        self._expressions = expressions
        self._number = number
        self._length = length
        self._spent = 0  # length of all that was compiled in its place

    @property
    def source(self) -> str:
        if self._source is None:
            self._source = self._expressions.source(self._number)
        return self._source

    @property
    def is_narrowable(self) -> bool:
        return self._compiled is None and self._spent * _SHARE < self._length

    def text(self, data: bytes, *, words: bool = True) -> Text:
        """`data` for `narrowed`."""
        return Text(self._expressions, data, words=words)

    def narrowed(self, text: Text) -> Narrow | None:
        """What `text` leaves of the expression; None where nothing of it can match."""
        left = text.narrow(self._number)
        self._spent += _LEAST + (len(left.source) if left is not None else 0)
        return left


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
        known = self.into._parsed.get(key)
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
        self.into._parsed[key] = found
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
        limit = _UP_TO.match(quantifier)
        if opening != "(" and not (limit and int(limit[1]) >= _FEW):
            if isinstance(part, str):
                return f"{opening}{part}){quantifier}"
            if part[0] == NEEDY and not _is_optional(quantifier):
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


def _is_optional(quantifier: str) -> bool:
    return quantifier[:1] in ("?", "*") or quantifier.startswith("{0,")


def _is_single(part: Part) -> bool:
    return isinstance(part, str) or part[0] == NEEDY


def _single(part: Part) -> list[int | str]:
    """Source, and what a text must hold for it."""
    return [part] if isinstance(part, str) else part[1:]


def _byte(source: str) -> str:
    r"""The character of `\x01`."""
    return bytes.fromhex(source[2:]).decode("latin-1")
