from __future__ import annotations

import gc
import os
import pty
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.modelhost import Host

Run = Callable[..., Any]
REFUSED = "the model has a character language model (charlm), which the compiled engine does not run"
ARTICLE = "До Києва їде Степан Гнатюк.\r\n"


# Stanza leaves it to the collector to close the connection of a download that failed.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def _own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    yield
    gc.collect()


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "data" / "glossator" / "models"


def test_the_folder_is_printed_and_nothing_else(glossator: Run, host: Host, models: Path) -> None:
    for _ in range(2):
        ending = glossator("model", "fetch", "uk", "--url", host.url)
        assert (ending.code, ending.out, ending.err) == (0, f"{models}/uk-tiny\n", "")


def test_a_fetched_model_is_listed_after_the_bundled_one(glossator: Run, host: Host, models: Path) -> None:
    glossator("model", "fetch", "uk", "tiny_charlm", "--url", host.url)
    names, folders = zip(
        *(line.split("\t") for line in glossator("model", "list").out.splitlines()), strict=True
    )
    assert names == ("en-news-2", "uk-tiny_charlm")
    assert folders[1] == f"{models}/uk-tiny_charlm"


def test_info_shows_what_a_fetched_model_is(glossator: Run, host: Host, models: Path) -> None:
    glossator("model", "fetch", "uk", "tiny_charlm", "--url", host.url)
    facts = yaml.safe_load(glossator("model", "info", "uk-tiny_charlm").out)
    assert facts.pop("digest").startswith("sha256:")
    assert facts.pop("size") > 0
    assert facts == {
        "name": "uk-tiny_charlm",
        "folder": f"{models}/uk-tiny_charlm",
        "language": "uk",
        "package": "tiny_charlm",
        "processors": {
            "backward_charlm": "tiny",
            "forward_charlm": "tiny",
            "ner": "tiny_charlm",
            "pretrain": "tiny",
            "tokenize": "tiny",
        },
        "tokens": "own",
        "engine": "stanza",
        "compilable": False,
        "refused": REFUSED,
    }


def test_the_mirror_can_stand_in_the_environment_and_the_option_comes_first(
    glossator: Run, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLOSSATOR_MODEL_URL", host.url)
    assert glossator("model", "fetch", "uk").code == 0
    refused = glossator("model", "fetch", "uk", "--url", "http://127.0.0.1:9")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("glossator: error: cannot fetch http://127.0.0.1:9/resources_")
    assert refused.err.endswith("json: Connection refused\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ukranian"], "Stanza knows no language 'ukranian'; did you mean 'ukrainian'?"),
        (["uk", "tine"], "Stanza has no NER model 'tine' for uk (Ukrainian); did you mean 'tiny'?"),
        (["uk", "-o", "taken"], "taken exists: name a folder that does not"),
    ],
)
def test_what_cannot_be_fetched_is_one_line(
    glossator: Run, host: Host, arguments: list[str], message: str
) -> None:
    Path("taken").mkdir()
    Path("taken/notes.txt").touch()
    ending = glossator("model", "fetch", *arguments, "--url", host.url)
    assert (ending.code, ending.out, ending.err) == (2, "", f"glossator: error: {message}\n")


@pytest.mark.parametrize("fault", ["404", "cut", "garbled"])
def test_a_download_that_fails_ends_with_status_2_and_leaves_nothing(
    glossator: Run, host: Host, models: Path, fault: str
) -> None:
    host.faults["/uk/pretrain/tiny.pt"] = fault
    ending = glossator("model", "fetch", "uk", "--url", host.url)
    assert (ending.code, ending.out) == (2, "")
    assert ending.err.startswith(f"glossator: error: {host.url}/uk/pretrain/tiny.pt: ")
    assert ending.err.count("\n") == 1
    assert not models.exists()


def test_a_transformer_that_the_model_needs_is_told(glossator: Run, host: Host) -> None:
    import torch
    from stanza.resources.common import get_md5

    file = host.folder / "uk/ner/tiny.pt"
    model = torch.load(file, weights_only=True)
    model["config"]["bert_model"] = "someone/some-electra"
    torch.save(model, file)
    host.resources["uk"]["ner"]["tiny"]["md5"] = get_md5(file)
    ending = glossator("model", "fetch", "uk", "--url", host.url)
    assert ending.code == 0
    assert ending.out.count("\n") == 1
    assert ending.err == (
        "uk-tiny runs on the transformer someone/some-electra, which is not in its folder.\n"
        "Before the first run: pip install transformers, then hf download someone/some-electra\n"
    )


