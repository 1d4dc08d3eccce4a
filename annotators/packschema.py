"""The JSON Schema (draft 2020-12) of a rule pack, for editors: it checks and explains every key.

Made from what the loader reads packs with. It cannot say all that the loader says: whether a name is known,
whether a pattern can be read, what stands in a list's file. And an editor has values where the loader has
text: `1.0` is a number that equals 1, `True` is true, so both pass here and are refused by the loader.

To add a key: a row in the table of its mapping.
"""

from __future__ import annotations

import json

from annotators.cueschema import cue_schema
from annotators.listfile import LIST_KEYS
from annotators.packreader import NAME
from annotators.policyfile import POLICY_KEYS
from annotators.rule import BUILTIN_LISTS, CONSTRAINTS, LAYERS
from annotators.rulefile import CASES, FORMAT, LIST_CONDITIONS, PACK_KEYS, PRIORITY, RULE_KEYS
from annotators.schemaparts import SCALAR, WORD, Key, Schema, boolean, mapping, named, one_or_more, text
from annotators.testschema import TESTS
from annotators.wordlist import FOLDS

FILE = "rule-pack.schema.json"  # as the first line of a pack names it, in the same folder


CONDITION_TABLE = {
    "in": Key("In a list", "The capture is an entry of one of these lists.", one_or_more(WORD)),
    "ends": Key("Ends in a list", "Its last words are an entry of one of these lists.", one_or_more(WORD)),
    "not": Key("In no list", "The capture is an entry of none of these lists.", one_or_more(WORD)),
}
_CONDITION: Schema = {
    "anyOf": [{"enum": list(CONSTRAINTS)}, mapping(LIST_CONDITIONS, CONDITION_TABLE)],
}

RULE_TABLE = {
    "id": Key(
        "Id of the rule",
        "Lower-case letters, digits and hyphens, a letter first. Records name the rule as pack.id.",
        text(NAME.pattern),
    ),
    "description": Key("Description", "A sentence for people: what the rule finds.", SCALAR),
    "annotate": Key(
        "Layer",
        "unit, crossing, count and person go into the record; role into its person; place and other put "
        "nothing into it, they keep a name from being taken for a person; part says which count is a part of "
        "which.",
        {"enum": list(LAYERS)},
    ),
    "match": Key(
        "Pattern",
        "What the phrase looks like; or several patterns. Words stand for themselves; {list} is an entry of "
        "a list, {name:list} captures it as name; (a | b) is one or the other; ? * + repeat; {gap:4} is up "
        "to four words.",
        one_or_more(WORD, minItems=1),
    ),
    "case": Key(
        "Case of the words",
        "exact: the words of `match` and `unless` are meant in the case in which they are written; else any.",
        {"enum": list(CASES)},
    ),
    "where": Key(
        "Conditions on captures",
        f"Capture (or match, the whole annotation): {', '.join(CONSTRAINTS)}, {{in: [list]}}, "
        "{not: [list]} or {ends: [list]}, or several of these. A capture that took no part holds.",
        named("Capture", "A condition on what it took, or several.", one_or_more(_CONDITION)),
    ),
    "unless": Key(
        "Patterns that forbid the match",
        "Looked for in the sentence around the annotation, for which {match} stands.",
        one_or_more({"type": "string", "pattern": r"\{match\}"}),
    ),
    "set": Key(
        "Attributes",
        "A value, $capture for its text, or $capture.column for a column of its list entry.",
        named("Attribute", "A value, $capture or $capture.column.", SCALAR),
    ),
    "span": Key(
        "What is annotated",
        "A capture or several: the annotation reaches from the first to the last of them. Else: all.",
        one_or_more(WORD),
    ),
    "everywhere": Key(
        "Annotate every repetition",
        "true: what is found once is annotated wherever the article repeats it to the letter.",
        boolean(),
    ),
    "overrides": Key(
        "Rules that lose to this one",
        "Ids of rules, * for any: units.named-group, units.*, ner.person, ner.*.",
        one_or_more(WORD),
    ),
    "priority": Key(
        "Priority",
        "A whole number; of two annotations that overlap the larger priority wins. Else 0.",
        {
            "anyOf": [
                {"type": "integer", "minimum": -999_999, "maximum": 999_999},
                text(PRIORITY.pattern),
            ]
        },
    ),
    "tests": TESTS,
}

