"""Long lists: every place in an article where a name of the list stands, longest first.

Names and text are compared word by word through a trie, so the time is linear in the text whatever the
length of the list. A hyphen and a blank are the same; under the fold `al-` the Arabic article is ignored
wherever it stands and belongs to the span where it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from annotators.folding import fold, fold_lines
from annotators.view import View
from annotators.wordlist import ARTICLES, Entry, WordList, forms
from annotators.words import Words, split_words

# What may stand between the words of a name: white space (a line break and its indentation), signs.
_JOINT = re.compile(rb"(?:[ \x1e\x1f]+|[-. \x1e\x1f&/']{1,3})\Z")
_HYPHEN = b"-"
_REMEMBERED = 20_000  # words whose keys are kept: memory is bounded whatever the corpus
# `as`, `at` and `an` are English words too: an article only where a hyphen ties them to the name.
_JOINED = ARTICLES | {"s"}  # words inside a name that need not be in its entry
_FREE_ARTICLES = ARTICLES - {"as", "at", "an", "ad", "ar"}
_LEFT_OUT = 2  # articles in a row that a text may have inside a name and its entry has not


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found in a view, in bytes."""

    start: int
    end: int
    entry: Entry


class Beginning(NamedTuple):
    """Which names can begin with a word: such as are it alone, in any case or with a capital; longer ones."""

    alone: bool
    capital: bool
    longer: bool


class _Below(dict[str, "_Node"]):
    """The second words of names of a stored list, each made when it is asked for: most never are."""

    def __init__(self, gazetteer: Gazetteer, waiting: dict[str, list[str]]) -> None:
        super().__init__()
        self._gazetteer = gazetteer
        self._waiting = waiting

    def __bool__(self) -> bool:
        return bool(self._waiting) or len(self) > 0

    def get(self, key: str, default: Any = None) -> Any:
        found = super().get(key, default)
        if found is default and key in self._waiting:
            self._gazetteer.read(self._waiting.pop(key))
            return super().get(key, default)
        return found


_Name = tuple[list[str], str, Entry]  # its words as they are looked up, as it is written, whose it is


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    # (entry, the key in its case where only that counts, whether a capital letter is needed, whether a full
    # stop behind it belongs to it, whether it ends in 's)
    names: list[tuple[Entry, str | None, bool, bool, bool]] = field(default_factory=list)
    lower: bool = False  # one of `names` matches in lower case


