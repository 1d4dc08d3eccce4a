"""spaCy's entities as records of glossator, for `glossator score`.

    python spacy_records.py MODEL GOLD.jsonl > records.jsonl

GOLD.jsonl has an article a line, with `id` and `text`. PERSON is a person, ORG a unit of no known kind, and
CARDINAL, MONEY and QUANTITY are counts, which reach from the number to the noun that it counts by the parser.
Nothing is a crossing.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import spacy
from spacy_tasks import value

LAYERS = {"PERSON": "people", "ORG": "units", "CARDINAL": "counts", "MONEY": "counts", "QUANTITY": "counts"}


def record(doc: Any, name: str) -> dict[str, Any]:
    layers: dict[str, list[dict[str, Any]]] = {layer: [] for layer in LAYERS.values()}
    for entity in doc.ents:
        layer = LAYERS.get(entity.label_)
        if layer == "counts":
            head = entity.root.head
            span = doc[entity.start : head.i + 1] if entity.root.dep_ == "nummod" else entity
            number = value(entity.text)
            layers[layer].append(place(span) | ({"value": number} if number is not None else {}))
        elif layer:
            kind = {"kind": "other"} if layer == "units" else {}
            layers[layer].append({"name": entity.text, **kind, "mentions": [place(entity)]})
    sha256 = hashlib.sha256(doc.text.encode()).hexdigest()
    return {"schema": 1, "article": name, "sha256": sha256, **layers, "run": {}}


def place(span: Any) -> dict[str, Any]:
    """Where a span stands, in code points."""
    line = span.doc.text.count("\n", 0, span.start_char) + 1
    start, end = span.start_char, span.end_char
    return {
        "quote": span.text,
        "start": start,
        "end": end,
        "line": line,
        "by": f"spacy.{span.label_ or 'count'}",
    }


if __name__ == "__main__":
    articles = map(json.loads, Path(sys.argv[2]).read_text(encoding="utf-8").splitlines())
    pairs = ((article["text"], article["id"]) for article in articles)
    for doc, name in spacy.load(sys.argv[1]).pipe(pairs, as_tuples=True):
        print(json.dumps(record(doc, name), ensure_ascii=False))
