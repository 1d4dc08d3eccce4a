"""Packs together: what each may refer to, in which order their rules run, compiled for matching."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import re2

from annotators.builtins import BUILTIN_NAMES, Vocabulary
from annotators.compiler import SPAN_BYTES, CompiledRule, Compiler, any_of, reason
from annotators.gazetteer import Gazetteer
from annotators.lexicon import Lexicon
from annotators.overlaps import Policy
from annotators.pattern import Group, PatternError, expand, labels, references
from annotators.problem import Position, Problem, RuleFileError, did_you_mean
from annotators.rule import Pack, Rule
from annotators.rulefile import load_pack
from annotators.stages import CircleError, arrange
from annotators.wordlist import WordList

SHIPPED = ("core", "people", "units", "crossings", "counts")


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Checked packs, and their rules in the order in which they run."""

    packs: tuple[Pack, ...]
    stages: tuple[tuple[str, tuple[CompiledRule, ...]], ...]  # (layer, rules); a layer may have two stages
    gazetteers: Mapping[str, tuple[int, Gazetteer]]  # list name -> placeholder byte, trie
    vocabulary: Vocabulary
    lexicon: Lexicon
    policy: Policy

    def reads_names(self, layers: Collection[str]) -> bool:
        """Whether the matches of `layers` depend on what a tagger finds."""
        return "person" in layers or any(
            {*compiled.masks, *compiled.unless_masks} & {"person", "place", "organization"}
            for layer, compiled_rules in self.stages
            for compiled in compiled_rules
            if layer not in ("person", "place", "role")
        )

    def find_list(self, name: str) -> WordList | None:
        """The list of that name, of whichever pack declares it."""
        return next((pack.lists[name] for pack in self.packs if name in pack.lists), None)


def scope_of(packs: Iterable[Pack], name: str) -> tuple[dict[str, WordList], dict[str, Group]]:
    """The lists and macros that the rules of pack `name` may use, those of its imports among them."""
    by_name = {pack.name: pack for pack in packs}
    lists: dict[str, WordList] = {}
    macros: dict[str, Group] = {}
    for source in (*by_name[name].imports, name):
        lists |= by_name[source].lists
        macros |= by_name[source].macros
    return lists, macros


def rules_directory() -> Path:
    """Where the shipped packs are: in the installed package, or beside it in a bare checkout."""
    spec = importlib.util.find_spec("annotators.rules")
    if spec is not None and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0])
    return Path(__file__).resolve().parent.parent / "rules"


def is_shipped(path: str) -> bool:
    """Whether a pack at `path` is one of those that ship with the program."""
    return Path(path).resolve().parent == rules_directory().resolve()


def load_rules(extra: Iterable[Path] = ()) -> RuleSet:
    """The shipped packs, with the packs at `extra` added, or in the place of the shipped one of that name.

    :raises RuleFileError: with every problem of every pack.
    """
    folder = rules_directory()
    return link(read_packs([folder / f"{name}.yaml" for name in SHIPPED], extra))


def read_packs(shipped: Iterable[Path], extra: Iterable[Path] = ()) -> list[Pack]:
    """Load packs, later ones replacing earlier ones of the same name.

    :raises RuleFileError: with every problem of every pack.
    """
    problems: list[Problem] = []
    packs: dict[str, Pack] = {}
    for path in [*shipped, *extra]:
        try:
            pack = load_pack(path)
            packs[pack.name] = pack
        except RuleFileError as error:
            problems.extend(error.problems)
    if problems:
        raise RuleFileError(problems)
    return list(packs.values())


def link(packs: Sequence[Pack]) -> RuleSet:
    """Check every reference across `packs`, compile the rules, put them in order.

    :raises RuleFileError: with every problem of every pack.
    """
    return _Linker(packs).run()


