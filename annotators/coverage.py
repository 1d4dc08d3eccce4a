"""What the tests of rule packs exercise, and what they do not.

Of a rule, tests that pass exercise
- a pattern, and an alternative inside it, by a hit whose marked words it matched;
- a veto of `unless` and a condition of `where` by turning down a match (in a miss, or beside the marks of a
  hit). Of several that would turn it down the first counts.

A cue has patterns alone; what ends its scope is not counted. The alternatives of a macro are counted once,
whichever rules use it; of one that only vetoes use they cannot be told apart and are not counted. A list is
exercised as a whole, by any of its entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotators.article import read
from annotators.branches import Branch, Labels, Scope, labelled, list_label, macro_label
from annotators.compiledrule import CompiledRule
from annotators.cuefile import NO_RULE
from annotators.match import Attempt, Match
from annotators.matcher import find
from annotators.pattern import Group, references
from annotators.problem import Position
from annotators.refusal import refused_words
from annotators.rule import Constraint, Pack, Rule, RuleTest
from annotators.ruleset import RuleSet
from annotators.ruletest import Outcome, entities_of
from annotators.ruletext import constraint_text
from annotators.run import Run
from annotators.unparse import unparse, unparse_sequence

PARTS = ("pattern", "branch", "unless", "where")  # of a rule; a macro has branches alone


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that tests can exercise. `text` is as a pack writes it."""

    kind: str  # of PARTS
    text: str
    at: Position
    tested: bool
    group: int = 0  # of a branch: the code point of the pattern at which its group begins


@dataclass(frozen=True, slots=True)
class Covered:
    """A rule or a macro: its tests by kind (a macro has none of its own), and its parts."""

    name: str  # pack.rule or pack.macro
    macro: bool
    at: Position
    tests: Counter[str]
    parts: tuple[Part, ...]
    measured: bool = True  # False: its alternatives are too many to tell apart, and are not among the parts

    def share(self, kind: str) -> tuple[int, int]:
        """How many parts of a kind are tested, and how many there are."""
        of_kind = [part.tested for part in self.parts if part.kind == kind]
        return sum(of_kind), len(of_kind)


