"""`glossator annotate --on ray`: one input and one folder of output, annotated by a Ray cluster."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .articles import DEVICE, Engine, check_encoding, tagger
from .console import console, error, manner, on_terminal, say
from .exits import Code, CommandError
from .packs import load_to_annotate, plural
from .sinks import FormatName

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotators.cluster.partitions import Kind
    from annotators.cluster.place import Place
    from annotators.cluster.run import Progress
    from annotators.cluster.setup import Setup
    from annotators.jsonlinput import Keys

# The library's own default (a test compares them).
_ARTICLES = 1_000

On = Annotated[
    str | None,
    typer.Option(
        metavar="ray[://HOST:PORT]",
        help="Annotate on a Ray cluster: PATHS are INPUT OUTPUT, the second a folder for parts.",
    ),
]
Parquet = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="With --on: INPUT is Parquet, an article a row, its text in COLUMN."),
]
PartArticles = Annotated[
    int, typer.Option(metavar="N", min=1, help="With --on: how many articles a part has at most.")
]
Workers = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=1, help="With --on: how many workers; by default a worker for each processor."
    ),
]
PART_ARTICLES = _ARTICLES
_ADDRESS = re.compile(r"ray(?:://[^/\s]+:[0-9]+)?")
# What else may stand beside `--on`.
_TOGETHER = frozenset(
    "on paths parquet part_articles no_ner rules only model engine count_policy explain jsonl id_field "
    "date_field source_field encoding max_bytes glob format_ force quiet verbose color workers".split()
)


def check_alone(on: str | None, format_: FormatName) -> None:
    """Refuse without `--on` the format that goes with it alone.

    :raises typer.BadParameter: it is there.
    """
    if on is None and format_ is FormatName.parquet:
        raise typer.BadParameter("parquet is written with --on ray", param_hint="'--format'")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say."""

    on: str
    paths: Sequence[str]
    rules: Sequence[Path]
    model: str | None  # None: rules alone
    engine: Engine
    layers: Collection[str]
    count_policy: str
    explain: bool
    keys: Keys | None  # None: a file is an article
    parquet: bool
    glob: str | None
    encoding: str
    max_bytes: int
    format: FormatName
    force: bool
    part_articles: int
    workers: int | None  # None: as many as the cluster has processors

    def run(self, ctx: typer.Context) -> None:
        """Do it all.

        :raises typer.Exit: some articles failed.
        :raises CommandError: it cannot be done.
        :raises typer.BadParameter: an option has a value that cannot be.
        """
        format_ = self._check(ctx)
        setup, facts = self._setup()
        from annotators.cluster.place import PlaceError, kind_of, place
        from annotators.cluster.rayworkers import RayWorkers, connected
        from annotators.cluster.run import ClusterError, annotate, check_output
        from annotators.cluster.schedule import HopelessError
        from annotators.cluster.setup import stamp_of
        from annotators.cluster.worker import Job

        kind = self._kind()
        try:
            source, output = place(self.paths[0]), place(self.paths[1])
            _check_apart(source, output)
            check_output(output)  # before a cluster is begun
            if kind_of(source) == "missing":
                raise CommandError(f"{source.name}: no such file or folder")
            job = Job(setup, stamp_of(setup, facts, repr(kind), format_), output, format_, self.force)
            address = self.on if self.on != "ray" else None
            with _ray_elsewhere(), connected(address), _shown() as watch:
                workers = RayWorkers(job, facts, self.workers)
                progress = annotate(source, kind, job, workers, articles=self.part_articles, watch=watch)
        except ImportError as problem:
            raise CommandError(f"--on ray needs {problem.name}: pip install 'glossator[ray]'") from None
        except (ClusterError, HopelessError, PlaceError) as problem:
            raise CommandError(str(problem)) from None
        self._tell(progress)

    def _check(self, ctx: typer.Context) -> str:
        """The format, when what was asked for can be done."""
        if not _ADDRESS.fullmatch(self.on):
            raise typer.BadParameter("it is ray, or ray://HOST:PORT", param_hint="'--on'")
        given = [param for param in ctx.command.params if _is_given(ctx, param.name or "")]
        for param in given:
            if param.name not in _TOGETHER:
                ctx.fail(f"{max(param.opts, key=len)} does not go with --on")
        if len(self.paths) != 2:
            ctx.fail(f"--on takes INPUT and OUTPUT, and not {plural(len(self.paths), 'path')}")
        if self.parquet and any(param.name == "jsonl" for param in given):
            ctx.fail("--parquet and --jsonl: the input is one of them")
        format_ = self.format
        if format_ not in (FormatName.jsonl, FormatName.parquet):
            if _is_given(ctx, "format_"):
                raise typer.BadParameter("with --on it is jsonl or parquet", param_hint="'--format'")
            format_ = FormatName.jsonl  # the setting is of runs without a cluster
        check_encoding(self.encoding)
        return format_.value

    def _setup(self) -> tuple[Setup, Any]:
        """What workers get, and what this machine would write of the run into its records."""
        from annotators.cluster.reading import Reading
        from annotators.cluster.setup import PackError, Setup, model_files, pack_files
        from annotators.ner.model import find_model
        from annotators.pipeline import Annotator

        packs = load_to_annotate(list(self.rules))
        ner = tagger(self.model, self.engine, DEVICE) if self.model is not None else None
        try:
            annotator = Annotator(packs, ner, self.layers, self.count_policy)
        except ValueError as problem:
            raise typer.BadParameter(str(problem), param_hint="'--count-policy'") from None
        try:
            shipped = pack_files(self.rules)
        except PackError as problem:
            raise CommandError(str(problem)) from None
        model = None
        if self.model is not None and annotator.tagger is not None:
            model = model_files(find_model(self.model), self.engine.value, DEVICE)
        reading = Reading(self.encoding, self.max_bytes)
        made = Setup(shipped, model, reading, annotator.only, self.count_policy, self.explain)
        return made, annotator.run

    def _kind(self) -> Kind:
        from annotators.cluster.partitions import Kind

        name = "text" if self.keys is None else "rows" if self.parquet else "lines"
        return Kind(name, self.keys, self.glob)

    def _tell(self, progress: Progress) -> None:
        for failed in progress.failures:
            error(f"{failed.article}: {failed.message}")
        more = progress.failed - len(progress.failures)
        if more:
            error(f"{plural(more, 'more article')} failed: see _manifest.jsonl in the output")
        if not manner.quiet:
            parts = [f"{progress.written:,} written", f"{progress.current:,} there already"]
            lost = f"; {plural(progress.deaths, 'worker')} lost" if progress.deaths else ""
            articles = f"{plural(progress.articles, 'article')}, {progress.failed:,} failed"
            say(
                f"{plural(progress.written + progress.current, 'part')}: {', '.join(parts)}; {articles}{lost}"
            )
        if progress.failed:
            raise typer.Exit(Code.INPUT_FAILED)


