"""The articles of a command that draws something from all of them: its options, and the loop."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from .annotate import Engine, check_stdin, open_list
from .console import error, warning
from .exits import CommandError

if TYPE_CHECKING:
    from annotators.article import Article
    from annotators.batch import Source
    from annotators.document import Failure

T = TypeVar("T")

# The library's own defaults (a test compares them): reading them would import it for `--help`.
MODEL = "en-news-1"
MAX_BYTES = 5_000_000

# Told in the commands' text: Typer adds `<list[str]>`.
Paths = Annotated[list[str] | None, typer.Argument(metavar="PATHS", hidden=True)]
NoNer = Annotated[bool, typer.Option("--no-ner", help="Rules alone, without the model: much faster.")]
ModelName = Annotated[
    str, typer.Option("--model", metavar="NAME|DIR", help="A bundled model, or a folder of one.")
]
EngineName = Annotated[
    Engine, typer.Option("--engine", metavar="auto|compiled|stanza", help="What runs the model.")
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
        from annotators import batch

        if not batch.is_encoding(self.encoding):
            raise typer.BadParameter(f"unknown encoding '{self.encoding}'", param_hint="'--encoding'")
        if "/" in self.glob:
            raise typer.BadParameter("a file's name has no '/'", param_hint="'--glob'")
        if self.null and self.files_from is None:
            raise typer.BadParameter("it says how --files-from is read, which is missing", param_hint="'-0'")
        check_stdin(self.ctx, self.paths, self.files_from)

    def each(self, work: Callable[[Article], T]) -> Iterator[T]:
        """What `work` makes of each article that can be read, one at a time.

        The others leave a line on standard error.

        :raises CommandError: the model that `work` needs cannot be loaded.
        """
        from annotators import batch
        from annotators.document import Failure

        with ExitStack() as stack:
            listed = None
            if self.files_from is not None:
                listed = batch.listed(stack.enter_context(open_list(self.files_from)), null=self.null)
            given = self.paths or (["-"] if listed is None else [])
            for item in batch.inputs(given, listed or (), glob=self.glob):
                if isinstance(item, batch.EmptyFolder):
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
