"""What kind of unit a name is: by the noun that it ends in, as lists of the rule packs know it."""

from __future__ import annotations

import re

from annotators.ruleset import RuleSet
from annotators.wordlist import Entry

UNIT_LISTS = ("group-head", "line-echelon", "echelon", "body-head", "force")
KINDS = {"group-head": "armed-group"}  # of lists without a column `kind`
_BEGINNING = "group-prefix"  # a list of words that the names of armed groups begin with: Liwa, Jaysh
_FIRST_WORD = re.compile(r"[^\s-]+(?:-e)?")


def head_kind(entry: Entry, wordlist: str) -> str:
    """The kind of the names that end in `entry` of the list of that name."""
    return entry.columns.get("kind") or KINDS.get(wordlist, "other")


def kind_of(rules: RuleSet, name: str) -> str | None:
    """The kind by the longest ending of `name` that a list of `UNIT_LISTS` has, or by its beginning.

    None where neither says one.
    """
    words = name.split()
    lists = [(listed, words_) for listed in UNIT_LISTS if (words_ := rules.find_list(listed)) is not None]
    for first in range(len(words)):
        ending = " ".join(words[first:])
        for listed, wordlist in lists:
            entry = wordlist.find(ending)
            if entry is not None:
                return head_kind(entry, listed)
    beginnings, begins = rules.find_list(_BEGINNING), _FIRST_WORD.match(name)
    if beginnings is not None and begins is not None and beginnings.find(begins.group()) is not None:
        return "armed-group"
    return None
