"""The outcome of a rule's test in words, as an author needs it to mend the rule or the test."""

from __future__ import annotations

from collections.abc import Sequence

from annotators.ruletest import Difference, Outcome, Untested


def place(item: Outcome | Untested) -> str:
    """`path:line:column` of a test, or of a rule that lacks one."""
    at = item.test.at if isinstance(item, Outcome) else item.at
    return f"{at.path}:{at.line}:{at.column}"


def failure(outcome: Outcome) -> tuple[str, ...]:
    """The lines about a failed test, under the one that names it.

    What was wanted and what was got are the text with marks, so that either can be pasted into the pack.
    """
    test = outcome.test
    if outcome.note:
        return (f"text:   {mark(test.text, ())}", f"but:    {outcome.note}")
    lines = [f"wanted: {mark(test.text, test.spans)}", f"got:    {mark(test.text, outcome.spans)}"]
    lines += [_difference(each) for each in outcome.differences]
    for taken in outcome.taken:
        why = f" ({taken.reason})" if taken.reason else ""
        lines.append(f"taken:  '{taken.quote}' by {taken.rule}{why}")
    lines += [f"but:    '{each.quote}' matched, but {each.reason}" for each in outcome.refused]
    if not (outcome.taken or outcome.refused) and any(not _touched(s, outcome.spans) for s in test.spans):
        near = f"; {outcome.near}" if outcome.near else ""
        lines.append(f"but:    no pattern of {outcome.rule} matches there{near}")
    return tuple(lines)


def mark(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` on one line with `[[ ]]` around each of `spans`, which are sorted and do not overlap."""
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += [text[position:start], f"[[{text[start:end]}]]"]
        position = end
    return " ".join("".join([*pieces, text[position:]]).split())


def _difference(each: Difference) -> str:
    key = f"{each.name}:"
    of = f"'{each.quote}': " if each.quote else ""
    return f"{key:<7} {of}wanted {each.wanted or 'nothing'}, got {each.found or 'nothing'}"


def _touched(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)
