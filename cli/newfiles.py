"""Files and folders that a command makes: never in the place of others, unless `--force` says so."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from .exits import CommandError

Force = Annotated[bool, typer.Option("--force", help="Replace what stands there.")]


def new_file(path: Path, force: bool) -> AbstractContextManager[Path]:
    """A file to write to, which stands at `path` when all is written.

    :raises CommandError: there is one already that is not to be replaced, or no folder for it.
    """
    from annotators.wholefile import whole_file

    check_new(path, force)
    return whole_file(path)


def check_new(path: Path, force: bool) -> None:
    """Refuse a file that could not be written at the end, before anything slow is begun.

    :raises CommandError: as `new_file`.
    """
    if path.exists() and not path.is_file():
        raise CommandError(f"{path} is not a file that can be replaced")
    if not path.parent.is_dir():
        raise CommandError(f"{path.parent} is not a folder")
    if path.exists() and not force:
        raise CommandError(f"{path} is there already: --force replaces it")


def is_stream(path: Path) -> bool:
    """Whether `path` can be written to and not be replaced: `>(gzip > x.gz)`, /dev/stdout."""
    return path.exists() and not (path.is_file() or path.is_dir())


def new_folder(path: Path, force: bool) -> AbstractContextManager[Path]:
    """A folder to write to, whose files stand at `path` when all is written.

    :raises CommandError: it has files already, and they are not to be replaced.
    """
    from annotators.wholefile import whole_folder

    if path.exists() and not path.is_dir():
        raise CommandError(f"{path} is not a folder")
    if not force and path.exists() and any(path.iterdir()):
        raise CommandError(f"{path} is not empty: --force replaces files of the same names in it")
    return whole_folder(path)
