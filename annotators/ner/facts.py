"""What can be said of a model without running it."""

from __future__ import annotations

from annotators.ner.layout import read_layout
from annotators.ner.model import Model, digest
from annotators.ner.weights import chosen_engine, compiled_file


def facts_of(model: Model) -> dict[str, object]:
    """The facts of `model`, as `model info` shows them. Imports torch where the model is not compiled.

    :raises annotators.ner.layout.LayoutError: the folder holds no NER model, or several.
    """
    layout = read_layout(model.folder)
    engine = chosen_engine(model.folder, "auto")
    facts: dict[str, object] = {
        "name": model.name,
        "folder": str(model.folder),
        "digest": f"sha256:{digest(model.folder)}",
        "size": sum(file.stat().st_size for file in model.folder.rglob("*") if file.is_file()),
        "language": layout.language,
        "package": layout.package,
        "processors": {processor: ", ".join(packages) for processor, packages in layout.files.items()},
        "tokens": "own" if engine == "stanza" and layout.own_tokens else "ours",
        "engine": engine,
    }
    if compiled_file(model.folder).is_file():
        return facts | {"compilable": True}
    from annotators.ner.compiling import NotCompilableError, checked

    try:
        checked(model.folder)
    except NotCompilableError as error:
        facts |= {"compilable": False, "refused": str(error)}
    else:
        facts |= {"compilable": True}
    return facts
