"""Who wins where annotations of one layer overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from operator import attrgetter
from typing import Generic, Protocol, TypeVar


class Candidate(Protocol):
    """What the policy looks at. `start` and `end` are code points."""

    @property
    def rule(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


T = TypeVar("T", bound=Candidate)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the rules say of each other: id -> priority, id -> patterns of the ids it overrides."""

    priority: Mapping[str, int]
    overrides: Mapping[str, Sequence[str]]
    _known: dict[tuple[str, str], bool] = field(default_factory=dict, compare=False, repr=False)

    def beats(self, winner: str, loser: str) -> bool:
        """Whether `winner` names `loser` in its `overrides`."""
        known = self._known.get((winner, loser))
        if known is None:
            names = self.overrides.get(winner, ())
            known = self._known[winner, loser] = any(fnmatchcase(loser, name) for name in names)
        return known

    def overrules(self, winner: str, loser: str) -> bool:
        """Whether `winner` overrides `loser` and not the other way round too (`units.*` names itself)."""
        return self.beats(winner, loser) and not self.beats(loser, winner)


@dataclass(frozen=True, slots=True)
class Loss(Generic[T]):
    """A candidate that was dropped, the one that took its place, and why."""

    loser: T
    winner: T
    reason: str  # overrides | priority | longer | earlier | rule id


def resolve(candidates: Sequence[T], policy: Policy) -> tuple[list[T], list[Loss[T]]]:
    """Keep candidates that do not overlap; in this order: overrides, priority, longer, earlier, rule id.

    A candidate that another one overrides can still win when that other one loses to a third that it
    does not touch. Winners are in text order.
    """
    winners: list[T] = []
    losses: list[Loss[T]] = []
    ordered = sorted(candidates, key=attrgetter("start"))
    cluster: list[T] = []
    reach = 0
    for candidate in ordered:
        if cluster and candidate.start >= reach:
            _settle(cluster, policy, winners, losses)
            cluster = []
        cluster.append(candidate)
        reach = max(reach, candidate.end)
    if cluster:
        _settle(cluster, policy, winners, losses)
    winners.sort(key=attrgetter("start"))
    return winners, losses


def _settle(cluster: list[T], policy: Policy, winners: list[T], losses: list[Loss[T]]) -> None:
    """Take the best candidate that no other one overrides, drop what overlaps it, and so on.

    A sentence can hold thousands of candidates, so who overrides whom is worked out once, not a winner.
    """
    if len(cluster) == 1:
        winners += cluster
        return
    ranked = sorted(cluster, key=lambda c: _rank(c, policy))
    rules = {candidate.rule for candidate in cluster}
    above = {rule: {other for other in rules if policy.overrules(other, rule)} for rule in rules}
    # The numbers of the candidates that stand above each; those that are gone are taken off the end.
    blockers = [
        [
            n
            for n, other in enumerate(ranked)
            if other.rule in above[candidate.rule] and _overlap(other, candidate)
        ]
        if above[candidate.rule]
        else []
        for candidate in ranked
    ]
    gone: set[int] = set()

    def free(number: int) -> bool:
        standing = blockers[number]
        while standing and standing[-1] in gone:
            standing.pop()
        return not standing

    remaining = list(range(len(ranked)))
    while remaining:
        best = next(
            filter(free, remaining), remaining[0]
        )  # rules that override each other in a circle: by rank
        winner = ranked[best]
        winners.append(winner)
        lost = {n for n in remaining if n != best and _overlap(ranked[n], winner)}
        losers = sorted((ranked[n] for n in lost), key=lambda c: (c.start, c.end, c.rule))
        losses += [Loss(loser, winner, _reason(winner, loser, policy)) for loser in losers]
        gone |= lost | {best}
        remaining = [n for n in remaining if n not in gone]


def _rank(candidate: Candidate, policy: Policy) -> tuple[int, int, int, str]:
    length = candidate.end - candidate.start
    return (-policy.priority.get(candidate.rule, 0), -length, candidate.start, candidate.rule)


def _overlap(a: Candidate, b: Candidate) -> bool:
    return a.start < b.end and b.start < a.end


def _reason(winner: Candidate, loser: Candidate, policy: Policy) -> str:
    if policy.overrules(winner.rule, loser.rule):
        return "overrides"
    won, lost = _rank(winner, policy), _rank(loser, policy)
    for reason, ours, theirs in zip(("priority", "longer", "earlier", "rule id"), won, lost, strict=True):
        if ours != theirs:
            return reason
    return "earlier"
