from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import COMMAND
from tests.cli.terminals import on_terminal

TEXT = "It rained.\n\nThe Marsh Brigade crossed at Adré. It denied that 50 Lebanese army troops came.\n"
MARKED = (
    "It rained.\n"
    "\n"
    "The [U Marsh Brigade] crossed at [X Adré]. "
    "It denied that [# 50 [U Lebanese army] troops | denied] came.\n"
)
LEGEND = "[P people]  [U units]  [X crossings]  [# counts]\n"
ESCAPE = "\x1b["

Run = Callable[..., Any]


@pytest.fixture
def show(glossator: Run) -> Run:
    """`show --no-ner` in a folder with a.txt and its record a.yaml."""
    Path("a.txt").write_text(TEXT)
    Path("a.yaml").write_text(glossator("annotate", "--no-ner", "a.txt").out)
    return lambda *arguments, **kept: glossator("show", "--no-ner", *arguments, **kept)


@pytest.fixture
def folder(tmp_path: Path, glossator: Run) -> Path:
    """The same folder, for runs in a process of their own."""
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.yaml").write_text(glossator("annotate", "--no-ner", "a.txt").out)
    return tmp_path


def rules_of(text: str) -> list[str]:
    return re.findall(r" \| ([\w.-]+)", text)


# What is shown --------------------------------------------------------------------------------------------


def test_an_article_is_shown_with_marks_a_legend_and_a_table(show: Run) -> None:
    ending = show("a.txt")
    assert (ending.code, ending.err) == (0, "")
    assert ending.out.startswith(f"{LEGEND}\na.txt\n\n{MARKED}\n")
    table = ending.out.removeprefix(f"{LEGEND}\na.txt\n\n{MARKED}\n").splitlines()
    assert [re.split(r" {2,}", line.strip()) for line in table if not line.startswith("─")] == [
        ["name", "what is said of it", "mentions", "lines"],
        ["U", "Marsh Brigade", "brigade", "1", "3"],
        ["U", "Lebanese army", "army, LB", "1", "3"],
        ["X", "Adré", "official, adre, SD-TD", "1", "3"],
        ["#", "50 Lebanese army troops", "50 Lebanese army troops, denied", "1", "3"],
        ["0 people, 2 units, 1 crossing, 1 count"],
    ]


def test_a_record_is_shown_as_its_article_is(show: Run) -> None:
    assert show("a.yaml") == show("a.txt")


@pytest.mark.parametrize("format_", ["yaml", "jsonl"])
def test_records_and_articles_are_told_apart_on_standard_input(
    show: Run, glossator: Run, format_: str
) -> None:
    records = glossator("annotate", "--no-ner", "--format", format_, "a.txt").out
    assert show(stdin=records.encode()) == show("a.txt")
    article = show(stdin=TEXT.encode())
    assert article.out == show("a.txt").out.replace("a.txt", "-", 1)


def test_a_file_of_records_may_have_any_name_and_notes_in_it(show: Run, glossator: Run) -> None:
    Path("records").write_text(glossator("annotate", "--no-ner", "--format", "jsonl", "a.txt").out)
    assert show("records") == show("a.txt")
    Path("noted.yaml").write_text("# checked by hand\n" + Path("a.yaml").read_text().removeprefix("---\n"))
    assert show("noted.yaml") == show("a.txt")


def test_several_articles_have_one_legend(show: Run) -> None:
    ending = show("a.txt", "a.yaml")
    assert ending.code == 0
    assert ending.out.count(LEGEND) == 1
    assert ending.out.count(MARKED) == 2


def test_a_folder_stands_for_its_articles_or_with_a_glob_for_its_records(show: Run) -> None:
    assert show(".").out.replace("./a.txt", "a.txt") == show("a.txt").out
    assert show(".", "--glob", "*.yaml") == show("a.txt")


def test_one_layer_alone_is_shown(show: Run) -> None:
    for name in ("a.txt", "a.yaml"):
        ending = show("--only", "crossings", name)
        assert ending.out.startswith("[X crossings]\n")
        assert "The Marsh Brigade crossed at [X Adré]. It denied that 50 Lebanese" in ending.out
        assert ending.out.endswith("\n1 crossing\n")
    assert show("--only", "crosings", "a.txt").code == 2


def test_a_layer_that_a_record_does_not_have_is_not_taken_for_empty(show: Run, glossator: Run) -> None:
    records = glossator("annotate", "--no-ner", "--only", "units", "a.txt").out
    ending = show(stdin=records.encode())
    assert ending.out.endswith(
        "\npeople not asked for, 2 units, crossings not asked for, counts not asked for\n"
    )


def test_the_rule_of_each_mention_is_shown_on_request(show: Run) -> None:
    assert rules_of(show("a.txt").out) == ["denied"]
    rules = rules_of(show("a.txt", "--by").out)
    assert len(rules) == 4
    assert {rule.split(".")[0] for rule in rules} == {"units", "crossings", "counts"}


def test_lines_are_numbered_on_request(show: Run) -> None:
    ending = show("-n", "a.txt")
    assert "\n1  It rained.\n2\n3  The [U Marsh" in ending.out


