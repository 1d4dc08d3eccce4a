"""What an option of a command takes, and what a setting that is given for it comes to."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from annotators.problem import did_you_mean

Kind = Literal["flag", "text", "path", "name or path", "integer", "number"]
Value = bool | int | float | str | list[Any]  # a list of the others where an option may be repeated

_YES = ("1", "true", "t", "yes", "y", "on")
_NO = ("0", "false", "f", "no", "n", "off")
_NEEDS = {
    "flag": "true or false",
    "integer": "a whole number",
    "number": "a number",
}


@dataclass(frozen=True, slots=True)
class Option:
    """An option as its command declares it. `names` are its long names without dashes, the usual one first.

    `path` is a path, or `-`; `name or path` a path where it has a slash.
    """

    names: tuple[str, ...]
    kind: Kind
    several: bool = False  # may be repeated
    commas: bool = False  # of texts with commas between them: a file may have them as a list
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    default: Value | None = None
    variable: str | None = None  # an environment variable of its own

    @property
    def name(self) -> str:
        """The name that settings and people use."""
        return self.names[0]


# The options of every command that settings are for, by its name with dots: `rules.check`.
Table = Mapping[str, tuple[Option, ...]]


@dataclass(frozen=True, slots=True)
class Options:
    """The option tables, asked for one by one: reading all takes longer than most runs have.

    `of` takes the name of a command that is known to be there.
    """

    of: Callable[[str], tuple[Option, ...]]
    every: Callable[[], Table]


def from_toml(option: Option, given: Any, folder: Path) -> Value:
    """The value of `option` where a file in `folder` says `given`.

    :raises ValueError: it is none; the message says what is needed.
    """
    if option.several:
        return [_one(option, each, folder) for each in (given if isinstance(given, list) else [given])]
    return _one(option, given, folder)


def from_text(option: Option, given: str) -> Value:
    """The value of `option` where an environment variable holds `given`.

    Several paths stand in one as in `PATH`, with colons; several of anything else with blanks.

    :raises ValueError: it is none; the message says what is needed.
    """
    if not option.several:
        return _read(option, given)
    parts = given.split(os.pathsep) if option.kind == "path" else given.split()
    return [_read(option, part) for part in parts if part]


def shown(value: Value | None) -> str:
    """A value as it would stand in glossator.toml; `-` for none."""
    import json

    if value is None or value == []:
        return "-"
    return json.dumps(value, ensure_ascii=False)


def _one(option: Option, given: Any, folder: Path) -> Value:
    kinds: dict[Kind, type | tuple[type, ...]] = {"flag": bool, "integer": int, "number": (int, float)}
    if option.commas and isinstance(given, list) and given and all(isinstance(each, str) for each in given):
        given = ",".join(given)
    if option.kind == "text" and type(given) is int:  # `jobs = 2`, where `auto` is possible too
        given = str(given)
    wanted: Any = kinds.get(option.kind, str)
    # In Python true is a whole number.
    if not isinstance(given, wanted) or (isinstance(given, bool) and option.kind != "flag"):
        needs = _NEEDS.get(option.kind, "text in quotes")
        raise ValueError(f"'{option.name}' needs {needs}, not {_called(given)}")
    if option.kind == "path" or (option.kind == "name or path" and "/" in given):
        return _beside(given, folder)
    return _checked(option, given)


def _read(option: Option, given: str) -> Value:
    if option.kind == "flag":
        if given.lower() not in (*_YES, *_NO):
            raise ValueError(f"needs true or false (or 1 or 0), not '{given}'")
        return given.lower() in _YES
    if option.kind in ("integer", "number"):
        try:
            return _checked(option, int(given) if option.kind == "integer" else float(given))
        except ValueError as problem:
            if str(problem).startswith("'"):
                raise
            raise ValueError(f"needs {_NEEDS[option.kind]}, not '{given}'") from None
    return _checked(option, given)


def _checked(option: Option, value: Any) -> Value:
    if option.choices and value not in option.choices:
        raise ValueError(f"'{option.name}' cannot be '{value}'{did_you_mean(value, option.choices)}")
    if option.least is not None and value < option.least:
        raise ValueError(f"'{option.name}' is {option.least:g} or more, not {value}")
    if option.most is not None and value > option.most:
        raise ValueError(f"'{option.name}' is {option.most:g} or less, not {value}")
    checked: Value = value
    return checked


def _beside(given: str, folder: Path) -> str:
    """A path that a file in `folder` names. No shell has seen it, so `~/` is ours to read."""
    if given == "-" or not given:
        return given
    return str(folder / (Path(given).expanduser() if given.startswith("~/") else given))


def _called(given: Any) -> str:
    if isinstance(given, dict):
        return "a table"
    if isinstance(given, list):
        return "a list"
    return f"'{given}'" if isinstance(given, str) else str(given).lower()
