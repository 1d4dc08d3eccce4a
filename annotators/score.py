"""Precision, recall and F1 of what was put out against gold, and each error.

A mention is right where one in gold has its layer and its exact place (strict), or where it overlaps one in
gold (lenient; each of the two counts once). An attribute is judged where the place is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from annotators.document import LAYERS, Document
from annotators.scoreitems import ATTRIBUTES, Item, agreement, items, told
from annotators.scorepairs import Pair

MISSED = "missed"
SPURIOUS = "spurious"
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1; 0 where nothing is there to take a share of."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of the mentions whose place is exact and whose attribute gold gives."""

    right: int
    judged: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.right / self.judged


@dataclass(frozen=True, slots=True)
class LayerScore:
    """The numbers of mentions in one layer, and what follows from them."""

    gold: int
    output: int
    exact: int
    overlapping: int  # mentions of gold that have one of the output to themselves; the exact ones among them
    attributes: Mapping[str, Accuracy]  # in the order of `ATTRIBUTES`; only those that were judged

    @property
    def strict(self) -> Figures:
        """By exact places."""
        return _figures(self.exact, self.output, self.gold)

    @property
    def lenient(self) -> Figures:
        """By overlap."""
        return _figures(self.overlapping, self.output, self.gold)


@dataclass(frozen=True, slots=True)
class Error:
    """One mention that is missed or spurious, or one attribute that is wrong."""

    article: str  # as the output names it, if it does
    line: int
    layer: str
    what: str  # missed | spurious | one of `ATTRIBUTES`
    quote: str
    start: int
    end: int
    gold: str  # the attribute's value; of a spurious mention the words of gold that it overlaps
    output: str  # the same of the output
    by: str  # the rule that is to blame; empty where the output has nothing here


@dataclass(slots=True)
class _Tally:
    gold: int = 0
    output: int = 0
    exact: int = 0
    overlapping: int = 0
    judged: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)


class Scorer:
    """Adds article to article. A layer that gold does not have in an article is not judged there."""

    def __init__(self, layers: Collection[str] = LAYERS) -> None:
        self._layers = [layer for layer in LAYERS if layer in layers]
        self._tallies: dict[str, _Tally] = {}

    def add(self, pair: Pair) -> None:
        """Count one article."""
        for layer, gold, found in _judged(pair, self._layers):
            tally = self._tallies.setdefault(layer, _Tally())
            exact = gold.keys() & found.keys()
            tally.gold += len(gold)
            tally.output += len(found)
            tally.exact += len(exact)
            tally.overlapping += _overlapping(gold, found)
            for place in exact:
                agrees = agreement(gold[place].entity, found[place].entity)
                tally.judged.update(agrees.keys())
                tally.right.update(name for name, right in agrees.items() if right)

    def scores(self) -> dict[str, LayerScore]:
        """Each layer that gold has in some article, in the order of `LAYERS`."""
        return {layer: _score(self._tallies[layer]) for layer in self._layers if layer in self._tallies}


def errors(pair: Pair, layers: Collection[str] = LAYERS) -> Iterator[Error]:
    """What is wrong in one article, by layer and then in the order of the text."""
    article = (pair.output or pair.gold).article
    for layer, gold, found in _judged(pair, [layer for layer in LAYERS if layer in layers]):
        golds, founds = sorted(gold), sorted(found)
        for place in sorted(gold.keys() | found.keys()):
            item = gold.get(place) or found[place]
            mention = item.mention
            where = (article, mention.line, layer)
            if place not in found:
                near = _first_overlap(place, founds)
                yield Error(
                    *where,
                    what=MISSED,
                    quote=mention.quote,
                    start=mention.start,
                    end=mention.end,
                    gold=mention.quote,
                    output=found[near].mention.quote if near else "",
                    by=found[near].mention.by if near else "",
                )
            elif place not in gold:
                near = _first_overlap(place, golds)
                yield Error(
                    *where,
                    what=SPURIOUS,
                    quote=mention.quote,
                    start=mention.start,
                    end=mention.end,
                    gold=gold[near].mention.quote if near else "",
                    output=mention.quote,
                    by=mention.by,
                )
            else:
                other = found[place]
                for name, right in agreement(item.entity, other.entity).items():
                    if not right:
                        yield Error(
                            *where,
                            what=name,
                            quote=mention.quote,
                            start=mention.start,
                            end=mention.end,
                            gold=told(item.entity, name),
                            output=told(other.entity, name),
                            by=other.mention.by,
                        )


def _judged(
    pair: Pair, layers: Iterable[str]
) -> Iterator[tuple[str, Mapping[Place, Item], Mapping[Place, Item]]]:
    """Each layer that gold has, with its mentions and those of the output."""
    for layer in layers:
        gold = items(pair.gold, layer)
        if gold is not None:
            found = items(pair.output, layer) if isinstance(pair.output, Document) else None
            yield layer, gold, found or {}


def _overlapping(gold: Iterable[Place], output: Iterable[Place]) -> int:
    """How many of gold find an overlapping one of the output that no other has taken.

    In the order of the text each takes the one that it shares the most characters with; of equals the first.
    """
    free = sorted(output)
    taken = 0
    for start, end in sorted(gold):
        # What ends before this begins is of no use to those behind it either.
        while free and free[0][1] <= start:
            del free[0]
        best, most = -1, 0
        for i, (a, b) in enumerate(free):
            if a >= end:
                break
            shared = min(end, b) - max(start, a)
            if shared > most:
                best, most = i, shared
        if best >= 0:
            del free[best]
            taken += 1
    return taken


def _first_overlap(place: Place, others: Iterable[Place]) -> Place | None:
    """The first of `others`, which are sorted, that shares a character with `place`."""
    for start, end in others:
        if start >= place[1]:
            break
        if end > place[0]:
            return start, end
    return None


def _score(tally: _Tally) -> LayerScore:
    accuracies = {
        name: Accuracy(tally.right[name], tally.judged[name]) for name in ATTRIBUTES if tally.judged[name]
    }
    return LayerScore(tally.gold, tally.output, tally.exact, tally.overlapping, accuracies)


def _figures(right: int, output: int, gold: int) -> Figures:
    precision = right / output if output else 0.0
    recall = right / gold if gold else 0.0
    both = precision + recall
    return Figures(precision, recall, 2 * precision * recall / both if both else 0.0)
