from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotators.rule import LAYERS
from annotators.rulelist import CUE, Row, rows, to_json, to_text, to_tsv
from tests.packs import HEAD, load

PACK = """\
rules:
- id: brigade
  description: "A brigade\\tof the old kind."
  annotate: unit
  match: 'old brigade'
  priority: -3
  tests: {hit: ['[[old brigade]]'], miss: [a, b]}
- {id: gate, annotate: crossing, match: 'old gate', tests: {todo: ['[[gate]]']}}
"""
ROWS = [
    Row("p.brigade", "unit", -3, 1, 2, 0, "A brigade of the old kind.", "p.yaml", 5),
    Row("q.gate", "crossing", 0, 0, 0, 1, "", "q.yaml", 12),
]


@pytest.mark.parametrize(("layer", "ids"), [(None, ["p.brigade", "p.gate"]), ("crossing", ["p.gate"])])
def test_the_rules_of_a_layer_are_told_in_the_order_of_the_file(
    tmp_path: Path, layer: str | None, ids: list[str]
) -> None:
    packs = load(tmp_path, {"p.yaml": HEAD + PACK}).packs
    assert [row.id for row in rows(packs, layer)] == ids
    assert sum(len(rows(packs, each)) for each in LAYERS) == len(rows(packs))


def test_a_cue_is_a_row_of_the_layer_cue(tmp_path: Path) -> None:
    cue = "cues:\n- {id: no, description: Denied., category: denied, match: 'no', tests: {miss: [a]}}\n"
    (row,) = rows(load(tmp_path, {"p.yaml": HEAD + cue}).packs, CUE)
    assert (row.id, row.layer, row.miss, row.description) == ("p.no", "cue", 1, "Denied.")


def test_a_row_has_what_the_pack_says_and_its_place(tmp_path: Path) -> None:
    path = str(tmp_path / "p.yaml")
    line = HEAD.count("\n") + 2
    assert rows(load(tmp_path, {"p.yaml": HEAD + PACK}).packs)[0] == Row(
        "p.brigade", "unit", -3, 1, 2, 0, "A brigade\tof the old kind.", path, line
    )


def test_the_table_is_aligned_file_by_file() -> None:
    assert to_text(ROWS) == (
        "p.yaml:\n"
        "rule       layer  prio  tests  line  description\n"
        "p.brigade  unit     -3  1/2/0     5  A brigade of the old kind.\n"
        "\n"
        "q.yaml:\n"
        "rule    layer     prio  tests  line  description\n"
        "q.gate  crossing     0  0/0/1    12\n"
    )


@pytest.mark.parametrize("width", [58, 80])
def test_descriptions_are_cut_to_the_width(width: int) -> None:
    long = Row("p.a", "unit", 0, 0, 0, 0, "word " * 40, "p.yaml", 1)
    lines = to_text([*ROWS, long], width).splitlines()
    assert max(map(len, lines)) <= width
    assert lines[3].endswith("…")


def test_tsv_has_a_header_and_no_cell_with_a_tab() -> None:
    tabbed = Row("p.a", "unit", 0, 0, 0, 0, "a\tb\nc", "p.yaml", 1)
    assert to_tsv([tabbed]) == (
        "id\tlayer\tpriority\thit\tmiss\ttodo\tdescription\tpath\tline\n"
        "p.a\tunit\t0\t0\t0\t0\ta b c\tp.yaml\t1\n"
    )


def test_json_is_a_list_of_objects() -> None:
    found = json.loads(to_json(ROWS))
    assert [each["id"] for each in found] == ["p.brigade", "q.gate"]
    assert found[0] == {
        "id": "p.brigade",
        "layer": "unit",
        "priority": -3,
        "hit": 1,
        "miss": 2,
        "todo": 0,
        "description": "A brigade of the old kind.",
        "path": "p.yaml",
        "line": 5,
    }


def test_no_rule_is_no_line() -> None:
    assert to_text([]) == ""
    assert json.loads(to_json([])) == []
