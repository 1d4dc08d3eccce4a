"""Where the shipped packs are. It imports nothing: what asks may not need to load the packs."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SHIPPED = ("core", "people", "units", "non-units", "crossings", "counts", "assertions")


def rules_directory() -> Path:
    """Where the shipped packs are: in the installed package, or beside it in a bare checkout."""
    spec = importlib.util.find_spec("annotators.rules")
    if spec is not None and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0])
    return Path(__file__).resolve().parent.parent / "rules"


def shipped_packs() -> list[Path]:
    """The files of the shipped packs, in their order."""
    folder = rules_directory()
    return [folder / f"{name}.yaml" for name in SHIPPED]


def is_shipped(path: str) -> bool:
    """Whether a pack at `path` is one of those that ship with the program."""
    return Path(path).resolve().parent == rules_directory().resolve()
