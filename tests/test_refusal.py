from __future__ import annotations

from pathlib import Path

import pytest

from annotators.article import read
from annotators.compiledrule import CompiledRule
from annotators.matcher import find
from annotators.parts import Parts
from annotators.refusal import Refused, nearest, refusals
from annotators.run import Run
from tests.packs import HEAD, load

LISTS = "lists:\n  echelon: {words: [brigade, division]}\n  nation: {words: [Iceland, Ruritania]}\n"


def refused(folder: Path, rule: str, text: str, *spans: tuple[int, int]) -> list[Refused]:
    """Why the rule annotated nothing of `text`, or of the `spans` in it."""
    rules = load(folder, {"p.yaml": f"{HEAD}{LISTS}rules:\n- {{id: r, annotate: unit, {rule}}}\n"})
    found: list[Refused] = []

    def watch(run: Run, compiled: CompiledRule) -> None:
        found.extend(refusals(text, compiled.rule, run.attempts(compiled), spans or [(0, len(text))]))

    find(read(text.encode(), "a"), rules, (), watch)
    return found


def near(folder: Path, rule: str, text: str, *spans: tuple[int, int]) -> str:
    """How near a pattern of the rule came to matching one of `spans`, or anything."""
    rules = load(folder, {"p.yaml": f"{HEAD}{LISTS}rules:\n- {{id: r, annotate: unit, {rule}}}\n"})
    article = read(text.encode(), "a")
    found: list[str] = []

    def watch(run: Run, compiled: CompiledRule) -> None:
        view = run.view(compiled.masks)
        found.append(nearest(Parts(rules, compiled), article, view, spans or [(0, len(text))]))

    find(article, rules, (), watch)
    return found[0]


@pytest.mark.parametrize(
    ("rule", "text", "quote", "reason"),
    [
        (
            "match: '{ordinal} {kind:echelon}', where: {kind: capitalized}",
            "the 4th division left",
            "4th division",
            "`where: kind: capitalized` fails on 'division'",
        ),
        (
            "match: '{name:Name} {echelon}', where: {name: [capitalized, {not: [nation, echelon]}]}",
            "the Iceland brigade left",
            "Iceland brigade",
            "`where: name: not in nation, echelon` fails on 'Iceland'",
        ),
        (
            "match: '{name:Name} {echelon}', where: {match: {in: nation}}",
            "the Golan brigade left",
            "Golan brigade",
            "`where: match: in nation` fails on 'Golan brigade'",
        ),
        (
            "match: '{ordinal} {echelon}', unless: ['old {match}', '{match} of (opinion | labour)']",
            "a 4th division of labour",
            "4th division",
            "`unless: {match} of (opinion | labour)` forbids it",
        ),
        (
            "match: '{echelon} ({place:Name})? left', span: place",
            "the division left",
            "division left",
            "none of the captures of `span` took part",
        ),
    ],
)
def test_the_condition_that_turned_a_match_down_is_named(
    tmp_path: Path, rule: str, text: str, quote: str, reason: str
) -> None:
    assert refused(tmp_path, rule, text) == [Refused(quote, reason)]


def test_a_match_that_stands_is_not_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "match: '{ordinal} {echelon}'", "the 4th division") == []


def test_only_what_touches_the_spans_is_told(tmp_path: Path) -> None:
    text = "a 4th division and a 5th brigade"
    rule = "match: '{ordinal} {kind:echelon}', where: {kind: uppercase}"
    assert [each.quote for each in refused(tmp_path, rule, text, (21, 32))] == ["5th brigade"]


def test_what_is_told_is_told_once(tmp_path: Path) -> None:
    rule = "match: ['{kind:echelon}', '{kind:echelon} (left)?'], where: {kind: uppercase}"
    assert len(refused(tmp_path, rule, "a brigade")) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the brigades left", ""),
        ("the brigade of the valley", "behind 'brigade of' it needs {Name}, not 'the'"),
        ("the brigade from Golan", "behind 'brigade' it needs 'of' or 'in', not 'from'"),
        ("the brigade of", "behind 'brigade of' it needs {Name}, and the sentence ends"),
    ],
)
def test_how_near_the_pattern_came_is_told(tmp_path: Path, text: str, told: str) -> None:
    assert near(tmp_path, "match: '{echelon} (of | in) {Name}'", text) == told


def test_what_came_near_elsewhere_is_not_told(tmp_path: Path) -> None:
    text = "a brigade. The division of men"
    rule = "match: '{echelon} of {Name}'"
    assert near(tmp_path, rule, text, (2, 9)) == "behind 'brigade' it needs 'of', not '.'"
    assert near(tmp_path, rule, text, (27, 30)) == ""
