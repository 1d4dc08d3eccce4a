"""Nothing that an article or a record says runs, loads, or rearranges the page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from annotators.document import Count, Crossing, Location, Person, Unit
from annotators.report.data import ReportData
from annotators.report.page import page as html
from tests.chromium import Browser
from tests.report.articles import mention, pair
from tests.report.pages import written

RUNS = "window.ran = true"
MARKUP = (
    f"<script>{RUNS}</script>",
    f"</script><script>{RUNS}</script>",
    f"</SCRIPT\n><script>{RUNS}</script>",
    f"<!--<script>{RUNS}//",
    f"--><script>{RUNS}</script>]]>",
    f"<img src=x onerror='{RUNS}'>",
    f'" onfocus="{RUNS}" autofocus tabindex=1 x="',
    f"<svg onload='{RUNS}'></svg>",
    f"</title></style></textarea><iframe srcdoc='<script>parent.{RUNS}</script>'></iframe>",
    f"<a href='javascript:{RUNS}'>x</a><base href='https://example.org/'>",
    "<meta http-equiv=refresh content='0;url=https://example.org/'><link rel=stylesheet href=//example.org/>",
    "{{title}} {{script}} ${1+1} \\u003cb\\u003e \\",
)
BIDI = "admin \u202egnp.tset\u202c \u2066x\u2069 \u200fend"
ESCAPES = "\x1b[31mred\x1b[0m \x1b]8;;https://example.org\x07link\x1b]8;;\x07 \x00 \x9b \x7f \x08"
ODD = "\ufffe \U0010ffff e\u0301 👩‍👧 \u2028 \u2029 end"
TEXT = "\n\n".join(["The headline of " + MARKUP[1], *MARKUP, BIDI, ESCAPES, ODD])


def hostile() -> ReportData:
    """A record in which each field is markup, of an article that is nothing else."""
    bad = MARKUP[1]
    at = mention(TEXT, MARKUP[0], bad, nth=0, assertion=bad)
    escapes = mention(TEXT, ESCAPES, "p.rule")
    document, article = pair(
        f"in/{bad}",
        TEXT,
        people=tuple(Person(each, (each,), (at,)) for each in (*MARKUP, BIDI, ESCAPES, "\ud800 lone")),
        units=(Unit(bad, bad, 4, bad, (at,)), Unit(bad, bad, 4, "__proto__", (escapes,))),
        crossings=(Crossing(bad, bad, bad, (bad, "ZZ"), Location(10, 10), (at, escapes)),),
        counts=(Count(at, value=float("inf"), min=-(10**30), what=bad, unit=bad),),
    )
    data = ReportData()
    data.add(document, article)
    data.leave_out(bad, bad)
    return data


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("trap") / "report.html", hostile(), MARKUP[1])


def test_in_every_view_of_a_hostile_article_nothing_runs_and_nothing_is_fetched(
    chromium: Browser, trap: Path
) -> None:
    chromium.show(1280, 900)
    chromium.open(trap)
    # Everything that the page can show, and the card of every mention.
    views = chromium.run(
        "['articles', 'article/0', ...LAYERS.map(l => l.key), 'map',...entities.map((_, i) => `entity/${i}`)]"
    )
    for view in views:
        chromium.run(f"history.replaceState(null, '', '#' + {json.dumps(view)}); show(true)")
        chromium.run(
            "(async () => { for (const mark of document.querySelectorAll('.text mark')) mark.focus();"
            "document.querySelectorAll('details').forEach(d => { d.open = true; });"
            "await new Promise(done => setTimeout(done, 10)); })()"
        )
        strange = (
            "main :is(script, style, img, iframe, base, meta, link, object, [onerror], [onfocus], [onload])"
        )
        assert chromium.run(f"document.querySelectorAll(`{strange}`).length") == 0, view
        addresses = chromium.run("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
        assert [each for each in addresses if not re.fullmatch(r"#[\w/]+", each)] == [], view
    assert len(views) > 15
    assert chromium.run("window.ran") is None
    assert chromium.requests() == [trap.as_uri()]
    assert chromium.complaints() == []
    assert chromium.run("document.title") == MARKUP[1]


def test_markup_is_shown_as_it_is_written(chromium: Browser, trap: Path) -> None:
    chromium.open(trap, "#article/0")
    told = "\n\n".join(
        chromium.run(
            "(() => { document.querySelectorAll('.asserted').forEach(e => e.remove());"
            "return [...document.querySelectorAll('.text > p')].map(p => p.textContent); })()"
        )
    )
    for each in MARKUP:
        assert each in told


def test_characters_that_steer_are_shown_as_signs(chromium: Browser, trap: Path) -> None:
    chromium.open(trap, "#article/0")
    told = chromium.run("document.querySelector('.text').textContent")
    assert "admin ⟨U+202E⟩gnp.tset⟨U+202C⟩ ⟨U+2066⟩x⟨U+2069⟩" in told
    assert "␛[31mred␛[0m" in told
    assert "␀ ⟨U+009B⟩ ␡ ␈" in told
    everything = chromium.run(
        "(() => { let all = ''; for (const view of ['people', 'articles', 'map']) {"
        "history.replaceState(null, '', '#' + view); show(false);"
        "all += document.body.innerText; } return all; })()"
    )
    assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", everything) == []


def test_the_policy_holds_even_where_markup_gets_into_the_page(chromium: Browser, tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    # As if the page did not escape at all.
    text = html(hostile(), "x").replace("<footer", "".join(MARKUP[i] for i in (0, 5, 7, 9)) + "<footer")
    assert f"</p>{MARKUP[0]}" not in text
    broken.write_text(text, encoding="utf-8")
    chromium.open(broken)
    assert chromium.run("document.querySelectorAll('[onerror], [onload]').length") == 2
    assert chromium.run("window.ran") is None
    assert chromium.run("[...document.images].every(image => image.naturalWidth === 0)")
    assert "Refused" in str(chromium.complaints()) or "violates" in str(chromium.complaints())
    for way in ("document.body.innerHTML = '<b>x</b>'", f"eval({RUNS!r})", "new Function('return 1')()"):
        caught = chromium.run(f"(() => {{ try {{ {way}; }} catch (error) {{ return error.name; }} }})()")
        assert caught in ("TypeError", "EvalError"), way


def test_no_article_can_end_the_script_that_holds_it() -> None:
    page = html(hostile(), "x")
    embedded = re.findall(r'<script type="application/json" id="(\w+)">(.*?)</script>', page, re.DOTALL)
    assert [name for name, _ in embedded] == ["data", "texts", "world"]
    assert all("<" not in text for _, text in embedded)
    assert json.loads(embedded[1][1]) == [TEXT]


def test_the_page_is_the_same_each_time_and_can_be_written_as_utf8() -> None:
    assert html(hostile(), "x").encode() == html(hostile(), "x").encode()
