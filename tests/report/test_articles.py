"""Articles in the page: the list, the text with its mentions, and going through them by keyboard."""

from __future__ import annotations

from pathlib import Path

from annotators.document import Count, Mention
from annotators.report.data import ReportData
from tests.chromium import Browser
from tests.report.articles import GATE, PLAIN, mention, pair
from tests.report.pages import MARKS, address, go, marks, rows, texts, titles, type_text, written


def test_articles_are_listed_with_headline_and_path_and_the_first_is_open(page: Browser) -> None:
    assert titles(page) == [
        "Trucks Wait as the Zerga Gate Stays Shut",
        "Kreda Bridge Opens to Pilgrims After a Week",
        "A Quiet Day at the Harbour Office",
    ]
    assert texts(page, ".list li .path") == ["in/gate.txt", "in/bridge.txt", "in/plain.txt"]
    assert texts(page, ".reader h2") == titles(page)[:1]
    assert texts(page, "h1") == ["Gates & bridges"]
    assert page.run("document.title") == "Gates & bridges"


def test_what_was_left_out_is_named_with_the_reason(page: Browser) -> None:
    assert texts(page, ".left-out summary") == ["1 article not shown"]
    page.point(".left-out summary", click=True)
    assert texts(page, ".left-out li") == [
        "in/lost.txt\nr.yaml:9: in/lost.txt cannot be read: No such file or directory"
    ]


def test_every_mention_is_marked_in_the_text_as_it_is(page: Browser) -> None:
    assert marks(page) == [
        "Zerga Gate", "Omar Said", "9th Brigade", "around 40 trucks", "Zerga gate", "Said", "300 people",
        "9th Brigade",
    ]  # fmt: skip
    page.run("document.querySelectorAll('.asserted').forEach(e => e.remove())")
    told = page.run("[...document.querySelectorAll('.text > p')].map(p => p.textContent)")
    assert told == GATE.split("\n\n")


def test_line_breaks_inside_a_paragraph_stay(page: Browser) -> None:
    go(page, "#article/2")
    assert texts(page, ".text > p") == [part.strip() for part in PLAIN.replace("\r", "").split("\n\n")]


def test_layers_are_told_apart_without_colour(page: Browser) -> None:
    styles = page.run(
        f"Object.fromEntries([...document.querySelectorAll('{MARKS}')].map(m =>"
        "[m.className, getComputedStyle(m).borderBottomStyle + ' ' + m.dataset.tag]))"
    )
    assert styles == {"people": "solid P", "units": "double U", "crossings": "dashed X", "counts": "dotted #"}


def test_what_the_text_denies_is_marked_as_denied(page: Browser) -> None:
    assert texts(page, ".text .asserted") == ["denied"]


def test_mentions_in_one_another_or_across_each_other_leave_the_text_as_it_is(
    chromium: Browser, tmp_path: Path
) -> None:
    text = "abcdefghij klmno\n\npqrst uvwxyz"
    spans = [(0, 9), (2, 5), (4, 12), (4, 5), (8, 22), (20, 29)]
    places = [Mention(text[a:b], a, b, 1, "p.rule") for a, b in spans]
    document, article = pair("a.txt", text, counts=tuple(Count(each) for each in places))
    data = ReportData()
    data.add(document, article)
    chromium.show(1280, 900)
    chromium.open(written(tmp_path / "r.html", data))
    assert "".join(chromium.run("[...document.querySelectorAll('.text > p')].map(p => p.textContent)")) == (
        text.replace("\n", "")
    )
    pieces: dict[str, list[str]] = {}
    for number, piece in chromium.run(
        f"[...document.querySelectorAll('{MARKS}')].map(m => [m.dataset.mention, m.textContent])"
    ):
        pieces.setdefault(number, []).append(piece)
    in_order = sorted(places, key=lambda each: (each.start, -each.end))
    assert ["".join(pieces[str(i)]) for i in range(len(places))] == [
        each.quote.replace("\n", "") for each in in_order
    ]
    assert chromium.complaints() == []


def test_the_first_tab_leads_past_the_filters(page: Browser, report: Path) -> None:
    page.open(report)
    page.press("Tab", "Enter")
    assert page.run("document.activeElement.id") == "content"
    assert address(page) == ""


def test_arrows_go_through_the_mentions_and_enter_shows_all_of_one(page: Browser) -> None:
    go(page, "#article/0")
    assert page.run("document.activeElement.matches('.reader h2')")
    page.press("Tab")
    told = [page.run("document.activeElement.textContent")]
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home"):
        page.press(key)
        told.append(page.run("document.activeElement.textContent"))
    assert told == ["Zerga Gate", "Omar Said", "9th Brigade", "Omar Said", "9th Brigade", "Zerga Gate"]
    page.press("Tab")
    assert not page.run("document.activeElement.matches('mark')"), "one stop for all mentions"
    page.run(f"document.querySelectorAll('{MARKS}')[1].focus()")
    page.press("Enter")
    page.wait("document.querySelector('.entity')")
    assert texts(page, ".entity h2") == ["P Omar Said"]
    assert page.run("document.activeElement.matches('h2')")


def test_an_address_leads_to_its_mention_at_once(page: Browser, report: Path) -> None:
    page.open(report, "#article/1/2")
    assert page.run("document.activeElement.textContent") == "Kreda bridge"


def test_an_address_that_leads_nowhere_shows_the_articles(page: Browser) -> None:
    for unknown in (
        "#article/99",
        "#article/1/99",
        "#entity/99",
        "#article/__proto__",
        "#nothing",
        "#%3Cb%3E",
    ):
        go(page, unknown)
        assert titles(page), unknown


def test_of_many_articles_a_part_is_in_the_page_and_scrolling_or_a_button_brings_more(
    chromium: Browser, tmp_path: Path
) -> None:
    data = ReportData()
    for i in range(2000):
        text = f"The gate number {i} was shut\n\nThen {i} trucks waited."
        document, article = pair(
            f"{i}.txt",
            text,
            counts=(Count(mention(text, f"{i} trucks", "p.rule"), value=i, what=f"trucks {i}"),),
        )
        data.add(document, article)
    chromium.show(1280, 900)
    chromium.open(written(tmp_path / "r.html", data))
    assert chromium.run("document.querySelectorAll('*').length") < 2500
    assert texts(chromium, ".list .part span") == ["100 of 2,000 shown"]
    chromium.run("document.querySelector('.list .part').scrollIntoView()")
    chromium.wait("document.querySelectorAll('.list li[data-item]').length === 200")
    go(chromium, "#counts")
    assert len(rows(chromium)) == 100
    chromium.run("document.querySelector('.part button').click()")
    assert len(rows(chromium)) >= 200
    type_text(chromium, "number 1999")
    go(chromium, "#articles")
    assert titles(chromium) == ["The gate number 1999 was shut"]
    assert chromium.complaints() == []
