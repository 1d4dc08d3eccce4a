from __future__ import annotations

import csv
from collections import Counter

from annotators.gapcues import Cues
from annotators.shipped import rules_directory
from tests.factories import ruleset

USES = {
    "member", "link", "origin", "claim", "appositive",  # what a name stands beside
    "calendar", "locative", "border", "common", "civil", "weak", "trade",  # what says that it is none
}  # fmt: skip


def test_every_cue_has_a_use_that_is_read_and_stands_once() -> None:
    with (rules_directory() / "lists" / "gap-cues.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["use"] for row in rows} == USES
    twice = [cue for cue, n in Counter((row["name"].lower(), row["use"]) for row in rows).items() if n > 1]
    assert twice == []
    assert {row["kind"] for row in rows if row["use"] in ("member", "claim", "appositive")} == {"armed-group"}


def test_a_noun_gives_the_kind_of_its_list_and_a_head_of_a_group_name_an_armed_group() -> None:
    body = "lists: {group-head: {words: [Front]}, echelon: {file: e.csv}, border-head: {words: [ferry gate]}}"
    cues = Cues(ruleset(body, e_csv="name,kind\nbrigade,brigade\n"))
    assert cues.head("Brigade") == ("unit", "brigade")
    assert cues.head("Front") == ("unit", "armed-group")
    assert cues.head("ferry\ngate") == ("crossing", "official")
    assert cues.head("Tamsa") is None


def test_phrases_are_remembered_in_bounded_memory() -> None:
    cues = Cues(ruleset(""))
    for number in range(60_000):
        cues.head(f"Tamsa {number}")
        cues.is_plain(f"Kreda {number}", [f"Kreda{number}"])
    assert max(len(cues._heads), len(cues._plain_words)) <= 50_001
