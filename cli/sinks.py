"""Where the records of `annotate` go: options, their checks, what is told of half a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from .console import warning
from .exits import CommandError
from .newfiles import check_new, is_stream
from .output import standard_output, write
from .packs import plural

if TYPE_CHECKING:
    from annotators.formats import Format
    from annotators.sinks import FileSink, Sink, StreamSink


class FormatName(StrEnum):
    """How a record is written; a test holds it against the library's own list."""

    yaml = "yaml"
    jsonl = "jsonl"
    csv = "csv"
    tsv = "tsv"
    parquet = "parquet"  # of a cluster alone


FormatOption = Annotated[
    FormatName,
    typer.Option(
        "--format",
        metavar="yaml|jsonl|csv|tsv",
        help="YAML documents, JSON lines, or a row a mention. With --on: jsonl, the default, or parquet.",
    ),
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume", help="Go on where a run with -o or --output-dir ended; up-to-date records stay."
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write to a file, which is there once all is done."),
]
OutputDir = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write a file for each article, in folders as those of the input."),
]


@dataclass(frozen=True, slots=True)
class Target:
    """What the options say of the output."""

    output: Path | None
    output_dir: Path | None
    force: bool
    resume: bool = False

    @property
    def is_stdout(self) -> bool:
        """Whether records go to standard output."""
        return self.output_dir is None and self._file is None

    @property
    def _file(self) -> Path | None:
        return self.output if self.output != Path("-") else None

    @property
    def on_terminal(self) -> bool:
        """Whether records are written on a terminal."""
        return self.is_stdout and sys.stdout is not None and sys.stdout.isatty()

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing to resume: the file is there, and no part of another one."""
        return (
            self.resume
            and self._file is not None
            and self._file.exists()
            and not _part_of(self._file).exists()
        )

    def check(self, ctx: typer.Context, paths: Sequence[str], form: FormatName, *, jsonl: bool) -> None:
        """Refuse what cannot be written, before anything slow is begun.

        :raises typer.UsageError: options that do not go together.
        :raises CommandError: the output is there already, or it cannot be.
        """
        if self.resume and self.force:
            ctx.fail("--resume keeps what is there and --force replaces it: choose one")
        if self.output_dir is not None:
            if self.output is not None:
                ctx.fail("-o and --output-dir: records go to one of them")
            if jsonl:
                ctx.fail("--output-dir: the articles of --jsonl have no files of their own; name one with -o")
            if self.output_dir.exists() and not self.output_dir.is_dir():
                raise CommandError(f"{self.output_dir} is not a folder")
            return
        file = self._file
        if self.resume and (file is None or is_stream(file)):
            ctx.fail("--resume: there must be a file, named by -o, or an --output-dir")
        if file is None:
            standard_output()
            return
        if is_stream(file):
            return
        if self.resume and form in (FormatName.csv, FormatName.tsv):
            ctx.fail("--resume: a table cannot be continued; use --format jsonl, or --output-dir")
        if any(_same(path, file) for path in paths):
            raise typer.BadParameter("it is one of the PATHS", param_hint="'--output'")
        check_new(file, self.force or self.resume)
        part = _part_of(file)
        if part.exists() and not (self.force or self.resume):
            raise CommandError(
                f"{part} is there: another run writes it, or one was interrupted; "
                "--resume goes on with it, --force begins anew"
            )

    @contextmanager
    def opened(self, form: Format, stamp: str, *, encoding: str, max_bytes: int) -> Iterator[Sink]:
        """Where to put the records. The files stand in their places at the end of the block.

        `stamp` is that of `resume`; the rest is how articles are read.

        :raises CommandError: nothing can be written there.
        """
        from annotators.sinks import FileSink, OutputError

        file = self._file
        try:
            if self.output_dir is not None:
                from annotators.foldersink import FolderSink

                with FolderSink(
                    self.output_dir,
                    form.suffix,
                    form.header,
                    stamp=stamp,
                    replace=self.force,
                    resume=self.resume,
                ) as folder:
                    yield folder
            elif file is None:
                with _stream(standard_output(), form, "standard output") as sink:
                    yield sink
            elif is_stream(file):
                with file.open("wb", buffering=0) as opened, _stream(opened, form, file) as sink:
                    yield sink
            else:
                if self.resume:
                    from annotators.resume import ContinuedFile

                    made: FileSink = ContinuedFile(
                        file, stamp, form.render, encoding=encoding, max_bytes=max_bytes
                    )
                else:
                    made = FileSink(file, form.header, stamp)
                with made as whole, _half_told(whole):
                    yield whole
        except OutputError as problem:
            raise CommandError(str(problem)) from None


def _stream(output: BinaryIO, form: Format, where: Path | str) -> StreamSink:
    from annotators.sinks import StreamSink

    return StreamSink(lambda text: write(output, text, where=where), form.header)


@contextmanager
def _half_told(sink: FileSink) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if sink.records:
            warning(f"{sink.part} has the first {plural(sink.records, 'record')} and not all")
        raise


def _part_of(path: Path) -> Path:
    from annotators.sinks import FileSink

    return FileSink(path).part


def _same(name: str, path: Path) -> bool:
    return name != "-" and path.exists() and Path(name).exists() and os.path.samefile(name, path)  # noqa: PTH121
