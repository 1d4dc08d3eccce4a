"""Rules x article -> matches, layer by layer, and the losers of every overlap.

Every search is RE2 over one sentence at a time at most (a view shows sentence ends, and a sentence has
at most `sentences.MAX_SENTENCE` tokens), so the time grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import re2

from annotators.article import Article
from annotators.compiler import MATCH_BYTE, SPAN_BYTES, CompiledPattern, CompiledRule
from annotators.document import Entity
from annotators.folding import fold_spelling
from annotators.gazetteer import Words, words_of
from annotators.overlaps import Loss, Policy, resolve
from annotators.rule import Constraint
from annotators.ruleset import RuleSet
from annotators.stages import NER_LAYERS
from annotators.view import View, build_view, mask
from annotators.wordlist import Entry, pluralize

_OPENERS = b"\n\"'(["  # what stands before the first word of a sentence or a quotation
_WORD = re.compile(rb"[A-Za-z0-9_]+")
_LONGEST_END = 4  # words of an entry that a capture may end in
_FIRST_WORD = re.compile(rb"([A-Za-z]+)(?:[ \x1e\x1f]+|\Z)")


@dataclass(frozen=True, slots=True)
class Capture:
    """What a reference of a pattern matched. `entry`: the columns of the list entry, where it was a list."""

    start: int
    end: int
    text: str
    entry: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Match:
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
    view: Callable[[tuple[str, ...]], View]  # the view of the article that shows these masks as one byte each


def find(article: Article, rules: RuleSet, entities: Sequence[Entity] = ()) -> Findings:
    """Run every rule. `entities` are what the tagger found, sorted, none overlapping another."""
    run = Run(article, rules, entities)
    policy = rules.policy
    found: dict[str, list[Match]] = {}
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
            matches = run.matches(compiled)
            candidates.extend(matches)
            if compiled.rule.everywhere:
                candidates.extend(run.repetitions(matches))
        candidates, lost = _apart(candidates, found, layer, policy)
        losses.extend(lost)
        found[layer], lost = resolve(candidates, policy)
        losses.extend(lost)
        run.set_layers(found)
    return Findings({layer: tuple(matches) for layer, matches in found.items()}, tuple(losses), run.view)


def _apart(
    candidates: list[Match], found: Mapping[str, Sequence[Match]], layer: str, policy: Policy
) -> tuple[list[Match], list[Loss[Match]]]:
    """Drop the candidates that lie within a match of another layer whose rule overrides theirs.

    The model tags `Golani` in `the Golani Brigade` as a person; the unit rule overrides `ner.person`.
    """
    over = [
        [match for match in matches if policy.overrides.get(match.rule)]
        for other, matches in found.items()
        if other != layer
    ]
    starts = [[match.start for match in matches] for matches in over]
    kept: list[Match] = []
    losses: list[Loss[Match]] = []
    for candidate in candidates:
        # Matches of one layer do not overlap: only the last to begin before the candidate can cover it.
        last = [bisect_right(begins, candidate.start) - 1 for begins in starts]
        covering = [matches[at] for matches, at in zip(over, last, strict=True) if at >= 0]
        winner = next(
            (m for m in covering if m.end >= candidate.end and policy.beats(m.rule, candidate.rule)), None
        )
        if winner is None:
            kept.append(candidate)
        else:
            losses.append(Loss(candidate, winner, "overrides"))
    return kept, losses


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a place where a pattern of a rule matched is no match of the rule.

    `reason`: `name` (a {Name} of words that only a sentence start made capital), `list` (letters of another
    script that only look like an entry), `span` (no capture of `span` took part), `sentence` (it crosses a
    sentence end), `where` (`constraint` fails), `unless` (veto number `veto` holds).
    """

    reason: str
    constraint: Constraint | None = None
    veto: int = -1


