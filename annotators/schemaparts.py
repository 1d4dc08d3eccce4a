"""What the schemas of `annotators.packschema` are put together from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a pack: what an editor shows beside it, and what may stand behind it."""

    title: str
    description: str
    schema: Schema


# The loader takes every scalar for a string: where a user may write 4 or true, an editor must not mind.
SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
WORD: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}


def one_or_more(item: Schema, **limits: int) -> Schema:
    """An item or a list of items, without `anyOf` where that can be: of it an editor shows titles twice."""
    if "type" not in item:
        return {"anyOf": [item, {"type": "array", "items": item, **limits}]}
    types = item["type"] if isinstance(item["type"], list) else [item["type"]]
    return {**item, "type": [*types, "array"], "items": item, **limits}


def text(pattern: str) -> Schema:
    return {"type": "string", "pattern": "^" + pattern.removesuffix(r"\Z") + "$"}


def boolean() -> Schema:
    return {"enum": [True, False, "true", "false"]}


def named(title: str, description: str, schema: Schema) -> Schema:
    """A mapping whose keys the user chooses; title and description are those of each."""
    return {
        "type": "object",
        "additionalProperties": {"title": title, "description": description, **schema},
    }


def mapping(keys: Sequence[str], table: Mapping[str, Key], *required: str) -> Schema:
    """A mapping that has the `keys` alone; each has a row in `table`."""
    properties = {
        key: {"title": row.title, "description": row.description, **row.schema}
        for key in keys
        for row in (table[key],)
    }
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": list(required)} if required else found
