"""A report as one HTML file that fetches nothing and runs no script but its own."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path

from annotators.report.data import ReportData

_FOLDER = Path(__file__).resolve().parent / "web"
_STYLES = ("screen.css", "print.css")
# Each uses what those before it define.
_SCRIPTS = (
    "dom.js",
    "model.js",
    "details.js",
    "reader.js",
    "list.js",
    "tables.js",
    "projection.js",
    "map.js",
    "main.js",
)  # fmt: skip


def page(data: ReportData, title: str) -> str:
    """The page, which holds the text of every article."""
    style, script = _joined(_STYLES), _joined(_SCRIPTS)
    parts = {
        "title": html.escape(title),
        "policy": html.escape(_policy(style, script)),
        "style": style,
        "script": script,
        "data": _embedded(data.plain()),
        "texts": _embedded(data.texts()),
        "world": _file("world.json"),
    }
    # In one pass: nothing that an article says is taken for a place to fill.
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _file("page.html"))


def _policy(style: str, script: str) -> str:
    """The content security policy. No source is named but these two texts: whatever markup found its way
    into the page could neither run nor load nor send anything, and the script cannot make markup of text."""
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _embedded(value: object) -> str:
    r"""JSON that can stand in a `<script>`: without `<` no end tag and no comment begins in it.

    A lone surrogate, which a record can hold and UTF-8 cannot, is written as its escape, `\ud800`.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").encode("utf-8", "backslashreplace").decode("utf-8")


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join(map(_file, names))


def _file(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
