"""Rule packs: YAML files -> checked packs. The schema is closed; all faults are collected, then raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from annotators.cuefile import read_cues, read_terminators
from annotators.listfile import read_lists
from annotators.packreader import Keys, PackReader
from annotators.pattern import Group
from annotators.policyfile import read_policies
from annotators.problem import Position, RuleFileError, has_errors
from annotators.rule import BUILTIN_LISTS, CONSTRAINTS, LAYERS, Constraint, Pack, Rule, Written
from annotators.testfile import read_tests

FORMAT = "1"
# In the order in which a pack and a rule are usually written.
PACK_KEYS = (
    *("format", "pack", "version", "language", "description", "imports"),
    *("lists", "macros", "builtins", "policies", "terminators", "cues", "rules"),
)
RULE_KEYS = tuple(
    "id description annotate match case where unless set span everywhere overrides priority tests".split()
)
CASES = ("exact", "any")
LIST_CONDITIONS = ("in", "not", "ends")  # of `where`, beside `rule.CONSTRAINTS`
PRIORITY = re.compile(r"-?[0-9]{1,6}\Z")
# The name of a pack that is no YAML.
_PACK_LINE = re.compile(r"pack: *['\"]?([a-z][a-z0-9-]*)['\"]? *(?:#.*)?\Z")
_EVERYTHING = frozenset({"lists", "macros", "rules"})


def load_pack(path: Path) -> Pack:
    """Read and check one pack; what it refers to in other packs is checked by `annotators.linker`.

    :raises RuleFileError: with every fault of the file and its lists.
    """
    pack = read_pack(path)
    if has_errors(pack.problems):
        raise RuleFileError(pack.problems)
    return pack


def read_pack(path: Path) -> Pack:
    """One pack as far as it can be read, its faults among its `problems`."""
    reader = PackReader(path)
    root = reader.root()
    if root is None and not reader.problems:
        reader.problem(Position(str(path), 1, 1), "empty", "the file holds no rule pack")
    if not isinstance(root, yaml.MappingNode):
        if root is not None:
            reader.mapping(root, "a rule pack", PACK_KEYS)
        return _unread(reader, None)
    return _read_pack(reader, root)


def _unread(reader: PackReader, name: str | None) -> Pack:
    """A pack of which nothing but its name can be told, and perhaps not even that."""
    found = (_PACK_LINE.match(line) for line in reader.lines)
    name = name or next((line.group(1) for line in found if line), "")
    return Pack(
        name,
        version="",
        path=str(reader.path),
        digest=reader.hash.hexdigest(),
        imports=(),
        lists={},
        macros={},
        builtins={},
        rules=(),
        written={},
        places={},
        problems=tuple(reader.problems),
        unread=_EVERYTHING,
        lines=reader.lines,
    )


def _read_pack(reader: PackReader, root: Any) -> Pack:
    keys = reader.mapping(root, "a rule pack", PACK_KEYS)
    if "format" in keys and not _is_known_format(reader, keys["format"][1]):
        # What the other keys mean is not known either.
        node = keys["pack"][1] if "pack" in keys else None
        return _unread(reader, node.value if isinstance(node, yaml.ScalarNode) else None)
    for required in ("format", "pack", "version"):
        if required not in keys and required not in keys.mistaken:
            reader.problem(reader.at(root), "missing-key", f"a rule pack needs the key '{required}'")
    unread = set(keys.mistaken & _EVERYTHING)
    unread |= {key for key in ("lists", "macros") if key in keys and not _is_mapping(keys[key][1])}
    name = _name(reader, keys, "pack") or ""
    called = name or reader.path.stem  # in messages
    version = reader.string(keys["version"][1], "version") if "version" in keys else None
    if version == "":
        reader.problem(reader.at(keys["version"][1]), "type", "version must not be empty")
    for key in ("language", "description"):
        if key in keys:
            reader.string(keys[key][1], key)
    places: dict[tuple[str, str], Position] = {}
    if name:
        places["pack", name] = reader.at(keys["pack"][1])
    imports = reader.strings_at(keys, "imports", places)
    lists = read_lists(reader, keys["lists"][1], called, places) if "lists" in keys else {}
    macros: dict[str, Group] = {}
    written: dict[str, Written] = {}
    if "macros" in keys:
        for key, (key_node, node) in reader.mapping(keys["macros"][1], "macros", None).items():
            places["macros", key] = reader.at(key_node)
            macro = reader.pattern(node, f"macro '{key}'")
            if macro is not None:
                macros[key] = macro
                written[key] = reader.written(node)
    builtins: dict[str, tuple[str, ...]] = {}
    if "builtins" in keys:
        for key, (_, node) in reader.mapping(keys["builtins"][1], "builtins", BUILTIN_LISTS).items():
            named = [_listed(reader, item, places, unread) for _, item in reader.strings(node, key)]
            builtins[key] = tuple(name for name in named if name is not None)
    policies = read_policies(reader, keys["policies"][1], places) if "policies" in keys else {}
    terminators = None
    if "terminators" in keys:
        terminators = read_terminators(reader, keys["terminators"][1], called)
    cues = read_cues(reader, keys["cues"][1], called, read_tests) if "cues" in keys else ()
    rules: list[Rule] = []
    if "rules" in keys:
        node = keys["rules"][1]
        if not isinstance(node, yaml.SequenceNode):
            reader.problem(reader.at(node), "type", "rules must be a list")
            unread.add("rules")
        else:
            seen: dict[str, int] = {}
            for number, item in enumerate(node.value, 1):
                rule, is_named = _read_rule(reader, item, called, number)
                if not is_named:
                    unread.add("rules")
                if rule is None:
                    continue
                if rule.id in seen:
                    message = f"rule '{rule.id}' is defined twice, first in line {seen[rule.id]}"
                    reader.problem(rule.at, "duplicate-id", message)
                elif is_named:
                    seen[rule.id] = rule.at.line
                rules.append(rule)
    return Pack(
        name,
        version or "",
        str(reader.path),
        reader.hash.hexdigest(),
        tuple(imports),
        lists,
        macros,
        builtins,
        tuple(rules),
        written,
        places,
        tuple(reader.problems),
        frozenset(unread),
        reader.lines,
        policies,
        cues,
        tuple(reader.files),
        terminators,
    )


def _is_mapping(node: Any) -> bool:
    return isinstance(node, yaml.MappingNode)


def _is_known_format(reader: PackReader, node: Any) -> bool:
    version = reader.string(node, "format")
    if version == FORMAT or version is None:
        return version is not None
    if version.isdecimal() and int(version) > int(FORMAT):
        message = f"format {version} is newer than this glossator, which reads {FORMAT}; upgrade glossator"
    else:
        message = f"unknown format '{version}'; write 'format: {FORMAT}'"
    reader.problem(reader.at(node), "format", message)
    return False


def _listed(
    reader: PackReader, node: Any, places: Mapping[tuple[str, str], Position], unread: set[str]
) -> str | None:
    """The list of this pack that a node names."""
    declared = tuple(name for key, name in places if key == "lists")
    if "lists" in unread and node.value not in declared:
        return None
    return reader.choice(node, "list", declared)


def _name(reader: PackReader, keys: Keys, key: str) -> str | None:
    if key not in keys:
        return None
    node = keys[key][1]
    value = reader.string(node, key)
    return value if value is not None and reader.name(node, key, value) else None


def _read_rule(reader: PackReader, node: Any, pack: str, number: int) -> tuple[Rule | None, bool]:
    """The rule as far as it can be read (None: not at all), and whether its id can. A rule without one is
    called by its number in the pack."""
    before = len(reader.problems)
    keys = reader.mapping(node, "a rule", RULE_KEYS)
    if len(reader.problems) > before and not keys:
        return None, False
    for key in ("id", "annotate", "match"):
        if key not in keys and key not in keys.mistaken:
            reader.problem(reader.at(node), "missing-key", f"a rule needs the key '{key}'")
    name = _name(reader, keys, "id")
    called = name or f"#{number}"
    layer = reader.choice(keys["annotate"][1], "layer", LAYERS) if "annotate" in keys else None
    patterns: list[Group] = []
    written: list[Written] = []
    is_whole = "match" in keys
    if "match" in keys:
        items = reader.strings(keys["match"][1], "match")
        if not items and isinstance(keys["match"][1], yaml.SequenceNode) and not keys["match"][1].value:
            reader.problem(reader.at(keys["match"][1]), "type", "match must hold a pattern")
        for _, item in items:
            pattern = reader.pattern(item, f"rule '{called}'")
            if pattern is not None:
                patterns.append(pattern)
                written.append(reader.written(item))
        wanted = keys["match"][1].value if isinstance(keys["match"][1], yaml.SequenceNode) else [None]
        is_whole = len(patterns) == len(wanted)
    unless = []
    if "unless" in keys:
        for source, item in reader.strings(keys["unless"][1], "unless"):
            veto = reader.pattern(item, f"unless of rule '{called}'")
            if veto is not None and "{match}" not in source:
                message = (
                    f"unless of rule '{called}' does not say where the match stands; write {{match}} in it"
                )
                reader.problem(reader.at(item), "unless", message)
            elif veto is not None:
                unless.append(veto)
                written.append(reader.written(item))
    priority = 0
    if "priority" in keys:
        text = reader.string(keys["priority"][1], "priority")
        if text is not None and PRIORITY.match(text):
            priority = int(text)
        elif text is not None:
            message = "priority must be a whole number from -999999 to 999999"
            reader.problem(reader.at(keys["priority"][1]), "type", message)
    exact = "case" in keys and reader.choice(keys["case"][1], "case", CASES) == "exact"
    places: dict[tuple[str, str], Position] = {}
    span = reader.strings_at(keys, "span", places)
    everywhere = "everywhere" in keys and (
        reader.choice(keys["everywhere"][1], "everywhere", ("true", "false")) == "true"
    )
    overrides = reader.strings_at(keys, "overrides", places)
    attributes: dict[str, str] = {}
    if "set" in keys:
        for key, (_, value) in reader.mapping(keys["set"][1], "set", None).items():
            attributes[key] = reader.string(value, f"'{key}' of set") or ""
            places["set", key] = reader.at(value)
    constraints = _read_constraints(reader, keys["where"][1], places) if "where" in keys else []
    tests = read_tests(reader, keys["tests"][1], called) if "tests" in keys else []
    description = (
        (reader.string(keys["description"][1], "description") or "") if "description" in keys else ""
    )
    rule = Rule(
        f"{pack}.{called}",
        layer or "",
        tuple(patterns),
        exact,
        tuple(constraints),
        tuple(unless),
        attributes,
        tuple(span),
        everywhere,
        tuple(overrides),
        priority,
        description,
        tuple(tests),
        reader.at(keys["id"][1] if "id" in keys else node),
        tuple(written),
        places,
        is_whole,
    )
    return rule, name is not None


def _read_constraints(
    reader: PackReader, node: Any, places: dict[tuple[str, str], Position]
) -> list[Constraint]:
    found: list[Constraint] = []
    for capture, (key_node, value) in reader.mapping(node, "where", None).items():
        places["where", capture] = reader.at(key_node)
        for item in value.value if isinstance(value, yaml.SequenceNode) else [value]:
            if isinstance(item, yaml.MappingNode):
                for kind, (_, lists) in reader.mapping(
                    item, f"where of '{capture}'", LIST_CONDITIONS
                ).items():
                    named = reader.strings(lists, kind)
                    for name, name_node in named:
                        places.setdefault(("where list", name), reader.at(name_node))
                    found.append(Constraint(capture, kind, tuple(name for name, _ in named)))
                continue
            condition = reader.choice(item, "constraint", CONSTRAINTS)
            if condition is not None:
                found.append(Constraint(capture, condition))
    return found