@dataclass(frozen=True, slots=True)
class Named:
    """A list or a macro (as a whole) that some rule refers to."""

    kind: str  # list | macro
    name: str  # pack.name
    at: Position
    tested: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the packs that were tested, in the order of the files."""

    rules: tuple[Covered, ...]
    macros: tuple[Covered, ...]  # those with alternatives
    named: tuple[Named, ...]

    def total(self, kind: str) -> tuple[int, int]:
        """How many parts of a kind are tested, of all rules and macros, and how many there are."""
        shares = [covered.share(kind) for covered in (*self.rules, *self.macros)]
        return sum(tested for tested, _ in shares), sum(number for _, number in shares)


def coverage(rules: RuleSet, outcomes: Iterable[Outcome], packs: Collection[str] | None = None) -> Coverage:
    """What the passing tests among `outcomes` exercise in the packs named (None: in all)."""
    chosen = [pack for pack in rules.packs if packs is None or pack.name in packs]
    passed: dict[str, list[RuleTest]] = {}
    for outcome in outcomes:
        if outcome.passed and outcome.test.kind != "todo":
            passed.setdefault(outcome.rule, []).append(outcome.test)
    seen = _Seen()
    compiled = {each.rule.id: each for _, stage in rules.stages for each in stage}
    compiled |= {cue.id: cue.match for group in rules.cues.groups for cue, _ in group.patterns}
    labels = Labels()
    unmeasured: set[str] = set()
    for pack in chosen:
        scope = Scope.of(rules, pack)
        for rule in _rules(pack):
            traced = labelled(compiled[rule.id], rules, scope, labels)
            if traced is None:
                unmeasured.add(rule.id)
            for test in passed.get(rule.id, ()):
                if rule.layer == NO_RULE:
                    _watch_cue(rules, traced or compiled[rule.id], test, seen)
                else:
                    _watch(rules, scope, rule, traced or compiled[rule.id], test, seen)
    branches: dict[tuple[str, bool], list[tuple[str, Branch]]] = {}
    for label, branch in labels.branches.items():
        if branch.owner not in unmeasured:
            branches.setdefault((branch.owner, branch.macro), []).append((label, branch))
    every = {pack.name: pack for pack in rules.packs}
    covered = tuple(
        Covered(
            rule.id,
            False,
            rule.at,
            Counter(test.kind for test in rule.tests),
            tuple(_parts(rule, branches.get((rule.id, False), ()), seen)),
            rule.id not in unmeasured,
        )
        for pack in chosen
        for rule in _rules(pack)
    )
    macros = tuple(
        Covered(
            f"{pack.name}.{name}",
            True,
            pack.places["macros", name],
            Counter(),
            tuple(
                Part(
                    "branch",
                    unparse_sequence(b.sequence),
                    pack.written[name].position(b.sequence.items[0].node.offset),
                    label in seen.labels,
                    b.group,
                )
                for label, b in branches[f"{pack.name}.{name}", True]
            ),
        )
        for pack in chosen
        for name in pack.macros
        if (f"{pack.name}.{name}", True) in branches
    )
    return Coverage(covered, macros, tuple(_named(chosen, _referred(rules, every.values()), seen)))


def _rules(pack: Pack) -> tuple[Rule, ...]:
    """The cues and the rules of a pack: whatever has tests."""
    return (*(cue.rule for cue in pack.cues), *pack.rules)


@dataclass(slots=True)
class _Seen:
    """What the tests exercised: labels of `annotators.branches`, and (rule, number) of the other parts."""

    labels: set[str] = field(default_factory=set)
    patterns: set[tuple[str, int]] = field(default_factory=set)
    vetoes: set[tuple[str, int]] = field(default_factory=set)
    constraints: set[tuple[str, int]] = field(default_factory=set)


def _watch(
    rules: RuleSet, scope: Scope, rule: Rule, traced: CompiledRule, test: RuleTest, seen: _Seen
) -> None:
    """Add to `seen` what a test that passes exercises."""
    article = read(test.text.encode("utf-8", "replace"), "test")
    attempts: list[Attempt] = []

    def watch(run: Run, compiled: CompiledRule) -> None:
        if compiled.rule.id == rule.id:
            attempts.extend(run.attempts(traced))

    find(article, rules, entities_of(test), watch)
    for attempt in attempts:
        result = attempt.result
        if isinstance(result, Match):
            if (result.start, result.end) in test.spans:
                seen.patterns.add((rule.id, attempt.pattern))
                seen.labels |= result.captures.keys()
                seen.labels |= _lists_in(rule, traced, result)
        elif result.reason == "unless":
            seen.vetoes.add((rule.id, result.veto))
            seen.labels |= _labels_of(rule.unless[result.veto], scope)
        elif result.constraint is not None:
            seen.constraints |= {
                (rule.id, n) for n, each in enumerate(rule.constraints) if each == result.constraint
            }
            if result.constraint.name == "not":
                seen.labels |= _lists_against(traced, result.constraint, refused_words(article.text, result))


def _watch_cue(rules: RuleSet, traced: CompiledRule, test: RuleTest, seen: _Seen) -> None:
    """Add to `seen` the patterns of a cue that match in the sentences in which a hit has its marks."""
    article = read(test.text.encode("utf-8", "replace"), "test")
    view = find(article, rules, entities_of(test)).view(traced.masks)
    sentences = {article.sentence_at(start) for start, _ in test.spans}
    for begin, stop in (map(view.locate, article.sentence_span(number)) for number in sorted(sentences)):
        for number, pattern in enumerate(traced.patterns):
            for match in pattern.regex.compiled.finditer(view.data, begin, stop):
                seen.patterns.add((traced.rule.id, number))
                seen.labels |= {g.label for g in pattern.groups if match.start(g.group) < match.end(g.group)}


def _lists_in(rule: Rule, compiled: CompiledRule, match: Match) -> set[str]:
    """The lists of `where` in which a capture of the match, or its end, was looked for and found."""
    found: set[str] = set()
    for constraint in rule.constraints:
        capture = match.captures.get(constraint.capture)
        if capture is None or constraint.name == "not":
            continue
        words = capture.text.split()
        texts = (
            [" ".join(words[n:]) for n in range(len(words))] if constraint.name == "ends" else [capture.text]
        )
        named = (compiled.lists[name] for name in constraint.lists)
        found |= {list_label(each.name) for each in named if any(each.find(text) for text in texts)}
    return found


def _lists_against(compiled: CompiledRule, constraint: Constraint, words: str) -> set[str]:
    """The lists of `where` that turned a match down by holding its words."""
    named = (compiled.lists[name] for name in constraint.lists)
    return {list_label(each.name) for each in named if each.find(words) is not None}


def _labels_of(veto: Group, scope: Scope) -> set[str]:
    """The labels of the lists and macros that a veto names, itself or through macros."""
    found: set[str] = set()
    for reference in references(veto):
        if reference.name in scope.macros:
            name, macro = scope.macros[reference.name]
            found |= {macro_label(name)} | _labels_of(macro, scope)
        elif reference.name in scope.lists:
            found.add(list_label(scope.lists[reference.name].name))
    return found


def _parts(rule: Rule, branches: Sequence[tuple[str, Branch]], seen: _Seen) -> Iterator[Part]:
    for number, pattern in enumerate(rule.patterns):
        at = rule.written[number].position(0)
        yield Part("pattern", unparse(pattern), at, (rule.id, number) in seen.patterns)
        for label, branch in branches:
            if branch.pattern == number:
                at = rule.written[number].position(branch.sequence.items[0].node.offset)
                yield Part(
                    "branch", unparse_sequence(branch.sequence), at, label in seen.labels, branch.group
                )
    for number, veto in enumerate(rule.unless):
        at = rule.written[len(rule.patterns) + number].position(0)
        yield Part("unless", unparse(veto), at, (rule.id, number) in seen.vetoes)
    for number, constraint in enumerate(rule.constraints):
        at = rule.places["where", constraint.capture]
        yield Part("where", constraint_text(constraint), at, (rule.id, number) in seen.constraints)


def _referred(rules: RuleSet, packs: Iterable[Pack]) -> set[str]:
    """The labels of the lists and macros that rules refer to."""
    found: set[str] = set()
    for pack in packs:
        scope = Scope.of(rules, pack)
        for rule in _rules(pack):
            for group in (*rule.patterns, *rule.unless):
                found |= _labels_of(group, scope)
            for constraint in rule.constraints:
                found |= {list_label(scope.lists[name].name) for name in constraint.lists}
    return found


def _named(packs: Iterable[Pack], referred: Collection[str], seen: _Seen) -> Iterator[Named]:
    for pack in packs:
        for kind, declared, label_of in (
            ("list", pack.lists, list_label),
            ("macro", pack.macros, macro_label),
        ):
            for name in declared:
                label = label_of(f"{pack.name}.{name}")
                if label in referred:
                    at = pack.places[f"{kind}s", name]
                    yield Named(kind, f"{pack.name}.{name}", at, label in seen.labels)
