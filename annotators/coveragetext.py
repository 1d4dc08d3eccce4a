"""The coverage of rule packs as a table for people, as TSV, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from textwrap import wrap

from annotators.coverage import PARTS, Coverage, Covered, Part
from annotators.testfile import TEST_KINDS

_TSV = ("name", "part", "tested", "path", "line", "column", "text")
_UNLIMITED = 1_000_000


def to_table(coverage: Coverage, width: int | None = None) -> str:
    """A row a rule, and under it what no test exercises, with the line and column in the file above.

    The column `tests` has its hits, misses and todos; the others how many parts of a kind some test
    exercises, and of how many. Lines are cut to `width` columns; None: not at all. The alternatives of a
    pattern that is not exercised are not listed one by one.
    """
    limit = width or _UNLIMITED
    rows = [(covered, _row(covered)) for covered in (*coverage.rules, *coverage.macros)]
    totals = _totals(coverage)
    columns = [["", "tests", *PARTS], *(row for _, row in rows), *totals]
    widths = [max(len(row[n]) for row in columns) for n in range(len(columns[0]))]
    lines = [_aligned(columns[0], widths)]
    for path in dict.fromkeys(covered.at.path for covered, _ in rows):
        lines += [f"{path}:"]
        for covered, row in rows:
            if covered.at.path == path:
                lines += [_aligned(row, widths), *_untested(covered, limit)]
    lines += ["", *(_aligned(row, widths) for row in totals)]
    for kind in ("list", "macro"):
        names = [each.name for each in coverage.named if each.kind == kind and not each.tested]
        lines += _listing(f"{kind}s that no test touches", names, limit)
    lines += _listing(
        "too large to measure", [covered.name for covered, _ in rows if not covered.measured], limit
    )
    return "".join(f"{line}\n" for line in lines)


def to_tsv(coverage: Coverage) -> str:
    """A row each for everything that a test can exercise, under a header."""
    rows: list[Sequence[object]] = [_TSV]
    for covered in (*coverage.rules, *coverage.macros):
        rows += [(covered.name, p.kind, *_tested(p.tested), *_place(p), p.text) for p in covered.parts]
    for each in coverage.named:
        at = each.at
        rows.append((each.name, each.kind, *_tested(each.tested), at.path, at.line, at.column, ""))
    return "".join("\t".join(" ".join(str(cell).split()) for cell in row) + "\n" for row in rows)


def to_json(coverage: Coverage) -> str:
    """All of it as one object."""
    shares = {kind: coverage.total(kind) for kind in PARTS}
    data = {
        "rules": [
            _object(covered, {kind: covered.tests[kind] for kind in TEST_KINDS}) for covered in coverage.rules
        ],
        "macros": [_object(covered, {}) for covered in coverage.macros],
        "lists-and-macros": [asdict(each) for each in coverage.named],
        "total": {kind: {"tested": tested, "all": number} for kind, (tested, number) in shares.items()},
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _object(covered: Covered, tests: dict[str, int]) -> dict[str, object]:
    parts = [asdict(part) for part in covered.parts]
    return {
        "name": covered.name,
        **tests,
        "at": asdict(covered.at),
        "measured": covered.measured,
        "parts": parts,
    }


def _row(covered: Covered) -> list[str]:
    tests = "" if covered.macro else "/".join(str(covered.tests[kind]) for kind in TEST_KINDS)
    name = f"  macro {covered.name}" if covered.macro else f"  {covered.name}"
    shares = [covered.share(kind) for kind in PARTS]
    return [name, tests, *(f"{tested}/{number}" if number else "-" for tested, number in shares)]


def _totals(coverage: Coverage) -> list[list[str]]:
    tests = "/".join(str(sum(covered.tests[kind] for covered in coverage.rules)) for kind in TEST_KINDS)
    shares = [coverage.total(kind) for kind in PARTS]
    percent = [f"{100 * tested // number}%" if number else "-" for tested, number in shares]
    return [
        ["tested", tests, *(f"{tested}/{number}" for tested, number in shares)],
        ["", "", *percent],
    ]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *cells = row
    aligned = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
    return "  ".join([name.ljust(widths[0]), *aligned]).rstrip()


def _untested(covered: Covered, limit: int) -> Iterator[str]:
    """A line for each part that is not tested, one for all such alternatives of a group."""
    exercised = True  # the pattern that the next alternatives stand in
    groups: dict[int, list[Part]] = {}
    for part in (*covered.parts, None):
        if part is not None and part.kind == "branch":
            if exercised and not part.tested:
                groups.setdefault(part.group, []).append(part)
            continue
        for group in groups.values():
            yield _line(group[0], " | ".join(each.text for each in group), limit)
        groups = {}
        if part is None:
            return
        if part.kind == "pattern":
            exercised = part.tested
        if not part.tested:
            yield _line(part, part.text, limit)


def _line(part: Part, text: str, limit: int) -> str:
    place = f"{part.at.line}:{part.at.column}"
    line = f"    {place:<7} {part.kind:<7} {' '.join(text.split())}"
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _listing(title: str, names: Sequence[str], limit: int) -> list[str]:
    return (
        wrap(f"{title}: {', '.join(names)}", limit, subsequent_indent="  ", break_on_hyphens=False)
        if names
        else []
    )


def _tested(tested: bool) -> tuple[str]:
    return ("yes" if tested else "no",)


def _place(part: Part) -> tuple[str, int, int]:
    return part.at.path, part.at.line, part.at.column
