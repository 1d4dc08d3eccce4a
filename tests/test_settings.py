"""Settings: who wins, what is refused, where files are looked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from annotators.option import Option, Options
from annotators.settings import SettingsError, settings
from annotators.settingsfile import MAX_BYTES
from annotators.settingsources import Sources, candidates, configuration_folder, sources

NO_NER = Option(("no-ner",), "flag", default=False)
RULES = Option(("rules",), "path", several=True, default=[])
FAULTS = """\
glossator.toml:1:1: error[unknown-key] no option is called 'rule'; did you mean 'rules'?
    rule = []
    ^
glossator.toml:2:1: error[bad-value] 'no-ner' needs true or false, not 'x'
    no-ner = "x"
    ^
glossator.toml:3:1: error[unknown-key] 'model' is a command: its settings stand in a table, [model]
    model = 1
    ^
glossator.toml:4:2: error[unknown-table] no command is called 'anotate'; did you mean 'annotate'?
    [anotate]
     ^
glossator.toml:6:3: error[bad-value] 'format' cannot be 'jsnol'; did you mean 'jsonl'?
      format = "jsnol"
      ^
glossator.toml:8:1: error[unknown-key] no option of rules check is called 'strickt'; did you mean 'strict'?
    strickt = true
    ^
glossator.toml:11:1: error[twice] 'layer' is the same as 'only'
    layer = 'a'
    ^
glossator.toml:12:8: error[unknown-table] no command is called 'rules.wy'; did you mean 'why'?
    [rules.wy]
           ^
