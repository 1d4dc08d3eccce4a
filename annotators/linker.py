"""Packs together: every reference across them checked, the rules compiled and put in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import re2

from annotators.builtins import BUILTIN_NAMES, Vocabulary
from annotators.compiler import (
    SPAN_BYTES,
    CompiledPattern,
    CompiledRule,
    Compiler,
    is_always,
    matches_any_words,
    reason,
)
from annotators.gazetteer import Gazetteer
from annotators.macros import faults, measure
from annotators.overlaps import Policy
from annotators.pattern import Group, PatternError, expand, labels, references
from annotators.problem import ERROR, Position, Problem, RuleFileError, did_you_mean, has_errors, nearest
from annotators.rule import Pack, Rule
from annotators.stages import GLOB, CircleError, arrange
from annotators.usage import NER_RULES, warnings
from annotators.wordlist import WordList

# More problems than this get no nearest name: to look for one takes time.
MAX_HINTS = 200
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
    policy: Policy
    warnings: tuple[Problem, ...]


@dataclass(slots=True)
class _Scope:
    """What the rules of a pack may name: its own lists and macros, and those of the packs it imports."""

    lists: dict[str, WordList] = field(default_factory=dict)
    macros: dict[str, Group] = field(default_factory=dict)
    # Names that are declared but of no use, and whether there may be more of them than can be told. Both are
    # the fault of a problem that is reported elsewhere.
    unusable: set[str] = field(default_factory=set)
    is_open: bool = False

    @property
    def names(self) -> set[str]:
        """What a pattern may refer to, usable or not."""
        return {*self.lists, *self.macros, *self.unusable, *BUILTIN_NAMES, *SPAN_BYTES}


class Linker:
    """Links `packs`; `judged` are the names of those whose unused lists and macros are worth a warning."""

    def __init__(self, packs: Sequence[Pack], judged: Collection[str]) -> None:
        self.packs = packs
        self.judged = judged
        self.by_name = {pack.name: pack for pack in packs if pack.name}
        self.problems: list[Problem] = [problem for pack in packs for problem in pack.problems]
        self.compiler = Compiler(_vocabulary(packs))
        self.scopes = {id(pack): self._scope(pack) for pack in packs}
        self.reported: set[str] = set()  # unknown names of macros
        self.hints = 0
        self.parts = 0
        self.source = 0

    def run(self) -> Linked:
        """
        :raises RuleFileError: with every problem of every pack.
        """
        compiled: list[CompiledRule] = []
        self._check_imports()
        for pack in self.packs:
            self._check_names(pack)
        for pack in self.packs:
            self._check_macros(pack)
        for pack in self.packs:
            for rule in pack.rules:
                found = self._link(pack, rule)
                if found is not None:
                    compiled.append(found)
        self._check_overrides()
        stages: Stages = ()
        try:
            stages = arrange(compiled)
        except CircleError as error:
            at = error.rule.rule.at
            self.problem(next(p for p in self.packs if p.path == at.path), at, "circle", str(error))
        if has_errors(self.problems):
            raise RuleFileError(self.problems)
        scopes = {pack.name: self.scopes[id(pack)].lists for pack in self.packs}
        self.problems += warnings(self.packs, compiled, scopes, self.judged)
        compiler = self.compiler
        return Linked(stages, compiler.gazetteers, compiler.vocabulary, self._policy(), tuple(self.problems))

    def problem(self, pack: Pack, at: Position, code: str, message: str, severity: str = ERROR) -> None:
        source = pack.lines[at.line - 1] if at.line <= len(pack.lines) else ""
        self.problems.append(Problem(at, code, message, source, severity))

    def near(self, name: str, known: Collection[str]) -> str:
        self.hints += 1
        return did_you_mean(name, known) if self.hints <= MAX_HINTS else ""

    def _policy(self) -> Policy:
        every = [rule for pack in self.packs for rule in pack.rules]
        return Policy({r.id: r.priority for r in every}, {r.id: r.overrides for r in every if r.overrides})

    def _may_be_unread(self, name: str) -> bool:
        """Whether there may be a pack of that name among those whose names cannot be read."""
        return name not in self.by_name and any(not pack.name for pack in self.packs)

    # Names

    def _scope(self, pack: Pack) -> _Scope:
        scope = _Scope()
        for name in dict.fromkeys((*pack.imports, pack.name)):
            source = pack if name == pack.name else self.by_name.get(name)
            if source is None:
                scope.is_open = True  # reported as an unknown pack
                continue
            scope.lists.update(source.lists)
            scope.macros.update(source.macros)
            scope.is_open = scope.is_open or bool(source.unread & {"lists", "macros"})
            declared = {key for kind, key in source.places if kind in ("lists", "macros")}
            scope.unusable |= declared - source.lists.keys() - source.macros.keys()
        return scope

    def _check_imports(self) -> None:
        """Every import is there, once, and no pack needs itself."""
        for pack in self.packs:
            for name in dict.fromkeys(pack.imports):
                at = pack.places["imports", name]
                if name == pack.name:
                    self.problem(pack, at, "import", f"pack '{name}' imports itself; leave it out")
                elif pack.imports.count(name) > 1:
                    self.problem(pack, at, "import", f"pack '{name}' is imported twice")
                elif name not in self.by_name and not self._may_be_unread(name):
                    message = (
                        f"imports unknown pack '{name}'{self.near(name, self.by_name.keys() - {pack.name})}"
                    )
                    self.problem(pack, at, "unknown-pack", message)
        reported: set[str] = set()
        for pack in self.packs:
            circle = self._circle(pack)
            if circle and not reported & set(circle):
                reported |= set(circle)
                message = f"packs import each other in a circle: {' -> '.join((*circle, pack.name))}"
                at = pack.places["imports", circle[1]]
                self.problem(pack, at, "import", f"{message}; put what both need into a third pack")

    def _circle(self, pack: Pack) -> list[str]:
        """The shortest way along the imports from `pack` back to itself, without its last step."""
        paths = [[pack.name]]
        seen = {pack.name}
        for path in paths:  # grows
            last = self.by_name.get(path[-1])
            for name in last.imports if last is not None else ():
                if name == pack.name and len(path) > 1:
                    return path
                if name not in seen:
                    seen.add(name)
                    paths.append([*path, name])
        return []

    def _check_names(self, pack: Pack) -> None:
        """No list or macro has the name of another one that the pack may use, or a built-in name."""
        known: set[str] = set()
        for name in dict.fromkeys((*pack.imports, pack.name)):
            source = pack if name == pack.name else self.by_name.get(name)
            if source is None:
                continue
            own = source is pack
            mine: set[str] = set()
            for kind, key in source.places:
                if kind not in ("lists", "macros"):
                    continue
                if own and (key in BUILTIN_NAMES or key in SPAN_BYTES or key in ("match", "gap")):
                    message = f"'{key}' is a built-in name; choose another"
                    self.problem(pack, pack.places[kind, key], "shadow", message)
                elif key in known or (own and key in mine):
                    message = f"'{key}' is declared twice among pack '{pack.name}' and its imports"
                    at = pack.places[kind, key] if own else pack.places["imports", name]
                    self.problem(pack, at, "duplicate-name", message)
                mine.add(key)
            known |= mine

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

    # Rules

    def _link(self, pack: Pack, rule: Rule) -> CompiledRule | None:
        scope = self.scopes[id(pack)]
        before = len(self.problems)
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
                self.problem(pack, at, "pattern", f"rule '{rule.id}': {error}")
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
                message = f"rule '{rule.id}' uses unknown name '{{{name}}}' through an imported macro"
                self.problem(pack, rule.written[0].position(0), "unknown-name", message)
        complete = rule.is_whole and len(expanded) == len(rule.written)
        if complete:
            self._check_captures(pack, rule, expanded[: len(rule.patterns)], scope)
        self._check_where_lists(pack, rule, scope)
        if not complete or unclear or strange or len(self.problems) > before:
            return None
        return self._compile(pack, rule, expanded, scope.lists)

    def _compile(
        self, pack: Pack, rule: Rule, expanded: Sequence[Group], lists: Mapping[str, WordList]
    ) -> CompiledRule | None:
        before = len(self.problems)
        patterns: list[CompiledPattern] = []
        vetoes: list[CompiledPattern] = []
        for index, (group, written) in enumerate(zip(expanded, rule.written, strict=True)):
            is_veto = index >= len(rule.patterns)
            what = f"{'unless of ' if is_veto else ''}rule '{rule.id}'"
            try:
                pattern = self.compiler.compile(group, lists, exact_case=rule.exact_case)
            except (PatternError, re2.error) as error:
                offset = error.offset if isinstance(error, PatternError) else 0
                self.problem(pack, written.position(offset), "pattern", f"{what}: {reason(error)}")
                continue
            self.source += len(pattern.regex.pattern)
            if self.source > MAX_ALL_SOURCE:
                message = (
                    f"from here on the patterns of all rules together grow beyond {MAX_ALL_SOURCE} bytes"
                )
                self.problem(pack, written.position(0), "limit", message)
                return None
            if is_veto and is_always(pattern):
                message = f"{what} forbids every match; write what stands beside {{match}}"
                self.problem(pack, written.position(0), "unless", message)
            elif not is_veto and matches_any_words(pattern, rule.constraints):
                message = (
                    f"{what}: it matches any word; add a word or a list to it, or a condition to where, as in"
                    f" '{{word: {{in: some-list}}}}'"
                )
                self.problem(pack, written.position(0), "pattern", message)
            (vetoes if is_veto else patterns).append(pattern)
        if len(self.problems) > before or not rule.layer:
            return None
        groups = (expanded[: len(rule.patterns)], expanded[len(rule.patterns) :])
        named = {r.name for group in expanded for r in references(group)}
        named |= {name for constraint in rule.constraints for name in constraint.lists}
        return CompiledRule(
            rule,
            tuple(patterns),
            tuple(veto.regex for veto in vetoes),
            _masks(groups[0], lists),
            _masks(groups[1], lists),
            {n: lists[n] for n in sorted(named) if n in lists},
        )

    def _check_references(self, pack: Pack, rule: Rule, scope: _Scope) -> None:
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
                    message = f"rule '{rule.id}' uses unknown name '{{{reference.name}}}'{near}"
                    self.problem(pack, written.position(reference.offset), "unknown-name", message)

    def _check_where_lists(self, pack: Pack, rule: Rule, scope: _Scope) -> None:
        for constraint in rule.constraints:
            for name in constraint.lists:
                if name in scope.lists or name in scope.unusable or scope.is_open:
                    continue
                message = f"where of rule '{rule.id}' names unknown list '{name}'"
                if name in scope.macros:
                    message += ", which is a macro"
                else:
                    message += self.near(name, {*scope.lists, *scope.unusable})
                self.problem(pack, rule.places["where list", name], "unknown-list", message)

    def _check_captures(self, pack: Pack, rule: Rule, groups: Sequence[Group], scope: _Scope) -> None:
        lists = scope.lists
        captures = {label for group in groups for label in labels(group)}
        # What a misspelt reference was meant to capture.
        known = scope.names
        unknown = {r.name for group in groups for r in references(group)} - known
        meant = {near for name in unknown if (near := nearest(name, known)) is not None}
        meant |= {label for name in meant & scope.macros.keys() for label in labels(scope.macros[name])}
        if unknown and (scope.is_open or not meant):
            return

        def check(name: str, key: str, at: Position) -> bool:
            if name not in captures and name not in meant:
                hint = self.near(name, captures)
                message = f"{key} of rule '{rule.id}' names unknown capture '{name}'{hint}"
                if not captures:
                    message += "; the pattern captures nothing: write {name} or {label:name} in it"
                self.problem(pack, at, "unknown-capture", message)
            return name in captures

        for constraint in rule.constraints:
            if constraint.capture != "match":
                check(constraint.capture, "where", rule.places["where", constraint.capture])
        for name in rule.span:
            check(name, "span", rule.places["span", name])
        for key, value in rule.attributes.items():
            if not value.startswith("$"):
                continue
            at = rule.places["set", key]
            name, dot, column = value[1:].partition(".")
            if not name:
                hint = f"; known: {', '.join(sorted(captures))}" if captures else ""
                message = f"set of rule '{rule.id}': behind '$' stands the name of a capture{hint}"
                self.problem(pack, at, "unknown-capture", message)
                continue
            if not check(name, "set", at) or not dot:
                continue
            named = {r.name for group in groups for r in references(group) if r.label == name}
            if named & scope.unusable:
                continue
            columns = {c for n in named if n in lists for c in lists[n].columns}
            if column not in columns:
                message = f"set of rule '{rule.id}' names unknown column '{column}' of capture '{name}'"
                if columns:
                    message += self.near(column, columns)
                else:
                    message += f", which is of no list and has no columns; write '${name}'"
                self.problem(pack, at, "unknown-column", message)

    def _check_overrides(self) -> None:
        ids = {rule.id for pack in self.packs for rule in pack.rules} | set(NER_RULES)
        unread = {pack.name for pack in self.packs if "rules" in pack.unread}
        for pack in self.packs:
            for rule in pack.rules:
                for name in rule.overrides:
                    owner = name.partition(".")[0]
                    if GLOB.search(name) or name in ids or owner in unread or self._may_be_unread(owner):
                        continue
                    message = f"rule '{rule.id}' overrides unknown rule '{name}'{self.near(name, ids)}"
                    self.problem(pack, rule.places["overrides", name], "unknown-rule", message)


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
