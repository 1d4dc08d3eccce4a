"""The exit codes, and the one place that decides which of them an ending gets."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from .console import error
from .quick import QuickParams


class Code(IntEnum):
    """What the command's exit status says."""

    DONE = 0
    CHECK_FAILED = 1
    ERROR = 2
    INPUT_FAILED = 3
    INTERRUPTED = 130


_MEANINGS = {
    Code.DONE: "done",
    Code.CHECK_FAILED: "a rule test failed",
    Code.ERROR: "wrong usage, {wrong}a full disk",
    Code.INPUT_FAILED: "done, but some articles failed",
    Code.INTERRUPTED: "interrupted (Ctrl-C)",
}


class CommandError(Exception):
    """The command cannot go on, and the message, a line an argument, tells a person why. Exit code 2."""


def epilog(*examples: str, codes: tuple[Code, ...], failed: str = "", wrong: str = "") -> str:
    r"""The end of a command's help: pipelines to try, exit codes. `\b` keeps lines as they are.

    `failed`: what a failed check is to this command; `wrong`: what ends it with an error, beside wrong usage
    and a full disk.
    """
    meanings = {
        **_MEANINGS,
        Code.CHECK_FAILED: failed or _MEANINGS[Code.CHECK_FAILED],
        Code.ERROR: _MEANINGS[Code.ERROR].format(wrong=f"{wrong}, " if wrong else ""),
    }
    lines = ["\b", "Examples:", *(f"  {example}" for example in examples), "", "\b", "Exit codes:"]
    return "\n".join([*lines, *(f"  {code.value:<4} {meanings[code]}" for code in codes)])


class ExitGroup(QuickParams, TyperGroup):
    """The top of the command tree: every ending of every command passes through `_decided`."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        with _decided():  # what Typer prints about wrong usage can meet a closed pipe too
            return super().main(*args, **kwargs)

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        with _decided():  # before Typer, which ends a closed pipe under `--help` with status 1
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        with _decided():
            return super().invoke(ctx)


@contextmanager
def _decided() -> Iterator[None]:
    """Turn every way in which a command can end early into its exit code and a line for a person."""
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except TyperException as problem:
        problem.message = problem.message.removeprefix("Value error, ")  # pydantic's words, not ours
        raise
    except KeyboardInterrupt:
        raise typer.Exit(Code.INTERRUPTED) from None
    except BrokenPipeError:
        _abandon_stdout()
        raise typer.Exit(Code.DONE) from None
    except CommandError as stop:
        _abandon_stdout()
        error(*map(str, stop.args))
        raise typer.Exit(Code.ERROR) from None
    except OSError as problem:
        _abandon_stdout()
        error(reason(problem))
        raise typer.Exit(Code.ERROR) from None
    except Exception:
        _abandon_stdout()
        with suppress(OSError):
            traceback.print_exc()
        error("internal error: please report the lines above")
        raise typer.Exit(Code.ERROR) from None


def reason(problem: OSError) -> str:
    """`FILE: No such file or directory`, without Python's error number."""
    text = problem.strerror or str(problem) or errno.errorcode.get(problem.errno or 0, "input/output error")
    return f"{os.fsdecode(problem.filename)}: {text}" if isinstance(problem.filename, (str, bytes)) else text


def _abandon_stdout() -> None:
    """Let the flush at shutdown go nowhere: what is left in the buffer must not raise again."""
    with suppress(OSError, ValueError, AttributeError):  # not a file, closed, or no standard output at all
        output = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, output)
        os.close(nowhere)
