"""Rule packs written for tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from annotators.problem import RuleFileError
from annotators.ruleset import RuleSet, link, read_packs

HEAD = "format: 1\npack: p\nversion: 1.0.0\n"


def write(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Write `files` into `folder`; returns the packs among them."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [folder / name for name in files if name.endswith(".yaml")]


def load(folder: Path, files: Mapping[str, str | bytes]) -> RuleSet:
    """Read and link the packs among `files`, in their order."""
    return link(read_packs(write(folder, files)))


def errors(folder: Path, files: Mapping[str, str | bytes]) -> str:
    """What is said of packs that cannot be used, with `folder` taken out of the paths."""
    with pytest.raises(RuleFileError) as caught:
        load(folder, files)
    return str(caught.value).replace(f"{folder}/", "")


def cases(table: str) -> list[pytest.ParameterSet]:
    """Parameters from a table of `== title`, the text behind `HEAD`, `--` and what is said of it."""
    found = []
    for case in table.strip().removeprefix("== ").split("\n== "):
        title, _, rest = case.partition("\n")
        body, dashes, expected = rest.partition("\n--\n")
        assert dashes, title
        found.append(pytest.param(body + "\n", expected, id=title))
    return found


def file_cases(table: str) -> list[pytest.ParameterSet]:
    """Parameters from a table of `== title`, the files of a case, `--` and what is said of them.

    Each file begins with a line `# name`; a pack that does not begin with `format:` stands behind `HEAD`.
    `\\t` is a tab.
    """
    found = []
    for case in table.strip().removeprefix("== ").split("\n== "):
        title, _, rest = case.partition("\n")
        body, dashes, expected = rest.partition("\n--\n")
        assert dashes, title
        files: dict[str, str | bytes] = {}
        for part in re.split(r"^# (?=[\w./-]+$)", f"{body}\n", flags=re.MULTILINE)[1:]:
            name, _, content = part.partition("\n")
            is_pack = name.endswith(".yaml") and not content.startswith(("format:", "pack:"))
            files[name] = (HEAD if is_pack else "") + content.replace("\\t", "\t")
        found.append(pytest.param(files, expected.removesuffix("\n").replace("\\t", "\t"), id=title))
    return found


def said(folder: Path, files: Mapping[str, str | bytes]) -> str:
    """Every problem of the packs among `files`, errors and warnings, with `folder` taken out of the paths."""
    paths = write(folder, files)
    try:
        problems = link(read_packs((), paths)).warnings
    except RuleFileError as error:
        problems = error.problems
    return "\n".join(str(problem) for problem in problems).replace(f"{folder}/", "")