class _Linker:
    def __init__(self, packs: Sequence[Pack]) -> None:
        self.packs = packs
        self.by_name = {pack.name: pack for pack in packs}
        self.problems: list[Problem] = []
        self.reported: set[str] = set()  # unknown names of macros
        self.compiler = Compiler(self._vocabulary())

    def problem(self, pack: Pack, at: Position, code: str, message: str) -> None:
        source = pack.lines[at.line - 1] if at.line <= len(pack.lines) else ""
        self.problems.append(Problem(at, code, message, source))

    def _vocabulary(self) -> Vocabulary:
        lists: dict[str, list[WordList]] = {}
        for pack in self.packs:
            for role, names in pack.builtins.items():
                lists.setdefault(role, []).extend(pack.lists[name] for name in names if name in pack.lists)
        return Vocabulary.of(lists)

    def run(self) -> RuleSet:
        compiled: list[CompiledRule] = []
        for pack in self.packs:
            lists, macros = self._scope(pack)
            self._check_macros(pack, (*lists, *macros))
            for rule in pack.rules:
                found = self._compile(pack, rule, lists, macros)
                if found is not None:
                    compiled.append(found)
            self._check_crossings(pack)
        self._check_overrides()
        if self.problems:
            raise RuleFileError(self.problems)
        for pack in self.packs:  # countries tell crossings and currencies apart, whatever the rules name
            if "nation" in pack.lists:
                self.compiler.placeholder(pack.lists["nation"])
        lexicon = Lexicon(self.compiler.vocabulary, self.compiler.gazetteers)
        try:
            stages = arrange([_flagged(rule, lexicon) for rule in compiled])
        except CircleError as error:
            at = error.rule.rule.at
            self.problem(next(p for p in self.packs if p.path == at.path), at, "circle", str(error))
            raise RuleFileError(self.problems) from None
        compiler = self.compiler
        return RuleSet(
            tuple(self.packs), stages, compiler.gazetteers, compiler.vocabulary, lexicon, self._policy()
        )

    def _policy(self) -> Policy:
        every = [rule for pack in self.packs for rule in pack.rules]
        return Policy({r.id: r.priority for r in every}, {r.id: r.overrides for r in every if r.overrides})

    def _scope(self, pack: Pack) -> tuple[dict[str, WordList], dict[str, Group]]:
        """What the pack may name: its own lists and macros, and those of the packs it imports."""
        lists: dict[str, WordList] = {}
        macros: dict[str, Group] = {}
        for name in (*pack.imports, pack.name):
            source = self.by_name.get(name)
            if source is None:
                message = f"imports unknown pack '{name}'{did_you_mean(name, self.by_name)}"
                self.problem(pack, pack.places["imports", name], "unknown-pack", message)
                continue
            for kind, key in (*(("lists", n) for n in source.lists), *(("macros", n) for n in source.macros)):
                own = source is pack
                if own and (key in BUILTIN_NAMES or key in SPAN_BYTES or key in ("match", "gap")):
                    self.problem(pack, pack.places[kind, key], "shadow", f"'{key}' is a built-in name")
                elif key in lists or key in macros or (kind == "macros" and key in source.lists):
                    message = f"'{key}' is declared twice among pack '{pack.name}' and its imports"
                    at = pack.places[kind, key] if own else pack.places["imports", name]
                    self.problem(pack, at, "duplicate-name", message)
            lists.update(source.lists)
            macros.update(source.macros)
        return lists, macros

    def _check_macros(self, pack: Pack, declared: Sequence[str]) -> None:
        known = (*declared, *BUILTIN_NAMES, *SPAN_BYTES)
        for macro, group in pack.macros.items():
            for reference in references(group):
                if reference.name not in known and reference.name != "match":
                    near = did_you_mean(reference.name, known)
                    message = f"macro '{macro}' uses unknown name '{{{reference.name}}}'{near}"
                    at = pack.written[macro].position(reference.offset)
                    self.reported.add(reference.name)
                    self.problem(pack, at, "unknown-name", message)

    def _compile(
        self, pack: Pack, rule: Rule, lists: Mapping[str, WordList], macros: Mapping[str, Group]
    ) -> CompiledRule | None:
        before = len(self.problems)

        def bad_macro(error: PatternError, index: int) -> None:
            self.problem(pack, rule.written[index].position(0), "pattern", f"rule '{rule.id}': {error}")

        self._check_references(pack, rule, (*lists, *macros))
        expanded = _expand_all((*rule.patterns, *rule.unless), macros, bad_macro)
        if len(expanded) < len(rule.written):
            return None
        groups, vetoes = expanded[: len(rule.patterns)], expanded[len(rule.patterns) :]
        used = [reference for group in expanded for reference in references(group)]
        strange = {r.name for r in used} - {*lists, *BUILTIN_NAMES, *SPAN_BYTES, "match"}
        direct = {r.name for group in (*rule.patterns, *rule.unless) for r in references(group)}
        # A macro may use a list of a pack that the one that imports the macro does not import.
        for name in sorted(strange - direct - self.reported):
            message = f"rule '{rule.id}' uses unknown name '{{{name}}}' through an imported macro"
            self.problem(pack, rule.written[0].position(0), "unknown-name", message)
        self._check_captures(pack, rule, groups, lists)
        if strange or len(self.problems) > before:
            return None

        patterns = []
        for group, written in zip(groups, rule.written, strict=False):
            try:
                patterns.append(self.compiler.compile(group, lists, exact_case=rule.exact_case))
            except (PatternError, re2.error) as error:
                self.problem(pack, written.position(0), "pattern", f"rule '{rule.id}': {reason(error)}")
        unless = []
        for group, written in zip(vetoes, rule.written[len(groups) :], strict=True):
            try:
                unless.append(self.compiler.compile(group, lists, exact_case=rule.exact_case).regex)
            except (PatternError, re2.error) as error:
                message = f"unless of rule '{rule.id}': {reason(error)}"
                self.problem(pack, written.position(0), "pattern", message)
        named = {r.name for r in used} | {name for c in rule.constraints for name in c.lists}
        return CompiledRule(
            rule,
            tuple(patterns),
            tuple(unless),
            any_of(unless),
            tuple(self.compiler.needs(group, lists) for group in vetoes),
            (),
            _masks(groups, lists),
            _masks(vetoes, lists),
            {n: lists[n] for n in sorted(named) if n in lists},
        )

    def _check_references(self, pack: Pack, rule: Rule, declared: Sequence[str]) -> None:
        for index, (group, written) in enumerate(
            zip((*rule.patterns, *rule.unless), rule.written, strict=True)
        ):
            known = (*declared, *BUILTIN_NAMES, *SPAN_BYTES)
            if index >= len(rule.patterns):
                known = (*known, "match")
            for reference in references(group):
                if reference.name not in known:
                    near = did_you_mean(reference.name, known)
                    message = f"rule '{rule.id}' uses unknown name '{{{reference.name}}}'{near}"
                    self.problem(pack, written.position(reference.offset), "unknown-name", message)

    def _check_captures(
        self, pack: Pack, rule: Rule, groups: Sequence[Group], lists: Mapping[str, WordList]
    ) -> None:
        captures = {label for group in groups for label in labels(group)}

        def check(name: str, key: str, at: Position) -> bool:
            if name not in captures:
                message = (
                    f"{key} of rule '{rule.id}' names unknown capture '{name}'{did_you_mean(name, captures)}"
                )
                self.problem(pack, at, "unknown-capture", message)
            return name in captures

        for constraint in rule.constraints:
            if constraint.capture != "match":
                check(constraint.capture, "where", rule.places["where", constraint.capture])
            for name in constraint.lists:
                if name not in lists:
                    message = (
                        f"where of rule '{rule.id}' names unknown list '{name}'{did_you_mean(name, lists)}"
                    )
                    self.problem(pack, rule.places["where list", name], "unknown-list", message)
        for name in rule.span:
            check(name, "span", rule.places["span", name])
        for key, value in rule.attributes.items():
            if not value.startswith("$"):
                continue
            at = rule.places["set", key]
            name, dot, column = value[1:].partition(".")
            if not check(name, "set", at) or not dot:
                continue
            named = {r.name for group in groups for r in references(group) if r.label == name}
            columns = {c for n in named if n in lists for entry in lists[n].entries for c in entry.columns}
            if column not in columns:
                message = f"set of rule '{rule.id}' names unknown column '{column}' of capture '{name}'"
                near = did_you_mean(column, columns)
                self.problem(pack, at, "unknown-column", message + near)

    def _check_crossings(self, pack: Pack) -> None:
        """The list `crossing-name` is a gazetteer: its coordinates must be numbers."""
        if "crossing-name" not in pack.lists:
            return
        for entry in pack.lists["crossing-name"].entries:
            for column, limit in (("lat", 90), ("lon", 180)):
                value = entry.columns.get(column, "")
                if value and not _is_degrees(value, limit):
                    message = f"{column} of crossing '{entry.names[0]}' is no number of degrees: '{value}'"
                    self.problem(pack, pack.places["lists", "crossing-name"], "location", message)

    def _check_overrides(self) -> None:
        ids = {rule.id for pack in self.packs for rule in pack.rules}
        ids |= {f"ner.{label}" for label in ("person", "place", "organization")}
        for pack in self.packs:
            for rule in pack.rules:
                for name in rule.overrides:
                    if "*" not in name and name not in ids:
                        message = f"rule '{rule.id}' overrides unknown rule '{name}'{did_you_mean(name, ids)}"
                        self.problem(pack, rule.places["overrides", name], "unknown-rule", message)


