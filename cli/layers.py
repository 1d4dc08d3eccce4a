"""The option that names layers."""

from __future__ import annotations

from typing import Annotated

import typer

_HELP = "Some of people,units,crossings,counts; else all."

Only = Annotated[str | None, typer.Option(metavar="LAYERS", help=_HELP, show_default=False)]
Layer = Annotated[
    str | None, typer.Option("--layer", "--only", metavar="LAYERS", help=_HELP, show_default=False)
]


def chosen_layers(names: str | None, option: str = "'--only'") -> list[str]:
    """The layers of a list with commas, in the order of a record; all without one.

    :raises typer.BadParameter: one is no layer.
    """
    from annotators.document import LAYERS

    if names is None:
        return list(LAYERS)
    from annotators.pipeline import layers_named  # slow to import

    try:
        chosen = layers_named([name.strip() for name in names.split(",")])
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint=option) from None
    return [layer for layer in LAYERS if layer in chosen]
