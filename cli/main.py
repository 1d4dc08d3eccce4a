"""The command `glossator`. Nothing here imports the library: `--help` must not wait for it."""

from __future__ import annotations

from typing import Annotated

import typer

from . import annotate, model, report, rules
from .exits import Code, ExitGroup, epilog

app = typer.Typer(
    name="glossator",
    cls=ExitGroup,
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
app.command("annotate", epilog=annotate.EPILOG)(annotate.annotate)
app.command("report", epilog=report.EPILOG)(report.report)
app.add_typer(rules.app, name="rules")
app.add_typer(model.app, name="model")


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
