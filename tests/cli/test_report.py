"""`glossator report`: records in, a page out, and what is told of records that cannot be shown."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ending

Run = Callable[..., Ending]
ROOT = Path(__file__).resolve().parents[2]
NAMES = ("gaza-egypt-rafah", "sudan-chad-adre")


@pytest.fixture(autouse=True)
def samples(glossator: Run) -> None:
    """Two samples and their records in the folder that the command runs in."""
    Path("samples").mkdir()
    for name in NAMES:
        for suffix in (".txt", ".yaml"):
            shutil.copy(ROOT / "samples" / (name + suffix), "samples")


def records() -> list[str]:
    return [f"samples/{name}.yaml" for name in NAMES]


def data(page: str, name: str = "data") -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def paths(page: str) -> list[str]:
    return [article[0] for article in data(page)["articles"]]


def test_a_page_of_records_is_written_and_its_size_told(glossator: Run) -> None:
    ending = glossator("report", *records(), "-o", "report.html")
    assert (ending.code, ending.out, ending.err) == (0, "", "report.html: 2 articles, 0.1 MB\n")
    page = Path("report.html").read_text(encoding="utf-8")
    assert paths(page) == [f"samples/{name}.txt" for name in NAMES]
    texts = [Path(f"samples/{name}.txt").read_bytes().decode("utf-8-sig") for name in NAMES]
    assert data(page, "texts") == texts


def test_the_page_goes_down_a_pipe_and_nothing_else_does(process: Run, glossator: Run) -> None:
    glossator("report", records()[0], "-o", "report.html", "--title", "Week <48>")
    piped = process("report", "--title", "Week <48>", stdin=Path(records()[0]).read_bytes())
    assert (piped.code, piped.err) == (0, "")
    assert piped.out == Path("report.html").read_text(encoding="utf-8")
    assert "<h1>Week &lt;48&gt;</h1>" in piped.out


def test_json_lines_and_several_files_are_read_in_order(glossator: Run) -> None:
    lines = glossator("annotate", "--no-ner", "--format", "jsonl", "samples/sudan-chad-adre.txt").out
    ending = glossator("report", "-", records()[0], stdin=lines.encode())
    assert paths(ending.out) == ["samples/sudan-chad-adre.txt", "samples/gaza-egypt-rafah.txt"]


def test_a_folder_stands_for_the_records_below_it(glossator: Run) -> None:
    assert paths(glossator("report", "samples").out) == [f"samples/{name}.txt" for name in NAMES]


def test_articles_that_cannot_be_shown_are_told_and_named_in_the_page(glossator: Run) -> None:
    Path("samples/sudan-chad-adre.txt").unlink()
    failed = (
        b"---\nschema: 1\narticle: in/bad.txt\nerror: {code: encoding, message: invalid utf-8 at byte 3}\n"
    )
    ending = glossator("report", *records(), "-", "-o", "r.html", stdin=failed)
    assert ending.code == 3
    lost = (
        f"{records()[1]}:1: samples/sudan-chad-adre.txt cannot be read: No such file or directory "
        "(looked in the working directory and in samples)"
    )
    bad = "-:1: in/bad.txt was not annotated: invalid utf-8 at byte 3"
    assert ending.err.splitlines() == [
        f"glossator: error: {lost}",
        f"glossator: error: {bad}",
        "r.html: 1 article, 0.1 MB",
    ]
    page = Path("r.html").read_text(encoding="utf-8")
    assert data(page)["leftOut"] == [["samples/sudan-chad-adre.txt", lost], ["in/bad.txt", bad]]


def test_an_article_that_has_changed_is_not_shown(glossator: Run) -> None:
    with Path("samples/sudan-chad-adre.txt").open("a") as file:
        file.write("x")
    ending = glossator("report", records()[1])
    assert ending.code == 3
    assert "is not the text that was annotated" in ending.err
    assert paths(ending.out) == []


def test_what_is_no_record_stops_it_and_leaves_what_stood_there(glossator: Run) -> None:
    Path("notes.yaml").write_text("- milk\n")
    Path("r.html").write_text("old")
    ending = glossator("report", "notes.yaml", "-o", "r.html", "--force")
    assert (ending.code, ending.out) == (2, "")
    assert ending.err.startswith("glossator: error: notes.yaml:1: a record: expected a mapping")
    assert Path("r.html").read_text() == "old"


def test_a_page_that_is_there_is_replaced_only_where_that_is_asked_for(glossator: Run) -> None:
    Path("r.html").write_text("old")
    ending = glossator("report", records()[0], "-o", "r.html")
    assert (ending.code, ending.out) == (2, "")
    assert ending.err == "glossator: error: r.html is there already: --force replaces it\n"
    assert Path("r.html").read_text() == "old"
    assert glossator("report", records()[0], "-o", "r.html", "--force").code == 0
    assert paths(Path("r.html").read_text(encoding="utf-8")) == ["samples/gaza-egypt-rafah.txt"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("lost.yaml",), "lost.yaml: No such file or directory"),
        (("-", "-"), "standard input (-) can be read only once"),
        (
            ("samples/sudan-chad-adre.yaml", "-o", "./samples/sudan-chad-adre.yaml"),
            "it is one of the RECORDS",
        ),
        (("samples/sudan-chad-adre.yaml", "-o", "lost/r.html"), "lost is not a folder"),
        (("--encoding", "utf-99"), "unknown encoding 'utf-99'"),
    ],
)
def test_wrong_usage_is_told(glossator: Run, arguments: tuple[str, ...], told: str) -> None:
    ending = glossator("report", *arguments)
    assert (ending.code, ending.out) == (2, "")
    assert told in " ".join(ending.err.replace("│", " ").split())


def test_it_does_without_the_model(process: Run) -> None:
    ran = process("report", *records(), "-o", "r.html", PYTHONPROFILEIMPORTTIME="1")
    imported = {line.rpartition("|")[2].strip() for line in ran.err.splitlines() if "import time:" in line}
    assert "annotators.report.page" in imported
    assert imported & {"torch", "stanza", "numpy"} == set()
