"""`glossator show`: articles in the terminal, with what was found marked in the text."""

from __future__ import annotations

from typing import Annotated

import typer

from .annotated import Inputs
from .articles import (
    MAX_BYTES,
    MODEL,
    Encoding,
    Engine,
    EngineName,
    Glob,
    MaxBytes,
    ModelName,
    NoNer,
    Paths,
    Rules,
    check_inputs,
)
from .console import ColorName, behave, error
from .exits import Code, epilog
from .layers import Only, chosen_layers
from .output import standard_output
from .pager import Pager
from .screen import screen

EPILOG = epilog(
    "glossator show article.txt",
    "glossator show --only crossings --context 0 articles/ | grep denied",
    "glossator annotate articles/ | tee all.yaml | glossator show --by",
    "glossator show --color always -n all.yaml | less -R",
    codes=(Code.DONE, Code.ERROR, Code.INPUT_FAILED, Code.INTERRUPTED),
    wrong="a broken rule pack, no such model",
)


def show(
    ctx: typer.Context,
    paths: Paths = None,
    only: Only = None,
    numbers: Annotated[bool, typer.Option("-n", "--line-numbers", help="Number the lines.")] = False,
    by: Annotated[bool, typer.Option("--by", help="Name the rule behind each mention.")] = False,
    context: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="Only sentences with mentions, and N on either side."),
    ] = None,
    color: ColorName = None,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Never through $PAGER.")] = False,
    no_ner: NoNer = False,
    rules: Rules = None,
    model: ModelName = MODEL,
    engine: EngineName = Engine.auto,
    encoding: Encoding = "utf-8",
    max_bytes: MaxBytes = MAX_BYTES,
    glob: Glob = "*.txt",
) -> None:
    """Show articles with what was found in them marked.

    PATHS are articles, which are annotated here, files of records, whose
    articles are read where the records say or beside them, and folders of
    either. A file is records by its name (.yaml .yml .json .jsonl .ndjson)
    or by how it begins. - is standard input; so is a pipe without PATHS.

    Marks tell the layer without colour too: [P person], [U unit], [X crossing],
    [# count]; [X crossing | denied] has an assertion. A table of what was
    found stands below each article. On a terminal, what is longer than the
    screen goes through $PAGER.
    """
    from .painting import Painter

    behave(color)
    layers = chosen_layers(only)
    check_inputs(ctx, paths or [], None, null=False, glob=glob, encoding=encoding)
    output = standard_output()
    shown_on = screen()
    painter = Painter(shown_on, layers, numbers=numbers, context=context, by=by)
    inputs = Inputs(
        paths or ["-"], glob, encoding, max_bytes, layers, rules or [], None if no_ner else (model, engine)
    )
    height = None if no_pager else shown_on.height
    later: list[str] = []  # a pager has the screen until it ends
    tell = error if height is None else later.append
    failed = False
    try:
        with Pager(output, height, shown_on.encoding) as pager:
            for found in inputs.each():
                if isinstance(found, str):
                    failed = True
                    tell(found)
                    continue
                try:
                    pager.write(painter.painted(*found))
                except ValueError as problem:
                    failed = True
                    tell(f"{found[0].name}: {problem}")
    finally:
        for message in later:
            error(message)
    if failed:
        raise typer.Exit(Code.INPUT_FAILED)
