"""The options that the commands declare, as the library's settings need them, and their values back."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin

if TYPE_CHECKING:
    from annotators.option import Kind, Option, Options, Value

# Settings are not for these: they say what settings there are, or what to type.
WITHOUT = ("config", "completion", "man")
# What the metavar of an option says of its value, which is text to Python.
_PATHS = {"FILE", "DIR", "FOLDER", "PATH"}


def commands(root: Any) -> Iterator[tuple[str, Any]]:
    """Every command below the group `root` that is no group, by its name with dots: `rules.check`."""
    for name in root.list_commands(None):
        command = root.get_command(None, name)
        if hasattr(command, "list_commands"):
            for inner, each in commands(command):
                yield f"{name}.{inner}", each
        else:
            yield name, command


def options(root: Any) -> Options:
    """The option tables of all commands, each made when it is asked for."""
    from annotators.option import Options

    made: dict[str, tuple[Option, ...]] = {}

    def of(name: str) -> tuple[Option, ...]:
        if name not in made:
            made[name] = table(command_called(root, name))
        return made[name]

    def every() -> dict[str, tuple[Option, ...]]:
        names = [name for name, _ in commands(root) if name.partition(".")[0] not in WITHOUT]
        return {name: of(name) for name in names}

    return Options(of, every)


def command_called(root: Any, name: str) -> Any:
    """The command of a name with dots; None where there is none."""
    for part in name.split("."):
        if not hasattr(root, "get_command"):
            return None
        root = root.get_command(None, part)
    return root


def table(command: Any) -> tuple[Option, ...]:
    """The options of one command that have a long name, in the order of its help."""
    return tuple(_option(param) for param in of_command(command))


def of_command(command: Any) -> list[Any]:
    """The parameters that `table` describes."""
    return [p for p in command.params if p.param_type_name == "option" and not p.is_eager and long_names(p)]


def long_names(param: Any) -> tuple[str, ...]:
    """`no-ner`, without dashes."""
    return tuple(name[2:] for name in param.opts if name.startswith("--"))


def opposites(param: Any) -> list[str]:
    """What takes a flag back that a setting has set: `--ner` for `--no-ner`, `--no-raw` for `--raw`."""
    if not getattr(param, "is_bool_flag", False) or param.is_eager or param.secondary_opts:
        return []
    names = long_names(param)
    return [f"--{n.removeprefix('no-')}" if n.startswith("no-") else f"--no-{n}" for n in names]


def converted(param: Any, value: Value) -> Any:
    """A setting as the command's function takes it. Typer would import pydantic to make an `Enum` of it."""
    choices = param.type_descriptor.choices
    if choices is None:
        return value
    members = {_plain(choice): choice for choice in choices}
    return [members[each] for each in value] if isinstance(value, list) else members[value]


def _option(param: Any) -> Option:
    from annotators.option import Option

    declared = param.type_descriptor
    info = declared.parameter_info
    default = param.default
    envvar = param.envvar
    return Option(
        names=long_names(param),
        kind=_kind(param),
        several=bool(param.multiple),
        commas="LAYERS" in (param.metavar or "").split("|"),
        choices=tuple(map(_plain, declared.choices or ())),
        least=info.min,
        most=info.max,
        default=[_plain(each) for each in default] if isinstance(default, (list, tuple)) else _plain(default),
        variable=envvar if isinstance(envvar, str) else None,
    )


def _kind(param: Any) -> Kind:
    if param.is_flag:
        return "flag"
    annotation = param.type_descriptor.annotation
    if get_origin(annotation) is list:
        annotation = get_args(annotation)[0]
    words = set((param.metavar or "").split("|"))
    if annotation is Path or (words & _PATHS and "NAME" not in words):
        return "path"
    if words & _PATHS:
        return "name or path"
    return {int: "integer", float: "number"}.get(annotation, "text")  # type: ignore[return-value]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path) else value
