"""`glossator model info`: what a model is."""

from __future__ import annotations

from typing import Annotated

import typer

from ..exits import Code, CommandError, epilog
from ..output import standard_output, write

EPILOG = epilog(
    "glossator model info | yq .size",
    "glossator model info mine | yq .engine",
    codes=(Code.DONE, Code.ERROR),
    wrong="no such model",
)


def info(
    model: Annotated[
        str | None,
        typer.Argument(metavar="NAME|DIR", hidden=True),
    ] = None,
) -> None:
    """Show a model as YAML.

    It is the bundled or fetched one of that NAME, or the one in the folder
    DIR; en-news-2 without either. The keys: name, folder, digest (of the
    weights), size (in bytes), language, package, processors (the files),
    tokens (whose: ours, or the model's own), engine (what runs it),
    compilable (with refused: why not) and card (the model card).
    """
    import yaml

    from annotators.ner.facts import facts_of
    from annotators.ner.layout import LayoutError
    from annotators.ner.model import DEFAULT, find_model

    try:
        found = find_model(model or DEFAULT)
        facts = facts_of(found)
    except (FileNotFoundError, LayoutError) as problem:
        raise CommandError(str(problem)) from None
    text = yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=10_000)
    card = found.folder / "MODEL_CARD.md"
    if card.is_file():
        # A block, which PyYAML would not make of a text with blanks at the end of a line.
        lines = card.read_text(encoding="utf-8").strip().split("\n")
        text += "card: |\n" + "".join(f"  {line.rstrip()}".rstrip() + "\n" for line in lines)
    write(standard_output(), text)
