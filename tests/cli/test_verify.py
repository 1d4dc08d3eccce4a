"""`glossator verify`."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotators.cli.main import app
from annotators.document import Failure
from annotators.writer import to_jsonl, to_yaml
from tests.cli.conftest import COMMAND, Ending
from tests.goldfiles import TEXT, output, person, unit

Run = Callable[..., Ending]
RIGHT = output(person("Omar Tarif", "General"), unit("4th Brigade"))
WRONG = replace(RIGHT, units=(unit("Brigade", name="x"), unit("4th Brigade")), sha256="0" * 64)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`glossator verify`, in a folder with the article `in/a.txt`."""
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in", "a.txt").write_bytes(TEXT.encode())

    def command(*arguments: str, stdin: str = "") -> Ending:
        result = CliRunner().invoke(app, ["verify", *arguments], input=stdin, prog_name="glossator")
        return Ending(result.exit_code, result.stdout, result.stderr)

    return command


@pytest.mark.parametrize("write", [to_yaml, to_jsonl])
def test_records_that_fit_their_articles_end_with_0(run: Run, write: Callable[..., str]) -> None:
    Path("r").write_text(write(RIGHT) * 2)
    assert run("r") == Ending(0, "", "2 records checked: no problems\n")
    assert run("-", stdin=write(RIGHT)) == Ending(0, "", "1 record checked: no problems\n")
    assert run(stdin=write(RIGHT)) == Ending(0, "", "1 record checked: no problems\n")


def test_each_problem_is_a_line_with_its_place(run: Run) -> None:
    right = to_yaml(RIGHT)
    Path("r.yaml").write_text(right + to_yaml(WRONG))
    line = right.count("\n") + 1
    real = sha256(TEXT.encode()).hexdigest()[:12]
    assert run("r.yaml") == Ending(
        1,
        f"r.yaml:{line}: in/a.txt: sha256: the text has {real}…, the record 000000000000…\n"
        f"r.yaml:{line}: in/a.txt: units[1]: begins at 26, before what stands above it (at 30)\n",
        "2 records checked: 2 problems in 1 record\n",
    )


def test_what_cannot_be_read_ends_with_3_and_the_rest_is_checked(run: Run) -> None:
    Path("broken").write_text("words")
    Path("r").write_text(to_yaml(replace(RIGHT, article="no.txt")) + to_yaml(WRONG))
    ending = run("broken", "absent", "in", "r")
    assert ending.code == 3
    assert len(ending.out.splitlines()) == 2
    assert ending.err.splitlines() == [
        'glossator: error: broken:1: a record: expected a mapping, found "words"',
        "glossator: error: absent: No such file or directory",
        "glossator: warning: in: no file matches *.yaml *.yml *.jsonl *.json",
        (
            "glossator: error: r:1: no.txt cannot be read: No such file or directory "
            "(looked in the working directory)"
        ),
        "1 record checked, 3 not readable: 2 problems in 1 record",
    ]


def test_where_nothing_could_be_checked_nobody_says_no_problems(run: Run) -> None:
    Path("out").mkdir()
    Path("out", "r.yaml").write_text(to_yaml(replace(RIGHT, article="no.txt")))
    assert run("out") == Ending(
        3,
        "",
        "glossator: error: out/r.yaml:1: no.txt cannot be read: No such file or directory "
        "(looked in the working directory and in out)\n"
        "0 records checked, 1 not readable\n",
    )


def test_a_folder_stands_for_the_records_below_it(run: Run) -> None:
    Path("out", "d").mkdir(parents=True)
    Path("out", "manifest.jsonl").write_text('{"article": "in/a.txt", "status": "done"}\n')
    Path("out", "d", "r.jsonl").write_text(to_jsonl(RIGHT))
    Path("out", "s.yml").write_text(to_yaml(RIGHT))
    assert run("out") == Ending(0, "", "2 records checked: no problems\n")


def test_records_of_failures_are_counted_and_no_problem(run: Run) -> None:
    Path("r").write_text(to_yaml(Failure("b.txt", "encoding", "invalid utf-8")) + to_yaml(RIGHT))
    assert run("r") == Ending(0, "", "1 record checked, 1 of failed articles passed over: no problems\n")


def test_articles_are_decoded_as_they_were(run: Run) -> None:
    data = "General Zoë Tarif".encode("cp1252")
    Path("in", "a.txt").write_bytes(data)
    text = "General Zoë Tarif"
    document = output(text=text)
    Path("r").write_text(to_yaml(replace(document, sha256=sha256(data).hexdigest())))
    assert run("--encoding", "cp1252", "r").code == 0
    assert run("r").code == 3
    assert run("--encoding", "none", "r").code == 2


def test_articles_beside_the_records_are_found(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("r").write_text(to_yaml(RIGHT))
    monkeypatch.chdir("in")
    assert run("../r").code == 0


def test_a_path_cannot_drive_a_terminal(run: Run) -> None:
    Path("\x1b.txt").write_text("other")
    Path("r").write_text(to_yaml(replace(RIGHT, article="\x1b.txt")))
    ending = run("r")
    assert ending.code == 1
    assert "\x1b" not in ending.out
    assert ending.out.startswith("r:1: \\x1b.txt: sha256: ")


def test_what_annotate_puts_out_is_verified_through_a_pipe(process: Run, tmp_path: Path) -> None:
    samples = Path(__file__).resolve().parent.parent.parent / "samples"
    shutil.copytree(samples, tmp_path / "samples")
    records = "".join(path.read_text() for path in sorted((tmp_path / "samples").glob("*.yaml")))
    ending = process("verify", "-", stdin=records.encode())
    number = records.count("\nschema: 1\n")
    assert ending == Ending(0, "", f"{number} records checked: no problems\n")


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(TEXT.encode())
    (tmp_path / "r").write_text(to_jsonl(WRONG) * 2000)  # more than a pipe holds
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{shlex.join(COMMAND)} verify r | head -n 1 | wc -l"],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, b"1", b"")
