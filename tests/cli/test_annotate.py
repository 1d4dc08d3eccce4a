from __future__ import annotations

import json
import os
import pty
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from annotators.article import MAX_BYTES
from annotators.cli import annotate as command
from annotators.cli.main import app
from annotators.document import LAYERS
from annotators.ner.model import DEFAULT
from annotators.pipeline import DEFAULT_POLICY

COMMAND = [sys.executable, "-m", "annotators.cli", "annotate", "--no-ner"]
TEXT = "About 70 Syrian soldiers crossed near Arida."

Run = Callable[..., Any]
Row = tuple[
    str, bytes, int, str, str
]  # arguments, standard input -> exit code, standard output, standard error


def documents(out: str) -> list[Any]:
    return list(yaml.safe_load_all(out))


def failed(article: str, code: str, message: str) -> str:
    """The YAML record of a failure."""
    return f"---\nschema: 1\narticle: {article}\nerror: {{code: {code}, message: {message}}}\n"


# Input ----------------------------------------------------------------------------------------------------


def test_a_file_gives_one_record_and_nothing_on_standard_error(glossator: Run) -> None:
    Path("a.txt").write_text(TEXT)
    ending = glossator("annotate", "--no-ner", "a.txt")
    assert (ending.code, ending.err) == (0, "")
    (record,) = documents(ending.out)
    assert record["article"] == "a.txt"
    assert record["counts"][0]["quote"] == "About 70 Syrian soldiers"


def test_a_pipe_is_one_article(glossator: Run) -> None:
    ending = glossator("annotate", "--no-ner", stdin=TEXT.encode())
    assert (ending.code, ending.err) == (0, "")
    (record,) = documents(ending.out)
    assert record["article"] == "-"


def test_standard_input_takes_the_name_that_it_is_given(glossator: Run) -> None:
    ending = glossator("annotate", "--no-ner", "--stdin-name", "wire/1.txt", stdin=b"text")
    assert documents(ending.out)[0]["article"] == "wire/1.txt"


def test_the_same_article_gives_the_same_record_through_every_door(glossator: Run, process: Run) -> None:
    Path("a.txt").write_text(TEXT)
    file = glossator("annotate", "--no-ner", "a.txt")
    pipe = glossator("annotate", "--no-ner", "--stdin-name", "a.txt", stdin=TEXT.encode())
    apart = process("annotate", "--no-ner", "a.txt")
    assert file == pipe == apart


def test_records_come_in_the_order_of_the_input(glossator: Run) -> None:
    Path("d").mkdir()
    for name in ("d/b.txt", "d/a.txt", "c.txt"):
        Path(name).touch()
    ending = glossator("annotate", "--no-ner", "c.txt", "-", "d", "c.txt")
    assert [record["article"] for record in documents(ending.out)] == [
        "c.txt",
        "-",
        "d/a.txt",
        "d/b.txt",
        "c.txt",
    ]


def test_an_empty_file_gives_an_empty_record(glossator: Run) -> None:
    Path("a.txt").touch()
    ending = glossator("annotate", "--no-ner", "a.txt")
    assert (ending.code, ending.err) == (0, "")
    (record,) = documents(ending.out)
    assert [record[layer] for layer in LAYERS] == [[], [], [], []]


def test_an_empty_folder_is_a_warning(glossator: Run) -> None:
    Path("[bold]").mkdir()
    ending = glossator("annotate", "--no-ner", "[bold]")
    assert ending.code == 0
    assert ending.out == ""
    assert ending.err == "glossator: warning: [bold]: no file matches *.txt\n"


def test_a_list_of_paths_is_read_from_a_file(glossator: Run) -> None:
    for name in ("a.txt", "b.txt"):
        Path(name).touch()
    Path("list").write_text("b.txt\n\na.txt\n")
    ending = glossator("annotate", "--no-ner", "--files-from", "list", "a.txt")
    assert [record["article"] for record in documents(ending.out)] == ["a.txt", "b.txt", "a.txt"]


def test_a_list_of_paths_is_read_from_a_pipe(glossator: Run) -> None:
    Path("two\nlines.txt").touch()
    ending = glossator("annotate", "--no-ner", "--files-from", "-", "-0", stdin=b"two\nlines.txt\0")
    assert (ending.code, ending.err) == (0, "")
    assert documents(ending.out)[0]["article"] == "two\nlines.txt"


