"""Assertion cues ready to run: grouped by the view they look at, with one search that tells which occur."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import re2

from annotators.compiledrule import CompiledRule
from annotators.regex import Regex
from annotators.rule import Cue


@dataclass(frozen=True, slots=True)
class CompiledCue:
    """A cue with its patterns; `stop` has those that end its scope."""

    cue: Cue
    match: CompiledRule
    stop: CompiledRule | None

    @property
    def id(self) -> str:
        return self.cue.rule.id


class _Filter:
    """An RE2 set of `regexes`, compiled for the first sentence."""

    __slots__ = ("_regexes", "_set")

    def __init__(self, regexes: Sequence[Regex]) -> None:
        self._regexes = regexes
        self._set: re2.Set | None = None

    def matching(self, sentence: bytes) -> list[int]:
        """The numbers of those that match somewhere in `sentence`."""
        if self._set is None:
            options = re2.Options()
            options.encoding = re2.Options.Encoding.LATIN1
            # Of all cues together, where a single pattern has a share of it.
            options.max_mem = 256 << 20
            options.log_errors = False
            self._set = re2.Set.SearchSet(options)
            for regex in self._regexes:
                self._set.Add(regex.source.encode("latin-1"))
            self._set.Compile()
        return sorted(self._set.Match(sentence) or ())


@dataclass(frozen=True, slots=True)
class CueGroup:
    """The cues whose patterns look at one view of the article.

    Most sentences hold no cue: one RE2 set says in one pass which of `patterns` a sentence holds.
    """

    masks: tuple[str, ...]
    patterns: tuple[tuple[CompiledCue, Regex], ...]
    filter: _Filter

    def occurring(self, sentence: bytes) -> Iterator[tuple[CompiledCue, Regex]]:
        """The patterns that match somewhere in `sentence`."""
        for index in self.filter.matching(sentence):
            yield self.patterns[index]


@dataclass(frozen=True, slots=True)
class CueSet:
    """All cues of the packs."""

    groups: tuple[CueGroup, ...]
    terminators: tuple[CompiledRule, ...]

    @classmethod
    def of(cls, cues: Sequence[CompiledCue], terminators: Sequence[CompiledRule]) -> CueSet:
        by_masks: dict[tuple[str, ...], list[tuple[CompiledCue, Regex]]] = {}
        for cue in cues:
            patterns = by_masks.setdefault(cue.match.masks, [])
            patterns += [(cue, pattern.regex) for pattern in cue.match.patterns]
        return cls(
            tuple(CueGroup(masks, tuple(p), _Filter([r for _, r in p])) for masks, p in by_masks.items()),
            tuple(terminators),
        )

    @property
    def masks(self) -> frozenset[str]:
        """Every span and long list that a cue, a stop or a terminator names."""
        stops = [cue.stop for group in self.groups for cue, _ in group.patterns if cue.stop is not None]
        named = [rule.masks for rule in (*stops, *self.terminators)]
        return frozenset(name for masks in (*named, *(g.masks for g in self.groups)) for name in masks)
