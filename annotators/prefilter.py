"""What an article must hold for a pattern to match: most patterns need not be searched for at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from annotators.compiledrule import NUMBER
from annotators.folding import fold
from annotators.pattern import Group, Item, Literal, Reference, Sequence
from annotators.rule import Constraint
from annotators.wordlist import WordList, forms
from annotators.words import split_words

NUMERIC = frozenset({"number", "quantity", "ordinal", "digits", "money"})  # need a `NUMBER`


# Folds by which a text names an entry in words of its own.
_OTHER_LETTERS = frozenset({"apostrophe", "doubled", "al-"})


class Need(NamedTuple):
    """A match holds one of these words (as in a view, lower case), or something of `spans`: of a layer, of a
    label of the tagger, of a long list, or `NUMBER`."""

    words: frozenset[str] = frozenset()
    spans: frozenset[str] = frozenset()


def needs_of(
    group: Group, lists: Mapping[str, WordList], span: Callable[[str], str | None]
) -> tuple[Need, ...]:
    """What every match of `group`, its macros expanded, needs: each of these.

    `span` gives the name of what a reference shows as one byte in a masked view.
    """

    def of_group(group: Group) -> list[Need]:
        if len(group.alternatives) == 1:
            return of_sequence(group.alternatives[0])
        whole = Need()
        for sequence in group.alternatives:
            needs = of_sequence(sequence)
            if not needs:
                return []
            # A placeholder is rarer than a word, few words are rarer than many.
            best = min(needs, key=lambda need: (bool(need.words), len(need.words)))
            whole = Need(whole.words | best.words, whole.spans | best.spans)
        return [whole]

    def of_sequence(sequence: Sequence) -> list[Need]:
        return [need for item in sequence.items for need in of_item(item)]

    def of_item(item: Item) -> list[Need]:
        if item.quantifier in ("?", "*"):
            return []
        node = item.node
        if isinstance(node, Group):
            return of_group(node)
        if isinstance(node, Literal):
            word = _word(node.text)
            return [Need(frozenset({word}))] if word else []
        if isinstance(node, Reference):
            shown = NUMBER if node.name in NUMERIC else span(node.name)
            if shown is not None:
                return [Need(spans=frozenset({shown}))]
            if node.name in lists:
                return _of_list(lists[node.name])
        return []

    return tuple(dict.fromkeys(of_group(group)))


def needs_of_conditions(
    constraints: Iterable[Constraint], groups: Iterable[Group], lists: Mapping[str, WordList]
) -> tuple[Need, ...]:
    """What every match of one of `groups` needs so that the conditions on its captures are fulfilled.

    A condition on a capture that took no part is fulfilled always.
    """
    sure = frozenset.intersection(*map(_sure_labels, groups)) | {"match"}
    needs: dict[Need, None] = {}
    for constraint in constraints:
        named = [lists[name] for name in constraint.lists if name in lists]
        if constraint.name not in ("in", "ends") or constraint.capture not in sure:
            continue
        if any(not wordlist.inline or wordlist.folds & _OTHER_LETTERS for wordlist in named):
            continue
        words = [_of_list(wordlist) for wordlist in named]
        if all(words):
            needs[Need(frozenset().union(*(need.words for found in words for need in found)))] = None
    return tuple(needs)


def _sure_labels(group: Group) -> frozenset[str]:
    """What every match of `group` captures."""

    def of_item(item: Item) -> frozenset[str]:
        if item.quantifier in ("?", "*"):
            return frozenset()
        if isinstance(item.node, Group):
            return _sure_labels(item.node)
        return frozenset({item.node.label}) if isinstance(item.node, Reference) else frozenset()

    alternatives = (frozenset().union(*map(of_item, sequence.items)) for sequence in group.alternatives)
    return frozenset.intersection(*alternatives)


def _of_list(wordlist: WordList) -> list[Need]:
    """The words of a list that is written into the pattern: one word of every name."""
    words: set[str] = set()
    for entry in wordlist.entries:
        for name in entry.names:
            for form in forms(name, wordlist.plural):
                word = _word(form)
                if not word:
                    return []
                spellings = {word}
                if "apostrophe" in wordlist.folds:  # Kata'ib is printed Kataib, too
                    spellings |= {each.replace("'", "") for each in _words(form) if word in each}
                if "possessive" in wordlist.folds:
                    spellings |= {f"{each}s" for each in spellings}
                words |= spellings
    return [Need(frozenset(words))]


def _word(text: str) -> str:
    """The longest word that every match of `text` shows, of a word with apostrophes a piece between them."""
    return max((piece for word in _words(text) for piece in word.split("'")), key=len, default="")


def _words(text: str) -> list[str]:
    return split_words(fold(text).decode("latin-1").lower())
