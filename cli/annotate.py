"""`glossator annotate`: articles in, one record each on standard output."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .articles import DEVICE, MAX_BYTES, MODEL, DeviceName, Engine, Rules, check_inputs, open_list, tagger
from .console import error, warning
from .decided import with_decisions
from .exits import Code, CommandError, epilog
from .output import standard_output, write
from .packs import load_to_annotate

if TYPE_CHECKING:
    pass

# The library's own default (a test compares them): reading it would import the library for `--help`.
_COUNT_POLICY = "guidelines"

EPILOG = epilog(
    "glossator annotate article.txt",
    "curl -s $URL | html2text | glossator annotate --no-ner",
    "glossator annotate articles/ | yq '.units[].name' | sort | uniq -c",
    "find . -name '*.txt' -print0 | glossator annotate --files-from - -0",
    "glossator annotate --format jsonl articles/ | jq -c '.crossings[]'",
    "glossator annotate --explain article.txt | yq '.explain[]'",
    codes=(Code.DONE, Code.ERROR, Code.INPUT_FAILED, Code.INTERRUPTED),
    wrong="a broken rule pack, no such model",
)


class Format(StrEnum):
    """How a record is written."""

    yaml = "yaml"
    jsonl = "jsonl"


def annotate(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATHS", hidden=True),  # told in the text: Typer adds `<list[str]>`
    ] = None,
    no_ner: Annotated[
        bool, typer.Option("--no-ner", help="Rules alone, without the model: starts and runs faster.")
    ] = False,
    rules: Rules = None,
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
        typer.Option(metavar="NAME|DIR", help="A model of model list, or the folder of a Stanza NER model."),
    ] = MODEL,
    engine: Annotated[
        Engine,
        typer.Option(
            metavar="auto|compiled|stanza",
            help="What runs the model. compiled is much faster; auto takes it where the model has it.",
        ),
    ] = Engine.auto,
    device: DeviceName = DEVICE,
    count_policy: Annotated[
        str,
        typer.Option(metavar="NAME", help="What dozens or several say: guidelines, acled, or a pack's own."),
    ] = _COUNT_POLICY,
    decisions: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Apply what was decided by correct. Repeatable."),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Add what was found and dropped, each with the winner and the reason."
        ),
    ] = False,
    encoding: Annotated[str, typer.Option(metavar="NAME", help="How the articles are encoded.")] = "utf-8",
    max_bytes: Annotated[
        int, typer.Option(metavar="N", min=1, help="Refuse articles larger than this.")
    ] = MAX_BYTES,
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
    from annotators.inputs import EmptyFolder, inputs, listed
    from annotators.pipeline import Annotator, layers_named
    from annotators.writer import to_jsonl, to_yaml

    try:
        layers = layers_named([name.strip() for name in only.split(",")] if only is not None else LAYERS)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="'--only'") from None
    check_inputs(ctx, paths or [], files_from, null=null, glob=glob, encoding=encoding)
    output = standard_output()

    with ExitStack() as stack:
        names = None
        if files_from is not None:
            names = listed(stack.enter_context(open_list(files_from)), null=null)
        # Rules before the model: a fault in a pack must not wait for torch.
        packs = load_to_annotate(rules or [])
        try:
            annotator = Annotator(
                packs,
                None if no_ner else tagger(model, engine, device),
                layers,
                count_policy,
                explain=explain,
            )
        except ValueError as problem:
            raise typer.BadParameter(str(problem), param_hint="'--count-policy'") from None
        annotate_each = with_decisions(annotator.annotate_each, decisions or [])
        render = to_jsonl if format_ is Format.jsonl else to_yaml
        items = inputs(
            paths or (["-"] if names is None else []), names or (), glob=glob, stdin_name=stdin_name
        )
        stdin = sys.stdin.buffer if sys.stdin is not None else None
        failed = False
        try:
            for result in batch.records(
                items, annotate_each, render, stdin=stdin, encoding=encoding, max_bytes=max_bytes
            ):
                if isinstance(result, EmptyFolder):
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
