"""The settings of a command: from the environment, from glossator.toml, else the defaults of its options.

What a person types after the command wins over all of them and is not seen here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotators.option import Option, Options, Value, from_text
from annotators.problem import did_you_mean, in_order
from annotators.settingsfile import given, read
from annotators.settingsources import OTHERS, PREFIX, Sources, variables

DEFAULT = "default"


class SettingsError(ValueError):
    """Settings that cannot be used; `messages` says of each what is wrong, files first."""

    def __init__(self, messages: list[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("\n".join(messages))


@dataclass(frozen=True, slots=True)
class Setting:
    """The value of an option and where it is from: `GLOSSATOR_X`, `FILE:LINE` or `default`."""

    option: Option
    value: Value | None
    origin: str


def settings(options: Options, command: str, found: Sources) -> list[Setting]:
    """Every option of `command` with its value, in the order of its help.

    :raises SettingsError: a file or a variable is wrong, of this command or of any: all that is wrong.
    :raises OSError: a file of settings cannot be read.
    """
    messages: list[str] = []
    given_by: dict[str, Setting] = {}
    for candidate in reversed(found.files):  # the nearest last: it wins
        if candidate.state != "read":
            continue
        file = read(candidate.path)
        for name, each in given(file, options, command).items():
            given_by[name] = Setting(each.option, each.value, f"{file.path}:{each.line}")
        messages += map(str, in_order(file.problems))
    messages += _from_environment(options, command, found.environment, given_by)
    if messages:
        raise SettingsError(messages)
    return [given_by.get(o.name) or Setting(o, o.default, DEFAULT) for o in options.of(command)]


def _from_environment(
    options: Options, command: str, environment: Mapping[str, str], given_by: dict[str, Setting]
) -> list[str]:
    """Put what the variables say into `given_by`; returns what is wrong with them."""
    messages = []
    mine = {name: option for option in options.of(command) for name in option.names}
    for option in mine.values():
        if option.variable and environment.get(option.variable):
            given_by[option.name] = Setting(option, environment[option.variable], option.variable)
    special = command.replace(".", "-") + "-"
    # A variable of one command is longer than that of all, and comes after it.
    for variable, value in sorted(variables(environment).items(), key=lambda item: len(item[0])):
        key = variable.removeprefix(PREFIX).lower().replace("_", "-")
        named = mine.get(key) or mine.get(key.removeprefix(special))
        if named is None:
            messages += _stranger(options, variable, key)
            continue
        try:
            given_by[named.name] = Setting(named, from_text(named, value), variable)
        except ValueError as problem:
            messages.append(f"{variable}: error[bad-value] {problem}")
    return messages


def _stranger(options: Options, variable: str, key: str) -> list[str]:
    """Nothing where another command has an option for it, else what is wrong."""
    known = set(OTHERS)
    for command, table in options.every().items():
        special = command.replace(".", "-")
        for name in (name for option in table for name in option.names):
            if key in (name, f"{special}-{name}"):
                return []
            known.add(_variable(name))
            if key.startswith(f"{special}-"):
                known.add(_variable(f"{special}-{name}"))
    return [f"{variable}: error[unknown-variable] no option is called '{key}'{did_you_mean(variable, known)}"]


def _variable(name: str) -> str:
    return PREFIX + name.upper().replace("-", "_")
