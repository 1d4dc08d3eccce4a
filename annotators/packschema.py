"""The JSON Schema (draft 2020-12) of a rule pack, for editors: it checks and explains every key.

Made from what the loader reads packs with. It cannot say all that the loader says: whether a name is known,
whether a pattern can be read, what stands in a list's file. And an editor has values where the loader has
text: `1.0` is a number that equals 1, `True` is true, so both pass here and are refused by the loader.

To add a key: a row in the table of its mapping.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotators.listfile import LIST_KEYS
from annotators.rule import BUILTIN_LISTS, CONSTRAINTS, LAYERS
from annotators.rulefile import (
    CASES,
    ENTITY_LABELS,
    FORMAT,
    LIST_CONDITIONS,
    NAME,
    PACK_KEYS,
    PRIORITY,
    RULE_KEYS,
    TEST_KEYS,
    TEST_KINDS,
)
from annotators.wordlist import FOLDS

Schema = dict[str, Any]

FILE = "rule-pack.schema.json"  # as the first line of a pack names it, in the same folder


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a pack: what an editor shows beside it, and what may stand behind it."""

    title: str
    description: str
    schema: Schema


# The loader takes every scalar for a string: where a user may write 4 or true, an editor must not mind.
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
_WORD: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}


def _one_or_more(item: Schema, **limits: int) -> Schema:
    """An item or a list of items, without `anyOf` where that can be: of it an editor shows titles twice."""
    if "type" not in item:
        return {"anyOf": [item, {"type": "array", "items": item, **limits}]}
    types = item["type"] if isinstance(item["type"], list) else [item["type"]]
    return {**item, "type": [*types, "array"], "items": item, **limits}


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": "^" + pattern.removesuffix(r"\Z") + "$"}


def _boolean() -> Schema:
    return {"enum": [True, False, "true", "false"]}


def _named(title: str, description: str, schema: Schema) -> Schema:
    """A mapping whose keys the user chooses; title and description are those of each."""
    return {
        "type": "object",
        "additionalProperties": {"title": title, "description": description, **schema},
    }


def _mapping(keys: Sequence[str], table: Mapping[str, Key], *required: str) -> Schema:
    """A mapping that has the `keys` alone; each has a row in `table`."""
    properties = {
        key: {"title": row.title, "description": row.description, **row.schema}
        for key in keys
        for row in (table[key],)
    }
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": list(required)} if required else found


_MARKED = {"pattern": r"\[\[[\s\S]*?\]\]"}

_ENTITY_TABLE = {
    label: Key(label, f"The names that the model is taken to find as {label}.", _one_or_more(_WORD))
    for label in ENTITY_LABELS
}
TEST_TABLE = {
    "text": Key(
        "Text of the test", "In a hit or a todo, [[ and ]] stand around what the rule must annotate.", {}
    ),
    "set": Key(
        "Attributes that the record must have",
        "value, min, max, approximate, what, unit; name, kind, number, country; id, countries; role. "
        "An empty string: there must be none.",
        _named("Attribute", "The value that the record must have.", _SCALAR),
    ),
    "entities": Key(
        "What the model is taken to find",
        "Tests run without the model: name here what it would find in the text.",
        _mapping(ENTITY_LABELS, _ENTITY_TABLE),
    ),
}


def _tests(text: Schema) -> Schema:
    table = {**TEST_TABLE, "text": Key(TEST_TABLE["text"].title, TEST_TABLE["text"].description, text)}
    return {"type": "array", "items": {"anyOf": [text, _mapping(TEST_KEYS, table, "text")]}}


KIND_TABLE = {
    "hit": Key(
        "What the rule must find",
        "[[ ]] marks what this rule annotates in the text: these spans and no others.",
        _tests({"type": "string", **_MARKED}),
    ),
    "miss": Key(
        "Where the rule must find nothing",
        "Near misses are worth most: one for each `unless` and each `where`.",
        _tests({**_SCALAR, "not": {"type": "string", **_MARKED}}),
    ),
    "todo": Key(
        "Hits that do not pass yet",
        "You are told when one passes; then make it a hit.",
        _tests({"type": "string", **_MARKED}),
    ),
}

CONDITION_TABLE = {
    "in": Key("In a list", "The capture is an entry of one of these lists.", _one_or_more(_WORD)),
    "not": Key("In no list", "The capture is an entry of none of these lists.", _one_or_more(_WORD)),
}
_CONDITION: Schema = {
    "anyOf": [{"enum": list(CONSTRAINTS)}, _mapping(LIST_CONDITIONS, CONDITION_TABLE)],
}

