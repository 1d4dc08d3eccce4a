"""Scores of tags -> the best tags, and tags -> a sound BIOES sequence, both as Stanza does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def viterbi(emissions: Sequence[np.ndarray], transitions: np.ndarray) -> list[list[int]]:
    """The best tags of every sentence, the longest first. Ties go to the first tag, as in Stanza.

    `emissions` are (tokens, tags) each; `transitions` (to, from).
    """
    import numpy as np

    found: list[list[int]] = []
    for start in range(0, len(emissions), 64):
        block = emissions[start : start + 64]
        lengths = [len(scores) for scores in block]
        padded = np.zeros((lengths[0], len(block), transitions.shape[0]), dtype=np.float32)
        for i, scores in enumerate(block):
            padded[: len(scores), i] = scores
        back = np.zeros(padded.shape, dtype=np.intp)
        total = padded[0].copy()
        active = len(block)
        for step in range(1, lengths[0]):
            while lengths[active - 1] <= step:
                active -= 1
            ways = total[:active, None, :] + transitions
            ways.argmax(axis=2, out=back[step, :active])
            best = np.take_along_axis(ways, back[step, :active, :, None], axis=2)[..., 0]
            np.add(padded[step, :active], best, out=total[:active])
        for i, (last, length) in enumerate(zip(total.argmax(axis=1).tolist(), lengths, strict=True)):
            path = [last]
            for step in range(length - 1, 0, -1):
                path.append(int(back[step, i, path[-1]]))
            found.append(path[::-1])
    return found


def fix_singleton_tags(tags: Sequence[str]) -> list[str]:
    """Tags made a sound BIOES sequence, as Stanza does behind its decoder: an entity of one token is `S-`."""
    fixed = list(tags)
    for first, others in (("I", "BI"), ("BE", "BI")):
        for i, tag in enumerate(fixed):
            prefix, _, label = tag.partition("-")
            if prefix not in first or not label:
                continue
            before = i > 0 and fixed[i - 1] in tuple(f"{p}-{label}" for p in others)
            behind = i + 1 < len(fixed) and fixed[i + 1] in (f"I-{label}", f"E-{label}")
            if first == "I":
                # Its end first: one that stands alone becomes E-, which the second round makes S-.
                if not behind:
                    fixed[i] = f"E-{label}"
                elif not before:
                    fixed[i] = f"B-{label}"
            elif (prefix == "B" and not behind) or (prefix == "E" and not before):
                fixed[i] = f"S-{label}"
    return fixed
