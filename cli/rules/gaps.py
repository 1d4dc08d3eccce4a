"""`glossator rules gaps`: what the rules may lack, read off a corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..articles import (
    DEVICE,
    MAX_BYTES,
    MODEL,
    Articles,
    DeviceName,
    Encoding,
    Engine,
    EngineName,
    FilesFrom,
    Glob,
    MaxBytes,
    ModelName,
    NoNer,
    Null,
    Paths,
    tagger,
)
from ..console import note, shown
from ..exits import Code, epilog
from ..output import standard_output, write
from ..packs import load, plural

if TYPE_CHECKING:
    from annotators.article import Article
    from annotators.gapcount import Suggestion
    from annotators.gaps import Gap

_COLUMNS = ("layer", "kind", "name", "mentions", "articles", "missed", "beside", "example")

EPILOG = epilog(
    "glossator rules gaps articles/ > gaps.yaml && glossator rules test gaps.yaml",
    "glossator rules gaps articles/ --format tsv --min 5 | cut -f 3,5 | head",
    codes=(Code.DONE, Code.ERROR, Code.INPUT_FAILED, Code.INTERRUPTED),
    wrong="a broken rule pack, no such model",
)


class Format(StrEnum):
    """How suggestions are written."""

    yaml = "yaml"
    text = "text"
    tsv = "tsv"


def gaps(
    ctx: typer.Context,
    paths: Paths = None,
    least: Annotated[int, typer.Option("--min", metavar="N", min=1, help="Names of N mentions or more.")] = 2,
    top: Annotated[int, typer.Option(metavar="N", min=1, help="At most N names.")] = 50,
    format_: Annotated[
        Format, typer.Option("--format", metavar="yaml|text|tsv", help="A rule pack, or a list.")
    ] = Format.yaml,
    rules: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A rule pack to load too, as for annotate. Repeatable."),
    ] = None,
    no_ner: NoNer = False,
    model: ModelName = MODEL,
    engine: EngineName = Engine.auto,
    device: DeviceName = DEVICE,
    files_from: FilesFrom = None,
    null: Null = False,
    glob: Glob = "*.txt",
    encoding: Encoding = "utf-8",
    max_bytes: MaxBytes = MAX_BYTES,
) -> None:
    """Suggest names that the rules lack, as a pack.

    They are capitalised words beside an echelon, a force or a crossing noun
    ("Tamsa Brigade", "TNW fighters", "members of the Kreda Front") that
    nothing annotates, in most articles first.

    PATHS are articles, as for annotate. The output is a rule pack: a list and
    a rule for each kind, with the sentences of the articles as its tests. It
    passes them; what to keep is for you to decide.

    The model keeps persons and places out; with --no-ner more of them slip
    in. Memory does not grow with the corpus.
    """
    from annotators.gapcount import GapCount
    from annotators.gappack import write_pack
    from annotators.gaps import GapFinder
    from annotators.pipeline import Annotator

    articles = Articles(ctx, paths or [], files_from, null, glob, encoding, max_bytes)
    articles.check()
    output = standard_output()
    packs = load(rules or [])
    annotator = Annotator(packs, None if no_ner else tagger(model, engine, device))
    finder = GapFinder(packs)
    counted = GapCount()

    def work(article: Article) -> None:
        found: Sequence[Gap] = finder.find(article, annotator.findings(article))
        counted.add(found, article)

    for _ in articles.each(work):
        pass
    every = counted.suggestions(least)
    suggestions = every[:top]
    if format_ is Format.yaml:
        text, left_out = write_pack(suggestions, packs)
        write(output, text)
        for each in left_out:
            note(f"left out: {each.name} ({each.kind}): another rule takes its words")
    else:
        for line in _table(suggestions) if format_ is Format.tsv else _listing(suggestions):
            write(output, line)
    told = plural(len(suggestions), "name")
    if len(every) > len(suggestions):
        told += f" of {len(every)}"
    note(f"{told} with {least} mentions or more" if least > 1 else told)
    if articles.failed:
        raise typer.Exit(Code.INPUT_FAILED)


def _listing(suggestions: Sequence[Suggestion]) -> Iterator[str]:
    from annotators.gappack import described

    for each in suggestions:
        beside = ", ".join(each.heads)
        yield f"{shown(each.name)}: {each.layer}, {each.kind}; {described(each)}; beside {shown(beside)}\n"
        for example in each.examples:
            yield f"    {shown(example)}\n"


def _table(suggestions: Sequence[Suggestion]) -> Iterator[str]:
    yield "\t".join(_COLUMNS) + "\n"
    for each in suggestions:
        numbers = (each.mentions, each.articles, each.missed)
        cells = (each.layer, each.kind, each.name, *numbers, ", ".join(each.heads), each.examples[0])
        yield "\t".join(shown(str(cell)).replace("\t", " ") for cell in cells) + "\n"
