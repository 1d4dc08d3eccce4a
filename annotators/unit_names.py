"""Which of the names that an article has for one unit is its fullest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotators.folding import fold_name

# How definite the head of a general name of a country's forces is; other names are told by what they say.
_GENERAL = (
    (6, ("armed forces", "defense forces", "defence forces", "defense force", "defence force")),
    (5, ("government",)),
    (4, ("military", "liberation army", "arab army")),
    (2, ("army", "forces")),
    (1, ("troops",)),
)
_DEFINITE = 4  # from here on another word makes a name fuller; `occupation` does not make that of `forces` so
# Turkish-backed Syrian National Army: who stands behind a force is a part of its name only where the article
# never names it without. A nationality (Kurdish YPG) is.
_ALLIED = re.compile(
    r"(?:\S+-(?:led|backed|dominated|supported|allied|aligned|affiliated|trained|sponsored|majority) )+",
    re.IGNORECASE,
)
_ARTICLES = frozenset(("al", "ash", "ad", "an", "ar", "as", "at", "el", "the"))
_SAYS_NOTHING = frozenset(("of", "the"))


@dataclass(frozen=True, slots=True)
class Printed:
    """A name of a unit as an article prints it; `core` is it without allies and nationality before it."""

    name: str
    core: str


def fullest(printed: Sequence[Printed], entry: str, *, general: bool) -> str:
    """The name that says most.

    `entry` is what the list calls the unit, `general` says that the unit is the forces of a country at large.
    Words come before abbreviations, what the list entry is called before its other names (`Islamic State of
    Iraq`), armed forces before the military, that before troops; then more words, then the form printed more
    often, then the longer.
    """
    names = [_without_allies(p, printed) for p in printed]
    times = Counter(names)
    return max(names, key=lambda name: _fullness(name, times[name], entry, general))


def _without_allies(form: Printed, forms: Sequence[Printed]) -> str:
    if form.core == form.name or not (allied := _ALLIED.match(form.name)):
        return form.name
    # The abbreviation alone is the same unit, but says less than the allies and the words.
    rest = form.name[allied.end() :]
    return rest if any(not _ALLIED.match(other.name) for other in forms) else form.name


def _fullness(name: str, times: int, entry: str, general: bool) -> tuple[bool, int, int, int, int]:
    words = [word for word in fold_name(name).replace("-", " ").split() if word not in _SAYS_NOTHING]
    spelled_out = len(words) > 1 and not name.split()[-1].isupper()  # Israeli IAF is not
    if general:
        folded = " ".join(words)
        rank = next((r for r, heads in _GENERAL if any(head in folded for head in heads)), 0)
        return (spelled_out, rank, len(words) if rank >= _DEFINITE else 0, times, 0)
    shared = len(set(words) & set(fold_name(entry).replace("-", " ").split()) - _ARTICLES)
    return (spelled_out, shared > 1, len(words), times, len(name))
