"""Settings on their way to a command: they become the defaults of its options."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from .console import say
from .exits import Code
from .options import WITHOUT, converted, of_command, options
from .precedence import remember


def apply(ctx: typer.Context, root: Any, name: str, arguments: Sequence[str]) -> None:
    """Let the command of that name under `root` start from the settings. `arguments` are what follows it.

    :raises typer.Exit: the settings are wrong; all that is wrong has been shown.
    """
    found = _leaf(root, name, arguments)
    if found is None or name in WITHOUT:
        return
    path, command, rest = found
    if "--help" in rest or "-h" in rest:  # it must work whatever is wrong
        return
    from annotators.settingsources import sources

    where = sources(os.environ, here())
    if where.silent:
        return
    from annotators.settings import DEFAULT, SettingsError, settings

    try:
        set_ = settings(options(root), ".".join(path), where)
    except SettingsError as wrong:
        show(wrong.messages)
        raise typer.Exit(Code.ERROR) from None
    defaults: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for param, each in zip(of_command(command), set_, strict=True):
        if each.origin != DEFAULT:
            origins[param.name] = each.origin
        # A variable of the parameter's own is read by Typer.
        if each.origin not in (DEFAULT, each.option.variable) and each.value is not None:
            defaults[param.name] = converted(param, each.value)
    remember(ctx, origins)
    for part in reversed(path):
        defaults = {part: defaults}
    ctx.default_map = defaults


def here() -> Path:
    """The working folder; one that has been removed has no settings."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path("/")


def show(messages: Sequence[str]) -> None:
    """Say all that is wrong with the settings."""
    for message in messages:
        say(message)


def _leaf(root: Any, name: str, arguments: Sequence[str]) -> tuple[list[str], Any, Sequence[str]] | None:
    """The command that will run, with its names and what follows them; None where none is named."""
    path, command = [name], root.get_command(None, name)
    while hasattr(command, "list_commands"):
        if not arguments or arguments[0] not in command.list_commands(None):
            return None
        path.append(arguments[0])
        command, arguments = command.get_command(None, arguments[0]), arguments[1:]
    return (path, command, arguments) if command is not None else None
