"""brat's files, read by a parser that is as strict as brat's own and shares nothing with the writer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from annotators.document import Count, Mention, Quote
from annotators.export.brat import Standoff
from annotators.export.conll import CLASSES
from annotators.export.entries import Entry
from tests.export.cases import annotated, crossing, mention, on_disk, person, unit


@dataclass(slots=True)
class Parsed:
    """An `.ann` file. Spans are (start, end) pairs."""

    spans: dict[str, tuple[str, tuple[tuple[int, int], ...]]] = field(default_factory=dict)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)  # target, name, value
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    equivalent: list[tuple[str, ...]] = field(default_factory=list)


def parse(annotations: str, text: str) -> Parsed:
    """As brat reads: lines end wherever `str.splitlines` ends them, spans and their text are compared."""
    parsed, ids = Parsed(), set[str]()
    for line in annotations.splitlines():
        key, data, *rest = line.split("\t")
        assert key == "*" or key not in ids, f"{key} twice"
        ids.add(key)
        if re.fullmatch(r"T[1-9]\d*", key):
            name, places = data.split(" ", 1)
            spans = tuple((int(a), int(b)) for a, b in (pair.split(" ") for pair in places.split(";")))
            assert all(0 <= a < b <= len(text) for a, b in spans), line
            assert all(first[1] < second[0] for first, second in pairwise(spans)), line
            assert rest == [" ".join(text[a:b] for a, b in spans)], line
            parsed.spans[key] = (name, spans)
        elif re.fullmatch(r"A[1-9]\d*", key):
            name, target, *value = data.split(" ")
            assert len(value) <= 1, line
            assert not rest, line
            parsed.attributes.append((target, name, "".join(value)))
        elif re.fullmatch(r"#[1-9]\d*", key):
            name, target = data.split(" ")
            assert name == "AnnotatorNotes", line
            parsed.notes[target] = json.loads("\t".join(rest))
        elif re.fullmatch(r"R[1-9]\d*", key):
            found = re.fullmatch(r"(\w+) Arg1:(\w+) Arg2:(\w+)", data)
            assert found, line
            parsed.relations.append((found[1], found[2], found[3]))
        else:
            assert key == "*", line
            name, *members = data.split(" ")
            assert (name, len(members) > 1) == ("Equiv", True), line
            parsed.equivalent.append(tuple(members))
    known = set(parsed.spans)
    assert known >= {target for target, _, _ in parsed.attributes} | set(parsed.notes)
    assert known >= {key for _, *pair in parsed.relations for key in pair}
    assert known >= {key for group in parsed.equivalent for key in group}
    for group in parsed.equivalent:
        assert len({parsed.spans[key][0] for key in group}) == 1, group
    return parsed


def configuration(text: str) -> dict[str, dict[str, str]]:
    """The sections of a configuration: the first word of each line, and the rest of it."""
    sections: dict[str, dict[str, str]] = {}
    section: dict[str, str] = {}
    for line in text.splitlines():
        if found := re.fullmatch(r"\[(\w+)\]", line):
            section = sections.setdefault(found[1], {})
        elif line:
            name, _, rest = line.partition("\t")
            section[name] = rest
    return sections


def written(entry: Entry, folder: Path, **options: Any) -> Parsed:
    """What the exported article says, once the text is known to be that of the article."""
    Standoff(folder, **options).write([entry])
    (text,), (annotations,) = ([*folder.rglob(f"*.{end}")] for end in ("txt", "ann"))
    content = text.read_bytes().decode()
    assert content == Path(entry.document.article).read_bytes().decode()
    assert text.with_suffix("") == annotations.with_suffix("")
    return parse(annotations.read_bytes().decode(), content)


def test_a_mention_is_a_span_with_attributes_and_a_note(tmp_path: Path) -> None:
    text = "The 4th Division left."
    parsed = written(on_disk(tmp_path / "in", text, units=(unit(text, "4th Division"),)), tmp_path / "out")
    assert parsed.spans == {"T1": ("Unit", ((4, 16),))}
    assert parsed.attributes == [("T1", "Kind", "division"), ("T1", "Country", "SY")]
    note = parsed.notes["T1"]
    assert (note["name"], note["by"]) == ("4th Division", "p.rule")
    assert note["entity_id"].endswith("-units-4")


@pytest.mark.parametrize("gap", ["\n", "\r\n", " \n   ", "\t", "\x85", "\u2028", "\x0b\x0c", "\n\n"])
def test_a_mention_that_breaks_off_is_in_fragments(tmp_path: Path, gap: str) -> None:
    text = f"The 4th{gap}Division left."
    parsed = written(
        on_disk(tmp_path / "in", text, units=(unit(text, f"4th{gap}Division"),)), tmp_path / "out"
    )
    behind = 7 + len(gap)
    assert parsed.spans == {"T1": ("Unit", ((4, 7), (behind, behind + 8)))}


def test_offsets_count_code_points(tmp_path: Path) -> None:
    text = "🛂 مرحبا Khan"
    parsed = written(on_disk(tmp_path / "in", text, people=(person(text, "Khan"),)), tmp_path / "out")
    assert parsed.spans == {"T1": ("Person", ((8, 12),))}


def test_mentions_of_one_entity_are_equivalent(tmp_path: Path) -> None:
    text = "Omar Khan spoke. Khan left. Aoun stayed."
    people = (person(text, "Omar Khan", "Khan", "spoke"), person(text, "Aoun"))
    parsed = written(on_disk(tmp_path / "in", text, people=people), tmp_path / "out")
    assert parsed.equivalent == [("T1", "T2", "T3")]


def test_a_part_of_a_count_is_related_to_it(tmp_path: Path) -> None:
    text = "About 70 men came, 12 on foot."
    whole, part = mention(text, "About 70 men"), mention(text, "12")
    counts = (
        Count(part, value=12, part_of=Quote(whole.quote, whole.start, whole.end)),
        Count(replace(whole, assertion="denied", cue="c"), value=70, approximate=True),
    )
    parsed = written(on_disk(tmp_path / "in", text, counts=counts), tmp_path / "out")
    assert parsed.relations == [("Part_of", "T1", "T2")]
    assert parsed.attributes == [("T2", "Assertion", "denied"), ("T2", "Approximate", "")]
    assert parsed.notes["T2"]["value"] == 70


def test_layers_can_be_chosen(tmp_path: Path) -> None:
    text = "Khan left the 4th Division."
    entry = on_disk(
        tmp_path / "in", text, people=(person(text, "Khan"),), units=(unit(text, "4th Division"),)
    )
    parsed = written(entry, tmp_path / "out", layers=["units"])
    assert [name for name, _ in parsed.spans.values()] == ["Unit"]


def test_the_configuration_knows_what_the_files_hold(tmp_path: Path) -> None:
    text = "The 4th Division left Arida."
    place = replace(crossing("Arida"), mentions=(mention(text, "Arida"),), kind="official")
    entry = on_disk(
        tmp_path / "in", text, units=(unit(text, "4th Division", kind="odd, kind|"),), crossings=(place,)
    )
    parsed = written(entry, tmp_path / "out")
    assert parsed.attributes[0] == ("T1", "Kind", "odd_kind_")
    conf = configuration((tmp_path / "out" / "annotation.conf").read_text(encoding="utf-8"))
    assert list(conf) == ["entities", "relations", "events", "attributes"]
    assert list(conf["entities"]) == list(CLASSES.values())
    assert conf["attributes"]["Kind"] == "Arg:Unit|Crossing, Value:odd_kind_|official"
    assert "Assertion" not in conf["attributes"]  # brat refuses an attribute whose list of values is empty
    visual = configuration((tmp_path / "out" / "visual.conf").read_text(encoding="utf-8"))
    assert set(visual["drawing"]) == {*CLASSES.values(), "SPAN_DEFAULT", "ARC_DEFAULT"}


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["in/a.txt"], ["in/a"]),
        (["a.txt", "a"], ["a", "a~2"]),
        (["a.txt", "../a.txt", "/a.txt"], ["a", "a~2", "a~3"]),
        (["../../etc/passwd"], ["etc/passwd"]),
        (["a/../../b.txt"], ["a/b"]),
        ([".."], ["article"]),
        (["a.text", "b.c.txt"], ["a.text", "b.c"]),
    ],
)
def test_an_article_keeps_its_path_and_never_leaves_the_folder(paths: list[str], names: list[str]) -> None:
    standoff = Standoff(Path("out"))
    assert [standoff._name(path) for path in paths] == names


@settings(max_examples=50)
@given(annotated())
def test_any_mention_of_any_text_is_read_back(case: tuple[str, dict[str, tuple[Any, ...]]]) -> None:
    text, layers = case
    with TemporaryDirectory() as name:
        parsed = written(on_disk(Path(name) / "in", text, "a.txt", **layers), Path(name) / "out")
        values = configuration((Path(name) / "out" / "annotation.conf").read_text(encoding="utf-8"))
    expected: list[tuple[str, Mention]] = [
        (CLASSES[layer], each)
        for layer, entities in layers.items()
        for entity in entities
        for each in (entity.mentions if hasattr(entity, "mentions") else (entity.mention,))
    ]
    assert len(parsed.spans) == len(parsed.notes) == len(expected)
    for (key, (kind, spans)), (layer, each) in zip(parsed.spans.items(), expected, strict=True):
        assert kind == layer
        covered = {i for a, b in spans for i in range(a, b)}
        # Nothing but white space of the mention is in no fragment, and nothing else is in one.
        assert covered <= set(range(each.start, each.end))
        assert not "".join(text[i] for i in range(each.start, each.end) if i not in covered).strip()
        assert parsed.notes[key]["by"] == each.by
    for _, attribute, value in parsed.attributes:
        arguments = values["attributes"][attribute]
        assert value in arguments.partition("Value:")[2].split("|")
