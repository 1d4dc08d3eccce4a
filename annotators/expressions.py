"""RE2 expressions as trees whose equal parts are kept once: patterns share lists and macros."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from annotators.regex import Regex

# What a part of an expression is kept as: RE2 source that any text may match, or one of these and its values.
NEEDY = 0  # source, and in turns what a text must hold for it: which of the next three, and the characters
SEQUENCE = 1  # numbers of parts
EITHER = 2  # numbers of parts
GROUP = 3  # opening, number of a part, what stands behind the closing bracket
LETTERS = 0  # letters in a row, in lower case; or a byte that stands for a span of a view
WHOLE = 1  # a whole word
Part = str | list[int | str]

_UP_TO = re.compile(r"\{0,(\d+)\}(\??)\Z")
_FEW = 3  # repetitions: fewer are not worth a look at the text


class Expressions:
    """Expressions as trees, in one list of parts; a part stands before those that it is a part of."""

    def __init__(self, parts: Sequence[Part] = (), captures: Mapping[int, int] | None = None) -> None:
        """Such as were made before, with their `captures`."""
        self.parts: list[Part] = list(parts)
        self.captures = dict(captures or {})  # part -> how many capturing groups it has, if any
        self._numbers: dict[str | tuple[int | str, ...], int] = {}
        self.parsed: dict[tuple[str, bool, bool], int] = {}
        self._sources: dict[int, str] = {}
        self._repeated: dict[int, Regex] = {}
        # Of a part with alternatives: those that need a word, by it, and the others; with their places.
        self._by_word: dict[int, tuple[dict[str, list[tuple[int, int]]], list[tuple[int, int]]]] = {}

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


def is_optional(quantifier: str) -> bool:
    """Whether what a quantifier stands behind may be missing."""
    return quantifier[:1] in ("?", "*") or quantifier.startswith("{0,")


def limit_of(quantifier: str) -> re.Match[str] | None:
    """N of `{0,N}` and its `?`; None where it is so small that no look at the text is worth while."""
    limit = _UP_TO.match(quantifier) if quantifier[:1] == "{" else None
    return limit if limit is not None and int(limit[1]) >= _FEW else None
