"""Layers, rules, entities and words that are chosen or searched for."""

from __future__ import annotations

import json

from tests.chromium import Browser
from tests.report.pages import go, marks, rows, texts, titles, type_text


def choose(page: Browser, rule: str) -> None:
    page.run(
        f"(() => {{ const s = document.querySelector('#rule');"
        f"s.value = [...s.options].find(o => o.text === {json.dumps(rule)}).value;"
        "s.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )


def test_a_layer_that_is_switched_off_is_not_marked_nor_listed(page: Browser) -> None:
    page.point("[data-layer=people]", click=True)
    assert "Omar Said" not in marks(page)
    assert texts(page, "#status") == ["2 articles, 10 mentions"]  # what has no mention left is not listed
    go(page, "#people")
    assert texts(page, ".note") == ["Nothing passes the filters."]
    page.point("[data-layer=people]", click=True)
    assert [row[0] for row in rows(page)] == ["Omar Said", "Lena Ortiz"]


def test_a_rule_can_be_chosen(page: Browser) -> None:
    choose(page, "counts.noun")
    assert marks(page) == ["around 40 trucks", "300 people"]
    choose(page, "crossings.bridge")
    assert titles(page) == ["Kreda Bridge Opens to Pilgrims After a Week"]
    assert marks(page) == ["Kreda bridge"]
    page.point("#clear", click=True)
    assert len(titles(page)) == 3
    assert page.run("document.activeElement.id") == "text"


def test_an_entity_can_be_singled_out(page: Browser) -> None:
    go(page, "#crossings")
    page.point("tbody a", click=True)
    page.wait("document.querySelector('.entity')")
    page.point(".actions button", click=True)
    assert texts(page, "#only") == ["Only X Zerga gate Remove"]
    go(page, "#articles")
    assert len(titles(page)) == 2
    assert marks(page) == ["Zerga Gate", "Zerga gate"]
    page.point("#only button", click=True)
    assert len(titles(page)) == 3


def test_search_finds_words_of_the_text_in_any_case_and_shows_them(page: Browser) -> None:
    type_text(page, "PILGRIMS")
    assert titles(page) == ["Kreda Bridge Opens to Pilgrims After a Week"]
    assert texts(page, ".list .passage b") == ["Pilgrims"]
    assert texts(page, "#status") == ["1 article, 5 mentions"]
    hits = page.run("[...CSS.highlights.get('hit')].map(range => range.toString())")
    assert hits == ["Pilgrims"]
    go(page, "#counts")
    assert [row[0] for row in rows(page)] == ["trucks"]


def test_search_is_for_text_and_not_for_a_pattern(page: Browser) -> None:
    type_text(page, "nobody c.me")
    assert texts(page, ".list .note") == ["No article passes the filters."]
    assert marks(page) == []


def test_hits_across_a_mark_are_painted_whole(page: Browser) -> None:
    type_text(page, "the zerga gate stays")
    hits = page.run("[...CSS.highlights.get('hit')].map(range => range.toString())")
    assert hits == ["the Zerga Gate Stays"]