def _flagged(rule: CompiledRule, lexicon: Lexicon) -> CompiledRule:
    """`rule` with the flags of what its patterns and vetoes need."""
    return replace(
        rule,
        patterns=tuple(replace(p, flags=lexicon.flags_of(p.needs)) for p in rule.patterns),
        veto_flags=tuple(lexicon.flags_of(needs) for needs in rule.veto_needs),
    )


def _expand_all(
    groups: Iterable[Group], macros: Mapping[str, Group], fail: Callable[[PatternError, int], None]
) -> list[Group]:
    """Each group with its macros expanded; faults go to `fail` with the index of the group."""
    expanded: list[Group] = []
    for index, group in enumerate(groups):
        try:
            expanded.append(expand(group, macros))
        except PatternError as error:
            fail(error, index)
    return expanded


def _is_degrees(text: str, limit: int) -> bool:
    try:
        return abs(float(text)) <= limit
    except ValueError:
        return False


def _masks(groups: Sequence[Group], lists: Mapping[str, WordList]) -> tuple[str, ...]:
    """The spans and long lists that `groups` refer to, sorted."""
    used = {reference.name for group in groups for reference in references(group)}
    long = {lists[name].name for name in used if name in lists and not lists[name].inline}
    return tuple(sorted(long | (used & SPAN_BYTES.keys())))
