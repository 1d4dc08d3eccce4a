"""The words and references of a rule's patterns, each as an RE2 expression of its own."""

from __future__ import annotations

from annotators.builtins import BUILTIN_NAMES, builtin_expression
from annotators.compiledrule import SPAN_BYTES, CompiledRule
from annotators.pattern import Gap, Group, Item, Leaf, Literal, Node, Reference, Sequence, first_nodes
from annotators.regex import Regex
from annotators.ruleset import RuleSet

# What says little where it matches: most names match {Name}, any words match {gap:4}.
_VAGUE = frozenset({"Name", "Acronym", "word", "digits", "nouns", "noun", "phrase"})


class Parts:
    """The parts of one rule, compiled when they are first asked for."""

    def __init__(self, rules: RuleSet, compiled: CompiledRule) -> None:
        self.rules = rules
        self.rule = compiled.rule
        scope = rules.scope(compiled.rule.id)
        self.lists, self.macros = scope.lists, scope.macros
        self._compiler = rules.compiler()
        self._regexes: dict[tuple[str, str], Regex] = {}
        self._plain: dict[str, bool] = {}

    def regex(self, leaf: Leaf) -> Regex:
        """The expression of one part."""
        key = key_of(leaf)
        if key not in self._regexes:
            alone = Group((Sequence((Item(leaf, "", False),)),), 0)
            pattern = self._compiler.compile(alone, self.lists, exact_case=self.rule.exact_case)
            self._regexes[key] = pattern.regex
        return self._regexes[key]

    def plain_blank(self, node: Node) -> bool:
        """Whether no word that ends a noun phrase may begin `node`."""
        if isinstance(node, Reference) and node.name in self.macros:
            node = self.macros[node.name]
        if isinstance(node, Group):
            return any(self.plain_blank(first) for first in first_nodes(node))
        if not isinstance(node, Reference) or node.name not in BUILTIN_NAMES:
            return False
        if node.name not in self._plain:
            self._plain[node.name] = builtin_expression(node.name, self.rules.vocabulary).plain_blank
        return self._plain[node.name]

    def piece_of(self, byte: int) -> str:
        """What a masked view shows as `byte`: the name of a layer or of a list; else empty."""
        shown = {b: name for name, b in SPAN_BYTES.items()}
        shown |= {b: name for name, (b, _) in self.rules.gazetteers.items()}
        return shown.get(byte, "")


def weight_of(leaf: Leaf) -> int:
    """How much it says of a text that `leaf` matches in it: nothing (0) to much (3)."""
    if isinstance(leaf, Gap):
        return 0
    if isinstance(leaf, Literal):
        return 3 if len(leaf.text) > 3 else 1  # `of`, `the`, a comma
    return 1 if leaf.name in _VAGUE else 3


def key_of(leaf: Leaf) -> tuple[str, str]:
    """What two parts share that match the same."""
    if isinstance(leaf, Literal):
        return ("word", leaf.text)
    return ("gap", str(leaf.words)) if isinstance(leaf, Gap) else ("reference", leaf.name)
