"""Scores of tags -> the best tags, and tags -> a sound BIOES sequence, both as Stanza does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_TOGETHER = 96  # sentences


def viterbi(emissions: Sequence[np.ndarray], transitions: np.ndarray) -> list[np.ndarray]:
    """The numbers of the best tags of every sentence, the longest first. As in Stanza ties go to the first.

    `emissions` are (tokens, tags) each; `transitions` (to, from).
    """
    return [
        path
        for start in range(0, len(emissions), _TOGETHER)
        for path in _best(emissions[start : start + _TOGETHER], transitions)
    ]


def _best(emissions: Sequence[np.ndarray], transitions: np.ndarray) -> list[np.ndarray]:
    import numpy as np

    lengths = [len(scores) for scores in emissions]
    steps, tags, count = lengths[0], len(transitions), len(lengths)
    totals = np.zeros((steps, tags, count), dtype=np.float32)  # of the best way to each tag
    for i, scores in enumerate(emissions):
        totals[: len(scores), :, i] = scores
    active = [count] * steps  # sentences that have a token there
    for step in range(steps):
        active[step] = active[step - 1] if step else count
        while lengths[active[step] - 1] <= step:
            active[step] -= 1
    between = np.ascontiguousarray(transitions.T)[:, :, None]
    ways = np.empty((tags, tags, count), dtype=np.float32)  # (from, to, sentence)
    for step in range(1, steps):
        here = ways if active[step] == count else ways[:, :, : active[step]]
        np.add(totals[step - 1, :, None, : active[step]], between, out=here)
        totals[step, :, : active[step]] += here.max(axis=0)
    # Only the tags of the best way are asked from where they came.
    paths = np.zeros((count, steps), dtype=np.intp)
    for step in range(steps - 1, -1, -1):
        ending = active[step + 1] if step + 1 < steps else 0
        if ending:
            came = totals[step, :, :ending].T + transitions[paths[:ending, step + 1]]
            came.argmax(axis=1, out=paths[:ending, step])
        if ending < active[step]:
            last = slice(ending, active[step])
            paths[last, step] = totals[step, :, last].argmax(axis=0)
    return [path[:length] for path, length in zip(paths, lengths, strict=True)]


class TagNames:
    """The tags of a column, and which of them may stand side by side."""

    def __init__(self, tags: Sequence[str], prefix: int) -> None:
        """`prefix`: how many of `tags` come before the first real one."""
        import numpy as np

        self._np = np
        self._prefix, self._edge = prefix, len(tags)
        self._names = np.array(tags, dtype=object)
        self._odd = np.zeros((len(tags) + 1, len(tags) + 1), dtype=bool)
        for i, left in enumerate((*tags, "")):
            for j, right in enumerate((*tags, "")):
                self._odd[i, j] = _is_odd(left, right)

    def of(self, paths: Sequence[np.ndarray]) -> list[list[str]]:
        """The tags of every sentence, by their numbers, as Stanza returns them.

        A tag below the first real one is read as the first; the rest is `fix_singleton_tags`.
        """
        np = self._np
        lengths = [len(path) for path in paths]
        ends = np.cumsum([length + 1 for length in lengths])
        flat = np.full(ends[-1] + 1, self._edge)
        inside = np.ones(len(flat), dtype=bool)
        inside[0] = inside[ends] = False
        flat[inside] = np.maximum(np.concatenate(paths), self._prefix)
        odd = set(
            np.searchsorted(ends, np.flatnonzero(self._odd[flat[:-1], flat[1:]]), side="right").tolist()
        )
        names = self._names[flat[inside]].tolist()
        found: list[list[str]] = []
        start = 0
        for number, length in enumerate(lengths):
            tags = names[start : start + length]
            found.append(fix_singleton_tags(tags) if number in odd else tags)
            start += length
        return found


def _is_odd(left: str, right: str) -> bool:
    """Whether one of two neighbours, of which an empty one is an edge, cannot stand beside the other."""
    (before, _, label), (after, _, other) = left.partition("-"), right.partition("-")
    goes_on, comes_from = before in ("B", "I") and bool(label), after in ("I", "E") and bool(other)
    return (goes_on or comes_from) and not (goes_on and comes_from and label == other)


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
