"""`glossator score`."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotators.cli.main import app
from annotators.document import Failure
from annotators.writer import to_jsonl, to_yaml
from tests.cli.conftest import Ending
from tests.goldfiles import GOLD, TEXT, count, crossing, gold_lines, output, person, unit

Run = Callable[..., Ending]
WRONG = output(
    person("Omar Tarif", "General"),
    unit("the 4th Brigade", by="u.near"),
    crossing("Kesra gate", "LB", kind="irregular"),
    count("Some 30 men", 30, approximate=True),
)
TABLE = """\
                mentions         strict               lenient
layer        gold output       P      R     F1       P      R     F1
people          2      1   1.000  0.500  0.667   1.000  0.500  0.667
units           1      1   0.000  0.000  0.000   1.000  1.000  1.000
crossings       1      1   1.000  1.000  1.000   1.000  1.000  1.000
counts          1      1   1.000  1.000  1.000   1.000  1.000  1.000

layer      attribute   right     of  accuracy
people     name            1      1     1.000
people     roles           1      1     1.000
crossings  name            1      1     1.000
crossings  kind            0      1     0.000
crossings  countries       0      1     0.000
counts     number          1      1     1.000
counts     what            1      1     1.000
"""
ERRORS = """\
in/a.txt:1: people: missed: 'Lena Voss'
in/a.txt:1: units: spurious: 'the 4th Brigade'  # gold: '4th Brigade'; by u.near
in/a.txt:1: units: missed: '4th Brigade'  # output: 'the 4th Brigade'; by u.near
in/a.txt:2: crossings: kind: 'Kesra gate'  # official -> irregular; by p.r
in/a.txt:2: crossings: countries: 'Kesra gate'  # LB, SY -> LB; by p.r
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`glossator score`, in a folder with `gold.jsonl` and `out.yaml`."""
    monkeypatch.chdir(tmp_path)
    Path("gold.jsonl").write_text(gold_lines(GOLD))
    Path("out.yaml").write_text(to_yaml(WRONG))

    def command(*arguments: str, stdin: str = "") -> Ending:
        result = CliRunner().invoke(app, ["score", *arguments], input=stdin, prog_name="glossator")
        return Ending(result.exit_code, result.stdout, result.stderr)

    return command


def test_figures_are_a_table(run: Run) -> None:
    assert run("gold.jsonl", "out.yaml") == Ending(0, TABLE, "")


def brat(folder: str) -> str:
    """`WRONG` as brat would hold it."""
    Path(folder, "in").mkdir(parents=True)
    Path(folder, "in", "a.txt").write_text(TEXT)
    Path(folder, "in", "a.ann").write_text(
        "T1\tPerson 8 18\tOmar Tarif\n"
        '#1\tAnnotatorNotes T1\t{"name": "Omar Tarif", "roles": ["General"]}\n'
        "T2\tUnit 22 37\tthe 4th Brigade\n"
        "T3\tCrossing 76 86\tKesra gate\n"
        "A1\tKind T3 irregular\n"
        '#2\tAnnotatorNotes T3\t{"name": "Kesra gate", "countries": ["LB"]}\n'
        "T4\tCount 53 64\tSome 30 men\n"
        "A2\tApproximate T4\n"
        '#3\tAnnotatorNotes T4\t{"value": 30, "what": "men"}\n'
    )
    return folder


def as_gold() -> str:
    """`WRONG` as a file of gold."""
    units = [{"start": 22, "end": 37, "by": "u.near"}]
    crossings = [{"start": 76, "end": 86, "name": "Kesra gate", "kind": "irregular", "countries": ["LB"]}]
    people = GOLD["people"]
    assert isinstance(people, list)
    changed = {"id": "in/a.txt", "people": people[:1], "units": units, "crossings": crossings}
    return gold_lines(GOLD | changed)


def test_the_figures_are_the_same_in_every_form(run: Run) -> None:
    Path("out.jsonl").write_text(to_jsonl(WRONG))
    Path("flat.jsonl").write_text(as_gold())
    for out in ("out.jsonl", "flat.jsonl", brat("brat")):
        assert run("gold.jsonl", out) == Ending(0, TABLE, "")
    assert run("gold.jsonl", "-", stdin=to_yaml(WRONG)) == Ending(0, TABLE, "")
    assert run("-", "out.yaml", stdin=gold_lines(GOLD)) == Ending(0, TABLE, "")


@pytest.mark.parametrize("form", ["out.yaml", "flat.jsonl", "brat"])
def test_every_form_can_be_gold(run: Run, form: str) -> None:
    Path("flat.jsonl").write_text(as_gold())
    brat("brat")
    ending = run(form, "out.yaml", "--min", "1")
    assert (ending.code, ending.err) == (0, "")
    assert ending.out.count("1.000  1.000  1.000") == 8


def test_errors_are_a_line_each(run: Run) -> None:
    assert run("gold.jsonl", "out.yaml", "--errors") == Ending(0, ERRORS, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--errors", "units", "gold.jsonl", "out.yaml"],
        ["gold.jsonl", "--errors=units", "out.yaml"],
        ["gold.jsonl", "out.yaml", "--errors", "units"],
        ["gold.jsonl", "--errors", "out.yaml", "--only", "units"],
    ],
)
def test_errors_may_be_those_of_one_layer(run: Run, arguments: list[str]) -> None:
    ending = run(*arguments)
    assert (ending.code, ending.err) == (0, "")
    assert ending.out.splitlines() == [line for line in ERRORS.splitlines() if ": units: " in line]


def test_figures_and_errors_are_for_programs_too(run: Run) -> None:
    figures = json.loads(run("gold.jsonl", "out.yaml", "--format", "json").out)
    assert figures["layers"]["people"]["strict"]["recall"] == 0.5
    rows = list(csv.DictReader(io.StringIO(run("gold.jsonl", "out.yaml", "--format", "csv").out)))
    assert [row["lenient_recall"] for row in rows] == ["0.5", "1.0", "1.0", "1.0"]
    lines = run("gold.jsonl", "out.yaml", "--errors", "--format", "json").out.splitlines()
    table = csv.DictReader(io.StringIO(run("gold.jsonl", "out.yaml", "--errors", "--format", "csv").out))
    errors = [json.loads(line) for line in lines]
    assert len(errors) == len(ERRORS.splitlines())
    assert [{key: str(value) for key, value in error.items()} for error in errors] == list(table)


def test_only_some_layers_are_scored(run: Run) -> None:
    out = run("gold.jsonl", "out.yaml", "--only", "counts, crossings").out
    assert [line.split()[0] for line in out.splitlines()[2:4]] == ["crossings", "counts"]
    assert "people" not in out


@pytest.mark.parametrize(
    ("limits", "code", "told"),
    [
        (["0.7"], 1, "people: F1 0.6667 is below 0.7\nunits: F1 0.0000 is below 0.7\n"),
        (["people=0.9"], 1, "people: F1 0.6667 is below 0.9\n"),
        (["people=0.66", "counts=1"], 0, ""),
        (["0.9", "people=.6", "units=0"], 0, ""),
        (["units=0", "0.9"], 1, "people: F1 0.6667 is below 0.9\n"),
    ],
)
def test_a_layer_below_its_limit_ends_with_1(run: Run, limits: list[str], code: int, told: str) -> None:
    options = [word for limit in limits for word in ("--min", limit)]
    assert run("gold.jsonl", "out.yaml", *options) == Ending(code, TABLE, told)


def test_a_layer_without_mentions_cannot_be_below_its_limit(run: Run) -> None:
    Path("gold.jsonl").write_text(gold_lines(GOLD | {"units": []}))
    assert run("gold.jsonl", "out.yaml", "--only", "units", "--min", "0.5").code == 1
    Path("out.yaml").write_text(to_yaml(replace(WRONG, units=())))
    assert run("gold.jsonl", "out.yaml", "--only", "units", "--min", "0.5").code == 0


def test_an_article_without_output_is_named_and_all_missed(run: Run) -> None:
    Path("gold.jsonl").write_text(
        gold_lines(GOLD, {"id": "b.txt"} | {"text": "Voss", "people": [{"start": 0, "end": 4}]})
    )
    ending = run("gold.jsonl", "out.yaml", "--only", "people")
    assert ending.err == "glossator: warning: b.txt: not in out.yaml: all of it counts as missed\n"
    assert ending.out.splitlines()[2].split()[1:6] == ["3", "1", "1.000", "0.333", "0.500"]


def test_an_article_that_failed_is_named_and_all_missed(run: Run) -> None:
    Path("out.yaml").write_text(to_yaml(Failure("in/a.txt", "encoding", "invalid utf-8")))
    ending = run("gold.jsonl", "out.yaml", "--only", "people")
    assert ending.code == 0
    assert ending.err == "glossator: warning: in/a.txt: invalid utf-8: all of it counts as missed\n"
    assert ending.out.splitlines()[2].split()[1:3] == ["2", "0"]


def test_an_article_that_only_the_output_has_is_an_error_unless_it_is_to_be_ignored(run: Run) -> None:
    others = [replace(WRONG, article=f"{i}.txt", sha256=str(i)) for i in range(7)]
    Path("out.yaml").write_text("".join(map(to_yaml, [WRONG, *others])))
    ending = run("gold.jsonl", "out.yaml")
    assert (ending.code, ending.out) == (2, "")
    lines = ending.err.splitlines()
    assert lines[0].startswith("glossator: error: out.yaml:")
    assert lines[0].endswith(": 0.txt is not in gold.jsonl")
    assert lines[-2:] == ["… and 2 more", "--extra ignore passes over what only OUT has"]
    assert len(lines) == 7
    assert run("gold.jsonl", "out.yaml", "--extra", "ignore") == Ending(0, TABLE, "")


def test_types_of_brat_that_are_no_layer_are_told(run: Run) -> None:
    with Path(brat("brat"), "in", "a.ann").open("a") as file:
        file.write("T9\tLocation 76 81\tKesra\n")
    ending = run("gold.jsonl", "brat")
    assert (ending.out, ending.err) == (
        TABLE,
        "glossator: warning: brat: Location (1) is no layer and passed over\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gold.jsonl"], "Missing argument 'OUT'"),
        (["-", "-"], "standard input (-) can be read only once"),
        (["gold.jsonl", "out.yaml", "--min", "2"], "'2' is no number from 0 to 1"),
        (["gold.jsonl", "out.yaml", "--min", "nan"], "'nan' is no number from 0 to 1"),
        (["gold.jsonl", "out.yaml", "--min", "units=x"], "'x' is no number from 0 to 1"),
        (
            ["gold.jsonl", "out.yaml", "--only", "units", "--min", "people=1"],
            "'people' is not scored; the layers are units",
        ),
        (
            ["gold.jsonl", "out.yaml", "--only", "unit"],
            "unknown layer 'unit'; the layers are people, units, crossings, counts",
        ),
        (["gold.jsonl", "out.yaml", "--errors=unit"], "unknown layer 'unit'"),
        (["no", "out.yaml"], "no: No such file or directory"),
        (["gold.jsonl", "empty"], "empty: a folder without .ann files (brat standoff)"),
        (["gold.jsonl", "broken"], "broken:1: a record: expected a mapping"),
        (["other.jsonl", "out.yaml"], "out.yaml:1: in/a.txt is another text than at other.jsonl:1"),
    ],
)
def test_what_cannot_be_scored_ends_with_2(run: Run, arguments: list[str], message: str) -> None:
    Path("empty").mkdir()
    Path("broken").write_text("words")
    Path("other.jsonl").write_text(gold_lines({"id": "a.txt", "text": "other"}))
    ending = run(*arguments)
    assert (ending.code, ending.out) == (2, "")
    assert message in " ".join(ending.err.split())


def test_a_quote_cannot_drive_a_terminal(run: Run) -> None:
    text = "a \x1b[31mVoss"
    Path("gold.jsonl").write_text(
        gold_lines({"id": "\x1b.txt", "text": text, "people": [{"start": 2, "end": 11}]})
    )
    Path("out.yaml").write_text("")
    ending = run("gold.jsonl", "out.yaml", "--errors")
    assert ending.out == "\\x1b.txt:1: people: missed: '\\x1b[31mVoss'\n"
    assert "\x1b" not in ending.err


@pytest.mark.skipif(not shutil.which("jq"), reason="no jq here")
def test_json_goes_through_jq(run: Run) -> None:
    out = run("gold.jsonl", "out.yaml", "--format", "json").out
    done = subprocess.run(
        ["jq", "-r", ".layers.units.lenient.f1"], input=out.encode(), capture_output=True, check=True
    )
    assert float(done.stdout) == 1.0


def test_the_command_runs_as_its_own_process(process: Run, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(gold_lines(GOLD))
    assert process("score", "gold.jsonl", "-", stdin=to_yaml(WRONG).encode()) == Ending(0, TABLE, "")


@pytest.mark.parametrize("command", ["score", "verify"])
def test_help_fits_80_columns_and_has_two_pipelines_and_the_exit_codes(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"], prog_name="glossator")
    examples, codes = result.stdout.partition("Examples:\n")[2].split("\n\n")
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert sum(sign in line for line in examples.splitlines() for sign in (" | ", " && ")) >= 2
    assert [line.split()[0] for line in codes.splitlines()[1:4]] == ["0", "1", "2"]
