from __future__ import annotations

from pathlib import Path

import pytest

from annotators.article import read
from annotators.refusal import Refused, constraint_text, refusals
from annotators.rule import Constraint
from tests.packs import HEAD, load

LISTS = "lists:\n  echelon: {words: [brigade, division]}\n  nation: {words: [Iceland, Ruritania]}\n"


def refused(folder: Path, rule: str, text: str) -> list[Refused]:
    """Why the rule annotated nothing of `text`."""
    rules = load(folder, {"p.yaml": f"{HEAD}{LISTS}rules:\n- {{id: r, annotate: unit, {rule}}}\n"})
    return list(refusals(read(text.encode(), "a"), rules, (), "p.r", [(0, len(text))]))


@pytest.mark.parametrize(
    ("rule", "text", "quote", "reason"),
    [
        (
            "match: '{ordinal} {kind:echelon}', where: {kind: capitalized}",
            "the 4th division left",
            "4th division",
            "`where: {kind: capitalized}` fails on 'division'",
        ),
        (
            "match: '{name:Name} {echelon}', where: {name: [capitalized, {not: [nation, echelon]}]}",
            "the Iceland brigade left",
            "Iceland brigade",
            "`where: {name: {not: [nation, echelon]}}` fails on 'Iceland'",
        ),
        (
            "match: '{name:Name} {echelon}', where: {match: {in: nation}}",
            "the Golan brigade left",
            "Golan brigade",
            "`where: {match: {in: nation}}` fails on 'Golan brigade'",
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
    rule = "{id: r, annotate: unit, match: '{ordinal} {kind:echelon}', where: {kind: uppercase}}"
    rules = load(tmp_path, {"p.yaml": f"{HEAD}{LISTS}rules:\n- {rule}\n"})
    found = refusals(read(text.encode(), "a"), rules, (), "p.r", [(21, 32)])
    assert [each.quote for each in found] == ["5th brigade"]


def test_a_condition_is_written_as_a_pack_writes_it() -> None:
    assert constraint_text(Constraint("kind", "plural")) == "kind: plural"
    assert constraint_text(Constraint("kind", "in", ("a",))) == "kind: {in: a}"
    assert constraint_text(Constraint("kind", "not", ("a", "b"))) == "kind: {not: [a, b]}"
