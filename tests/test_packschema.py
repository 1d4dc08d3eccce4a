"""The schema says of a pack what the loader says, as far as a schema can."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from annotators import (
    cuefile,
    cueschema,
    listfile,
    packschema,
    policyfile,
    rule,
    rulefile,
    testfile,
    testschema,
    wordlist,
)
from annotators.problem import RuleFileError
from annotators.rulefile import load_pack
from annotators.shipped import SHIPPED, rules_directory
from annotators.skeleton import skeleton

HEAD = "format: 1\npack: p\nversion: 1.0.0\n"
CUE = HEAD + "cues:\n- id: c\n  category: denied\n  match: no\n"
SHIELD = CUE.replace("denied", "shield")
RULE = HEAD + "lists: {l: {words: [a]}}\nrules:\n- id: r\n  annotate: unit\n  match: '{l} x'\n"
VALIDATOR = Draft202012Validator(packschema.pack_schema())
MODELINE = f"# yaml-language-server: $schema={packschema.FILE}\n"


def accepts(text: str) -> bool:
    """Whether an editor, which reads YAML 1.2, has nothing to say."""
    return bool(VALIDATOR.is_valid(YAML(typ="safe", pure=True).load(text)))


def loads(folder: Path, text: str) -> bool:
    file = folder / "p.yaml"
    file.write_text(text)
    try:
        load_pack(file)
    except RuleFileError:
        return False
    return True


def test_it_is_a_schema_of_its_draft() -> None:
    Draft202012Validator.check_schema(packschema.pack_schema())


def test_the_file_beside_the_shipped_packs_is_what_the_code_makes() -> None:
    file = rules_directory() / packschema.FILE
    assert file.read_text(encoding="utf-8") == packschema.to_text()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_names_the_schema_and_is_valid(name: str) -> None:
    text = (rules_directory() / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.startswith(MODELINE)
    problems = [
        f"{error.json_path}: {error.message}"
        for error in VALIDATOR.iter_errors(YAML(typ="safe", pure=True).load(text))
    ]
    assert problems == []


def test_a_new_pack_names_the_schema_and_is_valid() -> None:
    assert skeleton("mine").startswith(MODELINE)
    assert accepts(skeleton("mine"))


def keys(schema: object) -> list[str]:
    """Every key and enumerated value that a schema names, at any depth."""
    if isinstance(schema, list):
        return [key for each in schema for key in keys(each)]
    if not isinstance(schema, dict):
        return []
    found = list(schema.get("properties", {})) + [str(value) for value in schema.get("enum", [])]
    return found + [key for value in schema.values() for key in keys(value)]


@pytest.mark.parametrize(
    ("names", "table"),
    [
        (rulefile.PACK_KEYS, packschema.PACK_TABLE),
        (rulefile.RULE_KEYS, packschema.RULE_TABLE),
        (listfile.LIST_KEYS, packschema.LIST_TABLE),
        (testfile.TEST_KEYS, testschema.TEST_TABLE),
        (testfile.TEST_KINDS, testschema.KIND_TABLE),
        (rulefile.LIST_CONDITIONS, packschema.CONDITION_TABLE),
        (rule.BUILTIN_LISTS, packschema.BUILTIN_TABLE),
        (cuefile.CUE_KEYS, cueschema.CUE_TABLE),
        (policyfile.POLICY_KEYS, packschema.POLICY_TABLE),
    ],
    ids=["pack", "rule", "list", "test", "tests", "where", "builtins", "cue", "policy"],
)
def test_every_key_of_the_loader_has_a_row_in_the_table_and_no_other(
    names: tuple[str, ...], table: Any
) -> None:
    assert sorted(table) == sorted(names)


@pytest.mark.parametrize(
    "values",
    [rule.LAYERS, rule.CONSTRAINTS, wordlist.FOLDS, rule.CATEGORIES, rule.DIRECTIONS, rule.TARGETS],
    ids=lambda v: v[0],
)
def test_every_value_of_the_loader_is_in_the_schema(values: tuple[str, ...]) -> None:
    assert set(values) <= set(keys(packschema.pack_schema()))


def test_every_key_is_explained() -> None:
    def check(schema: object) -> None:
        for each in schema if isinstance(schema, list) else []:
            check(each)
        if isinstance(schema, dict):
            for key, value in schema.get("properties", {}).items():
                assert value.get("title"), key
                assert value.get("description", "").endswith("."), key
            for name, value in schema.items():
                if name != "if":  # it asks, and shows nothing
                    check(value)

    check(json.loads(packschema.to_text()))


GOOD = {
    "least": HEAD,
    "format in quotes": HEAD.replace("1\n", "'1'\n", 1),
    "version is a number": HEAD.replace("1.0.0", "2"),
    "scalars that YAML takes for no strings": RULE
    + "  set: {number: 4, general: true, share: 1.5, none: null}\n",
    "words that YAML takes for no strings": HEAD + "lists: {l: {words: [93, true, 1.5], plural: false}}\n",
    "a word alone": HEAD + "lists: {l: {words: one}}\n",
    "no fold": HEAD + "lists: {l: {words: [one], fold: []}}\n",
    "several patterns": RULE.replace("'{l} x'", "['{l} x', 93]"),
    "conditions": RULE + "  where: {l: capitalized, match: [plural, {in: l}, {not: [l]}]}\n",
    "priority": RULE + "  priority: -3\n",
    "priority in quotes": RULE + "  priority: '-3'\n",
    "truth in quotes": RULE + "  everywhere: 'true'\n",
    "everything else of a rule": RULE
    + "  description: d\n  case: exact\n  unless: ['a {match}']\n  span: [l]\n  everywhere: true\n"
    + "  overrides: ner.*\n",
    "tests": RULE
    + "  tests:\n    hit: ['[[a x]]', {text: '[[a x]]', set: {number: 4}, entities: {person: [B]}}]\n"
    + "    miss: [93, {text: b}]\n    todo: ['[[a\n\n      x]]']\n",
    "a macro": HEAD + "macros: {m: 93}\n",
    "no rule": HEAD + "rules: []\nimports: []\n",
    "ends": RULE + "  where: {l: {ends: [l]}}\n",
    "a cue": CUE
    + "  direction: both\n  reach: 4\n  layers: [count]\n  stop: [but]\n  tests: {hit: ['[[1 x]]']}\n",
    "reach in quotes": CUE + "  reach: '4'\n  layers: count\n",
    "a shield": SHIELD + "  description: d\n",
    "terminators": HEAD + "terminators: [but, 93]\n",
    "builtins": HEAD + "lists: {l: {words: [a]}}\nbuiltins: {breaks: l, currencies: [l]}\n",
}

BROKEN = {
    "no mapping": "- format\n",
    "no format": HEAD.replace("format: 1\n", ""),
    "no pack": HEAD.replace("pack: p\n", ""),
    "no version": HEAD.replace("version: 1.0.0\n", ""),
    "another format": HEAD.replace("1", "2", 1),
    "a bad name": HEAD.replace("pack: p", "pack: P_1"),
    "an empty version": HEAD.replace("1.0.0", "''"),
    "unknown key": HEAD + "rulz: []\n",
    "unknown key of a rule": RULE + "  priorty: 3\n",
    "unknown key of a list": HEAD + "lists: {l: {word: [a], words: [a]}}\n",
    "unknown key of a test": RULE + "  tests: {hit: [{text: '[[a x]]', sets: {}}]}\n",
    "unknown kind of test": RULE + "  tests: {hits: ['[[a x]]']}\n",
    "unknown label": RULE + "  tests: {miss: [{text: a, entities: {people: [a]}}]}\n",
    "unknown layer": RULE.replace("unit", "units"),
    "unknown constraint": RULE + "  where: {l: capital}\n",
    "unknown condition": RULE + "  where: {l: {into: l}}\n",
    "unknown fold": HEAD + "lists: {l: {words: [a], fold: [cases]}}\n",
    "unknown builtin": HEAD + "lists: {l: {words: [a]}}\nbuiltins: {break: l}\n",
    "unknown case": RULE + "  case: lower\n",
    "unknown truth": RULE + "  everywhere: 'yes'\n",
    "plural is no truth": HEAD + "lists: {l: {words: [a], plural: 2}}\n",
    "rule without id": RULE.replace("id: r\n  annotate", "annotate"),
    "rule without layer": RULE.replace("  annotate: unit\n", ""),
    "rule without match": RULE.replace("  match: '{l} x'\n", ""),
    "match without a pattern": RULE.replace("'{l} x'", "[]"),
    "an empty pattern": RULE.replace("'{l} x'", "''"),
    "a pattern that is none": RULE.replace("'{l} x'", "{l: x}"),
    "rules is no list": HEAD + "rules: {a: b}\n",
    "lists is no mapping": HEAD + "lists: [a]\n",
    "list with words and file": HEAD + "lists: {l: {words: [a], file: b.txt}}\n",
    "list with neither": HEAD + "lists: {l: {plural: true}}\n",
    "list without a word": HEAD + "lists: {l: {words: []}}\n",
    "list with an empty word": HEAD + "lists: {l: {words: [a, '']}}\n",
    "unless without match": RULE + "  unless: ['a x']\n",
    "priority is no whole number": RULE + "  priority: 1.5\n",
    "priority is a word": RULE + "  priority: high\n",
    "priority is too large": RULE + "  priority: 1000000\n",
    "set holds a list": RULE + "  set: {number: [4]}\n",
    "hit without a mark": RULE + "  tests: {hit: [a x]}\n",
    "miss with a mark": RULE + "  tests: {miss: ['[[a x]]']}\n",
    "todo without a mark": RULE + "  tests: {todo: [{text: a x}]}\n",
    "hit is no list": RULE + "  tests: {hit: '[[a x]]'}\n",
    "test without a text": RULE + "  tests: {hit: [{set: {number: 4}}]}\n",
    "unknown category": CUE.replace("denied", "deny"),
    "unknown direction": CUE + "  direction: left\n",
    "unknown target": CUE + "  layers: [unit]\n",
    "unknown key of a cue": CUE + "  reaches: 4\n",
    "cue without a category": CUE.replace("  category: denied\n", ""),
    "cue without a pattern": CUE.replace("match: no", "match: []"),
    "reach is too large": CUE + "  reach: 1000\n",
    "reach of a shield": SHIELD + "  reach: 4\n",
    "stop without a pattern": CUE + "  stop: []\n",
    "terminators without a pattern": HEAD + "terminators: []\n",
    "unknown key of a policy": HEAD + "policies: {a: {files: a.csv}}\n",
    "policy without a file": HEAD + "policies: {a: {}}\n",
    "a test in a list": RULE + "  tests: {miss: [[a]]}\n",
}


@pytest.mark.parametrize("pack", GOOD.values(), ids=GOOD)
def test_schema_and_loader_accept(pack: str, tmp_path: Path) -> None:
    assert (accepts(pack), loads(tmp_path, pack)) == (True, True)


@pytest.mark.parametrize("pack", BROKEN.values(), ids=BROKEN)
def test_schema_and_loader_refuse(pack: str, tmp_path: Path) -> None:
    assert (accepts(pack), loads(tmp_path, pack)) == (False, False)
