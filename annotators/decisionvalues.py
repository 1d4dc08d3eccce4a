"""The attributes that a decision, or an edited record, gives an annotation: read from YAML and checked."""

from __future__ import annotations

import re
from typing import Any

import yaml

from annotators.decisions import ATTRIBUTES, AnnotationId, Value, Values, parse_id
from annotators.document import Location, Number
from annotators.packreader import Keys, PackReader
from annotators.rule import CATEGORIES

_WHOLE = re.compile(r"[0-9]{1,18}\Z")
_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,18})?(?:[eE][-+]?[0-9]{1,2})?\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_CROSSING_KINDS = ("official", "irregular")
_NULL = "tag:yaml.org,2002:null"
_NEVER_NULL = ("name", "kind")


def read_attributes(reader: PackReader, keys: Keys, layer: str) -> Values:
    """The attributes among `keys`; what is wrong with one is a problem of `reader`."""
    found: dict[str, Value] = {}
    for name in ATTRIBUTES[layer]:
        if name in keys:
            before = len(reader.problems)
            value = _read(reader, name, keys[name][1], layer)
            if len(reader.problems) == before:
                found[name] = value
    return found


def is_null(node: Any) -> bool:
    """Whether YAML has nothing there: `null`, `~`, or no word behind the colon."""
    return isinstance(node, yaml.ScalarNode) and node.tag == _NULL


def whole_number(reader: PackReader, node: Any, what: str) -> int | None:
    """A number of digits, else a problem."""
    text = _written(reader, node, what, _WHOLE, "a whole number")
    return int(text) if text is not None else None


def _written(reader: PackReader, node: Any, what: str, form: re.Pattern[str], named: str) -> str | None:
    """A scalar of the `form` that is `named` so, else a problem."""
    text = reader.string(node, what)
    if text is None:
        return None
    if not form.match(text):
        reader.problem(reader.at(node), "type", f"{what} must be {named}, not '{text[:40]}'")
        return None
    return text


def _read(reader: PackReader, name: str, node: Any, layer: str) -> Value:
    if is_null(node):
        if name in _NEVER_NULL:
            reader.problem(reader.at(node), "type", f"{name} must say something: an annotation has one")
        return None
    match name:
        case "roles" | "countries":
            return _texts(reader, name, node)
        case "location":
            return _location(reader, node)
        case "number":
            return whole_number(reader, node, name)
        case "value" | "min" | "max":
            return _number(reader, node, name)
        case "approximate":
            said = reader.choice(node, name, ("true", "false"))
            return True if said == "true" else None
        case "part_of":
            return _part_of(reader, node)
        case "assertion":
            return reader.choice(node, name, CATEGORIES)
        case "kind" if layer == "crossings":
            return reader.choice(node, name, _CROSSING_KINDS)
    return _text(reader, name, node, layer)


def _text(reader: PackReader, name: str, node: Any, layer: str) -> str | None:
    text = reader.string(node, name)
    if text is None:
        return None
    if not text.strip():
        reader.problem(reader.at(node), "type", f"{name} must not be empty; null says that there is none")
    elif name == "country" and not _COUNTRY.match(text):
        reader.problem(
            reader.at(node), "type", f"country must be two capital letters (ISO 3166), not '{text}'"
        )
    elif name == "unit" and layer == "counts" and not _CURRENCY.match(text):
        reader.problem(
            reader.at(node), "type", f"unit must be three capital letters (ISO 4217), not '{text}'"
        )
    return text


def _texts(reader: PackReader, name: str, node: Any) -> tuple[str, ...] | None:
    found = []
    for text, item in reader.strings(node, name):
        if not text.strip():
            reader.problem(reader.at(item), "type", f"an entry of {name} must not be empty")
        elif name == "countries" and not _COUNTRY.match(text):
            message = f"a country must be two capital letters (ISO 3166), not '{text}'"
            reader.problem(reader.at(item), "type", message)
        found.append(text)
    return tuple(sorted(found) if name == "countries" else found) or None


def _number(reader: PackReader, node: Any, name: str) -> Number | None:
    text = _written(reader, node, name, _NUMBER, "a number")
    if text is None:
        return None
    return float(text) if set(text) & set(".eE") else int(text)


def _location(reader: PackReader, node: Any) -> Location | None:
    keys = reader.mapping(node, "location", ("lat", "lon"))
    degrees: list[Number] = []
    for name, limit in (("lat", 90), ("lon", 180)):
        if name not in keys:
            if isinstance(node, yaml.MappingNode):
                reader.problem(reader.at(node), "missing-key", f"a location needs the key '{name}'")
            continue
        number = _number(reader, keys[name][1], name)
        if number is not None and not -limit <= number <= limit:
            message = f"{name} must be degrees from -{limit} to {limit}"
            reader.problem(reader.at(keys[name][1]), "type", message)
        elif number is not None:
            degrees.append(number)
    return Location(*degrees) if len(degrees) == 2 else None


def _part_of(reader: PackReader, node: Any) -> AnnotationId | None:
    """An id; or as a record has it, a quote with `start` and `end`."""
    if isinstance(node, yaml.MappingNode):
        keys = reader.mapping(node, "part_of", ("quote", "start", "end"))
        places = [whole_number(reader, keys[key][1], key) for key in ("start", "end") if key in keys]
        if len(places) < 2:
            reader.problem(reader.at(node), "missing-key", "part_of needs the keys 'start' and 'end'")
            return None
        start, end = places
        return AnnotationId("counts", start, end) if start is not None and end is not None else None
    text = reader.string(node, "part_of")
    found = parse_id(text or "")
    if text is not None and (found is None or found.layer != "counts"):
        message = f"part_of must be the id of a count, as counts:481-519, not '{text[:40]}'"
        reader.problem(reader.at(node), "type", message)
        return None
    return found
