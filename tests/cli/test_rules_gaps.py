from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ending

Run = Callable[..., Ending]

FIRST = """\
"We saw TNW fighters near the road," a trader said. In May TNW soldiers left.

Lorries queued at the Zerga terminal on the border.
"""
SECOND = "In June the Tamsa brigade met TNW fighters. The Zerga terminal was open to border traffic.\n"


@pytest.fixture(autouse=True)
def corpus(glossator: Run) -> None:
    Path("in").mkdir()
    Path("in/a.txt").write_text(FIRST)
    Path("in/b.txt").write_text(SECOND)


def test_what_is_suggested_is_a_pack_that_passes_its_own_tests(glossator: Run) -> None:
    ending = glossator("rules", "gaps", "in", "--no-ner")
    assert (ending.code, ending.err) == (0, "2 names with 2 mentions or more\n")
    Path("gaps.yaml").write_text(ending.out)
    assert "    - 'In June the Tamsa brigade met [[TNW]] fighters.'\n" in ending.out
    tested = glossator("rules", "test", "gaps.yaml")
    assert (tested.code, tested.err) == (0, "2 rules, 6 tests: 6 passed, 0 failed\n")
    # What the pack annotates is no gap any more.
    again = glossator(
        "rules", "gaps", "in", "--no-ner", "--rules", "gaps.yaml", "--format", "tsv", "--min", "1"
    )
    assert [line.split("\t")[2] for line in again.out.splitlines()] == ["name", "Tamsa brigade"]


def test_a_list_for_people_has_the_sentences(glossator: Run) -> None:
    ending = glossator("rules", "gaps", "in", "--no-ner", "--format", "text", "--top", "1")
    assert ending.out == (
        "TNW: unit, armed-group; 3 mentions in 2 articles; beside fighters, soldiers\n"
        '    "We saw TNW fighters near the road," a trader said.\n'
        "    In June the Tamsa brigade met TNW fighters.\n"
    )
    assert ending.err == "1 name of 2 with 2 mentions or more\n"


def test_a_table_has_a_line_a_name(glossator: Run) -> None:
    ending = glossator("rules", "gaps", "in", "--no-ner", "--format", "tsv", "--min", "1")
    rows = [line.split("\t") for line in ending.out.splitlines()]
    assert rows[0] == ["layer", "kind", "name", "mentions", "articles", "missed", "beside", "example"]
    assert [row[:7] for row in rows[1:]] == [
        ["unit", "armed-group", "TNW", "3", "2", "0", "fighters, soldiers"],
        ["crossing", "official", "Zerga", "2", "2", "0", "terminal"],
        ["unit", "brigade", "Tamsa brigade", "1", "1", "0", "brigade"],
    ]


def test_an_article_that_fails_is_named_and_the_others_are_read(glossator: Run) -> None:
    ending = glossator("rules", "gaps", "gone.txt", "in", "--no-ner", "--format", "tsv")
    assert (ending.code, len(ending.out.splitlines())) == (3, 3)
    assert ending.err.startswith("glossator: error: gone.txt: No such file or directory\n")


def test_a_corpus_without_gaps_gives_an_empty_pack(glossator: Run) -> None:
    ending = glossator("rules", "gaps", "-", "--no-ner", stdin=b"Nothing to see here.")
    assert (ending.code, ending.err) == (0, "0 names with 2 mentions or more\n")
    Path("gaps.yaml").write_text(ending.out)
    assert glossator("rules", "check", "gaps.yaml").code == 0


def test_a_broken_pack_stops_it(glossator: Run) -> None:
    ending = glossator("rules", "gaps", "in", "--rules", "gone.yaml")
    assert (ending.code, ending.out) == (2, "")
    assert ending.err.startswith("gone.yaml:1:1: error[unreadable]")
