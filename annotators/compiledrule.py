"""Rules ready to run: their patterns as RE2 expressions over masked views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from annotators.regex import Regex
from annotators.rule import Rule
from annotators.wordlist import WordList

if TYPE_CHECKING:
    from annotators.prefilter import Need

# Spans that are known before a rule runs, each shown to patterns as one byte.
SPAN_BYTES = {"person": 1, "place": 2, "organization": 3, "unit": 4, "crossing": 5, "count": 6}
MATCH_BYTE = 7
NUMBER = "number"  # a kind of span too: a digit or a number word


class Captured(NamedTuple):
    """Group number `group` of an expression: what it is captured as, and the list it is an entry of."""

    group: int
    label: str
    name: str  # of the reference
    wordlist: WordList | None
    long: bool  # the list is a gazetteer


@dataclass(frozen=True, slots=True)
class CompiledPattern:
    """An RE2 expression over a masked view."""

    regex: Regex
    groups: tuple[Captured, ...]
    repeats: bool  # a label has several groups
    needs: tuple[Need, ...]  # what a sentence must hold for it to match
    flags: tuple[int, ...] = ()  # those of `needs` in the lexicon: a sentence must have one of each


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to run.

    `masks` names the spans and long lists that the view it matches on shows as one byte each; vetoes look
    at a view of their own (`unless_masks`), so that a list they name hides no word from the match.
    """

    rule: Rule
    patterns: tuple[CompiledPattern, ...]
    unless: tuple[Regex, ...]
    veto: Regex | None  # all of `unless` in one
    veto_needs: tuple[tuple[Need, ...], ...]  # what a sentence must hold for each of `unless` to match
    veto_flags: tuple[tuple[int, ...], ...]  # those in the lexicon
    masks: tuple[str, ...]
    unless_masks: tuple[str, ...]
    lists: Mapping[str, WordList]  # every list that a capture or constraint of the rule names
    list_alone: Captured | None = None  # the rule finds all entries of this long list, no more
    where_needs: tuple[Need, ...] = ()  # what a sentence must hold for the conditions to be fulfilled
    where_flags: tuple[int, ...] = ()  # those in the lexicon
    values: tuple[tuple[str, str, str, str], ...] = field(init=False)  # attribute, capture, column, or text

    def __post_init__(self) -> None:
        values = tuple(_value(*each) for each in self.rule.attributes.items())
        object.__setattr__(self, "values", values)


def _value(attribute: str, value: str) -> tuple[str, str, str, str]:
    """`$capture`, `$capture.column` or a text, taken apart."""
    if not value.startswith("$"):
        return attribute, "", "", value
    capture, _, column = value[1:].partition(".")
    return attribute, capture, column, ""
