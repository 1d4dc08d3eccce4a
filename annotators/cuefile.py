"""The keys `cues` and `terminators` of a rule pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import yaml

from annotators.packreader import Keys, PackReader
from annotators.pattern import Group
from annotators.rule import CATEGORIES, DIRECTIONS, SHIELD, TARGETS, Cue, Rule, RuleTest, Written

CUE_KEYS = tuple("id description category match direction reach layers stop tests".split())
REACH = re.compile(r"[0-9]{1,3}\Z")
NO_RULE = "cue"  # the layer of what is a rule to the compiler alone

ReadTests = Callable[[PackReader, Any, str], list[RuleTest]]


def read_cues(reader: PackReader, node: Any, pack: str, read_tests: ReadTests) -> tuple[Cue, ...]:
    """The cues of a pack, in its order."""
    if not isinstance(node, yaml.SequenceNode):
        reader.problem(reader.at(node), "type", "cues must be a list")
        return ()
    cues: dict[str, Cue] = {}
    for item in node.value:
        cue = _read_cue(reader, item, pack, read_tests)
        if cue is None:
            continue
        if cue.rule.id in cues:
            reader.problem(cue.rule.at, "duplicate-id", f"cue '{cue.rule.id}' is defined twice")
        cues[cue.rule.id] = cue
    return tuple(cues.values())


def read_terminators(reader: PackReader, node: Any, pack: str) -> Rule | None:
    """The terminators of a pack: patterns that end the scope of every cue."""
    return _patterns_as_rule(reader, node, f"{pack}.terminators", "terminators")


def _read_cue(reader: PackReader, node: Any, pack: str, read_tests: ReadTests) -> Cue | None:
    before = len(reader.problems)
    keys = reader.mapping(node, "a cue", CUE_KEYS)
    if len(reader.problems) > before and not keys:
        return None
    missing = [key for key in ("id", "category", "match") if key not in keys]
    for key in missing:
        reader.problem(reader.at(node), "missing-key", f"a cue needs the key '{key}'")
    name = reader.string(keys["id"][1], "id") if "id" in keys else None
    if name is not None:
        reader.name(keys["id"][1], "id", name)
    category = (
        reader.choice(keys["category"][1], "category", (*CATEGORIES, SHIELD)) if "category" in keys else None
    )
    direction = (
        reader.choice(keys["direction"][1], "direction", DIRECTIONS) if "direction" in keys else "forward"
    )
    if category == SHIELD:
        for key in ("direction", "reach", "layers", "stop"):
            if key in keys:
                message = f"a shield has no scope, so '{key}' says nothing of it"
                reader.problem(reader.at(keys[key][0]), "unknown-key", message)
    reach = _read_reach(reader, keys)
    layers: tuple[str, ...] = TARGETS
    if "layers" in keys:
        named = [
            reader.choice(item, "layer", TARGETS) for _, item in reader.strings(keys["layers"][1], "layers")
        ]
        layers = tuple(layer for layer in named if layer is not None)
    identifier = f"{pack}.{name}"
    rule = None
    if "match" in keys and "id" in keys:
        description = reader.string(keys["description"][1], "description") if "description" in keys else ""
        tests = read_tests(reader, keys["tests"][1], str(name)) if "tests" in keys else []
        rule = _patterns_as_rule(
            reader, keys["match"][1], identifier, f"cue '{name}'", keys["id"][1], description or "", tests
        )
    stop = None
    if "stop" in keys:
        stop = _patterns_as_rule(reader, keys["stop"][1], identifier, f"stop of cue '{name}'")
    if rule is None or category is None or direction is None or len(reader.problems) > before:
        return None
    return Cue(rule, category, direction, reach, layers, stop)


def _read_reach(reader: PackReader, keys: Keys) -> int | None:
    if "reach" not in keys:
        return None
    text = reader.string(keys["reach"][1], "reach")
    if text is not None and not REACH.match(text):
        reader.problem(reader.at(keys["reach"][1]), "type", "reach must be a number of words, 0 to 999")
        return None
    return int(text) if text is not None else None


def _patterns_as_rule(
    reader: PackReader,
    node: Any,
    identifier: str,
    what: str,
    at: Any = None,
    description: str = "",
    tests: Sequence[RuleTest] = (),
) -> Rule | None:
    """The patterns under `node` in the form that the compiler of rules takes."""
    patterns: list[Group] = []
    written: list[Written] = []
    for _, item in reader.strings(node, what):
        pattern = reader.pattern(item, what)
        if pattern is not None:
            patterns.append(pattern)
            written.append(reader.written(item))
    if isinstance(node, yaml.SequenceNode) and not node.value:
        reader.problem(reader.at(node), "type", f"{what} must hold a pattern")
    if not patterns:
        return None
    return Rule(
        id=identifier,
        layer=NO_RULE,
        patterns=tuple(patterns),
        exact_case=False,
        constraints=(),
        unless=(),
        attributes={},
        span=(),
        everywhere=False,
        overrides=(),
        priority=0,
        description=description,
        tests=tuple(tests),
        at=reader.at(at if at is not None else node),
        written=tuple(written),
        places={},
    )
