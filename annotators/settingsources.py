"""Where settings are looked for. Every command imports this, and the rest only where there are some."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PREFIX = "GLOSSATOR_"
# Variables that are no options, and what each says.
OTHERS = {
    "GLOSSATOR_CACHE": "the folder where compiled rule packs are kept; `off`: they are not",
    "GLOSSATOR_MODEL_URL": "where `model fetch` downloads from, as its `--url`",
}
NAME = "glossator.toml"


class Candidate(NamedTuple):
    """A place where a file of settings is looked for. `state` is `read`, `none`, or why it is passed over."""

    path: Path
    state: str


def candidates(folder: Path, home: Path | None) -> list[Candidate]:
    """Where the settings are: the nearest `glossator.toml` from `folder` upward, and that of the user.

    The nearest comes first, and wins. Of the folders without one only `folder` is listed. `home` is the
    user's configuration folder.
    """
    found: list[Candidate] = []
    for parent in (folder, *folder.parents):
        candidate = _candidate(parent / NAME)
        if candidate.state != "none" or parent == folder:
            found.append(candidate)
        if candidate.state == "read":
            break
    if home is not None and all(each.path != home / NAME for each in found):
        found.append(_candidate(home / NAME))
    return found


def configuration_folder(environment: Mapping[str, str]) -> Path | None:
    """`glossator/` in `$XDG_CONFIG_HOME`, by default in `~/.config`; None for a user without a home."""
    given = environment.get("XDG_CONFIG_HOME", "")
    with suppress(RuntimeError):
        return (Path(given) if given.startswith("/") else Path.home() / ".config") / "glossator"
    return None


def _candidate(path: Path) -> Candidate:
    try:
        found = os.stat(path)  # noqa: PTH116  # sooner, and there is one a folder
    except (OSError, ValueError):
        return Candidate(path, "none")
    if not stat.S_ISREG(found.st_mode):
        return Candidate(path, "none")
    # As git has it: in /tmp anybody could leave one for us.
    if found.st_uid not in (0, os.geteuid()) and os.stat(path.parent).st_mode & stat.S_IWOTH:  # noqa: PTH116
        return Candidate(path, "passed over: another user's, in a folder that everybody may write to")
    return Candidate(path, "read")


class Sources(NamedTuple):
    """Where settings are looked for. Files are found once, however many commands are asked."""

    environment: Mapping[str, str]
    files: tuple[Candidate, ...]

    @property
    def silent(self) -> bool:
        """Nothing is set anywhere."""
        return not any(each.state == "read" for each in self.files) and not variables(self.environment)


def sources(environment: Mapping[str, str], folder: Path) -> Sources:
    """The sources for a command that runs in `folder`."""
    return Sources(environment, tuple(candidates(folder, configuration_folder(environment))))


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that set an option, or try to; an empty one sets nothing."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(PREFIX) and name not in OTHERS and value
    }
