"""The schema of the assertion cues of a rule pack."""

from __future__ import annotations

from annotators.cuefile import CUE_KEYS, REACH
from annotators.packreader import NAME
from annotators.rule import CATEGORIES, DIRECTIONS, SHIELD, TARGETS
from annotators.schemaparts import SCALAR, WORD, Key, Schema, mapping, one_or_more, text
from annotators.testschema import TESTS

CUE_TABLE = {
    "id": Key(
        "Id of the cue",
        "Lower-case letters, digits and hyphens, a letter first. Records name the cue as pack.id.",
        text(NAME.pattern),
    ),
    "description": Key("Description", "A sentence for people: what the cue says.", SCALAR),
    "category": Key(
        "What it says of its targets",
        f"One of {', '.join(CATEGORIES)}; or {SHIELD}, which hides the cues inside its words.",
        {"enum": [*CATEGORIES, SHIELD]},
    ),
    "match": Key(
        "Pattern",
        "The words of the cue, in the language of the patterns of rules; or several patterns.",
        one_or_more(WORD, minItems=1),
    ),
    "direction": Key(
        "Where its targets stand",
        "forward: behind the cue. backward: before it. Else forward.",
        {"enum": list(DIRECTIONS)},
    ),
    "reach": Key(
        "How far it reaches",
        "The words at most between the cue and a target, 0 to 999. Else: to the end of the sentence.",
        {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 999}, text(REACH.pattern)]},
    ),
    "layers": Key(
        "What it touches", "Of crossing and count. Else both.", one_or_more({"enum": list(TARGETS)})
    ),
    "stop": Key(
        "What ends its scope",
        "A pattern or several, besides the terminators of the packs.",
        one_or_more(WORD, minItems=1),
    ),
    "tests": TESTS,
}


def cue_schema() -> Schema:
    """One cue. A shield has no scope: only its id, description, match and tests.

    :raises KeyError: the loader knows a key that the table has not.
    """
    scope = [{"required": [key]} for key in ("direction", "reach", "layers", "stop")]
    shield = {"properties": {"category": {"const": SHIELD}}, "required": ["category"]}
    return {
        **mapping(CUE_KEYS, CUE_TABLE, "id", "category", "match"),
        "if": shield,
        "then": {"not": {"anyOf": scope}},
    }
