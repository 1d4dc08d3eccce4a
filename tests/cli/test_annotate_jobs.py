"""Several processes, processes that are killed, and runs that go on where another ended."""

from __future__ import annotations

import json
import os
import random
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import COMMAND

Run = Callable[..., Any]
ANNOTATE = [*COMMAND, "annotate", "--no-ner"]
PEOPLE = ["Ali Haddad", "Mona Saleh", "Karim Aziz", "Rana Khoury"]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with sixty articles, two of which cannot be read."""
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    for number in range(60):
        place = folder / "sub" if number % 3 else folder
        who = PEOPLE[number % 4]
        text = f"Major {who} of the {number + 2}th Brigade said {number} soldiers crossed near Arida.\n"
        (place / f"{number:02}.txt").write_bytes(text.encode() * 3 if number % 25 else b"\xff")
    return folder


def outputs(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def start(cwd: Path, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    pipe: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.Popen([*ANNOTATE, *arguments], cwd=cwd, **pipe)


def within(seconds: float, condition: Callable[[], Any]) -> Any:
    """What `condition` says as soon as it says something."""
    end = time.monotonic() + seconds
    while not (said := condition()):
        assert time.monotonic() < end
        time.sleep(0.005)
    return said


def until_there_are(most: int, folder: Path, running: subprocess.Popen[bytes]) -> None:
    """Wait for more than `most` outputs, or the end."""
    within(30, lambda: len(outputs(folder)) > most or running.poll() is not None)


def until_large(file: Path, size: float, running: subprocess.Popen[bytes]) -> None:
    """Wait for more than `size` bytes, or the end."""
    within(30, lambda: (file.exists() and file.stat().st_size > size) or running.poll() is not None)


def until_gone(pids: list[int]) -> None:
    within(10, lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))


# Several processes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("format_", "jobs"), [("yaml", "1"), ("jsonl", "2"), ("csv", "3"), ("yaml", "auto")])
def test_the_output_is_the_same_to_the_byte_for_any_number_of_processes(
    glossator: Run, articles: Path, format_: str, jobs: str
) -> None:
    arguments = ["annotate", "--no-ner", "--format", format_, "in", "gone.txt", "-", "in/00.txt"]
    alone = glossator(*arguments, stdin=b"Three men crossed.")
    assert alone.code == 3
    assert glossator(*arguments, "--jobs", jobs, "--timeout", "100", stdin=b"Three men crossed.") == alone


def test_json_lines_go_through_several_processes_too(glossator: Run) -> None:
    lines = [json.dumps({"id": n, "body": {"text": f"{n} soldiers crossed."}}) for n in range(50)]
    Path("news.jsonl").write_text("\n".join([*lines[:20], "broken", *lines[20:]]))
    arguments = ["annotate", "--no-ner", "--jsonl", "body.text", "--format", "jsonl", "news.jsonl"]
    alone = glossator(*arguments)
    assert len(alone.out.splitlines()) == 51
    assert glossator(*arguments, "-j", "2") == alone


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("--jobs 0", "Invalid value for '--jobs': '0' is neither a number from 1 on nor auto"),
        ("--jobs two", "Invalid value for '--jobs': 'two' is neither a number from 1 on nor auto"),
        ("--timeout 0", "Invalid value for '--timeout': it must be more than 0"),
        ("--timeout nan", "Invalid value for '--timeout': it must be more than 0"),
        ("--jobs 2 --time", "--time measures one process: it goes neither with --jobs nor with --timeout"),
        ("--resume", "--resume: there must be a file, named by -o, or an --output-dir"),
        ("--resume -o -", "--resume: there must be a file, named by -o, or an --output-dir"),
        ("--resume --force -o x", "--resume keeps what is there and --force replaces it: choose one"),
        (
            "--resume -o x.csv --format csv",
            "--resume: a table cannot be continued; use --format jsonl, or --output-dir",
        ),
    ],
)
def test_wrong_usage_is_told(glossator: Run, arguments: str, told: str) -> None:
    ending = glossator("annotate", "--no-ner", *shlex.split(arguments), "a.txt")
    assert (ending.code, ending.out) == (2, "")
    assert told in ending.err


def test_a_slow_reader_holds_the_work_back(tmp_path: Path) -> None:
    text = "Major Ali Haddad and 70 soldiers crossed near Arida.\n" * 40
    (tmp_path / "a.txt").write_text(text)
    listed = b"a.txt\n" * 5000
    with start(tmp_path, "--jobs", "2", "--files-from", "-", stdin=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(listed)
        running.stdin.close()
        assert running.stdout.read(1000)

        def busy() -> int:
            """What the workers have computed, in clock ticks."""
            times = [Path(f"/proc/{pid}/stat").read_text().split()[13] for pid in children(running.pid)]
            return sum(map(int, times))

        def stands_still() -> bool:
            before = busy()
            time.sleep(0.5)
            return busy() == before

        within(60, stands_still)
        running.kill()


# Death ----------------------------------------------------------------------------------------------------


def test_the_article_whose_worker_is_killed_has_a_record_and_the_others_have_theirs(
    glossator: Run, articles: Path, tmp_path: Path
) -> None:
    expected = [
        json.loads(line)
        for line in glossator("annotate", "--no-ner", "--format", "jsonl", "in").out.splitlines()
    ]
    os.mkfifo(tmp_path / "pipe")
    with start(tmp_path, "--format", "jsonl", "--jobs", "2", "in", "pipe", "in/01.txt") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        found = [json.loads(running.stdout.readline()) for _ in expected]  # `pipe` has no writer
        time.sleep(0.3)
        for pid in children(running.pid):
            os.kill(pid, signal.SIGKILL)
        found += [json.loads(line) for line in running.stdout]
        told = running.stderr.read().decode()
    killed = "its worker was killed by SIGKILL, as the system does when memory runs out"
    assert found[:-2] == expected
    assert found[-2] == {"schema": 1, "article": "pipe", "error": {"code": "worker-died", "message": killed}}
    assert "error" not in found[-1] or found[-1]["error"]["code"] == "missing"
    assert f"glossator: error: pipe: {killed}\n" in told
    assert running.returncode == 3


def test_an_article_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.txt").write_text("Three men crossed.")
    with start(tmp_path, "--format", "jsonl", "--timeout", "5", "a.txt", "pipe", "a.txt") as running:
        out, err = running.communicate(timeout=60)
    found = [json.loads(line) for line in out.splitlines()]
    assert [record.get("error", {}).get("code") for record in found] == [None, "timeout", None]
    assert err == b"glossator: error: pipe: not done after 5 seconds\n"
    assert running.returncode == 3


@pytest.mark.parametrize("group", [True, False])
def test_an_interrupt_ends_all_processes_and_leaves_whole_records(
    articles: Path, tmp_path: Path, group: bool
) -> None:
    arguments = ["--format", "jsonl", "--jobs", "2", *["in"] * 100]
    with start(tmp_path, *arguments, start_new_session=True) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        out = running.stdout.readline()
        workers = children(running.pid)
        assert len(workers) == 2
        if group:  # as Ctrl-C does
            os.killpg(running.pid, signal.SIGINT)
        else:
            running.send_signal(signal.SIGINT)
        out += running.stdout.read()
        err = running.stderr.read().decode()
        assert running.wait(30) == 130
    assert all(json.loads(line)["schema"] == 1 for line in out.splitlines())
    assert out.endswith(b"\n")
    assert "Traceback" not in err
    until_gone(workers)


# Going on -------------------------------------------------------------------------------------------------


def test_a_folder_of_outputs_is_brought_up_to_date(glossator: Run, articles: Path, tmp_path: Path) -> None:
    arguments = ["annotate", "--no-ner", "in", "--output-dir", "out", "--jobs", "2"]
    assert glossator(*arguments).code == 3
    first = outputs(tmp_path / "out")
    assert len(first) == 61
    again = glossator(*arguments, "--resume")
    assert again.code == 3  # the two that cannot be read are tried again
    assert "60 articles: 0 done, 57 skipped, 3 failed" in again.err
    assert outputs(tmp_path / "out") == first
    refused = glossator(*arguments)
    assert refused.code == 3
    assert "out/00.yaml is there already" in refused.err
    (articles / "03.txt").write_text("Nobody came.")
    changed = glossator(*arguments, "--resume")
    assert "1 done, 56 skipped, 3 failed" in changed.err
    differs = {name for name, data in outputs(tmp_path / "out").items() if data != first[name]}
    assert differs == {"03.yaml", "manifest.jsonl"}


def test_other_options_are_another_output(glossator: Run, tmp_path: Path) -> None:
    Path("a.txt").write_text("Three men crossed.")
    arguments = ["annotate", "--no-ner", "a.txt", "--output-dir", "out", "--resume"]
    assert "skipped" not in glossator(*arguments).err
    assert "1 skipped" in glossator(*arguments).err
    assert "skipped" not in glossator(*arguments, "--only", "people").err
    assert b"counts" not in outputs(tmp_path / "out")["a.yaml"].partition(b"run:")[0]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_folder_whose_run_is_killed_again_and_again_ends_as_that_of_an_undisturbed_run(
    glossator: Run, articles: Path, tmp_path: Path, jobs: str
) -> None:
    glossator("annotate", "--no-ner", "in", "--output-dir", "whole")
    chance = random.Random(int(jobs))
    arguments = ["in", "--output-dir", "out", "--resume", "--jobs", jobs]
    for most in (0, 3, 20, 45):
        with start(tmp_path, *arguments) as running:
            for _ in range(2):  # workers first: they are replaced
                until_there_are(most, tmp_path / "out", running)
                time.sleep(chance.random() / 20)
                for pid in children(running.pid):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            running.kill()
            workers = children(running.pid)
        until_gone(workers)
        left = {name for name in outputs(tmp_path / "out") if Path(name).name != ".glossator.part"}
        assert left <= outputs(tmp_path / "whole").keys()
    ending = glossator("annotate", "--no-ner", *arguments)
    assert ending.code == 3
    assert outputs(tmp_path / "out") == outputs(tmp_path / "whole")


@pytest.mark.parametrize("format_", ["yaml", "jsonl"])
def test_a_file_whose_run_is_killed_again_and_again_ends_as_that_of_an_undisturbed_run(
    glossator: Run, articles: Path, tmp_path: Path, format_: str
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    glossator("annotate", "--no-ner", "in", "in", "-o", "whole", "--format", format_)
    arguments = ["in", "in", "-o", "out", "--format", format_, "--resume"]
    part = tmp_path / "out.part"
    for share in (0.01, 0.3, 0.6):
        with start(tmp_path, *arguments) as running:
            until_large(part, share * whole.stat().st_size, running)
            running.kill()
        assert not out.exists()
    with part.open("ab") as file:
        file.write(b'{"schema": 1, "article": "in/')
    ending = glossator("annotate", "--no-ner", *arguments, "--jobs", "2")
    assert ending.code == 3
    assert " skipped, " in ending.err
    assert out.read_bytes() == whole.read_bytes()
    complete = glossator("annotate", "--no-ner", *arguments)
    assert (complete.code, complete.err) == (
        0,
        "out is there and no part of it: taken as complete, unread (--force makes it anew)\n",
    )


def test_a_part_is_not_overwritten_without_a_word(glossator: Run) -> None:
    Path("a.txt").touch()
    Path("out.part").write_text("half")
    ending = glossator("annotate", "--no-ner", "a.txt", "-o", "out")
    assert ending.code == 2
    assert "--resume goes on with it, --force begins anew" in ending.err