@contextmanager
def _shown() -> Iterator[Callable[[Progress, int], None]]:
    """Something to be called with how far the run is, which shows it on a terminal."""
    if manner.quiet or not on_terminal():
        yield lambda progress, workers: None
        return
    with console().status("waiting for workers") as status:

        def watch(progress: Progress, workers: int) -> None:
            told = f"{progress.articles:,} articles, {plural(progress.written, 'part')} written"
            told += f", {progress.current:,} there already" if progress.current else ""
            told += f", {progress.failed:,} failed" if progress.failed else ""
            status.update(f"{told}, {plural(workers, 'worker')}")

        yield watch


@contextmanager
def _ray_elsewhere() -> Iterator[None]:
    """Keep off standard output what Ray prints of workers that died; it is worth reading with `-v` alone."""
    with ExitStack() as stack:
        there = sys.stderr if manner.verbose else stack.enter_context(open(os.devnull, "w"))  # noqa: PTH123
        stack.enter_context(redirect_stdout(there))
        yield


def _is_given(ctx: typer.Context, name: str) -> bool:
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _check_apart(source: Place, output: Place) -> None:
    """Refuse an output in the input, which would be read as part of it the next time.

    :raises CommandError: it is one.
    """
    if source.filesystem == output.filesystem and f"{output.path}/".startswith(f"{source.path.rstrip('/')}/"):
        raise CommandError(f"{output.name}: the output would be a part of the input {source.name}")
