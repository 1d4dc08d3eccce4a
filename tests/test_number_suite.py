"""`bench/number_suite.py` on a suite made up here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parent.parent / "bench" / "number_suite.py"


def judged(tmp_path: Path, *cases: tuple[str, str, str]) -> list[str]:
    """What the script prints of cases (text with the phrase in `[ ]`, value, recogniser)."""
    lines = []
    for number, (marked, value, model) in enumerate(cases):
        start, end = marked.find("["), marked.find("]") - 1
        text = marked.replace("[", "").replace("]", "")
        quantities = [{"start": start, "end": end, "value": value}] if start >= 0 else []
        lines.append(json.dumps({"id": f"own-{model}Model-{number}", "text": text, "quantities": quantities}))
    suite = tmp_path / "suite.jsonl"
    suite.write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(suite)], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_cases_are_right_wrong_or_left_alone_for_a_reason(tmp_path: Path) -> None:
    printed = judged(
        tmp_path,
        ("they saw [two dozen] tents", "24", "Number"),
        ("they saw [20 to 30] tents", "[20,30)", "NumberRange"),
        ("they saw [two dozen] tents", "25", "Number"),
        ("they saw 7 tents", "", "Number"),
        ("in 7 tents", "", "Percent"),
        ("the [12th] tent", "12", "Ordinal"),
    )
    assert printed == [
        "   1 deliberately different: ordinal (ordinals are read by `read_ordinal` and are no counts)",
        "       '12th' in 'the 12th tent'",
        (
            "wrong: 'two dozen' in 'they saw two dozen tents': suite 25, glossator "
            "Quantity(value=24, min=None, max=None, approximate=False, currency=None)"
        ),
        (
            "wrong: '7' in 'they saw 7 tents': suite nothing, glossator "
            "Quantity(value=7, min=None, max=None, approximate=False, currency=None)"
        ),
        "3 of 5 right: 0.600",
    ]
