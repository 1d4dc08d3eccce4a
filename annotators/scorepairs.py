"""Which article of the output is which of gold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from annotators.document import Document, Failure
from annotators.scoreinput import Annotated
from annotators.scoreitems import all_mentions


class PairError(ValueError):
    """Articles that cannot be told apart, or are not the same text: `problems`, a line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Pair:
    """An article of gold and what was put out for it."""

    gold: Document
    output: Document | Failure | None  # None: nothing


def pairs(gold: Iterable[Annotated], output: Iterable[Annotated]) -> tuple[list[Pair], list[Annotated]]:
    """A pair for each article of gold, in its order, and the articles that are only in `output`.

    Two articles are one when they have the same path (with `.txt` or without), else when they alone have the
    same SHA-256, else when they have the same file name: of several, the one whose folders agree the longest.

    :raises PairError: an article stands twice on a side, is a failure in gold, fits several articles of the
        other side, or is another text there.
    """
    golds, outputs = list(gold), list(output)
    problems = [*_twice(golds), *_twice(outputs)]
    problems += [
        f"{each.place}: {each.document.article} was not annotated: {each.document.message}"
        for each in golds
        if isinstance(each.document, Failure)
    ]
    if problems:
        raise PairError(problems)
    found: dict[int, int] = {}  # index in golds -> in outputs
    free_golds, free_outputs = dict(enumerate(golds)), dict(enumerate(outputs))
    for key in (_path, _sha256):
        new = _alone(free_golds, free_outputs, key)
        found |= new
        for i, j in new.items():
            del free_golds[i], free_outputs[j]
    by_name, problems = _by_name(free_golds, free_outputs)
    found |= by_name
    problems += [
        problem
        for i, j in sorted(found.items())
        if (problem := _other_text(golds[i], outputs[j])) is not None
    ]
    if problems:
        raise PairError(problems)
    paired = [
        Pair(each.document, outputs[found[i]].document if i in found else None)
        for i, each in enumerate(golds)
        if isinstance(each.document, Document)
    ]
    taken = set(found.values())
    return paired, [each for j, each in enumerate(outputs) if j not in taken]


def _path(each: Annotated) -> tuple[str, ...]:
    """The parts of an article's path, the last one without `.txt`."""
    *folders, name = PurePosixPath(each.document.article.replace("\\", "/")).parts or ("",)
    return *folders, name.removesuffix(".txt")


def _sha256(each: Annotated) -> str | None:
    return each.document.sha256 if isinstance(each.document, Document) else None


def _twice(side: Sequence[Annotated]) -> list[str]:
    first: dict[tuple[str, ...], Annotated] = {}
    return [
        f"{each.place}: {each.document.article} stands at {first[_path(each)].place} already"
        for each in side
        if first.setdefault(_path(each), each) is not each
    ]


def _alone(
    golds: dict[int, Annotated], outputs: dict[int, Annotated], key: Callable[[Annotated], Hashable]
) -> dict[int, int]:
    """The pairs of equal keys that no other article of either side has."""
    left, right = _grouped(golds, key), _grouped(outputs, key)
    return {
        same[0]: right[value][0]
        for value, same in left.items()
        if value is not None and len(same) == 1 and len(right.get(value, ())) == 1
    }


def _grouped(side: dict[int, Annotated], key: Callable[[Annotated], Hashable]) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for i, each in side.items():
        groups[key(each)].append(i)
    return dict(groups)


def _by_name(golds: dict[int, Annotated], outputs: dict[int, Annotated]) -> tuple[dict[int, int], list[str]]:
    """The pairs of equal file names, and what of them is ambiguous."""
    found: dict[int, int] = {}
    problems: dict[str, None] = {}
    right = _grouped(outputs, lambda each: _path(each)[-1])
    for name, left in _grouped(golds, lambda each: _path(each)[-1]).items():
        for i in left:
            nearest = _nearest(golds[i], right.get(name, ()), outputs)
            mutual = [j for j in nearest if i in _nearest(outputs[j], left, golds)]
            if not mutual:
                continue
            back = _nearest(outputs[mutual[0]], left, golds)
            if len(nearest) > 1:
                problems[_ambiguous(golds[i], [outputs[j] for j in nearest])] = None
            elif len(back) > 1:
                problems[_ambiguous(outputs[mutual[0]], [golds[k] for k in back])] = None
            else:
                found[i] = mutual[0]
    return found, list(problems)


def _ambiguous(each: Annotated, others: Iterable[Annotated]) -> str:
    names = " or ".join(other.document.article for other in others)
    return f"{each.place}: {each.document.article} could be {names}"


def _nearest(each: Annotated, others: Sequence[int], side: dict[int, Annotated]) -> list[int]:
    """Those of `others` whose paths have the most last parts in common with that of `each`."""
    common = {j: _common(_path(each), _path(side[j])) for j in others}
    longest = max(common.values(), default=0)
    return [j for j, length in common.items() if length == longest]


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    length = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        length += 1
    return length


def _other_text(gold: Annotated, output: Annotated) -> str | None:
    """Why the two cannot be compared: their places count in different texts."""
    one, other = gold.document, output.document
    if isinstance(one, Failure) or isinstance(other, Failure) or one.sha256 == other.sha256:
        return None
    if gold.text is None and output.text is None:
        same = False
    elif gold.text is not None and output.text is not None:
        same = gold.text == output.text
    else:
        # A file has another SHA-256 than its text where it is not UTF-8 or has a byte-order mark.
        text, quoting = (gold.text, other) if gold.text is not None else (output.text, one)
        assert text is not None
        same = all(text[m.start : m.end] == m.quote for m in all_mentions(quoting))
    return None if same else f"{output.place}: {other.article} is another text than at {gold.place}"
