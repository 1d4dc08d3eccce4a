"""`glossator config`: what is set, and where."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from .console import ColorName, behave, shown
from .exits import Code, epilog
from .options import WITHOUT, command_called, commands, options
from .output import standard_output, terminal_width, write
from .screen import screen
from .settings import here, show

if TYPE_CHECKING:
    from annotators.settings import Setting
    from annotators.settingsources import Sources

EPILOG = epilog(
    "glossator config annotate",
    "glossator config | grep -v default$",
    "glossator config --format json | jq -r '.files[] | .state + \" \" + .path'",
    codes=(Code.DONE, Code.ERROR),
    wrong="a setting that cannot be",
)


class Format(StrEnum):
    """How the settings are written."""

    text = "text"
    json = "json"


Rows = list[tuple[str, "Setting"]]


def config(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMMAND", hidden=True),  # told in the text: Typer adds `<list[str]>`
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", metavar="text|json", help="A table (TSV when piped), or JSON.")
    ] = Format.text,
    color: ColorName = None,
) -> None:
    """Show every setting (of COMMAND) with its value and origin.

    The origin is a variable, FILE:LINE of a glossator.toml, or default. Where
    files were looked for is said on standard error.
    """
    behave(color)
    from annotators.settings import SettingsError, settings
    from annotators.settingsources import sources

    tables = options(ctx.find_root().command)
    chosen = _chosen(ctx, names or [])
    where = sources(os.environ, here())
    rows: Rows = []
    wrong: dict[str, None] = {}
    for command in chosen:
        try:
            rows += ((command, each) for each in settings(tables, command, where))
        except SettingsError as problems:
            wrong |= dict.fromkeys(problems.messages)
    if wrong:
        show(list(wrong))
        raise typer.Exit(Code.ERROR)
    if format_ is Format.json:
        text = _json(rows, where)
    else:
        for each in where.files:
            typer.echo(
                shown(f"{each.path}: {each.state}"), err=True
            )  # plain: Rich takes longer than all else
        text = _table(rows) if terminal_width() is not None else _tsv(rows)
    write(standard_output(), text)


def _chosen(ctx: typer.Context, names: Sequence[str]) -> list[str]:
    """The commands that are meant, by their names with dots.

    :raises typer.BadParameter: there is none of that name.
    """
    wanted = ".".join(names)
    if names and names[0] not in WITHOUT:  # one command is soon found
        one = command_called(ctx.find_root().command, wanted)
        if one is not None and not hasattr(one, "list_commands"):
            return [wanted]
    every = [name for name, _ in commands(ctx.find_root().command) if name.partition(".")[0] not in WITHOUT]
    found = [name for name in every if not wanted or name == wanted or name.startswith(f"{wanted}.")]
    if not found:
        from annotators.problem import did_you_mean

        spoken = [name.replace(".", " ") for name in every]
        near = did_you_mean(" ".join(names), spoken)
        raise typer.BadParameter(f"no settings for '{' '.join(names)}'{near}", param_hint="'COMMAND'")
    return found


def _cells(rows: Rows) -> Iterator[tuple[str, str, str, str]]:
    from annotators import option

    for command, each in rows:
        cells = (command.replace(".", " "), each.option.name, option.shown(each.value), each.origin)
        yield tuple(map(shown, cells))  # type: ignore[misc]  # four, as before


def _tsv(rows: Rows) -> str:
    return "".join("\t".join(cell.replace("\t", "\\t") for cell in row) + "\n" for row in _cells(rows))


def _json(rows: Rows, where: Sources) -> str:
    import json

    from annotators.settingsources import OTHERS

    settings = [
        {"command": name, "option": each.option.name, "value": each.value, "origin": each.origin}
        for name, each in ((command.replace(".", " "), each) for command, each in rows)
    ]
    files = [{"path": str(each.path), "state": each.state} for each in where.files]
    others = {name: where.environment.get(name) for name in OTHERS}
    whole = {"files": files, "variables": others, "settings": settings}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _table(rows: Rows) -> str:
    """A table for a terminal: what is set stands out from the defaults."""
    from rich.text import Text

    there = screen()
    table = there.table()
    for name in ("command", "option", "value", "origin"):
        table.add_column(name, overflow="fold")
    last = ""
    for command, option, value, origin in _cells(rows):
        style = "" if origin == "default" else "bold"
        table.add_row(
            "" if command == last else Text(command), *(Text(c, style) for c in (option, value, origin))
        )
        last = command
    return there.rendered(table)