def test_progress_is_shown_on_a_terminal(host: Host, tmp_path: Path) -> None:
    terminal, screen = pty.openpty()
    termios.tcsetwinsize(screen, (24, 200))  # of no width nothing would be drawn
    running = subprocess.Popen(
        [sys.executable, "-m", "annotators.cli", "model", "fetch", "uk", "--url", host.url],
        stdout=subprocess.PIPE,
        stderr=screen,
        cwd=tmp_path,
        env=os.environ | {"TERM": "xterm"},
    )
    os.close(screen)
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # how Linux says that the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 0
    assert out.decode() == f"{tmp_path}/data/glossator/models/uk-tiny\n"
    assert b"tokenize/tiny (1 of 3)" in shown
    assert b"/uk/pretrain/tiny.pt: 100%" in shown


def test_a_fetched_model_annotates_by_name_and_by_the_folder_that_was_printed(
    glossator: Run, host: Host
) -> None:
    folder = glossator("model", "fetch", "uk", "--url", host.url).out.rstrip("\n")
    host.asked.clear()
    records = []
    for model in ("uk-tiny", folder):
        ending = glossator("annotate", "--model", model, stdin=ARTICLE.encode())
        assert (ending.code, ending.err) == (0, "")
        records.append(ending.out)
    assert records[0] == records[1]
    record = yaml.safe_load(records[0])
    assert [(p["name"], p["mentions"][0]["quote"]) for p in record["people"]] == [
        ("Степан Гнатюк", "Степан Гнатюк")
    ]
    assert record["run"]["ner"].startswith("uk-tiny+sha256:")
    assert record["run"]["engine"] == "stanza"
    assert host.asked == []


def test_no_other_command_opens_a_socket(host: Host, tmp_path: Path) -> None:
    """In a process of its own, which notes every socket that Python makes."""
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    program = f"""
import sys
made = []
sys.addaudithook(lambda event, _: made.append(event) if event.startswith("socket.") else None)
from typer.testing import CliRunner
from annotators.cli.main import app

def run(*arguments):
    before = len(made)
    ended = CliRunner().invoke(app, list(arguments))
    assert ended.exit_code in (0, 1), (arguments, ended.output)
    return len(made) - before

assert run("model", "fetch", "uk", "tiny_charlm", "--url", {host.url!r}) > 0
for arguments in (
    "annotate a.txt",
    "annotate --model uk-tiny_charlm a.txt",
    "rules why ner.person a.txt --model uk-tiny_charlm",
    "model list",
    "model info uk-tiny_charlm",
    "model compile en-news-2 -o copy",
):
    assert run(*arguments.split()) == 0, arguments
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--device", "gpu"], "unknown device 'gpu'"),
        (["--device", "cuda:999"], "there is no cuda:999 here"),
        (["--engine", "compiled", "--device", "cuda"], "the compiled engine runs on the processor alone"),
    ],
)
@pytest.mark.parametrize(
    "command", [["annotate"], ["rules", "gaps"], ["rules", "diff", "shipped", "shipped"]]
)
def test_a_device_that_cannot_be_is_wrong_usage_before_any_article_is_read(
    glossator: Run, command: list[str], options: list[str], message: str
) -> None:
    ending = glossator(*command, *options, "missing.txt")
    assert (ending.code, ending.out) == (2, "")
    assert "'--device'" in ending.err
    assert message in " ".join(ending.err.split())
    assert "missing.txt" not in ending.err


def test_why_takes_a_device_too(glossator: Run) -> None:
    Path("a.txt").write_text("Ali left.")
    ending = glossator("rules", "why", "ner.person", "a.txt", "--device", "gpu")
    assert (ending.code, ending.out) == (2, "")
    assert "unknown device 'gpu'" in ending.err


def test_the_device_reaches_the_engine(glossator: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []

    def load(folder: Path, name: str, engine: str, device: str) -> None:
        seen.append((engine, device))
        raise RuntimeError("loaded")

    monkeypatch.setattr("annotators.batch.load_tagger", load)
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.device_count", lambda: 2)
    assert glossator("annotate", "--device", "cuda:1", stdin=b"Ali left.").code == 2
    assert glossator("annotate", stdin=b"Ali left.").code == 2
    assert seen == [("stanza", "cuda:1"), ("compiled", "cpu")]
