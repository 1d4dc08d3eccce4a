"""Files and folders that are not as they should be cost their own record and no other's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
import yaml

from annotators.batch import read_source
from annotators.document import Document, Failure
from annotators.inputs import Source, inputs
from annotators.origin import article_of
from annotators.reader import RecordError, Stored
from tests.cli.conftest import COMMAND
from tests.packs import HEAD, said

TEXT = b"The US Army left.\n"
STRANGE = [b"line\nbreak.txt", b"tab\tand\rreturn.txt", b"not \xff utf-8.txt", b"-.txt", b"--no-ner.txt"]
STRANGE += [b"\x1b]0;title\x07.txt", "\u202etxt.exe.txt".encode(), b"'\"#&*!|>%@`: {}[].txt", b" .txt"]

Done = subprocess.CompletedProcess[bytes]


def glossator(*arguments: str | bytes, folder: Path, stdin: bytes = b"", **how: object) -> Done:
    done: Done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        input=stdin,
        check=False,
        timeout=300,
        **({"capture_output": True} | how),  # type: ignore[call-overload]
    )
    return done


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A folder of files and what is none, and what `annotate` made of it."""
    folder = tmp_path_factory.mktemp("strange")
    inside = os.fsencode(folder / "in")
    Path(folder / "in" / "deep").mkdir(parents=True)
    for name in STRANGE:
        with open(inside + b"/" + name, "wb") as file:  # noqa: PTH123  a name of bytes
            file.write(TEXT)
    (folder / "in" / "deep" / "up").symlink_to("..")
    (folder / "in" / "deep" / "loop.txt").symlink_to("loop.txt")
    (folder / "in" / "deep" / "gone.txt").symlink_to("nowhere")
    os.mkfifo(folder / "in" / "pipe.txt")
    (folder / "in" / "large.txt").write_bytes(b"x" * 200)
    (folder / "in" / "bad.txt").write_bytes(b"\xff")
    (folder / "in" / "\x1b[31m\n\u202e[bold].txt").write_bytes(b"\xff")
    (folder / "in" / "nul.txt").write_bytes(b"The US\0Army left the US Army.")
    return folder, glossator("annotate", "--no-ner", "--max-bytes", "100", "in", folder=folder)


def test_every_file_has_a_record_and_the_faults_are_in_their_places(strange: tuple[Path, Done]) -> None:
    _, done = strange
    records = list(yaml.safe_load_all(done.stdout))
    assert done.returncode == 3
    errors = {r["article"]: r["error"]["code"] for r in records if "error" in r}
    assert errors == {
        "in/\x1b[31m\n\u202e[bold].txt": "encoding",
        "in/bad.txt": "encoding",
        "in/deep/gone.txt": "missing",
        "in/deep/loop.txt": "unreadable",
        "in/large.txt": "too-large",
    }
    assert len(records) == len(STRANGE) + len(errors) + 1
    assert all(r["units"] for r in records if "error" not in r)


def test_what_is_said_of_a_strange_name_steers_no_terminal(strange: tuple[Path, Done]) -> None:
    _, done = strange
    assert not re.search(rb"[^\n\t -~]", done.stderr)
    assert done.stderr.count(b"\n") == 5
    assert rb"error: in/\x1b[31m\n\u202e[bold].txt: invalid utf-8" in done.stderr


def test_a_record_leads_back_to_its_file_whatever_that_is_called(
    strange: tuple[Path, Done], tmp_path: Path
) -> None:
    folder, done = strange
    records = folder / "records.yaml"
    records.write_bytes(done.stdout)
    checked = glossator("verify", "records.yaml", folder=folder)
    assert (checked.returncode, checked.stdout) == (0, b"")


