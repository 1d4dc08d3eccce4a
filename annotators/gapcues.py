"""What says that a name beside it is a unit or a crossing, and what says that it is none.

Nouns come from lists of the loaded packs, by their names (`UNIT_LISTS`, `CROSSING_LISTS`; those that are
there), other words from `rules/lists/gap-cues.csv`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from annotators.folding import fold_words
from annotators.ruleset import RuleSet
from annotators.shipped import rules_directory
from annotators.unit_heads import UNIT_LISTS, head_kind
from annotators.wordlist import WordList, forms

CROSSING_LISTS = ("border-head", "crossing-head")
# Lists whose entries alone make no name: `Russian Airborne`, `General`.
PLAIN_LISTS = (
    "nation", "arm", "civil", "rank", "honorific", "post", "role-modifier", "name-title", "number-word",
    "irregular-adjective",
)  # fmt: skip
_REMEMBERED = 50_000  # phrases: memory is bounded whatever the corpus
_WORD = re.compile(r"[^\W_]+")


class Cues:
    """The lists, read once."""

    def __init__(self, rules: RuleSet) -> None:
        self._cues: dict[str, dict[str, str]] = {}  # use -> phrase as `_spelled` -> kind
        with (rules_directory() / "lists" / "gap-cues.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                self._cues.setdefault(row["use"], {})[_spelled(row["name"])] = row["kind"]
        self._units = _present(rules, UNIT_LISTS)
        self._crossings = _present(rules, CROSSING_LISTS)
        self._plain = list(_present(rules, PLAIN_LISTS).values())
        self._breaks = rules.vocabulary.breaks
        self._begins = frozenset(
            _begin(form.split()[0])
            for words in (*self._units.values(), *self._crossings.values())
            for entry in words.entries
            for name in entry.names
            for form in forms(name, words.plural)
        )
        self._heads: dict[str, tuple[str, str] | None] = {}
        self._plain_words: dict[str, bool] = {}
        places = "|".join(map(re.escape, self._cues["locative"]))
        self._locative = rf"\b(?i:{places})\s+(?:the\s+)?"

    def cue(self, use: str, phrase: str) -> str | None:
        """The kind that `phrase` gives a name where it is a cue of that use; empty where it gives none."""
        return self._cues[use].get(_spelled(phrase))

    def head(self, phrase: str) -> tuple[str, str] | None:
        """Layer (unit | crossing) and kind of the names of which `phrase` is the noun."""
        first, *rest = phrase.split()
        if _begin(first) not in self._begins:  # as nearly every word
            return None
        phrase = " ".join((first, *rest))
        if phrase not in self._heads:
            if len(self._heads) > _REMEMBERED:
                self._heads.clear()
            self._heads[phrase] = self._find_head(phrase)
        return self._heads[phrase]

    def _find_head(self, phrase: str) -> tuple[str, str] | None:
        if any(words.find(phrase) is not None for words in self._crossings.values()):
            return "crossing", "official"
        for name, words in self._units.items():
            entry = words.find(phrase)
            if entry is not None:
                return "unit", head_kind(entry, name)
        return None

    def says_border(self, head: str, around: str) -> bool:
        """Whether a noun says border, or the words around it do: a gate or a terminal may be any."""
        border = self._crossings.get("border-head")
        if border is not None and border.find(head) is not None:
            return True
        return any(self.cue("border", word.group()) is not None for word in _WORD.finditer(around))

    def is_plain(self, phrase: str, words: Sequence[str]) -> bool:
        """Whether `phrase` names nobody by itself: `Russian`, `Turkish-backed Islamist`."""
        if self._is_plain_word(phrase):
            return True
        return all(self._is_plain_word(word) for word in words if word[:1].isupper())

    def _is_plain_word(self, word: str) -> bool:
        if word not in self._plain_words:
            if len(self._plain_words) > _REMEMBERED:
                self._plain_words.clear()
            self._plain_words[word] = self._find_plain(word)
        return self._plain_words[word]

    def _find_plain(self, word: str) -> bool:
        if len(word) == 1 or self.head(word) is not None:
            return True
        # Russias: many a text lost its apostrophes.
        for form in (word, word.removesuffix("s")):
            if self.cue("common", form) is not None or any(plain.find(form) for plain in self._plain):
                return True
        side, hyphen, rest = word.partition("-")
        # Turkish-backed, Syrian-Turkish
        return bool(hyphen) and (rest.islower() or any(plain.find(side) is not None for plain in self._plain))

    def is_civil(self, words: Sequence[str]) -> bool:
        """Whether a name is, or ends as, that of a body which has members and bears no arms."""
        return self.cue("civil", words[-1]) is not None or self.cue("civil", " ".join(words)) is not None

    def is_calendar(self, word: str) -> bool:
        """Whether `word` is a month, a day or a feast."""
        return self.cue("calendar", word) is not None

    def is_break(self, word: str) -> bool:
        """Whether `word` never stands in a name, though a sentence may begin with it."""
        return fold_words(word) in self._breaks and not (word.isupper() and len(word) > 1)

    def is_located(self, text: str, name: str) -> bool:
        """Whether `text` says `in` or `near` before `name` anywhere: a place."""
        return re.search(rf"{self._locative}{re.escape(name)}\b", text) is not None


def _spelled(phrase: str) -> str:
    return " ".join(phrase.lower().replace("-", " ").split())


def _begin(word: str) -> str:
    """What the first words of two spellings of a noun share, whatever its list folds."""
    return fold_words(word).decode("latin-1")[:3]


def _present(rules: RuleSet, names: Sequence[str]) -> dict[str, WordList]:
    return {name: words for name in names if (words := rules.find_list(name)) is not None}
