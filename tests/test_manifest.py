from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.document import Failure
from annotators.manifest import Done, Manifest, key


def done(size: int, stamp: str = "s") -> Done:
    return Done("0" * 64, size, True, stamp)


def rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]


def test_at_the_end_of_a_run_its_rows_stand_in_the_order_of_its_inputs_behind_those_of_others(
    tmp_path: Path,
) -> None:
    with Manifest(tmp_path) as manifest:
        for name in "abc":
            manifest.add_done(f"{name}.txt", f"{name}.yaml", done(1))
    with Manifest(tmp_path) as manifest:
        manifest.add_done("c.txt", "c.yaml", done(2))
        manifest.add_failed(Failure("a.txt", "missing", "gone"), "a.yaml")
    assert [(row["output"], row["status"]) for row in rows(tmp_path)] == [
        ("b.yaml", "done"),
        ("c.yaml", "done"),
        ("a.yaml", "failed"),
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"manifest.jsonl"}


def test_a_run_that_ends_early_leaves_what_it_has_done(tmp_path: Path) -> None:
    with Manifest(tmp_path) as manifest:
        manifest.add_done("a.txt", "a.yaml", done(1))
    with pytest.raises(KeyboardInterrupt), Manifest(tmp_path) as manifest:  # noqa: PT012
        manifest.add_done("a.txt", "a.yaml", done(2))
        raise KeyboardInterrupt
    assert [row["bytes"] for row in rows(tmp_path)] == [1, 2]
    with Manifest(tmp_path) as manifest:
        assert manifest.done("s") == {key("a.yaml"): done(2)}


@given(st.integers(1, 400), st.binary(max_size=40))
def test_whatever_stands_at_the_end_of_a_manifest_the_whole_rows_before_it_count(
    tmp_path_factory: pytest.TempPathFactory, cut: int, rubbish: bytes
) -> None:
    folder = tmp_path_factory.mktemp("out")
    with Manifest(folder) as manifest:
        for name in "ab":
            manifest.add_done(f"{name}.txt", f"{name}.yaml", done(1))
    file = folder / "manifest.jsonl"
    whole = file.read_bytes()
    first = whole.index(b"\n") + 1
    file.write_bytes(whole[: max(len(whole) - cut, first)] + rubbish.replace(b"\n", b""))
    with Manifest(folder) as manifest:
        known = manifest.done("s")
        assert key("a.yaml") in known
        assert set(known) <= {key("a.yaml"), key("b.yaml")}
        manifest.add_done("c.txt", "c.yaml", done(1))
    with Manifest(folder) as manifest:
        assert {key("a.yaml"), key("c.yaml")} <= set(manifest.done("s"))


@pytest.mark.parametrize("line", ["[1]", "{}", "null", '{"output": 7}', '{"output": "x"}', "[" * 5000, "{"])
def test_a_line_that_is_no_row_says_nothing(tmp_path: Path, line: str) -> None:
    (tmp_path / "manifest.jsonl").write_text(line + "\n")
    with Manifest(tmp_path) as manifest:
        assert manifest.done("s") == {}


def test_names_that_are_not_utf_8_come_back(tmp_path: Path) -> None:
    with Manifest(tmp_path) as manifest:
        manifest.add_done("caf\udce9.txt", "caf\udce9.yaml", done(1))
    with Manifest(tmp_path) as manifest:
        assert manifest.done("s") == {key("caf\udce9.yaml"): done(1)}
