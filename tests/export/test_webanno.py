"""Web Annotations: what their selectors select is what the record says."""

from __future__ import annotations

import json
import re
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given, settings

from annotators.document import Count
from annotators.export.entries import Entry
from annotators.export.webanno import AROUND, CONTEXT, VOCABULARY, WebAnnotations, _generator, _reference
from tests.export.cases import annotated, crossing, entry_of, mention, on_disk, person, unit
from tests.test_writer import WHOLE

URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def lines(*entries: Entry, **options: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in WebAnnotations(entries, **options).lines()]


def selected(annotation: dict[str, Any], text: str) -> str:
    """What both selectors of the annotation select, each by itself, in `text`."""
    position, quoted = annotation["target"]["selector"]
    assert (position["type"], quoted["type"]) == ("TextPositionSelector", "TextQuoteSelector")
    by_position = text[position["start"] : position["end"]]
    whole = quoted["prefix"] + quoted["exact"] + quoted["suffix"]
    starts = [at for at in range(len(text)) if text.startswith(whole, at)]
    assert position["start"] - len(quoted["prefix"]) in starts
    assert quoted["exact"] == by_position
    return by_position


def test_a_mention_is_an_annotation_of_a_place_in_the_article(tmp_path: Path) -> None:
    text = "The 4th Division left."
    entry = on_disk(tmp_path, text, units=(unit(text, "4th Division"),))
    (annotation,) = lines(entry)
    assert annotation["@context"] == CONTEXT
    assert (annotation["type"], annotation["motivation"]) == ("Annotation", "identifying")
    assert annotation["glossator:by"] == "p.rule"
    assert annotation["target"]["source"] == str(tmp_path / "a.txt")
    assert annotation["target"]["glossator:sha256"] == entry.document.sha256
    assert annotation["target"]["selector"] == [
        {"type": "TextPositionSelector", "start": 4, "end": 16},
        {"type": "TextQuoteSelector", "exact": "4th Division", "prefix": "The ", "suffix": " left."},
    ]
    tag, described = annotation["body"]
    assert tag == {"type": "TextualBody", "purpose": "tagging", "value": "units"}
    assert URN.fullmatch(described.pop("id"))
    assert described == {
        "type": "glossator:Unit",
        "glossator:name": "4th Division",
        "glossator:kind": "division",
        "glossator:country": "SY",
    }


def test_each_layer_has_its_attributes(tmp_path: Path) -> None:
    text = "Khan saw 12 men at Arida."
    place = crossing("Arida", 0)
    place = type(place)("Arida", "official", "x", ("LB", "SY"), place.location, (mention(text, "Arida"),))
    annotations = lines(
        on_disk(
            tmp_path,
            text,
            people=(person(text, "Khan", roles=("General",)),),
            crossings=(place,),
            counts=(Count(mention(text, "12 men"), value=12, approximate=True, what="men"),),
        )
    )
    bodies = [{k: v for k, v in each["body"][1].items() if k not in ("id", "type")} for each in annotations]
    assert bodies == [
        {"glossator:name": "Khan", "glossator:roles": ["General"]},
        {
            "glossator:name": "Arida",
            "glossator:kind": "official",
            "glossator:gazetteer_id": "x",
            "glossator:countries": ["LB", "SY"],
            "glossator:lat": 34.5,
            "glossator:lon": 36.5,
        },
        {"glossator:value": 12, "glossator:approximate": True, "glossator:what": "men"},
    ]


def test_mentions_of_one_entity_have_one_body_id_and_their_own_ids(tmp_path: Path) -> None:
    text = "Omar Khan left. Khan slept."
    entry = on_disk(tmp_path, text, people=(person(text, "Omar Khan", "left", "slept"),))
    first = lines(entry)
    assert len({each["body"][1]["id"] for each in first}) == 1
    assert len({each["id"] for each in first}) == 3
    assert lines(entry) == first


