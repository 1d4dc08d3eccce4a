"""`glossator model fetch`: a model of Stanza's from its host. No other command uses the network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..console import note, on_terminal
from ..exits import Code, CommandError, epilog, reason
from ..output import standard_output, write

EPILOG = epilog(
    "glossator model fetch uk && glossator annotate --model uk-languk a.txt",
    'glossator annotate --model "$(glossator model fetch german)" article.txt',
    codes=(Code.DONE, Code.ERROR, Code.INTERRUPTED),
    wrong="no such model or host",
)


def fetch(
    language: Annotated[
        str, typer.Argument(metavar="LANG", help="A code or a name of Stanza's: uk, ukrainian, zh-hans.")
    ],
    package: Annotated[
        str | None, typer.Argument(metavar="PACKAGE", help="One of the NER models of LANG; else its default.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", file_okay=False, help="The folder to write, a new one."
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            envvar="GLOSSATOR_MODEL_URL",
            show_envvar=False,
            help="A mirror with URL/resources_VERSION.json and URL/LANG/PROCESSOR/NAME.pt; or "
            "$GLOSSATOR_MODEL_URL.",
        ),
    ] = None,
) -> None:
    """Download a NER model of Stanza's, and print its folder.

    All that it needs comes with it. No other command of glossator uses the
    network.

    The folder is LANG-PACKAGE under $XDG_DATA_HOME/glossator/models, by
    default ~/.local/share/glossator/models, and LANG-PACKAGE is the model's
    name from then on. What is there already, as the host has it, is left as
    it is. A download that breaks off leaves nothing behind.
    """
    from annotators.ner.fetching import FetchError
    from annotators.ner.fetching import fetch as fetch_model

    terminal = on_terminal()
    stdout = standard_output()
    try:
        done = fetch_model(
            language,
            package,
            output=output,
            url=url,
            bars=terminal,
            report=note if terminal else lambda file: None,
        )
    except FetchError as problem:
        raise CommandError(str(problem)) from None
    except FileExistsError:
        raise CommandError(f"{output} exists: name a folder that does not") from None
    except OSError as problem:
        raise CommandError(reason(problem)) from None
    if done.transformer is not None:
        note(
            f"{done.model.name} runs on the transformer {done.transformer}, which is not in its folder.\n"
            f"Before the first run: pip install transformers, then hf download {done.transformer}"
        )
    if terminal and not done.new:
        note("up to date")
    write(stdout, f"{done.model.folder}\n")
