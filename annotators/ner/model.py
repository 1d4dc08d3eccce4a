"""Models by name: the bundled ones, those that were fetched, folders of the user's own."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MODELS = Path(__file__).resolve().parent / "models"
DEFAULT = "en-news-2"


@dataclass(frozen=True, slots=True)
class Model:
    """A Stanza model folder."""

    name: str
    folder: Path


def bundled() -> list[Model]:
    """The models that ship with the package."""
    return [Model(p.parent.name, p.parent) for p in sorted(MODELS.glob("*/resources.json"))]


def user_models() -> Path:
    """Where fetched models are kept: `$XDG_DATA_HOME/glossator/models`, by default under `~/.local/share`.

    The folder need not exist.
    """
    given = os.environ.get("XDG_DATA_HOME", "")
    # A relative path is to be ignored, says the XDG Base Directory Specification.
    data = Path(given) if Path(given).is_absolute() else Path("~/.local/share").expanduser()
    return data / "glossator" / "models"


def fetched() -> list[Model]:
    """The models that were fetched into `user_models()`; a hidden folder there is not finished."""
    found = sorted(user_models().glob("[!.]*/resources.json"))
    return [Model(file.parent.name, file.parent) for file in found]


def find_model(name: str) -> Model:
    """A bundled model by name, then a fetched one by name, then a model folder by path.

    :raises FileNotFoundError: there is none; the message lists those that have names.
    """
    shipped, others = bundled(), fetched()
    for model in [*shipped, *others]:
        if model.name == name:
            return model
    folder = Path(name)
    if (folder / "resources.json").is_file():
        return Model(folder.resolve().name, folder)
    known = ", ".join(model.name for model in shipped) or "none is bundled here"
    if others:
        known += f") nor a fetched one ({', '.join(model.name for model in others)}"
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
