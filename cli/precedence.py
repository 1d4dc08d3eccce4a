"""What is typed wins over settings that it cannot go with, and a refused setting is told with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from typer import BadParameter

# Of a parameter, those that it cannot stand beside. Where both are set, the one from farther away gives way.
# `jsonl` gives way to nothing: without it the same input would be read as something else.
_GIVES_WAY_TO = {
    "quiet": ("verbose",),
    "verbose": ("quiet",),
    "output": ("output_dir",),
    "output_dir": ("output", "jsonl"),
    "force": ("resume",),
    "resume": ("force",),
    "jobs": ("time_",),
    "timeout": ("time_",),
    "time_": ("jobs", "timeout"),
}
# Of a parameter, those of which one must be there for it to do anything.
_NEEDS_ONE_OF = {
    "id_field": ("jsonl", "parquet"),
    "date_field": ("jsonl", "parquet"),
    "source_field": ("jsonl", "parquet"),
    "parquet": ("on",),
    "part_articles": ("on",),
    "workers": ("on",),
    "force": ("output", "output_dir", "on"),
}
_ORIGINS = f"{__name__}.origins"


def remember(ctx: Any, origins: Mapping[str, str]) -> None:
    """Keep where the settings of the command that will run are from, by the name of the parameter."""
    ctx.meta[_ORIGINS] = origins


def settle(ctx: Any) -> None:
    """Put back to their defaults the settings that do not go with what is nearer: typed, then a variable."""
    if not ctx.meta.get(_ORIGINS):
        return
    # All are judged before one is put back: the order of the options must not matter.
    losing = [param for param in ctx.command.params if param.name in ctx.params and _loses(ctx, param.name)]
    for param in losing:
        ctx.params[param.name] = _default(ctx, param)


def _loses(ctx: Any, name: str) -> bool:
    if not _origin(ctx, name):
        return False
    others = _GIVES_WAY_TO.get(name, ())
    # `glossator -q annotate` is typed as well.
    if any(_is_typed(ctx.parent, each) for each in (name, *others)):
        return True
    return any(_is_on(ctx, each) and _rank(ctx, each) > _rank(ctx, name) for each in others)


def refuse_idle(ctx: Any) -> None:
    """Refuse what was typed and would do nothing: whoever typed it expects something of it.

    :raises click.UsageError: the option lacks another one.
    """
    options = {param.name: max(param.opts, key=len) for param in ctx.command.params}
    for name, others in _NEEDS_ONE_OF.items():
        if name in ctx.params and _is_typed(ctx, name) and not any(ctx.params.get(each) for each in others):
            ctx.fail(f"{options[name]} does nothing without {' or '.join(options[each] for each in others)}")


@contextmanager
def placed(ctx: Any) -> Iterator[None]:
    """Add to the refusal of a value that is a setting where it is set."""
    try:
        yield
    except BadParameter as refused:
        hint = refused.param_hint
        hints = [hint] if isinstance(hint, str) else hint or ()
        names = {each.strip("'") for each in hints}
        for param in ctx.command.params:
            if param is refused.param or names & set(param.opts):
                origin = _origin(ctx, param.name)
                if origin and not refused.message.endswith(f"({origin})"):
                    refused.message += f" ({origin})"
        raise


def _source(ctx: Any, name: str) -> str:
    source = ctx.get_parameter_source(name)
    return source.name if source is not None else ""


def _origin(ctx: Any, name: str) -> str:
    """Where the value is set, if it is that of a setting."""
    if _source(ctx, name) not in ("DEFAULT_MAP", "ENVIRONMENT"):
        return ""
    return str(ctx.meta.get(_ORIGINS, {}).get(name, ""))


def _rank(ctx: Any, name: str) -> int:
    """How near the source of a value is: what is typed, a variable, a file (`FILE:LINE`), a default."""
    if _source(ctx, name) == "COMMANDLINE":
        return 3
    origin = _origin(ctx, name)
    return 0 if not origin else 1 if ":" in origin else 2


def _is_typed(ctx: Any, name: str) -> bool:
    return ctx is not None and bool(ctx.params.get(name)) and _source(ctx, name) == "COMMANDLINE"


def _is_on(ctx: Any, name: str) -> bool:
    """Whether the value of a parameter is another one than its default."""
    for param in ctx.command.params:
        if param.name == name:
            return bool(ctx.params[name] != _default(ctx, param))
    return False


def _default(ctx: Any, param: Any) -> Any:
    return param.process_value(ctx, param.default)