RULE_TABLE = {
    "id": Key(
        "Id of the rule",
        "Lower-case letters, digits and hyphens, a letter first. Records name the rule as pack.id.",
        _text(NAME.pattern),
    ),
    "description": Key("Description", "A sentence for people: what the rule finds.", _SCALAR),
    "annotate": Key(
        "Layer",
        "unit, crossing, count and person go into the record; role into its person; place and other put "
        "nothing into it, they keep a name from being taken for a person.",
        {"enum": list(LAYERS)},
    ),
    "match": Key(
        "Pattern",
        "What the phrase looks like; or several patterns. Words stand for themselves; {list} is an entry of "
        "a list, {name:list} captures it as name; (a | b) is one or the other; ? * + repeat; {gap:4} is up "
        "to four words.",
        _one_or_more(_WORD, minItems=1),
    ),
    "case": Key(
        "Case of the words",
        "exact: the words of `match` and `unless` are meant in the case in which they are written; else any.",
        {"enum": list(CASES)},
    ),
    "where": Key(
        "Conditions on captures",
        f"Capture (or match, the whole annotation): {', '.join(CONSTRAINTS)}, {{in: [list]}} or "
        "{not: [list]}, or several of these. A capture that took no part holds.",
        _named("Capture", "A condition on what it took, or several.", _one_or_more(_CONDITION)),
    ),
    "unless": Key(
        "Patterns that forbid the match",
        "Looked for in the sentence around the annotation, for which {match} stands.",
        _one_or_more({"type": "string", "pattern": r"\{match\}"}),
    ),
    "set": Key(
        "Attributes",
        "A value, $capture for its text, or $capture.column for a column of its list entry.",
        _named("Attribute", "A value, $capture or $capture.column.", _SCALAR),
    ),
    "span": Key(
        "What is annotated",
        "A capture or several: the annotation reaches from the first to the last of them. Else: all.",
        _one_or_more(_WORD),
    ),
    "everywhere": Key(
        "Annotate every repetition",
        "true: what is found once is annotated wherever the article repeats it to the letter.",
        _boolean(),
    ),
    "overrides": Key(
        "Rules that lose to this one",
        "Ids of rules, * for any: units.named-group, units.*, ner.person, ner.*.",
        _one_or_more(_WORD),
    ),
    "priority": Key(
        "Priority",
        "A whole number; of two annotations that overlap the larger priority wins. Else 0.",
        {
            "anyOf": [
                {"type": "integer", "minimum": -999_999, "maximum": 999_999},
                _text(PRIORITY.pattern),
            ]
        },
    ),
    "tests": Key(
        "Tests",
        "Examples; `glossator rules test` runs them and wants a hit and a miss of every rule.",
        _mapping(TEST_KINDS, KIND_TABLE),
    ),
}

LIST_TABLE = {
    "words": Key("Entries", "The words or phrases themselves.", _one_or_more(_WORD, minItems=1)),
    "file": Key(
        "File with the entries",
        "A .txt file (an entry a line, # begins a comment line) or a .csv file with a header, or several. "
        "Relative to the pack.",
        _one_or_more(_WORD, minItems=1),
    ),
    "match": Key(
        "Columns with the names",
        "Of a CSV file: the columns that hold names, several to a cell with ; between. Else name.",
        _one_or_more(_WORD),
    ),
    "fold": Key(
        "Spellings that count as equal",
        f"Of {', '.join(FOLDS)}. Else case and diacritics; [] is nothing.",
        _one_or_more({"enum": list(FOLDS)}),
    ),
    "plural": Key("Plurals too", "true: also the regular plural of the last word.", _boolean()),
}

_BUILTIN_WORDS = {
    "breaks": "words that never stand inside a noun phrase: function words, verb forms",
    "not-plural": "words in s that are no plural noun",
    "plural-heads": "plurals that do not end in s: men, police",
    "singular-heads": "nouns that {noun} may end in",
    "currencies": "a CSV list with a column code (ISO 4217)",
}
BUILTIN_TABLE = {
    name: Key(name, f"The lists of this pack that hold {what}.", _one_or_more(_WORD))
    for name, what in _BUILTIN_WORDS.items()
}

PACK_TABLE = {
    "format": Key("Format", "The version of the language of rule packs.", {"enum": [int(FORMAT), FORMAT]}),
    "pack": Key(
        "Name of the pack",
        "Lower-case letters, digits and hyphens, a letter first. A pack with the name of a shipped one takes "
        "its place.",
        _text(NAME.pattern),
    ),
    "version": Key("Version", "Goes into every record, with a digest of the pack and its list files.", _WORD),
    "language": Key("Language", "For readers: en.", _SCALAR),
    "description": Key("Description", "For readers: what the pack finds.", _SCALAR),
    "imports": Key(
        "Imported packs",
        "Packs whose lists and macros this one may use: core.",
        _one_or_more(_WORD),
    ),
    "lists": Key(
        "Lists",
        "Name: words or a file. {name} in a pattern stands for any entry.",
        _named(
            "List",
            "Either `words` or `file`.",
            {
                **_mapping(LIST_KEYS, LIST_TABLE),
                "oneOf": [{"required": ["words"]}, {"required": ["file"]}],
            },
        ),
    ),
    "macros": Key(
        "Macros",
        "Name: pattern. {name} in another pattern then stands for it, and captures it.",
        _named("Macro", "A pattern, as in `match` of a rule.", _WORD),
    ),
    "builtins": Key(
        "Words of the built-in references",
        "Which lists of this pack tell noun phrases and sums of money; those of all packs add up.",
        _mapping(BUILTIN_LISTS, BUILTIN_TABLE),
    ),
    "rules": Key(
        "Rules",
        "Each says what a phrase looks like and what it means.",
        {"type": "array", "items": _mapping(RULE_KEYS, RULE_TABLE, "id", "annotate", "match")},
    ),
}


def pack_schema() -> Schema:
    """The schema of a rule pack.

    :raises KeyError: the loader knows a key that no table here has.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Glossator rule pack",
        "description": "Rules that find people, units, border crossings and counts in news articles.",
        **_mapping(PACK_KEYS, PACK_TABLE, "format", "pack", "version"),
    }


def to_text() -> str:
    """The schema as the file that editors read."""
    return json.dumps(pack_schema(), ensure_ascii=False, indent=2) + "\n"
