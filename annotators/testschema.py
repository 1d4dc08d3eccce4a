"""The schema of the tests of a rule or a cue."""

from __future__ import annotations

from annotators.schemaparts import SCALAR, WORD, Key, Schema, mapping, named, one_or_more
from annotators.testfile import ENTITY_LABELS, TEST_KEYS, TEST_KINDS

_MARKED = {"pattern": r"\[\[[\s\S]*?\]\]"}

_ENTITY_TABLE = {
    label: Key(label, f"The names that the model is taken to find as {label}.", one_or_more(WORD))
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
        named("Attribute", "The value that the record must have.", SCALAR),
    ),
    "entities": Key(
        "What the model is taken to find",
        "Tests run without the model: name here what it would find in the text.",
        mapping(ENTITY_LABELS, _ENTITY_TABLE),
    ),
}


def _tests(text: Schema) -> Schema:
    table = {**TEST_TABLE, "text": Key(TEST_TABLE["text"].title, TEST_TABLE["text"].description, text)}
    return {"type": "array", "items": {"anyOf": [text, mapping(TEST_KEYS, table, "text")]}}


KIND_TABLE = {
    "hit": Key(
        "What the rule must find",
        "[[ ]] marks what this rule annotates in the text: these spans and no others.",
        _tests({"type": "string", **_MARKED}),
    ),
    "miss": Key(
        "Where the rule must find nothing",
        "Near misses are worth most: one for each `unless` and each `where`.",
        _tests({**SCALAR, "not": {"type": "string", **_MARKED}}),
    ),
    "todo": Key(
        "Hits that do not pass yet",
        "You are told when one passes; then make it a hit.",
        _tests({"type": "string", **_MARKED}),
    ),
}

TESTS = Key(
    "Tests",
    "Examples; `glossator rules test` runs them and wants a hit and a miss of everything.",
    mapping(TEST_KINDS, KIND_TABLE),
)
