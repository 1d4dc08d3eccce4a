"""What a rule is, in words: its patterns written out, its lists, its conditions, its rank, its tests."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping

from annotators.compiler import CompiledRule
from annotators.explain import layer_name
from annotators.pattern import Group, expand, references
from annotators.rule import Constraint, RuleTest
from annotators.ruleset import RuleSet
from annotators.unparse import cut, unparse, without_spare_brackets
from annotators.wordlist import WordList

WIDTH = 100  # columns at which a pattern is wrapped
_EXAMPLES = 3  # entries that are shown of a list
_HELPING = {
    "role": "goes into the roles of its person",
    "place": "puts nothing into the record",
    "other": "puts nothing into the record",
}
_NER = {
    "ner.person": "A person that the model finds: a mention of a person unless a rule takes its place.",
    "ner.place": "A place that the model finds: {place} to the rules; it puts nothing into the record.",
    "ner.unit": "A unit that the model finds, if it marks any: a mention unless a rule takes its place.",
    "ner.organization": "An organization that the model finds: {organization} to the rules, and no more.",
}


def explain_rule(rules: RuleSet, rule: CompiledRule | str) -> str:
    """Everything about a rule, or about a label of the model (`ner.person`): lines of text."""
    if isinstance(rule, str):
        return "\n".join(_explain_label(rules, rule)) + "\n"
    return "\n".join(_explain(rules, rule)) + "\n"


def _explain(rules: RuleSet, compiled: CompiledRule) -> Iterator[str]:
    rule = compiled.rule
    scope = rules.scope(rule.id)
    lists, macros = scope.lists, scope.macros
    yield rule.id
    if rule.description:
        yield f"  {rule.description}"
    helping = f", which {_HELPING[rule.layer]}" if rule.layer in _HELPING else ""
    yield from _field("layer", f"{layer_name(rule.layer)} (annotate: {rule.layer}){helping}")
    yield from _field("defined", f"{rule.at.path}:{rule.at.line}")
    if rule.exact_case:
        yield from _field("case", "exact")
    for number, group in enumerate(rule.patterns, start=1):
        yield from _field(f"match {number}" if len(rule.patterns) > 1 else "match", unparse(group))
        if any(reference.name in macros for reference in references(group)):
            yield from _field("  expanded", unparse(without_spare_brackets(expand(group, macros))))
    for constraint in rule.constraints:
        yield from _field("where", constraint_text(constraint))
    for group in rule.unless:
        yield from _field("unless", unparse(group))
    if rule.span:
        yield from _field("span", " to ".join(rule.span))
    if rule.attributes:
        yield from _field("set", pairs(rule.attributes))
    if rule.everywhere:
        yield from _field("everywhere", "what is found is annotated wherever the article repeats it")
    yield from _field("priority", str(rule.priority))
    yield from _rank(rules, rule.id, rule.overrides)
    yield from _lists(compiled, lists, macros)
    yield "tests"
    for test in rule.tests:
        yield f"  {test.kind:<5}{marked(test)}"
    if not rule.tests:
        yield "  none"


def _explain_label(rules: RuleSet, label: str) -> Iterator[str]:
    yield label
    yield f"  {_NER[label]}"
    name = label.partition(".")[2]
    readers = [
        compiled.rule.id
        for _, stage in rules.stages
        for compiled in stage
        if name in (*compiled.masks, *compiled.unless_masks)
    ]
    yield from _field("priority", "0")
    yield from _rank(rules, label, ())
    yield from _field("read by", ", ".join(readers) or "no rule")


def _rank(rules: RuleSet, name: str, overrides: Iterable[str]) -> Iterator[str]:
    """Whom a rule beats and who beats it."""
    yield from _field("overrides", ", ".join(overrides) or "no rule")
    over = [
        rule.id
        for pack in rules.packs
        for rule in pack.rules
        if rule.id != name and rules.policy.beats(rule.id, name)
    ]
    yield from _field("overridden by", ", ".join(over) or "no rule")


def _lists(
    compiled: CompiledRule, lists: Mapping[str, WordList], macros: Mapping[str, Group]
) -> Iterator[str]:
    used = {
        reference.name
        for group in (*compiled.rule.patterns, *compiled.rule.unless)
        for reference in references(expand(group, macros))
    }
    used |= {name for constraint in compiled.rule.constraints for name in constraint.lists}
    known = sorted(used & lists.keys())
    yield "lists" if known else "lists\n  none"
    for name in known:
        words = lists[name]
        size = f"{len(words.entries)} {'entry' if len(words.entries) == 1 else 'entries'}"
        folds = f"fold {', '.join(sorted(words.folds))}" if words.folds else "no fold"
        pack = words.name.partition(".")[0]
        yield f"  {name}: {', '.join(words.files) or f'words in pack {pack}'}"
        yield f"    {size}, {folds}{', plural' if words.plural else ''}"
        shown = [cut(entry.names[0], 30) for entry in words.entries if entry.names][:_EXAMPLES]
        yield f"    {', '.join(shown)}{', …' if len(words.entries) > len(shown) else ''}"


def _field(name: str, text: str) -> Iterator[str]:
    """`name  text`, wrapped between words; a word is never cut."""
    lead = f"{name:<15}"
    wrapped = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from wrapped or [lead.rstrip()]


def constraint_text(constraint: Constraint) -> str:
    """`kind: capitalized`, `name: not in nation, echelon`."""
    if constraint.lists:
        wanted = {"not": "not in", "ends": "ends in"}.get(constraint.name, constraint.name)
        return f"{constraint.capture}: {wanted} {', '.join(constraint.lists)}"
    return f"{constraint.capture}: {constraint.name}"


def pairs(values: Mapping[str, str]) -> str:
    """`kind=division, number=4`; empty values left out, long ones cut."""
    return ", ".join(f"{name}={cut(value, 60)}" for name, value in values.items() if value)


def marked(test: RuleTest) -> str:
    """The text of a test with its marks, and what it sets and takes to be found."""
    pieces: list[str] = []
    position = 0
    for start, end in test.spans:
        pieces += [test.text[position:start], "[[", test.text[start:end], "]]"]
        position = end
    pieces.append(test.text[position:])
    text = " ".join("".join(pieces).split())
    if test.attributes:
        text += f"  (set {pairs(test.attributes)})"
    for label, names in test.entities.items():
        text += f"  ({label}: {', '.join(names)})"
    return text
