"""Gaps counted over a corpus of any size in bounded memory, and what is worth showing of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from annotators.article import Article
from annotators.gaps import Gap
from annotators.wordlist import WordList

CAPACITY = 20_000  # names that are counted at a time
EXAMPLES = 3
_FORMS = 6  # spellings kept of a name
_LONGEST = 240  # code points of an example

# Two spellings are one name when they differ in no more than this.
_NAMES = WordList("gaps", (), frozenset({"case", "diacritics", "hyphen", "apostrophe", "al-"}))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that the rules may lack. `name` is its commonest spelling, `forms` are all of them."""

    layer: str  # unit | crossing
    kind: str
    name: str
    forms: tuple[str, ...]
    heads: tuple[str, ...]  # the nouns that gave it away, the commonest first
    mentions: int
    articles: int
    missed: int  # so many articles may hold it that were not counted: see `GapCount`
    examples: tuple[str, ...]


@dataclass(slots=True)
class _Tally:
    layer: str
    missed: int
    mentions: int = 0
    articles: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    heads: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


class GapCount:
    """Counts by name, at most `capacity` names at a time.

    The algorithm of Misra and Gries (1982), with the bounds of lossy counting (Manku and Motwani, 2002): when
    there is no room, one is taken off every name and those that are left with nothing are dropped. A name
    that comes (again) later carries in `missed` with how many articles it may have gone. So `articles` is
    never too high, and too low by `missed` at most; every name in more articles than `lost` is there; and
    `lost` is no more than the pairs of a name and an article that were seen, divided by `capacity + 1`.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._tallies: dict[tuple[str, str], _Tally] = {}
        self.lost = 0  # names in so many articles or fewer may be gone

    def __len__(self) -> int:
        return len(self._tallies)

    def add(self, gaps: Sequence[Gap], article: Article) -> None:
        """Count the gaps of one article."""
        seen: set[tuple[str, str]] = set()
        for gap in gaps:
            key = (gap.layer, _NAMES.key(gap.name))
            tally = self._tallies.get(key)
            if tally is None:
                tally = self._tallies[key] = _Tally(gap.layer, self.lost)
            tally.mentions += 1
            tally.kinds[gap.kind] += 1
            for counter, value in (
                (tally.forms, gap.name),
                (tally.heads, " ".join(gap.head.lower().split())),
            ):
                if value in counter or len(counter) < _FORMS:
                    counter[value] += 1
            if key not in seen:
                seen.add(key)
                tally.articles += 1
                if len(tally.examples) < EXAMPLES:
                    example = _example(article.text, gap)
                    if example not in tally.examples:
                        tally.examples.append(example)
        while len(self._tallies) > self._capacity:
            self.lost += 1
            self._tallies = {
                key: tally
                for key, tally in self._tallies.items()
                if tally.articles + tally.missed > self.lost
            }

    def suggestions(self, least: int = 1) -> list[Suggestion]:
        """The names with `least` mentions or more; those in most articles first, then the most mentioned."""
        found = [
            Suggestion(
                tally.layer,
                _first(tally.kinds)[0],
                _first(tally.forms)[0],
                tuple(_first(tally.forms)),
                tuple(_first(tally.heads)),
                tally.mentions,
                tally.articles,
                tally.missed,
                tuple(tally.examples),
            )
            for tally in self._tallies.values()
            if tally.mentions >= least
        ]
        return sorted(found, key=lambda s: (-s.articles, -s.mentions, s.name, s.layer))


def _first(counter: Counter[str]) -> list[str]:
    """The values of `counter`, the most frequent first, equal ones by the alphabet."""
    return sorted(counter, key=lambda value: (-counter[value], value))


def _example(text: str, gap: Gap) -> str:
    """The sentence of a gap on one line; of a long one the words around the gap.

    Square brackets become round ones: they are the marks of rule tests.
    """
    start, end = gap.sentence
    room = max(0, _LONGEST - (gap.end - gap.start)) // 2
    begin, stop = max(start, gap.start - room), min(end, gap.end + room)
    while begin > start and begin < gap.start and not text[begin - 1].isspace():
        begin += 1
    while stop < end and stop > gap.end and not text[stop].isspace():
        stop -= 1
    return one_line(text[begin:stop]).replace("[", "(").replace("]", ")")


def one_line(text: Iterable[str]) -> str:
    """`text` with single blanks, and without what cannot be printed."""
    flat = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(flat.split())
