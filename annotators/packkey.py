"""What is kept of rule packs: how it is known to be of these packs as they are, and where it is put.

It imports little: a command that needs no more than what was kept should start at once.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from annotators import __version__

if TYPE_CHECKING:
    from annotators.rule import Pack

VARIABLE = "GLOSSATOR_CACHE"
# Of the folder of a user, the newest files of each kind are kept.
MAX_FILES = 16
MAX_BYTES = 64_000_000


def cache_folder() -> Path | None:
    """Where rule sets are kept; None where they are not to be.

    `GLOSSATOR_CACHE` names it; `off`, or nothing, says no. Else it is the one of `$XDG_CACHE_HOME`.
    """
    given = os.environ.get(VARIABLE)
    if given is not None:
        return None if given in ("", "off") else Path(given)
    home = os.environ.get("XDG_CACHE_HOME", "")
    with suppress(RuntimeError):  # nobody's home
        return (Path(home) if home.startswith("/") else Path.home() / ".cache") / "glossator"
    return None


def is_private(folder: Path) -> bool:
    """Whether what is in the cache folder, which need not exist, can only be of this user (or of root): what
    somebody else put there would be used unseen.

    :raises OSError: it cannot be told.
    """
    try:
        status = folder.stat()
    except FileNotFoundError:
        return True  # it will be made
    return status.st_uid in (0, os.geteuid()) and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def key_of(packs: Iterable[str]) -> str:
    """What a rule set is known by: the digests of its packs, in order, and of all that makes it of them."""
    made = hashlib.sha256()
    for part in (__version__, unicodedata.unidata_version, *packs):
        made.update(part.encode() + b"\n")
    # Between two versions the code changes too.
    for file in sorted(Path(__file__).parent.glob("*.py")):
        made.update(file.read_bytes())
    return made.hexdigest()


def digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal.

    :raises OSError: it cannot be read.
    """
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digests_read(packs: Iterable[Pack], paths: Iterable[Path]) -> list[str]:
    """The SHA-256 of the packs at `paths`, as they were when `packs` were read from them.

    :raises OSError: a shipped pack that another has replaced is not among `packs`, and cannot be read.
    """
    read = {pack.path: pack.files[0][1] for pack in packs}
    return [read.get(str(path)) or digest(path) for path in paths]


def files_of(packs: Iterable[Pack], paths: Sequence[Path]) -> list[tuple[int, str, str]]:
    """The files that `packs` name: the number of the pack's path in `paths`, name, SHA-256."""
    places = {str(path): number for number, path in enumerate(paths)}
    return [(places[pack.path], *file) for pack in packs for file in pack.files[1:]]


def are_current(files: Iterable[tuple[int, str, str]], paths: Sequence[Path]) -> bool:
    """Whether the files of `files_of` are still what they were."""
    with suppress(OSError, ValueError):
        return all(digest(paths[number].parent / name) == known for number, name, known in files)
    return False


def is_file(path: Path) -> bool:
    """Whether a regular file is there: what comes through a pipe can be read only once."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def keep(folder: Path, name: str, data: bytes) -> None:
    """Put a file into the cache folder, and take out of it what is too much.

    :raises OSError: it cannot be written.
    """
    from annotators.wholefile import write_whole

    if len(data) > MAX_BYTES:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(folder / name, data)
    known = []
    for file in folder.glob(f"*{Path(name).suffix}"):
        with suppress(OSError):  # another process may take it away
            found = file.stat()
            known.append((file.name == name, found.st_mtime_ns, found.st_size, file))
    known.sort(reverse=True)
    size = 0
    for number, (_, _, each, file) in enumerate(known):
        size += each
        if number >= MAX_FILES or size > MAX_BYTES:
            with suppress(OSError):
                file.unlink()