def test_with_context_only_sentences_with_mentions_are_shown(show: Run) -> None:
    assert "It rained" not in show("--context", "0", "a.txt").out
    assert "It rained" in show("--context", "1", "a.txt").out
    assert show("--context", "-1", "a.txt").code == 2


def test_nothing_of_an_article_or_a_record_drives_the_terminal(show: Run) -> None:
    Path("b.txt").write_bytes("A \x1b[31mMarsh Brigade\x07\x9b left \u202eAdré.\tمی‌خواهم".encode())
    for colour in ("never", "always"):
        shown = show("b.txt", "--color", colour).out
        assert not re.search(r"\x1b(?!\[[0-9;]*m)|\x07|\x9b|\u202e", shown)
        assert "\\x1b[31m" in shown
        assert "\\u202e" in shown
        assert "می‌خواهم" in shown
    record = Path("a.yaml").read_text().replace("kind: brigade", r'kind: "\e]0;title\a"')
    assert "\x1b" not in show(stdin=record.encode()).out
    assert r"\x1b]0;title\x07" in show(stdin=record.encode()).out


# What goes wrong ------------------------------------------------------------------------------------------


def test_what_cannot_be_shown_is_told_and_the_rest_is_shown(show: Run) -> None:
    Path("bad.txt").write_bytes(b"caf\xe9")
    Path("bad.yaml").write_text("---\nschema: 9\n")
    Path("moved.yaml").write_text(Path("a.yaml").read_text().replace("start: 16", "start: 17"))
    Path("other.yaml").write_text(Path("a.yaml").read_text().replace("article: a.txt", "article: bad.txt"))
    Path("failed.yaml").write_text("---\nschema: 1\narticle: x\nerror: {code: missing, message: not found}\n")
    files = ["gone.txt", "bad.txt", "bad.yaml", "moved.yaml", "other.yaml", "failed.yaml"]
    ending = show(*files, "a.txt")
    assert ending.code == 3
    assert ending.out == show("a.txt").out
    told = [line.removeprefix("glossator: error: ") for line in ending.err.splitlines()]
    assert told == [
        "gone.txt: No such file or directory",
        "bad.txt: invalid utf-8 at byte 3 (0xe9)",
        "bad.yaml:1: schema: 9 is not known here, 1 is",
        "a.txt: units: 'Marsh Brigade' does not stand at 17-29",
        "other.yaml:1: bad.txt: invalid utf-8 at byte 3 (0xe9)",
        "x was not annotated: not found",
    ]


def test_an_article_that_has_changed_is_not_shown_with_old_marks(show: Run) -> None:
    Path("a.txt").write_text("another text")
    ending = show("a.yaml")
    assert (ending.code, ending.out) == (3, "")
    assert "a.yaml:1: a.txt is not the text that was annotated" in ending.err


def test_a_broken_pack_ends_the_command_and_is_not_read_for_records(show: Run) -> None:
    Path("broken.yaml").write_text("format: 1\n")
    assert show("--rules", "broken.yaml", "a.txt").code == 2
    assert show("--rules", "broken.yaml", "a.yaml").code == 0


def test_a_model_that_is_not_there_ends_the_command(glossator: Run, show: Run) -> None:
    assert glossator("show", "--model", "gone", "a.txt").code == 2
    assert glossator("show", "--model", "gone", "a.yaml").code == 0


def test_it_needs_neither_torch_nor_stanza(folder: Path) -> None:
    program = (
        "import sys; from annotators.cli.main import app\n"
        "try: app(['show', 'a.txt', 'a.yaml'])\n"
        "finally: print(sorted({'torch', 'stanza'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=folder)
    assert done.stderr == b"[]\n"
    assert done.stdout.decode().count("[U Marsh Brigade]") == 2


def test_a_terminal_gets_colours_marks_and_lines_broken_to_its_width(folder: Path) -> None:
    session = on_terminal(folder, "show", "a.yaml", "-n", columns=50)
    assert (session.code, session.err) == (0, "")
    assert ESCAPE in session.screen
    plain = re.sub(r" +$", "", re.sub(r"\x1b\[[0-9;]*m", "", session.screen), flags=re.MULTILINE)
    assert plain.startswith(f"{LEGEND}\na.txt\n")
    assert (
        "3  The [U Marsh Brigade] crossed at [X Adré]. It\n"
        "   denied that [# 50 [U Lebanese army] troops |\n"
        "   denied] came.\n"
    ) in plain
    assert max(map(len, plain.splitlines())) <= 50


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}])
def test_a_terminal_that_wants_no_colour_gets_no_escape(folder: Path, environment: dict[str, Any]) -> None:
    session = on_terminal(folder, "show", "a.yaml", **environment)
    assert session.code == 0
    assert "\x1b" not in session.screen
    assert "The [U Marsh Brigade] crossed at [X Adré]." in session.screen
    assert ("─" in session.screen) == ("NO_COLOR" in environment or not environment["TERM"])


