"""Decisions as text: a YAML document or a JSON line an article, and the file that holds them."""

from __future__ import annotations

import hashlib
import json

from annotators.decisionfile import Chunk, DecisionFile
from annotators.decisions import ATTRIBUTES, AnnotationId, ArticleDecisions, Decision, Value
from annotators.document import Location
from annotators.writer import flow


def decision_data(decision: Decision) -> dict[str, object]:
    """A decision as plain data, its keys in the order in which they are written."""
    data: dict[str, object] = {decision.verb: str(decision.id) if decision.id else decision.layer}
    if decision.quote is not None:
        data["quote"] = decision.quote
    if decision.id is not None and decision.layer != decision.id.layer:
        data["layer"] = decision.layer
    for key in ("start", "end", "line"):
        if (number := getattr(decision, key)) is not None:
            data[key] = number
    for key in ATTRIBUTES[decision.layer]:
        if key in decision.attributes:
            data[key] = _plain(key, decision.attributes[key])
    for key in ("who", "date", "note"):
        if text := getattr(decision, key):
            data[key] = text
    return data


def decision_line(decision: Decision) -> str:
    """A decision as it stands in a file: `{reject: people:0-4, quote: Ghab}`."""
    return flow(decision_data(decision))


def article_yaml(decisions: ArticleDecisions) -> str:
    """The YAML document of an article, from `---` to its last line break."""
    lines = ["---", f"article: {flow(decisions.article)}", f"sha256: {flow(decisions.sha256)}"]
    if decisions.complete:
        lines.append("complete: true")
    lines.append("decisions:" if decisions.decisions else "decisions: []")
    lines += [f"- {decision_line(decision)}" for decision in decisions.decisions]
    return "\n".join([*lines, ""])


def article_json(decisions: ArticleDecisions) -> str:
    """The same as JSON on one line."""
    data: dict[str, object] = {"article": decisions.article, "sha256": decisions.sha256}
    if decisions.complete:
        data["complete"] = True
    data["decisions"] = [decision_data(decision) for decision in decisions.decisions]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def digest(decisions: ArticleDecisions) -> str:
    """What the record says of the decisions in it: it changes when one of them does."""
    return f"sha256:{hashlib.sha256(article_json(decisions).encode()).hexdigest()[:8]}"


def file_text(file: DecisionFile) -> str:
    """The whole file, what `replaced` did not touch as it was written, comments too."""
    return "".join(chunk.text for chunk in file.chunks)


def replaced(file: DecisionFile, decisions: ArticleDecisions) -> DecisionFile:
    """`file` with `decisions` in the place of those about the same text, or behind all others."""
    write = article_json if file.json else article_yaml
    new = Chunk(write(decisions), decisions)
    chunks = list(file.chunks)
    for index, chunk in enumerate(chunks):
        if chunk.decisions is not None and chunk.decisions.sha256 == decisions.sha256:
            chunks[index] = new
            return DecisionFile(file.path, tuple(chunks), file.json)
    if chunks and not chunks[-1].text.endswith("\n"):
        chunks[-1] = Chunk(chunks[-1].text + "\n", chunks[-1].decisions)
    return DecisionFile(file.path, (*chunks, new), file.json)


def _plain(key: str, value: Value) -> object:
    if value is None:
        return {"roles": [], "countries": [], "approximate": False}.get(key)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Location):
        return {"lat": value.lat, "lon": value.lon}
    return str(value) if isinstance(value, AnnotationId) else value
