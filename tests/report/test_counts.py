"""Counts are shown as the text says them: with bounds, assertion and unit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotators.document import Count
from annotators.report.data import ReportData
from tests.chromium import Browser
from tests.report.articles import mention, pair
from tests.report.pages import go, rows, texts, written

TEXT = (
    "The mayor denied that 200 fighters came; 30 fighters, then 50 fighters came. At least 8 soldiers fell, "
    "up to 90 guards fled, 3 to 5 boats sank. It cost $12 million. "
    "Some said 7, some 120,000. The army stopped 60 carts."
)


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Browser]:
    def said(quote: str, assertion: str | None = None, **known: object) -> Count:
        return Count(mention(TEXT, quote, "counts.noun", assertion=assertion), **known)  # type: ignore[arg-type]

    counts = (
        said("200 fighters", "denied", value=200, what="fighters"),
        said("30 fighters", value=30, what="fighters"),
        said("50 fighters", value=50, what="fighters"),
        said("At least 8 soldiers", min=8, what="soldiers"),
        said("up to 90 guards", max=90, approximate=True, what="guards"),
        said("3 to 5 boats", min=3, max=5, what="boats"),
        said("$12 million", value=12_000_000, what="money", unit="USD"),
        said("7", value=7),
        said("120,000", value=120_000),
        said("60 carts", "prevented", value=60, what="carts"),
    )
    data = ReportData()
    data.add(*pair("in/counts.txt", TEXT, counts=counts))
    chromium.open(written(tmp_path / "report.html", data))
    chromium.show(1280, 900)
    yield chromium
    assert chromium.complaints() == []


def test_the_table_keeps_bounds_assertions_and_units_and_leaves_out_numbers_alone(page: Browser) -> None:
    go(page, "#counts")
    assert {row[0]: row[2] for row in rows(page)} == {
        "fighters": "30 to 50; 200 (denied)",
        "soldiers": "at least 8",
        "guards": "at most 90",
        "boats": "3 to 5",
        "money": "12,000,000 USD",
        "carts": "60 (prevented)",
    }
    assert texts(page, ".note") == ["2 numbers of things not named: not in this table."]
    assert "Counts 6" in texts(page, "#views a")
    page.point(".note a", click=True)
    page.wait("document.querySelector('.entity')")
    assert texts(page, ".mentions mark") == ["7", "120,000"]


def test_beside_an_article_each_count_has_its_own_line(page: Browser) -> None:
    told = dict(zip(texts(page, ".inside li a"), texts(page, ".inside li .aside"), strict=True))
    assert told == {
        "200 fighters": "200 (denied)",
        "30 fighters": "30",
        "50 fighters": "50",
        "At least 8 soldiers": "at least 8",
        "up to 90 guards": "at most about 90",
        "3 to 5 boats": "3 to 5",
        "$12 million": "12,000,000 USD",
        "7": "7",
        "120,000": "120,000",
        "60 carts": "60 (prevented)",
    }


def test_on_the_page_of_a_thing_the_assertion_stands_behind_its_number(page: Browser) -> None:
    go(page, "#entity/0")
    assert texts(page, ".mentions .aside") == [
        "line 1 · counts.noun · 200 (denied)",
        "line 1 · counts.noun · 30",
        "line 1 · counts.noun · 50",
    ]