LIST_TABLE = {
    "words": Key("Entries", "The words or phrases themselves.", one_or_more(WORD, minItems=1)),
    "file": Key(
        "File with the entries",
        "A .txt file (an entry a line, # begins a comment line) or a .csv file with a header, or several. "
        "Relative to the pack.",
        one_or_more(WORD, minItems=1),
    ),
    "match": Key(
        "Columns with the names",
        "Of a CSV file: the columns that hold names, several to a cell with ; between. Else name.",
        one_or_more(WORD),
    ),
    "fold": Key(
        "Spellings that count as equal",
        f"Of {', '.join(FOLDS)}. Else case and diacritics; [] is nothing.",
        one_or_more({"enum": list(FOLDS)}),
    ),
    "plural": Key("Plurals too", "true: also the regular plural of the last word.", boolean()),
}

_BUILTIN_WORDS = {
    "breaks": "words that never stand inside a noun phrase: function words, verb forms",
    "not-plural": "words in s that are no plural noun",
    "plural-heads": "plurals that do not end in s: men, police",
    "singular-heads": "nouns that {noun} may end in",
    "currencies": "a CSV list with a column code (ISO 4217)",
}
BUILTIN_TABLE = {
    name: Key(name, f"The lists of this pack that hold {what}.", one_or_more(WORD))
    for name, what in _BUILTIN_WORDS.items()
}

POLICY_TABLE = {
    "file": Key(
        "File of the table",
        "A .csv file with the columns phrase, min, max, value. Relative to the pack.",
        WORD,
    ),
}

PACK_TABLE = {
    "format": Key("Format", "The version of the language of rule packs.", {"enum": [int(FORMAT), FORMAT]}),
    "pack": Key(
        "Name of the pack",
        "Lower-case letters, digits and hyphens, a letter first. A pack with the name of a shipped one takes "
        "its place.",
        text(NAME.pattern),
    ),
    "version": Key("Version", "Goes into every record, with a digest of the pack and its list files.", WORD),
    "language": Key("Language", "For readers: en.", SCALAR),
    "description": Key("Description", "For readers: what the pack finds.", SCALAR),
    "imports": Key(
        "Imported packs",
        "Packs whose lists and macros this one may use: core.",
        one_or_more(WORD),
    ),
    "lists": Key(
        "Lists",
        "Name: words or a file. {name} in a pattern stands for any entry.",
        named(
            "List",
            "Either `words` or `file`.",
            {
                **mapping(LIST_KEYS, LIST_TABLE),
                "oneOf": [{"required": ["words"]}, {"required": ["file"]}],
            },
        ),
    ),
    "macros": Key(
        "Macros",
        "Name: pattern. {name} in another pattern then stands for it, and captures it.",
        named("Macro", "A pattern, as in `match` of a rule.", WORD),
    ),
    "builtins": Key(
        "Words of the built-in references",
        "Which lists of this pack tell noun phrases and sums of money; those of all packs add up.",
        mapping(BUILTIN_LISTS, BUILTIN_TABLE),
    ),
    "policies": Key(
        "Count policies",
        "Name: a table that says what vague number words mean.",
        named(
            "Policy", "Chosen by its name with --count-policy.", mapping(POLICY_KEYS, POLICY_TABLE, "file")
        ),
    ),
    "terminators": Key(
        "Terminators",
        "Patterns that end the scope of every cue, of other packs too.",
        one_or_more(WORD, minItems=1),
    ),
    "cues": Key(
        "Assertion cues",
        "Phrases that say that the text does not assert the counts and crossings near them.",
        {"type": "array", "items": cue_schema()},
    ),
    "rules": Key(
        "Rules",
        "Each says what a phrase looks like and what it means.",
        {"type": "array", "items": mapping(RULE_KEYS, RULE_TABLE, "id", "annotate", "match")},
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
        **mapping(PACK_KEYS, PACK_TABLE, "format", "pack", "version"),
    }


def to_text() -> str:
    """The schema as the file that editors read."""
    return json.dumps(pack_schema(), ensure_ascii=False, indent=2) + "\n"
