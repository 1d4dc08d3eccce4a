"""`glossator rules list`: what rules there are."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ..articles import Rules
from ..console import shown
from ..exits import Code, epilog
from ..output import standard_output, terminal_width, write
from ..packs import load

EPILOG = epilog(
    "glossator rules list --layer crossing",
    "glossator rules list --format tsv | awk -F'\\t' '$6 > 0 {print $1, $6}'",
    "glossator rules list --format json | jq -r '.[] | select(.hit == 1).id'",
    codes=(Code.DONE, Code.ERROR),
    wrong="a broken rule pack",
)


class Format(StrEnum):
    """How the list is written."""

    text = "text"
    tsv = "tsv"
    json = "json"


def list_rules(
    format_: Annotated[
        Format, typer.Option("--format", metavar="text|tsv|json", help="A table, TSV with a header, or JSON.")
    ] = Format.text,
    rules: Rules = None,
    layer: Annotated[
        str | None,
        typer.Option(
            metavar="LAYER", help="Only rules that annotate this: unit, crossing, …", show_default=False
        ),
    ] = None,
) -> None:
    """List the rules, where each stands, and what it is for.

    The columns are id, layer, priority, tests, description, file and line.
    Tests are hits/misses/todos. Assertion cues are listed as the layer cue. On
    a terminal descriptions are cut to its width.
    """
    from annotators import rulelist
    from annotators.problem import did_you_mean
    from annotators.rule import LAYERS

    layers = (*LAYERS, rulelist.CUE)
    if layer is not None and layer not in layers:
        raise typer.BadParameter(f"no layer '{layer}'{did_you_mean(layer, layers)}", param_hint="'--layer'")
    rows = rulelist.rows(load(rules or []).packs, layer)
    if format_ is Format.text:
        text = rulelist.to_text(rows, terminal_width())
    else:
        text = rulelist.to_tsv(rows) if format_ is Format.tsv else rulelist.to_json(rows)
    write(standard_output(), "\n".join(shown(line) for line in text.split("\n")))
