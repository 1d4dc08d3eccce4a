"""`glossator model list`: which models there are."""

from __future__ import annotations

from ..console import warning
from ..exits import Code, epilog
from ..output import standard_output, write

EPILOG = epilog("glossator model list | cut -f 1", codes=(Code.DONE, Code.ERROR))


def list_models() -> None:
    """List the bundled models, one a line: name, tab, folder."""
    from annotators.ner.model import bundled

    models = bundled()
    if not models:
        warning("no model is bundled")
    write(standard_output(), "".join(f"{model.name}\t{model.folder}\n" for model in models))
