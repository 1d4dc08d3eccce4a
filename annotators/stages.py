"""In which order the rules run."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from annotators.compiler import CompiledRule

NER_LAYERS = ("person", "place")  # labels of the tagger that are mentions of a layer by themselves
_LAYER_OF = {name: name for name in ("person", "place", "unit", "crossing", "count")}


class CircleError(ValueError):
    """Layers that need each other's results; `rule` is the first rule of one of them."""

    def __init__(self, layers: Sequence[str], rule: CompiledRule) -> None:
        super().__init__(f"rules of these layers need each other's results in a circle: {', '.join(layers)}")
        self.rule = rule


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
            raise CircleError(sorted(unfinished), staged[waiting[0]][0])
        order += ready
        waiting = [stage for stage in waiting if stage not in ready]
    return tuple((layer, tuple(staged[layer, phase])) for layer, phase in order)
