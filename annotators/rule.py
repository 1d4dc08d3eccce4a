"""What a rule pack holds: checked and frozen, every part knowing its file and position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotators.problem import ERROR, Position, Problem
from annotators.vague import VagueTable
from annotators.wordlist import WordList

if TYPE_CHECKING:
    from annotators.pattern import Group

# The layers of the record, and four that only help: what a person is, places and other things that are no
# person, and which count is a part of which.
LAYERS = ("person", "role", "place", "other", "unit", "crossing", "count", "part")
CONSTRAINTS = ("capitalized", "uppercase", "lowercase", "not-lowercase", "plural")
BUILTIN_LISTS = ("breaks", "not-plural", "plural-heads", "singular-heads", "currencies")
# What a cue says of its targets, in the order in which cues win that are as near to one.
CATEGORIES = ("denied", "prevented", "attempted", "planned", "alleged", "past")
SHIELD = "shield"  # no cue: it hides the cues inside it
DIRECTIONS = ("forward", "backward", "both")
TARGETS = ("crossing", "count")


@dataclass(frozen=True, slots=True)
class Written:
    """Where a string of a pack stands. `columns[i]` is that of its code point i; a string that is written
    over several lines has none."""

    at: Position
    columns: Sequence[int] = ()

    def position(self, offset: int) -> Position:
        """Where code point `offset` stands, the start of the string where that is not known."""
        if not self.columns:
            return self.at
        column = self.columns[offset] if offset < len(self.columns) else self.columns[-1] + 1
        return Position(self.at.path, self.at.line, column)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition on a capture: a named one, or membership of lists."""

    capture: str
    name: str  # one of CONSTRAINTS, `in`, `not`, `ends`
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleTest:
    """An example inside a rule. `spans` are code points in `text`, the marks `[[ ]]` removed."""

    kind: str  # hit | miss | todo
    text: str
    spans: tuple[tuple[int, int], ...]
    attributes: Mapping[str, str]
    entities: Mapping[str, tuple[str, ...]]  # what NER is taken to find: label -> texts
    at: Position


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as far as it can be read. `patterns` and `unless` are parsed, macros not yet expanded."""

    id: str  # pack.rule
    layer: str  # empty where it cannot be read
    patterns: tuple[Group, ...]
    exact_case: bool
    constraints: tuple[Constraint, ...]
    unless: tuple[Group, ...]
    attributes: Mapping[str, str]
    span: tuple[str, ...]  # captures from the first to the last of which the annotation reaches; empty: all
    everywhere: bool  # what it finds is annotated wherever the article repeats it to the letter
    overrides: tuple[str, ...]
    priority: int
    description: str
    tests: tuple[RuleTest, ...]
    at: Position
    written: tuple[Written, ...]  # of `patterns`, then of `unless`
    places: Mapping[tuple[str, str], Position]  # (key, name): what `where`, `span`, `set`, `overrides` name
    is_whole: bool = True  # every one of its patterns can be read


@dataclass(frozen=True, slots=True)
class Cue:
    """A checked cue: a phrase that says that the text does not assert the counts and crossings near it.

    Its `rule` has the id, the patterns, the tests and the positions, and never runs by itself.
    """

    rule: Rule
    category: str  # of CATEGORIES, or SHIELD
    direction: str  # where its targets stand: `forward` behind it, `backward` before it, or `both`
    reach: int | None  # words between it and a target at most; None: to the sentence end
    layers: tuple[str, ...]  # of TARGETS
    stop: Rule | None  # what ends its scope, besides the terminators of the packs


@dataclass(frozen=True, slots=True)
class Pack:
    """One rule pack with everything it declares itself, as far as it can be read; what it imports is in
    `imports`. A pack with an error among its `problems` cannot be used."""

    name: str
    version: str
    path: str
    digest: str  # sha256 over the pack and its list files, hexadecimal
    imports: tuple[str, ...]
    lists: Mapping[str, WordList]
    macros: Mapping[str, Group]
    builtins: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    written: Mapping[str, Written]  # of the macros
    places: Mapping[tuple[str, str], Position]  # (key, name): `pack`; its `imports`, `lists`, `macros`
    problems: tuple[Problem, ...] = ()
    # Of `lists`, `macros` and `rules`: what holds more than could be read, so that any name may stand there.
    # A list or macro in `places` that is not in `lists` or `macros` could not be read either.
    unread: frozenset[str] = frozenset()
    lines: tuple[str, ...] = field(repr=False, default=())
    policies: Mapping[str, VagueTable] = field(default_factory=dict)  # of counts, by name
    cues: tuple[Cue, ...] = ()
    files: tuple[tuple[str, str], ...] = ()  # read for it, itself first: as named in it, and their sha256
    terminators: Rule | None = None  # its patterns end the scope of every cue, of other packs too

    def problem(self, at: Position, code: str, message: str, severity: str = ERROR) -> Problem:
        """A fault at `at`, with the line of the pack that stands there."""
        source = self.lines[at.line - 1] if at.line <= len(self.lines) else ""
        return Problem(at, code, message, source, severity)
