"""`glossator man`: the manual page, made of the same texts as `--help`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from .exits import Code, epilog
from .output import standard_output, write
from .roff import Page

EPILOG = epilog(
    "glossator man | man -l -",
    "glossator man rules why | man -l -",
    "glossator man > ~/.local/share/man/man1/glossator.1",
    codes=(Code.DONE, Code.ERROR),
)
_SETTINGS = """\
An option that is not given is taken from the variable GLOSSATOR_OPTION, then
from the nearest glossator.toml from the working folder upward, then from that
of the user, then it has its default. A flag that is set there is taken back
by its opposite: --ner for --no-ner, --no-raw for --raw. glossator config
shows every setting and where it is from."""
_ENVIRONMENT = {
    "GLOSSATOR_OPTION": "the option of that name of every command: GLOSSATOR_NO_NER=1,\n"
    "GLOSSATOR_RULES=a.yaml:b.yaml",
    "GLOSSATOR_COMMAND_OPTION": "the option of one command: GLOSSATOR_ANNOTATE_FORMAT=jsonl",
    "XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_DATA_HOME": "where ~/.config, ~/.cache and ~/.local/share are",
    "NO_COLOR, TERM": "no colour where the first is set, or the second is dumb",
    "PAGER": "what show pages through",
}
_FILES = {
    "glossator.toml": "settings, of the folder it is in and those below",
    "~/.config/glossator/glossator.toml": "settings of the user",
    "~/.cache/glossator/": "compiled rule packs; can be removed at any time",
    "~/.local/share/glossator/models/": "models that model fetch has fetched",
}


def man(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMMAND", hidden=True),  # told in the text: Typer adds `<list[str]>`
    ] = None,
) -> None:
    """Print the manual page (of COMMAND), as roff.

    It is made of the same texts as --help, and is installed as glossator(1).
    """
    write(standard_output(), page(ctx.find_root().command, names or []))


def page(root: Any, names: Sequence[str]) -> str:
    """The page of the command of these names under `root`; of `root` and all below it without one.

    :raises typer.BadParameter: there is no such command.
    """
    from annotators import __version__

    context = typer.Context(root, info_name="glossator")
    for name in names:
        command = context.command
        inner: Any = command.get_command(context, name) if hasattr(command, "get_command") else None
        if inner is None:
            raise typer.BadParameter(f"there is no command '{' '.join(names)}'", param_hint="'COMMAND'")
        context = typer.Context(inner, info_name=name, parent=context)
    path = context.command_path
    written = Page(path.replace(" ", "-").upper(), 1, f"glossator {__version__}", "User Commands")
    written.section("NAME")
    title = " ".join(str(context.command.help).split("\n\n")[0].split())
    written.paragraph(f"{path.replace(' ', '-')} - {title.rstrip('.')}", first=True)
    written.section("SYNOPSIS")
    written.paragraph(_usage(context), first=True)
    written.section("DESCRIPTION")
    _describe(written, context)
    inner_ones = list(_below(context))
    if inner_ones:
        written.section("COMMANDS")
    for each in inner_ones:
        written.subsection(each.command_path.partition(" ")[2] if not names else each.command_path)
        written.paragraph(_usage(each), first=True)
        _describe(written, each, first=False)
    if not names:
        _surroundings(written, context)
    return written.text()


def _below(context: typer.Context) -> Iterator[typer.Context]:
    """The contexts of all commands below, groups before what is in them."""
    command: Any = context.command
    if hasattr(command, "list_commands"):
        for name in command.list_commands(context):
            inner = typer.Context(command.get_command(context, name), info_name=name, parent=context)
            yield inner
            yield from _below(inner)


def _usage(context: typer.Context) -> str:
    return " ".join([context.command_path, *context.command.collect_usage_pieces(context)])


def _describe(written: Page, context: typer.Context, *, first: bool = True) -> None:
    """The text of a command's help and its options; those of `glossator` itself end the page."""
    command = context.command
    for paragraph in (command.help or "").split("\n\n"):
        _block(written, paragraph, first=first)
        first = False
    for param in command.get_params(context):
        record: Any = param.get_help_record(context)
        # `--help` of every command would say the same.
        if record is not None and (param.name != "help" or context.parent is None):
            written.item(*record)
    if context.parent is not None:
        for paragraph in _ending(context):
            _block(written, paragraph)


def _ending(context: typer.Context) -> list[str]:
    """The examples and the exit codes."""
    return str(context.command.epilog or "").split("\n\n")


def _block(written: Page, paragraph: str, *, first: bool = False) -> None:
    r"""A paragraph of a help text; after `\b` its lines are kept, and the first is their title."""
    if not paragraph.startswith("\b"):
        written.paragraph(paragraph, first=first)
        return
    title, *lines = paragraph.removeprefix("\b\n").splitlines()
    written.paragraph(title, first=first)
    written.example(lines)


def _surroundings(written: Page, context: typer.Context) -> None:
    from annotators.settingsources import OTHERS

    for title, paragraph in zip(("EXAMPLES", "EXIT STATUS"), _ending(context), strict=True):
        written.section(title)
        written.example(paragraph.removeprefix("\b\n").splitlines()[1:], first=True)
    written.section("CONFIGURATION")
    written.paragraph(_SETTINGS, first=True)
    for title, items in (("ENVIRONMENT", _ENVIRONMENT | OTHERS), ("FILES", _FILES)):
        written.section(title)
        for term, text in items.items():
            written.item(term, text)
    written.section("SEE ALSO")
    written.paragraph("jq(1), grep(1), xargs(1)", first=True)
