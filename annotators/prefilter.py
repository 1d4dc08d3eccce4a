"""What an article must hold for a pattern to match anywhere: most patterns need not be searched for at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from annotators.folding import fold
from annotators.pattern import Group, Item, Literal, Reference, Sequence
from annotators.wordlist import WordList, forms
from annotators.words import split_words


@dataclass(frozen=True, slots=True)
class Need:
    """A match holds one of these words (as in a view, lower case), or one of these placeholder bytes."""

    words: frozenset[str] = frozenset()
    placeholders: frozenset[int] = frozenset()

    def __or__(self, other: Need) -> Need:
        return Need(self.words | other.words, self.placeholders | other.placeholders)


def need_of(
    group: Group, lists: Mapping[str, WordList], placeholder: Callable[[str], int | None]
) -> Need | None:
    """What every match of `group`, its macros expanded, needs; None where nothing is certain.

    `placeholder` gives the byte of a reference that a masked view shows as one.
    """

    def of_group(group: Group) -> Need | None:
        whole = Need()
        for sequence in group.alternatives:
            need = of_sequence(sequence)
            if need is None:
                return None
            whole |= need
        return whole

    def of_sequence(sequence: Sequence) -> Need | None:
        needs = [need for item in sequence.items if (need := of_item(item)) is not None]
        # A placeholder is rarer than a word, few words are rarer than many.
        return min(needs, key=lambda n: (bool(n.words), len(n.words)), default=None)

    def of_item(item: Item) -> Need | None:
        if item.quantifier in ("?", "*"):
            return None
        node = item.node
        if isinstance(node, Group):
            return of_group(node)
        if isinstance(node, Literal):
            word = _word(node.text)
            return Need(frozenset({word})) if word else None
        if isinstance(node, Reference):
            byte = placeholder(node.name)
            if byte is not None:
                return Need(placeholders=frozenset({byte}))
            if node.name in lists:
                return _of_list(lists[node.name])
        return None

    return of_group(group)


def _of_list(wordlist: WordList) -> Need | None:
    """The words of a list that is written into the pattern: one word of every name."""
    words: set[str] = set()
    for entry in wordlist.entries:
        for name in entry.names:
            for form in forms(name, wordlist.plural):
                word = _word(form)
                if not word:
                    return None
                words.add(word)
                if "possessive" in wordlist.folds:
                    words.add(word + "s")
    return Need(frozenset(words))


def _word(text: str) -> str:
    """The longest whole word that a match of `text` shows; none is certain where it has an apostrophe."""
    if "'" in (folded := fold(text).decode("latin-1").lower()):
        return ""
    return max(split_words(folded), key=len, default="")
