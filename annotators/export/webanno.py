"""Records as W3C Web Annotations (JSON-LD): each mention an annotation of a place in an article.

After the Web Annotation Data Model (W3C Recommendation, 23 February 2017).
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from annotators.article import Article
from annotators.document import LAYERS, Count, Crossing, Mention, Person, Unit
from annotators.export.entries import Entry, Found, found, text_of

AROUND = 32  # code points of prefix and suffix

# The terms of the model, and a prefix for what it has no term for.
VOCABULARY = "urn:x-glossator:record:1:"
CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"glossator": VOCABULARY}]

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, VOCABULARY)


@dataclass(frozen=True, slots=True)
class WebAnnotations:
    """The annotations of records, one article in memory at a time."""

    entries: Iterable[Entry]
    layers: Collection[str] = LAYERS
    base: str = ""  # what stands before an article's path in its IRI
    encoding: str = "utf-8"

    def lines(self) -> Iterator[str]:
        """A JSON line an annotation, each with its `@context`.

        :raises RecordError: as `entries.text_of`.
        """
        for annotation in self._annotations():
            yield _json({"@context": CONTEXT, **annotation}) + "\n"

    def collection(self) -> Iterator[str]:
        """The text of an `AnnotationCollection` with one page that holds every annotation.

        :raises RecordError: as `entries.text_of`.
        """
        total, all_ids = 0, hashlib.sha256()
        yield f'{{"@context":{_json(CONTEXT)},"type":"AnnotationCollection","first":'
        yield '{"type":"AnnotationPage","startIndex":0,"items":['
        for annotation in self._annotations():
            yield (",\n" if total else "\n") + _json(annotation)
            total += 1
            all_ids.update(str(annotation["id"]).encode())
        # What can be known only now. The ids are those of the content: the same records, the same ids.
        collection, page = (_urn(f"{kind}{all_ids.hexdigest()}") for kind in ("collection:", "page:"))
        yield f'\n],"id":"{page}","partOf":"{collection}"}},"id":"{collection}","total":{total}}}\n'

    def _annotations(self) -> Iterator[dict[str, object]]:
        for entry in self.entries:
            article = text_of(entry, self.encoding)
            source = self.base + _reference(entry.document.article)
            generator = _generator(entry)
            for each in found(entry, self.layers):
                body = [
                    {"type": "TextualBody", "purpose": "tagging", "value": each.layer},
                    {"type": f"glossator:{type(each.entity).__name__}", **_attributes(each)},
                ]
                for mention_id, mention in each.mentions:
                    yield {
                        "id": _urn(mention_id),
                        "type": "Annotation",
                        "motivation": "identifying",
                        **generator,
                        "glossator:by": mention.by,
                        **_given({"assertion": mention.assertion, "cue": mention.cue}),
                        "body": body,
                        "target": _target(article, source, mention),
                    }


def _target(article: Article, source: str, mention: Mention) -> dict[str, object]:
    text, start, end = article.text, mention.start, mention.end
    return {
        "type": "SpecificResource",
        "source": source,
        "glossator:sha256": article.sha256,
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": mention.quote,
                "prefix": text[max(0, start - AROUND) : start],
                "suffix": text[end : end + AROUND],
            },
        ],
    }


def _attributes(each: Found) -> dict[str, object]:
    entity = each.entity
    data: dict[str, object]
    if isinstance(entity, Person):
        data = {"name": entity.name, "roles": list(entity.roles)}
    elif isinstance(entity, Unit):
        data = {"name": entity.name, "kind": entity.kind, "number": entity.number, "country": entity.country}
    elif isinstance(entity, Crossing):
        data = {"name": entity.name, "kind": entity.kind, "gazetteer_id": entity.id}
        data["countries"] = list(entity.countries)
        if entity.location is not None:
            data |= {"lat": entity.location.lat, "lon": entity.location.lon}
    else:
        assert isinstance(entity, Count)
        data = {"value": entity.value, "min": entity.min, "max": entity.max}
        data |= {"approximate": entity.approximate or None, "what": entity.what, "unit": entity.unit}
    return {"id": _urn(each.id), **_given(data)}


def _given(data: dict[str, object]) -> dict[str, object]:
    return {f"glossator:{key}": value for key, value in data.items() if value is not None and value != []}


def _generator(entry: Entry) -> dict[str, object]:
    version = entry.document.run.get("glossator")
    name = f"glossator {version}" if isinstance(version, str) else "glossator"
    return {"generator": {"type": "Software", "name": name}}


def _reference(path: str) -> str:
    """A path as a relative reference (RFC 3986): a colon would end a scheme, two slashes begin a host."""
    return quote(re.sub(r"\A/+", "/", path), safe="/")


def _urn(name: str) -> str:
    """An IRI that is the same whenever `name` is."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, name)}"


_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _json(value: object) -> str:
    # One line for every reader: some break lines at these too.
    text = _JSON(value)
    return text.replace("\x85", "\\u0085").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
