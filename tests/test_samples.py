"""Every sample through every door: a file, a pipe and the library print the same bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from annotators.article import read
from annotators.ner.model import DEFAULT, find_model
from annotators.pipeline import Annotator, load_tagger
from annotators.ruleset import load_rules
from annotators.writer import to_yaml

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    model = find_model(DEFAULT)
    return Annotator(load_rules(), load_tagger(model.folder, model.name))


def run(*arguments: str, stdin: bytes = b"") -> bytes:
    command = [sys.executable, "-m", "annotators.cli", *arguments]
    done = subprocess.run(command, input=stdin, cwd=ROOT, capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout


def test_there_are_at_least_six_samples_each_with_its_record() -> None:
    assert len(SAMPLES) >= 6
    assert [path.with_suffix(".yaml").is_file() for path in SAMPLES] == [True] * len(SAMPLES)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_library_gives_the_record_of_the_sample(path: Path, annotator: Annotator) -> None:
    article = read(path.read_bytes(), f"samples/{path.name}")
    assert to_yaml(annotator.annotate(article)) == path.with_suffix(".yaml").read_text(encoding="utf-8")


def test_the_command_prints_the_records_of_all_files_in_order() -> None:
    wanted = b"".join(path.with_suffix(".yaml").read_bytes() for path in SAMPLES)
    assert run("annotate", "samples") == wanted


def test_a_pipe_prints_the_record_of_the_file() -> None:
    path = ROOT / "samples" / "syria-lebanon-handover.txt"
    printed = run("annotate", "--stdin-name", f"samples/{path.name}", stdin=path.read_bytes())
    assert printed == path.with_suffix(".yaml").read_bytes()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_each_sample_piped_alone_equals_its_record_among_all(path: Path) -> None:
    """Rules alone, so that it stays quick: the model's door is the test above."""
    alone = run("annotate", "--no-ner", "--stdin-name", f"samples/{path.name}", stdin=path.read_bytes())
    together = run("annotate", "--no-ner", *(f"samples/{p.name}" for p in SAMPLES))
    assert alone in together
    assert alone == run("annotate", "--no-ner", f"samples/{path.name}")
