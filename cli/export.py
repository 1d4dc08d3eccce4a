"""`glossator export`: records in the formats of other tools."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from .articles import Encoding
from .console import note
from .exits import Code, CommandError, epilog
from .exporting import (
    File,
    FileOrPipe,
    Folder,
    Layers,
    Records,
    layers_of,
    reading,
    write_texts,
)
from .newfiles import Force, new_file, new_folder

_CODES = (Code.DONE, Code.ERROR, Code.INPUT_FAILED, Code.INTERRUPTED)
_WRONG = "a record or article that does not fit"

app = typer.Typer(
    help="Write records in the formats of other tools.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=epilog(
        "glossator export csv records.yaml -o tables/ && ls tables/",
        "glossator annotate articles/ | glossator export geojson -o crossings.geojson",
        codes=_CODES,
        wrong=_WRONG,
    ),
)


class Boundary(StrEnum):
    """What marks the beginning of an article in CoNLL."""

    newdoc = "newdoc"
    docstart = "docstart"
    none = "none"


@app.command(
    "csv",
    epilog=epilog(
        "glossator export csv records.yaml -o tables/ && head -4 tables/units.csv",
        "glossator annotate articles/ | glossator export csv -o tables/ --force",
        codes=_CODES,
        wrong=_WRONG,
    ),
)
def to_csv(
    ctx: typer.Context,
    output: Folder,
    records: Records = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Texts as they are, those that a spreadsheet would run too.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin each file as Excel wants UTF-8 to begin.")
    ] = False,
    force: Force = False,
) -> None:
    """Write tables as CSV, for a spreadsheet.

    They are articles, people, roles, units, crossings, crossing_countries,
    counts and mentions, joined by article_id and entity_id.

    RECORDS are files or folders of records; - or a pipe is standard input. A
    text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    from annotators.export.csv import write_tables

    with reading(ctx, records) as those, new_folder(output, force) as folder:
        write_tables(folder, those.entries(), guard=not raw, mark=bom)


@app.command(
    "sqlite",
    epilog=epilog(
        "glossator annotate articles/ | glossator export sqlite -o records.db",
        "glossator export sqlite r.yaml -o r.db && sqlite3 r.db .tables",
        "sqlite3 -header records.db 'SELECT * FROM unit_totals LIMIT 20'",
        codes=_CODES,
        wrong=_WRONG,
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
    """Write one SQLite file with tables and views.

    The tables are those of `export csv`, indexed; the views mentions_with_text,
    people_totals, unit_totals, crossing_totals, crossings_by_article,
    count_totals and rule_totals.

    RECORDS are files or folders of records; - or a pipe is standard input.
    """
    import sqlite3

    from annotators.export.sqlite import write_database

    try:
        with reading(ctx, records, encoding) as those, new_file(output, force) as beside:
            write_database(beside, those.entries(), encoding=encoding if text else None)
    except sqlite3.Error as problem:
        raise CommandError(f"{output}: {problem}") from None


@app.command(
    "geojson",
    epilog=epilog(
        "glossator annotate articles/ | glossator export geojson >crossings.geojson",
        "glossator export geojson r.jsonl | jq -r '.features[].properties.name'",
        codes=_CODES,
        wrong=_WRONG,
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
    """Write the crossings as points, for QGIS and other maps.

    It is GeoJSON (RFC 7946). RECORDS are files or folders of records; - or a
    pipe is standard input. Crossings without a location are left out, and
    counted on standard error.
    """
    from annotators.export.geojson import CrossingMap

    with reading(ctx, records) as those:
        crossings = CrossingMap(those.entries())
        write_texts(crossings.by_mention() if per_mention else crossings.by_crossing(), output, force)
        if crossings.left_out:
            note(f"left out: {crossings.left_out} without a location (each counted once an article)")


@app.command(
    "brat",
    epilog=epilog(
        "glossator export brat records.yaml -o news/ && grep -rh Person news/",
        "glossator annotate a/ | glossator export brat --layer units -o units/",
        codes=_CODES,
        wrong=_WRONG,
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
    """Write a collection for brat, the annotation tool.

    A .txt and an .ann file an article, and the configuration that brat opens
    them by.

    RECORDS are files or folders of records; - or a pipe is standard input. The
    articles are read too, and must be those that were annotated.
    """
    from annotators.export.brat import Standoff

    chosen = layers_of(layers)
    with reading(ctx, records, encoding) as those, new_folder(output, force) as folder:
        Standoff(folder, chosen, encoding).write(those.entries())


@app.command(
    "conll",
    epilog=epilog(
        "glossator export conll records.yaml --layer people,units >train.bio",
        "glossator export conll r.yaml | cut -f 2 | sort | uniq -c",
        codes=_CODES,
        wrong=_WRONG,
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
    """Write tokens with BIO tags, to train other models on.

    A line a token, a blank line between sentences.

    RECORDS are files or folders of records; - or a pipe is standard input. The
    articles are read too, and must be those that were annotated. No token has two tags:
    of mentions that share one, the longest has it. The others are counted on
    standard error. `--boundary none` is what `model train` reads.
    """
    from annotators.export.conll import TaggedText

    chosen = layers_of(layers)
    with reading(ctx, records, encoding) as those:
        tagged = TaggedText(those.entries(), chosen, boundary.value, encoding)
        write_texts(tagged.lines(), output, force)
        if tagged.covered:
            note(f"without a tag: {tagged.covered} that share a token with a longer or earlier one")


@app.command(
    "webanno",
    epilog=epilog(
        "glossator export webanno records.yaml --collection >news.jsonld",
        "glossator export webanno r.yaml --base https://example.org/ | jq .target",
        codes=_CODES,
        wrong=_WRONG,
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

    RECORDS are files or folders of records; - or a pipe is standard input. The
    articles are read too, and must be those that were annotated.
    """
    from annotators.export.webanno import WebAnnotations

    chosen = layers_of(layers)
    with reading(ctx, records, encoding) as those:
        annotations = WebAnnotations(those.entries(), chosen, base, encoding)
        write_texts(annotations.collection() if collection else annotations.lines(), output, force)
