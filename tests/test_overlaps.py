from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.overlaps import Loss, Policy, resolve
from tests.factories import seconds

RULES = ("a.one", "a.two", "b.one", "b.two", "ner.person")


@dataclass(frozen=True, slots=True)
class Found:
    rule: str
    start: int
    end: int


def policy(priority: dict[str, int] | None = None, **overrides: str) -> Policy:
    """`overrides`: rule -> patterns; `__` stands for the dot of a rule's name."""
    return Policy(priority or {}, {name.replace("__", "."): text.split() for name, text in overrides.items()})


def outcome(candidates: Sequence[Found], rules: Policy) -> tuple[list[str], list[tuple[str, str, str]]]:
    winners, losses = resolve(candidates, rules)
    return [w.rule for w in winners], [(x.loser.rule, x.winner.rule, x.reason) for x in losses]


@pytest.mark.parametrize(
    ("winner", "loser", "rules", "reason"),
    [
        # Each rung against all the rungs below it, which speak for the other one.
        (Found("b.one", 4, 6), Found("a.one", 0, 9), policy({"a.one": 9}, b__one="a.one"), "overrides"),
        (Found("b.one", 4, 6), Found("ner.person", 0, 9), policy(b__one="ner.*"), "overrides"),
        (Found("b.one", 4, 6), Found("a.one", 0, 9), policy({"b.one": 1}), "priority"),
        (Found("b.one", 4, 6), Found("a.one", 0, 9), policy({"a.one": -1}), "priority"),
        (Found("b.one", 4, 9), Found("a.one", 0, 5), policy(), "earlier"),
        (Found("b.one", 3, 9), Found("a.one", 0, 5), policy(), "longer"),
        (Found("b.one", 0, 5), Found("a.one", 4, 9), policy(), "earlier"),
        (Found("a.one", 0, 5), Found("b.one", 0, 5), policy(), "rule id"),
    ],
)
def test_the_rungs_of_the_policy_in_order(winner: Found, loser: Found, rules: Policy, reason: str) -> None:
    if reason == "earlier" and winner.start > loser.start:
        winner, loser = loser, winner
    assert resolve([loser, winner], rules) == ([winner], [Loss(loser, winner, reason)])


def test_a_rule_that_overrides_itself_by_a_wildcard_loses_to_its_longer_match() -> None:
    candidates = [Found("a.one", 0, 5), Found("a.one", 3, 9)]
    assert outcome(candidates, policy(a__one="a.*")) == (["a.one"], [("a.one", "a.one", "longer")])


def test_of_a_candidate_that_is_there_twice_one_is_left() -> None:
    candidates = [Found("a.one", 0, 5), Found("a.one", 0, 5)]
    assert outcome(candidates, policy()) == (["a.one"], [("a.one", "a.one", "earlier")])


def test_rules_that_override_each_other_fall_to_the_next_rung() -> None:
    candidates = [Found("a.one", 0, 5), Found("b.one", 3, 9)]
    rules = policy(a__one="b.*", b__one="a.*")
    assert outcome(candidates, rules) == (["b.one"], [("a.one", "b.one", "longer")])


def test_rules_that_override_each_other_in_a_circle_fall_to_the_next_rung() -> None:
    candidates = [Found("a.one", 0, 5), Found("a.two", 1, 5), Found("b.one", 2, 5)]
    rules = policy(a__one="a.two", a__two="b.one", b__one="a.one")
    assert outcome(candidates, rules) == (
        ["a.one"],
        [("a.two", "a.one", "overrides"), ("b.one", "a.one", "longer")],
    )


def test_what_is_overridden_still_wins_where_what_overrides_it_loses() -> None:
    candidates = [Found("a.one", 0, 4), Found("a.two", 3, 7), Found("b.one", 6, 9)]
    rules = policy({"b.one": 1}, a__two="a.one", b__one="a.two")
    assert outcome(candidates, rules) == (["a.one", "b.one"], [("a.two", "b.one", "overrides")])


def test_what_nothing_overrides_any_more_is_as_good_as_what_nothing_ever_did() -> None:
    long, over = Found("a.one", 0, 9), Found("a.two", 8, 12)
    rules = policy({"b.one": 1}, a__two="a.one")
    assert outcome([long, over, Found("b.one", 11, 14), Found("b.two", 2, 4)], rules) == (
        ["a.one", "b.one"],
        [("a.two", "b.one", "priority"), ("b.two", "a.one", "longer")],
    )


