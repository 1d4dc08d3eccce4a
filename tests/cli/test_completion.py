"""Completion in real shells, and what is offered where."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from annotators.cli.completing import CUE, NER_RULES, without_equals
from annotators.rulelist import CUE as REAL_CUE
from annotators.stages import NER_RULES as REAL_NER_RULES

Offers = Callable[..., list[str]]
PACK = "format: 1\npack: mine\nversion: 0.1.0\nlanguage: en\nrules:\n- id: my-rule\n  half written"


def environment(folder: Path) -> dict[str, str]:
    path = f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}"
    return os.environ | {"PATH": path, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "home")}


@pytest.fixture
def offers(tmp_path: Path) -> Offers:
    """What the command answers a shell that asks for the last of the words."""

    def ask(*words: str) -> list[str]:
        asked = {
            "_GLOSSATOR_COMPLETE": "complete_bash",
            "COMP_WORDS": "\n".join(["glossator", *words]),
            "COMP_CWORD": str(len(words)),
        }
        done = subprocess.run(
            ["glossator"],
            env=environment(tmp_path) | asked,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.split()

    return ask


@pytest.mark.parametrize(
    ("words", "some"),
    [
        ("", ["annotate", "rules", "config"]),
        ("rules ", ["check", "why"]),
        ("annotate --no", ["--no-ner"]),
        ("annotate --format ", ["yaml", "jsonl"]),
        ("annotate --format = js", ["jsonl"]),
        ("annotate --only ", ["people", "units", "crossings", "counts"]),
        ("annotate --only people,cr", ["people,crossings"]),
        ("annotate --model en", ["en-news-2"]),
        ("annotate --count-policy ", ["guidelines", "acled"]),
        ("annotate --encoding utf-1", ["utf-16"]),
        ("annotate --device ", ["cpu", "cuda"]),
        ("rules why ", ["units.named-group", "ner.person"]),
        ("rules explain crossings.gaz", ["crossings.gazetteer"]),
        ("rules list --layer ", ["unit", "crossing", "cue"]),
        ("score a b --errors ", ["units"]),
        ("export conll --layer people,", ["people,units"]),
        ("completion ", ["bash", "zsh", "fish"]),
        ("config ru", ["rules"]),
        ("man rules ", ["why"]),
    ],
)
def test_what_can_be_typed_is_offered(words: str, some: list[str], offers: Offers) -> None:
    offered = offers(*words.split(" "))
    typed = "" if words.endswith("= js") else words.rpartition(" ")[2]
    assert set(some) <= set(offered)
    assert all(each.startswith(typed) for each in offered)


@pytest.mark.parametrize("words", ["annotate ", "annotate --rules ", "show REA", "rules check ", "score "])
def test_where_files_are_meant_nothing_is_offered_so_that_the_shell_offers_files(
    words: str, offers: Offers
) -> None:
    assert offers(*words.split(" ")) == []


def test_the_rules_of_packs_on_the_line_or_in_the_settings_are_offered(
    offers: Offers, tmp_path: Path
) -> None:
    (tmp_path / "mine.yaml").write_text(PACK)
    assert offers("rules", "explain", "--rules", "mine.yaml", "mine") == ["mine.my-rule"]
    assert offers("rules", "explain", "mine") == []
    (tmp_path / "glossator.toml").write_text('rules = ["mine.yaml"]\n')
    assert offers("rules", "explain", "mine") == ["mine.my-rule"]
    (tmp_path / "glossator.toml").write_text("wrong = 1\n")
    assert offers("rules", "explain", "mine") == []


def test_names_that_are_copied_here_are_those_of_the_library() -> None:
    assert (NER_RULES, CUE) == (REAL_NER_RULES, REAL_CUE)


def test_an_equals_sign_that_bash_made_a_word_is_left_out_before_the_cursor() -> None:
    told = {"COMP_WORDS": "glossator\nannotate\n--format\n=\nx\n--model\n=", "COMP_CWORD": "6"}
    without_equals(told)
    assert told == {"COMP_WORDS": "glossator\nannotate\n--format\nx\n--model\n=", "COMP_CWORD": "5"}


@pytest.mark.parametrize("words", [["rules", "why", "p"], ["annotate", "--encoding", "u"], ["model", ""]])
def test_completing_imports_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    code = (
        "import sys, atexit\n"
        "heavy = {'torch', 'stanza', 'numpy', 'pydantic', 're2', 'yaml', 'annotators.ruleset'}\n"
        "atexit.register(lambda: print(*heavy & {*sys.modules}, file=sys.stderr))\n"
        "from annotators.cli.main import app; app(prog_name='glossator')"
    )
    asked = {
        "_GLOSSATOR_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(["glossator", *words]),
        "COMP_CWORD": str(len(words)),
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | asked,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout
    assert done.stderr.split() == []


# In each shell: read the script as its user would, complete the line, print an offer a line.
BASH = """
source <(glossator completion bash)
COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
$(complete -p glossator | sed 's/.*-F \\([^ ]*\\).*/\\1/') glossator
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
# Typer's function hands what is offered to _arguments, and asks _files for files.
ZSH = """
compdef() {{ complete=$1; }}
_arguments() {{ print -r -- "$@" }}
_files() {{ print '"FILES"' }}
eval "$(glossator completion zsh)"
words=({line}); CURRENT=$#words
$complete
"""
FISH = """
glossator completion fish | source
complete -C '{line}' | string replace -r '\\t.*' ''
"""
PLAIN = {"bash": "--norc", "zsh": "-f", "fish": "--no-config"}  # without what its user has set up
SHELLS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_that_has_read_the_script_completes(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    (tmp_path / "story.txt").write_text("")

    def complete(line: str) -> set[str]:
        done = subprocess.run(
            [shell, PLAIN[shell], "-c", SHELLS[shell].format(line=line)],
            env=environment(tmp_path),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.stderr == ""
        if shell == "zsh":  # "offer":"what it is"
            return set(re.findall(r'"([^"]+)"(?::"[^"]*")?', done.stdout))
        return set(done.stdout.split())

    assert complete("glossator annot") == {"annotate"}
    assert complete("glossator annotate --only people,un") == {"people,units"}
    assert {"units.named-group", "units.named-body"} <= complete("glossator rules explain units.na")
    # No offer of ours: bash and zsh then offer files themselves, which only an interactive one does.
    files = {"bash": set[str](), "zsh": {"FILES"}, "fish": {"story.txt"}}
    assert complete("glossator annotate sto") == files[shell]