def test_an_empty_list_of_paths_gives_nothing(glossator: Run) -> None:
    ending = glossator("annotate", "--no-ner", "--files-from", "-", stdin=b"")
    assert (ending.code, ending.out, ending.err) == (0, "", "")


def test_another_encoding_is_read_where_it_is_named(glossator: Run) -> None:
    Path("a.txt").write_bytes("Müller".encode("latin-1"))
    ending = glossator("annotate", "--no-ner", "--encoding", "latin-1", "a.txt")
    assert ending.code == 0


def test_a_file_name_that_is_not_utf_8_is_written_as_an_escape(process: Run, tmp_path: Path) -> None:
    name = b"caf\xe9.txt"
    try:
        (tmp_path / os.fsdecode(name)).write_text(TEXT)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    ending = process("annotate", "--no-ner", name, b"gone\xe9.txt")
    assert ending.code == 3
    assert [record["article"] for record in documents(ending.out)] == [r"caf\udce9.txt", r"gone\udce9.txt"]
    assert ending.err == "glossator: error: gone\\udce9.txt: No such file or directory\n"


# Output ---------------------------------------------------------------------------------------------------


def test_both_formats_hold_the_same_data(glossator: Run) -> None:
    Path("a.txt").write_text(TEXT)
    plain = glossator("annotate", "--no-ner", "a.txt", "gone.txt")
    lines = glossator("annotate", "--no-ner", "--format", "jsonl", "a.txt", "gone.txt")
    assert [json.loads(line) for line in lines.out.splitlines()] == documents(plain.out)


def test_layers_that_were_not_asked_for_are_left_out(glossator: Run) -> None:
    ending = glossator("annotate", "--no-ner", "--only", "counts, people", stdin=TEXT.encode())
    assert set(documents(ending.out)[0]) & set(LAYERS) == {"people", "counts"}


def test_a_pack_of_ones_own_is_added(glossator: Run) -> None:
    Path("mine.yaml").write_text(
        "format: 1\npack: mine\nversion: 2.0.0\n"
        "rules:\n- {id: marsh, annotate: unit, match: Marsh Wardens, set: {kind: border-guard}}\n"
    )
    ending = glossator("annotate", "--no-ner", "--rules", "mine.yaml", stdin=b"The Marsh Wardens left.")
    (record,) = documents(ending.out)
    assert record["units"][0]["mentions"][0]["by"] == "mine.marsh"
    assert record["run"]["rules"]["mine"].startswith("2.0.0+sha256:")


def test_a_count_policy_says_what_vague_numbers_mean(glossator: Run) -> None:
    Path("a.txt").write_text("They lost dozens of men.")
    (record,) = documents(glossator("annotate", "--no-ner", "--count-policy", "acled", "a.txt").out)
    assert (record["counts"][0]["value"], record["run"]["count_policy"]) == (12, "acled")
    (record,) = documents(glossator("annotate", "--no-ner", "a.txt").out)
    assert (record["counts"][0]["min"], record["run"]["count_policy"]) == (24, "guidelines")


def test_an_unknown_count_policy_is_wrong_usage(glossator: Run) -> None:
    ending = glossator("annotate", "--no-ner", "--count-policy", "aclde", stdin=b"x")
    assert (ending.code, ending.out) == (2, "")
    assert "unknown count policy 'aclde'; the policies are guidelines, acled" in " ".join(ending.err.split())


