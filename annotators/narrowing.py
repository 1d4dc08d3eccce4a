"""RE2 expressions without what a text cannot match: small enough to be compiled for one article.

A pattern of a pack may name thousands of words, and RE2 takes milliseconds to compile it, hundreds for all.
An article holds few of them. Alternatives and optional parts that need letters which the text does not have
are left out; what is left matches the same places of this text in the same way, for what was left out could
take no part in any match.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from annotators.expressions import EITHER, GROUP, SEQUENCE, WHOLE, Expressions, Part, is_optional, limit_of
from annotators.regex import Regex

_Left = tuple[str, tuple[bool, ...]]  # what is left of a part, and for each capturing group whether it is

_WORD = re.compile(r"[a-z0-9_]+")
_SHARE = 2  # a whole expression is compiled once half its length has been compiled in its place
_LEAST = 1000  # bytes of source that RE2 compiles while one expression is narrowed
_MANY = 8  # alternatives: they are looked up by their words


class Narrow(NamedTuple):
    """An expression for one text, and the numbers of those groups of the whole one that it has, in order."""

    source: str
    groups: tuple[int, ...]


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
            return ("", (False,) * (len(own) + captures.get(inner, 0))) if is_optional(behind) else None
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
            elif is_optional(behind):
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
        limit = limit_of(quantifier)
        if limit is None or not self._is_whole:
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