GLOSSATOR_RULE: error[unknown-variable] no option is called 'rule'; did you mean 'GLOSSATOR_RULES'?
GLOSSATOR_NO_NER: error[bad-value] needs true or false (or 1 or 0), not 'x'
"""
TABLE = {
    "annotate": (NO_NER, RULES, Option(("format",), "text", choices=("yaml", "jsonl"), default="yaml")),
    "summary": (Option(("layer", "only"), "text"), Option(("format",), "text", choices=("text", "json"))),
    "rules.check": (Option(("strict",), "flag", default=False),),
    "rules.why": (NO_NER, RULES),
    "model.fetch": (Option(("url",), "text", variable="GLOSSATOR_MODEL_URL"),),
}


def options(*, may_ask_all: bool = True) -> Options:
    def every() -> Mapping[str, tuple[Option, ...]]:
        assert may_ask_all, "all commands were asked for their options"
        return TABLE

    return Options(TABLE.__getitem__, every)


def values(
    folder: Path, text: str = "", command: str = "annotate", *, all_: bool = True, **variables: Any
) -> dict[str, tuple[object, str]]:
    """What is set for `command` by a file in `folder` and variables: value and origin."""
    if text:
        (folder / "glossator.toml").write_text(text, encoding="utf-8")
    found = sources({"XDG_CONFIG_HOME": str(folder / "home")} | variables, folder)
    told = settings(options(may_ask_all=all_), command, found)
    return {each.option.name: (each.value, each.origin.replace(str(folder), "F")) for each in told}


def refused(folder: Path, text: str = "", command: str = "annotate", **variables: Any) -> list[str]:
    with pytest.raises(SettingsError) as problem:
        values(folder, text, command, **variables)
    return [message.replace(f"{folder}/", "") for message in problem.value.messages]


def test_without_a_setting_every_option_has_its_default(tmp_path: Path) -> None:
    assert values(tmp_path, all_=False) == {
        "no-ner": (False, "default"),
        "rules": ([], "default"),
        "format": ("yaml", "default"),
    }


def test_the_environment_wins_over_the_nearest_file_and_that_over_the_user_s(tmp_path: Path) -> None:
    home = tmp_path / "home" / "glossator"
    home.mkdir(parents=True)
    (home / "glossator.toml").write_text('no-ner = true\nrules = ["home.yaml"]\n[annotate]\nformat="jsonl"\n')
    assert values(tmp_path, 'no-ner = false\nrules = ["near.yaml"]\n', GLOSSATOR_NO_NER="1") == {
        "no-ner": (True, "GLOSSATOR_NO_NER"),
        "rules": ([str(tmp_path / "near.yaml")], "F/glossator.toml:2"),
        "format": ("jsonl", "F/home/glossator/glossator.toml:4"),
    }


def test_a_table_of_a_command_wins_over_that_of_its_group_and_that_over_the_top(tmp_path: Path) -> None:
    text = "[rules-why]\nno-ner = false\n[rules]\nno-ner = true\nrules = 'a'\n"
    assert values(tmp_path, text, "rules.why")["no-ner"] == (False, "F/glossator.toml:2")
    text = "no-ner = false\n[rules]\nno-ner = true\n[rules.check]\nstrict = true\n"
    assert values(tmp_path, text, "rules.why")["no-ner"] == (True, "F/glossator.toml:3")
    assert values(tmp_path, text, "rules.check")["strict"] == (True, "F/glossator.toml:5")
    assert values(tmp_path, text)["no-ner"] == (False, "F/glossator.toml:1")


def test_a_variable_of_one_command_wins_over_that_of_all(tmp_path: Path) -> None:
    both: dict[str, Any] = {"GLOSSATOR_NO_NER": "1", "GLOSSATOR_RULES_WHY_NO_NER": "0"}
    assert values(tmp_path, command="rules.why", **both)["no-ner"] == (False, "GLOSSATOR_RULES_WHY_NO_NER")
    assert values(tmp_path, **both)["no-ner"] == (True, "GLOSSATOR_NO_NER")
    assert values(tmp_path, GLOSSATOR_NO_NER="")["no-ner"] == (False, "default")


def test_the_variable_that_an_option_declares_is_its_setting(tmp_path: Path) -> None:
    told = values(tmp_path, command="model.fetch", GLOSSATOR_MODEL_URL="u")
    assert told == {"url": ("u", "GLOSSATOR_MODEL_URL")}


def test_other_commands_are_not_asked_while_the_settings_are_of_this_one(tmp_path: Path) -> None:
    text = "no-ner = true\n[annotate]\nformat = 'jsonl'\n"
    assert values(tmp_path, text, all_=False, GLOSSATOR_CACHE="x")["no-ner"][0] is True


def test_all_faults_are_told_at_once_each_with_its_place_and_the_nearest_name(tmp_path: Path) -> None:
    text = (
        'rule = []\nno-ner = "x"\nmodel = 1\n[anotate]\n[annotate]\n  format = "jsnol"\n'
        "[rules-check]\nstrickt = true\n[summary]\nonly = 'a'\nlayer = 'a'\n[rules.wy]\n"
    )
    told = refused(tmp_path, text, GLOSSATOR_RULE="x", GLOSSATOR_NO_NER="x")
    assert "\n".join(told) == FAULTS.rstrip("\n")


def test_a_table_in_both_spellings_gives_no_setting_twice(tmp_path: Path) -> None:
    text = "[rules-check]\nstrict = true\n[rules.check]\nstrict = false\n"
    (told,) = refused(tmp_path, text, "rules.check")
    assert told.startswith("glossator.toml:4:1: error[twice] 'strict' is set for rules check twice\n")


def test_a_value_for_all_that_fits_some_is_told_where_to_stand(tmp_path: Path) -> None:
    assert values(tmp_path, "format = 'jsonl'")["format"] == ("jsonl", "F/glossator.toml:1")
    (told,) = refused(tmp_path, command="summary")
    assert told.splitlines()[0] == (
        "glossator.toml:1:1: error[bad-value] 'format' cannot be 'jsonl'; did you mean 'json'?; "
        "what is for some commands only stands in their tables, [summary]"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a = ", "1:5: error[toml] invalid value"),
        (b"no-ner = yes", "1:10: error[toml] invalid value; write true or false"),
        (b"no-ner = True", "1:10: error[toml] invalid value; write true or false"),
        (b"\n[annotate\n", "2:10: error[toml] expected ']' at the end of a table declaration"),
        (b"a = 1\na = 2", "2:6: error[toml] cannot overwrite a value"),
        (b"# \xc3\xa9\n#  \xff", "2:4: error[encoding] not UTF-8"),
        (b"a = " + b"[" * 5000, "1:1: error[toml] lists or tables nest too deep"),
        (b"#" * (MAX_BYTES + 1), "1:1: error[too-large] a file of settings has 1,000,000 bytes at most"),
        (
            b"rules = []\n [rules.check]\nstrict = true",
            "2:2: error[toml] cannot declare ('rules', 'check') twice; "  # noqa: ISC004
            "where 'rules' is a key too, the table is [rules-check]",
        ),
    ],
    ids=["value", "yes", "capital", "head", "twice", "encoding", "deep", "large", "rules"],
)
def test_a_file_that_is_no_toml_is_told_where(data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "glossator.toml").write_bytes(data)
    (told,) = refused(tmp_path)
    assert told.splitlines()[0] == f"glossator.toml:{message}"


def test_the_nearest_file_upward_is_read_and_the_ones_above_are_not(tmp_path: Path) -> None:
    (tmp_path / "glossator.toml").write_text("")
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    (tmp_path / "a" / "glossator.toml").write_text("")
    (tmp_path / "a" / "b" / "glossator.toml").mkdir()  # a folder is no file
    found = candidates(tmp_path / "a" / "b" / "c", tmp_path / "home")
    assert [(str(each.path.parent.relative_to(tmp_path)), each.state) for each in found] == [
        ("a/b/c", "none"),
        ("a", "read"),
        ("home", "none"),
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_the_file_of_another_user_in_a_folder_that_all_may_write_to_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "glossator.toml"
    file.write_text("")
    os.chown(file, 12345, -1)
    assert candidates(tmp_path, None)[0].state == "read"
    tmp_path.chmod(0o1777)
    assert candidates(tmp_path, None)[0].state.startswith("passed over: ")


def test_the_user_s_folder_is_that_of_xdg_or_in_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert configuration_folder({"XDG_CONFIG_HOME": "/x"}) == Path("/x/glossator")
    assert configuration_folder({"XDG_CONFIG_HOME": "relative"}) == Path("/home/ada/.config/glossator")


def test_only_what_sets_something_counts_as_a_setting() -> None:
    nothing = Sources({"GLOSSATOR_CACHE": "x", "GLOSSATOR_RULES": "", "HOME": "x"}, ())
    assert nothing.silent
    assert not Sources({"GLOSSATOR_X": "1"}, ()).silent