def test_a_record_is_written_before_the_next_article_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    os.mkfifo(tmp_path / "slow.txt")
    arguments = [*COMMAND, "--format", "jsonl", "a.txt", "slow.txt"]
    with subprocess.Popen(arguments, cwd=tmp_path, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert json.loads(running.stdout.readline())["article"] == "a.txt"  # while slow.txt has no writer
        (tmp_path / "slow.txt").write_text("")
        assert json.loads(running.stdout.readline())["article"] == "slow.txt"
    assert running.returncode == 0


# Bad input ------------------------------------------------------------------------------------------------

BROKEN = (
    "format: 1\npack: mine\nversion: 1.0.0\nrulez: []\nrules:\n- {id: a, annotate: unit, match: x, wher: 1}\n"
)
PROBLEMS = """\
broken.yaml:4:1: error[unknown-key] unknown key 'rulez' in a rule pack; did you mean 'rules'?
    rulez: []
    ^
broken.yaml:6:37: error[unknown-key] unknown key 'wher' in a rule; did you mean 'where'?
    - {id: a, annotate: unit, match: x, wher: 1}
                                        ^
"""
USAGE = "Usage: glossator annotate [OPTIONS] [PATHS]...\nTry 'glossator annotate --help' for help.\n\nError: "
NOT_FOUND = "No such file or directory"
NO_MODEL = "glossator: error: no model 'none': neither a bundled model"


def fails(
    arguments: str, code: str, message: str, *, article: str = "", shown: str = "", stdin: bytes = b""
) -> Row:
    """One article fails: its record, a line on standard error, exit code 3.

    `article` and `shown` are its name as YAML and for people, where they differ from `arguments`.
    """
    article = article or arguments
    plain = "'" if ": " in message or ", " in message else ""
    error = f"glossator: error: {shown or article}: {message}\n"
    return arguments, stdin, 3, failed(article, code, f"{plain}{message}{plain}"), error


def refused(arguments: str, message: str) -> Row:
    """Wrong usage: nothing is read or written."""
    return arguments, b"", 2, "", f"{USAGE}{message}\n"


def stopped(arguments: str, message: str) -> Row:
    """The run cannot begin: nothing is written."""
    return arguments, b"", 2, "", message


LAYERS_ARE = "the layers are people, units, crossings, counts"

# There: an empty.txt, a bad.txt (byte 3 is no UTF-8), a long.txt of 20 bytes, a broken.yaml, an empty folder.
BAD_INPUT = [
    fails("gone.txt", "missing", NOT_FOUND),
    fails("bad.txt", "encoding", "invalid utf-8 at byte 3 (0xff)"),
    fails("empty.txt/x", "missing", "Not a directory"),
    fails("''", "missing", NOT_FOUND),
    fails("[red].txt", "missing", NOT_FOUND, article="'[red].txt'", shown="[red].txt"),
    fails("'a\033[31m'", "missing", NOT_FOUND, article=r'"a\u001b[31m"', shown=r"a\x1b[31m"),
    fails("-", "encoding", "invalid utf-8 at byte 0 (0xff)", article="'-'", shown="-", stdin=b"\xff"),
    fails("--encoding ascii bad.txt", "encoding", "invalid ascii at byte 3 (0xff)", article="bad.txt"),
    fails("--max-bytes 9 long.txt", "too-large", "20 bytes, more than the limit of 9", article="long.txt"),
    fails(
        "--max-bytes 9 -",
        "too-large",
        "more than the limit of 9 bytes",
        article="'-'",
        shown="-",
        stdin=b"0123456789",
    ),
    fails("--files-from -", "missing", NOT_FOUND, article="gone.txt", stdin=b"gone.txt\n"),
    ("folder", b"", 0, "", "glossator: warning: folder: no file matches *.txt\n"),
    refused("- -", "standard input (-) can be read only once"),
    refused("--files-from - -", "standard input (-) can be read only once"),
    refused("-0 a", "Invalid value for '-0': it says how --files-from is read, which is missing"),
    refused("--id-field uid a", "--id-field does nothing without --jsonl or --parquet"),
    refused("--force a", "--force does nothing without --output or --output-dir or --on"),
    refused("--workers 2 a", "--workers does nothing without --on"),
    refused("--glob a/*", "Invalid value for '--glob': a file's name has no '/'"),
    refused("--only people,army", f"Invalid value for '--only': unknown layer 'army'; {LAYERS_ARE}"),
    refused("--only ''", f"Invalid value for '--only': unknown layer ''; {LAYERS_ARE}"),
    refused(
        "--format xml",
        "Invalid value for '--format': 'xml' is not one of 'yaml', 'jsonl', 'csv', 'tsv', 'parquet'.",
    ),
    refused(
        "--engine tpu", "Invalid value for '--engine': 'tpu' is not one of 'auto', 'compiled', 'stanza'."
    ),
    refused("--encoding utf-9", "Invalid value for '--encoding': unknown encoding 'utf-9'"),
    refused("--max-bytes 0", "Invalid value for '--max-bytes': Input should be greater than or equal to 1"),
    refused("--rulez x", "No such option: --rulez (Possible options: --null, --parquet, --rules)"),
    stopped("--files-from list", f"glossator: error: --files-from list: {NOT_FOUND}\n"),
    stopped("--files-from folder", "glossator: error: --files-from folder: Is a directory\n"),
    stopped("--rules broken.yaml gone.txt", PROBLEMS),
    stopped("--rules gone.yaml", f"gone.yaml:1:1: error[unreadable] {NOT_FOUND}\n"),
    stopped("--rules folder", "folder:1:1: error[unreadable] Is a directory\n"),
]


def bad_files(folder: Path) -> None:
    (folder / "empty.txt").touch()
    (folder / "bad.txt").write_bytes(b"abc\xff")
    (folder / "long.txt").write_text("0123456789" * 2)
    (folder / "broken.yaml").write_text(BROKEN)
    (folder / "folder").mkdir()


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "out", "err"), BAD_INPUT, ids=[row[0] for row in BAD_INPUT]
)
def test_bad_input_ends_as_the_table_says(
    glossator: Run, tmp_path: Path, arguments: str, stdin: bytes, code: int, out: str, err: str
) -> None:
    bad_files(tmp_path)
    ending = glossator("annotate", "--no-ner", *shlex.split(arguments), stdin=stdin)
    assert (ending.code, ending.out, ending.err) == (code, out, err)


