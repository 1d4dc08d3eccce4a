"""README.md and docs/ say what is so: their console blocks are run, their tables compared with the code.

How a page is written for this:

- ```` ```console ```` is run, in order, in one copy of the samples a page. A line `$ command` may go on in
  lines `> …`; the lines below it are what it prints, on standard output and standard error. A line `...`
  stands for any lines, `...` in a line for anything in it. A command ends with status 0, or the next one is
  `echo $?`.
- ```` ```yaml name.yaml ```` (or any other language) is a file that the commands below it find.
- What is not to be run (installing, training) stands in ```` ```sh ````.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotators import (
    builtins,
    compiler,
    cuefile,
    gapcues,
    linker,
    listfile,
    packreader,
    pattern,
    rule,
    rulefile,
    testfile,
    unit_heads,
    wordlist,
)

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
WRITING_RULES = (ROOT / "docs" / "writing-rules.md").read_text(encoding="utf-8")
RULE_ERRORS = (ROOT / "docs" / "rule-errors.md").read_text(encoding="utf-8")
SAMPLE = "samples/syria-lebanon-handover"
# A fresh machine has Python and nothing else, and `make test` must pass on it: a block with one of these
# programs is run only where it is installed.
OPTIONAL = ("jq",)
SECONDS = 120  # for one block, on a slow machine

_FENCED = re.compile(r"^```(\w+)(?:[ ]([\w./-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, the file it is to be written to (or none), its text."""

    language: str
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a console block and what the page says it prints."""

    source: str
    shown: str


def blocks(page: Path) -> list[Block]:
    found = _FENCED.findall(page.read_text(encoding="utf-8"))
    return [Block(language, file, text) for language, file, text in found]


def commands(text: str) -> list[Command]:
    found: list[tuple[list[str], list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif line.startswith("> ") and found and not found[-1][1]:
            found[-1][0].append(line[2:])
        else:
            assert found, f"a console block begins with a command, not with {line!r}"
            found[-1][1].append(line)
    return [Command("\n".join(source), "\n".join(shown)) for source, shown in found]


def matches(shown: str, printed: str) -> bool:
    """Whether `printed` is what is shown, where `...` stands for any lines or for anything in a line."""
    lines = (
        r"(?:.*\n)*" if line == "..." else re.escape(line).replace(re.escape("..."), ".*") + r"\n"
        for line in shown.splitlines()
    )
    return re.fullmatch("".join(lines), "".join(f"{line}\n" for line in printed.splitlines())) is not None


def run(text: str, folder: Path) -> list[tuple[Command, int, str]]:
    """Run the commands of a console block in one shell: each with its exit status and what it printed."""
    listed = commands(text)
    mark = "~~~ end of command, status "
    lines = ["set -o pipefail"]
    for command in listed:
        lines += [command.source, f"status=$?; printf '%s%d\\n' '{mark}' $status; (exit $status)"]
    path = f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)],
        cwd=folder,
        env=os.environ | {"PATH": path, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    pieces = re.split(rf"{mark}(\d+)\n", done.stdout.decode())
    assert len(pieces) == 2 * len(listed) + 1, f"the shell stopped early:\n{pieces[-1]}"
    return [(c, int(pieces[2 * i + 1]), pieces[2 * i]) for i, c in enumerate(listed)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_console_blocks_of_a_page_print_what_they_show(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    for block in blocks(page):
        if block.file:
            (tmp_path / block.file).parent.mkdir(exist_ok=True)
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
        if block.language != "console":
            continue
        if any(re.search(rf"\b{name}\b", block.text) and not shutil.which(name) for name in OPTIONAL):
            continue
        ran = run(block.text, tmp_path)
        for index, (command, status, printed) in enumerate(ran):
            following = ran[index + 1][0].source if index + 1 < len(ran) else ""
            assert matches(command.shown, printed), (
                f"$ {command.source}\nshown:\n{command.shown}\nprinted:\n{printed}"
            )
            assert status == 0 or following == "echo $?", f"$ {command.source}\nended with {status}"


def test_the_record_in_the_readme_is_that_of_the_sample() -> None:
    shown = next(
        command.shown
        for block in blocks(ROOT / "README.md")
        if block.language == "console"
        for command in commands(block.text)
        if command.source == f"glossator annotate {SAMPLE}.txt"
    )
    assert matches(shown, (ROOT / f"{SAMPLE}.yaml").read_text(encoding="utf-8"))


def test_the_article_in_the_readme_is_the_sample() -> None:
    article = " ".join((ROOT / f"{SAMPLE}.txt").read_text(encoding="utf-8").split())
    quoted = next(block.text for block in blocks(ROOT / "README.md") if block.language == "text")
    assert matches(" ".join(quoted.split()), article)  # the page breaks its long lines


@pytest.mark.parametrize(
    "names",
    [
        rulefile.PACK_KEYS,
        listfile.LIST_KEYS,
        rulefile.RULE_KEYS,
        testfile.TEST_KEYS,
        rule.LAYERS,
        rule.CONSTRAINTS,
        rule.BUILTIN_LISTS,
        wordlist.FOLDS,
        [f"{{{name}}}" for name in builtins.BUILTIN_NAMES],
        [f"{{{name}}}" for name in compiler.SPAN_BYTES],
        rulefile.LIST_CONDITIONS,
        cuefile.CUE_KEYS,
        rule.DIRECTIONS,
        rule.TARGETS,
        ["hit", "miss", "todo"],
    ],
    ids=lambda names: names[0],
)
def test_writing_rules_names_everything_that_a_pack_may_hold(names: list[str]) -> None:
    explained = re.findall(r"`([^`\n]+)`", WRITING_RULES)
    assert [name for name in names if name not in explained] == []


@pytest.mark.parametrize(
    ("heading", "first", "names"),
    [
        ("The pack", "key", rulefile.PACK_KEYS),
        ("Lists", "key", listfile.LIST_KEYS),
        ("Rules", "key", rulefile.RULE_KEYS),
        ("Rules", "condition", rulefile.LIST_CONDITIONS),
        ("Cues", "key", cuefile.CUE_KEYS),
        ("Cues", "category", (*rule.CATEGORIES, rule.SHIELD)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_table_of_writing_rules_has_a_row_for_every_key_and_no_other(
    heading: str, first: str, names: Sequence[str]
) -> None:
    assert sorted(rows(section(WRITING_RULES, heading), first)) == sorted(names)


def test_the_categories_of_cues_stand_in_the_order_in_which_they_win() -> None:
    assert rows(section(WRITING_RULES, "Cues"), "category") == [*rule.CATEGORIES, rule.SHIELD]


def test_the_layers_that_a_cue_can_touch_and_its_directions_are_told_with_their_key() -> None:
    cues = section(WRITING_RULES, "Cues")
    told = {key: re.findall(r"`([^`]+)`", line) for key, line in table(cues, "key")}
    assert told["`direction`"] == ["direction", *rule.DIRECTIONS]
    assert told["`layers`"] == ["layers", *rule.TARGETS]


@pytest.mark.parametrize("page", ["README.md", "docs/testing-rules.md"])
def test_a_page_names_every_command_of_rules(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:rules )?(\w+)`", text))
    commands = {path.stem for path in (ROOT / "cli" / "rules").glob("*.py")} - {"__init__"}
    assert sorted(commands - named) == []


def test_the_lists_that_gaps_are_found_by_are_named() -> None:
    text = (ROOT / "docs" / "testing-rules.md").read_text(encoding="utf-8")
    lists = (*unit_heads.UNIT_LISTS, *gapcues.CROSSING_LISTS)
    assert [name for name in lists if f"`{name}`" not in section(text, "What the rules lack")] == []


def section(text: str, heading: str) -> str:
    """What stands below a heading of the second level."""
    return re.split(r"^## ", text.partition(f"\n## {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def table(text: str, first: str) -> list[tuple[str, str]]:
    """The rows of the table whose first column is headed `first`: their first cell, and the whole row."""
    lines = iter(text.splitlines())
    found: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith(f"| {first} |"):
            next(lines)  # the rule below the header
            for row in lines:
                if not row.startswith("|"):
                    break
                found.append((row.split("|")[1].strip(), row))
    return found


def rows(text: str, first: str) -> list[str]:
    """The names in backquotes in the first column of such a table."""
    return [name for cell, _ in table(text, first) for name in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize(
    "sentence",
    [
        f"A list of more than {wordlist.INLINE_LIMIT} forms",
        f"At most {len(compiler._LIST_BYTES)} such lists can be in use",
        f"`{{gap:{pattern.MAX_GAP}}}` is the most",
        f"Groups nest at most {pattern.MAX_DEPTH} deep",
        f"The lists of a pack hold at most {listfile.MAX_NAMES:,} names",
        f"a list file may have {listfile.MAX_LIST_BYTES / 1e6:g} MB,",
        f"a pack {packreader.MAX_PACK_BYTES / 1e6:g} MB.",
    ],
)
def test_writing_rules_states_the_limits_that_hold(sentence: str) -> None:
    assert sentence in " ".join(WRITING_RULES.split())


def test_every_code_has_a_row_that_says_how_severe_it_is_and_every_row_a_code() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (error|warning) \|", RULE_ERRORS, re.MULTILINE)
    raised = set().union(*(codes(module) for module in (ROOT / "annotators").glob("*.py")))
    assert rows == sorted(raised)


def codes(module: Path) -> set[tuple[str, str]]:
    """The codes that the calls which make a problem are given, and whether each is an error or a warning."""
    found: set[tuple[str, str]] = set()
    for call in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = ast.unparse(call.func).rpartition(".")[2]
        if name not in ("problem", "Problem", "report", "_warning"):
            continue
        constants = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        code = next((value for value in constants if re.fullmatch("[a-z-]+", value)), None)
        is_warning = name == "_warning" or any(ast.unparse(a) == "WARNING" for a in call.args)
        if code is not None:
            found.add((code, "warning" if is_warning else "error"))
    return found


@pytest.mark.parametrize(
    "row",
    [
        f"| {packreader.MAX_PACK_BYTES:,} bytes | a pack file |",
        f"| {packreader.MAX_NESTING} | mappings and lists in one another |",
        f"| {listfile.MAX_LIST_BYTES:,} bytes | a list file |",
        f"| {listfile.MAX_NAMES:,} names | all lists of a pack |",
        f"| {pattern.MAX_DEPTH} | groups of a pattern in one another; {2 * pattern.MAX_DEPTH} with",
        f"| {pattern.MAX_PARTS:,} parts | a pattern with its macros written out",
        f"| {pattern.MAX_REGEX:,} bytes | the [RE2]",
        f"| {linker.MAX_ALL_PARTS:,} parts, {linker.MAX_ALL_SOURCE:,} bytes | the patterns of all rules",
        f"| {len(compiler._LIST_BYTES)} | long lists in use |",
    ],
)
def test_rule_errors_states_the_limits_that_hold(row: str) -> None:
    assert row in RULE_ERRORS


def test_the_origin_of_every_list_is_stated() -> None:
    page = (ROOT / "docs" / "lists.md").read_text(encoding="utf-8")
    files = sorted(path.name for path in (ROOT / "rules" / "lists").iterdir())
    assert [name for name in files if f"`{name}`" not in page] == []


def test_every_link_into_the_project_leads_somewhere() -> None:
    pages = [*PAGES, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", ROOT / "bench" / "README.md"]
    broken = [
        f"{page.name}: {target}#{anchor}"
        for page in pages
        for target, _, anchor in (
            link.partition("#") for link in re.findall(r"\]\(([^):]+)\)", page.read_text(encoding="utf-8"))
        )
        if not (page.parent / target).exists()
        or (anchor and anchor not in anchors(page.parent / target if target else page))
    ]
    assert broken == []


def anchors(page: Path) -> set[str]:
    """What a link can name in a page: its headings as they stand in an address."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
