#!/usr/bin/env python3
"""What a page of many articles weighs, and how long it takes a browser to show and to filter it.

    bench/report_page.py [--articles 2000] [--rounds 5]

The samples and their records are taken again and again, with a number behind each name, so that the tables
are as long as those of so many different articles. It needs Chromium (Debian: apt-get install chromium).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from annotators.article import Article, read  # noqa: E402
from annotators.document import Document  # noqa: E402
from annotators.reader import read_records  # noqa: E402
from annotators.report.data import ReportData  # noqa: E402
from annotators.report.page import page  # noqa: E402
from tests.chromium import Browser, browser, find  # noqa: E402

# What a reader does; each is timed until the browser has painted what comes of it.
ACTIONS = {
    "first search": "filter.text = 'crossing'; refilter()",
    "next search": "filter.text = 'brigade'; refilter()",
    "search cleared": "filter.text = ''; refilter()",
    "a layer off": "document.querySelector('[data-layer=counts]').click()",
    "a layer on": "document.querySelector('[data-layer=counts]').click()",
    "a rule": "filter.rule = 5; refilter()",
    "all cleared": "byId('clear').click()",
    "table of people": "location.hash = '#people'",
    "table of counts": "location.hash = '#counts'",
    "map": "location.hash = '#map'",
    "articles": "location.hash = '#articles'",
}
TIMED = """new Promise((done) => {{
  const start = performance.now();
  {action};
  setTimeout(() => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start))));
}})"""
LOADED = """[performance.getEntriesByName("first-contentful-paint")[0].startTime,
  performance.getEntriesByType("navigation")[0].loadEventEnd]"""


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the page of `glossator report`.")
    parser.add_argument("--articles", type=int, default=2000, metavar="N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    options = parser.parse_args()
    program = find()
    if program is None:
        print("no Chromium found", file=sys.stderr)
        return 2
    began = time.perf_counter()
    data, size = ReportData(), 0
    for document, article in many(options.articles):
        data.add(document, article)
        size += len(article.text.encode())
    text = page(data, "Bench")
    took = time.perf_counter() - began
    print(f"{data.articles} articles, {size / 1e6:.1f} MB of text, page {len(text.encode()) / 1e6:.1f} MB")
    print(f"made in {took:.1f} s, without reading records and articles")
    with TemporaryDirectory() as folder, browser(program) as running:
        file = Path(folder) / "report.html"
        file.write_text(text, encoding="utf-8", newline="")
        running.show(1280, 900)
        measured = [one_round(running, file) for _ in range(options.rounds)]
        print(f"{running.call('Browser.getVersion')['product']}, milliseconds of {options.rounds} rounds")
        print(f"{'':24}{'best':>8}{'median':>8}")
        for name in measured[0]:
            times = [each[name] for each in measured]
            print(f"{name:24}{min(times):8.0f}{statistics.median(times):8.0f}")
        heap = running.call("Runtime.getHeapUsage")["usedSize"] / 1e6
        print(f"memory of its script: {heap:.0f} MB")
    return 0


def one_round(running: Browser, file: Path) -> dict[str, float]:
    """Milliseconds of loading and of each action."""
    running.open(file)
    running.wait('performance.getEntriesByName("first-contentful-paint").length === 1')
    painted, loaded = running.run(LOADED)
    times = {name: running.run(TIMED.format(action=action)) for name, action in ACTIONS.items()}
    return {"first paint": painted, "ready": loaded, **times}


def many(count: int) -> Iterator[tuple[Document, Article]]:
    samples = []
    for file in sorted((ROOT / "samples").glob("*.yaml")):
        with file.open("rb") as stream:
            (stored,) = read_records(stream, str(file))
        assert isinstance(stored.document, Document)
        article = read(file.with_suffix(".txt").read_bytes(), stored.document.article)
        samples.append((stored.document, article))
    for i in range(count):
        document, article = samples[i % len(samples)]
        yield numbered(document, i // len(samples)), article


def numbered(document: Document, number: int) -> Document:
    def named(entities: Any) -> Any:
        return tuple(replace(each, name=f"{each.name} {number}") for each in entities)

    return replace(
        document,
        article=f"{number}/{document.article}",
        people=named(document.people),
        units=named(document.units),
        counts=tuple(replace(each, what=f"{each.what} {number}") for each in document.counts or ()),
    )


if __name__ == "__main__":
    sys.exit(main())
