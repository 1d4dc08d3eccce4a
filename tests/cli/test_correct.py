from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from annotators.document import Failure
from annotators.ner.corrections import read_articles
from annotators.writer import to_jsonl, to_yaml
from tests.cli.conftest import COMMAND, Ending
from tests.goldfiles import TEXT, count, output, person, unit

Run = Callable[..., Ending]
RECORD = output(person("Omar Tarif", "General"), unit("4th Brigade"), count("Some 30 men", 30))
OMAR, BRIGADE, MEN = "people:8-18", "units:26-37", "counts:53-64"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an article and its record."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(TEXT.encode())
    (tmp_path / "r.yaml").write_text(to_yaml(RECORD))
    return tmp_path


@pytest.fixture
def correct(folder: Path, glossator: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`glossator correct`, in that folder, without an editor."""
    monkeypatch.chdir(folder)
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, stdin: bytes = b"") -> Ending:
        return glossator("correct", *arguments, stdin=stdin)

    return run


def editor(folder: Path, *commands: str) -> str:
    """A stand-in for an editor: what sed makes of the file by `commands`."""
    script = folder / "editor"
    edits = " ".join(f"-e {shlex.quote(command)}" for command in commands)
    script.write_text(f'#!/bin/sh\nsed -i.bak {edits} "$2"\n')
    script.chmod(0o755)
    return f"{script} --wait"


def decisions(folder: Path) -> list[str]:
    """The lines of the decisions file below its head."""
    return (folder / "decisions.yaml").read_text().partition("decisions:\n")[2].splitlines()


def test_annotations_are_listed_with_their_ids(correct: Run) -> None:
    assert correct("--list", "r.yaml").out.splitlines() == [
        f"{OMAR}\tpeople\t1\tOmar Tarif\tOmar Tarif\tp.r\t-\tin/a.txt",
        f"{BRIGADE}\tunits\t1\t4th Brigade\t4th Brigade\tp.r\t-\tin/a.txt",
        f"{MEN}\tcounts\t2\tSome 30 men\tmen\tp.r\t-\tin/a.txt",
    ]
    correct("r.yaml", "--reject", OMAR)
    assert (
        correct("--list", "-", stdin=to_jsonl(RECORD).encode()).out.splitlines()[0].split("\t")[6] == "reject"
    )


def test_what_is_changed_in_the_editor_is_kept_as_decisions(
    correct: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.setenv(
        "VISUAL",
        editor(
            folder,
            "/^- name: Omar Tarif/,/^  - {quote: Omar/d",
            "s/kind: brigade/kind: army/",
            "s/^crossings:.*/crossings:\\n- {name: Kesra, kind: official, mentions: [{quote: Kesra gate}]}/",
        ),
    )
    ending = correct("r.yaml", "--who", "lena", "--date", "2026-01-31", "--note", "checked")
    about = "who: lena, date: '2026-01-31', note: checked}"
    lines = [
        f"{{reject: {OMAR}, quote: Omar Tarif, {about}",
        f"{{retag: {BRIGADE}, quote: 4th Brigade, kind: army, {about}",
        f"{{add: crossings:76-86, quote: Kesra gate, line: 2, name: Kesra, {about}",
    ]
    assert ending.err.splitlines() == [
        *(f"+ {line}" for line in lines),
        "decisions.yaml: 3 decisions about in/a.txt",
    ]
    assert (ending.code, ending.out) == (0, "")
    assert decisions(folder) == [f"- {line}" for line in lines]
    monkeypatch.setenv("VISUAL", "true")
    assert correct("r.yaml") == Ending(0, "", "in/a.txt: nothing is decided anew\n")


def test_an_edit_that_cannot_be_is_kept_and_nothing_is_decided(
    correct: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "EDITOR", editor(folder, "s/quote: 4th Brigade, start: 26/quote: 5th Brigade, start: 26/")
    )
    ending = correct("r.yaml")
    assert ending.code == 2
    first, *_, last = ending.err.splitlines()
    path = last.rpartition(" in ")[2]
    assert first.startswith(f"{path}:")
    assert first.endswith(
        "error[place] in/a.txt: at 26 to 37 stands '4th Brigade', not '5th Brigade'; correct `start` and"
        " `end`, or take both out"
    )
    assert "5th Brigade" in Path(path).read_text()
    assert not (folder / "decisions.yaml").exists()


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("", "no editor is named: set $EDITOR, or decide by --accept, --reject, --retag, --add"),
        ("no-such-editor", "cannot run the editor no-such-editor: no-such-editor: No such file or directory"),
        ("false", "the editor false ended with status 1; nothing is decided."),
        ("'", "cannot run the editor ': not a command"),
    ],
)
def test_without_an_editor_nothing_is_decided(
    correct: Run, monkeypatch: pytest.MonkeyPatch, command: str, message: str
) -> None:
    monkeypatch.setenv("EDITOR", command)
    ending = correct("r.yaml")
    assert (ending.code, ending.out) == (2, "")
    assert ending.err.startswith(f"glossator: error: {message}")


def test_options_decide_without_an_editor(correct: Run, folder: Path) -> None:
    assert correct("r.yaml", "--accept", BRIGADE, "--reject", OMAR).code == 0
    assert correct("r.yaml", "--retag", MEN, "value=", "min=30", "what=armed men").code == 0
    assert correct("r.yaml", "--add", "crossings", "quote=Kesra gate", "kind=irregular").code == 0
    assert decisions(folder) == [
        f"- {{reject: {OMAR}, quote: Omar Tarif}}",
        f"- {{accept: {BRIGADE}, quote: 4th Brigade, name: 4th Brigade, kind: brigade}}",
        f"- {{retag: {MEN}, quote: Some 30 men, value: null, min: 30, what: armed men}}",
        "- {add: crossings:76-86, quote: Kesra gate, line: 2, kind: irregular}",
    ]
    back = correct("r.yaml", "--accept", OMAR)
    assert back.err.splitlines()[:2] == [
        f"- {{reject: {OMAR}, quote: Omar Tarif}}",
        f"+ {{accept: {OMAR}, quote: Omar Tarif, name: Omar Tarif, roles: [General]}}",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--reject", "people:1-2"), "glossator: error: --reject: in/a.txt has no people:1-2; see --list"),
        (("--reject", "people"), "--reject:1:10: error[unknown-value] reject must be an id"),
        (
            ("--retag", OMAR, "knd=army"),
            "--retag:1:22: error[unknown-key] unknown key 'knd' in retag of people",
        ),
        (
            ("--add", "units", "quote=nobody"),
            "glossator: error: add units: 'nobody' does not stand in in/a.txt",
        ),
        (("--article", "b.txt", "--reject", OMAR), "glossator: error: no record is about an article b.txt"),
        (("--gold", "--list"), "Usage: "),
        (("--gold", "--reject", OMAR), "Usage: "),
        (("--date", "tomorrow", "--reject", OMAR), "Usage: "),
        (
            ("--decisions", "r.yaml", "--list"),
            "r.yaml:2:1: error[unknown-key] unknown key 'schema' in the dec",
        ),
        (("--decisions", "none.yaml", "--list"), "glossator: error: none.yaml: No such file or directory"),
    ],
)
def test_what_cannot_be_is_told_and_ends_with_2(
    correct: Run, folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    ending = correct("r.yaml", *arguments)
    assert (ending.code, ending.out) == (2, "")
    assert ending.err.startswith(message)
    assert not (folder / "decisions.yaml").exists()


def test_of_several_records_the_one_with_the_id_is_meant(correct: Run, folder: Path) -> None:
    (folder / "in" / "b.txt").write_text("Nobody.")
    other = output(article="in/b.txt", text="Nobody.")
    (folder / "r.yaml").write_text(to_yaml(other) + to_yaml(RECORD))
    assert correct("r.yaml", "--reject", OMAR).code == 0
    ending = correct("r.yaml", "--complete")
    assert (ending.code, ending.err) == (
        2,
        "glossator: error: which article, of in/b.txt, in/a.txt? Name one by --article\n",
    )
    assert correct("r.yaml", "--complete", "--article", "b.txt").code == 0


def test_later_runs_apply_what_was_decided(correct: Run, glossator: Run, folder: Path) -> None:
    correct(
        "r.yaml", "--reject", MEN, "--retag", BRIGADE, "kind=militia", "--add", "people", "quote=Lena Voss"
    )
    ending = glossator("annotate", "--no-ner", "--decisions", "decisions.yaml", "in/a.txt")
    assert (ending.code, ending.err) == (0, "")
    assert "kind: militia" in ending.out
    assert "{quote: Lena Voss, start: 42, end: 51, line: 1, by: decision.add}" in ending.out
    assert "Some 30 men" not in ending.out
    (folder / "later.yaml").write_text(ending.out)
    assert glossator("verify", "later.yaml").code == 0
    applied = correct("--apply", "later.yaml")
    assert applied == Ending(0, ending.out, "")


def test_decisions_about_an_article_that_has_changed_are_not_applied(
    correct: Run, glossator: Run, folder: Path
) -> None:
    correct("r.yaml", "--reject", BRIGADE)
    (folder / "in" / "a.txt").write_text("The " + TEXT)
    plain = glossator("annotate", "--no-ner", "in/a.txt")
    ending = glossator("annotate", "--no-ner", "--decisions", "decisions.yaml", "in/a.txt")
    assert (ending.code, ending.out) == (0, plain.out)
    assert ending.err.startswith("glossator: warning: decisions.yaml:2: in/a.txt has changed since")
    assert ending.err.endswith("1 decision not applied\n")


def test_a_broken_file_of_decisions_stops_the_run(correct: Run, glossator: Run, folder: Path) -> None:
    (folder / "d.yaml").write_text("article: a\nsha: b\n")
    ending = glossator("annotate", "--no-ner", "--decisions", "d.yaml", "in/a.txt")
    assert (ending.code, ending.out) == (2, "")
    assert ending.err.startswith("d.yaml:2:1: error[unknown-key] unknown key 'sha' in the decisions of an")


def test_gold_is_what_was_decided_to_its_end(correct: Run, glossator: Run, folder: Path) -> None:
    assert correct("r.yaml", "--reject", OMAR).code == 0
    ending = correct("--gold", "r.yaml")
    assert ending == Ending(
        0, "", f"in/a.txt: not finished, left out: undecided {MEN}, {BRIGADE}\ngold: 0 of 1 record\n"
    )
    correct("r.yaml", "--accept", MEN, "--add", "crossings", "quote=Kesra gate")
    assert correct("r.yaml", "--accept", BRIGADE).code == 0  # the last one
    gold = correct("--gold", "r.yaml")
    assert (gold.code, gold.err) == (0, "gold: 1 of 1 record\n")
    (folder / "gold.yaml").write_text(gold.out)
    scores = glossator("score", "gold.yaml", "gold.yaml", "--min", "units=1", "--min", "crossings=1")
    assert (scores.code, scores.err) == (0, "")
    (first, second) = read_articles(folder / "gold.yaml")
    assert [token for token in first + second if token[1] != "O"] == [
        ("4th", "B-Unit"),
        ("Brigade", "I-Unit"),
        ("Kesra", "B-Crossing"),
        ("gate", "I-Crossing"),
    ]


def test_a_complete_article_is_gold_whatever_a_run_finds(correct: Run, folder: Path) -> None:
    ending = correct("r.yaml", "--complete")
    assert ending.err.endswith("decisions.yaml: 3 decisions about in/a.txt, complete\n")
    other = output(unit("General"), unit("4th Brigade", "army"))
    (folder / "r.yaml").write_text(to_yaml(other))
    gold = correct("--gold", "r.yaml").out.replace("by: decision.accept", "by: p.r")
    assert gold.partition("run:")[0] == to_yaml(RECORD).partition("run:")[0]
    applied = correct("--apply", "r.yaml")
    assert applied.err.startswith("glossator: warning: ")
    assert applied.err.endswith("in/a.txt is complete: left out is units:0-7, undecided\n")


def test_records_of_failures_and_articles_that_are_gone_do_not_stop_the_others(
    correct: Run, folder: Path
) -> None:
    failure = Failure("in/b.txt", "encoding", "invalid utf-8")
    gone = output(article="in/gone.txt")
    (folder / "r.yaml").write_text(to_yaml(failure) + to_yaml(gone) + to_yaml(RECORD))
    ending = correct("--apply", "r.yaml")
    assert ending.code == 3
    assert ending.out == to_yaml(failure) + to_yaml(RECORD)
    assert "in/gone.txt cannot be read" in ending.err


def test_records_of_a_pipe_cannot_be_edited(correct: Run) -> None:
    ending = correct("-", stdin=to_yaml(RECORD).encode())
    assert (ending.code, ending.out) == (2, "")
    assert "records from standard input cannot be edited" in ending.err


def test_a_file_of_decisions_that_cannot_be_written_stays_as_it_was(correct: Run, folder: Path) -> None:
    ending = correct("r.yaml", "--decisions", "no/d.yaml", "--reject", OMAR)
    assert ending.code == 2
    assert "cannot write no/d.yaml: No such file or directory; nothing is decided" in ending.err


def test_an_invalid_edit_can_be_mended_where_somebody_sits(folder: Path) -> None:
    script = folder / "editor"
    script.write_text(
        '#!/bin/sh\nif grep -q "kind: 7th" "$1"\n'
        'then sed -i.bak "s/knd: 7th//;s/  kind: 7th/  kind: army/" "$1"\n'
        'else sed -i.bak "s/  kind: brigade/  kind: 7th\\n  knd: 7th/" "$1"; fi\n'
    )
    script.chmod(0o755)
    command = shlex.join([*COMMAND, "correct", "r.yaml"])
    done = subprocess.run(
        ["script", "-qec", command, "/dev/null"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "EDITOR": str(script), "TERM": "dumb"},
        input=b"y\n",
        capture_output=True,
        timeout=120,
        check=False,
    )
    printed = done.stdout.decode()
    assert "unknown key 'knd' in an entry of units" in printed
    assert "Open it again?" in printed
    assert (folder / "decisions.yaml").read_text().count("kind: army") == 1
    assert done.returncode == 0