def test_bad_input_ends_the_same_way_in_a_process_of_its_own(process: Run, tmp_path: Path) -> None:
    bad_files(tmp_path)
    ending = process("annotate", "--no-ner", "gone.txt", "bad.txt")
    assert ending.code == 3
    assert ending.out == BAD_INPUT[0][3] + BAD_INPUT[1][3]
    assert ending.err == BAD_INPUT[0][4] + BAD_INPUT[1][4]


def test_a_failure_leaves_the_other_articles_untouched(glossator: Run) -> None:
    Path("a.txt").write_text(TEXT)
    alone = glossator("annotate", "--no-ner", "a.txt")
    among = glossator("annotate", "--no-ner", "gone.txt", "a.txt", "gone.txt")
    assert (alone.code, among.code) == (0, 3)
    gone = failed("gone.txt", "missing", NOT_FOUND)
    assert among.out == gone + alone.out + gone


def test_a_fault_of_ours_fails_one_article(glossator: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("no\n[luck]")

    monkeypatch.setattr("annotators.pipeline.find", broken)
    ending = glossator("annotate", "--no-ner", stdin=b"text")
    assert ending.code == 3
    assert ending.out == failed("'-'", "internal", "'RuntimeError: no [luck]'")
    assert ending.err == "glossator: error: -: RuntimeError: no [luck]\n"


def test_a_fault_of_ours_elsewhere_ends_the_run_with_code_2(
    glossator: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise RuntimeError("no luck")

    monkeypatch.setattr("annotators.inputs.inputs", broken)
    ending = glossator("annotate", "--no-ner", stdin=b"text")
    assert (ending.code, ending.out) == (2, "")
    assert "RuntimeError: no luck" in ending.err
    assert ending.err.endswith("glossator: error: internal error: please report the lines above\n")


# The model ------------------------------------------------------------------------------------------------


def test_an_unknown_model_ends_the_run_before_anything_is_written(glossator: Run) -> None:
    ending = glossator("annotate", "--model", "none", "gone.txt")
    assert (ending.code, ending.out) == (2, "")
    assert ending.err.startswith(NO_MODEL)


def test_a_broken_pack_is_reported_before_a_model_is_looked_for(glossator: Run) -> None:
    Path("broken.yaml").write_text(BROKEN)
    ending = glossator("annotate", "--model", "none", "--rules", "broken.yaml", "gone.txt")
    assert (ending.code, ending.out, ending.err) == (2, "", PROBLEMS)


@pytest.fixture
def toy_model(tmp_path: Path) -> Path:
    """A folder that looks like a model, until somebody loads it."""
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "resources.json").write_text("{}")
    return folder


def test_a_model_is_not_loaded_where_no_article_needs_it(glossator: Run, toy_model: Path) -> None:
    Path("empty.txt").touch()
    ending = glossator("annotate", "--model", str(toy_model), "gone.txt", "empty.txt")
    assert ending.code == 3
    assert documents(ending.out)[1]["run"]["ner"].startswith("toy+sha256:")


def test_a_model_that_cannot_be_loaded_ends_the_run_at_the_first_article(
    glossator: Run, toy_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(folder: Path, name: str, engine: str, device: str) -> None:
        raise RuntimeError("bad magic")

    monkeypatch.setattr("annotators.batch.load_tagger", load)
    Path("a.txt").write_text(TEXT)
    ending = glossator("annotate", "--model", str(toy_model), "gone.txt", "a.txt", "a.txt")
    assert ending.code == 2
    assert ending.out == failed("gone.txt", "missing", NOT_FOUND)
    assert ending.err.splitlines()[1:] == [
        f"glossator: error: cannot load the model in {toy_model}: RuntimeError: bad magic"
    ]


def test_without_the_model_neither_torch_nor_stanza_is_imported(tmp_path: Path) -> None:
    program = (
        "import sys; from annotators.cli.main import app\n"
        "try: app(['annotate', '--no-ner', '-'])\n"
        "finally: print(sorted({'torch', 'stanza', 'numpy'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], input=b"text", capture_output=True, check=True)
    assert done.stderr == b"[]\n"


def test_the_compiled_engine_imports_neither_torch_nor_stanza() -> None:
    program = (
        "import sys; from annotators.cli.main import app\n"
        "try: app(['annotate', '-'])\n"
        "finally: print(sorted({'torch', 'stanza'} & set(sys.modules)), file=sys.stderr)"
    )
    text = b"Najib Mikati left Beirut."
    done = subprocess.run([sys.executable, "-c", program], input=text, capture_output=True, check=True)
    assert done.stderr == b"[]\n"
    assert b"- name: Najib Mikati" in done.stdout
    assert b"engine: compiled}" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["annotate", "--help"],
        ["show", "--help"],
        ["summary", "--help"],
        ["model", "train", "--help"],
        ["--version"],
    ],
)
def test_help_does_not_wait_for_the_library(arguments: list[str]) -> None:
    program = (
        "import sys; from annotators.cli.main import app\n"
        "try: app(sys.argv[1:])\n"
        "finally:\n late = {'torch', 'stanza', 'numpy', 're2', 'yaml', 'rich'}\n"
        " print(sorted(late & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, check=True)
    assert done.stderr == b"[]\n"


# Endings --------------------------------------------------------------------------------------------------


def run_shell(script: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash in which `$G` is the command."""
    environment = os.environ | {"G": shlex.join(COMMAND)}
    arguments = ["bash", "-o", "pipefail", "-c", script]
    return subprocess.run(
        arguments, cwd=folder, env=environment, capture_output=True, timeout=120, check=False
    )


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    for number in range(200):  # more than a pipe holds
        (tmp_path / f"{number}.txt").write_text(TEXT)
    done = run_shell("$G . | head -n 1", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"---\n", b"")


def test_a_closed_pipe_under_the_help_is_quiet(tmp_path: Path) -> None:
    done = run_shell("$G --help | true", tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    done = run_shell(f"echo {TEXT} | $G > /dev/full", tmp_path)
    assert done.returncode == 2
    assert done.stderr == b"glossator: error: cannot write to standard output: No space left on device\n"


def test_a_closed_standard_output_is_one_line(tmp_path: Path) -> None:
    done = run_shell(f"echo {TEXT} | $G >&-", tmp_path)
    assert done.returncode == 2
    assert done.stderr == b"glossator: error: standard output is closed\n"


def test_a_closed_standard_input_is_no_article(tmp_path: Path) -> None:
    done = run_shell("$G <&-", tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.endswith(b"Error: no path, and standard input is not a pipe or a file\n")


def test_messages_that_nobody_reads_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    done = run_shell("{ $G gone.txt gone.txt a.txt 2>&3 3>&-; } 3>&1 >out | true; wc -l <out", tmp_path)
    assert int(done.stdout) > 8
    closed = run_shell("$G gone.txt a.txt 2>&- | grep -c '^---'", tmp_path)
    assert closed.stdout == b"2\n"


def test_no_path_and_a_terminal_is_wrong_usage() -> None:
    terminal, theirs = pty.openpty()
    try:
        done = subprocess.run(COMMAND, stdin=theirs, capture_output=True, timeout=120, check=False)
    finally:
        os.close(terminal)
        os.close(theirs)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"{USAGE}no path, and standard input is not a pipe or a file\n"


def test_what_is_typed_at_a_terminal_ends_with_one_control_d() -> None:
    terminal, theirs = pty.openpty()
    try:
        os.write(terminal, f"{TEXT}\n\x04".encode())
        done = subprocess.run([*COMMAND, "-"], stdin=theirs, capture_output=True, timeout=120, check=True)
    finally:
        os.close(terminal)
        os.close(theirs)
    (record,) = documents(done.stdout.decode())
    assert [count["quote"] for count in record["counts"]] == ["About 70 Syrian soldiers"]


def test_an_interrupt_leaves_whole_records_and_no_traceback(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text(TEXT)
    os.mkfifo(tmp_path / "slow")  # has no writer: the command waits for one until it is interrupted
    with subprocess.Popen(
        [*COMMAND, ".", "slow"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        first = os.read(running.stdout.fileno(), 1)
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (130, b"")
    assert all("counts" in record for record in documents((first + out).decode()))


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_interrupt_during_a_write_waits_for_the_end_of_the_record(tmp_path: Path, unbuffered: str) -> None:
    (tmp_path / "a.txt").write_text(f"{TEXT}\n" * 2_000)  # its record is larger than a pipe
    with subprocess.Popen(
        [*COMMAND, "--format", "jsonl", "a.txt", "a.txt", "a.txt"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        first = os.read(running.stdout.fileno(), 1)
        time.sleep(0.3)  # now the command is stuck in the middle of the first record
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (130, b"")
    assert [json.loads(line)["article"] for line in (first + out).splitlines()] == ["a.txt"]


def test_a_colour_is_written_to_terminals_that_want_it_and_nowhere_else(tmp_path: Path) -> None:
    def error_on_a_terminal(**environment: str) -> bytes:
        terminal, theirs = pty.openpty()
        done = subprocess.Popen(
            [*COMMAND, "gone.txt"],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "TERM": "xterm"} | environment,
            stdout=subprocess.DEVNULL,
            stderr=theirs,
        )
        done.wait(timeout=60)
        os.close(theirs)
        shown = os.read(terminal, 10_000)
        os.close(terminal)
        return shown

    plain = b"glossator: error: gone.txt: No such file or directory\r\n"
    assert b"\x1b[" in error_on_a_terminal()
    assert b"\x1b[31m" not in error_on_a_terminal(NO_COLOR="1")
    assert error_on_a_terminal(TERM="dumb") == plain


# Help -----------------------------------------------------------------------------------------------------

COMMANDS = [
    "",
    "annotate",
    "show",
    "summary",
    "rules",
    "rules check",
    "rules test",
    "rules why",
    "rules explain",
    "model",
    "model train",
    "model list",
    "model info",
]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_a_terminal_shows_a_pipeline_and_the_exit_codes(name: str) -> None:
    result = CliRunner().invoke(app, [*name.split(), "--help"], prog_name="glossator")
    assert result.exit_code == 0
    assert max(len(line) for line in result.stdout.splitlines()) <= 80
    assert "Examples:\n    glossator" in result.stdout
    assert "Exit codes:\n    0    done" in result.stdout
    assert not name or "…" not in result.stdout


@pytest.mark.parametrize("name", ["", "rules", "model"])
def test_without_a_command_the_help_is_shown_as_an_error(name: str) -> None:
    result = CliRunner().invoke(app, name.split(), prog_name="glossator")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Usage: glossator {name}")


def test_the_help_names_the_library_s_own_defaults() -> None:
    ours = (command.MODEL, command.MAX_BYTES, command._COUNT_POLICY)
    assert ours == (DEFAULT, MAX_BYTES, DEFAULT_POLICY)


def test_the_version_is_one_line() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, "glossator 0.1.0\n")
