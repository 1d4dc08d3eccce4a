"""The pattern language of rule packs: one string -> a syntax tree -> one RE2 expression over a view.

    the {number:ordinal} {arm}* {kind:echelon} (of | in) {gap:2} {Name}

A pattern is a sequence of items. An item is a word, a reference in braces or a group in parentheses,
with `?` (once or not), `*` (any number) or `+` (once or more) behind it. `|` separates alternatives.
White space in a pattern is white space in the text; where there is none (`{nation}-led`) there is none
in the text. A backslash makes the next character an ordinary one.

RE2 (Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009) never backtracks, so a
pattern can be refused but cannot hang.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

SPECIAL = frozenset("{}()|?*+")
MAX_GAP = 12
MAX_DEPTH = 20
MAX_REGEX = 400_000  # bytes of RE2 source for one pattern
MAX_PARTS = 20_000  # of one pattern, its macros written out


class PatternError(ValueError):
    """A pattern that cannot be used. `offset` is the code point in the pattern string where it shows."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Literal:
    """A word, or a run of characters without white space."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Reference:
    """`{name}` or `{label:name}`; the text it matches is captured under `label`."""

    label: str
    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class Gap:
    """`{gap:n}`: up to n words."""

    words: int
    offset: int


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives. `label`: what the group is captured as, empty where it is not."""

    alternatives: tuple[Sequence, ...]
    offset: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One element of a sequence. `blank`: white space stands before it. `quantifier`: '', '?', '*' or '+'."""

    node: Node
    quantifier: str
    blank: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items in order; never empty."""

    items: tuple[Item, ...]


Leaf = Literal | Reference | Gap
Node = Leaf | Group

_REFERENCE = re.compile(r"(?:([A-Za-z][\w-]*):)?([A-Za-z0-9][\w-]*)\Z")


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.depth = -1  # the pattern as a whole is no group
        self.loose = False  # white space ended the last sequence

    def fail(self, message: str, offset: int | None = None) -> PatternError:
        return PatternError(message, self.at if offset is None else offset)

    def skip_blanks(self) -> bool:
        start = self.at
        while self.at < len(self.source) and self.source[self.at].isspace():
            self.at += 1
        return self.at > start

    def alternatives(self) -> tuple[Sequence, ...]:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail(f"groups nest deeper than {MAX_DEPTH}")
        found = [self.sequence()]
        while self.source[self.at : self.at + 1] == "|":
            self.at += 1
            found.append(self.sequence())
        self.depth -= 1
        return tuple(found)

    def sequence(self) -> Sequence:
        start = self.at
        items: list[Item] = []
        blank = False
        while True:
            blank = self.skip_blanks() or blank
            character = self.source[self.at : self.at + 1]
            if character in ("", "|", ")"):
                self.loose = blank
                break
            node = self.node(character)
            quantifier = self.source[self.at : self.at + 1]
            if quantifier and quantifier in "?*+":
                self.at += 1
            else:
                quantifier = ""
            items.append(Item(node, quantifier, blank and bool(items)))
            blank = False
        if not items:
            raise self.fail("an empty alternative matches nothing", start)
        return Sequence(tuple(items))

    def node(self, character: str) -> Node:
        start = self.at
        if character == "{":
            return self.reference()
        if character == "(":
            self.at += 1
            if self.source[self.at : self.at + 1].isspace():
                raise self.fail(
                    "white space at the edge of a group has no effect; put it outside: '{a}? {b}'"
                )
            alternatives = self.alternatives()
            if self.source[self.at : self.at + 1] != ")":
                raise self.fail("'(' is never closed", start)
            if self.loose:
                raise self.fail(
                    "white space at the edge of a group has no effect; put it outside: '{a}? {b}'",
                    self.at - 1,
                )
            self.at += 1
            return Group(alternatives, start)
        if character in SPECIAL:
            raise self.fail(
                f"'{character}' has nothing before it to apply to; write \\{character} for the character"
            )
        return self.literal()

    def reference(self) -> Reference | Gap:
        start = self.at
        end = self.source.find("}", start)
        if end < 0:
            raise self.fail("'{' is never closed", start)
        inside = self.source[start + 1 : end].strip()
        self.at = end + 1
        found = _REFERENCE.match(inside)
        if not found:
            raise self.fail(f"'{{{inside}}}' is not a reference; write {{name}} or {{label:name}}", start)
        label, name = found.groups()
        if label == "gap":
            if not name.isdecimal() or not 1 <= int(name) <= MAX_GAP:
                raise self.fail(f"a gap is 1 to {MAX_GAP} words, not '{name}'", start)
            return Gap(int(name), start)
        if name[0].isdigit():
            raise self.fail(f"'{name}' is not a name", start)
        return Reference(label or name, name, start)

    def literal(self) -> Literal:
        start = self.at
        characters: list[str] = []
        while self.at < len(self.source):
            character = self.source[self.at]
            if character == "\\":
                self.at += 1
                if self.at == len(self.source):
                    raise self.fail("a backslash ends the pattern", start)
                character = self.source[self.at]
            elif character in SPECIAL or character.isspace():
                break
            characters.append(character)
            self.at += 1
        return Literal("".join(characters), start)


