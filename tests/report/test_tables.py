"""The tables of entities, and the way from them into the articles."""

from __future__ import annotations

import pytest

from tests.chromium import Browser
from tests.report.pages import address, go, rows, texts


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("people", [["Omar Said", "Col.", "1", "2"], ["Lena Ortiz", "trader", "1", "1"]]),
        ("units", [["9th Brigade", "brigade", "", "1", "2"]]),
        (
            "crossings",
            [
                ["Zerga gate", "official", "Lebanon – Syria", "2", "3"],
                ["Kreda bridge", "official", "Iraq – Syria", "1", "1"],
                ["paths", "irregular", "", "1", "1"],
            ],
        ),
        ("counts", [["trucks", "", "12 to 40", "2", "2"], ["people", "", "300 (denied)", "1", "1"]]),
    ],
)
def test_a_table_lists_the_entities_of_a_layer_most_mentioned_first(
    page: Browser, layer: str, expected: list[list[str]]
) -> None:
    page.point(f'#views a[href="#{layer}"]', click=True)
    page.wait("document.querySelector('table')")
    assert rows(page) == expected
    assert page.run("document.querySelector('#views [aria-current]').hash") == f"#{layer}"


def test_a_table_leads_to_the_mentions_and_they_into_the_article(page: Browser) -> None:
    go(page, "#crossings")
    page.point("tbody a", click=True)
    page.wait("document.querySelector('.entity')")
    assert texts(page, ".mentions mark") == ["Zerga Gate", "Zerga gate", "Zerga gate"]
    assert texts(page, ".mentions .from") == titles_of_two()
    page.point(".mentions > li:nth-child(3) a", click=True)
    page.wait("document.activeElement.matches('mark')")
    assert address(page) == "#article/1/3"
    assert texts(page, ".reader h2") == titles_of_two()[1:]
    assert page.run("document.activeElement.textContent") == "Zerga gate"
    page.run("history.back()")
    page.wait("document.querySelector('.entity')")


def titles_of_two() -> list[str]:
    return ["Trucks Wait as the Zerga Gate Stays Shut", "Kreda Bridge Opens to Pilgrims After a Week"]
