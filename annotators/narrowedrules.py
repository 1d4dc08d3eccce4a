"""The patterns and vetoes of rules as one article needs them: see `annotators.narrowing`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import re2

from annotators.compiledrule import MATCH_BYTE, CompiledPattern
from annotators.narrowing import SharedRegex, Text
from annotators.regex import Regex, compiled


class NarrowedRules:
    """What was narrowed for one article."""

    __slots__ = ("_texts", "_vetoes")

    def __init__(self) -> None:
        self._texts: dict[bytes, Text] = {}
        # By the identity of a veto, which is kept so that it stays its own.
        self._vetoes: dict[int, tuple[Regex, re2._Regexp | None]] = {}

    def pattern(
        self, pattern: CompiledPattern, regex: SharedRegex, data: bytes, stretches: Iterable[tuple[int, int]]
    ) -> CompiledPattern | None:
        """`pattern` for a search in these stretches of `data`; None where it can match in none of them."""
        shown = b"\n".join([data[begin:stop] for begin, stop in stretches])
        text = self._texts.get(shown)
        if text is None:
            text = self._texts[shown] = regex.text(shown)
        left = regex.narrowed(text)
        if left is None:
            return None
        groups = [pattern.groups[number - 1] for number in left.groups]
        return CompiledPattern(
            Regex(left.source),
            tuple(group._replace(group=number) for number, group in enumerate(groups, 1)),
            pattern.repeats,
            pattern.needs,
            pattern.flags,
        )

    def veto(self, regex: Regex, data: bytes) -> re2._Regexp | None:
        """A veto for searches around matches in `data`; None where it can match nowhere."""
        known = self._vetoes.get(id(regex))
        if known is not None:
            return known[1]
        if not isinstance(regex, SharedRegex) or not regex.is_narrowable:
            return regex.compiled
        # The match shows as one byte, so a word may be cut where it begins or ends.
        key = data + bytes((MATCH_BYTE,))
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = regex.text(key, words=False)
        left = regex.narrowed(text)
        found = compiled(left.source, capture=False) if left is not None else None
        self._vetoes[id(regex)] = (regex, found)
        return found

    def first(self, regexes: Sequence[Regex], shown: bytes) -> int:
        """The number of the first of `regexes` that matches in `shown`, one of which does."""
        for number, regex in enumerate(regexes[:-1]):
            if not isinstance(regex, SharedRegex) or not regex.is_narrowable:
                if regex.compiled.search(shown) is not None:
                    return number
                continue
            left = regex.narrowed(regex.text(shown, words=False))
            if left is not None and compiled(left.source, capture=False).search(shown) is not None:
                return number
        return len(regexes) - 1
