#!/usr/bin/env python3
"""The mutation score of each module after `make mutation`: mutants killed, of all that were made.

A mutant that runs into the time limit counts as killed; one that no test reaches counts as a survivor.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

KILLED = ("killed", "timeout")
OUTCOMES = {0: "survived", 1: "killed", 3: "killed", 5: "survived", 33: "survived"} | dict.fromkeys(
    (24, 36, 152, 255, -24), "timeout"
)


def row(name: str, counts: Counter[str]) -> str:
    tested = sum(counts.values()) - counts["not run"]
    killed = sum(counts[outcome] for outcome in KILLED)
    score = f"{100 * killed / tested:.1f}" if tested else "-"
    cells = (
        counts["killed"],
        counts["timeout"],
        counts["survived"],
        counts["other"],
        counts["not run"],
        score,
    )
    return f"| {name} | " + " | ".join(map(str, cells)) + " |"


def main() -> int:
    metas = sorted(Path("mutants").rglob("*.py.meta"))
    if not metas:
        print("no mutants/: run `make mutation` first", file=sys.stderr)
        return 2
    print("| module | killed | timeout | survived | other | not run | score % |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    total: Counter[str] = Counter()
    for meta in metas:
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        counts = Counter(
            "not run" if code is None else OUTCOMES.get(code, "other") for code in codes.values()
        )
        if counts:
            total += counts
            print(row(meta.name.removesuffix(".py.meta"), counts))
    print(row("together", total))
    return 0


if __name__ == "__main__":
    sys.exit(main())
