"""Where `annotate` writes, what its status says, and that nothing is half-written whatever ends it."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from annotators.cli.sinks import FormatName
from annotators.formats import FORMATS
from annotators.mentionrows import COLUMNS
from tests.cli.conftest import COMMAND, Ending

Run = Callable[..., Ending]
ANNOTATE = [*COMMAND, "annotate", "--no-ner"]
TEXT = "About 70 Syrian soldiers crossed near Arida."
NOT_FOUND = "No such file or directory"


@pytest.fixture
def annotate(glossator: Run) -> Run:
    """`annotate` without the model, in a folder with articles in it."""
    for name in ("in/a.txt", "in/d/b.txt"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(TEXT)
    Path("dull.txt").write_text("It rained.")

    def run(*arguments: str, stdin: bytes = b"") -> Ending:
        return glossator("annotate", "--no-ner", *arguments, stdin=stdin)

    return run


def wrong(ending: Ending, message: str) -> bool:
    """Whether it is wrong usage that was told by `message`, and nothing was written."""
    assert (ending.code, ending.out) == (2, "")
    return message in " ".join(ending.err.split())


def tree(folder: str) -> dict[str, str]:
    """The outputs; the manifest has tests of its own."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.name != "manifest.jsonl"
    }


# Formats --------------------------------------------------------------------------------------------------


def test_the_formats_are_those_of_the_library() -> None:
    assert tuple(each.value for each in FormatName) == (*FORMATS, "parquet")  # of a cluster alone


@pytest.mark.parametrize(("name", "separator"), [("csv", ","), ("tsv", "\t")])
def test_a_table_has_one_header_and_a_row_a_mention_or_failure(
    annotate: Run, name: str, separator: str
) -> None:
    ending = annotate("--format", name, "in", "gone.txt", "dull.txt")
    assert ending.code == 3
    header, *rows = csv.reader(io.StringIO(ending.out, newline=""), delimiter=separator)
    assert tuple(header) == COLUMNS
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert {row["article"] for row in found if row["quote"].startswith("About 70")} == {
        "in/a.txt",
        "in/d/b.txt",
    }
    assert [row["quote"] for row in found if row["layer"] == "error"] == [NOT_FOUND]
    assert not any(row["article"] == "dull.txt" for row in found)


def test_a_table_of_nothing_is_its_header(annotate: Run) -> None:
    assert annotate("--format", "csv", "dull.txt").out == ",".join(COLUMNS) + "\n"
    Path("empty").mkdir()
    assert annotate("--format", "tsv", "empty").out == "\t".join(COLUMNS) + "\n"


# One file -------------------------------------------------------------------------------------------------


def test_a_file_has_what_standard_output_would_have_had(annotate: Run) -> None:
    printed = annotate("in", "gone.txt")
    ending = annotate("in", "gone.txt", "-o", "out.yaml")
    assert (ending.code, ending.out, ending.err) == (3, "", printed.err)
    assert Path("out.yaml").read_text() == printed.out
    assert annotate("in", "gone.txt", "--output", "-").out == printed.out
    assert not Path("out.yaml.part").exists()


def test_a_file_that_is_there_is_replaced_only_where_that_is_asked_for(annotate: Run) -> None:
    Path("out").write_text("old")
    ending = annotate("in", "-o", "out")
    assert (ending.code, ending.err) == (2, "glossator: error: out is there already: --force replaces it\n")
    assert Path("out").read_text() == "old"
    assert annotate("in", "-o", "out", "--force").code == 0
    assert Path("out").read_text().startswith("---\nschema: 1\n")


def test_the_file_of_another_run_is_left_alone(annotate: Run) -> None:
    Path("out.part").write_text("theirs")
    ending = annotate("in", "-o", "out")
    assert ending.code == 2
    assert ending.err.startswith("glossator: error: out.part is there: ")
    assert Path("out.part").read_text() == "theirs"
    assert annotate("in", "-o", "out", "--force").code == 0
    assert not Path("out.part").exists()


def test_outputs_that_cannot_be_meant_are_refused(annotate: Run) -> None:
    Path("file").touch()
    assert wrong(annotate("in/a.txt", "-o", "./in/a.txt", "--force"), "it is one of the PATHS")
    assert wrong(annotate("in", "-o", "out", "--output-dir", "d"), "-o and --output-dir: records go to one")
    assert wrong(annotate("in", "--jsonl", "text", "--output-dir", "d"), "name one with -o")
    assert wrong(annotate("in", "-o", "lost/out"), "lost is not a folder")
    assert wrong(annotate("dull.txt", "-o", "in"), "in is not a file that can be replaced")
    assert wrong(annotate("in", "--output-dir", "file"), "file is not a folder")
    assert wrong(annotate("in", "--output-dir", "file/d"), "cannot write to file/d: Not a directory")
    assert Path("in/a.txt").read_text() == TEXT


