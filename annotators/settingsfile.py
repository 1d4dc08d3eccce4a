"""glossator.toml: read, and checked against the options of the commands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotators.option import Option, Options, Table, Value, from_toml
from annotators.problem import Position, Problem, did_you_mean, nearest
from annotators.tomlplaces import Places, places

MAX_BYTES = 1_000_000  # of a file of settings


@dataclass(slots=True)
class SettingsFile:
    """A file of settings and what is wrong with it."""

    path: Path
    content: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _places: Places = field(default_factory=Places)

    def fault(self, at: tuple[str, ...], kind: str, message: str) -> None:
        """Note that something is wrong with the key at that path."""
        self._fault(*self._places.of(at), kind, message)

    def _fault(self, line: int, column: int, kind: str, message: str) -> None:
        source = self._lines[line - 1] if line <= len(self._lines) else ""
        self.problems.append(Problem(Position(str(self.path), line, column), kind, message, source))

    def line(self, at: tuple[str, ...]) -> int:
        """The line of the key at that path."""
        return self._places.of(at)[0]


def read(path: Path) -> SettingsFile:
    """The file at `path`; one that is no TOML has its problem and no content.

    :raises OSError: it cannot be read.
    """
    import tomllib

    file = SettingsFile(path)
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        file._fault(1, 1, "too-large", f"a file of settings has {MAX_BYTES:,} bytes at most")
        return file
    try:
        text = data.decode()
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        file._fault(line, column, "encoding", "not UTF-8")
        return file
    text = text.replace("\r\n", "\n")
    file._lines = text.split("\n")
    try:
        file.content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        _syntax(file, str(problem))
    except RecursionError:
        file._fault(1, 1, "toml", "lists or tables nest too deep")
    else:
        file._places = places(text)
    return file


def _syntax(file: SettingsFile, message: str) -> None:
    what, _, where = message.partition(" (at ")
    place = re.match(r"line (\d+), column (\d+)", where)
    lines = file._lines
    line, column = (int(place[1]), int(place[2])) if place else (len(lines), len(lines[-1]) + 1)
    head = re.match(r"\s*\[\s*(\w+)\s*\.\s*(\w+)", lines[line - 1]) if line <= len(lines) else None
    if head:
        # TOML does not have `rules = [...]` and `[rules.check]` in one file.
        what += f"; where '{head[1]}' is a key too, the table is [{head[1]}-{head[2]}]"
        column = lines[line - 1].index("[") + 1
    if line <= len(lines) and re.match(
        r"(yes|no|on|off|true|false)\b", lines[line - 1][column - 1 :], re.IGNORECASE
    ):
        what += "; write true or false"
    file._fault(line, column, "toml", what[:1].lower() + what[1:])


@dataclass(frozen=True, slots=True)
class Given:
    """A setting that a file gives to a command, and the line it stands in."""

    option: Option
    value: Value
    line: int


def given(file: SettingsFile, options: Options, command: str) -> dict[str, Given]:
    """What `file` says for `command`, by the name of the option. Faults are noted in `file.problems`.

    All commands are asked for their options only where the file speaks of another one.
    """
    return _Reader(file, options, command).all()


class _Reader:
    def __init__(self, file: SettingsFile, options: Options, command: str) -> None:
        self.file, self.options, self.command = file, options, command
        self.found: dict[str, Given] = {}
        self.tables: dict[str, str] = {}  # where each of them was found: the name of the table's command

    def all(self) -> dict[str, Given]:
        self.level(self.file.content, (), "")
        return self.found

    def level(self, content: Mapping[str, Any], at: tuple[str, ...], name: str) -> None:
        """The keys of one table, which is for the command or the group of commands `name`, or for all."""
        inner = []
        seen: dict[str, str] = {}
        for key, value in content.items():
            if isinstance(value, dict):
                inner.append((key, value))
            elif option := self.option((*at, key), name):
                if option.name in seen:
                    self.file.fault((*at, key), "twice", f"'{key}' is the same as '{seen[option.name]}'")
                    continue
                seen[option.name] = key
                self.take(option, value, (*at, key), name)
        for key, value in inner:
            whole = self.table((*at, key), name)
            if whole is not None:
                self.level(value, (*at, key), whole)

    def option(self, at: tuple[str, ...], name: str) -> Option | None:
        """The option that a key names: of this command where it has it, else of any that the table is for."""
        key = at[-1]
        if _under(self.command, name):
            for option in self.options.of(self.command):
                if key in option.names:
                    return option
        table = self.options.every()
        for option in _options(table, name):
            if key in option.names:
                return option
        if not name and key in _tables(table):
            message = f"'{key}' is a command: its settings stand in a table, [{key}]"
        else:
            known = {each for option in _options(table, name) for each in option.names}
            if near := nearest(key, known):
                hint = f"; did you mean '{near}'?"
            else:
                hint = _elsewhere(table, key) or did_you_mean(key, known)
            where = f" of {name.replace('.', ' ')}" if name else ""
            message = f"no option{where} is called '{key}'{hint}"
        self.file.fault(at, "unknown-key", message)
        return None

    def table(self, at: tuple[str, ...], name: str) -> str | None:
        """The command or group that a table is for."""
        key = at[-1]
        whole = f"{name}.{key}" if name else key
        if _under(self.command, whole):
            return whole
        known = _tables(self.options.every())
        if whole in known:
            return whole
        for each in known:
            if not name and each.replace(".", "-") == key:
                return each
        inside = [each.removeprefix(f"{name}.") for each in known if not name or each.startswith(f"{name}.")]
        self.file.fault(at, "unknown-table", f"no command is called '{whole}'{did_you_mean(key, inside)}")
        return None

    def take(self, option: Option, value: Any, at: tuple[str, ...], name: str) -> None:
        """Check a value. What is for other commands only must fit one of them."""
        mine = _under(self.command, name) and option in self.options.of(self.command)
        alike = [option] if mine else [o for o in _options(self.options.every(), name) if at[-1] in o.names]
        problem = ""
        for each in alike:
            try:
                checked = from_toml(each, value, self.file.path.parent)
            except ValueError as wrong:
                problem = problem or str(wrong)
                continue
            before = self.tables.get(option.name, "")
            if mine and before == name and option.name in self.found:
                self.file.fault(at, "twice", f"'{at[-1]}' is set for {name.replace('.', ' ')} twice")
            elif mine and len(name) >= len(before):  # of a command, before that of its group
                self.found[option.name] = Given(option, checked, self.file.line(at))
                self.tables[option.name] = name
            return
        if mine and not name and self.fits_another(value, at):
            table = self.command.replace(".", "-")
            problem += f"; what is for some commands only stands in their tables, [{table}]"
        self.file.fault(at, "bad-value", problem)

    def fits_another(self, value: Any, at: tuple[str, ...]) -> bool:
        """Whether some other command would take the value of a key that is for all."""
        for each in _options(self.options.every(), ""):
            if at[-1] in each.names:
                with suppress(ValueError):
                    from_toml(each, value, self.file.path.parent)
                    return True
        return False


def _under(command: str, name: str) -> bool:
    return not name or command == name or command.startswith(f"{name}.")


def _options(table: Table, name: str) -> Iterator[Option]:
    for command, options in table.items():
        if _under(command, name):
            yield from options


def _tables(table: Table) -> list[str]:
    groups = {command.partition(".")[0]: None for command in table}
    return [*dict.fromkeys([*groups, *table])]


def _elsewhere(table: Table, key: str) -> str:
    commands = [command for command, options in table.items() if any(key in o.names for o in options)]
    return f"; it is one of {', '.join(each.replace('.', ' ') for each in commands[:6])}" if commands else ""