def test_a_narrow_terminal_has_a_table_of_names_and_facts_alone(folder: Path) -> None:
    session = on_terminal(folder, "show", "a.yaml", columns=45, NO_COLOR="1")
    assert "\nU  Lebanese army        army, LB\n" in session.screen


def test_a_mark_stays_with_the_first_word_of_its_mention(folder: Path) -> None:
    (folder / "b.txt").write_text("\ue000 At the Marsh Brigade.")
    session = on_terminal(folder, "show", "--no-ner", "b.txt", columns=20, NO_COLOR="1")
    assert "\n\\ue000 At the\n[U Marsh Brigade].\n" in session.screen


def test_colour_can_be_had_in_a_pipe_and_be_refused_on_a_terminal(folder: Path, show: Run) -> None:
    assert ESCAPE in show("a.yaml", "--color", "always").out
    assert ESCAPE not in show("a.yaml").out
    assert ESCAPE not in on_terminal(folder, "show", "a.yaml", "--color", "never").screen


def test_wide_and_combining_characters_are_counted_as_they_are_wide(folder: Path) -> None:
    wide, combining = "漢字" * 10, "e\u0301" * 30
    (folder / "b.txt").write_text(f"{wide} {combining} end")
    session = on_terminal(folder, "show", "--no-ner", "b.txt", columns=40, NO_COLOR="1")
    assert f"\n{wide}\n{combining} end\n" in session.screen


def test_a_terminal_with_another_encoding_gets_escapes_for_what_it_lacks(folder: Path) -> None:
    (folder / "b.txt").write_text("Adré 漢")
    session = on_terminal(folder, "show", "--no-ner", "b.txt", NO_COLOR="1", PYTHONIOENCODING="ascii")
    assert "[X Adr\\xe9] \\u6f22" in session.screen or "Adr\\xe9 \\u6f22" in session.screen
    assert session.screen.isascii()


# The pager ------------------------------------------------------------------------------------------------

PAGER = "cat >paged"


@pytest.mark.parametrize(
    ("arguments", "options", "paged"),
    [
        ([], {"lines": 8}, True),
        ([], {"lines": 24}, False),
        (["--no-pager"], {"lines": 8}, False),
        ([], {"lines": 8, "TERM": "dumb"}, False),
        ([], {"lines": 8, "PAGER": "no-such-program"}, False),
    ],
)
def test_what_is_longer_than_the_terminal_goes_through_the_pager(
    folder: Path, arguments: list[str], options: dict[str, Any], paged: bool
) -> None:
    session = on_terminal(folder, "show", "a.yaml", *arguments, **{"PAGER": PAGER, "NO_COLOR": "1"} | options)
    assert (session.code, session.err) == (0, "")
    assert (folder / "paged").exists() == paged
    text = (folder / "paged").read_text() if paged else session.screen
    assert text.startswith(LEGEND)
    assert text.endswith("\n0 people, 2 units, 1 crossing, 1 count\n")


def test_a_pipe_is_not_paged(folder: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "show", "a.yaml"],
        cwd=folder,
        env=os.environ | {"PAGER": PAGER, "LINES": "3"},
        capture_output=True,
        check=True,
    )
    assert b"Marsh Brigade" in done.stdout
    assert not (folder / "paged").exists()


def test_a_pager_that_ends_early_ends_the_command(folder: Path) -> None:
    (folder / "many.yaml").write_text((folder / "a.yaml").read_text() * 2_000)
    session = on_terminal(folder, "show", "many.yaml", "gone", lines=8, PAGER="head -n 1", NO_COLOR="1")
    assert (session.code, session.screen, session.err) == (0, LEGEND, "")


def test_errors_are_told_when_the_pager_has_ended(folder: Path) -> None:
    pager = "cat >paged; echo ended >&2"
    session = on_terminal(folder, "show", "gone.txt", "a.yaml", lines=8, PAGER=pager)
    assert session.err == "ended\nglossator: error: gone.txt: No such file or directory\n"
    assert session.code == 3


def test_a_closed_pipe_is_quiet(folder: Path) -> None:
    script = f"{shlex.join(COMMAND)} show a.yaml a.yaml | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script], cwd=folder, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, LEGEND, b"")


# Folders --------------------------------------------------------------------------------------------------


def test_a_folder_of_records_without_articles_is_shown(glossator: Run, show: Run) -> None:
    for form in ("yaml", "jsonl"):
        glossator("annotate", "--no-ner", "--format", form, "--output-dir", form, "a.txt")
        assert show(form) == show("a.yaml") == show(f"{form}/manifest.jsonl", "a.yaml")


def test_articles_come_before_the_records_of_a_folder(show: Run) -> None:
    assert show(".").out.count("Marsh Brigade] crossed") == 1


def test_a_folder_of_neither_is_a_warning_and_an_own_pattern_is_kept_to(show: Run) -> None:
    Path("none").mkdir()
    assert "warning: none: no file matches *.yaml" in show("none").err
    Path("out").mkdir()
    Path("a.yaml").rename("out/a.yaml")
    ending = show("--glob", "*.html", "out")
    assert (ending.out, ending.err) == ("", "glossator: warning: out: no file matches *.html\n")
