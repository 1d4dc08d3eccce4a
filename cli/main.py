"""The command `glossator`. Nothing here imports the library: `--help` must not wait for it."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.main import get_group

from . import annotate
from .exits import Code, ExitGroup, epilog
from .quick import QuickCommand

# Groups of commands, each in a module of its name: not imported for another command.
GROUPS = ("export", "rules", "model")


class _Commands(ExitGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return ["annotate", *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in GROUPS and cmd_name not in self.commands:
            group = get_group(import_module(f".{cmd_name}", __package__).app)
            group.name = cmd_name
            self.add_command(group)
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.list_commands(ctx):
            for name in GROUPS:  # it may be meant for one of them
                self.get_command(ctx, name)
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="glossator",
    cls=_Commands,
    no_args_is_help=True,
    # Plain help: it can be copied, read by a screen reader and piped, and it appears sooner.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog=epilog(
        "glossator annotate article.txt",
        "glossator annotate articles/ | yq '.people[].name'",
        codes=tuple(Code),
    ),
)
app.command("annotate", cls=QuickCommand, epilog=annotate.EPILOG)(annotate.annotate)


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
) -> None:
    """Find people, military and security units, border crossings and counts in
    news articles, each with its place in the text and the rule that found it.
    """
