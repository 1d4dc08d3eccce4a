"""What commands that read articles share: options, their checks, and the loop over all articles."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, TypeVar

import typer

from .console import error, warning
from .exits import CommandError, reason

if TYPE_CHECKING:
    from annotators.article import Article
    from annotators.document import Failure
    from annotators.inputs import Source
    from annotators.pipeline import TaggerInfo

T = TypeVar("T")

# The library's own defaults (a test compares them): reading them would import it for `--help`.
MODEL = "en-news-2"
DEVICE = "cpu"
MAX_BYTES = 5_000_000


class Engine(StrEnum):
    """What runs the model."""

    auto = "auto"
    compiled = "compiled"
    stanza = "stanza"


# Told in the commands' text: Typer adds `<list[str]>`.
Paths = Annotated[list[str] | None, typer.Argument(metavar="PATHS", hidden=True)]
Rules = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help="A rule pack to add, or to take the place of the shipped one of its name. Repeatable.",
    ),
]
NoNer = Annotated[bool, typer.Option("--no-ner", help="Rules alone, without the model: much faster.")]
ModelName = Annotated[
    str, typer.Option("--model", metavar="NAME|DIR", help="A model of model list, or a folder of one.")
]
EngineName = Annotated[
    Engine, typer.Option("--engine", metavar="auto|compiled|stanza", help="What runs the model.")
]
DeviceName = Annotated[
    str,
    typer.Option(
        "--device", metavar="NAME", help="Where the stanza engine runs: cpu, cuda, cuda:N, mps, or auto."
    ),
]
FilesFrom = Annotated[
    str | None, typer.Option(metavar="FILE|-", help="Read paths from a list, one a line, after PATHS.")
]
Null = Annotated[bool, typer.Option("-0", "--null", help="In --files-from a NUL ends a path.")]
Glob = Annotated[str, typer.Option(metavar="PATTERN", help="Which files of a folder to take, by name.")]
Encoding = Annotated[str, typer.Option(metavar="NAME", help="How the articles are encoded.")]
MaxBytes = Annotated[int, typer.Option(metavar="N", min=1, help="Refuse articles larger than this.")]


@dataclass(slots=True)
class Articles:
    """What the options say of the articles. `failed` tells, after `each`, whether one could not be read."""

    ctx: typer.Context
    paths: Sequence[str]
    files_from: str | None
    null: bool
    glob: str
    encoding: str
    max_bytes: int
    failed: bool = False

    def check(self) -> None:
        """Refuse options that do not go together, before anything slow is begun.

        :raises typer.BadParameter: an option has a value that cannot be.
        """
        check_inputs(
            self.ctx, self.paths, self.files_from, null=self.null, glob=self.glob, encoding=self.encoding
        )

    def each(self, work: Callable[[Article], T]) -> Iterator[T]:
        """What `work` makes of each article that can be read, one at a time.

        The others leave a line on standard error.

        :raises CommandError: the model that `work` needs cannot be loaded.
        """
        from annotators.document import Failure
        from annotators.inputs import EmptyFolder, inputs, listed
        from annotators.windows import Pause

        with ExitStack() as stack:
            names = None
            if self.files_from is not None:
                names = listed(stack.enter_context(open_list(self.files_from)), null=self.null)
            given = self.paths or (["-"] if names is None else [])
            for item in inputs(given, names or (), glob=self.glob):
                if isinstance(item, Pause):
                    continue
                if isinstance(item, EmptyFolder):
                    warning(f"{item.name}: no file matches {self.glob}")
                    continue
                outcome: T | Failure = item if isinstance(item, Failure) else self._outcome(work, item)
                if isinstance(outcome, Failure):
                    self.failed = True
                    error(f"{outcome.article or repr('')}: {outcome.message}")
                else:
                    yield outcome

    def _outcome(self, work: Callable[[Article], T], source: Source) -> T | Failure:
        from annotators import batch

        stdin = sys.stdin.buffer if sys.stdin is not None else None
        try:
            return batch.annotate_source(
                work, source, stdin=stdin, encoding=self.encoding, max_bytes=self.max_bytes
            )
        except batch.ModelError as problem:
            raise CommandError(str(problem)) from None


def check_inputs(
    ctx: typer.Context, paths: Sequence[str], files_from: str | None, *, null: bool, glob: str, encoding: str
) -> None:
    """Refuse options that do not go together, before anything slow is begun.

    :raises typer.BadParameter: an option has a value that cannot be.
    """
    check_encoding(encoding)
    if "/" in glob:
        raise typer.BadParameter("a file's name has no '/'", param_hint="'--glob'")
    if null and files_from is None:
        raise typer.BadParameter("it says how --files-from is read, which is missing", param_hint="'-0'")
    check_stdin(ctx, paths, files_from)


def check_encoding(encoding: str) -> None:
    """
    :raises typer.BadParameter: Python knows no text encoding of that name.
    """
    from annotators.encoding import is_encoding

    if not is_encoding(encoding):
        raise typer.BadParameter(f"unknown encoding '{encoding}'", param_hint="'--encoding'")


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


def tagger(name: str, engine: Engine = Engine.auto, device: str = DEVICE) -> TaggerInfo:
    """The model of that name, which is loaded when the first article needs it.

    :raises CommandError: there is no such model, or no compiled form of it, or its files cannot be read. Its
        `marks_units` raises it too.
    :raises typer.BadParameter: there is no such device, or the engine does not run on it.
    """
    from annotators.batch import ModelError, tagger_on_demand
    from annotators.ner.device import DeviceError, placed
    from annotators.ner.model import find_model

    try:
        found = tagger_on_demand(find_model(name), *placed(engine.value, device))
    except DeviceError as problem:
        raise typer.BadParameter(str(problem), param_hint="'--device'") from None
    except FileNotFoundError as problem:
        raise CommandError(str(problem)) from None

    def marks_units() -> bool:
        try:
            return found.marks_units()
        except ModelError as problem:
            raise CommandError(str(problem)) from None

    return replace(found, marks_units=marks_units)
