"""docs/comparison.md: its table, and the lines of its tasks, as `bench/compare` counts them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.compare.effort import TOOLS, Effort, Task, cell, lines, load_inputs, load_tasks
from tests.test_docs import Block, blocks, commands

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "comparison.md"
COMPARE = ROOT / "bench" / "compare"
TASKS = load_tasks(COMPARE / "tasks.toml")
SCRIPT = COMPARE / "spacy_tasks.py"


def rows() -> list[list[str]]:
    table = re.findall(
        r"^\| (.+) \|$", PAGE.read_text(encoding="utf-8").partition("\n- A cell")[0], re.MULTILINE
    )
    return [row.split(" | ") for row in table[2:]]


def typed(block: Block) -> list[str]:
    """The commands that a block shows, each on one line."""
    if block.language == "console":
        return [one_line(command.source) for command in commands(block.text)]
    return block.text.splitlines() if block.language == "sh" else []


def one_line(command: str) -> str:
    return re.sub(r"\s*\n\s*", " ", command.strip())


def test_there_are_sixteen_tasks_and_the_table_has_them_in_their_order() -> None:
    assert len(TASKS) == 16
    assert [name for name, *_ in rows()] == [task.name for task in TASKS]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_the_lines_in_the_table_are_those_that_are_counted(task: Task) -> None:
    cells = next(cells for name, *cells in rows() if name == task.name)
    shown = [re.sub(r", [\d.]+ s", "", each) for each in cells]
    assert shown == [cell(task, tool, None, SCRIPT) for tool in TOOLS]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_the_page_shows_the_commands_of_glossator_that_were_counted(task: Task) -> None:
    effort = task.efforts["glossator"]
    languages = ("console",) if effort.timed else ("console", "sh")  # a console block is run by test_docs
    shown = [line for block in blocks(PAGE) if block.language in languages for line in typed(block)]
    counted = [one_line(line) for line in re.sub(r"\|\n\s*", "| ", effort.run).splitlines() if line.strip()]
    assert [line for line in counted if line not in shown] == []


def test_the_files_on_the_page_are_those_that_were_measured() -> None:
    files = load_inputs(COMPARE / "tasks.toml")
    for task in TASKS:
        files |= task.efforts["glossator"].files
    shown = {block.file: block.text for block in blocks(PAGE) if block.file}
    assert shown == {name: files[name] for name in shown}
    assert {"ferry.txt", "ferries.yaml", "landings.yaml"} <= shown.keys()


def test_every_section_of_the_tasks_is_one_of_them() -> None:
    sections = re.findall("^### (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sections == [task.name for task in TASKS]


@pytest.mark.parametrize(
    ("run", "files", "counted"),
    [
        ("a", {}, 1),
        ("a\nb\n", {}, 2),
        ("a \\\n  b\n", {}, 1),
        ("a |\n  b\n", {}, 1),
        ("a\n", {"x": "# why\n\nb\n// why\nc # why\n"}, 3),
        ("", {}, 0),
    ],
)
def test_lines_are_counted_without_empty_ones_comments_and_continuations(
    run: str, files: dict[str, str], counted: int
) -> None:
    assert lines(Effort(run=run, files=files), SCRIPT) == counted


SOURCE = '''"""What it is."""

import re
import json

USED = 1
UNUSED = 2


def helper():
    """What it does."""
    return USED  # a comment


def task():
    # a comment
    return json.dumps(helper())


def other():
    return re.escape(UNUSED)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
'''


@pytest.mark.parametrize(
    ("run", "counted"), [("t.py task", 9), ("t.py other", 7), ("t.py task\nt.py task", 10)]
)
def test_of_a_script_the_function_and_what_it_uses_is_counted_once(
    tmp_path: Path, run: str, counted: int
) -> None:
    (tmp_path / "t.py").write_text(SOURCE, encoding="utf-8")
    assert lines(Effort(run=run), tmp_path / "t.py") == counted
