"""One browser for all tests of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chromium import Browser, browser, find
from tests.report.pages import three, written

# The page as it was when it had just been opened.
START = """
history.replaceState(null, "", location.pathname);
document.querySelector("#filters").reset();
listed = null;
show(false);
document.activeElement.blur();
window.scrollTo(0, 0);
"""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = find()
    if program is None:
        pytest.skip("no Chromium found: install one to test the page (Debian: apt-get install chromium)")
    with browser(program) as running:
        yield running


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of three articles, and one that is left out."""
    return written(tmp_path_factory.mktemp("report") / "report.html", three())


@pytest.fixture
def page(chromium: Browser, report: Path) -> Iterator[Browser]:
    """That page, open on a desk; whatever a test does, nothing is fetched and nothing complained of."""
    if chromium.run("location.pathname") != report.as_posix():
        chromium.open(report)
    chromium.show(1280, 900)
    chromium.run(START)  # much sooner than to load it anew
    yield chromium
    assert chromium.complaints() == []
    assert chromium.requests() == [report.as_uri()]
