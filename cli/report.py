"""`glossator report`: records and their articles as one page."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .articles import Encoding, check_encoding
from .console import error, note
from .exits import Code, CommandError, epilog, reason
from .newfiles import Force, check_new, is_stream, new_file
from .output import standard_output, write
from .packs import plural
from .records import files_of, opened

if TYPE_CHECKING:
    from annotators.reader import Stored

EPILOG = epilog(
    "glossator report records.yaml -o report.html",
    "find out/ -name '*.yaml' -print0 | xargs -0 glossator report -o report.html",
    "glossator annotate articles/ | glossator report > report.html",
    codes=(Code.DONE, Code.ERROR, Code.INPUT_FAILED, Code.INTERRUPTED),
    wrong="a file that holds no records",
)


def report(
    ctx: typer.Context,
    records: Annotated[list[Path] | None, typer.Argument(metavar="RECORDS", hidden=True)] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The page; standard output if not given."),
    ] = None,
    title: Annotated[str, typer.Option(metavar="TEXT", help="The page's heading.")] = "Annotated articles",
    encoding: Encoding = "utf-8",
    force: Force = False,
) -> None:
    """Make one page of records and their articles, for a browser.

    The texts with what was found marked in them, tables of people, units,
    crossings and counts, and a map.

    RECORDS are files that annotate wrote, YAML or JSON lines, and folders of
    them; none or - is standard input. The articles are read again: they must
    still lie where the records say, from the working directory or the
    records' folder.

    The page opens from disk in any browser and fetches nothing. It holds the
    full text of the articles: give it to those who may read them.
    """
    from annotators.document import Failure
    from annotators.origin import article_of
    from annotators.reader import RecordError
    from annotators.report.data import ReportData
    from annotators.report.page import page

    files = [str(each) for each in records] if records else ["-"]
    output = None if output == Path("-") else output
    _check(ctx, files, output, encoding, force)
    stream = standard_output() if output is None else None
    data, failed = ReportData(), 0
    for stored in _each(files):
        try:
            article = article_of(stored, encoding)
            assert not isinstance(stored.document, Failure)  # it has no article
            data.add(stored.document, article)
        except RecordError as problem:
            failed += 1
            error(str(problem))
            data.leave_out(stored.document.article, str(problem))
    text = page(data, title)
    if stream is not None:
        write(stream, text)
    elif output is not None:
        if is_stream(output):
            output.write_text(text, encoding="utf-8")
        else:
            with new_file(output, force) as beside:
                beside.write_text(text, encoding="utf-8", newline="")
        note(f"{output}: {plural(data.articles, 'article')}, {len(text.encode()) / 1e6:.1f} MB")
    if failed:
        raise typer.Exit(Code.INPUT_FAILED)


def _check(ctx: typer.Context, files: list[str], output: Path | None, encoding: str, force: bool) -> None:
    """Refuse what cannot be meant, before anything is read.

    :raises typer.BadParameter: an option has a value that cannot be.
    :raises CommandError: the file cannot be written, or must not be replaced.
    """
    check_encoding(encoding)
    if files.count("-") > 1:
        ctx.fail("standard input (-) can be read only once")
    if files == ["-"] and (sys.stdin is None or sys.stdin.isatty()):
        ctx.fail("no records, and standard input is not a pipe or a file")
    if output is None and sys.stdout is not None and sys.stdout.isatty():
        ctx.fail("a page is not for the terminal: name a file with -o, or redirect")
    if output is not None and any(output.exists() and _same(name, output) for name in files):
        raise typer.BadParameter("it is one of the RECORDS", param_hint="'--output'")
    if output is not None and not is_stream(output):
        check_new(output, force)


def _same(name: str, output: Path) -> bool:
    return name != "-" and os.path.exists(name) and os.path.samefile(name, output)  # noqa: PTH110, PTH121


def _each(files: list[str]) -> Iterator[Stored]:
    """The records of `files` in their order.

    :raises CommandError: a file cannot be opened, or holds something that is no record.
    """
    from annotators.reader import RecordError, read_records

    for name in files_of(files):
        try:
            with opened(name) as stream:
                yield from read_records(stream, name)
        except RecordError as problem:
            raise CommandError(str(problem)) from None
        except OSError as problem:
            raise CommandError(reason(problem)) from None
