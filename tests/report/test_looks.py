"""The page can be read: in light and dark, on a phone, on paper."""

from __future__ import annotations

import base64
from itertools import pairwise

import pytest

from tests.chromium import Browser

VIEWS = ("articles", "article/0", "people", "units", "crossings", "counts", "map", "entity/0", "entity/2")

# Contrast by the definition of WCAG 2 of each text that is seen against what lies behind it: the worst, with
# the text. Colours are read back from a canvas, so that any notation will do.
WORST = """(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (rgb) => {
    const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = rgb.map((v) => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const [r, g, b, a] = rgba(getComputedStyle(at).backgroundColor);
      if (a === 255) return [r, g, b];
    }
    return [255, 255, 255];
  };
  let worst = [21, ""];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || node.closest("script, svg, .unseen")) continue;
    if (!node.checkVisibility()) continue;
    const pair = [light(rgba(getComputedStyle(node).color).slice(0, 3)), light(behind(node))];
    const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (contrast < worst[0]) worst = [contrast, walker.currentNode.data.trim()];
  }
  return worst;
})()"""


def go(page: Browser, view: str) -> None:
    page.run(f"history.replaceState(null, '', '#{view}'); show(false)")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_has_a_contrast_of_four_and_a_half(page: Browser, dark: bool) -> None:
    page.show(1280, 900, dark=dark)
    background = page.run("getComputedStyle(document.documentElement).backgroundColor")
    assert (background == "rgb(251, 250, 247)") is not dark
    for view in VIEWS:
        go(page, view)
        if view == "article/0":
            page.run("document.querySelector('.text mark').focus()")  # the card, too
        contrast, text = page.run(WORST)
        assert 4.5 <= contrast < 21, (view, text)


def test_a_phone_needs_no_scrolling_to_the_side(page: Browser) -> None:
    page.show(390, 844)
    for view in VIEWS:
        go(page, view)
        assert page.run("document.documentElement.scrollWidth") <= 390, view
        assert page.run("Math.max(...[...document.querySelectorAll('main :not(svg *)')].map(e => "
                        "e.getBoundingClientRect().right))") <= 390, view  # fmt: skip


def test_a_phone_shows_the_list_or_the_article(page: Browser) -> None:
    page.show(390, 844)
    go(page, "articles")
    assert page.run("document.querySelector('.list').checkVisibility()")
    assert page.run("document.querySelector('.reader') === null")
    go(page, "article/1")
    assert not page.run("document.querySelector('.list').checkVisibility()")
    page.point(".reader .back", click=True)
    page.wait("document.querySelector('.list').checkVisibility()")


def test_paper_shows_the_article_with_letters_and_nothing_to_press(page: Browser) -> None:
    page.show(1280, 900, media="print")
    go(page, "article/0")
    seen = page.run(
        "['#views', '.list', '#text', '#rule', '#card', '.text', '.inside', '.sample'].map(s =>"
        "document.querySelector(s).checkVisibility())"
    )
    assert seen == [False] * 5 + [True] * 3
    letters = page.run(
        "[...new Set([...document.querySelectorAll('.text mark')].map(m =>"
        "getComputedStyle(m, '::before').content))]"
    )
    assert sorted(letters) == ['"#"', '"P"', '"U"', '"X"']
    page.show(1280, 900)
    paper = base64.b64decode(page.call("Page.printToPDF")["data"])
    assert paper.startswith(b"%PDF-")


def test_headings_and_landmarks_are_there_for_who_hears_the_page(page: Browser) -> None:
    for view in VIEWS:
        go(page, view)
        levels = page.run(
            "[...document.querySelectorAll('h1, h2, h3')].filter(h => h.checkVisibility())"
            ".map(h => +h.tagName[1])"
        )
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), view
        landmarks = page.run("document.querySelectorAll('header, main, nav, footer, [role=search]').length")
        assert landmarks == 5
        nameless = page.run(
            "[...document.querySelectorAll('input, select, nav, section, [role=group], svg[role]')]"
            ".filter(e => !(e.labels?.length || e.ariaLabel || e.getAttribute('aria-labelledby')))"
            ".map(e => e.outerHTML.slice(0, 80))"
        )
        assert nameless == [], view
