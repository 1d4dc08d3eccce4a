"""What people are told while `annotate` runs: progress, colours, -q, -v, --time."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from annotators.cli import progress
from tests.cli.conftest import Ending
from tests.cli.terminals import told_on_terminal

Run = Callable[..., Ending]
TEXT = "About 70 Syrian soldiers crossed near Arida."
GONE = "glossator: error: gone.txt: No such file or directory\n"


@pytest.fixture
def annotate(glossator: Run) -> Run:
    """`annotate` without the model, where `a.txt` is."""
    Path("a.txt").write_text(TEXT)

    def run(*arguments: str) -> Ending:
        return glossator("annotate", "--no-ner", *arguments)

    return run


def plain(screen: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen)


def test_progress_is_shown_of_long_work_on_a_terminal_that_has_nothing_else(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT)
    slow = [tmp_path / name for name in ("slow1", "slow2", "slow3", "slow4")]
    for pipe in slow:
        os.mkfifo(pipe)
    start = ("annotate", "--no-ner", "gone.txt", "a.txt")
    runs = [
        told_on_terminal(tmp_path, *start, "slow1", "b.txt"),
        told_on_terminal(tmp_path, *start, "slow2", "b.txt", stdout=True),
        told_on_terminal(tmp_path, *start, "slow3", "b.txt", "-q"),
        told_on_terminal(tmp_path, *start, "slow4", "b.txt", TERM="dumb"),
        told_on_terminal(tmp_path, "annotate", "--no-ner", "gone.txt", "--color", "never"),
    ]
    writers = [pipe.open("w") for pipe in slow]  # waits until each run has come to its pipe
    time.sleep(progress._LATE + 0.1)
    for writer in writers:
        writer.write("It rained.")
        writer.close()
    long, shared, quiet, dumb, short = (ended() for ended in runs)

    assert long.code == 3
    assert re.search(r"━ [234]/4  \d\.\d/s  1 failed  \d:\d\d left", plain(long.screen))
    assert re.search(r"\r4 articles: 3 done, 1 failed in \d+\.\d s \(\d\.\d/s\)\n\Z", plain(long.screen))
    assert long.out.count("\nschema: 1\n") == 4
    assert "\x1b" not in long.out
    assert (shared.code, quiet.screen.count("\n"), dumb.screen) == (3, 1, GONE)
    assert "articles" not in shared.screen
    assert "left" not in plain(shared.screen)
    assert plain(quiet.screen) == GONE
    assert short.screen == GONE


def test_nothing_is_told_of_a_run_that_went_well(annotate: Run) -> None:
    assert annotate("a.txt").err == ""


def test_with_v_it_says_what_was_read_and_what_was_done(annotate: Run) -> None:
    told = annotate("-v", "a.txt", "gone.txt").err.splitlines()
    assert re.fullmatch(r"rules: core \d.*, units \d.*, in \d+\.\d\d s", told[0])
    assert told[1:3] == ["model: none", GONE.rstrip()]
    assert re.fullmatch(r"2 articles: 1 done, 1 failed in \d+\.\d s \([\d,.]+/s\)", told[3])


@pytest.mark.parametrize("before", [True, False])
def test_with_q_only_errors_are_told(glossator: Run, before: bool) -> None:
    Path("empty").mkdir()
    where = ("-q", "annotate") if before else ("annotate", "-q")
    ending = glossator(*where, "--no-ner", "empty", "gone.txt")
    assert (ending.code, ending.err) == (3, GONE)


def test_q_quiets_what_other_commands_note_too(glossator: Run) -> None:
    assert glossator("rules", "check").err != ""
    assert glossator("-q", "rules", "check").err == ""


def test_the_nearer_of_q_and_v_wins_and_both_in_one_place_are_refused(glossator: Run) -> None:
    ending = glossator("-q", "annotate", "--no-ner", "-v", "gone.txt")
    assert "1 article: 0 done, 1 failed" in ending.err
    ending = glossator("annotate", "--no-ner", "-q", "-v", "gone.txt")
    assert (ending.code, ending.out) == (2, "")
    assert "Invalid value for '-q': it cannot go with -v" in ending.err


@pytest.mark.parametrize("where", ["before", "after"])
def test_colours_are_written_where_that_is_asked_for(glossator: Run, where: str) -> None:
    option = ("--color", "always")
    front, behind = (option, ()) if where == "before" else ((), option)
    ending = glossator(*front, "annotate", "--no-ner", "gone.txt", *behind)
    assert ending.err.startswith("\x1b[")
    assert plain(ending.err) == GONE
    assert glossator("annotate", "--no-ner", "gone.txt").err == GONE


def test_the_colour_of_the_whole_command_is_that_of_what_is_shown(glossator: Run) -> None:
    Path("a.txt").write_text(TEXT)
    assert "\x1b[" in glossator("--color", "always", "show", "--no-ner", "a.txt").out
    assert "\x1b[" not in glossator("--color", "always", "show", "--color", "never", "--no-ner", "a.txt").out
    assert "\x1b[" not in glossator("show", "--no-ner", "a.txt").out


def test_the_time_of_stages_and_of_the_slowest_rules_is_told(annotate: Run) -> None:
    untimed = annotate("a.txt")
    ending = annotate("--time", "a.txt")
    assert (ending.code, ending.out) == (0, untimed.out)
    stages, rules = ending.err.split("\n\n")
    names = [line.split()[0] for line in stages.splitlines()]
    assert names == ["stage", "load", "read", "rules", "resolve", "write", "other", "all"]
    seconds = [float(line.split()[1]) for line in stages.splitlines()[1:]]
    assert sum(seconds[:-1]) == pytest.approx(seconds[-1], abs=0.005)
    head, *slowest = rules.splitlines()
    assert head.split() == ["rule", "seconds", "of", "rules", "matches"]
    assert len(slowest) == 20
    times = [float(line.split()[1]) for line in slowest]
    assert times == sorted(times, reverse=True)
    everything = annotate("--time", "-v", "a.txt").err.split("\n\n")[1].splitlines()[1:]
    assert len(everything) > 20
    assert any(re.fullmatch(r"counts\.noun +\d\.\d{3} +\d+\.\d% +1 *", line) for line in everything)
