"""`annotate --jsonl`: articles that are lines, and the commands that read those lines again."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import COMMAND, Ending

Run = Callable[..., Ending]
TEXT = "About 70 Syrian soldiers crossed near Arida."
LINES: list[object] = [
    {"id": "a1", "date": "2024-01-05", "source": "wire", "body": {"text": TEXT}},
    {"uid": 7, "body": {"text": f"On Monday. {TEXT}"}},
    ["no object"],
    {"id": 3, "body": {}},
]


@pytest.fixture
def annotate(glossator: Run) -> Run:
    """`annotate --jsonl body.text` without the model, where `news.jsonl` is."""
    Path("news.jsonl").write_text("".join(json.dumps(line) + "\n" for line in LINES))

    def run(*arguments: str, stdin: bytes = b"") -> Ending:
        return glossator("annotate", "--no-ner", "--jsonl", "body.text", *arguments, stdin=stdin)

    return run


def test_each_line_gives_a_record_that_says_where_it_stands_and_what_it_is(annotate: Run) -> None:
    ending = annotate("news.jsonl")
    assert ending.code == 3
    first, second, third, fourth = yaml.safe_load_all(ending.out)
    assert list(first)[:7] == ["schema", "article", "field", "id", "date", "source", "sha256"]
    head = {"article": "news.jsonl:1", "field": "body.text", "id": "a1", "date": "2024-01-05"}
    assert first.items() >= (head | {"source": "wire"}).items()
    assert first["counts"][0]["start"] == TEXT.index("About")
    assert list(second)[:4] == ["schema", "article", "field", "sha256"]
    assert third["error"] == {"code": "jsonl", "message": "a list and no object"}
    assert (fourth["id"], fourth["error"]["message"]) == (3, "no field 'body.text'")
    assert ending.err.splitlines() == [
        "glossator: error: news.jsonl:3: a list and no object",
        "glossator: error: news.jsonl:4: no field 'body.text'",
    ]


def test_other_fields_are_named_and_every_door_and_format_gives_the_same(annotate: Run) -> None:
    options = ("--id-field", "uid", "--format", "jsonl")
    file = annotate(*options, "news.jsonl")
    records = [json.loads(line) for line in file.out.splitlines()]
    assert [record.get("id") for record in records] == [None, 7, None, None]
    lines = Path("news.jsonl").read_bytes()
    assert annotate(*options, "--stdin-name", "news.jsonl", stdin=lines) == file
    Path("list").write_text("news.jsonl\n")
    assert annotate(*options, "--files-from", "list") == file
    rows = list(csv.DictReader(io.StringIO(annotate("--format", "csv", "news.jsonl").out, newline="")))
    assert {(row["article"], row["id"], row["date"]) for row in rows} == {
        ("news.jsonl:1", "a1", "2024-01-05"),
        ("news.jsonl:2", "", ""),
        ("news.jsonl:3", "", ""),
        ("news.jsonl:4", "3", ""),
    }


def test_a_folder_stands_for_its_files_of_json_lines(annotate: Run) -> None:
    Path("d").mkdir()
    Path("d/a.jsonl").write_text(json.dumps(LINES[0]))
    Path("d/a.txt").write_text("no JSON")
    Path("d/a.ndjson").write_text(json.dumps(LINES[0]))
    assert [r["article"] for r in yaml.safe_load_all(annotate("d").out)] == ["d/a.jsonl:1"]
    other = annotate("d", "--glob", "*.ndjson")
    assert [r["article"] for r in yaml.safe_load_all(other.out)] == ["d/a.ndjson:1"]
    Path("e").mkdir()
    assert annotate("e").err == "glossator: warning: e: no file matches *.jsonl\n"


def test_json_lines_of_another_encoding_are_refused(annotate: Run) -> None:
    ending = annotate("news.jsonl", "--encoding", "latin-1")
    assert (ending.code, ending.out) == (2, "")
    assert "Invalid value for '--encoding': JSON lines are UTF-8" in ending.err
    assert annotate("news.jsonl", "--encoding", "UTF8").code == 3


def test_the_lines_are_read_again_by_the_commands_that_read_articles(annotate: Run, glossator: Run) -> None:
    Path("r.yaml").write_text(annotate("news.jsonl").out)
    verified = glossator("verify", "r.yaml")
    assert verified.code == 0
    assert "2 records checked, 2 of failed articles passed over: no problems" in verified.err
    shown = glossator("show", "r.yaml")
    assert "news.jsonl:2" in shown.out
    assert "On Monday. [# About 70 Syrian soldiers] crossed near" in shown.out
    assert glossator("report", "r.yaml", "-o", "r.html").code == 3  # two articles had failed
    assert f"On Monday. {TEXT}" in Path("r.html").read_text(encoding="utf-8")
    exported = glossator("export", "conll", "r.yaml")
    assert "# newdoc id = news.jsonl:2" in exported.out
    found = Path("r.yaml").read_text().split("---\n")[1:3]
    Path("gold.yaml").write_text("".join(f"---\n{record}" for record in found))
    scored = glossator("score", "gold.yaml", "r.yaml", "--min", "1", "--extra", "ignore")
    assert scored.code == 0, scored.err
    Path("news.jsonl").write_text("\n" + Path("news.jsonl").read_text())
    moved = glossator("verify", "r.yaml")
    assert moved.code == 3
    assert "news.jsonl:1: not JSON: " in moved.err


def test_a_record_is_written_before_the_next_line_comes(tmp_path: Path) -> None:
    arguments = [*COMMAND, "annotate", "--no-ner", "--jsonl", "text", "--format", "jsonl"]
    with subprocess.Popen(
        arguments, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for number in range(1, 5):
            running.stdin.write(b'{"text": "It rained."}\n')
            running.stdin.flush()
            record: Any = json.loads(running.stdout.readline())
            assert record["article"] == f"-:{number}"
        running.stdin.close()
        assert running.stdout.read() == b""
    assert running.returncode == 0
