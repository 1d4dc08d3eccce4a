"""What a shell offers for a value that is being typed. Nothing here loads a rule pack or a model."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MethodType
from typing import Any

from .options import WITHOUT, command_called, options
from .settings import here

# As annotators.stages and annotators.rulelist have them (a test compares them), which are slow to import.
NER_RULES = ("ner.person", "ner.place", "ner.unit", "ner.organization")
CUE = "cue"
_DEVICES = ("cpu", "cuda", "cuda:0", "mps", "auto")


@dataclass(frozen=True, slots=True)
class Item:
    """One offer, with the attributes that Typer's shells ask for."""

    value: str
    help: str | None = None
    type: str = "plain"


def without_equals(environment: MutableMapping[str, str]) -> None:
    """Bash takes `--format=js` apart at the `=`; leave it as `--format js`, which Typer understands."""
    words = environment.get("COMP_WORDS", "").split("\n")
    at = environment.get("COMP_CWORD", "")
    if "=" not in words or not at.isdecimal():
        return
    cursor = int(at)
    extra = [
        i for i, word in enumerate(words) if word == "=" and words[i - 1].startswith("--") and i != cursor
    ]
    environment["COMP_WORDS"] = "\n".join(word for i, word in enumerate(words) if i not in extra)
    environment["COMP_CWORD"] = str(cursor - sum(i < cursor for i in extra))


def teach(params: Iterable[Any]) -> None:
    """Let the parameters offer values by what their metavars and names say they are.

    Where nothing is offered the shell offers files.
    """
    # Fish replaces the whole word, `--format=js`. (In zsh Typer's script offers nothing there.)
    word = os.environ.get("_TYPER_COMPLETE_ARGS", "").rpartition(" ")[2]
    option, equals, _ = word.partition("=")
    for param in params:
        if "shell_complete" in vars(param):  # asked for a second time
            continue
        offered = _OFFERS.get(param.opts[0]) or _OFFERS.get((param.metavar or "").strip("[]"))
        if offered is not None:
            param.shell_complete = MethodType(_completer(offered), param)
        if equals and option.startswith("--"):
            param.shell_complete = _prefixed(param.shell_complete, option + equals)


def _prefixed(complete: Callable[[Any, str], list[Any]], before: str) -> Callable[[Any, str], list[Any]]:
    return lambda ctx, incomplete: [Item(before + each.value) for each in complete(ctx, incomplete)]


def _completer(offered: Callable[[Any], Iterable[str]]) -> Callable[[Any, Any, str], list[Item]]:
    def complete(param: Any, ctx: Any, incomplete: str) -> list[Item]:
        begun, last = "", incomplete
        if (param.metavar or "") == "LAYERS":  # a list with commas: its last word is completed
            begun, comma, last = incomplete.rpartition(",")
            begun += comma
        before = set(begun.split(","))
        return [Item(begun + each) for each in offered(ctx) if each.startswith(last) and each not in before]

    return complete


def _rules(ctx: Any) -> list[str]:
    from annotators.ruleids import rule_ids

    return [*rule_ids(_packs(ctx)), *NER_RULES]


def _policies(ctx: Any) -> list[str]:
    from annotators.ruleids import policy_names

    return policy_names(_packs(ctx))


def _packs(ctx: Any) -> list[Path]:
    """The shipped packs, and those of `--rules` on the line or in the settings."""
    spec = importlib.util.find_spec("annotators.rules")  # annotators.ruleset knows, and is slow to import
    shipped = (spec.submodule_search_locations or []) if spec is not None else []
    given = ctx.params.get("rules") or _set(ctx, "rules") or []
    return [*(file for folder in shipped for file in sorted(Path(folder).glob("*.yaml"))), *map(Path, given)]


def _set(ctx: Any, option: str) -> Any:
    """What the settings say of an option of the command that is being typed. Faults are told when it runs."""
    from annotators.settingsources import sources

    where = sources(os.environ, here())
    if where.silent:
        return None
    from annotators.settings import SettingsError, settings

    name = ".".join(ctx.command_path.split(" ")[1:])
    with suppress(OSError, SettingsError):
        found = settings(options(ctx.find_root().command), name, where)
        return next((each.value for each in found if each.option.name == option), None)
    return None


def _layers(ctx: Any) -> Sequence[str]:
    from annotators.document import LAYERS

    return LAYERS


def _rule_layers(ctx: Any) -> Sequence[str]:
    """Of `rules list --layer`; `score --errors` takes a layer of records."""
    if ctx.info_name != "list":
        return _layers(ctx)
    from annotators.rule import LAYERS

    return (*LAYERS, CUE)


def _models(ctx: Any) -> list[str]:
    from annotators.ner.model import bundled, fetched

    return [model.name for model in [*bundled(), *fetched()]]


def _encodings(ctx: Any) -> list[str]:
    from encodings.aliases import aliases

    from annotators.encoding import is_encoding

    names = {"utf-8", "utf-16", *(name.replace("_", "-") for name in aliases.values())}
    return sorted(filter(is_encoding, names))


def _names(ctx: Any) -> list[str]:
    """The commands, or those of a group whose name has been typed."""
    root = ctx.find_root().command
    typed = ctx.params.get("names") or []
    group = command_called(root, ".".join(typed)) if typed else root
    if not hasattr(group, "list_commands"):
        return []
    hidden = () if typed or ctx.info_name == "man" else WITHOUT
    return [name for name in group.list_commands(None) if name not in hidden]


_OFFERS: dict[str, Callable[[Any], Iterable[str]]] = {
    "RULE": _rules,
    "LAYERS": _layers,
    "LAYER": _rule_layers,
    "NAME|DIR": _models,
    "COMMAND": _names,
    "--count-policy": _policies,
    "--encoding": _encodings,
    "--device": lambda ctx: _DEVICES,
}
