"""In which order the rules run."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence, Set

from annotators.compiler import CompiledRule

GLOB = re.compile(r"[*?\[]")
NER_LAYERS = ("person", "place", "unit")  # labels of the tagger that are mentions of a layer by themselves
NER_RULES = (*(f"ner.{layer}" for layer in NER_LAYERS), "ner.organization")
_LAYER_OF = {name: name for name in ("person", "place", "unit", "crossing", "count")}


class CircleError(ValueError):
    """Layers that need each other's results; `rule` is the first rule of one of them."""

    def __init__(self, layers: Sequence[str], rule: CompiledRule) -> None:
        super().__init__(f"rules of these layers need each other's results in a circle: {', '.join(layers)}")
        self.rule = rule


def matches_any(patterns: Set[str], names: Set[str]) -> bool:
    """Whether one of the globs `patterns` matches one of `names`; most globs are plain names."""
    if patterns & names:
        return True
    globs = [fnmatch.translate(p) for p in sorted(patterns) if GLOB.search(p)]
    regex = re.compile("|".join(globs))
    return bool(globs) and any(regex.match(name) for name in names)


def arrange(rules: Sequence[CompiledRule]) -> tuple[tuple[str, tuple[CompiledRule, ...]], ...]:
    """Layers in the order of what their rules refer to; a rule about its own layer runs later.

    :raises CircleError: there is no such order.
    """
    needs: dict[tuple[str, int], set[str]] = {}
    staged: dict[tuple[str, int], list[CompiledRule]] = {}
    for compiled in rules:
        layer = compiled.rule.layer
        mentioned = {_LAYER_OF[m] for m in (*compiled.masks, *compiled.unless_masks) if m in _LAYER_OF}
        stage = (layer, 1 if layer in mentioned else 0)
        staged.setdefault(stage, []).append(compiled)
        needs.setdefault(stage, set()).update(mentioned - {layer})
    # A rule that overrides rules of another layer must have spoken before they are settled.
    overridden: dict[str, set[str]] = {}
    for compiled in rules:
        overridden.setdefault(compiled.rule.layer, set()).update(compiled.rule.overrides)
    for stage, stage_rules in staged.items():
        names = {c.rule.id for c in stage_rules}
        if stage[0] in NER_LAYERS:
            names.add(f"ner.{stage[0]}")
        for layer, patterns in overridden.items():
            if layer != stage[0] and matches_any(patterns, names):
                needs[stage].add(layer)
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
            raise CircleError(sorted(unfinished), staged[waiting[0]][0])
        order += ready
        waiting = [stage for stage in waiting if stage not in ready]
    return tuple((layer, tuple(staged[layer, phase])) for layer, phase in order)
