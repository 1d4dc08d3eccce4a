"""What the formats of `glossator export` share: options, records that are read, files that are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .articles import check_inputs
from .console import warning
from .exits import Code, CommandError
from .layers import chosen_layers
from .newfiles import is_stream, new_file
from .output import standard_output, write
from .records import files_of, opened

if TYPE_CHECKING:
    from annotators.document import Failure
    from annotators.export.entries import Entry
    from annotators.reader import Stored

Records = Annotated[list[str] | None, typer.Argument(metavar="RECORDS", hidden=True)]
Folder = Annotated[Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where to write.")]
File = Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where to write.")]
FileOrPipe = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Where to write, if not to standard output."),
]
Layers = Annotated[
    list[str] | None,
    typer.Option(
        "--layer",
        "--only",
        metavar="LAYERS",
        help="Some of people,units,crossings,counts; else all. Repeatable.",
        show_default=False,
    ),
]


@contextmanager
def reading(ctx: typer.Context, paths: list[str] | None, encoding: str = "utf-8") -> Iterator[Reading]:
    """The records to export. At the end of the block the command ends, when some of them were failures.

    :raises typer.BadParameter: an option has a value that cannot be.
    :raises CommandError: a record or an article is not as it should be.
    :raises OSError: a file of records cannot be read.
    """
    check_inputs(ctx, paths or [], None, null=False, glob="", encoding=encoding)
    from annotators.reader import RecordError

    those = Reading(paths or ["-"])
    try:
        yield those
    except RecordError as problem:
        raise CommandError(str(problem)) from None
    if those.failures:
        raise typer.Exit(Code.INPUT_FAILED)


@dataclass(slots=True)
class Reading:
    """Files of records and folders of them, `-` for standard input."""

    paths: list[str]
    failures: int = 0

    def entries(self) -> Iterator[Entry]:
        """The records of articles, one at a time. The others leave a warning and are counted."""
        from annotators.export.entries import entries

        return entries(self._stored(), self._failed)

    def _stored(self) -> Iterator[Stored]:
        from annotators.reader import read_records

        for path in files_of(self.paths):
            with opened(path) as stream:
                yield from read_records(stream, path)

    def _failed(self, stored: Stored, failure: Failure) -> None:
        self.failures += 1
        warning(f"{stored.file}:{stored.line}: {failure.article} was not annotated: {failure.message}")


def write_texts(texts: Iterable[str], output: Path | None, force: bool) -> None:
    """Write `texts` to standard output or a pipe as they come, the file `output` when all have come.

    :raises CommandError: the file is there, and is not to be replaced.
    """
    if output is None or output == Path("-"):
        stream = standard_output()
        for text in texts:
            write(stream, text)
        return
    if is_stream(output):
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(texts)
        return
    with new_file(output, force) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        file.writelines(texts)


def layers_of(given: list[str] | None) -> list[str]:
    """What `Layers` chose, all where it was not given.

    :raises typer.BadParameter: there is no such layer.
    """
    return chosen_layers(",".join(given) if given else None, "'--layer'")
