"""The shipped units pack on sentences of many regions, by the rules alone."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from annotators.article import read
from annotators.pipeline import Annotator
from annotators.ruleset import link, read_packs
from annotators.testfile import unmark

RULES = Path(__file__).parent.parent / "rules"
TABLE = Path(__file__).parent / "data" / "units-by-region.yaml"
CASES = [
    pytest.param(case["text"], case.get("are", []), id=f"{region}: {case['text'][:40]}")
    for region, cases in yaml.safe_load(TABLE.read_text(encoding="utf-8")).items()
    for case in cases
]


@cache
def annotator() -> Annotator:
    return Annotator(link(read_packs(sorted(RULES.glob("*.yaml")))), None)


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_the_units_of_a_sentence(marked: str, expected: list[str]) -> None:
    text, spans = unmark(marked)
    wanted = []
    for (start, end), said in zip(spans, expected, strict=True):
        kind, country, number = re.fullmatch("([a-z-]+)(?: ([A-Z]{2}))?(?: ([0-9]+))?", said).groups()  # type: ignore[union-attr]
        wanted.append((text[start:end], kind, country, int(number) if number else None))
    annotated = annotator().annotate(read(text.encode(), "a.txt")).units
    assert annotated is not None
    found = [
        (mention.start, mention.quote, unit.kind, unit.country, unit.number)
        for unit in annotated
        for mention in unit.mentions
    ]
    assert [what[1:] for what in sorted(found, key=lambda what: what[0])] == wanted
