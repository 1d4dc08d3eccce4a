"""One article and the rules: where each rule holds.

Every search is RE2 over one sentence at a time at most (a view shows sentence ends, and a sentence has
at most `sentences.MAX_SENTENCE` tokens), so the time grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from annotators.article import ArticleError
from annotators.compiledrule import Captured, CompiledPattern, CompiledRule
from annotators.folding import fold_spelling
from annotators.judging import attributes, judge
from annotators.match import Attempt, Capture, Match, Rejection
from annotators.narrowing import SharedRegex
from annotators.regex import UNANCHORED
from annotators.views import Views

# Of names and matches in an article, and of places where one pattern matches. News has up to 8,000 a million
# characters, the densest article that was measured 41,000; a text of nothing else would fill the memory.
MAX_MATCHES = 250_000

_WORD = re.compile(rb"[A-Za-z0-9_]+")
# A search that failed goes on behind this: inside a token `{gap:1} x` would match the rest of a word, and
# `{quantity}` the 500 of 1,500.
_TOKEN = re.compile(
    rb"(?:[0-9]+(?:[.,:/-][0-9]+)*(?:st|nd|rd|th|[ap]m)?|[A-Za-z_][A-Za-z0-9_]*|.)[ \n\x1e\x1f]*", re.DOTALL
)


def too_many() -> ArticleError:
    """What is said of an article with more than `MAX_MATCHES`."""
    return ArticleError("too-many", f"the rules match in more than {MAX_MATCHES} places")


class Run(Views):
    """The rules on one article."""

    __slots__ = ()

    def matches(self, compiled: CompiledRule) -> list[Match]:
        """Where the rule holds, each span once.

        :raises ArticleError: `too-many` places.
        """
        if compiled.list_alone is not None:
            return self._entries(compiled, compiled.list_alone)
        found: dict[tuple[int, int], Match] = {}
        for pattern in compiled.patterns:
            # Where a condition cannot be fulfilled, only `attempts` has something to tell.
            for _, result in self._results(compiled, pattern, pattern.flags + compiled.where_flags):
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
            found.append(Match(rule.layer, rule.id, start, end, attributes(compiled, captures), captures))
        return found

    def attempts(self, compiled: CompiledRule) -> Iterator[Attempt]:
        """Every place where a pattern of the rule matches, and what became of it."""
        view = self.view(compiled.masks)
        for number, pattern in enumerate(compiled.patterns):
            for (begin, stop), result in self._results(compiled, pattern, pattern.flags):
                yield Attempt(number, *view.span(begin, stop), result)

    def _results(
        self, compiled: CompiledRule, pattern: CompiledPattern, needed: tuple[int, ...]
    ) -> list[tuple[tuple[int, int], Match | Rejection]]:
        """The bytes of each place where the pattern matches, and what became of it.

        It is searched for in the sentences that have flags of each of `needed`.
        """
        present = self.sentences.present
        for flags in needed:
            if not present & flags:
                return []
        view = self.view(compiled.masks)
        data = view.data
        stretches = self.sentences.stretches(view, needed)
        if pattern.regex.is_narrowable and isinstance(pattern.regex, SharedRegex):
            narrowed = self.narrowed.pattern(pattern, pattern.regex, data, stretches)
            if narrowed is None:
                return []
            pattern = narrowed
        # google-re2's own `search` makes a generator and a match object around each of these.
        match = pattern.regex.compiled._regexp.Match
        found: list[tuple[tuple[int, int], Match | Rejection]] = []
        for position, end in stretches:
            while True:
                spans = match(UNANCHORED, data, position, end)
                begin = spans[0][0]
                if begin < 0:
                    break
                result, behind = judge(self, compiled, pattern, view, spans)
                found.append((spans[0], result))
                if len(found) > MAX_MATCHES:
                    raise too_many()
                if type(result) is Match:
                    position = behind
                else:
                    token = _TOKEN.match(data, begin, end)
                    assert token is not None, "a pattern that matches the empty string is refused"
                    position = token.end()
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
