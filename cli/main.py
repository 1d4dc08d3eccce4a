"""The command `glossator`. Nothing here imports the library: `--help` must not wait for it."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand
from typer.main import get_command, get_group

from .console import ColorName, Quiet, Verbose, begin, behave
from .exits import Code, ExitGroup, epilog
from .quick import QuickCommand, QuickGroup

# In the order of the help. Each is a module of its name, imported when it is asked for, with a group `app`
# or a function of its name, its `EPILOG` and perhaps a class `Command` in it.
COMMANDS = (
    "annotate",
    "show",
    "summary",
    "score",
    "verify",
    "correct",
    "export",
    "report",
    "rules",
    "model",
    "config",
    "completion",
    "man",
)
_COMPLETE = "_GLOSSATOR_COMPLETE"  # Typer's name for it
_HELP: dict[str, Any] = {"help_option_names": ["--help", "-h"]}


class _Commands(ExitGroup):
    def main(self, *args: Any, **kwargs: Any) -> Any:
        if _COMPLETE in os.environ:
            from .completing import without_equals

            without_equals(os.environ)
        return super().main(*args, **kwargs)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            self.add_command(_loaded(cmd_name), cmd_name)
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS:
            for name in COMMANDS:  # it may be meant for one of them
                self.get_command(ctx, name)
        found: Any = super().resolve_command(ctx, args)
        name, _, rest = found
        if name is not None and not ctx.resilient_parsing:
            from .settings import apply

            apply(ctx, self, name, rest)
        return found


def _loaded(name: str) -> Any:
    module = import_module(f".{name}", __package__)
    command: Any
    if hasattr(module, "app"):
        module.app.info.cls = QuickGroup
        for each in module.app.registered_commands:
            if each.cls is TyperCommand:
                each.cls = QuickCommand
        command = get_group(module.app)
    else:
        single = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=_HELP)
        kind = getattr(module, "Command", QuickCommand)
        single.command(name, cls=kind, epilog=module.EPILOG)(getattr(module, name))
        command = get_command(single)
    command.name = name
    return command


app = typer.Typer(
    name="glossator",
    cls=_Commands,
    no_args_is_help=True,
    # Plain help: it can be copied, read by a screen reader and piped, and it appears sooner.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=_HELP,
    epilog=epilog(
        "glossator annotate article.txt",
        "glossator annotate articles/ | yq '.people[].name' | sort | uniq -c",
        "find . -name '*.txt' -print0 | xargs -0 glossator annotate | head -20",
        'ls a/*.txt | while read -r f; do glossator annotate "$f" >"$f.yaml"; done',
        codes=tuple(Code),
        failed="a check failed: rules test, score --min, verify",
        wrong="a broken rule pack, no such model",
    ),
)


def _version(wanted: bool) -> None:
    if wanted:
        from annotators import __version__

        typer.echo(f"glossator {__version__}")
        raise typer.Exit(Code.DONE)


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit."),
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    color: ColorName = None,
) -> None:
    """Find people, military and security units, border crossings and counts in
    news articles, each with its place in the text and the rule that found it.
    """
    begin()
    behave(color, quiet=quiet, verbose=verbose)
