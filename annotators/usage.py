"""Packs without an error, of which something has no effect: what it is, and why, as warnings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from annotators.compiler import CompiledRule
from annotators.overlaps import Policy
from annotators.pattern import Group, Reference, references
from annotators.pattern import Sequence as PatternSequence
from annotators.problem import WARNING, Position, Problem, in_order
from annotators.rule import Pack, Rule
from annotators.stages import NER_RULES, matches_any
from annotators.wordlist import WordList

# Lists that are read by their names, whichever pack they are in.
READ_BY_NAME = ("honorific", "rank", "name-title", "nation", "crossing-name")

Scopes = Mapping[str, Mapping[str, WordList]]  # pack name -> the lists that it may use


def warnings(
    packs: Sequence[Pack], compiled: Sequence[CompiledRule], scopes: Scopes, judged: Collection[str]
) -> tuple[Problem, ...]:
    """What has no effect, in file order; unused lists and macros only of the packs in `judged`."""
    found: list[Problem] = []
    for pack in packs:
        if pack.name in judged:
            found += _unused(pack, packs)
        found += _equal_lists(pack)
        found += _shadowed_lists(pack, scopes[pack.name])
    found += _overrides_of_nothing(packs)
    found += _beaten_rules(packs, compiled)
    return in_order(found)


def _warning(pack: Pack, at: Position, code: str, message: str) -> Problem:
    return pack.problem(at, code, message, WARNING)


def _unused(pack: Pack, packs: Sequence[Pack]) -> Iterable[Problem]:
    """The lists and macros of `pack` that neither it nor a pack that imports it uses."""
    users = [other for other in packs if other is pack or pack.name in other.imports]
    if not pack.rules and len(users) == 1:
        return  # a library that is checked without those that use it
    used = set(READ_BY_NAME)
    for user in users:
        groups: list[Group] = list(user.macros.values())
        as_rules = [rule for cue in user.cues for rule in (cue.rule, cue.stop) if rule is not None]
        as_rules += [user.terminators] if user.terminators is not None else []
        for rule in (*user.rules, *as_rules):
            groups += (*rule.patterns, *rule.unless)
            used |= {name for constraint in rule.constraints for name in constraint.lists}
        used |= {reference.name for group in groups for reference in references(group)}
        used |= {name for names in user.builtins.values() for name in names}
    for name in pack.lists:
        if name not in used:
            message = f"no rule uses the list '{name}'; use it or take it out"
            yield _warning(pack, pack.places["lists", name], "unused-list", message)
    for name in pack.macros:
        if name not in used:
            message = f"no rule uses the macro '{name}'; use it or take it out"
            yield _warning(pack, pack.places["macros", name], "unused-macro", message)


def _equal_lists(pack: Pack) -> Iterable[Problem]:
    """Lists of one pack that hold the same under other names."""
    alike: dict[tuple[object, ...], list[WordList]] = {}
    for words in pack.lists.values():
        alike.setdefault((words.folds, words.plural, len(words.entries)), []).append(words)
    names = {id(words): name for name, words in pack.lists.items()}
    for group in alike.values():
        for index, words in enumerate(group):
            other = next((w for w in group[:index] if w.entries == words.entries), None)
            if other is not None:
                name, same = names[id(words)], names[id(other)]
                message = f"list '{name}' holds the same as list '{same}'; use one of them"
                yield _warning(pack, pack.places["lists", name], "equal-lists", message)


def _shadowed_lists(pack: Pack, lists: Mapping[str, WordList]) -> Iterable[Problem]:
    """Lists that stand as an alternative behind another one that has all their names."""
    patterns = [
        (group, written)
        for rule in pack.rules
        for group, written in zip((*rule.patterns, *rule.unless), rule.written, strict=True)
    ]
    patterns += [(group, pack.written[name]) for name, group in pack.macros.items()]
    for pattern, written in patterns:
        for earlier, later in _alternatives(pattern):
            before, behind = lists.get(earlier.name), lists.get(later.name)
            # Of two long lists it is the order in which they are declared that decides.
            if before is None or behind is None or not (before.inline and behind.inline):
                continue
            if before.folds >= behind.folds and _has_all(before, behind):
                message = (
                    f"list '{earlier.name}' has all names of '{later.name}', which never matches behind it"
                )
                yield _warning(pack, written.position(later.offset), "shadowed-list", message)


def _has_all(words: WordList, others: WordList) -> bool:
    return all(
        theirs.keys() <= ours.keys() for ours, theirs in zip(words.by_key(), others.by_key(), strict=True)
    )


def _alternatives(group: Group) -> Iterable[tuple[Reference, Reference]]:
    """Pairs of references that are alternatives of one group, each alone and once, in order."""
    alone = [reference for s in group.alternatives if (reference := _alone(s)) is not None]
    distinct = list({reference.name: reference for reference in reversed(alone)}.values())[::-1]
    for index, later in enumerate(distinct):
        for earlier in distinct[:index]:
            yield earlier, later
    for sequence in group.alternatives:
        for item in sequence.items:
            if isinstance(item.node, Group):
                yield from _alternatives(item.node)


def _alone(sequence: PatternSequence) -> Reference | None:
    (item, *more) = sequence.items
    return item.node if isinstance(item.node, Reference) and not item.quantifier and not more else None


def _overrides_of_nothing(packs: Sequence[Pack]) -> Iterable[Problem]:
    """Globs in `overrides` that match no rule."""
    ids = {*NER_RULES, *(rule.id for pack in packs for rule in pack.rules)}
    known: dict[tuple[str, bool], bool] = {}
    for pack in packs:
        for rule in pack.rules:
            for name in rule.overrides:
                own = fnmatchcase(rule.id, name)
                if (name, own) not in known:
                    known[name, own] = matches_any({name}, ids - {rule.id} if own else ids)
                if not known[name, own]:
                    message = f"'{name}' in overrides of rule '{rule.id}' matches no other rule"
                    yield _warning(pack, rule.places["overrides", name], "override", message)


def _beaten_rules(packs: Sequence[Pack], compiled: Sequence[CompiledRule]) -> Iterable[Problem]:
    """Rules that match exactly what another rule of their layer matches, and always lose to it."""
    alike: dict[object, list[Rule]] = {}
    for one in compiled:
        rule = one.rule
        what = (
            *(rule.layer, rule.span, rule.everywhere, rule.constraints, one.masks, one.unless_masks),
            *(tuple((p.regex.pattern, tuple((g.label, g.name) for g in p.groups)) for p in one.patterns),),
            tuple(veto.pattern for veto in one.unless),
            tuple(sorted((name, words.name) for name, words in one.lists.items())),
        )
        alike.setdefault(what, []).append(rule)
    by_path = {pack.path: pack for pack in packs}
    policy = Policy(
        {one.rule.id: one.rule.priority for one in compiled},
        {one.rule.id: one.rule.overrides for one in compiled if one.rule.overrides},
    )
    for rules in alike.values():
        winner = min(rules, key=lambda rule: (-rule.priority, rule.id))
        for rule in rules:
            if rule is winner or _may_win(rule, winner, policy):
                continue
            reason = "a higher priority" if winner.priority > rule.priority else "an id that comes first"
            message = f"rule '{rule.id}' never wins: rule '{winner.id}' matches the same and has {reason}"
            yield _warning(by_path[rule.at.path], rule.at, "beaten-rule", message)


def _may_win(rule: Rule, winner: Rule, policy: Policy) -> bool:
    """Whether `rule` can outlive `winner`: it overrides it, or something overrides the winner alone."""
    return any(
        policy.beats(other, winner.id) and (other == rule.id or not policy.beats(other, rule.id))
        for other in policy.overrides
    )
