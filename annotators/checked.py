"""Rule packs that were checked before and have not changed: what the check found, kept in the cache folder.

A check reads the same bytes and comes to the same findings; so those belong to the bytes of every pack and
list, to the paths that the findings name, and to the code that checks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotators.packkey import (
    are_current,
    cache_folder,
    digest,
    digests_read,
    files_of,
    is_file,
    is_private,
    keep,
    key_of,
)
from annotators.shipped import shipped_packs

if TYPE_CHECKING:
    from annotators.ruleset import RuleSet

_SUFFIX = ".checked"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of packs without an error found."""

    packs: int
    rules: int
    lists: int
    warnings: tuple[str, ...]  # as they are shown


def checked(rules: RuleSet) -> Checked:
    """What is to say of `rules`, which were loaded thoroughly."""
    packs = rules.packs
    return Checked(
        len(packs),
        sum(len(pack.rules) for pack in packs),
        sum(len(pack.lists) for pack in packs),
        tuple(map(str, rules.warnings)),
    )


def known_check(extra: Sequence[Path]) -> Checked | None:
    """What an earlier check of the shipped packs with those at `extra` found; None where it is not known."""
    paths = [*shipped_packs(), *extra]
    folder = _folder(paths)
    if folder is None:
        return None
    try:
        key = _key(map(digest, paths), paths)
        kept = json.loads((folder / f"{key[:32]}{_SUFFIX}").read_bytes())
        if kept["key"] != key or not are_current(kept["files"], paths):
            return None
        found = kept["found"]
        return Checked(found["packs"], found["rules"], found["lists"], tuple(found["warnings"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None  # it is not there, or damaged


def keep_check(found: Checked, rules: RuleSet, extra: Sequence[Path]) -> None:
    """Keep what a check `found` of `rules`, the shipped packs with those at `extra`, if it may be."""
    paths = [*shipped_packs(), *extra]
    folder = _folder(paths)
    if folder is None:
        return
    with suppress(OSError):
        key = _key(digests_read(rules.packs, paths), paths)
        kept = {"key": key, "files": files_of(rules.packs, paths), "found": asdict(found)}
        keep(folder, f"{key[:32]}{_SUFFIX}", json.dumps(kept).encode())


def _folder(paths: Iterable[Path]) -> Path | None:
    """Where a check of the packs at `paths` may be kept."""
    folder = cache_folder()
    with suppress(OSError):
        if folder is not None and all(map(is_file, paths)) and is_private(folder):
            return folder
    return None


def _key(digests: Iterable[str], paths: Iterable[Path]) -> str:
    return key_of([*digests, *map(str, paths)])