@dataclass(frozen=True, slots=True)
class Attempt:
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

    def __post_init__(self) -> None:
        vocabulary = self.rules.vocabulary
        plain = build_view(self.article, vocabulary.breaks, vocabulary.not_heads)
        self.views[()] = plain
        self.words = words_of(plain)
        for name, (_, gazetteer) in self.rules.gazetteers.items():
            self.hits[name] = {}
            for hit in gazetteer.find(plain, self.words):
                start, end = plain.span(hit.start, hit.end)
                if b"_" in plain.data[hit.start : hit.end] and not gazetteer.names(
                    self.article.text[start:end]
                ):
                    continue
                self.hits[name][start] = (end, hit.entry)
        self.spans["organization"] = [(e.start, e.end) for e in self.entities if e.label == "organization"]

    def set_layers(self, found: Mapping[str, Sequence[Match]]) -> None:
        """Make what is known of each layer by now visible to the rules that follow."""
        for layer, matches in found.items():
            spans = [(m.start, m.end) for m in matches]
            if layer in SPAN_BYTES and self.spans.get(layer) != spans:
                self.spans[layer] = spans
                self.views = {masks: v for masks, v in self.views.items() if layer not in masks}

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
        found: dict[tuple[int, int], Match] = {}
        for attempt in self.attempts(compiled):
            if isinstance(attempt.result, Match):
                found.setdefault((attempt.result.start, attempt.result.end), attempt.result)
        return list(found.values())

    def attempts(self, compiled: CompiledRule) -> Iterator[Attempt]:
        """Every place where a pattern of the rule matches, and what became of it."""
        view = self.view(compiled.masks)
        for number, pattern in enumerate(compiled.patterns):
            position = 0
            while (match := pattern.regex.search(view.data, position)) is not None:
                result, behind = self._judge(compiled, pattern, view, match)
                yield Attempt(number, *view.span(match.start(), match.end()), result)
                if isinstance(result, Match):
                    position = max(behind, match.start() + 1)
                else:
                    position = self._next_token(view, match.start())

    def _next_token(self, view: View, position: int) -> int:
        """The byte where the first token behind `position` begins.

        A search that failed goes on there: inside a token `{gap:1} x` would match the rest of a word, and
        `{quantity}` the 500 of 1,500.
        """
        starts = self.article.token_starts
        following = bisect_right(starts, view.origin(position))
        if following == len(starts):
            return len(view.data)
        return max(position + 1, view.locate(starts[following]))

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
        known = {(match.start, match.end) for match in matches}
        found: list[Match] = []
        past = 0
        for begin, word in zip(words.starts, words.lower, strict=True):
            if begin < past or word not in lengths:
                continue
            for length in sorted(lengths[word], reverse=True):
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
        self, compiled: CompiledRule, pattern: CompiledPattern, view: View, match: re2._Match
    ) -> tuple[Match | Rejection, int]:
        """The match as an annotation, or the condition that fails, and the byte where the annotation ends."""
        captures: dict[str, Capture] = {}
        reach: dict[str, tuple[int, int]] = {}
        first = match.start()
        # In text order: a group inside a repetition may hold what an earlier round left in it.
        groups = sorted((match.span(i), i) for i in range(1, len(pattern.labels) + 1))
        for (begin, stop), index in groups:
            if begin < 0 or begin == stop:
                continue
            label, name = pattern.labels[index - 1], pattern.names[index - 1]
            if name == "Name" and label not in captures:
                begin = self._name_start(view, begin, stop)
                if begin == stop:
                    return Rejection("name"), stop
                if match.start(index) == match.start():
                    first = begin
            start, end = view.span(begin, stop)
            columns = self._columns(compiled, name, start, end)
            if columns is None and name in compiled.lists:
                return Rejection("list"), stop  # letters of another script, which a view shows all alike
            captures[label] = Capture(start, end, self.article.text[start:end], columns)
            reach[label] = (min(begin, reach.get(label, (begin, 0))[0]), stop)
        begin, stop = first, match.end()
        if compiled.rule.span:
            marked = [reach[label] for label in compiled.rule.span if label in reach]
            if not marked:
                return Rejection("span"), stop
            begin, stop = min(b for b, _ in marked), max(s for _, s in marked)
        start, end = view.span(begin, stop)
        text = self.article.text[start:end]
        if self.article.sentence_at(start) != self.article.sentence_at(end - 1):
            return Rejection("sentence"), stop
        for constraint in compiled.rule.constraints:
            if not self._holds(constraint, compiled, captures, text):
                return Rejection("where", constraint), stop
        if compiled.unless:
            around = self.view(compiled.unless_masks)
            veto = _veto(compiled.unless, around, around.locate(start), around.locate(end))
            if veto is not None:
                return Rejection("unless", veto=veto), stop
        attributes = {
            name: resolved
            for name, value in compiled.rule.attributes.items()
            if (resolved := _value(value, captures)) is not None
        }
        return Match(compiled.rule.layer, compiled.rule.id, start, end, attributes, captures), stop

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

    def _columns(self, compiled: CompiledRule, name: str, start: int, end: int) -> Mapping[str, str] | None:
        wordlist = compiled.lists.get(name)
        if wordlist is not None and wordlist.name in self.hits:
            hit = self.hits[wordlist.name].get(start)
            return hit[1].columns if hit is not None and hit[0] == end else None
        entry = wordlist.find(self.article.text[start:end]) if wordlist is not None else None
        return entry.columns if entry is not None else None

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
            listed = any(compiled.lists[name].find(value) is not None for name in constraint.lists)
            return listed == (constraint.name == "in")
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


def _value(value: str, captures: Mapping[str, Capture]) -> str | None:
    """`$capture`, `$capture.column` or a literal; None where the capture took no part."""
    if not value.startswith("$"):
        return value
    name, _, column = value[1:].partition(".")
    capture = captures.get(name)
    if capture is None:
        return None
    if not column:
        return capture.text
    return (capture.entry or {}).get(column) or None


def _veto(unless: Sequence[re2._Regexp], view: View, begin: int, stop: int) -> int | None:
    """The number of a veto that holds in the sentence around the match, which shows as one byte."""
    first = view.data.rfind(b"\n", 0, begin) + 1
    last = view.data.find(b"\n", stop)
    if last < 0:
        last = len(view.data)
    around = view.data[first:begin] + bytes((MATCH_BYTE,)) + view.data[stop:last]
    return next((n for n, regex in enumerate(unless) if regex.search(around) is not None), None)
