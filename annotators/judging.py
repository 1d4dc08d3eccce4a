"""A place where a pattern matches -> a match of the rule, or the condition that fails."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from annotators.abbreviations import STARTERS
from annotators.compiledrule import MATCH_BYTE, CompiledPattern, CompiledRule
from annotators.match import Capture, Match, Rejection
from annotators.regex import UNANCHORED
from annotators.rule import Constraint
from annotators.view import View
from annotators.views import Views
from annotators.wordlist import pluralize

_OPENERS = b"\n\"'(["  # what stands before the first word of a sentence or a quotation
_LONGEST_END = 4  # words of an entry that a capture may end in
_MATCH = bytes((MATCH_BYTE,))
_FIRST_WORD = re.compile(rb"([A-Za-z]+)(?:[ \x1e\x1f]+|\Z)")


def judge(
    views: Views,
    compiled: CompiledRule,
    pattern: CompiledPattern,
    view: View,
    spans: Sequence[tuple[int, int]],
) -> tuple[Match | Rejection, int]:
    """The match as an annotation, or the condition that fails, and the byte where the annotation ends."""
    rule = compiled.rule
    captures: dict[str, Capture] = {}
    reach: dict[str, tuple[int, int]] = {}
    begin, stop = spans[0]
    text = views.article.text
    latest: dict[str, int] = {}
    for index, label, name, wordlist, long in pattern.groups:
        at, to = spans[index]
        if at < 0:
            continue
        if pattern.repeats:  # a group inside a repetition may hold what an earlier round left in it
            if label in latest and at < latest[label]:
                continue
            latest[label] = at
        if name == "Name" and label not in captures:
            at = _name_start(views, view, at, to)
            if at == to:
                return Rejection("name"), to
            if spans[index][0] == begin:
                begin = at
        start, end = view.span(at, to)
        quote = text[start:end]
        columns = None
        if wordlist is not None:
            if long:
                columns = views.hits[wordlist.name][start][1].columns  # what the byte in the view shows
            else:
                entry = wordlist.find(quote)
                if entry is None:
                    return Rejection("list"), to  # letters of another script, which a view shows all alike
                columns = entry.columns
        captures[label] = Capture(start, end, quote, columns)
        if rule.span:
            reach[label] = (min(at, reach.get(label, (at, to))[0]), to)
    if rule.span:
        marked = [reach[label] for label in rule.span if label in reach]
        if not marked:
            return Rejection("span"), stop
        begin, stop = min(b for b, _ in marked), max(s for _, s in marked)
    start, end = view.span(begin, stop)
    for constraint in rule.constraints:
        if not _holds(constraint, compiled, captures, text[start:end]):
            return Rejection("where", constraint, -1, start, end, captures), stop
    if compiled.veto is not None and _may_be_vetoed(views, compiled, view, begin):
        around = views.view(compiled.unless_masks)
        shown = _around(around, around.locate(start), around.locate(end))
        regex = views.narrowed.veto(compiled.veto, around.data)
        if regex is not None and regex._regexp.Match(UNANCHORED, shown, 0, len(shown))[0][0] >= 0:
            veto = views.narrowed.first(compiled.unless, shown)
            return Rejection("unless", None, veto, start, end, captures), stop
    return Match(rule.layer, rule.id, start, end, attributes(compiled, captures), captures), stop


def _may_be_vetoed(views: Views, compiled: CompiledRule, view: View, position: int) -> bool:
    """Whether the sentence around a byte holds what one of the vetoes needs."""
    flags = views.sentences.flags_at(view, position)
    for needed in compiled.veto_flags:
        for flag in needed:
            if not flags & flag:
                break
        else:
            return True
    return False


def _name_start(views: Views, view: View, begin: int, stop: int) -> int:
    """Where a `{Name}` begins once words that only a sentence start made capital are left out."""
    if begin and view.data[begin - 1] not in _OPENERS:
        return begin
    breaks = views.rules.vocabulary.breaks
    while (word := _FIRST_WORD.match(view.data, begin, stop)) is not None:
        text = word.group(1)
        if text.lower() not in breaks or (text.isupper() and len(text) > 1):
            break
        begin = word.end()
    return begin


def _holds(
    constraint: Constraint, compiled: CompiledRule, captures: Mapping[str, Capture], text: str
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


def attributes(compiled: CompiledRule, captures: Mapping[str, Capture]) -> Mapping[str, str]:
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
    """The sentence around the match, which shows as one byte.

    A first word that only the start made capital is shown in lower case: `The` before a match is no name.
    """
    data = view.data
    first = data.rfind(b"\n", 0, begin) + 1
    last = data.find(b"\n", stop)
    before = data[first:begin]
    word = _FIRST_WORD.match(data, first, begin)
    if word is not None and word.group(1).decode() in STARTERS:  # no months: they veto in capitals alone
        before = word.group().lower() + data[word.end() : begin]
    return before + _MATCH + (data[stop:last] if last >= 0 else data[stop:])
