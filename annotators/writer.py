"""A `Document` or `Failure` as the record (`schema: 1`): a plain dict, a YAML document, a JSON line.

`record` alone knows the keys and their order. YAML is written by hand: PyYAML's C dumper needs longer for
a record than rules need for its article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from annotators.document import (
    FACTS,
    LAYERS,
    SCHEMA,
    Count,
    Crossing,
    Document,
    Dropped,
    Failure,
    Mention,
    Person,
    Unit,
)


def record(document: Document | Failure) -> dict[str, object]:
    """The record as dicts, lists and scalars, keys in the order of the output contract.

    An attribute that is absent (None, no roles, no countries, not approximate) has no key. A layer that was
    not asked for has no key; one that found nothing is `[]`. So it is with `explain`.

    :raises TypeError: when `run` holds anything but mappings with string keys, lists, tuples and scalars.
    """
    if isinstance(document, Failure):
        error = {"code": document.code, "message": _encodable(document.message)}
        return {**_head(document), "error": error}
    whole = _head(document)
    whole["sha256"] = document.sha256
    if document.people is not None:
        whole["people"] = [_person(person) for person in document.people]
    if document.units is not None:
        whole["units"] = [_unit(unit) for unit in document.units]
    if document.crossings is not None:
        whole["crossings"] = [_crossing(crossing) for crossing in document.crossings]
    if document.counts is not None:
        whole["counts"] = [_count(count) for count in document.counts]
    if document.explain is not None:
        whole["explain"] = [_dropped(each) for each in document.explain]
    whole["run"] = _plain_data(document.run)
    return whole


def _head(document: Document | Failure) -> dict[str, object]:
    head: dict[str, object] = {"schema": SCHEMA, "article": _encodable(document.article)}
    if document.origin is not None:
        head["field"] = _encodable(document.origin.field)
        for name in FACTS:
            if name in document.origin.facts:
                fact = document.origin.facts[name]
                head[name] = _encodable(fact) if isinstance(fact, str) else fact
    return head


def to_yaml(document: Document | Failure) -> str:
    """One YAML document, from `---` to its last line break. No line is wrapped, and no text breaks one.

    Readers of YAML 1.1 and of YAML 1.2 load exactly what `record` returns.

    :raises ValueError: for a number that is not finite.
    :raises TypeError: as `record`.
    """
    lines = ["---"]
    for key, value in record(document).items():
        if key in LAYERS and value:
            lines.append(f"{key}:")
            assert isinstance(value, list)
            for entity in value:
                _append_entity(lines, entity)
        elif key == "explain" and value:
            lines.append("explain:")
            assert isinstance(value, list)
            lines.extend([f"- {_flow(each)}" for each in value])
        else:
            lines.append(f"{key}: {_block(value)}")
    lines.append("")
    return "\n".join(lines)


def to_jsonl(document: Document | Failure) -> str:
    """The record as JSON on one line, which ends in a line break; non-ASCII as it is.

    :raises ValueError: for a number that is not finite.
    :raises TypeError: as `record`.
    """
    line = _JSON(record(document))
    if not line.isascii():
        # One line for every reader: `str.splitlines` and editors break lines at these too.
        line = line.replace("\x85", "\\u0085").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return line + "\n"


def flow(value: object) -> str:
    """Plain data as YAML on one line, as it stands in the brackets of a record.

    :raises ValueError: for a number that is not finite.
    """
    return _flow(value)


# The standard encoder and not orjson: orjson refuses integers past 64 bits, and the 0.07 ms that it would
# save is a small part of an article's time.
_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _person(person: Person) -> dict[str, object]:
    data: dict[str, object] = {"name": person.name}
    if person.roles:
        data["roles"] = list(person.roles)
    data["mentions"] = [_mention(mention) for mention in person.mentions]
    return data


def _unit(unit: Unit) -> dict[str, object]:
    data: dict[str, object] = {"name": unit.name, "kind": unit.kind}
    if unit.number is not None:
        data["number"] = unit.number
    if unit.country is not None:
        data["country"] = unit.country
    data["mentions"] = [_mention(mention) for mention in unit.mentions]
    return data


def _crossing(crossing: Crossing) -> dict[str, object]:
    data: dict[str, object] = {"name": crossing.name, "kind": crossing.kind}
    if crossing.id is not None:
        data["id"] = crossing.id
    if crossing.countries:
        data["countries"] = list(crossing.countries)
    if crossing.location is not None:
        data["location"] = {"lat": crossing.location.lat, "lon": crossing.location.lon}
    data["mentions"] = [_mention(mention) for mention in crossing.mentions]
    return data


def _count(count: Count) -> dict[str, object]:
    mention = count.mention
    data: dict[str, object] = {
        "quote": mention.quote,
        "start": mention.start,
        "end": mention.end,
        "line": mention.line,
    }
    if count.value is not None:
        data["value"] = count.value
    if count.min is not None:
        data["min"] = count.min
    if count.max is not None:
        data["max"] = count.max
    if count.approximate:
        data["approximate"] = True
    if count.what is not None:
        data["what"] = count.what
    if count.unit is not None:
        data["unit"] = count.unit
    if count.part_of is not None:
        whole = count.part_of
        data["part_of"] = {"quote": whole.quote, "start": whole.start, "end": whole.end}
    if mention.assertion is not None:
        data["assertion"] = mention.assertion
        data["cue"] = mention.cue
    data["by"] = mention.by
    return data


def _dropped(dropped: Dropped) -> dict[str, object]:
    data: dict[str, object] = {"layer": dropped.layer, **_mention(dropped.mention)}
    if dropped.lost_to is not None:
        winner = dropped.lost_to
        data["lost_to"] = {
            "quote": winner.quote,
            "start": winner.start,
            "end": winner.end,
            "by": winner.by,
        }
    data["reason"] = dropped.reason
    return data


def _mention(mention: Mention) -> dict[str, object]:
    if mention.assertion is not None:
        return {
            "quote": mention.quote,
            "start": mention.start,
            "end": mention.end,
            "line": mention.line,
            "assertion": mention.assertion,
            "cue": mention.cue,
            "by": mention.by,
        }
    return {
        "quote": mention.quote,
        "start": mention.start,
        "end": mention.end,
        "line": mention.line,
        "by": mention.by,
    }


def _encodable(text: str) -> str:
    """A path, or a message that quotes one, without lone surrogates.

    A file name that is not UTF-8 reaches Python with them (PEP 383) and UTF-8 cannot hold them: the byte FF
    becomes the six characters `\\udcff`, as Python itself prints it.
    """
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _plain_data(value: object) -> object:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError(f"a key of the record is not a string: {value!r}")
        return {key: _plain_data(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_data(item) for item in value]
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"not a mapping, list or scalar: {value!r}")


def _append_entity(lines: list[str], entity: dict[str, object]) -> None:
    indent = "- "
    for key, value in entity.items():
        if key == "mentions" and value:
            lines.append(f"{indent}mentions:")
            assert isinstance(value, list)
            lines.extend([_mention_line(mention) for mention in value])
        else:
            lines.append(f"{indent}{key}: {_block(value)}")
        indent = "  "


def _mention_line(mention: dict[str, object]) -> str:
    # Most of a record is mentions, so their keys, all of them plain, are not looked at again.
    pairs = [f"{key}: {item if type(item) is int else _flow(item)}" for key, item in mention.items()]
    return "  - {" + ", ".join(pairs) + "}"


def _block(value: object) -> str:
    """What follows `key: ` in a block mapping. Commas and brackets need no quotes there."""
    if isinstance(value, str):
        return value if _plain_in_block(value) else _quoted(value)
    return _flow(value)


def _flow(value: object) -> str:
    if isinstance(value, str):
        return value if _plain_in_flow(value) else _quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, dict):
        return "{" + ", ".join([f"{_flow_key(key)}: {_flow(item)}" for key, item in value.items()]) + "}"
    assert isinstance(value, list)
    return "[" + ", ".join([_flow(item) for item in value]) + "]"


def _flow_key(key: str) -> str:
    written = _flow(key)
    # A key without `?` is found only where its colon comes within 1,024 characters.
    return written if len(written) <= 1024 else f"? {written}"


def _float(number: float) -> str:
    if number - number != 0:
        raise ValueError(f"not a finite number: {number}")
    digits = float.__repr__(number)
    # YAML 1.1 reads `1e+20` as a string: it wants a dot before the exponent (and its sign, which is there).
    return digits if "." in digits else digits.replace("e", ".0e")


# Characters that only an escape brings through every reader: controls (the tab and NEL among them), the line
# breaks of YAML 1.1, the byte-order mark and the code points that YAML excludes.
_ESCAPED = "\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"

# What some reader takes for something other than a string: PyYAML, ruamel.yaml, go-yaml (2024-1-5 is a date),
# Ruby's Psych (1,000 is an integer), npm's yaml (E40 is a number). What begins with one of - + . = < ~ never
# stands without quotes.
_RESOLVED = r"""
    (?i:null | true | false | yes | no | on | off | y | n)
  | [0-9][0-9_,]* (?: \.[0-9_,]* )? (?: [eE][-+]?[0-9_]* )? | [eE][-+]?[0-9_]+
  | 0[xX][-+]?[0-9a-fA-F_,]* | 0[oO][-+]?[0-7_,]* | 0[bB][-+]?[01_,]*
  | [0-9][0-9_,]* (?: :[0-9_]+ )+ (?: \.[0-9_]* )?
  | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?: [tT\ ].* )?
