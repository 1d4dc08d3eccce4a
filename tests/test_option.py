"""What a setting comes to, from a file and from a variable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotators.option import Option, from_text, from_toml, shown

FLAG = Option(("no-ner",), "flag", default=False)
NUMBER = Option(("max-bytes",), "integer", least=1, most=9)
SHARE = Option(("dropout",), "number")
CHOICE = Option(("format",), "text", choices=("yaml", "jsonl"))
FILES = Option(("rules",), "path", several=True)
MODEL = Option(("model",), "name or path")
WORDS = Option(("min",), "text", several=True)
JOBS = Option(("jobs",), "text")
LAYERS = Option(("only",), "text", commas=True)
FOLDER = Path("/project")


@pytest.mark.parametrize(
    ("option", "given", "value"),
    [
        (FLAG, True, True),
        (NUMBER, 9, 9),
        (SHARE, 1, 1),
        (SHARE, 0.5, 0.5),
        (CHOICE, "jsonl", "jsonl"),
        (JOBS, 2, "2"),
        (LAYERS, ["people", "crossings"], "people,crossings"),
        (FILES, ["a.yaml", "/b.yaml", "-"], ["/project/a.yaml", "/b.yaml", "-"]),
        (FILES, "a.yaml", ["/project/a.yaml"]),
        (MODEL, "en-news-2", "en-news-2"),
        (MODEL, "./mine", "/project/mine"),
        (MODEL, "~/mine", str(Path.home() / "mine")),
    ],
)
def test_a_value_of_a_file_is_that_of_the_option(option: Option, given: Any, value: Any) -> None:
    assert from_toml(option, given, FOLDER) == value


@pytest.mark.parametrize(
    ("option", "given", "message"),
    [
        (FLAG, "yes", "'no-ner' needs true or false, not 'yes'"),
        (FLAG, 1, "'no-ner' needs true or false, not 1"),
        (NUMBER, True, "'max-bytes' needs a whole number, not true"),
        (NUMBER, "3", "'max-bytes' needs a whole number, not '3'"),
        (NUMBER, 0, "'max-bytes' is 1 or more, not 0"),
        (NUMBER, 10, "'max-bytes' is 9 or less, not 10"),
        (CHOICE, "jsnol", "'format' cannot be 'jsnol'; did you mean 'jsonl'?"),
        (JOBS, True, "'jobs' needs text in quotes, not true"),
        (JOBS, 2.0, "'jobs' needs text in quotes, not 2.0"),
        (LAYERS, ["people", 1], "'only' needs text in quotes, not a list"),
        (CHOICE, ["jsonl"], "'format' needs text in quotes, not a list"),
        (FILES, [["a"]], "'rules' needs text in quotes, not a list"),
        (MODEL, {}, "'model' needs text in quotes, not a table"),
    ],
)
def test_any_other_value_of_a_file_is_refused(option: Option, given: Any, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the message is compared
        from_toml(option, given, FOLDER)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("option", "given", "value"),
    [
        *((FLAG, word, True) for word in ("1", "true", "YES", "on")),
        *((FLAG, word, False) for word in ("0", "False", "no", "off")),
        (NUMBER, "7", 7),
        (SHARE, ".5", 0.5),
        (FILES, "a.yaml:b c.yaml", ["a.yaml", "b c.yaml"]),
        (WORDS, "people=0.8  units=0.5", ["people=0.8", "units=0.5"]),
    ],
)
def test_a_variable_is_read_by_what_the_option_takes(option: Option, given: str, value: Any) -> None:
    assert from_text(option, given) == value


@pytest.mark.parametrize(
    ("option", "given", "message"),
    [
        (FLAG, "maybe", "needs true or false (or 1 or 0), not 'maybe'"),
        (NUMBER, "many", "needs a whole number, not 'many'"),
        (NUMBER, "0", "'max-bytes' is 1 or more, not 0"),
        (SHARE, "x", "needs a number, not 'x'"),
        (CHOICE, "xml", "'format' cannot be 'xml'; known: jsonl, yaml"),
    ],
)
def test_any_other_variable_is_refused(option: Option, given: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the message is compared
        from_text(option, given)
    assert str(refused.value) == message


def test_a_value_is_shown_as_toml_has_it_and_none_as_a_dash() -> None:
    assert [shown(each) for each in (True, 5, "é", ["a"], [], None)] == [
        "true",
        "5",
        '"é"',
        '["a"]',
        "-",
        "-",
    ]
