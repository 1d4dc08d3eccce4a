"""`glossator model`: fetch a tagger or train one, compile it, see which there are. One module a command."""

from __future__ import annotations

import typer

from ..exits import Code, epilog
from . import compile, fetch, info, train
from . import list as listing

app = typer.Typer(
    help="See, fetch and train the models that find names.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=epilog(
        "glossator model list | cut -f 1",
        "glossator model info | yq .size",
        codes=(Code.DONE, Code.ERROR, Code.INTERRUPTED),
        wrong="no such model",
    ),
)
app.command("fetch", epilog=fetch.EPILOG)(fetch.fetch)
app.command("train", epilog=train.EPILOG)(train.train)
app.command("compile", epilog=compile.EPILOG)(compile.compile_model)
app.command("list", epilog=listing.EPILOG)(listing.list_models)
app.command("info", epilog=info.EPILOG)(info.info)
