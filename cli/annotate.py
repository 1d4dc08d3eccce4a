"""`glossator annotate`: articles in, one record each on standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from .console import error, warning
from .exits import Code, CommandError, epilog, reason
from .output import standard_output, write
from .packs import load

if TYPE_CHECKING:
    from annotators.pipeline import TaggerInfo

# The library's own defaults (a test compares them): reading them would import it for `--help`.
MODEL = "en-news-1"
_MAX_BYTES = 5_000_000
_COUNT_POLICY = "guidelines"

EPILOG = epilog(
    "glossator annotate article.txt",
    "curl -s $URL | html2text | glossator annotate --no-ner",
    "glossator annotate articles/ | yq '.units[].name' | sort | uniq -c",
    "find . -name '*.txt' -print0 | glossator annotate --files-from - -0",
    "glossator annotate --format jsonl articles/ | jq -c '.crossings[]'",
    "glossator annotate --explain article.txt | yq '.explain[]'",
    codes=(Code.DONE, Code.ERROR, Code.INPUT_FAILED, Code.INTERRUPTED),
)


class Format(StrEnum):
    """How a record is written."""

    yaml = "yaml"
    jsonl = "jsonl"


class Engine(StrEnum):
    """What runs the model."""

    auto = "auto"
    compiled = "compiled"
    stanza = "stanza"


def annotate(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATHS", hidden=True),  # told in the text: Typer adds `<list[str]>`
    ] = None,
    no_ner: Annotated[
        bool, typer.Option("--no-ner", help="Rules alone, without the model: starts and runs faster.")
    ] = False,
    rules: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="A rule pack to add, or to take the place of the shipped one of its name. Repeatable.",
        ),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            metavar="LAYERS", help="Some of people,units,crossings,counts; else all.", show_default=False
        ),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", metavar="yaml|jsonl", help="YAML documents, or JSON lines.")
    ] = Format.yaml,
    model: Annotated[
        str,
        typer.Option(metavar="NAME|DIR", help="A bundled model, or the folder of a Stanza NER model."),
    ] = MODEL,
    engine: Annotated[
        Engine,
        typer.Option(
            metavar="auto|compiled|stanza",
            help="What runs the model. compiled is much faster; auto takes it where the model has it.",
        ),
    ] = Engine.auto,
    count_policy: Annotated[
        str,
        typer.Option(metavar="NAME", help="What dozens or several say: guidelines, acled, or a pack's own."),
    ] = _COUNT_POLICY,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Add what was found and dropped, each with the winner and the reason."
        ),
    ] = False,
    encoding: Annotated[str, typer.Option(metavar="NAME", help="How the articles are encoded.")] = "utf-8",
    max_bytes: Annotated[
        int, typer.Option(metavar="N", min=1, help="Refuse articles larger than this.")
    ] = _MAX_BYTES,
    stdin_name: Annotated[
        str, typer.Option(metavar="NAME", help="What the record of standard input is called.")
    ] = "-",
    glob: Annotated[
        str,
        typer.Option(
            metavar="PATTERN",
            help="Which files of a folder to take, by name. Hidden files and linked folders are passed over.",
        ),
    ] = "*.txt",
    files_from: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|-", help="Read paths from a file or standard input, one a line, after PATHS."
        ),
    ] = None,
    null: Annotated[
        bool, typer.Option("-0", "--null", help="In --files-from a NUL, not a line break, ends a path.")
    ] = False,
) -> None:
    """Annotate articles: one record each, in the order of the input.

    PATHS are files and folders. A folder stands for its *.txt files, at any
    depth, in byte order of their paths. - is standard input; without PATHS,
    what comes through a pipe is one article.

    An article that fails leaves a record with the key `error` and a line on
    standard error; the others are annotated all the same. That nothing is
    found is no failure.
    """
    from annotators import batch
    from annotators.document import LAYERS
    from annotators.pipeline import Annotator, layers_named
    from annotators.writer import to_jsonl, to_yaml

    try:
        layers = layers_named([name.strip() for name in only.split(",")] if only is not None else LAYERS)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="'--only'") from None
    if not batch.is_encoding(encoding):
        raise typer.BadParameter(f"unknown encoding '{encoding}'", param_hint="'--encoding'")
    if "/" in glob:
        raise typer.BadParameter("a file's name has no '/'", param_hint="'--glob'")
    if null and files_from is None:
        raise typer.BadParameter("it says how --files-from is read, which is missing", param_hint="'-0'")
    check_stdin(ctx, paths or [], files_from)
    output = standard_output()

    with ExitStack() as stack:
        listed = None
        if files_from is not None:
            listed = batch.listed(stack.enter_context(open_list(files_from)), null=null)
        # Rules before the model: a fault in a pack must not wait for torch.
        packs = load(rules or [])
        try:
            annotator = Annotator(
                packs, None if no_ner else tagger(model, engine), layers, count_policy, explain=explain
            )
        except ValueError as problem:
            raise typer.BadParameter(str(problem), param_hint="'--count-policy'") from None
        render = to_jsonl if format_ is Format.jsonl else to_yaml
        items = batch.inputs(
            paths or (["-"] if listed is None else []), listed or (), glob=glob, stdin_name=stdin_name
        )
        stdin = sys.stdin.buffer if sys.stdin is not None else None
        failed = False
        try:
            for result in batch.records(
                items, annotator.annotate, render, stdin=stdin, encoding=encoding, max_bytes=max_bytes
            ):
                if isinstance(result, batch.EmptyFolder):
                    warning(f"{result.name}: no file matches {glob}")
                    continue
                write(output, result.text)
                if result.failure is not None:
                    failed = True
                    name = result.failure.article or "''"  # `annotate "$UNSET"`
                    error(f"{name}: {result.failure.message}")
        except batch.ModelError as problem:
            raise CommandError(str(problem)) from None
    if failed:
        raise typer.Exit(Code.INPUT_FAILED)


def check_stdin(ctx: typer.Context, paths: Sequence[str], files_from: str | None) -> None:
    """Refuse to read standard input twice, or from a terminal that nobody named."""
    if paths.count("-") + (files_from == "-") > 1:
        ctx.fail("standard input (-) can be read only once")
    if not paths and files_from is None and (sys.stdin is None or sys.stdin.isatty()):
        ctx.fail("no path, and standard input is not a pipe or a file")


def open_list(name: str) -> AbstractContextManager[BinaryIO]:
    """The file of paths to read.

    :raises CommandError: it cannot be opened.
    """
    if name == "-":
        if sys.stdin is None:
            raise CommandError("--files-from -: standard input is closed")
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as problem:
        raise CommandError(f"--files-from {reason(problem)}") from None


def tagger(name: str, engine: Engine = Engine.auto) -> TaggerInfo:
    """The model of that name, which is loaded when the first article needs it.

    :raises CommandError: there is no such model, or no compiled form of it, or its files cannot be read.
    """
    from annotators.batch import tagger_on_demand
    from annotators.ner.model import find_model

    try:
        return tagger_on_demand(find_model(name), engine.value)
    except FileNotFoundError as problem:
        raise CommandError(str(problem)) from None
