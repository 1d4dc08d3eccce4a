"""`glossator completion`: the script that lets a shell complete the command."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from .exits import Code, epilog
from .output import standard_output, write

EPILOG = epilog(
    "glossator completion bash >> ~/.bashrc",
    "source <(glossator completion bash)",
    "glossator completion zsh > ~/.zfunc/_glossator",
    "glossator completion fish > ~/.config/fish/completions/glossator.fish",
    codes=(Code.DONE, Code.ERROR),
)


class Shell(StrEnum):
    """A shell that can complete."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


def completion(
    ctx: typer.Context,
    shell: Annotated[Shell, typer.Argument(metavar="bash|zsh|fish", hidden=True)],
) -> None:
    """Print the script for completion in bash, zsh or fish.

    It completes commands, options, rule ids, layers, models, encodings and
    files. In zsh it comes after compinit.
    """
    from typer.completion import get_completion_script  # type: ignore[attr-defined]  # Typer's own, unlisted

    name = ctx.find_root().info_name or "glossator"
    # How the shell's function asks; Typer makes the same of the name as it is asked.
    variable = f"_{name}_COMPLETE".replace("-", "_").upper()
    script = get_completion_script(prog_name=name, complete_var=variable, shell=shell.value)
    write(standard_output(), script + "\n")
