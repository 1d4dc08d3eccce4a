"""The key `tests` of rules and cues of a pack."""

from __future__ import annotations

import re
from typing import Any

import yaml

from annotators.packreader import PackReader
from annotators.rule import RuleTest

TEST_KEYS = ("text", "set", "entities")
TEST_KINDS = ("hit", "miss", "todo")
ENTITY_LABELS = ("person", "place", "organization")
_MARKED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


def read_tests(reader: PackReader, node: Any, rule: str) -> list[RuleTest]:
    tests: list[RuleTest] = []
    for kind, (_, value) in reader.mapping(node, f"tests of rule '{rule}'", TEST_KINDS).items():
        if not isinstance(value, yaml.SequenceNode):
            reader.problem(reader.at(value), "type", f"{kind} must be a list")
            continue
        for item in value.value:
            attributes: dict[str, str] = {}
            entities: dict[str, tuple[str, ...]] = {}
            text_node = item
            if isinstance(item, yaml.MappingNode):
                keys = reader.mapping(item, f"a test of rule '{rule}'", TEST_KEYS)
                if "text" not in keys:
                    reader.problem(reader.at(item), "missing-key", "a test needs the key 'text'")
                    continue
                text_node = keys["text"][1]
                if "set" in keys:
                    for key, (_, wanted) in reader.mapping(keys["set"][1], "set", None).items():
                        attributes[key] = reader.string(wanted, f"'{key}' of set") or ""
                if "entities" in keys:
                    named = reader.mapping(keys["entities"][1], "entities", ENTITY_LABELS)
                    for key, (_, names) in named.items():
                        entities[key] = tuple(v for v, _ in reader.strings(names, key))
            marked = reader.string(text_node, "a test")
            if marked is None:
                continue
            text, spans = unmark(marked)
            if (kind == "miss") == bool(spans):
                message = (
                    "a miss holds no [[ ]] mark" if spans else f"a {kind} marks what is found with [[ and ]]"
                )
                reader.problem(reader.at(text_node), "test", message)
                continue
            tests.append(RuleTest(kind, text, spans, attributes, entities, reader.at(text_node)))
    return tests


def unmark(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """`a [[b]] c` -> (`a b c`, ((2, 3),))."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    size = position = 0
    for found in _MARKED.finditer(marked):
        pieces += [marked[position : found.start()], found.group(1)]
        size += found.start() - position
        spans.append((size, size + len(found.group(1))))
        size = spans[-1][1]
        position = found.end()
    pieces.append(marked[position:])
    return "".join(pieces), tuple(spans)
