"""The map of crossings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chromium import Browser
from tests.report.pages import address, go, texts, type_text


def points(page: Browser) -> dict[str, Any]:
    found: dict[str, Any] = page.run(
        "Object.fromEntries([...document.querySelectorAll('.points a')].map(a => {"
        "const c = a.querySelector('.dot').getBoundingClientRect();"
        "return [a.getAttribute('aria-label'), [c.x + c.width / 2, c.y + c.height / 2, c.width]]; }))"
    )
    return found


def open_map(page: Browser) -> dict[str, Any]:
    go(page, "#map")
    page.wait("document.querySelector('.points a')")
    return points(page)


def test_each_crossing_with_a_place_has_a_point_larger_where_it_is_mentioned_more(
    page: Browser,
) -> None:
    found = open_map(page)
    assert sorted(found) == ["Kreda bridge, 1 mention", "Zerga gate, 3 mentions"]
    kreda, zerga = found["Kreda bridge, 1 mention"], found["Zerga gate, 3 mentions"]
    assert zerga[0] < kreda[0], "it lies in the west"
    assert zerga[1] > kreda[1], "it lies in the south"
    assert zerga[2] > kreda[2]
    assert texts(page, "section.wide > .aside")[0].startswith(
        "2 crossings on the map, larger where mentioned more. 1 crossing without coordinates in the gazetteer"
    )


def test_points_lie_in_their_countries(page: Browser) -> None:
    open_map(page)
    page.run("document.querySelector('.map').focus()")
    page.press("-", "-")
    page.run("document.querySelector('.points').remove(); document.querySelector('.map').scrollIntoView()")
    at = page.run(
        "(() => { const svg = document.querySelector('.map'), box = svg.getBoundingClientRect();"
        "const project = projectionOf(svg.clientWidth, svg.clientHeight, mapState.view);"
        "return [[44.4, 33.3], [31.2, 30.0], [32.9, 39.9], [34, 34]].map(([lon, lat]) =>"
        "  document.elementFromPoint(box.x + project.x(lon), box.y + project.y(lat)).textContent); })()"
    )
    assert at[:2] == ["Iraq", "Egypt"]
    assert at[2] in ("Turkey", "Türkiye")
    assert at[3] not in ("Lebanon", "Syria", "Cyprus"), "the sea is no land"


def test_a_click_on_a_point_leads_to_its_mentions(page: Browser) -> None:
    open_map(page)
    page.point('.points a[aria-label^="Kreda"] .dot', click=True)
    page.wait("document.querySelector('.entity')")
    assert texts(page, ".entity h2") == ["X Kreda bridge"]
    assert texts(page, ".mentions mark") == ["Kreda bridge"]


def test_the_map_is_used_by_keyboard(page: Browser) -> None:
    open_map(page)
    page.run("document.querySelector('.map').focus()")
    page.press("0")
    before = points(page)["Zerga gate, 3 mentions"]
    page.press("ArrowRight")
    moved = points(page)["Zerga gate, 3 mentions"]
    assert (round(before[0] - moved[0]), round(before[1] - moved[1])) == (60, 0)
    page.press("0")
    assert points(page)["Zerga gate, 3 mentions"] == pytest.approx(before, abs=0.5)
    page.press("+")
    near = points(page)
    page.press("-", "-")
    far = points(page)
    gaps = [abs(a[0] - b[0]) for a, b in (tuple(near.values()), tuple(far.values()))]
    assert gaps[0] == pytest.approx(2.25 * gaps[1], rel=0.05)
    page.press("0", "Tab", "Enter")
    page.wait("document.querySelector('.entity')")
    assert address(page).startswith("#entity/")


def test_the_map_shows_what_the_filters_let_through(page: Browser) -> None:
    type_text(page, "pilgrims")
    assert sorted(open_map(page)) == ["Kreda bridge, 1 mention", "Zerga gate, 1 mention"]
