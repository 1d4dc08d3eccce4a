"""Files of decisions for the commands: read with all their faults shown, and written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .console import say, warning
from .exits import Code, CommandError, reason

if TYPE_CHECKING:
    from annotators.article import Article
    from annotators.decisionfile import DecisionFile, Decisions
    from annotators.document import Document

    AnnotateEach = Callable[[Sequence[Article]], list[Callable[[], Document]]]


def load_decisions(paths: Sequence[Path]) -> Decisions:
    """The decisions in all of the files.

    :raises typer.Exit: one is not as it must be; all faults of all have been shown.
    :raises CommandError: one cannot be read.
    """
    from annotators.decisionfile import DecisionFileError, joined, read_decisions

    files: list[DecisionFile] = []
    broken = False
    for path in dict.fromkeys(paths):
        try:
            files.append(read_decisions(path))
        except DecisionFileError as error:
            say(str(error))
            broken = True
        except OSError as problem:
            raise CommandError(reason(problem)) from None
    if not broken:
        try:
            return joined(files)
        except DecisionFileError as error:
            say(str(error))
    raise typer.Exit(Code.ERROR)


def with_decisions(annotate_each: AnnotateEach, paths: Sequence[Path]) -> AnnotateEach:
    """`annotate_each` of an annotator, with what is decided in the files; what does not fit is a warning.

    :raises typer.Exit: as `load_decisions`.
    :raises CommandError: as `load_decisions`.
    """
    if not paths:
        return annotate_each
    from annotators.decidedrun import decided_each

    return decided_each(annotate_each, load_decisions(paths), warning)


def decisions_stamp(paths: Sequence[Path]) -> list[str]:
    """The SHA-256 of each of the files, hexadecimal.

    :raises OSError: one cannot be read.
    """
    from annotators.packkey import digest

    return [digest(path) for path in dict.fromkeys(paths)]


def load_file(path: Path) -> DecisionFile:
    """The file at `path`, empty where there is none yet.

    :raises typer.Exit: it is not as it must be; all faults have been shown.
    :raises CommandError: it cannot be read.
    """
    from annotators.decisionfile import DecisionFile, DecisionFileError, read_decisions

    try:
        return read_decisions(path)
    except FileNotFoundError:
        return DecisionFile(path, json=path.suffix in (".jsonl", ".ndjson"))
    except DecisionFileError as error:
        say(str(error))
        raise typer.Exit(Code.ERROR) from None
    except OSError as problem:
        raise CommandError(reason(problem)) from None


def save(file: DecisionFile) -> None:
    """Put `file` in the place of the one that is there, whole or not at all.

    :raises CommandError: it cannot be written.
    """
    from annotators.decisiontext import file_text

    path = file.path.resolve()  # a link stays one
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as stream:
            stream.write(file_text(file))
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except OSError as problem:
        with suppress(OSError):
            part.unlink()
        raise CommandError(f"cannot write {file.path}: {problem.strerror}; nothing is decided") from None
