"""The syntax tree of a pattern -> one RE2 expression over a view."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from annotators.blanks import BLANK, PLAIN_BLANK
from annotators.pattern import (
    MAX_REGEX,
    Gap,
    Group,
    Item,
    Literal,
    Node,
    PatternError,
    Reference,
    Sequence,
    first_leaves,
)


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
            # Leading optional items keep the white space behind them.
            leads = optional and not required and position + 1 < len(items) and items[position + 1].blank
            times = "?" if optional else ""
            if item.quantifier in ("*", "+"):
                # Repetitions are set apart as the first one is from what stands before it: `{arm}*` by
                # white space, the glued `(, {ordinal} {echelon})*` not at all.
                inner_blank = "" if position and not item.blank else PLAIN_BLANK if plain else BLANK
                if (
                    leads
                    and inner_blank == BLANK
                    and self.may_keep_blanks(item.node, items[position + 1].node)
                ):
                    parts.append(self.first_name(item.node, before))
                    times = "*"
                elif not leads and blank == inner_blank:
                    times = item.quantifier
                else:  # it is written twice, and its labels have two groups
                    source = f"{source}(?:{inner_blank}{source})*"
                    self.labels.extend(self.labels[before:])
                    self.names.extend(self.names[before:])
            if len(source) > MAX_REGEX:
                raise PatternError(f"the pattern grows beyond {MAX_REGEX} bytes", item.node.offset)
            if leads:
                parts += [f"(?:{source}", BLANK, f"){times}"]
                pending = True
            else:
                parts.append(f"(?:{blank}{source}){times}" if times else blank + source)
                required = required or not optional
        if not required:
            raise PatternError("every part is optional, so this matches nothing", items[0].node.offset)
        return "".join(parts), first_plain

    def may_keep_blanks(self, node: Node, following: Node) -> bool:
        """Whether every repetition of `node` may end with the blank that stands before `following`, and
        `first_name` can say how they begin."""
        return len(_names(first_leaves(node))) == len(_names(_alone(node))) and not self.is_plain(following)

    def first_name(self, node: Node, group: int) -> str:
        """What stands before repetitions of `node` so that a `{Name}` which is the first of them is captured.

        A group that is repeated holds what the last round left in it, and of a `{Name}` the first counts: it
        may begin with a word that only the sentence made capital. `group` is the number of groups before.
        """
        names = _names(_alone(node))
        if not names:
            return ""
        self.labels.insert(group, names[0].label)
        self.names.insert(group, names[0].name)
        return f"(?:({self.resolve(names[0]).regex}){BLANK})?"

    def is_plain(self, node: Node) -> bool:
        """Whether only a plain blank may stand before `node`."""
        return any(
            isinstance(leaf, Reference) and self.resolve(leaf).plain_blank for leaf in first_leaves(node)
        )

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

    def node(self, node: Node) -> tuple[str, bool]:
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


def _names(nodes: Iterable[Node]) -> list[Reference]:
    return [node for node in nodes if isinstance(node, Reference) and node.name == "Name"]


def _alone(node: Node) -> list[Node]:
    """What can be all that `node` matches."""
    if not isinstance(node, Group):
        return [node]
    return [
        each
        for sequence in node.alternatives
        if all(item.quantifier in ("?", "*") for item in sequence.items[1:])
        for each in _alone(sequence.items[0].node)
    ]


def _edges(node: Node, end: int) -> list[Literal | Reference]:
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

    `resolve` gives the expression of a reference, `literal` that of a word. A label may have
    several groups, also because an item that is repeated may be written twice: the last one that took part
    counts.

    :raises PatternError: it can match the empty string, or nothing, or is too large to compile.
    """
    compiler = _Compiler(resolve, literal)
    source, _ = compiler.group(group)
    if len(source) > MAX_REGEX:
        raise PatternError(f"the pattern grows beyond {MAX_REGEX} bytes", group.offset)
    return Compiled(source, tuple(compiler.labels), tuple(compiler.names))
