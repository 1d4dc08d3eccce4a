"""One article is in memory at a time, in the formats that need no more."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotators.document import Mention, Person
from annotators.export.brat import Standoff
from annotators.export.conll import TaggedText
from annotators.export.csv import write_tables
from annotators.export.entries import Entry
from annotators.export.geojson import CrossingMap
from annotators.export.sqlite import write_database
from annotators.export.webanno import WebAnnotations
from tests.export.cases import on_disk

MENTIONS = 200  # an article

Export = Callable[[Path, Iterator[Entry]], None]


def thrown_away(texts: Iterator[str]) -> None:
    for _ in texts:
        pass


EXPORTS: dict[str, Export] = {
    "csv": write_tables,
    "sqlite": lambda folder, entries: write_database(folder / "r.db", entries),
    "geojson": lambda _, entries: thrown_away(CrossingMap(entries).by_mention()),
    "brat": lambda folder, entries: Standoff(folder / "brat").write(entries),
    "conll": lambda _, entries: thrown_away(TaggedText(entries).lines()),
    "webanno": lambda _, entries: thrown_away(WebAnnotations(entries).collection()),
}


def peak(export: Export, entries: Iterator[Entry], folder: Path) -> int:
    """The most bytes that Python held."""
    folder.mkdir()
    (folder / "brat").mkdir()
    tracemalloc.start()
    try:
        export(folder, entries)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("format_", EXPORTS)
def test_eight_times_the_articles_need_no_more_memory(tmp_path: Path, format_: str) -> None:
    def entries(number: int) -> Iterator[Entry]:
        for i in range(number):
            # Objects of its own for each article: an export that kept them would hold them all.
            starts = range(4_000, 4_000 + 12 * MENTIONS, 12)
            khan = Person("Khan", (), tuple(Mention("Khan", n, n + 4, 1, f"{i}") for n in starts))
            yield on_disk(tmp_path, " " * 4_000 + "Khan slept. " * MENTIONS, f"{i}.txt", people=(khan,))

    few, many = (peak(EXPORTS[format_], entries(n), tmp_path / f"out{n}") for n in (2, 16))
    assert many < few * 1.3