class Gazetteer:
    """One list, ready to be looked up."""

    def __init__(self, wordlist: WordList) -> None:
        self._start(wordlist)
        self._fill()

    def _start(self, wordlist: WordList) -> None:
        self._articles = "al-" in wordlist.folds
        self._possessive = "possessive" in wordlist.folds
        self._apostrophe = "apostrophe" in wordlist.folds
        self._doubled = "doubled" in wordlist.folds
        self._list = wordlist
        self._keys: dict[str, str] = {}
        self._root = _Node()
        # The trie is made below a first word when a text has it: most names of a long list never come up.
        # Those of a stored list are a line of text until then.
        self._waiting: dict[str, list[_Name] | str] = {}
        self.inner: frozenset[str] = frozenset()  # keys of words behind the first of a name

    @classmethod
    def stored(cls, wordlist: WordList, names: Sequence[str], inner: Iterable[str]) -> Gazetteer:
        """From `name_lines`, and the `inner` of then."""
        made = cls.__new__(cls)
        made._start(wordlist)
        made._waiting = dict(zip(names[::2], names[1::2], strict=True))
        made.inner = frozenset(inner)
        return made

    def name_lines(self, numbers: Mapping[int, int]) -> list[str]:
        """Before any text is looked at: in turns the key of a first word, and the names that begin with it.

        First come those of one word, behind the `Beginning`; then behind its key those with each second
        word. A name is the number of its entry, which `numbers` gives by its identity, and which of its forms
        it is.
        """
        assert not self._root.next, "what was looked up would be missing"
        lines = []
        for key, names in self._waiting.items():
            assert not isinstance(names, str)
            begins = "".join(map(str, map(int, self._beginning(names))))
            below: dict[str, list[str]] = {"": [begins]}
            for words, name, entry in names:
                second = self._word_key(words[1]) if len(words) > 1 else ""
                place = f"{numbers[id(entry)]}.{self._forms_of(entry).index(name)}"
                below.setdefault(second, [second]).append(place)
            lines += [key, ";".join(map(" ".join, below.values()))]
        return lines

    def _forms_of(self, entry: Entry) -> list[str]:
        return [form for name in entry.names for form in forms(name, self._list.plural)]

    def read(self, places: Iterable[str]) -> None:
        """Put the names at `places` of `name_lines` into the trie."""
        found: list[tuple[str, Entry]] = []
        entries = self._list.entries
        for place in places:
            number, _, form = place.partition(".")
            entry = entries[int(number)]
            found.append((self._forms_of(entry)[int(form)], entry))
        split = self._split(name for name, _ in found)
        for words, (name, entry) in zip(split, found, strict=True):
            self._add(words, name, entry)

    def _split(self, names: Iterable[str]) -> list[list[str]]:
        """The words of each of `names`, as they are looked up; none where it has none."""
        spelled = fold_lines(names)
        if self._apostrophe:
            spelled = [name.replace("'", "") for name in spelled]
        split = map(split_words, spelled)
        if self._articles:
            return [[word for word in words if word not in ARTICLES] or words for words in split]
        return list(split)

    def _fill(self) -> None:
        wordlist = self._list
        names = [
            (form, entry)
            for entry in wordlist.entries
            for name in entry.names
            for form in forms(name, wordlist.plural)
        ]
        inner: set[str] = set()
        below: list[_Name] = []
        waiting: dict[str, list[_Name]] = {}
        split = self._split(name for name, _ in names)
        for words, (name, entry) in zip(split, names, strict=True):
            if words:
                below.append((words, name, entry))
                inner.update(words[1:])
        for key, each in zip(wordlist.word_keys(words[0] for words, _, _ in below), below, strict=False):
            waiting.setdefault(key, []).append(each)
        self._waiting.update(waiting)
        self.inner = frozenset(wordlist.word_keys(inner))

    def _node(self, key: str) -> _Node | None:
        """Where names go on whose first word has this key."""
        waiting = self._waiting.pop(key, None)
        if isinstance(waiting, str):
            alone, *longer = (part.split(" ") for part in waiting.split(";"))
            self._root.next[key] = _Node(_Below(self, {second: places for second, *places in longer}))
            if alone[1:]:
                self.read(alone[1:])
            return self._root.next[key]
        for words, name, entry in waiting or ():
            self._add(words, name, entry)
        return self._root.next.get(key)

    def _add(self, words: list[str], name: str, entry: Entry) -> None:
        node = self._root
        for word in words:
            node = node.next.setdefault(self._word_key(word), _Node())
        cased = self._list.is_exact(name)
        shown = fold(name.removesuffix(".")).decode("latin-1")
        exact = self._list.key(shown, cased=True) if cased else None
        found = (entry, exact, name != name.lower(), name.endswith("."), shown.lower().endswith("'s"))
        node.lower = node.lower or (exact is None and not found[2])
        # `Gov.` before `Gov`, so that the stop is taken where it stands.
        node.names.insert(0 if found[3] else len(node.names), found)

    def _word_key(self, word: str) -> str:
        if not self._doubled and word.isalnum():
            return word  # nothing in it that a fold changes: words are in ASCII and lower case
        key = self._keys.get(word)
        if key is None:
            if len(self._keys) > _REMEMBERED:
                self._keys.clear()
            key = self._keys[word] = self._list.key(word)
        return key

    def find(self, view: View, words: Words, begins: Iterable[int] | None = None) -> list[Hit]:
        """Every hit, left to right, longest first, none overlapping.

        `begins` are the numbers of the words of `view` for which `may_begin` holds, where they are known.
        """
        if begins is None:
            begins = [index for index, word in enumerate(words.lower) if self.may_begin(word)]
        hits: list[Hit] = []
        past = 0  # the word behind the last hit
        for index in begins:
            if index < past:
                continue
            found = self._longest(view, words, index)
            if found is None:
                continue
            last, entry, end = found
            first = index
            if self._articles and index > past and self._is_article(words, index - 1, index):
                first -= 1
            hits.append(Hit(words.starts[first], end, entry))
            past = last + 1
        return hits

    def may_begin(self, word: str) -> bool:
        """Whether a name of the list can begin with `word`, which is as in a view and in lower case."""
        for form in self._forms(word):
            key = self._word_key(form)
            if key in self._waiting or key in self._root.next:
                return True
        return False

    def beginnings(self, word: str) -> Beginning:
        """What the names are like that can begin with `word`."""
        found = [self._begins(self._word_key(form)) for form in self._forms(word)]
        alone, capital, longer = (any(flags) for flags in zip(*found, strict=True))
        return Beginning(alone, capital, longer)

    def _begins(self, key: str) -> Beginning:
        """What the names are like whose first word has this key."""
        waiting = self._waiting.get(key)
        if isinstance(waiting, str):
            alone, capital, longer = (flag == "1" for flag in waiting[:3])
            return Beginning(alone, capital, longer)
        if waiting is not None:
            return self._beginning(waiting)
        node = self._root.next.get(key)
        if node is None:
            return Beginning(False, False, False)
        return Beginning(node.lower, bool(node.names) and not node.lower, bool(node.next))

    def _beginning(self, names: Sequence[_Name]) -> Beginning:
        alone = [name for words, name, _ in names if len(words) == 1]
        lower = any(name == name.lower() and not self._list.is_exact(name) for name in alone)
        return Beginning(lower, bool(alone) and not lower, len(alone) < len(names))

    def goes_on_with(self, word: str) -> bool:
        """Whether `word` can stand in a name behind its first word."""
        return word in _JOINED or any(self._word_key(form) in self.inner for form in self._forms(word))

    def _forms(self, word: str) -> list[str]:
        """What `word` of a text may be in a name: itself, without the s of a lost apostrophe, or with it."""
        forms = [word]
        if self._apostrophe:
            forms.append(word + "s")
        if self._possessive and word.endswith("s"):
            forms.append(word[:-1])
        return forms

    def _is_article(self, words: Words, index: int, after: int) -> bool:
        """Whether word `index` is an Arabic article that belongs to the word `after` it."""
        word = words.lower[index]
        if word not in ARTICLES:
            return False
        joint = words.data[words.ends[index] : words.starts[after]]
        return joint == _HYPHEN or (word in _FREE_ARTICLES and _JOINT.match(joint) is not None)

    def _longest(self, view: View, words: Words, first: int) -> tuple[int, Entry, int] | None:
        node = self._root
        for form in self._forms(words.lower[first]):
            self._node(self._word_key(form))
        best: tuple[int, Entry, int] | None = None
        lower, starts, ends, keys = words.lower, words.starts, words.ends, self._keys
        index = first
        left_out = 0  # articles in a row; one made of nothing else would be read from each of them to its end
        while index < len(lower):
            if index > first:
                joint = words.data[ends[index - 1] : starts[index]]
                if joint != b" " and not _JOINT.match(joint):
                    break
            word = lower[index]
            if (
                self._apostrophe
                and lower[index + 1 : index + 2] == ["s"]
                and words.data[ends[index] : starts[index + 1]] == b"'"
            ):
                owner = node.next.get(self._word_key(word + "s"))
                if owner is not None:  # People's, matched as Peoples
                    node = owner
                    index += 1
                    if node.names:
                        best = self._accept(view, words, first, index, node, 0, owner=True) or best
                    index += 1
                    continue
            if self._possessive and word[-1] == "s":
                ending = node.next.get(keys.get(word[:-1]) or self._word_key(word[:-1]))
                if ending is not None and ending.names:
                    best = self._accept(view, words, first, index, ending, 1) or best
            following = node.next.get(keys.get(word) or self._word_key(word))
            if following is None:
                # Inside a name any article may be left out, `as` and `at` too.
                left_out += 1
                if not (
                    self._articles
                    and index > first
                    and word in ARTICLES
                    and index + 1 < len(lower)
                    and left_out <= _LEFT_OUT
                ):
                    break
                index += 1
                continue
            node, left_out = following, 0
            if node.names:
                best = self._accept(view, words, first, index, node, 0) or best
            index += 1
        return best

    def _accept(
        self,
        view: View,
        words: Words,
        first: int,
        last: int,
        node: _Node,
        extra: int,
        *,
        owner: bool = False,  # the words end in 's, which is outside the names of owners: Hamas's, Talibans
    ) -> tuple[int, Entry, int] | None:
        start, end = words.starts[first], words.ends[last]
        for entry, exact, capital, stop, possessive in node.names:
            text = view.data[start : end - extra]
            if exact is not None:
                if self._list.key(text.decode("latin-1"), cased=True) != exact:
                    continue
            elif capital and text == text.lower():
                continue
            if stop and view.data[end : end + 1] == b".":
                end += 1
            return last, entry, words.ends[last - 1] if owner and not possessive else end
        return None

    def names(self, text: str) -> bool:
        """Whether `text`, as printed, is a name of the list; a view shows letters of other scripts alike."""
        return self._list.find(text) is not None
