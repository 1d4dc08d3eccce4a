"""The rules and cues of packs, a row each: as a table for people, as TSV, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields

from annotators.cuefile import NO_RULE
from annotators.rule import Pack, Rule
from annotators.unparse import cut

CUE = NO_RULE  # what stands for the layer of a cue
_LEAST = 20  # columns for a description, however narrow the terminal


@dataclass(frozen=True, slots=True)
class Row:
    """What is told of one rule; `hit`, `miss` and `todo` are how many tests of that kind it has."""

    id: str
    layer: str
    priority: int
    hit: int
    miss: int
    todo: int
    description: str
    path: str
    line: int


def rows(packs: Iterable[Pack], layer: str | None = None) -> list[Row]:
    """The cues and rules of `packs` that are of `layer` (None: all), pack by pack. That of a cue is `CUE`."""
    every = [rule for pack in packs for rule in (*(cue.rule for cue in pack.cues), *pack.rules)]
    return [_row(rule) for rule in every if layer in (None, rule.layer)]


def _row(rule: Rule) -> Row:
    tests = Counter(test.kind for test in rule.tests)
    return Row(
        rule.id,
        rule.layer,
        rule.priority,
        tests["hit"],
        tests["miss"],
        tests["todo"],
        rule.description,
        rule.at.path,
        rule.at.line,
    )


def to_text(listed: Sequence[Row], width: int | None = None) -> str:
    """A table for each file: id, layer, priority, tests (hits, misses and todos), line, description.

    Descriptions are cut so that lines have `width` columns at most; None: not at all.
    """
    lines: list[str] = []
    for path in dict.fromkeys(row.path for row in listed):
        table = [("rule", "layer", "prio", "tests", "line", "description")]
        table += [
            (r.id, r.layer, str(r.priority), f"{r.hit}/{r.miss}/{r.todo}", str(r.line), r.description)
            for r in listed
            if r.path == path
        ]
        widths = [max(len(row[n]) for row in table) for n in range(5)]
        taken = sum(widths) + 2 * len(widths)
        lines += ["", f"{path}:"] if lines else [f"{path}:"]
        for name, layer, priority, tests, line, description in table:
            cells = [name.ljust(widths[0]), layer.ljust(widths[1]), priority.rjust(widths[2])]
            cells += [tests.rjust(widths[3]), line.rjust(widths[4])]
            said = " ".join(description.split())
            if width is not None:
                said = cut(said, max(_LEAST, width - taken))
            lines.append("  ".join([*cells, said]).rstrip())
    return "".join(f"{line}\n" for line in lines)


def to_tsv(listed: Iterable[Row]) -> str:
    """A row a rule under a header."""
    table = [
        [field.name for field in fields(Row)],
        *([str(v) for v in asdict(row).values()] for row in listed),
    ]
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in table)


def to_json(listed: Iterable[Row]) -> str:
    """A list of objects."""
    return json.dumps([asdict(row) for row in listed], ensure_ascii=False, indent=2) + "\n"
