"""`glossator model info`: what a model is."""

from __future__ import annotations

from typing import Annotated

import typer

from ..exits import Code, CommandError, epilog
from ..output import standard_output, write

EPILOG = epilog("glossator model info | yq .size", codes=(Code.DONE, Code.ERROR))


def info(
    model: Annotated[
        str | None,
        typer.Argument(metavar="NAME|DIR", hidden=True),
    ] = None,
) -> None:
    """Show a model as YAML.

    It is the bundled one of that NAME, or the one in the folder DIR; en-news-1
    without either. The keys: name, folder, digest (of the weights), size (in
    bytes) and card (the model card).
    """
    import yaml

    from annotators.ner.model import DEFAULT, digest, find_model

    try:
        found = find_model(model or DEFAULT)
    except FileNotFoundError as problem:
        raise CommandError(str(problem)) from None
    facts: dict[str, object] = {
        "name": found.name,
        "folder": str(found.folder),
        "digest": f"sha256:{digest(found.folder)}",
        "size": sum(file.stat().st_size for file in found.folder.rglob("*") if file.is_file()),
    }
    text = yaml.safe_dump(facts, sort_keys=False, allow_unicode=True, width=10_000)
    card = found.folder / "MODEL_CARD.md"
    if card.is_file():
        # A block, which PyYAML would not make of a text with blanks at the end of a line.
        lines = card.read_text(encoding="utf-8").strip().split("\n")
        text += "card: |\n" + "".join(f"  {line.rstrip()}".rstrip() + "\n" for line in lines)
    write(standard_output(), text)
