"""A summary as JSON and as CSV, for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection

from annotators.document import LAYERS
from annotators.summary import Counted, Named, Summary

COLUMNS = (
    "layer", "name", "roles", "kind", "id", "countries", "unit", "articles", "mentions", "added",
    "min", "max", "approximate",
)  # fmt: skip


def to_json(summary: Summary, layers: Collection[str] = LAYERS, top: int | None = None) -> str:
    """All of it as one object; an attribute that is absent has no key, as in a record."""
    data: dict[str, object] = {
        "articles": summary.articles,
        "failures": summary.failures,
        "mentions": {layer: summary.mentions[layer] for layer in LAYERS if layer in layers},
    }
    for layer in LAYERS:
        if layer not in layers:
            continue
        if layer == "counts":
            data[layer] = [_counted(each) for each in summary.counted(top)]
        else:
            data[layer] = [_named(each) for each in summary.named(layer, top)]
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_csv(summary: Summary, layers: Collection[str] = LAYERS, top: int | None = None) -> str:
    """A row an entity under `COLUMNS`; several roles or countries are joined by `; `."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    for layer in LAYERS:
        if layer not in layers:
            continue
        rows = (
            [_counted(each) for each in summary.counted(top)]
            if layer == "counts"
            else [_named(each) for each in summary.named(layer, top)]
        )
        for row in rows:
            if "what" in row:
                row["name"] = row.pop("what")
            table.writerow({"layer": layer} | {key: _cell(value) for key, value in row.items()})
    return text.getvalue()


def _named(entity: Named) -> dict[str, object]:
    data = {
        "name": entity.name,
        "roles": list(entity.roles),
        "kind": entity.kind,
        "id": entity.id,
        "countries": list(entity.countries),
        "articles": entity.articles,
        "mentions": entity.mentions,
    }
    return {key: value for key, value in data.items() if value not in (None, [])}


def _counted(thing: Counted) -> dict[str, object]:
    data: dict[str, object] = {"what": thing.what or None, "unit": thing.unit}
    data |= {"articles": thing.articles, "mentions": thing.mentions, "added": thing.added}
    if thing.added:
        data |= {"min": thing.min, "max": thing.max, "approximate": thing.approximate or None}
    return {key: value for key, value in data.items() if value is not None}


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(value)
    return "true" if value is True else value
