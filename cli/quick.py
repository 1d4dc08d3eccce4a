"""Commands that start sooner: what Typer would import pydantic for and is not needed is left out.

Typer converts every value by pydantic, defaults too, which takes a tenth of a second. A value that is what it
should be needs no conversion; every other one goes the usual way.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any, cast, get_args, get_origin

from typer.core import TyperCommand, TyperGroup

from .options import opposites
from .precedence import placed, settle


class QuickParams:
    """Of a command or group: its parameters convert only what must be."""

    def get_params(self, ctx: Any) -> list[Any]:
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]  # of the command that it is mixed into
        for param in params:
            usual = getattr(param, "get_runtime_param", None)
            # None: a Typer that converts in another way does without us
            if usual is not None and not isinstance(getattr(usual, "__self__", None), _Ready):
                param.get_runtime_param = _Ready(param, usual).itself
        if ctx is not None and ctx.resilient_parsing:
            from .completing import teach

            teach(params)
        return params


class QuickCommand(QuickParams, TyperCommand):
    """A command that converts only what must be, and takes back the flags that settings have set."""

    def make_parser(self, ctx: Any) -> Any:
        parser = super().make_parser(ctx)
        taken = {name for param in self.params for name in (*param.opts, *param.secondary_opts)}
        for param in self.params:
            # Not in the help, which would be half as long again; docs/configuration.md tells of them.
            if free := [name for name in opposites(param) if name not in taken]:
                parser.add_option(
                    cast(Any, param), opts=free, dest=param.name, action="store_const", const=False
                )
        return parser

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        with placed(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        settle(ctx)
        with placed(ctx):
            return super().invoke(ctx)


class QuickGroup(QuickParams, TyperGroup):
    """A group that converts only what must be."""


class _Ready:
    """In the place of a parameter's converter."""

    def __init__(self, param: Any, usual: Callable[[], Any]) -> None:
        self._annotation = param.type_descriptor.annotation
        self._usual = usual
        told = param.type_descriptor.parameter_info
        # Whether all that is asked of a path is that it can be read if it is there.
        self._any_path = told.file_okay and told.dir_okay and not (told.exists or told.writable)
        self._any_path = self._any_path and not told.resolve_path and told.path_type is None

    def itself(self) -> _Ready:
        return self

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """What the usual converter gives for `value`."""
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        if several and isinstance(value, (tuple, list)) and get_origin(self._annotation) is list:
            kind = get_args(self._annotation)[0]
            if kind is Path and self._any_path and all(map(_is_readable, value)):
                return [Path(each) for each in value]
            if all(_is_ready(each, kind) for each in value):
                return list(value)
        elif not several and self._annotation is Path and self._any_path and _is_readable(value):
            return Path(value)
        elif not several and _is_ready(value, self._annotation):
            return value
        return self._usual().coerce(value, param=param, ctx=ctx)


def _is_readable(value: Any) -> bool:
    if not _is_ready(value, str):
        return False
    return not os.path.lexists(value) or os.access(value, os.R_OK)


def _is_ready(value: Any, kind: Any) -> bool:
    if kind is str:
        return type(value) is str and value.isprintable()  # pydantic refuses lone surrogates
    if isinstance(kind, type) and issubclass(kind, Enum):
        return isinstance(value, kind)
    # Numbers have bounds; one that is a number already is a default.
    return kind is int and type(value) is int