# A folder -------------------------------------------------------------------------------------------------


def test_a_folder_gets_a_file_an_article_in_the_folders_of_the_input(annotate: Run, tmp_path: Path) -> None:
    printed = annotate("in", "dull.txt", str(tmp_path / "dull.txt"), "gone.txt", "-", stdin=b"x").out
    ending = annotate(
        *("in", "dull.txt", str(tmp_path / "dull.txt"), "gone.txt", "-"),
        *("--output-dir", "out/records"),
        stdin=b"x",
    )
    assert (ending.code, ending.out, ending.err) == (3, "", f"glossator: error: gone.txt: {NOT_FOUND}\n")
    absolute = f"{tmp_path}/dull.yaml".removeprefix("/")
    files = tree("out/records")
    assert list(files) == sorted(["a.yaml", "d/b.yaml", "dull.yaml", absolute, "gone.yaml", "-.yaml"])
    order = ("a.yaml", "d/b.yaml", "dull.yaml", absolute, "gone.yaml", "-.yaml")
    assert "".join(files[name] for name in order) == printed


@pytest.mark.parametrize(("name", "suffix"), [("jsonl", ".jsonl"), ("csv", ".csv"), ("tsv", ".tsv")])
def test_every_file_of_a_folder_is_whole_by_itself(annotate: Run, name: str, suffix: str) -> None:
    alone = annotate("--format", name, "in/a.txt").out
    assert annotate("--format", name, "in", "--output-dir", "out").code == 0
    assert tree("out")[f"a{suffix}"] == alone


def test_what_is_there_and_what_two_inputs_share_is_told_and_the_rest_goes_on(annotate: Run) -> None:
    Path("out").mkdir()
    Path("out/a.yaml").write_text("old")
    ending = annotate("in", "./dull.txt", "dull.txt", "--output-dir", "out")
    assert (ending.code, ending.out) == (3, "")
    assert ending.err.splitlines() == [
        "glossator: error: in/a.txt: out/a.yaml is there already",
        "glossator: error: dull.txt: its output out/dull.yaml is that of another input",
    ]
    files = tree("out")
    assert (list(files), files["a.yaml"]) == (["a.yaml", "d/b.yaml", "dull.yaml"], "old")
    assert "article: ./dull.txt" in files["dull.yaml"]
    assert annotate("in", "dull.txt", "--output-dir", "out", "--force").code == 0
    assert "article: in/a.txt" in tree("out")["a.yaml"]


# Status ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("dull.txt", 0),
        ("dull.txt --exit-status", 1),
        ("dull.txt in --exit-status", 0),
        ("dull.txt gone.txt --exit-status", 3),
        ("empty --exit-status -q", 1),
    ],
)
def test_the_status_says_that_nothing_was_found_where_that_is_asked_for(
    annotate: Run, arguments: str, code: int
) -> None:
    Path("empty").mkdir()
    assert annotate(*arguments.split()).code == code


def test_it_stops_behind_the_first_failure_where_that_is_asked_for(annotate: Run) -> None:
    ending = annotate("--fail-fast", "dull.txt", "gone.txt", "in", "gone2.txt")
    assert ending.code == 3
    records = list(yaml.safe_load_all(ending.out))
    assert [record["article"] for record in records] == ["dull.txt", "gone.txt"]
    assert records[1]["error"]["code"] == "missing"
    assert ending.err == f"glossator: error: gone.txt: {NOT_FOUND}\n"
    Path("out").mkdir()
    Path("out/dull.yaml").touch()
    assert annotate("--fail-fast", "dull.txt", "in", "--output-dir", "out").code == 3
    assert list(tree("out")) == ["dull.yaml"]


def test_a_file_that_a_failure_stopped_is_no_whole_one(annotate: Run) -> None:
    ending = annotate("--fail-fast", "dull.txt", "gone.txt", "in", "--format", "jsonl", "-o", "out.jsonl")
    assert (ending.code, Path("out.jsonl").exists()) == (3, False)
    assert "out.jsonl.part has the first 2 records and not all" in ending.err
    assert "--resume goes on" in ending.err
    whole = annotate("dull.txt", "in", "--format", "jsonl").out
    assert annotate("dull.txt", "in", "--format", "jsonl", "-o", "out.jsonl", "--resume").code == 0
    assert Path("out.jsonl").read_text() == whole


