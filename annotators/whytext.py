"""The answer of `annotators.why` in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from annotators.article import Article
from annotators.compiledrule import CompiledRule
from annotators.match import Capture, Match, Rejection
from annotators.nearmiss import NearMiss, Part
from annotators.pattern import Group, references
from annotators.rule import Constraint
from annotators.ruleset import RuleSet
from annotators.ruletext import constraint_text, pairs
from annotators.unparse import cut, unparse
from annotators.why import Answer, Fate, Place
from annotators.wordlist import WordList

_SENTENCE = 200  # code points shown of a sentence
_QUOTED = 100  # of words in it
_EXPECTED = 8  # parts shown of those that could have stood next
_MATCHED = 8  # parts shown of those that matched, the last ones
_REFERENCE = re.compile(r"\{(?:[\w-]+:)?([\w-]+)\}")
_CONDITIONS = {
    "capitalized": "does not begin with a capital",
    "uppercase": "is not in capitals",
    "lowercase": "is not in small letters",
    "not-lowercase": "begins with a small letter",
    "plural": "is no plural",
}


def describe(rules: RuleSet, article: Article, rule: CompiledRule | str, answer: Answer) -> str:
    """Lines of text: each sentence, what matched in it and why, what was refused and why, what came near."""
    return "\n".join(_Description(rules, article, rule).lines(answer)) + "\n"


class _Description:
    def __init__(self, rules: RuleSet, article: Article, rule: CompiledRule | str) -> None:
        self.text = article.text
        self.article = article
        self.rule = rule
        self.lists: Mapping[str, WordList] = {}
        self.macros: Mapping[str, Group] = {}
        if isinstance(rule, CompiledRule):
            scope = rules.scope(rule.rule.id)
            self.lists, self.macros = scope.lists, scope.macros

    def quote(self, start: int, end: int) -> str:
        return f"'{cut(self.text[start:end], _QUOTED)}'"

    def lines(self, answer: Answer) -> Iterator[str]:
        if isinstance(self.rule, str):
            yield self.rule
        else:
            at = self.rule.rule.at
            yield f"{self.rule.rule.id} ({at.path}:{at.line})"
        for passage in answer.passages:
            yield ""
            sentence = cut(self.text[passage.start : passage.end], _SENTENCE)
            yield f"line {self.article.line(passage.start)}: {sentence}"
            for place in passage.places:
                yield from self.place(place)
            for miss in passage.misses:
                yield from self.miss(miss)
        yield ""
        if isinstance(self.rule, str):
            yield "the model found it here" if answer.passages else "the model found none here"
        elif answer.annotated:
            yield "the rule annotated words here"
        elif any(passage.places for passage in answer.passages):
            yield "the rule annotated nothing here"
        else:
            near = "" if answer.passages else f", and {'little' if answer.hidden else 'nothing'} came near"
            yield f"the rule matched nothing here{near}"
        if answer.hidden:
            yield f"({answer.hidden} more refused or near: --all shows them)"

    def place(self, place: Place) -> Iterator[str]:
        quote = f"{self.quote(place.start, place.end)} ({place.start}-{place.end})"
        if isinstance(place.result, Rejection):
            yield f"  refused {quote}: pattern {place.patterns[0] + 1} matches, but"
            yield f"    {self.refusal(place.result, place)}"
            return
        assert place.fate is not None
        verdict = "annotated" if place.fate.annotated else "dropped" if place.fate.dropped else "lost"
        if isinstance(self.rule, str):
            yield f"  {verdict} {quote}: found by the model"
        elif place.repeats:
            yield f"  {verdict} {quote}: repeats a match (everywhere)"
        else:
            numbers = [str(number + 1) for number in place.patterns]
            said = f"pattern {numbers[0]}" if len(numbers) == 1 else f"patterns {' and '.join(numbers)}"
            yield f"  {verdict} {quote}: {said} {'matches' if len(numbers) == 1 else 'match'}"
            yield from self.match(place.result, place.patterns[0])
        yield from self.fate(place.fate)

    def match(self, match: Match, pattern: int) -> Iterator[str]:
        assert isinstance(self.rule, CompiledRule)
        rule = self.rule.rule
        yield f"    pattern    {unparse(rule.patterns[pattern])}"
        for label, capture in sorted(match.captures.items(), key=lambda c: (c[1].start, -c[1].end)):
            yield f"    capture    {label}: {self.capture(label, capture, pattern)}"
        for constraint in rule.constraints:
            absent = constraint.capture != "match" and constraint.capture not in match.captures
            yield f"    where      {constraint_text(constraint)} ({'took no part' if absent else 'holds'})"
        if rule.unless:
            yield f"    unless     none of {len(rule.unless)} holds"
        if match.attributes:
            yield f"    set        {pairs(match.attributes)}"

    def fate(self, fate: Fate) -> Iterator[str]:
        for loss in fate.won:
            loser = loss.loser
            yield f"    won over   {self.quote(loser.start, loser.end)} by {loser.rule} ({loss.reason})"
        if fate.lost is not None:
            winner, reason = fate.lost.winner, fate.lost.reason
            yield f"    lost to    {self.quote(winner.start, winner.end)} by {winner.rule} ({reason})"
        if fate.dropped:
            yield f"    dropped    {fate.dropped}"

    def capture(self, label: str, capture: Capture, pattern: int) -> str:
        """The text of a capture and what it was matched as."""
        assert isinstance(self.rule, CompiledRule)
        text = self.quote(capture.start, capture.end)
        names = self.named(self.rule.rule.patterns[pattern], label)
        if capture.entry is not None:
            entry = [
                name
                for name in names
                if name in self.lists
                and (found := self.lists[name].find(capture.text)) is not None
                and found.columns == capture.entry
            ]
            wordlist = self.lists[(entry or names)[0]]
            return f"{text}, in list {wordlist.name}: {pairs(capture.entry)}"
        kind = "macro " if names[0] in self.macros else ""
        return f"{text}, {kind}{' or '.join(f'{{{name}}}' for name in names)}"

    def named(self, group: Group, label: str) -> list[str]:
        """What `label` stands for in a pattern or in the macros that it uses: names, each once."""
        names: dict[str, None] = {}
        waiting = [group]
        seen: set[str] = set()
        while waiting:
            for reference in references(waiting.pop()):
                if reference.label == label:
                    names[reference.name] = None
                if reference.name in self.macros and reference.name not in seen:
                    seen.add(reference.name)
                    waiting.append(self.macros[reference.name])
        return list(names)

    def refusal(self, rejection: Rejection, place: Place) -> str:
        assert isinstance(self.rule, CompiledRule)
        rule = self.rule.rule
        if rejection.reason == "where" and rejection.constraint is not None:
            return f"where      {self.constraint(rejection.constraint, rejection)}"
        if rejection.reason == "unless":
            held = f" on {self.quote(*place.veto)}" if place.veto is not None else ""
            return f"unless     {unparse(rule.unless[rejection.veto])} holds{held}"
        if rejection.reason == "span":
            return f"span       {' and '.join(rule.span)} took no part"
        if rejection.reason == "list":
            return "list       the letters are of another script and only look like an entry"
        return "name       {Name} holds no word but one that only a sentence start made capital"

    def constraint(self, constraint: Constraint, rejection: Rejection) -> str:
        assert isinstance(self.rule, CompiledRule)
        start, end = rejection.start, rejection.end
        if constraint.capture != "match" and rejection.captures is not None:
            capture = rejection.captures[constraint.capture]
            start, end = capture.start, capture.end
        said = f"{constraint_text(constraint)}, but {self.quote(start, end)}"
        if constraint.name in _CONDITIONS:
            return f"{said} {_CONDITIONS[constraint.name]}"
        if constraint.name in ("in", "ends"):
            fails = "is" if constraint.name == "in" else "ends in"
            return f"{said} {fails} no entry of {'them' if len(constraint.lists) > 1 else 'it'}"
        for name in constraint.lists:
            entry = self.rule.lists[name].find(self.text[start:end])
            if entry is not None:
                return f"{said} is in list {self.rule.lists[name].name}: {pairs(entry.columns)}"
        return said

    def miss(self, miss: NearMiss) -> Iterator[str]:
        assert isinstance(self.rule, CompiledRule)
        first, last = miss.parts[0].start, miss.parts[-1].end
        several = f" of pattern {miss.pattern + 1}" if len(self.rule.rule.patterns) > 1 else ""
        yield f"  near    {self.quote(first, last)} ({first}-{last})"
        parts = ["…"] * (len(miss.parts) > _MATCHED) + [self.part(part) for part in miss.parts[-_MATCHED:]]
        yield f"    matched    {', '.join(parts)}{several}"
        yield f"    expected   {_alternatives(miss.expected)}"
        for name in dict.fromkeys(_REFERENCE.findall(" ".join(miss.expected[:_EXPECTED]))):
            if name in self.macros:
                yield f"               where {{{name}}} is {cut(unparse(self.macros[name]), _QUOTED)}"
        yield f"    found      {self.found(miss)}"

    def part(self, part: Part) -> str:
        if part.shown.startswith("'"):
            return part.shown
        return f"{part.shown} {self.quote(part.start, part.end)}"

    def found(self, miss: NearMiss) -> str:
        start, end = miss.found
        if start == end:
            return "the end of the sentence"
        if miss.piece:
            return f"{self.quote(start, end)}, which is one piece to this rule: {{{miss.piece}}}"
        return self.quote(start, end)


def _alternatives(expected: Sequence[str]) -> str:
    if len(expected) > _EXPECTED:
        return f"{', '.join(expected[:_EXPECTED])} or one of {len(expected) - _EXPECTED} more"
    if len(expected) > 1:
        return f"{', '.join(expected[:-1])} or {expected[-1]}"
    return expected[0]
