from __future__ import annotations

from pathlib import Path

import pytest

from annotators.inputs import EmptyFolder, Item, Source
from annotators.recordfiles import is_manifest, record_files
from tests.factories import make

ROW = '{"article": "a.txt", "sha256": "0", "status": "done"}\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def found(*paths: str) -> list[str | Item]:
    return [item.name if isinstance(item, Source) else item for item in record_files(paths)]


def test_a_folder_is_its_files_of_records_in_byte_order(tmp_path: Path) -> None:
    make(tmp_path, "o/b.yaml", "o/a/z.jsonl", "o/a.yml", "o/c.json", "o/n.txt", "o/.h.yaml", "o/.d/x.yaml")
    assert found("o", "-", "absent") == ["o/a.yml", "o/a/z.jsonl", "o/b.yaml", "o/c.json", "-", "absent"]


def test_a_manifest_is_passed_over_in_its_folder_and_by_its_name(tmp_path: Path) -> None:
    make(tmp_path, "o/a.jsonl", "only/x.txt")
    for folder in ("o", "only"):
        Path(folder, "manifest.jsonl").write_text(ROW)
    assert found("o", "o/manifest.jsonl") == ["o/a.jsonl"]
    assert found("only") == [EmptyFolder("only")]


def test_decisions_are_passed_over_in_a_folder_alone(tmp_path: Path) -> None:
    make(tmp_path, "o/a.yaml", "o/decisions.yaml", "only/decisions.yaml")
    assert found("o", "o/decisions.yaml") == ["o/a.yaml", "o/decisions.yaml"]
    assert found("only") == [EmptyFolder("only")]


@pytest.mark.parametrize("text", [ROW, ROW * 2, "", ROW[:12], ROW.strip()])
def test_a_manifest_is_known_by_its_rows_even_cut_ones(text: str) -> None:
    Path("manifest.jsonl").write_text(text)
    Path("other.jsonl").write_text(text)
    assert is_manifest(Path("manifest.jsonl"))
    assert not is_manifest(Path("other.jsonl"))


@pytest.mark.parametrize("text", ['{"schema": 1, "article": "manifest.txt"}\n', "[\n", "[]\n", '{"schema"'])
def test_records_in_a_file_of_that_name_are_read(text: str) -> None:
    Path("manifest.jsonl").write_text(text)
    assert found("manifest.jsonl") == ["manifest.jsonl"]
