from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminals import on_terminal

TEXTS = {
    "a.txt": "The Marsh Brigade crossed at Adré. 70 men came.\n",
    "b.txt": "The Marsh Brigade left. 5 men and 20 women came, and the Lake Brigade.\n",
}
HEAD = "2 articles, 0 failures, 7 mentions\n"

Run = Callable[..., Any]


@pytest.fixture
def summary(glossator: Run) -> Run:
    """`summary` in a folder with two records, in all.yaml together and in a.jsonl and b.yaml apart."""
    for name, text in TEXTS.items():
        Path(name).write_text(text)
    Path("all.yaml").write_text(glossator("annotate", "--no-ner", "a.txt", "b.txt").out)
    Path("a.jsonl").write_text(glossator("annotate", "--no-ner", "--format", "jsonl", "a.txt").out)
    Path("b.yaml").write_text(glossator("annotate", "--no-ner", "b.txt").out)
    return lambda *arguments, **kept: glossator("summary", *arguments, **kept)


@pytest.fixture
def folder(tmp_path: Path, summary: Run) -> Path:
    """The same folder, for runs in a process of their own."""
    return tmp_path


def table(text: str, title: str) -> list[list[str]]:
    """The cells of the rows below a title."""
    rows = text.partition(f"\n{title}: ")[2].split("\n\n")[1].splitlines()
    return [re.split(r" {2,}", row.strip()) for row in rows if not re.fullmatch("[─-]+", row)]


def test_the_tables_stand_below_a_head_line(summary: Run) -> None:
    ending = summary("all.yaml")
    assert (ending.code, ending.err) == (0, "")
    assert ending.out.startswith(f"{HEAD}\nno people\n\nunits: all 2, 3 mentions\n\n")
    assert table(ending.out, "units") == [
        ["name", "what it is", "articles", "mentions"],
        ["Marsh Brigade", "brigade", "2", "2", "█" * 12],
        ["Lake Brigade", "brigade", "1", "1", "█" * 6],
    ]
    assert table(ending.out, "crossings") == [
        ["name", "what it is", "articles", "mentions"],
        ["Adré", "official, SD-TD", "1", "1", "█" * 12],
    ]
    assert table(ending.out, "things counted") == [
        ["what", "total", "added", "articles", "mentions"],
        ["men", "75", "2", "2", "2", "█" * 12],
        ["women", "20", "1", "1", "1", "█" * 6],
    ]


def test_numbers_of_things_not_named_are_in_the_title_and_in_no_row(summary: Run) -> None:
    named = Path("a.jsonl").read_text()
    Path("bare.jsonl").write_text(named.replace(',"what":"men"', ""))
    alone = summary("bare.jsonl", "--layer", "counts").out
    assert alone.endswith("\n\nno things counted, 1 number of things not named\n")
    title = "things counted: all 2, 3 mentions (1 number of things not named left out)"
    out = summary("bare.jsonl", "b.yaml").out
    assert f"\n{title}\n" in out
    assert [row[0] for row in table(out, "things counted")] == ["what", "men", "women"]


def test_files_and_standard_input_are_summed_up_together(summary: Run) -> None:
    assert summary("a.jsonl", "b.yaml") == summary("all.yaml")
    record = Path("a.jsonl").read_bytes()
    assert summary("-", "b.yaml", stdin=record) == summary("all.yaml")
    assert summary(stdin=Path("all.yaml").read_bytes()) == summary("all.yaml")


def test_a_folder_of_outputs_is_summed_up_without_its_manifest(glossator: Run, summary: Run) -> None:
    for form in ("yaml", "jsonl"):
        glossator("annotate", "--no-ner", "--format", form, "--output-dir", form, "a.txt", "b.txt")
        files = [str(path) for path in sorted(Path(form).iterdir())]
        assert f"{form}/manifest.jsonl" in files
        assert summary(form) == summary(*files) == summary("all.yaml")


def test_a_folder_without_records_is_a_warning(summary: Run) -> None:
    Path("none").mkdir()
    ending = summary("none", "all.yaml")
    assert ending.err == "glossator: warning: none: no file matches *.yaml *.yml *.jsonl *.json\n"
    assert (ending.code, ending.out) == (0, summary("all.yaml").out)


def test_no_record_is_an_empty_summary(summary: Run) -> None:
    ending = summary(stdin=b"")
    assert (ending.code, ending.err) == (0, "")
    assert ending.out == (
        "0 articles, 0 failures, 0 mentions\n\nno people\n\nno units\n\nno crossings\n\nno things counted\n"
    )


def test_records_of_failures_are_counted_and_are_no_failure_of_the_summary(summary: Run) -> None:
    failed = b"---\nschema: 1\narticle: x\nerror: {code: missing, message: gone}\n"
    ending = summary("-", "a.jsonl", stdin=failed)
    assert ending.code == 0
    assert ending.out.startswith("1 article, 1 failure, 3 mentions\n")


