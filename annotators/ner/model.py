"""Model folders: the bundled one, where others are, what a folder holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MODELS = Path(__file__).resolve().parent / "models"
DEFAULT = "en-news-1"


@dataclass(frozen=True, slots=True)
class Model:
    """A Stanza model folder."""

    name: str
    folder: Path


def bundled() -> list[Model]:
    """The models that ship with the package."""
    return [Model(p.parent.name, p.parent) for p in sorted(MODELS.glob("*/resources.json"))]


def find_model(name: str) -> Model:
    """A bundled model by name, or a model folder by path.

    :raises FileNotFoundError: there is neither; the message lists the bundled ones.
    """
    for model in bundled():
        if model.name == name:
            return model
    folder = Path(name)
    if (folder / "resources.json").is_file():
        return Model(folder.resolve().name, folder)
    known = ", ".join(model.name for model in bundled()) or "none is bundled here"
    raise FileNotFoundError(
        f"no model '{name}': neither a bundled model ({known}) nor a folder with resources.json"
    )


@cache
def digest(folder: Path) -> str:
    """SHA-256 over the weights of a model folder, hexadecimal, in the order of their paths."""
    whole = hashlib.sha256()
    for file in sorted(folder.rglob("*.pt")):
        whole.update(file.relative_to(folder).as_posix().encode() + b"\0")
        with file.open("rb") as stream:
            whole.update(hashlib.file_digest(stream, "sha256").digest())
    return whole.hexdigest()
