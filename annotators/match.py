"""What a rule finds: matches with their captures, and places that are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from annotators.rule import Constraint


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
