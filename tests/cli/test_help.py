"""The help of every command: what it must say, and that its pipelines do what a reader would expect."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from annotators.cli.main import app
from annotators.cli.options import commands
from annotators.ner.model import bundled
from tests.cli.conftest import COMMAND
from tests.goldfiles import GOLD, TEXT, gold_lines

BUNDLED = bundled()[0].folder
ROOT = get_command(app)
FETCHED = 'glossator annotate --model "$(glossator model fetch'
PACK = """\
format: 1
pack: mine
version: 0.1.0
language: en
rules:
- id: my-rule
  annotate: unit
  match: 'Kesra Guards'
  tests:
    hit: ['the [[Kesra Guards]] left']
    miss: ['guards of Kesra']
"""
ARTICLE = """\
Gate closed

{body}








Men of the Kesra Front denied it.
"""
ARTICLES = {
    "a.txt": "Some 30 troops of the 4th Brigade crossed at the Rafah border crossing. The Kesra Guards left.",
    "b.txt": "General Omar Tarif denied that 50 men crossed at Adré.",
}
RIVER = "Omar burst its banks.\n"
RECORD = """\
schema: 1
article: articles/o.txt
sha256: {sha256}
people:
- name: Omar
  mentions:
  - {{quote: Omar, start: 0, end: 4, line: 1, by: ner.person}}
units: []
crossings: []
counts: []
run: {{glossator: 0.1.0, rules: {{}}}}
"""
HTML = "<html><body><p>President Omar Tarif said the Kesra Guards left.</p></body></html>\n"
# Stand-in for the program of that name; what it must do is take marks out of a page.
HTML2TEXT = "#!/bin/sh\nsed 's/<[^>]*>//g'\n"
# Not run here: what takes minutes or another host. tests/cli/test_model.py and test_model_fetch.py run them
# with tiny models, tests/cluster those of a cluster.
ELSEWHERE = (
    "glossator annotate --on",
    "glossator model train",
    "glossator model fetch",
    "glossator model compile",
    FETCHED,
)
# What is found ends with another status: a difference, and (FAULTY) a failing test and a warning.
STATUS = {"rules diff": 1, "rules test mine.yaml 2>&1": 1, "--strict mine.yaml 2>&1": 2}
FAULTY = {"rules:": "lists: {spare: {words: [never used]}}\nrules:", "[[Kesra": "by [[the Kesra"}
PROGRAMS = ("jq", "yq", "sqlite3", "man", "curl", "less", "xargs", "awk")


def every() -> list[tuple[str, Any]]:
    """Every command and group by its name, `glossator` itself too."""
    groups = [(name, ROOT.get_command(None, name)) for name in ROOT.list_commands(None)]  # type: ignore[attr-defined]
    found = {"": ROOT, **dict(groups), **{name.replace(".", " "): each for name, each in commands(ROOT)}}
    return list(found.items())


def examples(command: Any) -> list[str]:
    text = command.epilog.partition("Examples:\n")[2].partition("\n\n")[0]
    return [line.strip() for line in text.splitlines()]


# Some stand in two helps.
RUN = {line: name for name, each in every() for line in examples(each) if not line.startswith(ELSEWHERE)}


@pytest.mark.parametrize(
    ("name", "command"), every(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_help_fits_80_columns_shows_two_pipelines_and_lists_the_exit_codes(name: str, command: Any) -> None:
    help_ = command.get_help(typer.Context(command, info_name=f"glossator {name}".strip()))
    assert [line for line in help_.splitlines() if len(line) > 80] == []
    pipelines = [line for line in examples(command) if re.search(r"\||&&|>|<\(|\$\(", line)]
    assert len(pipelines) >= 2
    codes = re.findall(r"^    (\d+) +\S", help_.partition("Exit codes:\n")[2], re.MULTILINE)
    assert {"0", "2"} <= set(codes) <= {"0", "1", "2", "3", "130"}


@pytest.mark.parametrize("group", [name for name, each in every() if hasattr(each, "list_commands")])
def test_what_a_command_is_for_stands_whole_in_the_list_of_its_group(group: str) -> None:
    command = dict(every())[group]
    help_ = command.get_help(typer.Context(command, info_name=f"glossator {group}".strip()))
    listed = help_.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert len(listed) > 1
    assert [line for line in listed if not line.endswith(".") or line.endswith("...")] == []


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that the examples name, made once."""
    folder = tmp_path_factory.mktemp("shelf")
    body = (
        "Some 30 troops of the 4th Brigade crossed at al-Arida border crossing. The Kesra Guards denied that."
    )
    (folder / "articles").mkdir()
    for name, text in {
        "a.txt": body,
        "b.txt": "General Omar Tarif denied that 50 men crossed at Adré.",
    }.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    shutil.copytree(folder / "articles", folder / "a")
    for name in ("a.txt", "article.txt"):
        (folder / name).write_text(ARTICLE.format(body=ARTICLES["a.txt"]), encoding="utf-8")
    (folder / "article.html").write_text(HTML)
    for path in ("mine.yaml", "old/mine.yaml", "new/mine.yaml"):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(PACK.replace("Kesra", "Marsh") if path.startswith("old") else PACK)
    for format_, names in {
        "yaml": ("records.yaml", "all.yaml", "out.yaml", "r.yaml"),
        "jsonl": ("r.jsonl",),
    }.items():
        done = run(f"{' '.join(COMMAND)} annotate --format {format_} articles/", folder)
        assert done.returncode == 0, done.stderr
        for name in names:
            (folder / name).write_bytes(done.stdout)
    (folder / "out").mkdir()
    shutil.copy(folder / "records.yaml", folder / "out" / "all.yaml")
    (folder / "bin").mkdir()
    (folder / "bin" / "html2text").write_text(HTML2TEXT)
    (folder / "bin" / "html2text").chmod(0o755)
    for path in (".config/fish/completions", ".local/share/man/man1", ".zfunc"):
        (folder / path).mkdir(parents=True)
    return folder


