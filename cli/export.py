"""`glossator export`: records in the formats of other tools."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from .articles import Encoding, check_inputs
from .console import say, warning
from .exits import Code, CommandError, epilog, reason
from .output import standard_output, write

if TYPE_CHECKING:
    from annotators.document import Failure
    from annotators.export.entries import Entry
    from annotators.reader import Stored

_CODES = (Code.DONE, Code.ERROR, Code.INPUT_FAILED, Code.INTERRUPTED)

app = typer.Typer(
    help="Write records in the formats of other tools.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=epilog(
        "glossator export csv records.yaml -o tables/",
        "glossator annotate articles/ | glossator export geojson -o crossings.geojson",
        codes=_CODES,
    ),
)

Records = Annotated[list[str] | None, typer.Argument(metavar="RECORDS", hidden=True)]
Folder = Annotated[Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where to write.")]
File = Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where to write.")]
FileOrPipe = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Where to write, if not to standard output."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace what stands there.")]
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


class Boundary(StrEnum):
    """What marks the beginning of an article in CoNLL."""

    newdoc = "newdoc"
    docstart = "docstart"
    none = "none"


@app.command(
    "csv",
    epilog=epilog(
        "glossator export csv records.yaml -o tables/",
        "glossator annotate articles/ | glossator export csv -o tables/ --force",
        codes=_CODES,
    ),
)
def to_csv(
    ctx: typer.Context,
    output: Folder,
    records: Records = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Texts as they are, those that a spreadsheet would run too.")
    ] = False,
    force: Force = False,
) -> None:
    """Write tables: articles, people, roles, units, crossings,
    crossing_countries, counts and mentions, joined by article_id and entity_id.

    RECORDS are files of records; - or a pipe is standard input. A text that a
    spreadsheet would run as a formula gets an apostrophe before it.
    """
    from annotators.export.csv import write_tables

    with _reading(ctx, records) as reading, _folder(output, force) as folder:
        write_tables(folder, reading.entries(), guard=not raw)


@app.command(
    "sqlite",
    epilog=epilog(
        "glossator export sqlite records.yaml -o records.db",
        "sqlite3 -header records.db 'SELECT * FROM unit_totals LIMIT 20'",
        codes=_CODES,
    ),
)
def to_sqlite(
    ctx: typer.Context,
    output: File,
    records: Records = None,
    text: Annotated[
        bool, typer.Option("--text", help="Keep the articles' texts too: the words around each mention.")
    ] = False,
    encoding: Encoding = "utf-8",
    force: Force = False,
) -> None:
    """Write one SQLite file: the tables of `export csv`, indexed, and views:
    mentions_with_text, people_totals, unit_totals, crossing_totals,
    crossings_by_article, count_totals, rule_totals.

    RECORDS are files of records; - or a pipe is standard input.
    """
    import sqlite3

    from annotators.export.sqlite import write_database

    try:
        with _reading(ctx, records, encoding) as reading, _file(output, force) as beside:
            write_database(beside, reading.entries(), encoding=encoding if text else None)
    except sqlite3.Error as problem:
        raise CommandError(f"{output}: {problem}") from None


@app.command(
    "geojson",
    epilog=epilog(
        "glossator export geojson records.yaml -o crossings.geojson",
        "glossator export geojson r.jsonl | jq -r '.features[].properties.name'",
        codes=_CODES,
    ),
)
def to_geojson(
    ctx: typer.Context,
    records: Records = None,
    output: FileOrPipe = None,
    per_mention: Annotated[
        bool, typer.Option("--per-mention", help="A point a mention, not one a crossing.")
    ] = False,
    force: Force = False,
) -> None:
    """Write the crossings as points, for QGIS and other maps (RFC 7946).

    RECORDS are files of records; - or a pipe is standard input. Crossings
    without a location are left out, and counted on standard error.
    """
    from annotators.export.geojson import CrossingMap

    with _reading(ctx, records) as reading:
        crossings = CrossingMap(reading.entries())
        _write(crossings.by_mention() if per_mention else crossings.by_crossing(), output, force)
        if crossings.left_out:
            say(f"left out: {crossings.left_out} without a location (each counted once an article)")


@app.command(
    "brat",
    epilog=epilog(
        "glossator export brat records.yaml -o brat/data/news",
        "glossator annotate a/ | glossator export brat --layer units -o units/",
        codes=_CODES,
    ),
)
def to_brat(
    ctx: typer.Context,
    output: Folder,
    records: Records = None,
    layers: Layers = None,
    encoding: Encoding = "utf-8",
    force: Force = False,
) -> None:
    """Write a collection for brat: a .txt and an .ann file an article, and the
    configuration that brat opens it by.

    RECORDS are files of records; - or a pipe is standard input. The articles
    are read too, and must be those that were annotated.
    """
    from annotators.export.brat import Standoff

    chosen = _layers(layers)
    with _reading(ctx, records, encoding) as reading, _folder(output, force) as folder:
        Standoff(folder, chosen, encoding).write(reading.entries())


@app.command(
    "conll",
    epilog=epilog(
        "glossator export conll records.yaml --layer people,units -o train.bio",
        "glossator export conll r.yaml | cut -f 2 | sort | uniq -c",
        codes=_CODES,
    ),
)
def to_conll(
    ctx: typer.Context,
    records: Records = None,
    output: FileOrPipe = None,
    layers: Layers = None,
    boundary: Annotated[
        Boundary,
        typer.Option(
            metavar="newdoc|docstart|none",
            help="What begins an article: a comment with its path, a line -DOCSTART-, or nothing.",
        ),
    ] = Boundary.newdoc,
    encoding: Encoding = "utf-8",
    force: Force = False,
) -> None:
    """Write a line a token with its BIO tag, a blank line between sentences.

    RECORDS are files of records; - or a pipe is standard input. The articles
    are read too, and must be those that were annotated. No token has two tags:
    of mentions that share one, the longest has it. The others are counted on
    standard error. `--boundary none` is what `model train` reads.
    """
    from annotators.export.conll import TaggedText

    chosen = _layers(layers)
    with _reading(ctx, records, encoding) as reading:
        tagged = TaggedText(reading.entries(), chosen, boundary.value, encoding)
        _write(tagged.lines(), output, force)
        if tagged.covered:
            say(f"without a tag: {tagged.covered} that share a token with a longer or earlier one")


@app.command(
    "webanno",
    epilog=epilog(
        "glossator export webanno records.yaml --collection -o news.jsonld",
        "glossator export webanno r.yaml --base https://example.org/ | jq .target",
        codes=_CODES,
    ),
)
def to_webanno(
    ctx: typer.Context,
    records: Records = None,
    output: FileOrPipe = None,
    collection: Annotated[
        bool, typer.Option("--collection", help="One AnnotationCollection, not an annotation a line.")
    ] = False,
    base: Annotated[
        str, typer.Option(metavar="IRI", help="What stands before an article's path to name it.")
    ] = "",
    layers: Layers = None,
    encoding: Encoding = "utf-8",
    force: Force = False,
) -> None:
    """Write W3C Web Annotations (JSON-LD), a line each.

    RECORDS are files of records; - or a pipe is standard input. The articles
    are read too, and must be those that were annotated.
    """
    from annotators.export.webanno import WebAnnotations

    chosen = _layers(layers)
    with _reading(ctx, records, encoding) as reading:
        annotations = WebAnnotations(reading.entries(), chosen, base, encoding)
        _write(annotations.collection() if collection else annotations.lines(), output, force)


@contextmanager
def _reading(ctx: typer.Context, paths: list[str] | None, encoding: str = "utf-8") -> Iterator[_Reading]:
    """The records to export. At the end of the block the command ends, when some of them were failures.

    :raises typer.BadParameter: an option has a value that cannot be.
    :raises CommandError: a record or an article is not as it should be.
    """
    check_inputs(ctx, paths or [], None, null=False, glob="", encoding=encoding)
    from annotators.reader import RecordError

    reading = _Reading(paths or ["-"])
    try:
        yield reading
    except RecordError as problem:
        raise CommandError(str(problem)) from None
    if reading.failures:
        raise typer.Exit(Code.INPUT_FAILED)


@dataclass(slots=True)
class _Reading:
    """Files of records, `-` for standard input."""

    paths: list[str]
    failures: int = 0

    def entries(self) -> Iterator[Entry]:
        """The records of articles, one at a time. The others leave a warning and are counted."""
        from annotators.export.entries import entries

        return entries(self._stored(), self._failed)

    def _stored(self) -> Iterator[Stored]:
        from annotators.reader import read_records

        for path in self.paths:
            with _opened(path) as stream:
                yield from read_records(stream, path)

    def _failed(self, stored: Stored, failure: Failure) -> None:
        self.failures += 1
        warning(f"{stored.file}:{stored.line}: {failure.article} was not annotated: {failure.message}")


def _opened(path: str) -> AbstractContextManager[IO[bytes]]:
    """
    :raises CommandError: it cannot be opened.
    """
    if path == "-":
        if sys.stdin is None:
            raise CommandError("-: standard input is closed")
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(path).open("rb")
    except OSError as problem:
        raise CommandError(reason(problem)) from None


def _write(texts: Iterable[str], output: Path | None, force: bool) -> None:
    """Write `texts` to standard output or a pipe as they come, the file `output` when all have come.

    :raises CommandError: the file is there, and is not to be replaced.
    """
    if output is None or output == Path("-"):
        stream = standard_output()
        for text in texts:
            write(stream, text)
        return
    if output.exists() and not (output.is_file() or output.is_dir()):  # `-o >(gzip > x.gz)`
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(texts)
        return
    with _file(output, force) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        file.writelines(texts)


def _file(path: Path, force: bool) -> AbstractContextManager[Path]:
    """
    :raises CommandError: it is there, and is not to be replaced.
    """
    from annotators.wholefile import whole_file

    if path.exists() and not path.is_file():
        raise CommandError(f"{path} is not a file that can be replaced")
    if path.exists() and not force:
        raise CommandError(f"{path} is there already: --force replaces it")
    return whole_file(path)


def _folder(path: Path, force: bool) -> AbstractContextManager[Path]:
    """
    :raises CommandError: something is in it, and files of it are not to be replaced.
    """
    from annotators.wholefile import whole_folder

    if path.exists() and not path.is_dir():
        raise CommandError(f"{path} is not a folder")
    if not force and path.exists() and any(path.iterdir()):
        raise CommandError(f"{path} is not empty: --force replaces files of the same names in it")
    return whole_folder(path)


def _layers(given: list[str] | None) -> tuple[str, ...]:
    """
    :raises typer.BadParameter: there is no such layer.
    """
    from annotators.document import LAYERS
    from annotators.pipeline import layers_named

    if not given:
        return LAYERS
    try:
        return tuple(layers_named([name.strip() for names in given for name in names.split(",")]))
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="'--layer'") from None
