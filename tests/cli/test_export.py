from __future__ import annotations

import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, Ending

Run = Callable[..., Ending]

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NAMES = ("gaza-egypt-rafah", "syria-lebanon-handover")
FAILURE = (
    "---\nschema: 1\narticle: bad.txt\nerror: {code: encoding, message: invalid utf-8 at byte 2 (0xff)}\n"
)
FORMATS = ["csv", "sqlite", "geojson", "brat", "conll", "webanno"]
# Those that read the articles, and those that write to standard output without -o.
WITH_TEXT = ["sqlite --text", "brat", "conll", "webanno"]
TO_PIPES = ["geojson", "conll", "webanno"]
FOLDERS = ["csv", "brat"]


@pytest.fixture(autouse=True)
def records(glossator: Run) -> str:
    """A file of two records, with their articles, in the working directory."""
    Path("samples").mkdir()
    for name in NAMES:
        shutil.copy(SAMPLES / f"{name}.txt", "samples")
    text = "".join((SAMPLES / f"{name}.yaml").read_text(encoding="utf-8") for name in NAMES)
    Path("r.yaml").write_text(text, encoding="utf-8")
    return text


def content(path: Path) -> dict[str, bytes]:
    """The file, or all files of the folder."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return {str(each.relative_to(path)): each.read_bytes() for each in files}


def names(folder: str = ".") -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


# What is read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", TO_PIPES)
def test_a_folder_stands_for_the_records_below_it(glossator: Run, format_: str) -> None:
    Path("out/d").mkdir(parents=True)
    shutil.copy("r.yaml", "out/d")
    Path("out/manifest.jsonl").write_text('{"article": "a.txt", "status": "done"}\n')
    expected = glossator("export", format_, "r.yaml")
    assert (expected.code, glossator("export", format_, "out").out) == (0, expected.out)


@pytest.mark.parametrize("format_", FORMATS)
def test_files_and_a_pipe_give_the_same_bytes(glossator: Run, records: str, format_: str) -> None:
    for name in NAMES:
        shutil.copy(SAMPLES / f"{name}.yaml", ".")
    doors = {
        "one": (["r.yaml"], b""),
        "two": ([f"{name}.yaml" for name in NAMES], b""),
        "pipe": ([], records.encode()),
        "dash": ([f"{NAMES[0]}.yaml", "-"], (SAMPLES / f"{NAMES[1]}.yaml").read_bytes()),
    }
    for output, (given, stdin) in doors.items():
        ending = glossator("export", format_, *given, "-o", output, stdin=stdin)
        assert (ending.code, ending.out) == (0, ""), ending.err
    assert content(Path("one"))
    assert content(Path("one")) == content(Path("two")) == content(Path("pipe")) == content(Path("dash"))


@pytest.mark.parametrize("format_", FORMATS)
def test_a_record_of_a_failure_is_left_out_with_a_warning_and_status_3(glossator: Run, format_: str) -> None:
    Path("bad.yaml").write_text(FAILURE)
    glossator("export", format_, "r.yaml", "-o", "without")
    ending = glossator("export", format_, "bad.yaml", "r.yaml", "-o", "with")
    assert ending.code == 3
    assert ending.err.startswith(
        "glossator: warning: bad.yaml:1: bad.txt was not annotated: invalid utf-8 at byte 2 (0xff)\n"
    )
    assert content(Path("with")) == content(Path("without"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\nschema: 2\n", "odd.yaml:1: schema: 2 is not known here, 1 is"),
        ("{\n", "odd.yaml:1: not JSON: "),
        ("TWICE", "odd.yaml:LINE: a second record of samples/syria-lebanon-handover.txt"),
    ],
)
def test_what_is_no_record_ends_with_status_2_and_nothing_is_written(
    glossator: Run, text: str, message: str
) -> None:
    record = (SAMPLES / f"{NAMES[1]}.yaml").read_text(encoding="utf-8")
    Path("odd.yaml").write_text(text.replace("TWICE", record + record), encoding="utf-8")
    message = message.replace("LINE", str(1 + record.count("\n")))
    before = names()
    for format_ in FORMATS:
        ending = glossator("export", format_, "odd.yaml", "-o", "out")
        assert ending.code == 2
        assert ending.err.startswith(f"glossator: error: {message}")
        assert names() == before


def test_a_file_that_is_not_there_is_named(glossator: Run) -> None:
    ending = glossator("export", "geojson", "no.yaml")
    assert (ending.code, ending.err) == (2, "glossator: error: no.yaml: No such file or directory\n")


@pytest.mark.parametrize("options", WITH_TEXT)
def test_an_article_that_changed_is_refused_and_nothing_is_written(glossator: Run, options: str) -> None:
    Path(f"samples/{NAMES[1]}.txt").write_text("Another text.")
    before = names()
    ending = glossator("export", *options.split(), "r.yaml", "-o", "out")
    assert ending.code == 2
    assert f"samples/{NAMES[1]}.txt is not the text that was annotated" in ending.err
    assert names() == before


@pytest.mark.parametrize("format_", ["csv", "sqlite", "geojson"])
def test_tables_and_maps_need_no_article(glossator: Run, format_: str) -> None:
    shutil.rmtree("samples")
    assert glossator("export", format_, "r.yaml", "-o", "out").code == 0


def test_articles_are_decoded_as_they_were(glossator: Run) -> None:
    text = "Général Khan left.\n"
    Path("a.txt").write_bytes(text.encode("cp1252"))
    made = glossator("annotate", "--no-ner", "--encoding", "cp1252", "a.txt")
    ending = glossator("export", "conll", "--encoding", "cp1252", stdin=made.out.encode())
    assert (ending.code, ending.out.splitlines()[1]) == (0, "Général\tO")
    assert glossator("export", "conll", stdin=made.out.encode()).code == 2


# What is written ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", TO_PIPES)
def test_without_a_file_it_goes_to_standard_output(glossator: Run, format_: str) -> None:
    glossator("export", format_, "r.yaml", "-o", "out")
    for options in ([], ["-o", "-"]):
        assert glossator("export", format_, "r.yaml", *options).out == Path("out").read_text("utf-8")


@pytest.mark.parametrize("format_", [each for each in FORMATS if each not in FOLDERS])
def test_a_file_is_replaced_only_by_force(glossator: Run, format_: str) -> None:
    Path("out").write_text("mine")
    ending = glossator("export", format_, "r.yaml", "-o", "out")
    assert (ending.code, ending.err) == (
        2,
        "glossator: error: out is there already: --force replaces it\n",
    )
    assert Path("out").read_text() == "mine"
    assert glossator("export", format_, "r.yaml", "-o", "out", "--force").code == 0
    assert Path("out").read_bytes() != b"mine"
    assert names() == ["out", "r.yaml", "samples"]


@pytest.mark.parametrize("format_", FOLDERS)
def test_a_folder_that_is_not_empty_is_written_to_only_by_force(glossator: Run, format_: str) -> None:
    Path("out").mkdir()
    assert glossator("export", format_, "r.yaml", "-o", "out").code == 0
    first = content(Path("out"))
    Path("out/mine").write_text("mine")
    ending = glossator("export", format_, "r.yaml", "-o", "out")
    assert ending.code == 2
    assert "out is not empty: --force replaces files of the same names in it" in ending.err
    assert glossator("export", format_, "r.yaml", "-o", "out", "--force").code == 0
    assert content(Path("out")) == first | {"mine": b"mine"}
    assert names() == ["out", "r.yaml", "samples"]


def test_a_file_in_a_folder_that_is_not_there_is_refused(glossator: Run) -> None:
    ending = glossator("export", "sqlite", "r.yaml", "-o", "no/r.db")
    assert (ending.code, ending.err) == (2, "glossator: error: no is not a folder\n")


def test_a_folder_is_no_file_and_a_file_no_folder(glossator: Run) -> None:
    for format_ in FORMATS:
        output = "r.yaml" if format_ in FOLDERS else "samples"
        ending = glossator("export", format_, "r.yaml", "-o", output, "--force")
        assert ending.code == 2
        assert ending.err.startswith(f"glossator: error: {output} is not a ")


def test_tables_of_a_spreadsheet_run_nothing_but_as_they_are_on_demand(glossator: Run, records: str) -> None:
    text = records.replace("name: Najib Mikati", "name: '=1+1'", 1)
    assert text != records
    for options, start in (([], "'=1+1"), (["--raw"], "=1+1"), (["--bom"], "'=1+1")):
        glossator("export", "csv", *options, "-o", "out", "--force", stdin=text.encode())
        people = Path("out/people.csv").read_text("utf-8")
        assert people.startswith("\ufeff") == ("--bom" in options)
        assert f",{start},caretaker Prime Minister," in people


def test_a_database_keeps_texts_on_demand(glossator: Run) -> None:
    query = "SELECT count(*), count(before) FROM mentions_with_text WHERE quote = 'Najib Mikati'"
    for options, expected in (([], (3, 0)), (["--text"], (3, 3))):
        glossator("export", "sqlite", *options, "r.yaml", "-o", "r.db", "--force")
        with closing(sqlite3.connect("r.db")) as database:
            assert database.execute(query).fetchone() == expected


def test_crossings_without_a_location_are_counted(glossator: Run, records: str) -> None:
    ending = glossator("export", "geojson", "r.yaml")
    features = json.loads(ending.out)["features"]
    without = records.count("\n  kind: official") + records.count("\n  kind: irregular") - len(features)
    assert features
    assert ending.err == f"left out: {without} without a location (each counted once an article)\n"


def test_a_point_a_mention(glossator: Run) -> None:
    features = json.loads(glossator("export", "geojson", "--per-mention", "r.yaml").out)["features"]
    crossings = json.loads(glossator("export", "geojson", "r.yaml").out)["features"]
    assert len(features) == sum(each["properties"]["mentions"] for each in crossings) > len(crossings)


@pytest.mark.parametrize(
    "options",
    [["--layer", "people", "--layer", "units"], ["--layer", "units,people"], ["--only=people,units"]],
)
def test_layers_are_named_one_by_one_or_together(glossator: Run, options: list[str]) -> None:
    out = glossator("export", "conll", "r.yaml", *options).out
    tags = {line.rpartition("\t")[2] for line in out.splitlines() if "\t" in line}
    assert tags == {"O", "B-Person", "I-Person", "B-Unit", "I-Unit"}


def test_mentions_without_a_tag_are_counted(glossator: Run) -> None:
    text = "Khan Brigade left."
    Path("a.txt").write_text(text)
    made = glossator("annotate", "--no-ner", "a.txt").out
    both = """\
