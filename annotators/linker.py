"""Packs together: every reference across them checked, the rules compiled and put in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import re2

from annotators.captures import check_captures, check_where_lists
from annotators.compiledrule import SPAN_BYTES, CompiledPattern, CompiledRule
from annotators.compiler import (
    Compiler,
    any_of,
    is_always,
    list_alone,
    matches_any_words,
    reason,
    refuse_unsound,
)
from annotators.cuefile import NO_RULE
from annotators.cueset import CompiledCue, CueSet
from annotators.gazetteer import Gazetteer
from annotators.lexicon import Lexicon
from annotators.macros import faults, measure
from annotators.overlaps import Policy
from annotators.pattern import Group, PatternError, expand, references
from annotators.prefilter import needs_of_conditions
from annotators.problem import Problem, RuleFileError, has_errors, in_order
from annotators.rule import Pack, Rule
from annotators.scope import Library, Scope, check_imports, check_names, scope_of
from annotators.stages import GLOB, NER_RULES, CircleError, arrange
from annotators.usage import warnings
from annotators.vocabulary import Vocabulary
from annotators.wordlist import WordList

# Of the patterns of all rules together: parts, macros written out, and bytes of RE2 source.
MAX_ALL_PARTS = 100_000
MAX_ALL_SOURCE = 10_000_000

Stages = tuple[tuple[str, tuple[CompiledRule, ...]], ...]  # (layer, rules)


@dataclass(frozen=True, slots=True)
class Linked:
    """What the packs come to."""

    stages: Stages
    gazetteers: Mapping[str, tuple[int, Gazetteer]]  # list name -> placeholder byte, trie
    vocabulary: Vocabulary
    lexicon: Lexicon
    policy: Policy
    cues: CueSet
    warnings: Callable[[], tuple[Problem, ...]]


class Linker:
    """Links `packs`; `judged` are the names of those whose unused lists and macros are worth a warning.

    The patterns of those in `trusted` have passed before and are compiled when an article needs them.
    """

    def __init__(self, packs: Sequence[Pack], judged: Collection[str], trusted: Collection[str] = ()) -> None:
        self.trusted = frozenset(trusted)
        self.packs = packs
        self.judged = judged
        self.library = Library(packs)
        self.problem = self.library.problem
        self.near = self.library.near
        self.compiler = Compiler(_vocabulary(packs))
        self.scopes = {id(pack): scope_of(self.library, pack) for pack in packs}
        self.reported: set[str] = set()  # unknown names of macros
        self.parts = 0
        self.source = 0

    def run(self) -> Linked:
        """
        :raises RuleFileError: with every problem of every pack.
        """
        compiled: list[CompiledRule] = []
        cues: list[CompiledCue] = []
        terminators: list[CompiledRule] = []
        check_imports(self.library)
        for pack in self.packs:
            check_names(self.library, pack)
        for pack in self.packs:
            self._check_macros(pack)
        for pack in self.packs:
            for rule in pack.rules:
                found = self._link(pack, rule)
                if found is not None:
                    compiled.append(found)
            for cue in pack.cues:
                found = self._link(pack, cue.rule)
                stop = self._link(pack, cue.stop) if cue.stop is not None else None
                if found is not None:
                    cues.append(CompiledCue(cue, found, stop))
            if pack.terminators is not None:
                found = self._link(pack, pack.terminators)
                terminators += [found] if found is not None else []
        self._check_overrides()
        self._check_policies()
        stages: Stages = ()
        for pack in self.packs:  # countries tell crossings and currencies apart, whatever the rules name
            if "nation" in pack.lists:
                self.compiler.placeholder(pack.lists["nation"])
        lexicon = Lexicon(self.compiler.vocabulary, self.compiler.gazetteers)
        try:
            stages = arrange([_flagged(rule, lexicon) for rule in compiled])
        except CircleError as error:
            at = error.rule.rule.at
            self.problem(next(p for p in self.packs if p.path == at.path), at, "circle", str(error))
        if has_errors(self.library.problems):
            raise RuleFileError(self.library.problems)
        scopes = {pack.name: self.scopes[id(pack)].lists for pack in self.packs}
        said = tuple(self.library.problems)
        compiler = self.compiler
        return Linked(
            stages,
            compiler.gazetteers,
            compiler.vocabulary,
            lexicon,
            self._policy(),
            CueSet.of(cues, terminators),
            lambda: in_order((*said, *warnings(self.packs, compiled, scopes, self.judged))),
        )

    def _policy(self) -> Policy:
        every = [rule for pack in self.packs for rule in pack.rules]
        return Policy({r.id: r.priority for r in every}, {r.id: r.overrides for r in every if r.overrides})

    def _check_macros(self, pack: Pack) -> None:
        scope = self.scopes[id(pack)]
        known = scope.names
        for macro, group in pack.macros.items():
            for reference in references(group):
                if reference.name not in known and reference.name != "match":
                    self.reported.add(reference.name)
                    if not scope.is_open:
                        near = self.near(reference.name, known)
                        message = f"macro '{macro}' uses unknown name '{{{reference.name}}}'{near}"
                        at = pack.written[macro].position(reference.offset)
                        self.problem(pack, at, "unknown-name", message)
        found, useless = faults(scope.macros)
        scope.unusable |= useless
        for macro, message in found.items():
            if macro in pack.macros and macro not in pack.lists:
                at = pack.written[macro].position(0)
                self.problem(pack, at, "pattern", f"macro '{macro}': {message}")

    def _check_policies(self) -> None:
        declared: dict[str, Pack] = {}
        for pack in self.packs:
            for name in pack.policies:
                other = declared.setdefault(name, pack)
                if other is not pack:
                    message = f"pack '{other.name}' has a policy '{name}' already"
                    self.problem(pack, pack.places["policies", name], "duplicate-name", message)

    # Rules

    def _link(self, pack: Pack, rule: Rule) -> CompiledRule | None:
        scope = self.scopes[id(pack)]
        before = len(self.library.problems)
        if self.parts > MAX_ALL_PARTS or self.source > MAX_ALL_SOURCE:
            return None  # told once
        direct = {r.name for group in (*rule.patterns, *rule.unless) for r in references(group)}
        self._check_references(pack, rule, scope)
        known = (scope.names | {"match"}) - scope.unusable
        unclear = direct - known
        expanded: list[Group] = []
        for group, written in zip((*rule.patterns, *rule.unless), rule.written, strict=True):
            if {r.name for r in references(group)} & scope.unusable:
                continue
            try:
                expanded.append(expand(group, scope.macros))
            except PatternError as error:
                at = written.position(error.offset)
                self.problem(pack, at, "pattern", f"{_called(rule)}: {error}")
                continue
            self.parts += measure(expanded[-1], {}).parts
            if self.parts > MAX_ALL_PARTS:
                message = (
                    f"from here on the patterns of all rules together have more than {MAX_ALL_PARTS} parts"
                )
                self.problem(pack, written.position(0), "limit", message)
                return None
        used = {reference.name for group in expanded for reference in references(group)}
        # A macro may use a list of a pack that the one that imports the macro does not import.
        strange = used - known - direct
        for name in sorted(strange - self.reported - scope.unusable):
            if not scope.is_open:
                message = f"{_called(rule)} uses unknown name '{{{name}}}' through an imported macro"
                self.problem(pack, rule.written[0].position(0), "unknown-name", message)
        complete = rule.is_whole and len(expanded) == len(rule.written)
        if complete:
            check_captures(self.library, pack, rule, expanded[: len(rule.patterns)], scope)
        check_where_lists(self.library, pack, rule, scope)
        if not complete or unclear or strange or len(self.library.problems) > before:
            return None
        return self._compile(pack, rule, expanded, scope.lists)

    def _compile(
        self, pack: Pack, rule: Rule, expanded: Sequence[Group], lists: Mapping[str, WordList]
    ) -> CompiledRule | None:
        before = len(self.library.problems)
        patterns: list[CompiledPattern] = []
        vetoes: list[CompiledPattern] = []
        for index, (group, written) in enumerate(zip(expanded, rule.written, strict=True)):
            is_veto = index >= len(rule.patterns)
            what = f"{'unless of ' if is_veto else ''}{_called(rule)}"
            try:
                pattern = self.compiler.compile(group, lists, exact_case=rule.exact_case)
                if pack.name not in self.trusted:
                    refuse_unsound(pattern, group)
            except (PatternError, re2.error) as error:
                offset = error.offset if isinstance(error, PatternError) else 0
                self.problem(pack, written.position(offset), "pattern", f"{what}: {reason(error)}")
                continue
            self.source += len(pattern.regex.source)
            if self.source > MAX_ALL_SOURCE:
                message = (
                    f"from here on the patterns of all rules together grow beyond {MAX_ALL_SOURCE} bytes"
                )
                self.problem(pack, written.position(0), "limit", message)
                return None
            if pack.name in self.trusted:
                pass
            elif is_veto and is_always(pattern):
                message = f"{what} forbids every match; write what stands beside {{match}}"
                self.problem(pack, written.position(0), "unless", message)
            elif not is_veto and matches_any_words(pattern, rule.constraints):
                message = (
                    f"{what}: it matches any word; add a word or a list to it, or a condition to where, as in"
                    f" '{{word: {{in: some-list}}}}'"
                )
                self.problem(pack, written.position(0), "pattern", message)
            (vetoes if is_veto else patterns).append(pattern)
        if len(self.library.problems) > before or not rule.layer:
            return None
        groups = (expanded[: len(rule.patterns)], expanded[len(rule.patterns) :])
        named = {r.name for group in expanded for r in references(group)}
        named |= {name for constraint in rule.constraints for name in constraint.lists}
        return CompiledRule(
            rule,
            tuple(patterns),
            tuple(veto.regex for veto in vetoes),
            any_of([veto.regex for veto in vetoes]),
            tuple(veto.needs for veto in vetoes),
            (),
            _masks(groups[0], lists),
            _masks(groups[1], lists),
            {n: lists[n] for n in sorted(named) if n in lists},
            list_alone(rule, patterns, vetoes),
            needs_of_conditions(rule.constraints, groups[0], lists),
        )

    def _check_references(self, pack: Pack, rule: Rule, scope: Scope) -> None:
        if scope.is_open:
            return
        names = scope.names
        for index, (group, written) in enumerate(
            zip((*rule.patterns, *rule.unless), rule.written, strict=True)
        ):
            known = names if index < len(rule.patterns) else names | {"match"}
            for reference in references(group):
                if reference.name not in known:
                    near = self.near(reference.name, known)
                    message = f"{_called(rule)} uses unknown name '{{{reference.name}}}'{near}"
                    self.problem(pack, written.position(reference.offset), "unknown-name", message)

    def _check_overrides(self) -> None:
        ids = {rule.id for pack in self.packs for rule in pack.rules} | set(NER_RULES)
        unread = {pack.name for pack in self.packs if "rules" in pack.unread}
        for pack in self.packs:
            for rule in pack.rules:
                for name in rule.overrides:
                    owner = name.partition(".")[0]
                    if (
                        GLOB.search(name)
                        or name in ids
                        or owner in unread
                        or self.library.may_be_unread(owner)
                    ):
                        continue
                    message = f"{_called(rule)} overrides unknown rule '{name}'{self.near(name, ids)}"
                    self.problem(pack, rule.places["overrides", name], "unknown-rule", message)


def _called(rule: Rule) -> str:
    """What a message calls a rule, or the cue whose patterns it holds."""
    return f"{'cue' if rule.layer == NO_RULE else 'rule'} '{rule.id}'"


def _flagged(rule: CompiledRule, lexicon: Lexicon) -> CompiledRule:
    """`rule` with the flags of what its patterns and vetoes need."""
    return replace(
        rule,
        patterns=tuple(replace(p, flags=lexicon.flags_of(p.needs)) for p in rule.patterns),
        veto_flags=tuple(lexicon.flags_of(needs) for needs in rule.veto_needs),
        where_flags=lexicon.flags_of(rule.where_needs),
    )


def _vocabulary(packs: Sequence[Pack]) -> Vocabulary:
    lists: dict[str, list[WordList]] = {}
    for pack in packs:
        for role, names in pack.builtins.items():
            lists.setdefault(role, []).extend(pack.lists[name] for name in names if name in pack.lists)
    return Vocabulary.of(lists)


def _masks(groups: Sequence[Group], lists: Mapping[str, WordList]) -> tuple[str, ...]:
    """The spans and long lists that `groups` refer to, sorted."""
    used = {reference.name for group in groups for reference in references(group)}
    long = {lists[name].name for name in used if name in lists and not lists[name].inline}
    return tuple(sorted(long | (used & SPAN_BYTES.keys())))