def test_every_term_is_of_the_model_or_of_the_prefix(tmp_path: Path) -> None:
    text = "The 4th Division left."
    (annotation,) = lines(on_disk(tmp_path, text, units=(unit(text, "4th Division"),)))
    # A prefix of JSON-LD 1.1 ends with a delimiter of IRIs.
    assert VOCABULARY.endswith(":")
    model = {"@context", "id", "type", "motivation", "generator", "body", "target", "source", "selector"}
    model |= {"purpose", "value", "start", "end", "exact", "prefix", "suffix", "name"}
    keys = {key for each in nested(annotation) for key in each if not key.startswith("glossator:")}
    assert keys - {"glossator"} <= model


def nested(value: object) -> list[dict[str, Any]]:
    """All mappings in `value`."""
    if isinstance(value, dict):
        return [value, *chain.from_iterable(map(nested, value.values()))]
    return [*chain.from_iterable(map(nested, value))] if isinstance(value, list) else []


def test_the_words_around_are_cut(tmp_path: Path) -> None:
    text = f"{'a' * 50}Khan{'🛂' * 50}"
    (annotation,) = lines(on_disk(tmp_path, text, people=(person(text, "Khan"),)))
    quoted = annotation["target"]["selector"][1]
    assert (quoted["prefix"], quoted["suffix"]) == ("a" * AROUND, "🛂" * AROUND)


def test_a_collection_holds_the_same_annotations(tmp_path: Path) -> None:
    text = "Khan met Aoun."
    entry = on_disk(tmp_path, text, people=(person(text, "Khan"), person(text, "Aoun")))
    collection = json.loads("".join(WebAnnotations([entry]).collection()))
    page = collection["first"]
    assert (collection["type"], page["type"]) == ("AnnotationCollection", "AnnotationPage")
    assert collection["@context"] == CONTEXT
    assert (collection["total"], page["startIndex"], page["partOf"]) == (2, 0, collection["id"])
    assert [{"@context": CONTEXT, **each} for each in page["items"]] == lines(entry)
    assert URN.fullmatch(page["id"])
    assert URN.fullmatch(collection["id"])


def test_a_collection_of_nothing_is_one(tmp_path: Path) -> None:
    collection = json.loads("".join(WebAnnotations([]).collection()))
    assert (collection["total"], collection["first"]["items"]) == (0, [])


def test_layers_can_be_chosen_and_articles_placed(tmp_path: Path) -> None:
    text = "Khan left the 4th Division."
    entry = on_disk(tmp_path, text, people=(person(text, "Khan"),), units=(unit(text, "4th Division"),))
    (annotation,) = lines(entry, layers=["people"], base="https://example.org")
    assert annotation["target"]["source"] == f"https://example.org{tmp_path}/a.txt"


@pytest.mark.parametrize(
    ("path", "reference"),
    [
        ("in/a.txt", "in/a.txt"),
        ("a b.txt", "a%20b.txt"),
        ("a:b.txt", "a%3Ab.txt"),
        ("//in/a.txt", "/in/a.txt"),
        ("50%?#.txt", "50%25%3F%23.txt"),
        ("مع.txt", "%D9%85%D8%B9.txt"),
    ],
)
def test_a_path_is_a_reference_that_names_it(path: str, reference: str) -> None:
    assert _reference(path) == reference
    assert unquote(urljoin("file:///x/", reference)).endswith(path.removeprefix("/"))


def test_the_program_is_named_with_its_version() -> None:
    assert _generator(entry_of(WHOLE)) == {"generator": {"type": "Software", "name": "glossator 0.1.0"}}


@settings(max_examples=50)
@given(annotated())
def test_any_mention_is_selected_by_both_selectors(case: tuple[str, dict[str, tuple[Any, ...]]]) -> None:
    text, layers = case
    with TemporaryDirectory() as folder:
        printed = list(WebAnnotations([on_disk(Path(folder), text, "a.txt", **layers)]).lines())
    assert all(len(line.splitlines()) == 1 for line in printed)
    annotations = [json.loads(line) for line in printed]
    expected = [
        each.quote
        for layer in ("people", "units", "crossings", "counts")
        for entity in layers[layer]
        for each in (entity.mentions if hasattr(entity, "mentions") else (entity.mention,))
    ]
    assert [selected(annotation, text) for annotation in annotations] == expected
    assert len({annotation["id"] for annotation in annotations}) == len(annotations)
