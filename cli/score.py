"""`glossator score`: output held against gold."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .console import say, shown, warning
from .exits import Code, CommandError, epilog, reason
from .output import standard_output, write
from .quick import QuickCommand
from .records import opened

if TYPE_CHECKING:
    from annotators.score import Error, LayerScore
    from annotators.scoreinput import Annotated as Article
    from annotators.scorepairs import Pair

_ALL = "all"
_LISTED = 5  # articles in a message about all that are only in OUT

EPILOG = epilog(
    "glossator annotate articles/ | glossator score gold.jsonl -",
    "glossator score gold/ out.yaml --errors units | grep ': missed:'",
    "glossator score gold.jsonl out.yaml --format json | jq .layers.units.strict",
    codes=(Code.DONE, Code.CHECK_FAILED, Code.ERROR, Code.INTERRUPTED),
    wrong="GOLD or OUT not readable or of other articles",
    failed="a layer is below --min",
)


class Format(StrEnum):
    """How figures and errors are written."""

    text = "text"
    json = "json"
    csv = "csv"


class Extra(StrEnum):
    """What to do with articles that gold does not have."""

    error = "error"
    ignore = "ignore"


class Command(QuickCommand):
    """`--errors` may have a layer behind it; any other word there is an argument."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        from annotators.document import LAYERS

        following = [*args, ""][1:]
        given = [
            f"--errors={_ALL}" if arg == "--errors" and after not in (*LAYERS, _ALL) else arg
            for arg, after in zip(args, following, strict=True)
        ]
        return super().parse_args(ctx, given)


def score(
    gold: Annotated[str, typer.Argument(metavar="GOLD", hidden=True)],
    out: Annotated[str, typer.Argument(metavar="OUT", hidden=True)],
    only: Annotated[
        str | None,
        typer.Option(metavar="LAYERS", help="Some of people,units,crossings,counts.", show_default=False),
    ] = None,
    errors: Annotated[
        str | None,
        typer.Option(
            metavar="[LAYER]", help="List the errors instead, all or those of one layer.", show_default=False
        ),
    ] = None,
    min_: Annotated[
        list[str] | None,
        typer.Option(
            "--min",
            metavar="F1",
            help="Fail where the strict F1 of a layer is below this; units=0.9 for one layer. Repeatable.",
        ),
    ] = None,
    extra: Annotated[
        Extra, typer.Option(metavar="error|ignore", help="What articles are that only OUT has.")
    ] = Extra.error,
    format_: Annotated[
        Format, typer.Option("--format", metavar="text|json|csv", help="For people, or for programs.")
    ] = Format.text,
) -> None:
    """Compare output with gold: precision, recall and F1 a layer.

    GOLD and OUT are each a file of records (YAML or JSON lines, as annotate
    writes them), a file of gold (JSON lines with id, text and the layers),
    a folder of brat standoff (.txt and .ann), or - for standard input.

    strict counts mentions of the same place, lenient those that overlap.
    Attributes are compared where the place is the same. Articles are matched
    by path, SHA-256 or file name; all of one that OUT lacks counts as missed.
    A layer that GOLD does not have is not scored.
    """
    from annotators.score import Scorer
    from annotators.score import errors as errors_of
    from annotators.scoretext import ERROR_HEADER

    layers = _layers(only, "'--only'")
    listed = None if errors is None else _layers(None if errors == _ALL else errors, "'--errors'")
    limits = _limits(min_ or [], layers)
    output = standard_output()
    paired = _paired(gold, out, extra)
    scorer = Scorer(layers)
    if listed is not None and format_ is Format.csv:
        write(output, ERROR_HEADER)
    for pair in paired:
        scorer.add(pair)
        if listed is not None:
            for error in errors_of(pair, [layer for layer in layers if layer in listed]):
                write(output, _error(error, format_))
    scores = scorer.scores()
    if listed is None:
        write(output, _scores(scores, paired, format_))
    if not _reached(scores, limits):
        raise typer.Exit(Code.CHECK_FAILED)


