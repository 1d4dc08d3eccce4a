"""Rules x article -> matches, layer by layer, and the losers of every overlap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from annotators.article import Article
from annotators.compiledrule import CompiledRule
from annotators.document import Entity
from annotators.doubts import doubted
from annotators.match import Match
from annotators.overlaps import Loss, Policy, resolve
from annotators.ruleset import RuleSet
from annotators.run import MAX_MATCHES, Run, too_many
from annotators.stages import NER_LAYERS
from annotators.unit_heads import kind_of
from annotators.view import View
from annotators.wordlist import Entry


@dataclass(frozen=True, slots=True)
class Findings:
    """All matches of an article by layer, none overlapping within one, in text order, and who lost."""

    layers: Mapping[str, tuple[Match, ...]]
    losses: tuple[Loss[Match], ...]
    doubts: tuple[tuple[Match, str], ...]  # units that the article speaks against, each with the reason
    listed: Mapping[str, Mapping[int, tuple[int, Entry]]]  # long list -> start -> (end, entry)
    view: Callable[[tuple[str, ...]], View]  # the view of the article that shows these masks as one byte each


def find(
    article: Article,
    rules: RuleSet,
    entities: Sequence[Entity] = (),
    watch: Callable[[Run, CompiledRule], None] | None = None,
    make: Callable[[Article, RuleSet, Sequence[Entity]], Run] = Run,
) -> Findings:
    """Run every rule. `entities` are what the tagger found, sorted, none overlapping another of its label.

    `watch` is called before each rule, when the run shows what the rule will see. `make` makes that run.

    :raises ArticleError: `too-many` names and matches, above `run.MAX_MATCHES`.
    """
    run = make(article, rules, entities)
    total = len(entities)
    policy = rules.policy
    found: dict[str, list[Match]] = {}
    strong: dict[str, list[Match]] = {}  # what can override matches of other layers
    losses: list[Loss[Match]] = []
    doubts: list[tuple[Match, str]] = []
    for layer in NER_LAYERS:
        found[layer] = [_named(article, rules, entity) for entity in entities if entity.label == layer]
    run.set_layers(found)
    # What the tagger found of a layer without a rule of its own may still be overridden.
    bare = [layer for layer in NER_LAYERS if layer not in dict(rules.stages)]
    for layer, compiled_rules in (*rules.stages, *((layer, ()) for layer in bare)):
        candidates = list(found.get(layer, ()))
        for compiled in compiled_rules:
            if watch is not None:
                watch(run, compiled)
            matches = run.matches(compiled)
            candidates.extend(matches)
            if compiled.rule.everywhere:
                candidates.extend(run.repetitions(matches))
        total += len(candidates)
        if total > MAX_MATCHES:
            raise too_many()
        candidates, lost = _apart(candidates, strong, layer, policy)
        losses.extend(lost)
        found[layer], lost = resolve(candidates, policy)
        losses.extend(lost)
        if layer == "unit":  # before its second stage, which looks for abbreviations behind units
            doubts += (doubtful := doubted(article, rules, found[layer]))
            starts = {match.start for match, _ in doubtful}
            found[layer] = [match for match in found[layer] if match.start not in starts]
        strong[layer] = [match for match in found[layer] if match.rule in policy.overrides]
        run.set_layers(found)
    layers = {layer: tuple(matches) for layer, matches in found.items()}
    return Findings(layers, tuple(losses), tuple(doubts), run.hits, run.view)


def _named(article: Article, rules: RuleSet, entity: Entity) -> Match:
    """What the tagger found as a match of its label."""
    kind = kind_of(rules, article.text[entity.start : entity.end]) if entity.label == "unit" else None
    attributes = {"kind": kind} if kind is not None else {}
    return Match(entity.label, f"ner.{entity.label}", entity.start, entity.end, attributes, {})


def _apart(
    candidates: list[Match], strong: Mapping[str, Sequence[Match]], layer: str, policy: Policy
) -> tuple[list[Match], list[Loss[Match]]]:
    """Drop the candidates that lie within a match of another layer whose rule overrides theirs.

    The model tags `Golani` in `the Golani Brigade` as a person; the unit rule overrides `ner.person`.
    """
    over = [
        (matches, [match.start for match in matches])
        for other, matches in strong.items()
        if other != layer and matches
    ]
    if not over:
        return candidates, []
    kept: list[Match] = []
    losses: list[Loss[Match]] = []
    for candidate in candidates:
        # Matches of one layer do not overlap: only the last to begin before the candidate can cover it.
        winner = None
        for matches, begins in over:
            last = bisect_right(begins, candidate.start) - 1
            covers = last >= 0 and matches[last].end >= candidate.end
            if covers and winner is None and policy.beats(matches[last].rule, candidate.rule):
                winner = matches[last]
        if winner is None:
            kept.append(candidate)
        else:
            losses.append(Loss(candidate, winner, "overrides"))
    return kept, losses
