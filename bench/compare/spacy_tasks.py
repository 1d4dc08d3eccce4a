"""The tasks of docs/comparison.md with spaCy: what one would write, without options, messages or tests.

    python spacy_tasks.py TASK ARGUMENTS…

A task is a function. `run` counts what it takes alone: the function and whatever of this module it uses.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

import spacy
import yaml
from spacy import displacy
from spacy.tokens import DocBin

SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
ECHELONS = ["army", "battalion", "brigade", "corps", "division", "regiment", "squadron"]
BODIES = {"forces": "army", "guard": "border-guard", "police": "police", "militia": "militia"}
FERRY: list[dict[str, Any]] = [{"IS_TITLE": True, "OP": "+"}, {"LOWER": "cable"}, {"LOWER": "ferry"}]


def read(path: str | Path) -> str:
    return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")


def articles(folder: str) -> list[tuple[str, str]]:
    return [(read(path), str(path)) for path in sorted(Path(folder).rglob("*.txt"))]


def entities(doc: Any) -> list[dict[str, Any]]:
    return [{"text": e.text, "label": e.label_, "start": e.start_char, "end": e.end_char} for e in doc.ents]


def article(model: str, path: str) -> None:
    print(yaml.dump(entities(spacy.load(model)(read(path))), allow_unicode=True, sort_keys=False))


def folder(model: str, path: str) -> None:
    for doc, name in spacy.load(model).pipe(articles(path), as_tuples=True):
        print(json.dumps({"article": name, "entities": entities(doc)}, ensure_ascii=False))


def value(text: str) -> float | None:
    """The value of a number in digits or words; none of "dozens", "several", or a range."""
    total = part = 0.0
    found = False
    for word in re.findall(r"[a-z]+|\d[\d,]*(?:\.\d+)?", text.lower()):
        if word[0].isdigit():
            part, found = part + float(word.replace(",", "")), True
        elif word in WORDS:
            part, found = part + WORDS.index(word), True
        elif word in TENS:
            part, found = part + 10 * TENS.index(word), True
        elif word in SCALES and SCALES[word] == 100:
            part, found = max(part, 1) * 100, True
        elif word in SCALES:
            total, part, found = total + max(part, 1) * SCALES[word], 0, True
    return total + part if found else None


def counts(model: str, path: str) -> None:
    for doc, _ in spacy.load(model).pipe(articles(path), as_tuples=True):
        for e in doc.ents:
            if e.label_ in ("CARDINAL", "MONEY", "QUANTITY"):
                print(value(e.text), e.root.head.text, e.text, sep="\t")


def units(model: str, path: str) -> None:
    nlp = spacy.load(model)
    ruler = nlp.add_pipe("entity_ruler", before="ner")
    for name in ECHELONS:
        heads = [{"TEXT": {"REGEX": r"^(\d+(st|nd|rd|th)|[A-Z]\w+)$"}, "OP": "+"}, {"TEXT": name.title()}]
        ruler.add_patterns([{"label": "UNIT", "pattern": heads, "id": name}])
    for name, kind in BODIES.items():
        heads = [{"TEXT": {"REGEX": r"^[A-Z]\w+$"}, "OP": "+"}, {"LOWER": name}]
        ruler.add_patterns([{"label": "UNIT", "pattern": heads, "id": kind}])
    for doc, _ in nlp.pipe(articles(path), as_tuples=True):
        for e in doc.ents:
            if e.label_ == "UNIT":
                print(e.ent_id_, e.text, sep="\t")


def crossings(gazetteer: str, path: str) -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    for row in csv.DictReader(read(gazetteer).splitlines()):
        for name in [row["name"], *filter(None, row["aliases"].split(";"))]:
            ruler.add_patterns([{"label": "CROSSING", "pattern": name, "id": row["countries"]}])
    for doc, _ in nlp.pipe(articles(path), as_tuples=True):
        for e in doc.ents:
            print(e.ent_id_, e.text, sep="\t")


def ruler(patterns: str) -> Any:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").from_disk(patterns)
    return nlp


def name(patterns: str, path: str) -> None:
    for e in ruler(patterns)(read(path)).ents:
        print(e.label_, e.text, sep="\t")


def check() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "CROSSING", "pattern": FERRY}])
    hits = {
        "over the Bekka cable ferry": "Bekka cable ferry",
        "at the Lumo Cable Ferry": "Lumo Cable Ferry",
    }
    for text, wanted in hits.items():
        assert [e.text for e in nlp(text).ents] == [wanted], text
    assert not nlp("they sold the cable ferry").ents
    print("passed")


def diff(old: str, new: str, path: str) -> None:
    pipelines = [ruler(old), ruler(new)]
    for text, name in articles(path):
        before, after = ({(e.start_char, e.label_, e.text) for e in nlp(text).ents} for nlp in pipelines)
        for mark, found in (("-", before - after), ("+", after - before)):
            for start, label, quote in sorted(found):
                print(mark, name, start, label, quote, sep="\t")


def gold(records: str, out: str) -> None:
    nlp, docs = spacy.blank("en"), DocBin()
    for record in yaml.safe_load_all(read(records)):
        doc = nlp(read(record["article"]))
        mentions = [m for person in record["people"] for m in person["mentions"]]
        spans = [doc.char_span(m["start"], m["end"], "PERSON", alignment_mode="expand") for m in mentions]
        doc.set_ents(spacy.util.filter_spans(spans))
        docs.add(doc)
    docs.to_disk(out)


def table(model: str, path: str, out: str) -> None:
    with Path(out).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["article", "label", "text", "start", "end"])
        for doc, name in spacy.load(model).pipe(articles(path), as_tuples=True):
            writer.writerows([name, e.label_, e.text, e.start_char, e.end_char] for e in doc.ents)


def page(model: str, path: str, out: str) -> None:
    docs = [doc for doc, _ in spacy.load(model).pipe(articles(path), as_tuples=True)]
    Path(out).write_text(displacy.render(docs, style="ent", page=True, jupyter=False), encoding="utf-8")


def resume(model: str, path: str, out: str) -> None:
    nlp = spacy.load(model)
    for text, name in articles(path):
        target = Path(out, Path(name).relative_to(path)).with_suffix(".json")
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_text(json.dumps(entities(nlp(text)), ensure_ascii=False), encoding="utf-8")
        part.replace(target)


def personal(model: str, path: str) -> None:
    for e in spacy.load(model)(read(path)).ents:
        if e.label_ == "PERSON":
            print(e.start_char, e.end_char, e.text, sep="\t")


def grammar(model: str, path: str) -> None:
    for t in spacy.load(model)(read(path)):
        print(t.text, t.lemma_, t.pos_, t.dep_, t.head.text, sep="\t")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
