"""A syntax tree -> the pattern string it stands for."""

from __future__ import annotations

from annotators.pattern import SPECIAL, Gap, Group, Item, Literal, Node, Reference, Sequence

_SHOWN = 60  # code points of a part that is only mentioned


def unparse(group: Group) -> str:
    """A pattern that `pattern.parse` reads as `group`, but for the offsets.

    The label of a macro that was written out has no place in the language and is lost.
    """
    return " | ".join(unparse_sequence(sequence) for sequence in group.alternatives)


def unparse_sequence(sequence: Sequence) -> str:
    """The items of one alternative."""
    return "".join(f"{' ' * i.blank}{unparse_node(i.node)}{i.quantifier}" for i in sequence.items)


def unparse_node(node: Node) -> str:
    """One element of a pattern, without its quantifier."""
    if isinstance(node, Literal):
        return "".join(f"\\{c}" if c in SPECIAL or c == "\\" or c.isspace() else c for c in node.text)
    if isinstance(node, Gap):
        return f"{{gap:{node.words}}}"
    if isinstance(node, Reference):
        return f"{{{node.name}}}" if node.label == node.name else f"{{{node.label}:{node.name}}}"
    return f"({unparse(node)})"


def without_spare_brackets(group: Group) -> Group:
    """`group` with no brackets that change nothing: around a lone part, around parts that are there once
    anyway, around alternatives among alternatives. It matches the same, and captures no macro."""
    alternatives: list[Sequence] = []
    for sequence in group.alternatives:
        items: list[Item] = []
        for item in map(_lone, sequence.items):
            inner = item.node.alternatives if isinstance(item.node, Group) and not item.quantifier else ()
            if len(inner) == 1 and not (items and _glues_repetition(item, inner[0])):
                first = inner[0].items[0]
                items += [Item(first.node, first.quantifier, item.blank), *inner[0].items[1:]]
            elif inner and len(sequence.items) == 1:
                alternatives.extend(inner)
            else:
                items.append(item)
        if items:
            alternatives.append(Sequence(tuple(items)))
    return Group(tuple(alternatives), group.offset, group.label)


def _glues_repetition(item: Item, inner: Sequence) -> bool:
    """Whether a repetition set apart by blanks inside the brackets would be glued outside them."""
    return not item.blank and inner.items[0].quantifier in ("*", "+")


def _lone(item: Item) -> Item:
    if not isinstance(item.node, Group):
        return item
    group = without_spare_brackets(item.node)
    inner = group.alternatives[0].items
    if len(group.alternatives) == 1 and len(inner) == 1 and not inner[0].quantifier:
        return Item(inner[0].node, item.quantifier, item.blank)
    return Item(group, item.quantifier, item.blank)


def mentioned(node: Node) -> str:
    """`node` as a message names it: a word in quotes, and no more than a line of it."""
    if isinstance(node, Literal):
        return f"'{node.text}'"
    return cut(unparse_node(node), _SHOWN)


def cut(text: str, limit: int) -> str:
    """`text` on one line, of `limit` code points at most."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