def parse(source: str) -> Group:
    """The syntax tree of a pattern.

    :raises PatternError: the string is not a pattern.
    """
    parser = _Parser(source)
    alternatives = parser.alternatives()
    if parser.at < len(source):
        raise parser.fail("')' was never opened")
    return Group(alternatives, 0)


def labels(group: Group) -> set[str]:
    """Everything that a match of `group` captures, macros expanded."""
    found = {group.label} - {""}
    for sequence in group.alternatives:
        for item in sequence.items:
            if isinstance(item.node, Reference):
                found.add(item.node.label)
            elif isinstance(item.node, Group):
                found |= labels(item.node)
    return found


def references(group: Group) -> list[Reference]:
    """Every reference below `group`, in order."""
    found: list[Reference] = []
    for sequence in group.alternatives:
        for item in sequence.items:
            if isinstance(item.node, Reference):
                found.append(item.node)
            elif isinstance(item.node, Group):
                found.extend(references(item.node))
    return found


def expand(group: Group, macros: Mapping[str, Group]) -> Group:
    """`group` with every macro replaced by its tree, captured under the label of the reference and with its
    offset.

    :raises PatternError: a macro uses itself, directly or through another, or the tree grows too deep or
        too large (twenty macros of which each names the one before twice would have a million parts).
    """
    parts = 0

    def written_out(group: Group, active: tuple[str, ...], depth: int, offset: int | None) -> Group:
        if depth > 2 * MAX_DEPTH:
            raise PatternError(f"groups and macros nest deeper than {2 * MAX_DEPTH}", group.offset)
        return Group(
            tuple(
                Sequence(tuple(replace(i, node=node_of(i.node, active, depth, offset)) for i in s.items))
                for s in group.alternatives
            ),
            group.offset if offset is None else offset,
            group.label,
        )

    def node_of(node: Node, active: tuple[str, ...], depth: int, offset: int | None) -> Node:
        nonlocal parts
        parts += 1
        if parts > MAX_PARTS:
            raise PatternError(
                f"the pattern, its macros written out, has more than {MAX_PARTS} parts", node.offset
            )
        if offset is not None:
            node = replace(node, offset=offset)  # in the pattern itself, not in the macro
        if isinstance(node, Group):
            return written_out(node, active, depth + 1, offset)
        if isinstance(node, Reference) and node.name in macros:
            if node.name in active:
                raise PatternError(f"macro '{node.name}' uses itself", node.offset)
            inner = written_out(macros[node.name], (*active, node.name), depth + 1, node.offset)
            return Group(inner.alternatives, node.offset, node.label)
        return node

    return written_out(group, (), 0, None)


def first_nodes(group: Group) -> Iterator[Node]:
    """What can stand first in `group`."""
    for sequence in group.alternatives:
        for item in sequence.items:
            yield item.node
            if item.quantifier not in ("?", "*"):
                break


def first_leaves(node: Node) -> Iterator[Leaf]:
    """The words and references that can stand first in `node`."""
    if isinstance(node, Group):
        for first in first_nodes(node):
            yield from first_leaves(first)
    else:
        yield node
