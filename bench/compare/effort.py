"""What a task of `tasks.toml` takes with a tool, in lines."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TOOLS = ("glossator", "gate", "corenlp", "spacy", "presidio")
WORDS = {"window": "by hand", "no": "—"}
_COMMENT = re.compile(r"\s*(#|//)")


@dataclass(frozen=True, slots=True)
class Effort:
    """What one types (`run`) and writes (`files`, by name) for a task; `by`: why there is nothing to run."""

    run: str = ""
    files: dict[str, str] = field(default_factory=dict)
    by: str = ""
    timed: bool = True
    status: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A task, what it takes with each of `TOOLS`, and which of them do it best."""

    name: str
    best: tuple[str, ...]
    efforts: Mapping[str, Effort]


def load_tasks(path: Path) -> list[Task]:
    """The tasks in their order."""
    tasks: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["task"]
    return [
        Task(each["name"], tuple(each["best"]), {tool: Effort(**each[tool]) for tool in TOOLS})
        for each in tasks
    ]


def load_inputs(path: Path) -> dict[str, str]:
    """The files that the tasks read, by name."""
    inputs: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["inputs"]
    return inputs


def cell(task: Task, tool: str, seconds: float | None, scripts: Path) -> str:
    """`lines`, or `lines, seconds s`, or why there are none; bold where the tool is one of the best."""
    effort = task.efforts[tool]
    count = lines(effort, scripts)
    said = WORDS[effort.by] if effort.by else ""
    if count and not said:
        said = f"{count}" if seconds is None else f"{count}, {seconds:.1f} s"
    elif count:
        said = f"{count}, {said}"
    return f"**{said}**" if tool in task.best else said


def lines(effort: Effort, scripts: Path) -> int:
    """The lines of the commands, of the files and of the functions of `scripts` that the commands call.

    Empty lines and comments do not count; a line that goes on in the next (behind a backslash or `|`) is one.
    """
    count = _count(effort.run) + sum(map(_count, effort.files.values()))
    called = re.findall(rf"{re.escape(scripts.name)} (\w+)", effort.run)
    return count + len(
        set[int]().union(*(_used(scripts.read_text(encoding="utf-8"), name) for name in called))
    )


def _count(text: str) -> int:
    whole = re.sub(r"\\\n|(?<=\|)\n", " ", text)
    return sum(1 for line in whole.splitlines() if line.strip() and not _COMMENT.match(line))


def _used(source: str, function: str) -> set[int]:
    """The numbers of the lines of a module that a function of it needs: its own, those of what it names, and
    so on, and how the module calls it; without docstrings, comments and empty lines."""
    module = ast.parse(source)
    defined = {name: node for node in module.body for name in _names(node)}
    start = [node for node in module.body if isinstance(node, ast.If)]  # if __name__ == "__main__"
    waiting: list[ast.stmt] = [defined[function], *start]
    needed: list[ast.stmt] = []
    while waiting:
        node = waiting.pop()
        needed.append(node)
        named = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        for other in (defined[name] for name in sorted(named & defined.keys())):
            if other not in needed and other not in waiting:
                waiting.append(other)
    numbers = {
        number for node in needed for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    numbers -= {number for node in needed for number in _docstring(node)}
    text = source.splitlines()
    return {number for number in numbers if text[number - 1].strip() and not _COMMENT.match(text[number - 1])}


def _names(node: ast.stmt) -> list[str]:
    """What a statement at the top of a module defines."""
    match node:
        case ast.FunctionDef():
            return [node.name]
        case ast.Import() | ast.ImportFrom():
            return [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
        case ast.Assign():
            return [target.id for target in node.targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def _docstring(node: ast.stmt) -> range:
    if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
        return range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    return range(0)
