"""`glossator model list`: which models there are."""

from __future__ import annotations

from ..console import warning
from ..exits import Code, epilog
from ..output import standard_output, write

EPILOG = epilog(
    "glossator model list | cut -f 1",
    'glossator model list | while read -r name folder; do du -sh "$folder"; done',
    codes=(Code.DONE, Code.ERROR),
)


def list_models() -> None:
    """List the models that have names, one a line: name, tab, folder.

    The bundled ones come first, then those that model fetch has fetched.
    """
    from annotators.ner.model import bundled, fetched

    shipped = bundled()
    if not shipped:
        warning("no model is bundled")
    write(standard_output(), "".join(f"{model.name}\t{model.folder}\n" for model in [*shipped, *fetched()]))