people:
- {name: Khan, mentions: [{quote: Khan, start: 0, end: 4, line: 1, by: x}]}
units:
- {name: K, kind: brigade, mentions: [{quote: Khan Brigade, start: 0, end: 12, line: 1, by: x}]}
"""
    head = made.partition("people:")[0]
    ending = glossator("export", "conll", stdin=(head + both + "run: {}\n").encode())
    assert ending.err == "without a tag: 1 that share a token with a longer or earlier one\n"
    assert ending.out.splitlines()[1:3] == ["Khan\tB-Unit", "Brigade\tI-Unit"]


@pytest.mark.parametrize("format_", ["brat", "conll", "webanno"])
def test_an_unknown_layer_is_refused_before_anything_is_read(glossator: Run, format_: str) -> None:
    ending = glossator("export", format_, "no.yaml", "--layer", "unit", "-o", "out")
    assert ending.code == 2
    assert "unknown layer 'unit'; the layers are people, units, crossings, counts" in ending.err


def test_an_article_has_the_address_that_it_is_given(glossator: Run) -> None:
    out = glossator("export", "webanno", "r.yaml", "--base", "https://example.org/").out
    sources = {json.loads(line)["target"]["source"] for line in out.splitlines()}
    assert sources == {f"https://example.org/samples/{name}.txt" for name in NAMES}


def shell(script: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash in which `$G` is the command."""
    environment = os.environ | {"G": shlex.join(COMMAND)}
    arguments = ["bash", "-o", "pipefail", "-c", script]
    return subprocess.run(arguments, env=environment, capture_output=True, timeout=120, check=False)


def test_a_closed_pipe_is_quiet(records: str) -> None:
    # Each time as if of other bytes, until there is more than a pipe holds.
    many = (records.replace("\nsha256: ", f"\nsha256: {number}") for number in range(40))
    Path("many.yaml").write_text("".join(many), encoding="utf-8")
    done = shell("$G export geojson --per-mention many.yaml | head -c 20")
    assert (done.returncode, done.stdout, done.stderr) == (0, b'{"type":"FeatureColl', b"")


def test_a_pipe_can_stand_for_the_file() -> None:
    done = shell("$G export conll r.yaml -o >(head -n 1); wait $!; sleep 0.2")
    assert (done.returncode, done.stdout) == (0, f"# newdoc id = samples/{NAMES[0]}.txt\n".encode())


def test_no_format_imports_what_only_annotating_needs() -> None:
    code = (
        "import sys\n"
        "from annotators.cli.main import app\n"
        f"for format_ in {FORMATS}:\n"
        "    try: app(['export', format_, 'r.yaml', '-o', f'out-{format_}'])\n"
        "    except SystemExit as end: print(end.code)\n"
        "print(sorted({'torch', 'stanza', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=120, check=False)
    assert done.stdout == b"0\n" * len(FORMATS) + b"[]\n"
