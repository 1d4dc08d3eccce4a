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
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

SPECIAL = frozenset("{}()|?*+")
# Two further blanks carry structure, see `annotators.view`: \x1f stands before a word that cannot be part
# of a noun phrase, \x1e before one that can be, but not as its head.
BLANK = r"[ \x1e\x1f]+"
PLAIN_BLANK = r"[ \x1e]+"
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

    node: Literal | Reference | Gap | Group
    quantifier: str
    blank: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items in order; never empty."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """What a reference stands for in RE2. `plain_blank`: no \\x1f blank may stand before it. `word_start`,
    `word_end`: whatever it matches begins, or ends, with a whole word: no letter can touch it there."""

    regex: str
    plain_blank: bool = False
    word_start: bool = False
    word_end: bool = False


@dataclass(frozen=True, slots=True)
class Compiled:
    """RE2 source with numbered groups. Group i + 1 is captured as `labels[i]` and stands for the reference
    `names[i]`, which is empty for a macro."""

    regex: str
    labels: tuple[str, ...]
    names: tuple[str, ...]


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

    def node(self, character: str) -> Literal | Reference | Gap | Group:
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

    def node_of(
        node: Literal | Reference | Gap | Group, active: tuple[str, ...], depth: int, offset: int | None
    ) -> Literal | Reference | Gap | Group:
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


class _Compiler:
    def __init__(self, resolve: Callable[[Reference], Expression], literal: Callable[[str], str]) -> None:
        self.resolve = resolve
        self.fold_literal = literal
        self.labels: list[str] = []
        self.names: list[str] = []

    def group(self, group: Group) -> tuple[str, bool]:
        """RE2 source of the alternatives, and whether only a plain blank may stand before them."""
        compiled = [self.sequence(sequence) for sequence in group.alternatives]
        plain = any(plain for _, plain in compiled)
        return "|".join(source for source, _ in compiled), plain

    def sequence(self, sequence: Sequence) -> tuple[str, bool]:
        parts: list[str] = []
        first_plain = False
        required = False  # an item that must be there stands before this one
        pending = False  # the white space before this item went into the optional item on its left
        items = sequence.items
        for position, item in enumerate(items):
            if position and not item.blank:
                self.refuse_split_word(items[position - 1], item)
            if not required:
                _refuse_glued_options(items, position)
            optional = item.quantifier in ("?", "*")
            before = len(self.labels)
            source, plain = self.node(item.node)
            if not required:  # everything before it may be left out, so this may come first
                first_plain = first_plain or plain
            blank = PLAIN_BLANK if plain else BLANK
            if pending:
                parts[-2] = blank
            if pending or not item.blank:
                blank = ""
            pending = False
            if item.quantifier in ("*", "+"):
                # Repetitions are set apart as the first one is from what stands before it: `{arm}*` by
                # white space, the glued `(, {ordinal} {echelon})*` not at all.
                inner_blank = "" if position and not item.blank else PLAIN_BLANK if plain else BLANK
                source = f"{source}(?:{inner_blank}{source})*"
                self.labels.extend(self.labels[before:])
                self.names.extend(self.names[before:])
            if len(source) > MAX_REGEX:
                raise PatternError(f"the pattern grows beyond {MAX_REGEX} bytes", item.node.offset)
            if not optional:
                parts.append(blank + source)
                required = True
            elif required or not (position + 1 < len(items) and items[position + 1].blank):
                parts.append(f"(?:{blank}{source})?")
            else:  # leading optional items keep the white space behind them
                parts += [f"(?:{source}", BLANK, ")?"]
                pending = True
        if not required:
            raise PatternError("every part is optional, so this matches nothing", items[0].node.offset)
        return "".join(parts), first_plain

    def refuse_split_word(self, before: Item, after: Item) -> None:
        """Words match whole, so `police(men | man)` and `{nation}s` would match nothing."""
        for left in _edges(before.node, -1):
            for right in _edges(after.node, 0):
                if not (self.is_word(left, -1) and self.is_word(right, 0)):
                    continue
                shown, follows = _shown(left), _shown(right)
                if isinstance(left, Literal) and isinstance(right, Literal):
                    message = f"'{shown}' and '{follows}' are one word here; write it in one piece"
                elif follows in ("s", "es"):
                    message = (
                        f"'{shown}' stands for whole words, so '{shown}{follows}' matches nothing; give its"
                        f" list 'plural: true' and write '{shown}'"
                    )
                else:
                    message = (
                        f"'{shown}' and '{follows}' stand for whole words, so '{shown}{follows}' matches"
                        f" nothing; write a blank between them, or put the longer words into a list"
                    )
                raise PatternError(message, right.offset)

    def is_word(self, edge: Literal | Reference, end: int) -> bool:
        """Whether `edge` always has a word character at that end."""
        if isinstance(edge, Literal):
            return _is_word(edge.text[end])
        expression = self.resolve(edge)
        return expression.word_end if end else expression.word_start

    def node(self, node: Literal | Reference | Gap | Group) -> tuple[str, bool]:
        if isinstance(node, Group):
            if node.label:
                self.labels.append(node.label)
                self.names.append("")
            source, plain = self.group(node)
            return (f"({source})" if node.label else f"(?:{source})"), plain
        if isinstance(node, Gap):
            return rf"[^ \x1e\x1f\n]+(?:{BLANK}[^ \x1e\x1f\n]+){{0,{node.words - 1}}}?", False
        if isinstance(node, Literal):
            try:
                return self.fold_literal(node.text), False
            except PatternError as error:
                raise PatternError(str(error), node.offset) from None
        expression = self.resolve(node)
        self.labels.append(node.label)
        self.names.append(node.name)
        return f"({expression.regex})", expression.plain_blank


def _refuse_glued_options(items: tuple[Item, ...], position: int) -> None:
    """`a?b? c`: the white space belongs to `b`, so that `a c` would match nothing."""
    run = position
    while run < len(items) and items[run].quantifier in ("?", "*"):
        if run > position and items[run].blank:
            break
        run += 1
    if run - position > 1 and run < len(items) and items[run].blank:
        raise PatternError(
            "optional parts that touch cannot begin a pattern or group that goes on behind white space;"
            " write one optional group: '(a | b | ab)? c' for 'a?b? c'",
            items[position + 1].node.offset,
        )


def _edges(node: Literal | Reference | Gap | Group, end: int) -> list[Literal | Reference]:
    """The words and references that can stand first (`end` 0) or last (-1) in `node`."""
    if isinstance(node, Literal | Reference):
        return [node]
    if not isinstance(node, Group):
        return []
    return [word for s in node.alternatives for word in _edges(s.items[end].node, end)]


def _shown(edge: Literal | Reference) -> str:
    return edge.text if isinstance(edge, Literal) else f"{{{edge.name}}}"


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def compile_pattern(
    group: Group, resolve: Callable[[Reference], Expression], literal: Callable[[str], str]
) -> Compiled:
    """One RE2 expression for an expanded pattern.

    `resolve` gives the expression of a reference, `literal` that of a word. A repeated item is written
    twice, so a label may have several groups: the last one that took part counts.

    :raises PatternError: it can match the empty string, or nothing, or is too large to compile.
    """
    compiler = _Compiler(resolve, literal)
    source, _ = compiler.group(group)
    if len(source) > MAX_REGEX:
        raise PatternError(f"the pattern grows beyond {MAX_REGEX} bytes", group.offset)
    return Compiled(source, tuple(compiler.labels), tuple(compiler.names))
