"""Patterns whose every alternative is captured under a label of its own, so that a match says which it took.

A capturing group changes nothing in what RE2 matches, and a group inside a repetition keeps what an earlier
round left in it: an alternative took part exactly when its label is among the captures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import re2

from annotators.compiledrule import CompiledRule
from annotators.compiler import list_alone, refuse_unsound
from annotators.pattern import Group, Item, Node, PatternError, Reference, Sequence
from annotators.rule import Pack
from annotators.ruleset import RuleSet
from annotators.wordlist import WordList


@dataclass(frozen=True, slots=True)
class Branch:
    """One alternative of a group with several. `owner` is `pack.rule` or, of a macro, `pack.macro`."""

    owner: str
    macro: bool
    pattern: int  # of the rule's `match`; 0 for a macro
    group: int  # code point at which the group begins
    sequence: Sequence


@dataclass(frozen=True, slots=True)
class Scope:
    """What the patterns of one pack may name. The macros are named with their pack: `core.title`."""

    lists: Mapping[str, WordList]
    macros: Mapping[str, tuple[str, Group]]

    @classmethod
    def of(cls, rules: RuleSet, pack: Pack) -> Scope:
        by_name = {each.name: each for each in rules.packs}
        sources = [by_name[name] for name in (*pack.imports, pack.name)]
        return cls(
            {name: words for source in sources for name, words in source.lists.items()},
            {n: (f"{source.name}.{n}", group) for source in sources for n, group in source.macros.items()},
        )


@dataclass(slots=True)
class Labels:
    """The labels of alternatives, lists and macros: with a blank, which no label of a pack can have."""

    branches: dict[str, Branch] = field(default_factory=dict)

    def branch(self, branch: Branch) -> str:
        kind = "macro" if branch.macro else "rule"
        offset = branch.sequence.items[0].node.offset
        label = f"{kind} {branch.owner} {branch.pattern} {offset}"
        self.branches[label] = branch
        return label


def list_label(name: str) -> str:
    """The label of whatever entry of the list `pack.list` takes part."""
    return f"list {name}"


def macro_label(name: str) -> str:
    """The label of what the macro `pack.macro` matches."""
    return f"use {name}"


def labelled(compiled: CompiledRule, rules: RuleSet, scope: Scope, labels: Labels) -> CompiledRule | None:
    """The rule with all that `labels` names captured too; None where that is too large to compile."""
    compiler = rules.compiler()
    rule = compiled.rule
    patterns = []
    try:
        for number, (group, pattern) in enumerate(zip(rule.patterns, compiled.patterns, strict=True)):
            marked = _marked(group, Branch(rule.id, False, number, 0, group.alternatives[0]), scope, labels)
            traced = compiler.compile(marked, scope.lists, exact_case=rule.exact_case)
            refuse_unsound(traced, marked)
            patterns.append(replace(traced, needs=pattern.needs, flags=pattern.flags))
    except (PatternError, re2.error):
        return None
    alone = list_alone(rule, patterns, compiled.unless)
    return replace(compiled, patterns=tuple(patterns), list_alone=alone)


def _marked(group: Group, owner: Branch, scope: Scope, labels: Labels) -> Group:
    """`group` with its macros written out, and with labels."""

    def node_of(node: Node) -> Node:
        if isinstance(node, Group):
            return _marked(node, owner, scope, labels)
        if not isinstance(node, Reference):
            return node
        if node.name in scope.macros:
            name, macro = scope.macros[node.name]
            inner = _marked(macro, Branch(name, True, 0, 0, macro.alternatives[0]), scope, labels)
            return _around(Group(inner.alternatives, node.offset, node.label), macro_label(name))
        if node.name in scope.lists:
            return _around(node, list_label(scope.lists[node.name].name))
        return node

    alternatives = []
    for sequence in group.alternatives:
        inner = Sequence(tuple(Item(node_of(i.node), i.quantifier, i.blank) for i in sequence.items))
        if len(group.alternatives) > 1:
            label = labels.branch(replace(owner, group=group.offset, sequence=sequence))
            inner = Sequence((Item(Group((inner,), group.offset, label), "", False),))
        alternatives.append(inner)
    return Group(tuple(alternatives), group.offset, group.label)


def _around(node: Reference | Group, label: str) -> Group:
    return Group((Sequence((Item(node, "", False),)),), node.offset, label)