def prepare(name: str, pipeline: str, folder: Path) -> None:
    """What only some examples need."""
    if name == "score":  # gold of articles that are annotated, in two forms
        shutil.rmtree(folder / "articles")
        (folder / "articles").mkdir()
        (folder / "articles" / "a.txt").write_text(TEXT)
        (folder / "gold.jsonl").write_text(gold_lines(GOLD))
        run("glossator annotate articles/ | glossator export brat -o gold/", folder)
        run("glossator annotate --only people articles/ >out.yaml", folder)
    elif name == "correct":  # a record with something to decide about, and decisions
        shutil.rmtree(folder / "articles")
        (folder / "articles").mkdir()
        (folder / "articles" / "o.txt").write_text(RIVER)
        record = RECORD.format(sha256=hashlib.sha256(RIVER.encode()).hexdigest())
        for file in ("records.yaml", "out.yaml"):
            (folder / file).write_text(record)
        run("glossator correct records.yaml --complete", folder)
    elif "records.db" in pipeline and "export" not in pipeline:
        run("glossator export sqlite records.yaml -o records.db", folder)
    elif "news.jsonl" in pipeline:
        (folder / "news.jsonl").write_text(json.dumps({"body": {"text": ARTICLES["a.txt"]}}) + "\n")
    elif name == "rules new":
        (folder / "mine.yaml").unlink()
    elif "mine.yaml 2>&1" in pipeline:
        pack = PACK
        for right, wrong in FAULTY.items():
            pack = pack.replace(right, wrong)
        (folder / "mine.yaml").write_text(pack)
    elif name in ("model compile", "model info"):
        (folder / "mine").symlink_to(BUNDLED)


def run(pipeline: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a line as bash would, without the model: the pipes are the subject."""
    scripts = sysconfig.get_path("scripts")
    own = {"GLOSSATOR_NO_NER": "1", "HOME": str(folder), "URL": (folder / "article.html").as_uri()}
    own["EDITOR"] = "true"  # changes nothing
    path = {"PATH": f"{folder / 'bin'}:{scripts}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", pipeline],
        cwd=folder,
        env=os.environ | own | path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def ran(
    request: pytest.FixtureRequest, shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, subprocess.CompletedProcess[bytes]]:
    """How the pipelines that are tested ended, each run in a copy of the shelf, two at a time."""
    calls = (getattr(item, "callspec", None) for item in request.session.items)
    chosen = {call.params.get("pipeline") for call in calls if call is not None}
    pipelines = [line for line in RUN if line in chosen and not missing(line)]

    def one(pipeline: str) -> subprocess.CompletedProcess[bytes]:
        folder = tmp_path_factory.mktemp("work") / "work"
        shutil.copytree(shelf, folder)
        prepare(RUN[pipeline], pipeline, folder)
        return run(pipeline, folder)

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(pipelines, pool.map(one, pipelines), strict=True))


def missing(pipeline: str) -> list[str]:
    """The programs in it that this machine lacks."""
    named = [each for each in PROGRAMS if re.search(rf"(^|[|;&] *){each}\b", pipeline)]
    return [each for each in named if shutil.which(each) is None]


@pytest.mark.parametrize("pipeline", RUN)
def test_the_pipelines_of_the_help_run(
    pipeline: str, ran: dict[str, subprocess.CompletedProcess[bytes]]
) -> None:
    if missing(pipeline):
        pytest.skip(f"not installed here: {', '.join(missing(pipeline))}")
    done = ran[pipeline]
    wanted = next((code for part, code in STATUS.items() if part in pipeline), 0)
    assert done.returncode == wanted, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    # What goes to a file, or is read by the shell, prints nothing.
    assert done.stdout or done.stderr or re.search(r"-o |--output-dir|>|source", pipeline)