def test_a_file_that_vanishes_between_listing_and_reading_is_missing(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(TEXT)
    found = inputs([str(tmp_path)])
    first = next(found)
    (tmp_path / "b.txt").unlink()
    second = next(found)
    assert isinstance(first, Source)
    assert isinstance(second, Source)
    assert not isinstance(read_source(first), Failure)
    gone = read_source(second)
    assert isinstance(gone, Failure)
    assert gone.code == "missing"


# What records name -----------------------------------------------------------------------------------------


def of_record(article: str) -> str:
    with pytest.raises(RecordError) as caught:
        article_of(Stored("r", 1, Document(article, "0" * 64, (), (), (), ())))
    return str(caught.value)


def test_a_record_that_names_a_pipe_or_a_device_makes_nobody_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert of_record(str(tmp_path / "pipe")).endswith("/pipe cannot be read: not a regular file")
    assert of_record("/dev/zero") == "r:1: /dev/zero cannot be read: not a regular file"
    assert "cannot be read: No such file or directory" in of_record("a\0b")


def test_a_file_that_is_called_like_an_escape_is_found_before_the_one_that_is_meant(tmp_path: Path) -> None:
    (tmp_path / r"a\udcff").write_bytes(b"other")
    (tmp_path / "b\udcff").write_bytes(TEXT)
    assert "is not the text that was annotated" in of_record(rf"{tmp_path}/a\udcff")
    assert "is not the text that was annotated" in of_record(rf"{tmp_path}/b\udcff")
    assert "No such file" in of_record(rf"{tmp_path}/c\udcff")


# What packs name -------------------------------------------------------------------------------------------

LIST = "lists:\n  w: {file: w.txt}\nrules:\n- {id: r, annotate: unit, match: '{w}'}\n"
TABLE = "policies:\n  mine: {file: w.csv}\n"


@pytest.fixture
def pipe(tmp_path: Path) -> Callable[[str], None]:
    return lambda name: os.mkfifo(tmp_path / name)


def test_a_list_or_a_policy_that_is_a_pipe_makes_nobody_wait(
    tmp_path: Path, pipe: Callable[[str], None]
) -> None:
    pipe("w.txt")
    pipe("w.csv")
    assert "error[unreadable] w.txt: not a regular file" in said(tmp_path, {"p.yaml": HEAD + LIST})
    assert "error[unreadable] w.csv: not a regular file" in said(tmp_path, {"p.yaml": HEAD + TABLE})


def test_a_file_without_end_is_read_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "w.txt").symlink_to("/dev/zero")
    assert "error[unreadable] w.txt: not a regular file" in said(tmp_path, {"p.yaml": HEAD + LIST})
    large = said(tmp_path, {"p.yaml": HEAD + TABLE, "w.csv": "phrase,min,max,value\n" * 10_000})
    assert "error[limit] w.csv is larger than 100000 bytes" in large


def test_a_pack_that_comes_through_a_pipe_without_end_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.yaml")

    def write() -> None:
        try:
            with (tmp_path / "p.yaml").open("wb") as stream:
                while True:
                    stream.write(b"#" * 100_000)
        except BrokenPipeError:
            pass

    writer = Thread(target=write)
    writer.start()
    done = glossator("rules", "check", "p.yaml", folder=tmp_path)
    writer.join(30)
    assert done.returncode == 2
    assert b"p.yaml:1:1: error[limit]" in done.stderr + done.stdout


def test_a_list_with_nuls_is_read_or_refused_with_its_place(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "p.yaml": HEAD + "lists:\n  w: {file: w.csv}\nrules:\n- {id: r, annotate: unit, match: '{w}'}\n",
        "w.csv": b"name,kind\nar\0my,a\0\n\0,\0\nnavy,b\n",
    }
    for line in said(tmp_path, files).splitlines():
        if ": error[" in line:
            assert re.match(r"w\.csv:\d+:\d+: ", line)
    files["p.yaml"] = (
        HEAD + "lists:\n  w: {file: \"a\\0b\"}\nrules:\n- {id: r, annotate: unit, match: '{w}'}\n"
    )
    assert "embedded null byte" in said(tmp_path, files)


# Where records go ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file system of 64 kB."""
    folder = tmp_path_factory.mktemp("disk")
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", folder], capture_output=True, check=False
    ).returncode:
        pytest.skip("a file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_ends_the_run_with_a_last_line_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    with Path("/dev/full").open("wb") as full:
        done = glossator(
            "annotate", "--no-ner", "a.txt", folder=tmp_path, capture_output=False, stdout=full, stderr=-1
        )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        b"glossator: error: cannot write to standard output: No space left on device"
    )


def test_a_disk_that_fills_up_is_left_without_half_a_record(small_disk: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT * 100)
    out = str(small_disk / "out")
    done = glossator("annotate", "--no-ner", "--output-dir", out, "a.txt", folder=tmp_path)
    assert done.returncode == 0
    for number in range(20):
        (tmp_path / f"b{number}.txt").write_bytes(TEXT * 100)
    done = glossator("annotate", "--no-ner", "--output-dir", out, "--glob", "b*.txt", ".", folder=tmp_path)
    assert done.returncode in (2, 3)
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr
    written = [path for path in Path(out).rglob("*.yaml") if path.is_file()]
    assert written
    for path in written:
        (record,) = yaml.safe_load_all(path.read_bytes())
        assert len(record["units"][0]["mentions"]) == 100
    assert [path for path in Path(out).rglob("*") if path.suffix not in (".yaml", ".jsonl")] == []


@pytest.mark.skipif(sys.platform != "linux", reason="the attribute is one of Linux")
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    done = glossator("annotate", "--no-ner", "--output-dir", "/proc/self/out", "a.txt", folder=tmp_path)
    assert done.returncode in (2, 3)
    assert b"Traceback" not in done.stderr
    assert b"/proc/self/out" in done.stderr
