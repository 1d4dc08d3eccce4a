"""`glossator summary`: what many records say together."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from .articles import check_stdin
from .console import ColorName, behave
from .exits import Code, epilog
from .layers import Layer, chosen_layers
from .output import standard_output, write
from .records import Records
from .screen import screen

_TOP = 10

EPILOG = epilog(
    "glossator summary records.yaml",
    "glossator annotate articles/ | glossator summary --top 20",
    "glossator summary --format json *.jsonl | jq -r '.crossings[].name'",
    "glossator summary --format csv --layer counts records.yaml >counts.csv",
    codes=(Code.DONE, Code.ERROR, Code.INPUT_FAILED, Code.INTERRUPTED),
)


class Format(StrEnum):
    """How the summary is written."""

    text = "text"
    json = "json"
    csv = "csv"


def summary(
    ctx: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument(metavar="RECORDS", hidden=True)] = None,
    top: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help=f"How many of each layer; else {_TOP} in text, all in json and csv.",
            show_default=False,
        ),
    ] = None,
    layer: Layer = None,
    format_: Annotated[
        Format,
        typer.Option("--format", metavar="text|json|csv", help="Tables, one object, or a row an entity."),
    ] = Format.text,
    color: ColorName = None,
) -> None:
    """Sum up records: who and what is in them, and what was counted.

    The people, units and crossings most written about come first.

    RECORDS are files that `annotate` wrote and folders of them; - is standard
    input, and so is a pipe without RECORDS.

    Over the articles people are one by their name, units by name and country,
    crossings by their id in the gazetteer, else by name and countries; case,
    accents and kinds of dashes do not matter. Counts are added by what is
    counted: the value, or the least and the most that the text allows. Left
    out are numbers of things not named, those that are denied, alleged and
    the like, parts of another count, and the same number of the same thing
    once more in an article. Two articles on one event are added twice.
    """
    from annotators.summary import Summary
    from annotators.summarytext import to_csv, to_json

    behave(color)
    layers = chosen_layers(layer, "'--layer'")
    check_stdin(ctx, paths or [], None)
    output = standard_output()
    records = Records(paths or ["-"])
    found = Summary()
    for stored in records.each():
        found.add(stored.document)
    if format_ is Format.text:
        from .summarytable import SummaryTables

        shown_on = screen()
        text = SummaryTables(shown_on, found).text(layers, top or _TOP)
        write(output, text, shown_on.encoding, "backslashreplace")
    else:
        render = to_json if format_ is Format.json else to_csv
        write(output, render(found, layers, top))
    if records.failed:
        raise typer.Exit(Code.INPUT_FAILED)
