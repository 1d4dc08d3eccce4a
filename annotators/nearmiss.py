"""How near a pattern that did not match came: the furthest point that it reached, and what it wanted there.

The pattern is read once more, by its syntax tree, as sets of positions (Thompson's construction), each word and
reference by an RE2 expression of its own. What could not be read at the furthest position explains the
failure: the farthest-failure heuristic of Ford, "Packrat Parsing", 2002.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import re2

from annotators.article import Article
from annotators.builtins import BUILTIN_NAMES, builtin_expression
from annotators.compiler import SPAN_BYTES, Compiler, CompiledRule
from annotators.pattern import Gap, Group, Item, Literal, Reference, Sequence
from annotators.ruleset import RuleSet, scope_of
from annotators.unparse import mentioned
from annotators.view import BREAK, View

_BLANKS = b" \x1e\x1f"
_MAX_ENDS = 80  # ends that are tried for one part: the longest, a noun phrase of four heads, has about 50
# What says little where it matches: most names match {Name}, any words match {gap:4}.
_VAGUE = frozenset({"Name", "Acronym", "word", "digits", "nouns", "noun", "phrase"})

Leaf = Literal | Reference | Gap
Node = Leaf | Group


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


@dataclass(frozen=True, slots=True)
class _Failure:
    trace: _Trace  # never none: where nothing matched nothing is near
    expected: str


_States = dict[tuple[int, bool], _Trace | None]  # (byte, nothing of this sequence is read yet) -> how
_Within = tuple[tuple[Reference, _Trace | None], ...]  # macros around a part, and where each began


class PatternReader:
    """Reads the patterns of one rule part by part."""

    def __init__(self, rules: RuleSet, compiled: CompiledRule) -> None:
        self.rules = rules
        self.rule = compiled.rule
        self.lists, self.macros = scope_of(rules.packs, compiled.rule.id.partition(".")[0])
        self._compiler = Compiler(rules.vocabulary)
        self._compiler.gazetteers = dict(rules.gazetteers)  # the bytes that the views show
        self._regexes: dict[tuple[str, str], re2._Regexp] = {}
        self._plain: dict[str, bool] = {}

    def near_misses(
        self, article: Article, view: View, start: int, end: int, *, every: bool = False
    ) -> list[NearMiss]:
        """What came near between code points `start` and `end`, a sentence, in `view`; nearest first.

        For each alternative of each pattern its furthest point from each place where something of it
        matches; with `every` the other points too at which a part was missing. Places from which it matches
        as a whole are left out.
        """
        begin, stop = view.locate(start), view.locate(end)
        nearest: dict[tuple[int, tuple[int, int], tuple[str, ...]], NearMiss] = {}
        for number, group in enumerate(self.rule.patterns):
            for sequence in group.alternatives:
                for miss in _Reading(self, article, view, begin, stop).misses(number, sequence, every=every):
                    key = (number, miss.found, miss.expected)
                    if key not in nearest or _rank(miss) < _rank(nearest[key]):
                        nearest[key] = miss
        return sorted(nearest.values(), key=_rank)

    def regex(self, leaf: Leaf) -> re2._Regexp:
        """The expression of one part."""
        key = _key(leaf)
        if key not in self._regexes:
            alone = Group((Sequence((Item(leaf, "", False),)),), 0)
            pattern = self._compiler.compile(alone, self.lists, exact_case=self.rule.exact_case)
            self._regexes[key] = pattern.regex
        return self._regexes[key]

    def plain_blank(self, node: Node) -> bool:
        """Whether no word that ends a noun phrase may begin `node`."""
        if isinstance(node, Reference) and node.name in self.macros:
            node = self.macros[node.name]
        if isinstance(node, Group):
            return any(self.plain_blank(first) for first in _first_nodes(node))
        if not isinstance(node, Reference) or node.name not in BUILTIN_NAMES:
            return False
        if node.name not in self._plain:
            self._plain[node.name] = builtin_expression(node.name, self.rules.vocabulary).plain_blank
        return self._plain[node.name]

    def piece_of(self, byte: int) -> str:
        """What a masked view shows as `byte`: the name of a layer or of a list; else empty."""
        shown = {b: name for name, b in SPAN_BYTES.items()}
        shown |= {b: name for name, (b, _) in self.rules.gazetteers.items()}
        return shown.get(byte, "")


class _Reading:
    """One alternative of a pattern read in one sentence, bytes `begin` to `stop` of the view."""

    def __init__(self, reader: PatternReader, article: Article, view: View, begin: int, stop: int) -> None:
        self.reader = reader
        self.article = article
        self.view = view
        self.stop = stop
        self.bounds = _bounds(view.data, begin, stop)
        self.begin = begin
        self.failures: list[_Failure] = []
        self._ends: dict[tuple[tuple[str, str], int], tuple[int, ...]] = {}

    def misses(self, number: int, sequence: Sequence, *, every: bool) -> Iterator[NearMiss]:
        for start in (self.begin, *self.bounds):
            if start >= self.stop or self.view.data[start] in _BLANKS:
                continue
            self.failures = []
            if self.sequence(sequence, {start: None}, ()) or not self.failures:
                continue
            reached = {failure.trace.end for failure in self.failures}
            for end in reached if every else (max(reached),):
                there = [failure for failure in self.failures if failure.trace.end == end]
                trace = max((failure.trace for failure in there), key=lambda t: t.weight)
                yield self.miss(number, trace, tuple(dict.fromkeys(f.expected for f in there)))

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
            piece = self.reader.piece_of(self.view.data[next_byte])
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
                # Repetitions are set apart as `pattern` does it: glued ones follow each other without a blank.
                again = reached
                while again:
                    more = self.once(item, again, within, blank=item.blank or index == 0)
                    again = {state: trace for state, trace in more.items() if state not in reached}
                    reached = {**again, **reached}
            states = _joined(states, reached) if item.quantifier in ("?", "*") else reached
        return {at: trace for (at, fresh), trace in states.items() if not fresh}

    def once(self, item: Item, states: _States, within: _Within, *, blank: bool) -> _States:
        """Where one round of `item` can end."""
        ends: _States = {}
        for (at, fresh), trace in states.items():
            begin = at
            if blank and not fresh:
                begin = self.blanks(at)
                plain = self.reader.plain_blank(item.node)
                if begin == at or (plain and BREAK in self.view.data[at:begin]):
                    for leaf in _first_leaves(item.node):
                        self.fail(leaf, trace, within)
                    continue
            glued = "" if fresh or blank or self.blanks(at) == at else " with no blank before it"
            for end, how in self.node(item.node, begin, trace, within, glued).items():
                ends = _joined(ends, {(end, False): how})
        return ends

    def node(
        self, node: Node, at: int, trace: _Trace | None, within: _Within, glued: str
    ) -> dict[int, _Trace | None]:
        if isinstance(node, Reference) and node.name in self.reader.macros:
            within = (*within, (node, trace))
            node = self.reader.macros[node.name]
        if isinstance(node, Group):
            ends: dict[int, _Trace | None] = {}
            for alternative in node.alternatives:
                for end, how in self.sequence(alternative, {at: trace}, within).items():
                    if end not in ends or _weight(how) > _weight(ends[end]):
                        ends[end] = how
            return ends
        found = self.ends(node, at)
        if not found:
            self.fail(node, trace, within, glued)
        weight = _weight(trace) + _weight_of(node)
        return {end: _Trace(node, at, end, trace, weight) for end in found}

    def ends(self, leaf: Leaf, at: int) -> tuple[int, ...]:
        """Every byte at which `leaf`, begun at byte `at`, can end."""
        key = (_key(leaf), at)
        if key not in self._ends:
            regex, data = self.reader.regex(leaf), self.view.data
            ends: tuple[int, ...] = ()
            if at < self.stop and regex.match(data, at, self.stop) is not None:
                first = bisect_right(self.bounds, at)
                candidates = self.bounds[first : first + _MAX_ENDS]
                ends = tuple(end for end in candidates if regex.fullmatch(data, at, end) is not None)
            self._ends[key] = ends
        return self._ends[key]

    def fail(self, leaf: Leaf, trace: _Trace | None, within: _Within, glued: str = "") -> None:
        """Note that `leaf` does not stand where `trace` ends: the outermost macro that it begins, or itself."""
        if trace is not None:
            begun = next((macro for macro, since in within if since is trace), leaf)
            self.failures.append(_Failure(trace, mentioned(begun) + glued))


def _rank(miss: NearMiss) -> tuple[int, int, int, int]:
    length = miss.parts[-1].end - miss.parts[0].start
    return (-miss.weight, -length, miss.parts[0].start, miss.pattern)


def _joined(states: _States, more: _States) -> _States:
    """All of both; of two ways to one state the one that says more."""
    joined = dict(states)
    for state, trace in more.items():
        if state not in joined or _weight(trace) > _weight(joined[state]):
            joined[state] = trace
    return joined


def _weight(trace: _Trace | None) -> int:
    return trace.weight if trace is not None else 0


def _weight_of(leaf: Leaf) -> int:
    if isinstance(leaf, Gap):
        return 0
    if isinstance(leaf, Literal):
        return 3 if len(leaf.text) > 3 else 1  # `of`, `the`, a comma
    return 1 if leaf.name in _VAGUE else 3


def _key(leaf: Leaf) -> tuple[str, str]:
    if isinstance(leaf, Literal):
        return ("word", leaf.text)
    return ("gap", str(leaf.words)) if isinstance(leaf, Gap) else ("reference", leaf.name)


def _bounds(data: bytes, begin: int, stop: int) -> list[int]:
    """The bytes behind `begin` at which a word begins or ends, `stop` among them."""

    def in_word(at: int) -> bool:
        return data[at : at + 1].isalnum() or data[at] == 0x5F

    return [at for at in range(begin + 1, stop) if not (in_word(at - 1) and in_word(at))] + [stop]


def _first_nodes(group: Group) -> Iterator[Node]:
    """What can stand first in `group`."""
    for sequence in group.alternatives:
        for item in sequence.items:
            yield item.node
            if item.quantifier not in ("?", "*"):
                break


def _first_leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Group):
        for first in _first_nodes(node):
            yield from _first_leaves(first)
    else:
        yield node
