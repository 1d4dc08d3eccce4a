"""Rules x article -> matches, layer by layer, and the losers of every overlap.

Every search is RE2 over one sentence at a time at most (a view shows sentence ends, and a sentence has
at most `sentences.MAX_SENTENCE` tokens), so the time grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import re2

from annotators.article import Article
from annotators.compiler import MATCH_BYTE, SPAN_BYTES, Captured, CompiledPattern, CompiledRule
from annotators.document import Entity
from annotators.folding import fold_spelling
from annotators.lexicon import BREAK, NOT_HEAD
from annotators.overlaps import Loss, Policy, resolve
from annotators.rule import Constraint
from annotators.ruleset import RuleSet
from annotators.sentence_index import SentenceIndex
from annotators.stages import NER_LAYERS
from annotators.view import View, build_view, mark, mask
from annotators.wordlist import Entry, pluralize
from annotators.words import Words, words_of

_OPENERS = b"\n\"'(["  # what stands before the first word of a sentence or a quotation
_WORD = re.compile(rb"[A-Za-z0-9_]+")
_LONGEST_END = 4  # words of an entry that a capture may end in
# A search that failed goes on behind this: inside a token `{gap:1} x` would match the rest of a word, and
# `{quantity}` the 500 of 1,500.
_TOKEN = re.compile(
    rb"(?:[0-9]+(?:[.,:/-][0-9]+)*(?:st|nd|rd|th|[ap]m)?|[A-Za-z_][A-Za-z0-9_]*|.)[ \n\x1e\x1f]*", re.DOTALL
)
_UNANCHORED = re2._re2.RE2.Anchor.UNANCHORED
_MATCH = bytes((MATCH_BYTE,))
_FIRST_WORD = re.compile(rb"([A-Za-z]+)(?:[ \x1e\x1f]+|\Z)")


class Capture(NamedTuple):
    """What a reference of a pattern matched. `entry`: the columns of the list entry, where it was a list."""

    start: int
    end: int
    text: str
    entry: Mapping[str, str] | None = None


class Match(NamedTuple):
    """A place where a rule holds."""

    layer: str
    rule: str  # pack.rule, or ner.label
    start: int
    end: int
    attributes: Mapping[str, str]
    captures: Mapping[str, Capture]


@dataclass(frozen=True, slots=True)
class Findings:
    """All matches of an article by layer, none overlapping within one, in text order, and who lost."""

    layers: Mapping[str, tuple[Match, ...]]
    losses: tuple[Loss[Match], ...]
    listed: Mapping[str, Mapping[int, tuple[int, Entry]]]  # long list -> start -> (end, entry)
    view: Callable[[tuple[str, ...]], View]  # the view of the article that shows these masks as one byte each


def find(
    article: Article,
    rules: RuleSet,
    entities: Sequence[Entity] = (),
    watch: Callable[[Run, CompiledRule], None] | None = None,
) -> Findings:
    """Run every rule. `entities` are what the tagger found, sorted, none overlapping another.

    `watch` is called before each rule, when the run shows what the rule will see.
    """
    run = Run(article, rules, entities)
    policy = rules.policy
    found: dict[str, list[Match]] = {}
    strong: dict[str, list[Match]] = {}  # what can override matches of other layers
    losses: list[Loss[Match]] = []
    for layer in NER_LAYERS:
        found[layer] = [
            Match(layer, f"ner.{layer}", e.start, e.end, {}, {}) for e in entities if e.label == layer
        ]
    run.set_layers(found)
    # What the tagger found of a layer without a rule of its own may still be overridden.
    bare = [layer for layer in NER_LAYERS if layer not in dict(rules.stages)]
    for layer, compiled_rules in (*rules.stages, *((layer, ()) for layer in bare)):
        candidates = list(found.get(layer, ()))
        for compiled in compiled_rules:
            if watch is not None:
                watch(run, compiled)
            matches = run.matches(compiled)
            candidates.extend(matches)
            if compiled.rule.everywhere:
                candidates.extend(run.repetitions(matches))
        candidates, lost = _apart(candidates, strong, layer, policy)
        losses.extend(lost)
        found[layer], lost = resolve(candidates, policy)
        losses.extend(lost)
        strong[layer] = [match for match in found[layer] if match.rule in policy.overrides]
        run.set_layers(found)
    layers = {layer: tuple(matches) for layer, matches in found.items()}
    return Findings(layers, tuple(losses), run.hits, run.view)


def _apart(
    candidates: list[Match], strong: Mapping[str, Sequence[Match]], layer: str, policy: Policy
) -> tuple[list[Match], list[Loss[Match]]]:
    """Drop the candidates that lie within a match of another layer whose rule overrides theirs.

    The model tags `Golani` in `the Golani Brigade` as a person; the unit rule overrides `ner.person`.
    """
    over = [matches for other, matches in strong.items() if other != layer and matches]
    if not over:
        return candidates, []
    starts = [[match.start for match in matches] for matches in over]
    kept: list[Match] = []
    losses: list[Loss[Match]] = []
    for candidate in candidates:
        # Matches of one layer do not overlap: only the last to begin before the candidate can cover it.
        winner = None
        for matches, begins in zip(over, starts, strict=True):
            last = bisect_right(begins, candidate.start) - 1
            covers = last >= 0 and matches[last].end >= candidate.end
            if covers and winner is None and policy.beats(matches[last].rule, candidate.rule):
                winner = matches[last]
        if winner is None:
            kept.append(candidate)
        else:
            losses.append(Loss(candidate, winner, "overrides"))
    return kept, losses


class Rejection(NamedTuple):
    """Why a place where a pattern of a rule matched is no match of the rule.

    `reason`: `name` (a {Name} of words that only a sentence start made capital), `list` (letters of another
    script that only look like an entry), `span` (no capture of `span` took part), `where` (`constraint`
    fails), `unless` (veto number `veto` holds). For these two `captures` is what the pattern captured, and
    `start` to `end` is where the annotation would be.
    """

    reason: str
    constraint: Constraint | None = None
    veto: int = -1
    start: int = -1
    end: int = -1
    captures: Mapping[str, Capture] | None = None


class Attempt(NamedTuple):
    """A place where pattern number `pattern` of a rule matched, from `start` to `end`."""

    pattern: int
    start: int
    end: int
    result: Match | Rejection


@dataclass(slots=True)
class Run:
    """The views of one article, made as rules need them."""

    article: Article
    rules: RuleSet
    entities: Sequence[Entity]
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    hits: dict[str, dict[int, tuple[int, Entry]]] = field(default_factory=dict)
    views: dict[tuple[str, ...], View] = field(default_factory=dict)
    words: Words = field(init=False)
    sentences: SentenceIndex = field(init=False)

    def __post_init__(self) -> None:
        lexicon = self.rules.lexicon
        unmarked = build_view(self.article)
        self.words = words_of(unmarked.data)
        flags = lexicon.flags(self.words.lower)
        breaks = [number for number, flag in enumerate(flags) if flag & BREAK]
        not_heads = [number for number, flag in enumerate(flags) if flag & NOT_HEAD]
        plain = self.views[()] = mark(unmarked, self.words, breaks, not_heads)
        self.sentences = SentenceIndex(plain, self.words, flags)
        beginnings = lexicon.beginnings(self.words, flags)
        text = self.article.text
        for name, (_, gazetteer) in self.rules.gazetteers.items():
            found = self.hits[name] = {}
            if not beginnings[name]:
                continue
            for hit in gazetteer.find(plain, self.words, beginnings[name]):
                start, end = plain.span(hit.start, hit.end)
                if b"_" in plain.data[hit.start : hit.end] and not gazetteer.names(text[start:end]):
                    continue
                found[start] = (end, hit.entry)
            if found:
                self.sentences.set(lexicon.spans[name], map(plain.locate, found))
        self._set_spans(
            "organization", [(e.start, e.end) for e in self.entities if e.label == "organization"]
        )

    def set_layers(self, found: Mapping[str, Sequence[Match]]) -> None:
        """Make what is known of each layer by now visible to the rules that follow."""
        for layer, matches in found.items():
            spans = [(m.start, m.end) for m in matches]
            if layer in SPAN_BYTES and self.spans.get(layer) != spans:
                self._set_spans(layer, spans)
                self.views = {masks: v for masks, v in self.views.items() if layer not in masks}

    def _set_spans(self, name: str, spans: list[tuple[int, int]]) -> None:
        self.spans[name] = spans
        plain = self.views[()]
        self.sentences.set(self.rules.lexicon.spans[name], [plain.locate(start) for start, _ in spans])

    def view(self, masks: tuple[str, ...]) -> View:
        if masks not in self.views:
            spans: list[tuple[int, int, int]] = []
            for name in masks:
                if name in SPAN_BYTES:
                    spans += [(start, end, SPAN_BYTES[name]) for start, end in self.spans.get(name, ())]
                else:
                    byte = self.rules.gazetteers[name][0]
                    spans += [(start, end, byte) for start, (end, _) in self.hits[name].items()]
            # Where two masks overlap the one that begins first shows, of two that begin together the longer,
            # of two lists that both have a text the one declared later: a pack's own before an imported one.
            spans.sort(key=lambda s: (s[0], -s[1], -s[2]))
            kept: list[tuple[int, int, int]] = []
            for span in spans:
                if not kept or span[0] >= kept[-1][1]:
                    kept.append(span)
            self.views[masks] = mask(self.views[()], kept)
        return self.views[masks]

    def matches(self, compiled: CompiledRule) -> list[Match]:
        """Where the rule holds, each span once."""
        if compiled.list_alone is not None:
            return self._entries(compiled, compiled.list_alone)
        found: dict[tuple[int, int], Match] = {}
        for pattern in compiled.patterns:
            for _, result in self._results(compiled, pattern):
                if type(result) is Match:
                    found.setdefault((result.start, result.end), result)
        return list(found.values())

    def _entries(self, compiled: CompiledRule, group: Captured) -> list[Match]:
        """The matches of a rule that finds every entry of a long list: what is known already."""
        assert group.wordlist is not None
        rule, text, label = compiled.rule, self.article.text, group.label
        found = []
        for start, (end, entry) in self.hits[group.wordlist.name].items():
            captures = {label: Capture(start, end, text[start:end], entry.columns)}
            found.append(Match(rule.layer, rule.id, start, end, _attributes(compiled, captures), captures))
        return found

    def attempts(self, compiled: CompiledRule) -> Iterator[Attempt]:
        """Every place where a pattern of the rule matches, and what became of it."""
        view = self.view(compiled.masks)
        for number, pattern in enumerate(compiled.patterns):
            for (begin, stop), result in self._results(compiled, pattern):
                yield Attempt(number, *view.span(begin, stop), result)

    def _results(
        self, compiled: CompiledRule, pattern: CompiledPattern
    ) -> list[tuple[tuple[int, int], Match | Rejection]]:
        """The bytes of each place where the pattern matches, and what became of it."""
        present = self.sentences.present
        for flags in pattern.flags:
            if not present & flags:
                return []
        view = self.view(compiled.masks)
        data = view.data
        # google-re2's own `search` makes a generator and a match object around each of these.
        match = pattern.regex.compiled._regexp.Match
        found: list[tuple[tuple[int, int], Match | Rejection]] = []
        for position, end in self.sentences.stretches(view, pattern.flags):
            while True:
                spans = match(_UNANCHORED, data, position, end)
                begin = spans[0][0]
                if begin < 0:
                    break
                result, behind = self._judge(compiled, pattern, view, spans)
                found.append((spans[0], result))
                if type(result) is Match:
                    position = max(behind, begin + 1)
                else:
                    token = _TOKEN.match(data, begin, end)
                    position = token.end() if token is not None else end
        return found

    def repetitions(self, matches: Sequence[Match]) -> list[Match]:
        """Every further place where the article prints the text of one of `matches`."""
        plain, words = self.views[()], self.words
        made: dict[bytes, Match] = {}
        lengths: dict[str, set[int]] = {}  # by first word; no regular expression, there may be thousands
        for match in matches:
            begin, end = plain.locate(match.start), plain.locate(match.end)
            first = bisect_left(words.starts, begin)
            if words.starts[first : first + 1] == [begin]:
                made.setdefault(plain.data[begin:end], match)
                lengths.setdefault(words.lower[first], set()).add(end - begin)
        if not lengths:
            return []
        known = {(match.start, match.end) for match in matches}
        found: list[Match] = []
        past = 0
        for number in [number for number, word in enumerate(words.lower) if word in lengths]:
            begin = words.starts[number]
            if begin < past:
                continue
            for length in sorted(lengths[words.lower[number]], reverse=True):
                text = plain.data[begin : begin + length]
                source = made.get(text)
                if source is None or _WORD.match(plain.data, begin + len(text)):
                    continue
                start, end = plain.span(begin, begin + len(text))
                if b"_" in text and not self._same_name(source.start, source.end, start, end):
                    continue  # letters of another script, which a view shows all alike
                past = begin + len(text)
                if (start, end) not in known:
                    found.append(Match(source.layer, source.rule, start, end, source.attributes, {}))
                break
        return found

    def _same_name(self, start: int, end: int, other_start: int, other_end: int) -> bool:
        text = self.article.text
        return fold_spelling(text[start:end]) == fold_spelling(text[other_start:other_end])

    def _judge(
        self, compiled: CompiledRule, pattern: CompiledPattern, view: View, spans: Sequence[tuple[int, int]]
    ) -> tuple[Match | Rejection, int]:
        """The match as an annotation, or the condition that fails, and the byte where the annotation ends."""
        rule = compiled.rule
        captures: dict[str, Capture] = {}
        reach: dict[str, tuple[int, int]] = {}
        begin, stop = spans[0]
        text = self.article.text
        latest: dict[str, int] = {}
        for index, label, name, wordlist, long in pattern.groups:
            at, to = spans[index]
            if at < 0 or at == to:
                continue
            if pattern.repeats:  # a group inside a repetition may hold what an earlier round left in it
                if label in latest and at < latest[label]:
                    continue
                latest[label] = at
            if name == "Name" and label not in captures:
                at = self._name_start(view, at, to)
                if at == to:
                    return Rejection("name"), to
                if spans[index][0] == begin:
                    begin = at
            start, end = view.span(at, to)
            quote = text[start:end]
            columns = None
            if wordlist is not None:
                if long:
                    hit = self.hits[wordlist.name].get(start)
                    entry = hit[1] if hit is not None and hit[0] == end else None
                else:
                    entry = wordlist.find(quote)
                if entry is None:
                    return Rejection("list"), to  # letters of another script, which a view shows all alike
                columns = entry.columns
            captures[label] = Capture(start, end, quote, columns)
            if rule.span:
                reach[label] = (min(at, reach.get(label, (at, 0))[0]), to)
        if rule.span:
            marked = [reach[label] for label in rule.span if label in reach]
            if not marked:
                return Rejection("span"), stop
            begin, stop = min(b for b, _ in marked), max(s for _, s in marked)
        start, end = view.span(begin, stop)
        for constraint in rule.constraints:
            if not self._holds(constraint, compiled, captures, text[start:end]):
                return Rejection("where", constraint, -1, start, end, captures), stop
        if compiled.veto is not None and self._may_be_vetoed(compiled, view, begin):
            around = self.view(compiled.unless_masks)
            shown = _around(around, around.locate(start), around.locate(end))
            if compiled.veto.compiled._regexp.Match(_UNANCHORED, shown, 0, len(shown))[0][0] >= 0:
                veto = next((n for n, regex in enumerate(compiled.unless) if regex.compiled.search(shown)), 0)
                return Rejection("unless", None, veto, start, end, captures), stop
        return Match(rule.layer, rule.id, start, end, _attributes(compiled, captures), captures), stop

    def _may_be_vetoed(self, compiled: CompiledRule, view: View, position: int) -> bool:
        """Whether the sentence around a byte holds what one of the vetoes needs."""
        flags = self.sentences.flags_at(view, position)
        for needed in compiled.veto_flags:
            for flag in needed:
                if not flags & flag:
                    break
            else:
                return True
        return False

    def _name_start(self, view: View, begin: int, stop: int) -> int:
        """Where a `{Name}` begins once words that only a sentence start made capital are left out."""
        if begin and view.data[begin - 1] not in _OPENERS:
            return begin
        breaks = self.rules.vocabulary.breaks
        while (word := _FIRST_WORD.match(view.data, begin, stop)) is not None:
            text = word.group(1)
            if text.lower() not in breaks or (text.isupper() and len(text) > 1):
                break
            begin = word.end()
        return begin

    def _holds(
        self, constraint: Constraint, compiled: CompiledRule, captures: Mapping[str, Capture], text: str
    ) -> bool:
        if constraint.capture == "match":
            value = text
        elif constraint.capture in captures:
            value = captures[constraint.capture].text
        else:
            return True  # the capture is optional and took no part
        if constraint.name in ("in", "not"):
            for name in constraint.lists:
                if compiled.lists[name].find(value) is not None:
                    return constraint.name == "in"
            return constraint.name == "not"
        if constraint.name == "ends":
            words = value.split()
            ends = [" ".join(words[-n:]) for n in range(1, _LONGEST_END + 1)]
            return any(compiled.lists[name].find(end) for name in constraint.lists for end in ends)
        letters = [c for c in value if c.isalpha()]
        if constraint.name == "plural":
            return value == pluralize(value)
        if constraint.name == "not-lowercase":
            return not letters or letters[0].isupper() or value[0].isdigit()
        if not letters:
            return False
        if constraint.name == "capitalized":
            return letters[0].isupper()
        return value.isupper() if constraint.name == "uppercase" else value.islower()


def _attributes(compiled: CompiledRule, captures: Mapping[str, Capture]) -> Mapping[str, str]:
    """What the rule sets, without what a capture that took no part would give, or an empty column."""
    found: dict[str, str] = {}
    for attribute, name, column, text in compiled.values:
        if name:
            capture = captures.get(name)
            if capture is None:
                continue
            text = (capture.entry or {}).get(column, "") if column else capture.text
            if not text:
                continue
        found[attribute] = text
    return found


def _around(view: View, begin: int, stop: int) -> bytes:
    """The sentence around the match, which shows as one byte."""
    data = view.data
    first = data.rfind(b"\n", 0, begin) + 1
    last = data.find(b"\n", stop)
    return data[first:begin] + _MATCH + (data[stop:last] if last >= 0 else data[stop:])
