"""Pages for tests of the report, and what is asked of them in a browser."""

from __future__ import annotations

import json
from pathlib import Path

from annotators.report.data import ReportData
from annotators.report.page import page as html
from tests.chromium import Browser
from tests.report.articles import bridge, gate, plain


def three() -> ReportData:
    data = ReportData()
    for document, article in (gate(), bridge(), plain()):
        data.add(document, article)
    data.leave_out("in/lost.txt", "r.yaml:9: in/lost.txt cannot be read: No such file or directory")
    return data


def written(path: Path, data: ReportData, title: str = "Gates & bridges") -> Path:
    path.write_text(html(data, title), encoding="utf-8", newline="")
    return path


MARKS = ".text mark[data-mention]"
# The words of a mark without those of ours in it ("denied").
OWN = "(m => [...m.childNodes].filter(n => n.className !== 'asserted').map(n => n.textContent).join(''))"


def texts(page: Browser, selector: str) -> list[str]:
    found: list[str] = page.run(
        f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.innerText.trim())"
    )
    return found


def marks(page: Browser) -> list[str]:
    found: list[str] = page.run(f"[...document.querySelectorAll('{MARKS}')].map({OWN})")
    return found


def titles(page: Browser) -> list[str]:
    return texts(page, ".list li[data-item] > a")


def go(page: Browser, to: str) -> None:
    """Go where a link to `to` leads."""
    page.run(
        f"location.hash === {json.dumps(to)} || new Promise(done => {{"
        f"addEventListener('hashchange', () => setTimeout(done), {{once: true}});"
        f"location.hash = {json.dumps(to)}; }})"
    )


def address(page: Browser) -> str:
    """What the address says is shown: `#article/0`."""
    found: str = page.run("location.hash")
    return found


def rows(page: Browser) -> list[list[str]]:
    found: list[list[str]] = page.run(
        "[...document.querySelectorAll('tbody tr')].map(r => [...r.children].map(c => c.innerText.trim()))"
    )
    return found


def type_text(page: Browser, text: str) -> None:
    page.run("document.querySelector('#text').focus()")
    page.press(*text)
    page.wait(f"filter.text === {json.dumps(text.strip())}")
