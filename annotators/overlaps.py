"""Who wins where annotations of one layer overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
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

    def beats(self, winner: str, loser: str) -> bool:
        """Whether `winner` names `loser` in its `overrides`."""
        return any(fnmatchcase(loser, pattern) for pattern in self.overrides.get(winner, ()))


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
    ordered = sorted(candidates, key=lambda c: (c.start, c.end, c.rule))
    cluster: list[T] = []
    reach = -1
    for candidate in ordered:
        if cluster and candidate.start >= reach:
            _settle(cluster, policy, winners, losses)
            cluster = []
        cluster.append(candidate)
        reach = max(reach, candidate.end) if len(cluster) > 1 else candidate.end
    if cluster:
        _settle(cluster, policy, winners, losses)
    winners.sort(key=lambda c: c.start)
    return winners, losses


def _settle(cluster: list[T], policy: Policy, winners: list[T], losses: list[Loss[T]]) -> None:
    remaining = list(cluster)
    while remaining:
        free = [
            candidate
            for candidate in remaining
            if not any(
                policy.beats(other.rule, candidate.rule)
                and not policy.beats(candidate.rule, other.rule)
                and _overlap(other, candidate)
                for other in remaining
                if other is not candidate
            )
        ]
        best = min(free or remaining, key=lambda c: _rank(c, policy))
        winners.append(best)
        kept: list[T] = []
        for candidate in remaining:
            if candidate is best:
                continue
            if _overlap(candidate, best):
                losses.append(Loss(candidate, best, _reason(best, candidate, policy)))
            else:
                kept.append(candidate)
        remaining = kept


def _rank(candidate: Candidate, policy: Policy) -> tuple[int, int, int, str]:
    length = candidate.end - candidate.start
    return (-policy.priority.get(candidate.rule, 0), -length, candidate.start, candidate.rule)


def _overlap(a: Candidate, b: Candidate) -> bool:
    return a.start < b.end and b.start < a.end


def _reason(winner: Candidate, loser: Candidate, policy: Policy) -> str:
    if policy.beats(winner.rule, loser.rule):
        return "overrides"
    won, lost = _rank(winner, policy), _rank(loser, policy)
    for reason, ours, theirs in zip(("priority", "longer", "earlier", "rule id"), won, lost, strict=True):
        if ours != theirs:
            return reason
    return "earlier"
