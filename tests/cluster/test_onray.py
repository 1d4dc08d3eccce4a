"""`annotate --on ray`: what is refused before anything is begun, and a run from end to end."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from typer.testing import CliRunner

from annotators.cli import onray
from annotators.cli.console import manner
from annotators.cli.main import app
from annotators.cli.onray import PART_ARTICLES
from annotators.cluster.partitions import ARTICLES

COMMAND = [sys.executable, "-m", "annotators.cli", "annotate", "--no-ner"]
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra ray")
needs_pyarrow = pytest.mark.skipif(find_spec("pyarrow") is None, reason="needs the extra ray")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--on", "spark", "in", "out"], "it is ray, or ray://HOST:PORT"),
        (["--on", "ray://host", "in", "out"], "it is ray, or ray://HOST:PORT"),
        (["--on", "ray", "in"], "--on takes INPUT and OUTPUT, and not 1 path"),
        (["--on", "ray"], "--on takes INPUT and OUTPUT, and not 0 paths"),
        (["--on", "ray", "in", "out", "-o", "x"], "--output does not go with --on"),
        (["--on", "ray", "in", "out", "--fail-fast"], "--fail-fast does not go with --on"),
        (["--on", "ray", "in", "out", "--files-from", "x"], "--files-from does not go with --on"),
        (["--on", "ray", "in", "out", "--format", "yaml"], "with --on it is jsonl or parquet"),
        (["--on", "ray", "in", "out", "--jsonl", "a", "--parquet", "a"], "the input is one of them"),
        (["--on", "ray", "in", "out", "--encoding", "klingon"], "unknown encoding 'klingon'"),
        (["--parquet", "text", "in"], "--parquet does nothing without --on"),
        (["--format", "parquet", "in"], "parquet is written with --on ray"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(app, ["annotate", "--no-ner", *arguments])
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())
    assert not result.stdout


def test_what_ray_prints_does_not_come_out_on_standard_output(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for verbose in (False, True):
        monkeypatch.setattr(manner, "verbose", verbose)
        with onray._ray_elsewhere():
            print("a worker died")
        assert capsys.readouterr() == ("", "a worker died\n" if verbose else "")


def test_the_default_of_the_option_is_that_of_the_library() -> None:
    assert PART_ARTICLES == ARTICLES


def test_without_the_option_neither_ray_nor_pyarrow_is_imported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some 70 soldiers.")
    code = (
        "import sys; from annotators.cli.main import app\n"
        "try: app(['annotate', '--no-ner', 'a.txt'])\n"
        "except SystemExit: print({'ray', 'pyarrow'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("set()\n")


@pytest.mark.parametrize("package", ["pyarrow", pytest.param("ray", marks=needs_pyarrow)])
def test_where_ray_is_not_installed_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # as if it were not there
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Some 70 soldiers.")
    result = CliRunner().invoke(
        app, ["annotate", "--no-ner", "--on", "ray", str(tmp_path / "in"), str(tmp_path / "out")]
    )
    assert result.exit_code == 2
    assert "pip install 'glossator[ray]'" in " ".join(result.stderr.split())


@needs_pyarrow
@pytest.mark.parametrize(
    ("source", "output", "message"),
    [
        ("nowhere", "out", "nowhere: no such file or folder"),
        ("in", "in/out", "in/out: the output would be a part of the input in"),
        ("in", "in", "in: the output would be a part of the input in"),
        ("in", "kept", "kept: holds mine.csv, which no such run has written; name a new folder"),
        ("in", "gopher://host/out", "gopher://host/out: "),
    ],
)
def test_what_cannot_be_read_or_written_is_said_before_a_cluster_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, output: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "annotators.cluster.rayworkers.connected", lambda address: pytest.fail("a cluster was begun")
    )
    for name in ("in/a.txt", "kept/mine.csv"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("Some 70 soldiers.")
    result = CliRunner().invoke(app, ["annotate", "--no-ner", "--on", "ray", source, output])
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert Path("kept/mine.csv").exists()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of commands that see no cluster but those that they begin."""
    with TemporaryDirectory() as folder:  # short: the path of a socket has at most 107 bytes
        # Ray keeps a token in the home of whoever begins a cluster.
        own = {"HOME": str(tmp_path), "RAY_TMPDIR": folder, "RAY_USAGE_STATS_ENABLED": "0"}
        yield os.environ | {"GLOSSATOR_CACHE": "off"} | own


@pytest.fixture
def address(alone: dict[str, str]) -> Iterator[str]:
    """`ray://HOST:PORT` of a cluster on this machine that clients may use."""
    port = free_port()
    options = f"--head --block --num-cpus 1 --port {free_port()} --ray-client-server-port {port}"
    running = subprocess.Popen(
        [sys.executable, "-m", "ray.scripts.scripts", "start", *options.split(), "--include-dashboard=false"],
        env=alone,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert running.poll() is None
            time.sleep(0.1)
        yield f"ray://127.0.0.1:{port}"
    finally:
        running.terminate()  # and it ends its cluster
        running.wait(30)


@needs_ray
def test_a_client_of_a_cluster_writes_what_the_command_writes_without_ray(
    tmp_path: Path, address: str, alone: dict[str, str]
) -> None:
    (tmp_path / "in").mkdir()
    for number in range(6):
        (tmp_path / "in" / f"{number}.txt").write_text(f"Some {number + 2} men of the 3rd Brigade left.")
    done = subprocess.run(
        [*COMMAND, "--on", address, "--part-articles", "4", "in", "out"],
        cwd=tmp_path, env=alone, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr.endswith("2 parts: 2 written, 0 there already; 6 articles, 0 failed\n")
    plain = subprocess.run(
        [*COMMAND, "--format", "jsonl", "in"], cwd=tmp_path, capture_output=True, check=True, timeout=120
    )
    parts = sorted((tmp_path / "out").glob("part-*.jsonl"))
    assert b"".join(part.read_bytes() for part in parts) == plain.stdout


@needs_ray
def test_a_run_on_this_machine_writes_what_the_command_writes_without_ray(
    tmp_path: Path, alone: dict[str, str]
) -> None:
    lines = [json.dumps({"id": n, "text": f"Some {n + 2} men of the 3rd Brigade left."}) for n in range(9)]
    (tmp_path / "news.jsonl").write_text("\n".join([*lines[:4], "[]", *lines[4:]]))
    asked = ["--on", "ray", "--jsonl", "text", "--part-articles", "4", "news.jsonl", "out"]
    done = subprocess.run(
        [*COMMAND, *asked], cwd=tmp_path, env=alone, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 3, done.stderr
    assert done.stdout == ""
    told = "glossator: error: news.jsonl:5: a list and no object\n"
    # Before it Ray may have its say, of a cluster that somebody else runs here.
    assert done.stderr.endswith(told + "3 parts: 3 written, 0 there already; 10 articles, 1 failed\n")
    plain = subprocess.run(
        [*COMMAND, "--jsonl", "text", "--format", "jsonl", "news.jsonl"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=120,
    )
    parts = sorted((tmp_path / "out").glob("part-*.jsonl"))
    assert b"".join(part.read_bytes() for part in parts) == plain.stdout
    assert len(parts) == 3