"""


def _plain(reserved: str) -> Callable[[str], object]:
    """A test whether a string can stand without quotes. Stricter than YAML: when in doubt, quotes.

    :param reserved: characters that end a plain scalar where it is to stand.
    """
    inside = rf"[^\#:{reserved}{_ESCAPED}]"
    return re.compile(
        rf"""
        (?! (?=[0-9eftnoyEFTNOY]) (?: {_RESOLVED} ) \Z )   # the first letter alone settles most strings
        (?: \.\.?/ | [^\s\-+.=<~?:,\[\]{{}}\#&*!|>'"%@`{_ESCAPED}] )
        {inside}* (?: :[A-Za-z0-9/] {inside}* )*   # a colon inside a word: sha256:ab12
        (?<![\s\-])
        """,
        re.VERBOSE,
    ).fullmatch


_plain_in_block = _plain("")
_plain_in_flow = _plain(r",?\[\]{}")

_not_single_quoted = re.compile(f"['{_ESCAPED}]").search
_each_escaped = re.compile(f'[\\\\"{_ESCAPED}]').sub
# The escapes of JSON, which every YAML reader knows.
_SHORT_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _quoted(text: str) -> str:
    # Double quotes where the text has an apostrophe: `grep "Khan's brigade"` then finds it.
    return f'"{_each_escaped(_escape, text)}"' if _not_single_quoted(text) else f"'{text}'"


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04x}"
