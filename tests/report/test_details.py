"""What is shown of a mention that is pointed at or focused."""

from __future__ import annotations

from tests.chromium import Browser
from tests.report.articles import GATE
from tests.report.pages import MARKS, go, marks, texts


def details(page: Browser) -> dict[str, str]:
    names, values = texts(page, "#card dt"), texts(page, "#card dd")
    return dict(zip(names, values, strict=True))


def test_pointing_at_a_mention_shows_what_is_known_of_it(page: Browser) -> None:
    page.point(f"{MARKS}.crossings")
    start = GATE.index("Zerga Gate")
    assert texts(page, "#card .head strong") == ["Zerga gate"]
    assert details(page) == {
        "Kind": "official",
        "Countries": "Lebanon – Syria",
        "Gazetteer": "zerga",
        "Place": "34.5, 36",
        "Found by": "crossings.gazetteer",
        "Where": f"line 3, characters {start} to {start + 10}",
    }
    page.point("h1")
    page.wait("document.querySelector('#card').hidden")


def test_focusing_a_count_shows_numbers_assertion_cue_and_place_in_code_points(page: Browser) -> None:
    page.run(f"document.querySelectorAll('{MARKS}')[6].focus()")
    start = GATE.index("300 people")  # behind a character of two UTF-16 units
    assert details(page) == {
        "Value": "300",
        "Part of": "trucks",
        "Assertion": "denied",
        "Cue": "assertions.denied",
        "Found by": "counts.noun",
        "Where": f"line 5, characters {start} to {start + 10}",
    }
    described = page.run("document.activeElement.getAttribute('aria-describedby')")
    assert described == "card"
    page.press("Escape")
    assert page.run("document.querySelector('#card').hidden")


def test_details_stay_inside_the_window(page: Browser) -> None:
    for width in (1280, 390):
        page.show(width, 700)
        go(page, "#article/0")
        for index in range(len(marks(page))):
            box = page.run(
                f"(() => {{ document.querySelectorAll('{MARKS}')[{index}].focus();"
                "const b = document.querySelector('#card').getBoundingClientRect();"
                "return [b.left, b.top, innerWidth - b.right, innerHeight - b.bottom]; })()"
            )
            assert min(box) >= 0, (width, index, box)
