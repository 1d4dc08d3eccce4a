"""`glossator annotate`: articles in, one record each on standard output."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .articles import DEVICE, MAX_BYTES, MODEL, DeviceName, Encoding, Engine, MaxBytes, Rules, tagger
from .console import ColorName, Quiet, Verbose, behave, error, manner, say, warning
from .decided import decisions_stamp, with_decisions
from .exits import Code, epilog
from .layers import Only, chosen_layers
from .newfiles import Force
from .onray import PART_ARTICLES, Asked, On, Parquet, PartArticles, Workers, check_alone
from .packs import load_to_annotate
from .parallel import JobsOption, Parallel, TimeoutOption
from .precedence import refuse_idle
from .progress import Progress
from .reading import DateField, FilesFrom, Glob, IdField, Jsonl, Null, Reading, SourceField, StdinName
from .sinks import FormatName, FormatOption, Output, OutputDir, Resume, Target
from .timetable import Timetable

if TYPE_CHECKING:
    from annotators.batch import Result
    from annotators.pipeline import Annotator
    from annotators.ruleset import RuleSet
    from annotators.sinks import Sink

# The library's own default (a test compares them): reading it would import the library for `--help`.
_COUNT_POLICY = "guidelines"

EPILOG = epilog(
    "glossator annotate article.txt",
    "curl -s $URL | html2text | glossator annotate --no-ner",
    "glossator annotate articles/ | yq '.units[].name' | sort | uniq -c",
    "find . -name '*.txt' -print0 | glossator annotate --files-from - -0",
    "glossator annotate --format jsonl articles/ | jq -c '.crossings[]'",
    "glossator annotate --explain article.txt | yq '.explain[]'",
    "glossator annotate --jsonl body.text --format csv news.jsonl -o news.csv",
    "glossator annotate articles/ --jobs auto --output-dir records/ --resume",
    "glossator annotate --on ray --jsonl text s3://news/ s3://records/",
    codes=(Code.DONE, Code.CHECK_FAILED, Code.ERROR, Code.INPUT_FAILED, Code.INTERRUPTED),
    failed="with --exit-status: nothing was found",
    wrong="a broken rule pack, no such model",
)


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
    only: Only = None,
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
    jsonl: Jsonl = None,
    id_field: IdField = "id",
    date_field: DateField = "date",
    source_field: SourceField = "source",
    encoding: Encoding = "utf-8",
    max_bytes: MaxBytes = MAX_BYTES,
    stdin_name: StdinName = "-",
    glob: Glob = None,
    files_from: FilesFrom = None,
    null: Null = False,
    format_: FormatOption = FormatName.yaml,
    output: Output = None,
    output_dir: OutputDir = None,
    force: Force = False,
    resume: Resume = False,
    jobs: JobsOption = "1",
    timeout: TimeoutOption = None,
    on: On = None,
    parquet: Parquet = None,
    part_articles: PartArticles = PART_ARTICLES,
    workers: Workers = None,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Stop behind the first article that fails.")
    ] = False,
    exit_status: Annotated[
        bool, typer.Option("--exit-status", help="End with status 1 where nothing was found in any article.")
    ] = False,
    time_: Annotated[
        bool, typer.Option("--time", help="At the end, where the time went: stages, and the slowest rules.")
    ] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    color: ColorName = None,
) -> None:
    """Annotate articles: one record each, in the order of the input.

    PATHS are files and folders. A folder stands for its *.txt files, at any
    depth, in byte order of their paths. - is standard input; without PATHS,
    what comes through a pipe is one article, or with --jsonl many.

    An article that fails leaves a record with the key `error` and a line on
    standard error; the others are annotated all the same. That nothing is
    found is no failure.
    """
    from annotators.formats import format_named
    from annotators.jsonlinput import Keys

    behave(color, quiet=quiet, verbose=verbose)
    layers = chosen_layers(only)
    keys = Keys(jsonl, id_field, date_field, source_field) if jsonl is not None else None
    refuse_idle(ctx)
    check_alone(on, format_)
    if on is not None:
        text = jsonl if jsonl is not None else parquet
        Asked(
            on=on,
            paths=paths or [],
            rules=rules or [],
            model=None if no_ner else model,
            engine=engine,
            layers=layers,
            count_policy=count_policy,
            explain=explain,
            keys=Keys(text, id_field, date_field, source_field) if text is not None else None,
            parquet=parquet is not None,
            glob=glob,
            encoding=encoding,
            max_bytes=max_bytes,
            format=format_,
            force=force,
            part_articles=part_articles,
            workers=workers,
        ).run(ctx)
        return
    reading = Reading(paths or [], files_from, null, glob, stdin_name, encoding, max_bytes, keys)
    reading.check(ctx)
    target = Target(output, output_dir, force, resume)
    target.check(ctx, paths or [], format_, jsonl=jsonl is not None)
    if target.is_complete:
        say(f"{output} is there and no part of it: taken as complete, unread (--force makes it anew)")
        return
    parallel = Parallel.of(jobs, timeout)
    if time_ and not parallel.is_alone:
        ctx.fail("--time measures one process: it goes neither with --jobs nor with --timeout")
    timetable = Timetable(time_)

    with reading.opened_list() as list_:
        # Rules before the model: a fault in a pack must not wait for torch.
        with timetable.stage("load"):
            packs = _loaded(rules or [])
            ner = None if no_ner else tagger(model, engine, device)
        try:
            annotator = timetable.annotator(packs, ner, layers, count_policy, explain=explain)
        except ValueError as problem:
            raise typer.BadParameter(str(problem), param_hint="'--count-policy'") from None
        _tell_model(annotator)
        form = format_named(format_.value)
        annotate_each = with_decisions(annotator.annotate_each, decisions or [])
        stamp = ""
        if not target.is_stdout:
            from annotators.resume import stamp_of

            stamp = stamp_of(annotator, format_.value, encoding, decisions_stamp(decisions or []))
        with (
            target.opened(form, stamp, encoding=encoding, max_bytes=max_bytes) as sink,
            Progress(reading.total, shown=not target.on_terminal, resumable=not target.is_stdout) as progress,
            parallel.records(
                sink.admitted(reading.items(list_)),
                annotator,
                annotate_each,
                form.render,
                reading,
                timetable,
            ) as results,
        ):
            found = _put_all(results, sink, timetable, progress, reading.glob, fail_fast=fail_fast)
    timetable.show(progress.seen)
    if progress.failed:
        raise typer.Exit(Code.INPUT_FAILED)
    if exit_status and not found:
        raise typer.Exit(Code.CHECK_FAILED)


def _loaded(files: list[Path]) -> RuleSet:
    begun = time.perf_counter()
    packs = load_to_annotate(files)
    if manner.verbose:
        names = ", ".join(f"{pack.name} {pack.version}" for pack in packs.packs)
        say(f"rules: {names}, in {time.perf_counter() - begun:.2f} s")
    return packs


def _tell_model(annotator: Annotator) -> None:
    if manner.verbose:
        ner = annotator.tagger
        say(f"model: {ner.model}, {ner.engine} engine" if ner is not None else "model: none")


def _put_all(
    results: Iterable[Result],
    sink: Sink,
    timetable: Timetable,
    progress: Progress,
    glob: str,
    *,
    fail_fast: bool,
) -> bool:
    """Write every record. Whether anything was found in one of them."""
    from annotators.inputs import EmptyFolder, Skipped

    put = timetable.timed("write", sink.put)
    found = False
    for result in results:
        if isinstance(result, EmptyFolder):
            warning(f"{result.name}: no file matches {glob}")
            continue
        found = found or result.found
        if isinstance(result, Skipped):
            sink.skip(result)
            progress.count(failed=result.failed, skipped=True)
            continue
        failure = put(result) or result.failure
        if failure is not None:
            error(f"{failure.article or repr('')}: {failure.message}")  # `annotate "$UNSET"`
        progress.count(failed=failure is not None)
        if failure is not None and fail_fast:
            raise typer.Exit(
                Code.INPUT_FAILED
            )  # a file is left as after any other end before the last article
    return found
