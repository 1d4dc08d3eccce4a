"""The moment at which one rule looks at an article: what all rules before it found, and nothing later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotators.article import Article
from annotators.compiler import CompiledRule
from annotators.document import Entity
from annotators.matcher import Match, Run, find
from annotators.ruleset import RuleSet
from annotators.stages import NER_LAYERS


def run_before(
    article: Article, rules: RuleSet, entities: Sequence[Entity], rule: str
) -> tuple[Run, CompiledRule]:
    """The run as the rule with the id `rule` sees it, and that rule, compiled.

    :raises KeyError: there is no such rule.
    """
    for number, (_, compiled_rules) in enumerate(rules.stages):
        for compiled in compiled_rules:
            if compiled.rule.id != rule:
                continue
            earlier = rules.stages[:number]
            found = dict(find(article, replace(rules, stages=earlier), entities).layers)
            # `find` settles what the tagger found at its end, and this rule stands before that.
            for layer in set(NER_LAYERS) - {layer for layer, _ in earlier}:
                found[layer] = tuple(
                    Match(layer, f"ner.{layer}", e.start, e.end, {}, {}) for e in entities if e.label == layer
                )
            run = Run(article, rules, entities)
            run.set_layers(found)
            return run, compiled
    raise KeyError(rule)