def test_what_two_override_wins_once_both_have_lost_one_after_the_other() -> None:
    candidates = [Found("b.one", 0, 6), Found("a.two", 5, 11), Found("a.one", 10, 20)]
    candidates += [Found("ner.person", 12, 14), Found("a.two", 19, 25), Found("b.two", 24, 30)]
    assert outcome(candidates, policy({"b.one": 2, "b.two": 1}, a__two="a.one")) == (
        ["b.one", "a.one", "b.two"],
        [("a.two", "b.one", "priority"), ("a.two", "b.two", "priority"), ("ner.person", "a.one", "longer")],
    )


@pytest.mark.parametrize(("first", "second"), [((0, 4), (4, 8)), ((0, 4), (5, 8))])
def test_neighbours_do_not_overlap(first: tuple[int, int], second: tuple[int, int]) -> None:
    candidates = [Found("a.one", *second), Found("b.one", *first)]
    assert outcome(candidates, policy({"a.one": 5}, a__one="*")) == (["b.one", "a.one"], [])


def test_nothing_comes_of_nothing() -> None:
    assert resolve([], policy()) == ([], [])


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Found], Policy]:
    """Candidates and a policy; a rule finds a span once."""
    spans = st.tuples(st.sampled_from(RULES), st.integers(0, 20), st.integers(1, 6))
    candidates = [Found(rule, start, start + size) for rule, start, size in draw(st.sets(spans, max_size=14))]
    patterns = st.lists(st.sampled_from([*RULES, "a.*", "ner.*", "*.one", "*"]), max_size=2)
    return draw(st.permutations(candidates)), Policy(
        draw(st.dictionaries(st.sampled_from(RULES), st.integers(-1, 1))),
        draw(st.dictionaries(st.sampled_from(RULES), patterns)),
    )


def overlap(a: Found, b: Found) -> bool:
    return a.start < b.end and b.start < a.end


def overrides(rules: Policy, a: Found, b: Found) -> bool:
    def names(winner: Found, loser: Found) -> bool:
        return any(fnmatchcase(loser.rule, p) for p in rules.overrides.get(winner.rule, ()))

    return names(a, b) and not names(b, a)


def rank(rules: Policy, found: Found) -> tuple[int, int, int, str]:
    """The rungs below `overrides`, best first."""
    return (
        -rules.priority.get(found.rule, 0),
        found.start - found.end,
        found.start,
        found.rule,
    )


def slowly(candidates: Sequence[Found], rules: Policy) -> list[Found]:
    """The policy as its docstring says it, with no thought of speed."""
    left, winners = list(candidates), []
    while left:
        free = [c for c in left if not any(overlap(o, c) and overrides(rules, o, c) for o in left)]
        circles = [c for c in left if c not in free]
        best = min(free or circles, key=lambda c: rank(rules, c))
        winners.append(best)
        left = [c for c in left if not overlap(c, best)]
    return sorted(winners, key=lambda c: c.start)


@settings(max_examples=500)
@given(problems())
def test_the_winners_are_those_of_the_policy_as_it_is_written(problem: tuple[list[Found], Policy]) -> None:
    candidates, rules = problem
    assert resolve(candidates, rules)[0] == slowly(candidates, rules)


@given(problems())
def test_winners_never_overlap_and_everything_else_lost_to_one_it_overlaps(
    problem: tuple[list[Found], Policy],
) -> None:
    candidates, rules = problem
    winners, losses = resolve(candidates, rules)
    assert all(a.end <= b.start for a, b in pairwise(winners))
    assert sorted([*winners, *(x.loser for x in losses)], key=repr) == sorted(candidates, key=repr)
    assert all(x.winner in winners and overlap(x.winner, x.loser) for x in losses)


@given(problems())
def test_the_reason_of_a_loss_is_the_first_rung_that_tells_the_two_apart(
    problem: tuple[list[Found], Policy],
) -> None:
    candidates, rules = problem
    for loss in resolve(candidates, rules)[1]:
        won, lost = rank(rules, loss.winner), rank(rules, loss.loser)
        names = ["priority", "longer", "earlier", "rule id"]
        told = [name for name, ours, theirs in zip(names, won, lost, strict=True) if ours != theirs]
        assert loss.reason == ("overrides" if overrides(rules, loss.winner, loss.loser) else told[0])


@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(
    problem: tuple[list[Found], Policy], random: Random
) -> None:
    candidates, rules = problem
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert resolve(shuffled, rules) == resolve(candidates, rules)


def test_a_sentence_full_of_overlapping_matches_is_settled_at_once() -> None:
    chain = [Found(rule, 2 * i, 2 * i + 3) for i in range(400) for rule in ("a.one", "b.one")]
    rules = policy(a__one="b.one", b__one="ner.*")
    assert len(resolve(chain, rules)[0]) == 200
    # Milliseconds; it took a minute when who overrides whom was asked again for every winner.
    assert seconds(lambda: resolve(chain, rules)) < 2