def _layers(names: str | None, option: str) -> list[str]:
    """
    :raises typer.BadParameter: there is no such layer.
    """
    from annotators.document import LAYERS

    wanted = [name.strip() for name in names.split(",")] if names is not None else list(LAYERS)
    for name in wanted:
        if name not in LAYERS:
            raise typer.BadParameter(
                f"unknown layer '{name}'; the layers are {', '.join(LAYERS)}", param_hint=option
            )
    return [layer for layer in LAYERS if layer in wanted]


def _limits(given: list[str], layers: list[str]) -> dict[str, float]:
    """The least F1 of each layer that has one; that of a layer by name goes before one for all.

    :raises typer.BadParameter: no number from 0 to 1, or no layer that is scored.
    """
    for_all: dict[str, float] = {}
    named: dict[str, float] = {}
    for each in given:
        layer, equals, number = each.rpartition("=")
        try:
            limit = float(number)
        except ValueError:
            limit = -1
        if not 0 <= limit <= 1:
            raise typer.BadParameter(f"'{number}' is no number from 0 to 1", param_hint="'--min'")
        if not equals:
            for_all = dict.fromkeys(layers, limit)
        elif layer in layers:
            named[layer] = limit
        else:
            raise typer.BadParameter(
                f"'{layer}' is not scored; the layers are {', '.join(layers)}", param_hint="'--min'"
            )
    return for_all | named


def _paired(gold: str, out: str, extra: Extra) -> list[Pair]:
    """
    :raises CommandError: a side cannot be read, or its articles are not those of the other.
    """
    from annotators.document import Failure
    from annotators.scorepairs import PairError, pairs

    if gold == out == "-":
        raise typer.BadParameter("standard input (-) can be read only once", param_hint="'OUT'")
    try:
        found, others = pairs(_side(gold), _side(out))
    except PairError as error:
        raise CommandError(*error.problems) from None
    if others and extra is Extra.error:
        lines = [f"{each.place}: {each.document.article} is not in {gold}" for each in others[:_LISTED]]
        if len(others) > _LISTED:
            lines.append(f"… and {len(others) - _LISTED} more")
        raise CommandError(*lines, "--extra ignore passes over what only OUT has")
    for pair in found:
        if pair.output is None:
            warning(f"{pair.gold.article}: not in {out}: all of it counts as missed")
        elif isinstance(pair.output, Failure):
            warning(f"{pair.output.article}: {pair.output.message}: all of it counts as missed")
    return found


def _side(name: str) -> list[Article]:
    """
    :raises CommandError: it cannot be read, or has another form.
    """
    from annotators.reader import RecordError
    from annotators.scorebrat import BratFolder
    from annotators.scoreinput import read_side

    try:
        if Path(name).is_dir():
            folder = BratFolder(Path(name))
            articles = list(folder.articles())
            for kind, number in sorted(folder.others.items()):
                warning(f"{name}: {kind} ({number}) is no layer and passed over")
            return articles
        with opened(name) as stream:
            return list(read_side(stream, name))
    except RecordError as problem:
        raise CommandError(str(problem)) from None
    except OSError as problem:
        raise CommandError(reason(problem)) from None


def _error(error: Error, format_: Format) -> str:
    from annotators.scoretext import error_csv, error_json, error_line

    if format_ is Format.text:
        return shown(error_line(error)) + "\n"
    return error_json(error) if format_ is Format.json else error_csv(error)


def _scores(scores: Mapping[str, LayerScore], paired: list[Pair], format_: Format) -> str:
    from annotators.scoretext import table, to_csv, to_json

    if format_ is Format.text:
        return table(scores)
    if format_ is Format.csv:
        return to_csv(scores)
    return to_json(scores, len(paired), [pair.gold.article for pair in paired if pair.output is None])


def _reached(scores: Mapping[str, LayerScore], limits: Mapping[str, float]) -> bool:
    """Whether no layer is below its limit; each that is is told. A layer without any mention is not."""
    low = {
        layer: limit
        for layer, limit in limits.items()
        if layer in scores and scores[layer].gold + scores[layer].output and scores[layer].strict.f1 < limit
    }
    for layer, limit in low.items():
        say(f"{layer}: F1 {scores[layer].strict.f1:.4f} is below {limit:g}")
    return not low