# Endings --------------------------------------------------------------------------------------------------


def test_a_full_disk_is_the_last_line_and_nothing_is_left_half_written(
    annotate: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotators import foldersink, sinks

    real, room = sinks.write_all, [3000]

    def write(file: Any, data: bytes) -> None:
        if len(data) > room[0]:
            file.write(data[: room[0]])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        room[0] -= len(data)
        real(file, data)

    monkeypatch.setattr(sinks, "write_all", write)
    monkeypatch.setattr(foldersink, "write_all", write)
    several = ["in/a.txt"] * 9
    ending = annotate(*several, "-o", "out.yaml")
    assert (ending.code, ending.out, Path("out.yaml").exists()) == (2, "", False)
    kept = list(yaml.safe_load_all(Path("out.yaml.part").read_text()))
    assert 0 < len(kept) < 9
    assert all("counts" in record for record in kept)
    assert ending.err.splitlines() == [
        f"glossator: warning: out.yaml.part has the first {len(kept)} records and not all",
        "glossator: error: cannot write to out.yaml.part: No space left on device",
    ]
    room[0] = 10
    ending = annotate("in", "--output-dir", "out")
    assert (ending.code, ending.out, tree("out")) == (2, "", {})
    assert ending.err == "glossator: error: cannot write to out/a.yaml: No space left on device\n"


@pytest.fixture
def shell(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[bytes]]:
    """Run a line of bash in which `$G` annotates, in a folder of 200 articles."""
    (tmp_path / "in").mkdir()
    for number in range(200):  # more than a pipe holds
        (tmp_path / "in" / f"{number:03}.txt").write_text(TEXT)

    def run(script: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", script],
            cwd=tmp_path,
            env=os.environ | {"G": shlex.join(ANNOTATE)},
            capture_output=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_device_is_written_to_and_is_full(shell: Callable[..., Any]) -> None:
    done = shell("$G in -o /dev/full")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"glossator: error: cannot write to /dev/full: No space left on device\n"


def test_a_file_above_the_limit_of_the_shell_leaves_its_whole_records(
    shell: Callable[..., Any], tmp_path: Path
) -> None:
    done = shell("ulimit -f 20; $G in -o out.yaml")
    assert done.returncode == 2
    assert done.stderr.endswith(b"glossator: error: cannot write to out.yaml.part: File too large\n")
    assert not (tmp_path / "out.yaml").exists()
    kept = list(yaml.safe_load_all((tmp_path / "out.yaml.part").read_text()))
    assert f"has the first {len(kept)} records and not all" in done.stderr.decode()


def test_a_pipe_as_a_file_is_written_to_and_closed_quietly(shell: Callable[..., Any]) -> None:
    done = shell("$G in --format jsonl -o >(head -n 1 | wc -l >&2)")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.split() in ([], [b"1"])  # bash does not wait for `wc`
    done = shell("$G in --format csv | head -n 1 | cut -c 1-10")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"mention_id\n", b"")


def test_an_interrupt_leaves_whole_records_in_files_too(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text(TEXT)
    os.mkfifo(tmp_path / "slow")  # has no writer: the command waits for one until it is interrupted
    runs = [
        subprocess.Popen([*ANNOTATE, ".", "slow", *where], cwd=tmp_path, stderr=subprocess.PIPE)
        for where in (("-o", "out.jsonl", "--format", "jsonl"), ("--output-dir", "out"))
    ]
    part = tmp_path / "out.jsonl.part"
    _until(lambda: part.exists() and part.read_bytes().count(b"\n") >= 15)
    _until(lambda: len(list((tmp_path / "out").glob("*.yaml"))) >= 15)
    for running in runs:
        running.send_signal(signal.SIGINT)
    (_, told), (_, other) = (running.communicate(timeout=60) for running in runs)
    assert [running.returncode for running in runs] == [130, 130]
    records = [json.loads(line) for line in part.read_text().splitlines()]
    assert all("counts" in record for record in records)
    stopped = r"stopped: (\d+) articles: \1 done in [\d.]+ s \([\d.]+/s\); --resume goes on\n"
    expected = rf"glossator: warning: out.jsonl.part has the first {len(records)} records and not all\n"
    assert re.fullmatch(stopped + expected, told.decode())
    assert re.fullmatch(stopped, other.decode())
    assert not (tmp_path / "out.jsonl").exists()
    assert all("counts" in yaml.safe_load(path.read_text()) for path in (tmp_path / "out").glob("*.yaml"))


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
