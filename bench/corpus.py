"""Articles in any number: paragraphs of some, with other numbers in them, one behind the other at random."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def make(folder: Path, articles: int, *, seed: int = 1, more: Sequence[Path] = ()) -> int:
    """Write so many articles below `folder`, a thousand a folder; their bytes. The same for the same seed.

    Their paragraphs are those of the samples and of the texts in the folders `more`.
    """
    chance = random.Random(seed)
    texts = [path.read_text() for each in (SAMPLES, *more) for path in sorted(each.glob("*.txt"))]
    paragraphs = [part for text in texts for part in text.split("\n\n")]
    written = 0
    for number in range(articles):
        text = "\n\n".join(chance.choices(paragraphs, k=chance.randint(6, 18)))
        text = re.sub(r"\d+", lambda found: str(int(found[0]) + chance.randint(0, 99)), text)
        file = folder / f"{number // 1000:04}" / f"{number:07}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        written += file.write_text(f"Report {number}\n\n{text}\n")
    return written
