from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from annotators import ruleset
from annotators.article import MAX_BYTES
from annotators.cli import articles, spool
from annotators.ner.model import DEFAULT
from annotators.ruleset import RuleSet
from tests.cli.conftest import Ending

Run = Callable[..., Ending]

PACK = """\
format: 1
pack: mine
version: 1.0.0
rules:
- {id: NAME, annotate: unit, match: 'Marsh (WORDS)', set: {kind: KIND}}
"""
TEXT = "At dawn the Marsh Wardens\nmet the Marsh Watch by the Tamsa road and left again."
TABLE = """\
rule         gained     lost  changed
mine.marsh        0        1        1
all               0        1        1
"""
LOADED: dict[tuple[str, ...], RuleSet] = {}


@pytest.fixture(autouse=True)
def each_pack_once(glossator: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packs of the same text are linked once: that takes most of the time of these tests."""
    real = ruleset.load_rules

    def cached(extra: Iterable[Path] = ()) -> RuleSet:
        files = list(extra)
        key = tuple(file.read_text() for file in files if file.is_file())
        if len(key) < len(files):
            return real(files)
        return LOADED.setdefault(key, LOADED.get(key) or real(files))

    monkeypatch.setattr(ruleset, "load_rules", cached)


def pack(file: str, words: str, kind: str = "army", name: str = "marsh") -> str:
    Path(file).write_text(PACK.replace("NAME", name).replace("WORDS", words).replace("KIND", kind))
    return file


def article(text: str = TEXT, name: str = "a.txt") -> str:
    Path(name).write_text(text)
    return name


def sides() -> tuple[str, str]:
    """Packs of which the new one lost the Watch and has another kind for the Wardens."""
    return pack("old.yaml", "Wardens | Watch"), pack("new.yaml", "Wardens", "police")


def test_changes_stand_under_their_rule_with_the_words_around_them(glossator: Run) -> None:
    ending = glossator("rules", "diff", *sides(), article(), "--no-ner")
    assert (ending.code, ending.err) == (1, "")
    assert ending.out == (
        "mine.marsh: 1 lost, 1 changed\n"
        "  ~ a.txt:1: At dawn the [[Marsh Wardens]] met the Marsh Watch by the  # kind: army -> police\n"
        "  - a.txt:2: the Marsh Wardens met the [[Marsh Watch]] by the Tamsa road and left\n"
    )


def test_equal_sides_say_nothing_and_end_with_0(glossator: Run) -> None:
    old = pack("old.yaml", "Wardens")
    ending = glossator("rules", "diff", old, old, article(), "--no-ner")
    assert (ending.code, ending.out, ending.err) == (0, "", "")


def test_a_rule_that_was_renamed_has_a_heading_of_both_names(glossator: Run) -> None:
    old, new = pack("old.yaml", "Watch"), pack("new.yaml", "Watch", name="swamp")
    ending = glossator("rules", "diff", old, new, article(), "--no-ner")
    assert (ending.code, ending.out.splitlines()[0]) == (1, "mine.marsh -> mine.swamp: 1 changed")


def test_lines_for_programs_have_every_field(glossator: Run) -> None:
    ending = glossator("rules", "diff", *sides(), article(), "--no-ner", "--format", "tsv")
    assert ending.out == (
        "change\trule\tlayer\tarticle\tline\tstart\tend\tquote\tdifferences\n"
        "changed\tmine.marsh\tunits\ta.txt\t1\t12\t25\tMarsh Wardens\tkind: army -> police\n"
        "lost\tmine.marsh\tunits\ta.txt\t2\t34\t45\tMarsh Watch\t\n"
    )
    ending = glossator("rules", "diff", *sides(), "a.txt", "--no-ner", "--format", "jsonl")
    changed, lost = map(json.loads, ending.out.splitlines())
    assert changed["differences"] == {"kind": ["army", "police"]}
    assert changed["old"] == changed["new"] | {"kind": "army"}
    assert (lost["change"], lost["new"], lost["old"]["quote"]) == ("lost", None, "Marsh Watch")


@pytest.mark.parametrize(
    ("format_", "out"),
    [
        ("text", TABLE),
        ("tsv", "rule\tgained\tlost\tchanged\nmine.marsh\t0\t1\t1\n"),
        ("jsonl", '{"rule": "mine.marsh", "gained": 0, "lost": 1, "changed": 1}\n'),
    ],
)
def test_a_summary_has_a_line_a_rule(glossator: Run, format_: str, out: str) -> None:
    ending = glossator("rules", "diff", *sides(), article(), "--no-ner", "--summary", "--format", format_)
    assert (ending.code, ending.out) == (1, out)


@pytest.mark.parametrize(("fail_on", "code"), [("any", 1), ("lost", 0)])
def test_what_is_only_gained_may_be_no_failure(glossator: Run, fail_on: str, code: int) -> None:
    new = pack("new.yaml", "Wardens")
    ending = glossator("rules", "diff", "shipped", new, article(), "--no-ner", "--fail-on", fail_on)
    assert (ending.code, ending.out.splitlines()[0]) == (code, "mine.marsh: 1 gained")


def test_what_is_lost_or_changed_always_fails(glossator: Run) -> None:
    assert glossator("rules", "diff", *sides(), article(), "--no-ner", "--fail-on", "lost").code == 1


def test_articles_that_fail_are_named_and_the_others_compared(glossator: Run) -> None:
    ending = glossator("rules", "diff", *sides(), "gone.txt", article(), "--no-ner", "--summary")
    assert (ending.code, ending.err) == (3, "glossator: error: gone.txt: No such file or directory\n")
    assert "mine.marsh" in ending.out


def test_the_problems_of_both_sides_are_shown_at_once(glossator: Run) -> None:
    ending = glossator("rules", "diff", "gone.yaml", pack("new.yaml", "(("), article())
    assert (ending.code, ending.out) == (2, "")
    assert "gone.yaml:1:1: error[unreadable]" in ending.err
    assert "new.yaml:5:" in ending.err


def test_articles_come_from_a_list_a_folder_or_a_pipe(glossator: Run) -> None:
    Path("in").mkdir()
    article(name="in/a.txt")
    for given, stdin in (
        (["in"], b""),
        (["--files-from", "-"], b"in/a.txt\n"),
        (["--files-from", "-", "-0"], b"in/a.txt\0"),
        ([], TEXT.encode()),
        (["-"], TEXT.encode()),
    ):
        ending = glossator("rules", "diff", *sides(), *given, "--no-ner", "--summary", stdin=stdin)
        assert (ending.code, ending.out.splitlines()[-1].split()) == (1, ["all", "0", "1", "1"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.txt", "--only", "towns"], "unknown layer 'towns'"),
        (["a.txt", "--encoding", "none"], "unknown encoding 'none'"),
        (["a.txt", "--glob", "a/b"], "a file's name has no '/'"),
        (["a.txt", "-0"], "it says how --files-from is read"),
        (["-", "--files-from", "-"], "standard input (-) can be read only once"),
        (["a.txt", "--model", "none"], "no model 'none'"),
    ],
)
def test_options_that_cannot_be_are_refused(glossator: Run, arguments: list[str], message: str) -> None:
    ending = glossator("rules", "diff", *sides(), *arguments)
    assert (ending.code, ending.out) == (2, "")
    assert message in " ".join(ending.err.split())


def test_what_stands_in_an_article_cannot_drive_a_terminal(glossator: Run) -> None:
    text = "the \x1b[31m Marsh\tWatch \x1b]0;x\x07 left"
    ending = glossator("rules", "diff", "shipped", pack("new.yaml", "Watch"), article(text), "--no-ner")
    assert (
        ending.out == "mine.marsh: 1 gained\n  + a.txt:1: the \\x1b[31m [[Marsh Watch]] \\x1b]0;x\\x07 left\n"
    )


def test_the_defaults_are_the_librarys() -> None:
    assert (articles.MODEL, articles.MAX_BYTES) == (DEFAULT, MAX_BYTES)


def test_lines_come_back_by_heading_whether_few_or_many() -> None:
    for many in (3, 30_000):
        with spool.Spool() as kept:
            for number in range(many):
                kept.add("odd" if number % 2 else "even", f"line {number} {'é' * 40}")
            assert [line.split()[1] for line in kept.lines("odd")] == [str(n) for n in range(1, many, 2)]
            assert list(kept.lines("none")) == []


def test_lines_that_wait_for_their_heading_take_no_memory() -> None:
    tracemalloc.start()
    try:
        with spool.Spool() as kept:
            for _ in range(20_000):
                kept.add("rule", "x" * 1_000)
            held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 2_000_000  # of 20 MB
