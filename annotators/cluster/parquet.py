"""Records as Parquet: a row an article, its layers nested in it. `docs/cluster.md` describes the columns."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from annotators.document import FACTS, LAYERS

_NUMBERS = ("value", "min", "max")
_INT64 = 2**63


@cache
def schema() -> Any:
    """The columns of a record, of type `pyarrow.Schema`.

    What a record leaves out is null; a layer that found nothing is an empty list. Numbers of counts are
    doubles, exact up to 2**53.
    """
    import pyarrow as pa

    text, whole, real = pa.string(), pa.int64(), pa.float64()
    place = [("quote", text), ("start", whole), ("end", whole)]
    told = [("assertion", text), ("cue", text), ("by", text)]
    mentions = pa.list_(pa.struct([*place, ("line", whole), *told]))
    countries = pa.list_(text)
    person = [("name", text), ("roles", pa.list_(text)), ("mentions", mentions)]
    unit = [("name", text), ("kind", text), ("number", whole), ("country", text), ("mentions", mentions)]
    crossing = [
        *(("name", text), ("kind", text), ("id", text), ("countries", countries)),
        ("location", pa.struct([("lat", real), ("lon", real)])),
        ("mentions", mentions),
    ]
    count = [
        *(*place, ("line", whole), *((name, real) for name in _NUMBERS), ("approximate", pa.bool_())),
        *(("what", text), ("unit", text), ("part_of", pa.struct(place)), *told),
    ]
    dropped = [
        *(("layer", text), *place, ("line", whole), *told),
        *(("lost_to", pa.struct([*place, ("by", text)])), ("reason", text)),
    ]
    run = [
        *(("glossator", text), ("rules", pa.map_(text, text)), ("count_policy", text)),
        *(("ner", text), ("engine", text)),
    ]
    layers = zip(LAYERS, (person, unit, crossing, count), strict=True)
    return pa.schema(
        [
            *(("schema", pa.int32()), ("article", text), ("field", text), *((fact, text) for fact in FACTS)),
            ("sha256", text),
            *((layer, pa.list_(pa.struct(of))) for layer, of in layers),
            *(("explain", pa.list_(pa.struct(dropped))), ("run", pa.struct(run))),
            ("error", pa.struct([("code", text), ("message", text)])),
        ]
    )


def to_parquet(lines: Iterable[str]) -> bytes:
    """A Parquet file of records, each given as its JSON line."""
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.Table.from_pylist([_row(json.loads(line)) for line in lines], schema=schema())
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _row(record: dict[str, Any]) -> dict[str, Any]:
    """A record with what no column can hold as it is in the form that the column has."""
    for fact in FACTS:
        if fact in record and not isinstance(record[fact], str):
            record[fact] = json.dumps(record[fact])
    for count in record.get("counts", ()):
        count.setdefault("approximate", False)
        count.update({name: _double(count[name]) for name in _NUMBERS if name in count})
    for unit in record.get("units", ()):
        if not -_INT64 <= unit.get("number", 0) < _INT64:
            del unit["number"]
    for layer, key in (("people", "roles"), ("crossings", "countries")):
        for entity in record.get(layer, ()):
            entity.setdefault(key, [])
    return record


def _double(number: int | float) -> float | None:
    try:
        return float(number)
    except OverflowError:  # an integer of more than 308 digits, which the quote beside it has
        return None
