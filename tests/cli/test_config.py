"""`glossator config`, and settings on their way to the commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from annotators.cli.main import app
from annotators.cli.options import commands, of_command, opposites, options
from annotators.settingsources import OTHERS
from tests.cli.conftest import Ending
from tests.cli.terminals import on_terminal

Run = Callable[..., Ending]
ROOT = get_command(app)
TEXT = "Some 30 troops crossed at al-Arida border crossing."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder where the command runs, of a user without settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    (tmp_path / "a.txt").write_text(TEXT)
    return tmp_path


def test_a_setting_reaches_its_command_and_a_flag_wins(folder: Path, process: Run) -> None:
    (folder / "glossator.toml").write_text('no-ner = true\n[annotate]\nformat = "jsonl"\nonly = "counts"\n')
    record = json.loads(process("annotate", "a.txt").out)
    assert record["counts"][0]["value"] == 30
    assert "people" not in record
    assert "ner" not in record["run"]
    ending = process("annotate", "a.txt", "--ner", "--format", "yaml", GLOSSATOR_ONLY="people")
    assert ending.out.startswith("---\n")
    assert "\npeople:" in ending.out
    assert "\ncounts:" not in ending.out
    assert "ner: en-news-2" in ending.out


def test_paths_are_those_beside_the_file(folder: Path, process: Run) -> None:
    pack = "format: 1\npack: mine\nversion: 0.1.0\nlanguage: en\nrules: []\n"
    (folder / "mine.yaml").write_text(pack)
    (folder / "glossator.toml").write_text('rules = ["mine.yaml"]\nno-ner = true\nformat = "jsonl"\n')
    (folder / "sub").mkdir()
    ending = process("annotate", "-", stdin=TEXT.encode(), GLOSSATOR_FORMAT="jsonl")
    assert "mine" in json.loads(ending.out)["run"]["rules"]


def test_wrong_settings_stop_a_command_with_all_that_is_wrong_and_the_help_still_works(
    folder: Path, process: Run
) -> None:
    (folder / "glossator.toml").write_text("no-nerr = true\n[annotate]\nmax-bytes = 0\n")
    ending = process("annotate", "a.txt", GLOSSATOR_NOISE="1")
    assert (ending.code, ending.out) == (2, "")
    assert [line.partition(": ")[2] for line in ending.err.splitlines() if "error[" in line] == [
        "error[unknown-key] no option is called 'no-nerr'; did you mean 'no-ner'?",
        "error[bad-value] 'max-bytes' is 1 or more, not 0",
        *[line.partition(": ")[2] for line in ending.err.splitlines() if "GLOSSATOR_NOISE" in line],
    ]
    assert process("config").code == 2
    for arguments in (["annotate", "--help"], ["--help"], ["--version"], ["completion", "bash"], ["man"]):
        assert process(*arguments).code == 0


def test_a_file_that_cannot_be_read_is_told(folder: Path, process: Run) -> None:
    (folder / "home" / "glossator").mkdir(parents=True)
    (folder / "home" / "glossator" / "glossator.toml").write_text("no-ner = 1\n")
    ending = process("annotate", "a.txt")
    assert ending.code == 2
    assert ending.err.startswith(f"{folder}/home/glossator/glossator.toml:1:1: error[bad-value]")


def test_config_lists_every_option_of_every_command_with_value_and_origin(folder: Path, process: Run) -> None:
    (folder / "glossator.toml").write_text(
        '\nno-ner = true\n[rules-why]\nno-ner = false\nencoding = "latin-1"\n'
    )
    ending = process("config", GLOSSATOR_ANNOTATE_FORMAT="jsonl")
    listed = [line.split("\t") for line in ending.out.splitlines()]
    every = options(ROOT).every()
    assert [each[:2] for each in listed] == [
        [name.replace(".", " "), option.name] for name, table in every.items() for option in table
    ]
    found = {f"{command} {option}": (value, origin) for command, option, value, origin in listed}
    assert found["annotate format"] == ('"jsonl"', "GLOSSATOR_ANNOTATE_FORMAT")
    assert found["annotate no-ner"] == ("true", f"{folder}/glossator.toml:2")
    assert found["rules why no-ner"] == ("false", f"{folder}/glossator.toml:4")
    assert found["rules why encoding"] == ('"latin-1"', f"{folder}/glossator.toml:5")
    assert found["annotate rules"] == ("-", "default")
    assert ending.err == f"{folder}/glossator.toml: read\n{folder}/home/glossator/glossator.toml: none\n"


def test_config_of_one_command_or_group_and_as_json(folder: Path, process: Run) -> None:
    told = process("config", "rules").out.splitlines()
    assert {line.split("\t")[0].split(" ")[0] for line in told} == {"rules"}
    whole = json.loads(process("config", "annotate", "--format", "json", GLOSSATOR_CACHE="off").out)
    assert whole["files"][0] == {"path": f"{folder}/glossator.toml", "state": "none"}
    assert whole["variables"] == {"GLOSSATOR_CACHE": "off", "GLOSSATOR_MODEL_URL": None}
    assert whole["settings"][0]["command"] == "annotate"
    ending = process("config", "anotate")
    assert ending.code == 2
    assert "no settings for 'anotate'; did you mean 'annotate'?" in ending.err


def test_on_a_terminal_the_settings_are_a_table_with_what_is_set_in_bold(folder: Path) -> None:
    home = str(folder)
    session = on_terminal(folder, "config", "verify", XDG_CONFIG_HOME=home, GLOSSATOR_ENCODING="latin-1")
    assert session.code == 0
    assert "\x1b[1m" in session.screen
    plain = on_terminal(folder, "config", "verify", XDG_CONFIG_HOME=home, NO_COLOR="1").screen
    assert plain.split("\n")[0].split() == ["command", "option", "value", "origin"]
    assert plain.split("\n")[2].split() == ["verify", "encoding", '"utf-8"', "default"]


def test_every_variable_that_an_option_declares_is_told_of() -> None:
    declared = {param.envvar for _, command in commands(ROOT) for param in command.params if param.envvar}
    assert declared <= set(OTHERS)


def test_every_flag_can_be_taken_back_and_no_opposite_means_another_option() -> None:
    for name, command in commands(ROOT):
        names = {each for param in command.params for each in param.opts}
        context: Any = command.make_context(name, [], resilient_parsing=True)
        parser = command.make_parser(context)
        for param in of_command(command):
            for opposite in opposites(param):
                assert opposite not in names, f"{name} {opposite}"
                found, _, _ = parser.parse_args([opposite])
                assert found[param.name] is False


@pytest.mark.parametrize(
    ("setting", "typed"),
    [
        ("quiet = true", "annotate a.txt -v"),
        ("quiet = true", "-v annotate a.txt"),
        ("verbose = true", "annotate a.txt -q"),
        ("verbose = true", "-q annotate a.txt"),
        ('output-dir = "recs"', "annotate a.txt -o x.yaml"),
        ('output-dir = "recs"', "annotate a.txt -o -"),
        ('output-dir = "recs"', "annotate a.jsonl --jsonl text"),
        ('output = "x.yaml"', "annotate a.txt --output-dir recs"),
        ("force = true", "annotate a.txt --output-dir recs --resume"),
        ("jobs = 2", "annotate a.txt --time"),
        ("time = true", "annotate a.txt --jobs 2"),
    ],
)
def test_what_is_typed_wins_over_a_setting_that_it_cannot_go_with(
    setting: str, typed: str, folder: Path, process: Run
) -> None:
    (folder / "a.jsonl").write_text(json.dumps({"id": "a", "text": TEXT}) + "\n")
    (folder / "glossator.toml").write_text(f"no-ner = true\n[annotate]\n{setting}\n")
    ending = process(*typed.split())
    assert ending.code == 0, ending.err
    arguments = typed.split()
    assert ("rules:" in ending.err) is ("-v" in arguments)
    assert ("where the time" in ending.err or "load" in ending.err) is ("--time" in arguments)
    assert (folder / "x.yaml").exists() is ("x.yaml" in arguments)
    assert (folder / "recs").exists() is ("recs" in arguments)
    assert ("crossings" in ending.out) is not ("x.yaml" in arguments or "recs" in arguments)


def test_a_variable_wins_over_a_file_and_settings_of_one_place_must_go_together(
    folder: Path, process: Run
) -> None:
    (folder / "glossator.toml").write_text("no-ner = true\n[annotate]\nquiet = true\n")
    assert "rules:" in process("annotate", "a.txt", GLOSSATOR_VERBOSE="1").err
    (folder / "glossator.toml").write_text("no-ner = true\n[annotate]\nquiet = true\nverbose = true\n")
    ending = process("annotate", "a.txt")
    assert ending.code == 2
    assert f"it cannot go with -v ({folder}/glossator.toml:3)" in ending.err


@pytest.mark.parametrize("setting", ['only = "crossing"', 'encoding = "klingon"', "jobs = 0"])
def test_a_setting_that_its_command_refuses_is_told_with_its_place(
    setting: str, folder: Path, process: Run
) -> None:
    (folder / "glossator.toml").write_text(f"no-ner = true\n[annotate]\n{setting}\n")
    ending = process("annotate", "a.txt")
    assert ending.code == 2
    assert ending.err.endswith(f" ({folder}/glossator.toml:3)\n")


def test_a_variable_that_its_command_refuses_is_named_and_what_is_typed_has_no_place(
    folder: Path, process: Run
) -> None:
    (folder / "glossator.toml").write_text('only = "people"\n')
    assert process("annotate", "a.txt", GLOSSATOR_ONLY="crossing").err.endswith(" (GLOSSATOR_ONLY)\n")
    ending = process("annotate", "a.txt", "--only", "crossing", GLOSSATOR_ONLY="people")
    assert ending.code == 2
    assert "GLOSSATOR_ONLY" not in ending.err
    assert "glossator.toml" not in ending.err


def test_layers_may_stand_in_a_list(folder: Path, process: Run) -> None:
    (folder / "glossator.toml").write_text(
        'no-ner = true\nformat = "jsonl"\nonly = ["counts", "crossings"]\n'
    )
    record = json.loads(process("annotate", "a.txt").out)
    assert {"counts", "crossings"} <= record.keys()
    assert "people" not in record