def test_a_file_with_a_fault_is_told_and_the_others_are_summed_up(summary: Run) -> None:
    Path("bad.yaml").write_text(Path("a.jsonl").read_text() + "{}\n")
    ending = summary("bad.yaml", "gone", "b.yaml")
    assert ending.code == 3
    assert ending.out == summary("all.yaml").out
    assert ending.err == (
        "glossator: error: bad.yaml:2: schema: missing\nglossator: error: gone: No such file or directory\n"
    )


def test_numbers_that_are_none_are_refused(summary: Run) -> None:
    Path("nan.jsonl").write_text(Path("a.jsonl").read_text().replace('"value":70', '"value":NaN'))
    ending = summary("nan.jsonl", "--format", "json")
    assert ending.code == 3
    assert ending.err == "glossator: error: nan.jsonl:1: counts[0].value: expected a number, found nan\n"


def test_the_number_of_rows_and_the_layers_are_chosen(summary: Run) -> None:
    ending = summary("all.yaml", "--top", "1", "--layer", "units")
    assert ending.out.startswith(
        "2 articles, 0 failures, 3 mentions\n\nunits: the first 1 of 2, 3 mentions\n"
    )
    assert "Lake" not in ending.out
    assert "men" not in ending.out.replace("mentions", "")
    assert summary("all.yaml", "--only", "units") == summary("all.yaml", "--layer", "units")


def test_json_and_csv_hold_everything_unless_told_otherwise(summary: Run) -> None:
    records = summary("--format", "json", "all.yaml").out
    data = json.loads(records)
    assert [each["name"] for each in data["units"]] == ["Marsh Brigade", "Lake Brigade"]
    assert data["counts"][0] == {
        "what": "men",
        "articles": 2,
        "mentions": 2,
        "added": 2,
        "min": 75,
        "max": 75,
    }
    rows = list(csv.DictReader(summary("--format", "csv", "all.yaml").out.splitlines()))
    assert [(row["layer"], row["name"]) for row in rows] == [
        ("units", "Marsh Brigade"),
        ("units", "Lake Brigade"),
        ("crossings", "Adré"),
        ("counts", "men"),
        ("counts", "women"),
    ]
    assert len(summary("--format", "csv", "--top", "1", "all.yaml").out.splitlines()) == 4


def test_of_more_than_ten_the_first_ten_stand_in_the_text_and_all_in_json(
    summary: Run, glossator: Run
) -> None:
    text = " ".join(f"The {n}th Brigade left." for n in range(4, 16))
    records = glossator("annotate", "--no-ner", stdin=text.encode()).out.encode()
    ending = summary("--layer", "units", stdin=records)
    assert "\nunits: the first 10 of 12, 12 mentions\n" in ending.out
    assert len(table(ending.out, "units")) == 11
    assert len(json.loads(summary("--format", "json", stdin=records).out)["units"]) == 12


def test_nothing_of_a_record_drives_the_terminal(summary: Run) -> None:
    record = Path("b.yaml").read_text().replace("name: Marsh Brigade", r'name: "a\eb\u202ec\n[bold]d"')
    text = summary(stdin=record.encode()).out
    assert r"a\x1bb\u202ec\n[bold]d" in text


@pytest.mark.parametrize(
    "arguments", [["--top", "0"], ["--layer", "unit"], ["--format", "yaml"], ["-", "-"], ["--color", "red"]]
)
def test_wrong_usage_has_status_2(summary: Run, arguments: list[str]) -> None:
    ending = summary(*arguments)
    assert (ending.code, ending.out) == (2, "")


def test_a_terminal_gets_colours_and_its_width_and_a_poor_one_plain_bars(folder: Path) -> None:
    session = on_terminal(folder, "summary", "all.yaml", columns=62)
    assert (session.code, session.err) == (0, "")
    assert "\x1b[" in session.screen
    assert "█" in session.screen
    plain = re.sub(r"\x1b\[[0-9;]*m", "", session.screen)
    assert max(map(len, plain.splitlines())) <= 62
    poor: list[dict[str, Any]] = [{"TERM": "dumb"}, {"NO_COLOR": "1", "PYTHONIOENCODING": "latin-1"}]
    for environment in poor:
        session = on_terminal(folder, "summary", "all.yaml", "--layer", "units", **environment)
        assert "\x1b" not in session.screen
        assert table(session.screen, "units")[1] == ["Marsh Brigade", "brigade", "2", "2", "#" * 12]


def test_a_narrow_terminal_has_no_bars(folder: Path) -> None:
    session = on_terminal(folder, "summary", "all.yaml", columns=48, NO_COLOR="1")
    assert "█" not in session.screen
    assert table(session.screen, "units")[1] == ["Marsh Brigade", "brigade", "2", "2"]


def test_it_needs_neither_torch_nor_stanza(folder: Path) -> None:
    program = (
        "import sys; from annotators.cli.main import app\n"
        "try: app(['summary', 'all.yaml'])\n"
        "finally: print(sorted({'torch', 'stanza', 'numpy', 're2'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=folder)
    assert done.stderr == b"[]\n"
    assert done.stdout.decode().startswith(HEAD)
