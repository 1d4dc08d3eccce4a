"""`glossator model compile`: a model in the form that runs without torch and Stanza."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..console import note
from ..exits import Code, CommandError, epilog, reason

EPILOG = epilog(
    "glossator model compile mine && glossator model info mine | yq .engine",
    "glossator annotate --model mine --engine compiled article.txt | yq .run",
    codes=(Code.DONE, Code.ERROR, Code.INTERRUPTED),
    wrong="no such model, or one that cannot be compiled",
)


def compile_model(
    model: Annotated[str, typer.Argument(metavar="NAME|DIR", help="A Stanza NER model.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Leave the model as it is: copy its folder to DIR, which must be new, and compile that.",
        ),
    ] = None,
) -> None:
    """Make a NER model run without torch and Stanza.

    The file glossator.compiled is put into the model's folder. It takes word
    vectors with a character LSTM, one layer of word LSTM and a CRF; models
    with charlm or a transformer run by annotate --engine stanza alone.
    """
    import shutil

    from annotators.ner.compiling import NotCompilableError
    from annotators.ner.compiling import compile_model as compiled
    from annotators.ner.model import find_model
    from annotators.ner.weights import compiled_file

    try:
        folder = find_model(model).folder
        if output is not None:
            shutil.copytree(folder, output)
            folder = output
        size = compiled(folder)
    except FileExistsError:
        raise CommandError(f"{output} exists: name a folder that does not") from None
    except FileNotFoundError as problem:
        raise CommandError(str(problem)) from None
    except NotCompilableError as problem:
        if output is not None:
            shutil.rmtree(output)
        raise CommandError(str(problem)) from None
    except OSError as problem:
        raise CommandError(reason(problem)) from None
    note(f"{compiled_file(folder)}: {size:,} bytes")
