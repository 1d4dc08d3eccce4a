"""How near a pattern that did not match came: the furthest point that it reached, what it wanted there.

The pattern is read once more, by its syntax tree, as sets of positions (Thompson's construction), each word
and reference by an RE2 expression of its own. What could not be read at the furthest position explains the
failure: the farthest-failure heuristic of Ford, "Packrat Parsing", 2002.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from annotators.article import Article
from annotators.parts import Parts, key_of, weight_of
from annotators.pattern import Group, Item, Leaf, Node, Reference, Sequence, first_leaves
from annotators.unparse import mentioned
from annotators.view import BREAK, View

_BLANKS = b" \x1e\x1f"
# Parts that are tried of one alternative in one sentence: a pattern made to be slow is given up there.
_MAX_TRIED = 50_000
_MAX_ENDS = 80  # ends that are tried for one part: the longest, a noun phrase of four heads, has about 50


@dataclass(frozen=True, slots=True)
class Part:
    """A word or reference of a pattern, and the code points it matched."""

    shown: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """The furthest that one alternative of a pattern came from one place. Offsets are code points."""

    pattern: int  # index in `Rule.patterns`
    parts: tuple[Part, ...]  # what matched, in order; never empty
    expected: tuple[str, ...]  # what could have stood next, as patterns write it
    found: tuple[int, int]  # what stands there; empty at the end of the sentence
    piece: str  # the list or layer of which `found` is one piece to the rule; else empty
    weight: int  # how much it says that the parts matched


@dataclass(frozen=True, slots=True, eq=False)
class _Trace:
    """The last part read on the way to a position, and the ones before it."""

    leaf: Leaf
    begin: int
    end: int
    before: _Trace | None
    weight: int


_States = dict[tuple[int, bool], _Trace | None]  # (byte, nothing of this sequence is read yet) -> how
_Within = tuple[tuple[Reference, _Trace | None], ...]  # macros around a part, and where each began


def near_misses(
    parts: Parts, article: Article, view: View, start: int, end: int, *, every: bool = False
) -> list[NearMiss]:
    """What came near between code points `start` and `end`, a sentence, in `view`; nearest first.

    For each alternative of each pattern its furthest point from each place where something of it
    matches; with `every` the other points too at which a part was missing. Places from which it matches
    as a whole are left out.
    """
    begin, stop = view.locate(start), view.locate(end)
    nearest: dict[tuple[int, tuple[int, int], tuple[str, ...]], NearMiss] = {}
    for number, group in enumerate(parts.rule.patterns):
        for sequence in group.alternatives:
            for miss in _Reading(parts, article, view, begin, stop).misses(number, sequence, every=every):
                key = (number, miss.found, miss.expected)
                if key not in nearest or _rank(miss) < _rank(nearest[key]):
                    nearest[key] = miss
    ranked = sorted(nearest.values(), key=_rank)
    if every:
        return ranked
    kept: list[NearMiss] = []
    for miss in ranked:  # the end of what came nearer is no news
        if not any(k.found == miss.found and k.pattern == miss.pattern for k in kept):
            kept.append(miss)
    return kept


class _Reading:
    """One alternative of a pattern read in one sentence, bytes `begin` to `stop` of the view."""

    def __init__(self, parts: Parts, article: Article, view: View, begin: int, stop: int) -> None:
        self.parts = parts
        self.article = article
        self.view = view
        self.stop = stop
        self.bounds = _bounds(view.data, begin, stop)
        self.begin = begin
        self.failures: dict[int, list[tuple[_Trace, Leaf, str]]] = {}  # by the byte where what matched ends
        self.every = False
        self.tried = 0
        self._ends: dict[tuple[tuple[str, str], int], tuple[int, ...]] = {}

    def misses(self, number: int, sequence: Sequence, *, every: bool) -> Iterator[NearMiss]:
        self.every = every
        for start in (self.begin, *self.bounds):
            if start >= self.stop or self.view.data[start] in _BLANKS:
                continue
            self.failures = {}
            if self.sequence(sequence, {start: None}, ()):
                continue
            for there in self.failures.values():
                trace = max((trace for trace, _, _ in there), key=lambda t: t.weight)
                expected = dict.fromkeys(mentioned(leaf) + glued for _, leaf, glued in there)
                yield self.miss(number, trace, tuple(expected))

    def miss(self, number: int, trace: _Trace, expected: tuple[str, ...]) -> NearMiss:
        parts: list[Part] = []
        step: _Trace | None = trace
        while step is not None:
            parts.append(Part(mentioned(step.leaf), *self.view.span(step.begin, step.end)))
            step = step.before
        next_byte = self.blanks(trace.end)
        if next_byte >= self.stop:
            found, piece = (parts[0].end, parts[0].end), ""
        else:
            piece = self.parts.piece_of(self.view.data[next_byte])
            start, end = self.view.span(next_byte, next_byte + 1)
            if not piece:
                token = bisect_right(self.article.token_starts, start) - 1
                end = max(end, self.article.token_ends[token])
            found = (start, end)
        return NearMiss(number, tuple(reversed(parts)), expected, found, piece, trace.weight)

    def blanks(self, position: int) -> int:
        while position < self.stop and self.view.data[position] in _BLANKS:
            position += 1
        return position

    def sequence(
        self, sequence: Sequence, starts: Mapping[int, _Trace | None], within: _Within
    ) -> dict[int, _Trace | None]:
        """Where `sequence` can end that begins at one of `starts`."""
        states: _States = {(at, True): trace for at, trace in starts.items()}
        for index, item in enumerate(sequence.items):
            reached = self.once(item, states, within, blank=item.blank)
            if item.quantifier in ("*", "+"):
                # As `pattern` compiles it, glued repetitions follow each other without a blank.
                again = reached
                while again:
                    more = self.once(item, again, within, blank=item.blank or index == 0)
                    again = {state: trace for state, trace in more.items() if state not in reached}
                    reached |= again
            if item.quantifier in ("?", "*"):
                for state, trace in states.items():
                    _keep(reached, state, trace)
            states = reached
        return {at: trace for (at, fresh), trace in states.items() if not fresh}

    def once(self, item: Item, states: _States, within: _Within, *, blank: bool) -> _States:
        """Where one round of `item` can end."""
        ends: _States = {}
        for (at, fresh), trace in states.items():
            begin = at
            if blank and not fresh:
                begin = self.blanks(at)
                plain = self.parts.plain_blank(item.node)
                if begin == at or (plain and BREAK in self.view.data[at:begin]):
                    for leaf in first_leaves(item.node):
                        self.fail(leaf, trace, within)
                    continue
            glued = "" if fresh or blank or self.blanks(at) == at else " with no blank before it"
            for end, how in self.node(item.node, begin, trace, within, glued).items():
                _keep(ends, (end, False), how)
        return ends

    def node(
        self, node: Node, at: int, trace: _Trace | None, within: _Within, glued: str
    ) -> dict[int, _Trace | None]:
        if isinstance(node, Reference) and node.name in self.parts.macros:
            within = (*within, (node, trace))
            node = self.parts.macros[node.name]
        if isinstance(node, Group):
            ends: dict[int, _Trace | None] = {}
            for alternative in node.alternatives:
                for end, how in self.sequence(alternative, {at: trace}, within).items():
                    if end not in ends or _weight(how) > _weight(ends[end]):
                        ends[end] = how
            return ends
        self.tried += 1
        if self.tried > _MAX_TRIED:
            return {}
        found = self.ends(node, at)
        if not found:
            self.fail(node, trace, within, glued)
        weight = _weight(trace) + weight_of(node)
        return {end: _Trace(node, at, end, trace, weight) for end in found}

    def ends(self, leaf: Leaf, at: int) -> tuple[int, ...]:
        """Every byte at which `leaf`, begun at byte `at`, can end."""
        key = (key_of(leaf), at)
        if key not in self._ends:
            regex, data = self.parts.regex(leaf).compiled, self.view.data
            ends: tuple[int, ...] = ()
            if at < self.stop and regex.match(data, at, self.stop) is not None:
                first = bisect_right(self.bounds, at)
                candidates = self.bounds[first : first + _MAX_ENDS]
                ends = tuple(end for end in candidates if regex.fullmatch(data, at, end) is not None)
            self._ends[key] = ends
        return self._ends[key]

    def fail(self, leaf: Leaf, trace: _Trace | None, within: _Within, glued: str = "") -> None:
        """Note that `leaf`, or the outermost macro that it begins, does not stand where `trace` ends."""
        if trace is not None:
            if trace.end not in self.failures and not self.every:
                if self.failures and trace.end < next(iter(self.failures)):
                    return
                self.failures = {}
            begun = next((macro for macro, since in within if since is trace), leaf)
            self.failures.setdefault(trace.end, []).append((trace, begun, glued))


def _rank(miss: NearMiss) -> tuple[int, int, int, int]:
    length = miss.parts[-1].end - miss.parts[0].start
    return (-miss.weight, -length, miss.parts[0].start, miss.pattern)


def _keep(states: _States, state: tuple[int, bool], trace: _Trace | None) -> None:
    """Add `state`; of two ways to it the one that says more is kept."""
    if state not in states or _weight(trace) > _weight(states[state]):
        states[state] = trace


def _weight(trace: _Trace | None) -> int:
    return trace.weight if trace is not None else 0


def _bounds(data: bytes, begin: int, stop: int) -> list[int]:
    """The bytes behind `begin` at which a word begins or ends, `stop` among them."""

    def in_word(at: int) -> bool:
        return data[at : at + 1].isalnum() or data[at] == 0x5F

    return [at for at in range(begin + 1, stop) if not (in_word(at - 1) and in_word(at))] + [stop]
