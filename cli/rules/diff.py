"""`glossator rules diff`: what a change of rules does to a corpus."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
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
from ..console import shown
from ..exits import Code, epilog
from ..output import standard_output, write
from ..packs import load_all
from ..spool import Spool

if TYPE_CHECKING:
    from annotators.article import Article
    from annotators.rulediff import Annotation, Change

_AROUND = 30  # code points of context on each side
_KINDS = ("gained", "lost", "changed")
_SIGNS = {"gained": "+", "lost": "-", "changed": "~"}
_COLUMNS = ("change", "rule", "layer", "article", "line", "start", "end", "quote", "differences")

EPILOG = epilog(
    "glossator rules diff shipped mine.yaml articles/",
    "glossator rules diff old/ new/ articles/ --summary | sort -rn -k 3",
    "glossator rules diff shipped mine.yaml a/ --format jsonl | jq -r .quote",
    codes=(Code.DONE, Code.CHECK_FAILED, Code.ERROR, Code.INPUT_FAILED, Code.INTERRUPTED),
    wrong="a broken rule pack, no such model",
    failed="there are differences (--fail-on lost: some are lost or changed)",
)


class Format(StrEnum):
    """How changes are written."""

    text = "text"
    tsv = "tsv"
    jsonl = "jsonl"


class FailOn(StrEnum):
    """Which changes end the command with status 1."""

    any = "any"
    lost = "lost"


def diff(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", hidden=True)],
    new: Annotated[str, typer.Argument(metavar="NEW", hidden=True)],
    paths: Paths = None,
    only: Annotated[
        str | None,
        typer.Option(metavar="LAYERS", help="Some of people,units,crossings,counts.", show_default=False),
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", metavar="text|tsv|jsonl", help="For people, or for programs.")
    ] = Format.text,
    summary: Annotated[bool, typer.Option("--summary", help="Only how many, a line a rule.")] = False,
    fail_on: Annotated[
        FailOn, typer.Option(metavar="any|lost", help="What status 1 is for; lost: not for gained ones.")
    ] = FailOn.any,
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
    """Show what differs between two sets of rules on articles.

    That is, rule by rule: gained, lost and changed annotations.

    OLD and NEW are each the word `shipped`, a rule pack, or a folder of packs
    (*.yaml); packs join the shipped ones, or take the place of those of their
    name. PATHS are articles, as for annotate.

    An annotation is changed when its words are found by another rule, have
    other attributes, or reach farther or less far. Each article is tagged by
    the model once, for both. When an article fails the status is 3, whatever
    the others showed: the comparison is not whole.
    """
    from annotators.document import LAYERS
    from annotators.pipeline import layers_named
    from annotators.rulediff import RuleDiff, load_side

    try:
        layers = layers_named([name.strip() for name in only.split(",")] if only is not None else LAYERS)
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint="'--only'") from None
    articles = Articles(ctx, paths or [], files_from, null, glob, encoding, max_bytes)
    articles.check()
    output = standard_output()
    before, after = load_all(lambda: load_side(old), lambda: load_side(new))
    compared = RuleDiff(before, after, None if no_ner else tagger(model, engine, device), layers)

    def rows(article: Article) -> list[_Row]:
        return [_Row(article.name, change, _context(article, change)) for change in compared.changes(article)]

    counts: Counter[tuple[str, str]] = Counter()
    with Spool() as spool:
        if format_ is Format.tsv and not summary:
            write(output, "\t".join(_COLUMNS) + "\n")
        for row in (row for found in articles.each(rows) for row in found):
            counts[row.change.rule, row.change.kind] += 1
            if summary:
                continue
            if format_ is Format.text:
                spool.add(row.change.rule, _line(row))
            else:
                write(output, _tsv(row) if format_ is Format.tsv else _json(row))
        if summary:
            for line in _table(counts, format_):
                write(output, line)
        elif format_ is Format.text:
            for rule in sorted({rule for rule, _ in counts}):
                numbers = ", ".join(f"{counts[rule, kind]} {kind}" for kind in _KINDS if counts[rule, kind])
                write(output, f"{rule}: {numbers}\n")
                for line in spool.lines(rule):
                    write(output, line + "\n")
    if articles.failed:
        raise typer.Exit(Code.INPUT_FAILED)
    if any(fail_on is FailOn.any or kind != "gained" for _, kind in counts):
        raise typer.Exit(Code.CHECK_FAILED)


@dataclass(frozen=True, slots=True)
class _Row:
    """A change and where it is."""

    article: str
    change: Change
    context: tuple[str, str, str]  # before the words, the words, behind them: each on one line


def _context(article: Article, change: Change) -> tuple[str, str, str]:
    start, end = change.shown.start, change.shown.end
    begin, stop = max(0, start - _AROUND), min(len(article.text), end + _AROUND)
    before, behind = article.text[begin:start], article.text[end:stop]
    # Whole words only.
    if begin and not article.text[begin - 1].isspace():
        before = before.partition(" ")[2]
    if stop < len(article.text) and not article.text[stop].isspace():
        behind = behind.rpartition(" ")[0]
    first, last = _flat(f"{before}|")[:-1], _flat(f"|{behind}")[1:]
    return first, _flat(change.shown.quote), last


def _flat(text: str) -> str:
    """`text` on one line, nothing in it that could drive a terminal."""
    return shown(" ".join(text.split()))


def _line(row: _Row) -> str:
    before, words, behind = row.context
    told = "".join(
        f"; {d.name}: {_flat(d.old) or '-'} -> {_flat(d.new) or '-'}" for d in row.change.differences
    )
    told = told.replace(";", "  #", 1)
    place = f"{shown(row.article)}:{row.change.shown.line}"
    return f"  {_SIGNS[row.change.kind]} {place}: {before}[[{words}]]{behind}{told}"


def _tsv(row: _Row) -> str:
    found = row.change.shown
    told = "; ".join(f"{d.name}: {_flat(d.old)} -> {_flat(d.new)}" for d in row.change.differences)
    where = (shown(row.article).replace("\t", " "), found.line, found.start, found.end)
    cells = (row.change.kind, row.change.rule, found.layer, *where, _flat(found.quote), told)
    return "\t".join(map(str, cells)) + "\n"


def _json(row: _Row) -> str:
    found = row.change.shown
    record = {
        "change": row.change.kind,
        "rule": row.change.rule,
        "layer": found.layer,
        "article": row.article,
        "line": found.line,
        "quote": found.quote,
        "old": _side(row.change.old),
        "new": _side(row.change.new),
        "differences": {d.name: [d.old, d.new] for d in row.change.differences},
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def _side(annotation: Annotation | None) -> dict[str, object] | None:
    if annotation is None:
        return None
    attributes = {name: value for name, value in annotation.attributes.items() if value}
    return {
        "by": annotation.rule,
        "start": annotation.start,
        "end": annotation.end,
        "quote": annotation.quote,
        **attributes,
    }


def _table(counts: Counter[tuple[str, str]], format_: Format) -> Iterator[str]:
    """The lines of the summary, rules in the order of the alphabet, sums last (for people only)."""
    rows = {rule: [counts[rule, kind] for kind in _KINDS] for rule in sorted({rule for rule, _ in counts})}
    if format_ is Format.jsonl:
        for rule, numbers in rows.items():
            record = {"rule": rule, **dict(zip(_KINDS, numbers, strict=True))}
            yield json.dumps(record, ensure_ascii=False) + "\n"
    elif format_ is Format.tsv:
        yield "\t".join(("rule", *_KINDS)) + "\n"
        for rule, numbers in rows.items():
            yield "\t".join(map(str, (rule, *numbers))) + "\n"
    elif rows:
        sums = [sum(column) for column in zip(*rows.values(), strict=True)]
        width = max(len(name) for name in (*rows, "rule"))
        for name, cells in (("rule", _KINDS), *rows.items(), ("all", sums)):
            yield f"{name:<{width}}" + "".join(f"{cell:>9}" for cell in cells) + "\n"
