"""Packs together: what each may refer to, in which order their rules run, compiled for matching."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import re2

from annotators.builtins import BUILTIN_NAMES, Vocabulary, builtin_expression
from annotators.folding import DROPPED, fold
from annotators.gazetteer import Gazetteer
from annotators.overlaps import Policy
from annotators.pattern import (
    Compiled,
    Expression,
    Group,
    PatternError,
    Reference,
    compile_pattern,
    labels,
    references,
)
from annotators.problem import Position, Problem, RuleFileError, did_you_mean
from annotators.rulefile import Pack, Rule, expand_all, load_pack
from annotators.wordlist import WordList

SHIPPED = ("core", "people", "units", "crossings", "counts")
# Spans that are known before a rule runs, each shown to patterns as one byte.
SPAN_BYTES = {"person": 1, "place": 2, "organization": 3, "unit": 4, "crossing": 5, "count": 6}
MATCH_BYTE = 7
NER_LAYERS = ("person", "place")  # labels of the tagger that are mentions of a layer by themselves
_LIST_BYTES = (8, 11, 12, *range(14, 30))
_LAYER_OF = {name: name for name in ("person", "place", "unit", "crossing", "count")}


@dataclass(frozen=True, slots=True)
class CompiledPattern:
    """An RE2 expression over a masked view; group i + 1 is captured as `labels[i]` and was `names[i]`."""

    regex: re2._Regexp
    labels: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to run. `masks` names the spans and long lists that its view shows as one byte each."""

    rule: Rule
    patterns: tuple[CompiledPattern, ...]
    unless: tuple[re2._Regexp, ...]
    masks: tuple[str, ...]
    lists: Mapping[str, WordList]  # every list that a capture or constraint of the rule names


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Checked packs, and their rules in the order in which they run."""

    packs: tuple[Pack, ...]
    stages: tuple[tuple[str, tuple[CompiledRule, ...]], ...]  # (layer, rules); a layer may have two stages
    gazetteers: Mapping[str, tuple[int, Gazetteer]]  # list name -> placeholder byte, trie
    vocabulary: Vocabulary
    policy: Policy

    def reads_names(self, layers: Collection[str]) -> bool:
        """Whether the matches of `layers` depend on what a tagger finds."""
        return "person" in layers or any(
            set(compiled.masks) & {"person", "place", "organization"}
            for layer, compiled_rules in self.stages
            for compiled in compiled_rules
            if layer not in ("person", "place", "role")
        )

    def find_list(self, name: str) -> WordList | None:
        """The list of that name, of whichever pack declares it."""
        return next((pack.lists[name] for pack in self.packs if name in pack.lists), None)


def rules_directory() -> Path:
    """Where the shipped packs are: in the installed package, or beside it in a bare checkout."""
    spec = importlib.util.find_spec("annotators.rules")
    if spec is not None and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0])
    return Path(__file__).resolve().parent.parent / "rules"


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
        self.vocabulary = self._vocabulary()
        self.gazetteers: dict[str, tuple[int, Gazetteer]] = {}
        self.sources: dict[str, str] = {}

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
        self._check_overrides()
        if self.problems:
            raise RuleFileError(self.problems)
        return RuleSet(
            tuple(self.packs), self._stages(compiled), self.gazetteers, self.vocabulary, self._policy()
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
        expanded = expand_all((*rule.patterns, *rule.unless), macros, bad_macro)
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

        masks = tuple(
            sorted(
                {r.name for r in used if r.name in SPAN_BYTES}
                | {r.name for r in used if r.name in lists and not lists[r.name].inline}
            )
        )
        patterns = []
        for group, written in zip(groups, rule.written, strict=False):
            try:
                patterns.append(self._regex(group, rule, lists))
            except (PatternError, re2.error) as error:
                self.problem(pack, written.position(0), "pattern", f"rule '{rule.id}': {_reason(error)}")
        unless = []
        for group, written in zip(vetoes, rule.written[len(groups) :], strict=True):
            try:
                unless.append(self._regex(group, rule, lists).regex)
            except (PatternError, re2.error) as error:
                message = f"unless of rule '{rule.id}': {_reason(error)}"
                self.problem(pack, written.position(0), "pattern", message)
        named = {r.name for r in used} | {name for c in rule.constraints for name in c.lists}
        return CompiledRule(
            rule, tuple(patterns), tuple(unless), masks, {n: lists[n] for n in sorted(named) if n in lists}
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

    def _check_overrides(self) -> None:
        ids = {rule.id for pack in self.packs for rule in pack.rules}
        ids |= {f"ner.{label}" for label in ("person", "place", "organization")}
        for pack in self.packs:
            for rule in pack.rules:
                for name in rule.overrides:
                    if "*" not in name and name not in ids:
                        message = f"rule '{rule.id}' overrides unknown rule '{name}'{did_you_mean(name, ids)}"
                        self.problem(pack, rule.places["overrides", name], "unknown-rule", message)

    def _regex(self, group: Group, rule: Rule, lists: Mapping[str, WordList]) -> CompiledPattern:
        def resolve(reference: Reference) -> Expression:
            name = reference.name
            if name == "match":
                return Expression(f"\\x{MATCH_BYTE:02x}")
            if name in SPAN_BYTES:
                return Expression(f"\\x{SPAN_BYTES[name]:02x}")
            if name in lists:
                if lists[name].inline:
                    if name not in self.sources:
                        self.sources[name] = lists[name].regex()
                    return Expression(self.sources[name])
                return Expression(f"\\x{self._placeholder(lists[name]):02x}")
            return builtin_expression(name, self.vocabulary)

        compiled: Compiled = compile_pattern(group, resolve, lambda text: _literal(text, rule.exact_case))
        regex = latin1_regex(compiled.regex)
        empty = regex.match(b"")
        if empty is not None:
            raise PatternError("it matches the empty string", group.offset)
        return CompiledPattern(regex, compiled.labels, compiled.names)

    def _placeholder(self, wordlist: WordList) -> int:
        if wordlist.name not in self.gazetteers:
            if len(self.gazetteers) == len(_LIST_BYTES):
                raise PatternError(f"more than {len(_LIST_BYTES)} long lists are in use", 0)
            byte = _LIST_BYTES[len(self.gazetteers)]
            self.gazetteers[wordlist.name] = (byte, Gazetteer(wordlist))
        return self.gazetteers[wordlist.name][0]

    def _stages(self, rules: Sequence[CompiledRule]) -> tuple[tuple[str, tuple[CompiledRule, ...]], ...]:
        """Layers in the order of what their rules refer to; a rule about its own layer runs later."""
        needs: dict[tuple[str, int], set[str]] = {}
        staged: dict[tuple[str, int], list[CompiledRule]] = {}
        for compiled in rules:
            layer = compiled.rule.layer
            mentioned = {_LAYER_OF[m] for m in compiled.masks if m in _LAYER_OF}
            stage = (layer, 1 if layer in mentioned else 0)
            staged.setdefault(stage, []).append(compiled)
            needs.setdefault(stage, set()).update(mentioned - {layer})
        # A rule that overrides rules of another layer must have spoken before they are settled.
        for stage, stage_rules in staged.items():
            labelled = {f"ner.{stage[0]}"} if stage[0] in NER_LAYERS else set()
            for overridden in {c.rule.id for c in stage_rules} | labelled:
                for compiled in rules:
                    names = compiled.rule.overrides
                    if compiled.rule.layer != stage[0] and any(fnmatchcase(overridden, n) for n in names):
                        needs[stage].add(compiled.rule.layer)
        order: list[tuple[str, int]] = []
        waiting = sorted(staged)
        while waiting:
            unfinished = {layer for layer, _ in waiting}
            ready = [
                stage
                for stage in waiting
                if not needs[stage] & unfinished and (stage[1] == 0 or (stage[0], 0) not in waiting)
            ]
            if not ready:
                circle = ", ".join(sorted(unfinished))
                message = f"rules of these layers need each other's results in a circle: {circle}"
                at = staged[waiting[0]][0].rule.at
                self.problem(next(p for p in self.packs if p.path == at.path), at, "circle", message)
                raise RuleFileError(self.problems)
            order += ready
            waiting = [stage for stage in waiting if stage not in ready]
        return tuple((layer, tuple(staged[layer, phase])) for layer, phase in order)


def latin1_regex(source: str) -> re2._Regexp:
    """An RE2 expression over bytes, one byte a character.

    :raises re2.error: the source is malformed, or compiles to more than 64 MB.
    """
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 64 << 20
    options.log_errors = False
    return re2.compile(source.encode("latin-1"), options)


def _literal(text: str, exact: bool) -> str:
    """RE2 source of a word of a pattern, bounded where its edges are word characters."""
    folded = fold(text).decode("latin-1").replace(DROPPED, "")
    source = re.escape(folded)
    if not exact and folded.lower() != folded.upper():
        source = f"(?i:{source})"
    left = r"\b" if re.match(r"\w", folded) else ""
    right = r"\b" if re.search(r"\w\Z", folded) else ""
    return left + source + right


def _reason(error: Exception) -> str:
    if isinstance(error, PatternError):
        return str(error)
    return f"it cannot be compiled ({error.args[0] if error.args else error})"
