"""Lists of rule packs: entries with their columns, and the RE2 alternation of a short list.

A list of up to `INLINE_LIMIT` names becomes part of the patterns that use it. A longer one, or one that
folds articles or doubled letters, goes through `annotators.gazetteer` instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from itertools import groupby

from annotators.blanks import BLANK
from annotators.folding import DROPPED, fold, fold_name, fold_spelling

INLINE_LIMIT = 600
FOLDS = ("case", "hyphen", "apostrophe", "diacritics", "al-", "doubled", "possessive")
_REMEMBERED = 1_000  # texts whose entries are kept: memory is bounded whatever the corpus
ARTICLES = frozenset({"al", "el", "an", "as", "ash", "ad", "at", "ar", "az", "es", "esh", "ul"})
_ARTICLE = re.compile(rf"\b(?i:{'|'.join(sorted(ARTICLES))})[- ](?=\w)")
# Not i: II and III are numerals.
_DOUBLED = re.compile(r"([a-hj-z])\1+")
# An abbreviation means its unit only in capitals: `IS` is a group, `is` a verb.
ABBREVIATION = re.compile(r"[A-Z][A-Z0-9.&/-]{0,7}\Z")

# Plurals that do not end in s: whole words, and what further ones end in (policemen, schoolchildren).
_PLURALS = frozenset(
    "aircraft brethren cattle clergy feet geese gentry hovercraft lice mice oxen personnel police rotorcraft"
    " spacecraft teeth watercraft".split()
)
_PLURAL_ENDINGS = ("men", "people", "children", "folk")
_SINGULARS_IN_MEN = frozenset(
    "abdomen acumen amen bitumen cyclamen dolmen hymen lumen omen regimen semen specimen stamen turkmen"
    " yemen".split()
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: the names it matches under and its columns (`name` among them)."""

    names: tuple[str, ...]
    columns: Mapping[str, str]


Keyed = tuple[Mapping[str, Entry], Mapping[str, Entry]]  # names that match in any case; in theirs only


@dataclass(frozen=True, slots=True)
class WordList:
    """A list. `name` is pack.list. `folds` says what spelling differences its names are matched across."""

    name: str
    entries: Sequence[Entry]
    folds: frozenset[str] = frozenset({"case", "diacritics"})
    plural: bool = False
    files: tuple[str, ...] = field(default=(), compare=False)  # where its entries come from, but for `words`
    # Where it is stored: what `by_key` gives, and how many names the entries have.
    keyed: Callable[[], Keyed] | None = field(default=None, compare=False, repr=False)
    names: InitVar[int | None] = None
    inline: bool = field(init=False)  # it is written into patterns; else its hits are placeholders
    _found: dict[str, Entry | None] = field(init=False, default_factory=dict, compare=False, repr=False)
    # Key -> entry, apart for the names that match in any case and those that match as they are written; made
    # when the first is looked up.
    _keyed: list[Keyed] = field(init=False, default_factory=list, compare=False, repr=False)

    def __post_init__(self, names: int | None) -> None:
        if names is None:
            names = sum(len(entry.names) for entry in self.entries)
        forms = names * (1 + self.plural)
        object.__setattr__(self, "inline", forms <= INLINE_LIMIT and not self.folds & {"al-", "doubled"})

    def by_key(self) -> Keyed:
        """The entries by `key`, and those of names that match in their case only by their key in it."""
        if self._keyed:
            return self._keyed[0]
        if self.keyed is not None:
            self._keyed.append(self.keyed())
            return self._keyed[0]
        folded: dict[str, Entry] = {}
        exact: dict[str, Entry] = {}
        for entry in self.entries:
            for name in entry.names:
                cased = self.is_exact(name)
                for form in forms(name, self.plural):
                    # The full stop of `Gen.` may be missing in the text.
                    for spelling in dict.fromkeys((form, form.removesuffix("."))):
                        (exact if cased else folded).setdefault(self.key(spelling, cased=cased), entry)
        self._keyed.append((folded, exact))
        return folded, exact

    @property
    def columns(self) -> frozenset[str]:
        """Those of any entry."""
        return frozenset().union(*(entry.columns for entry in self.entries))

    def edge(self, end: int) -> bool:
        """Whether every name has a word character at its start (`end` 0) or its end (-1)."""
        return all(re.match(r"\w", fold_spelling(name)[end]) for e in self.entries for name in e.names)

    def is_exact(self, name: str) -> bool:
        """Whether `name` matches in this case only."""
        return "case" not in self.folds or ABBREVIATION.match(name) is not None

    def key(self, text: str, *, cased: bool = False) -> str:
        """What two spellings of a name share under this list's folds; in lower case unless `cased`."""
        key = fold_spelling(text) if cased else fold_name(text)
        if "apostrophe" in self.folds:
            key = key.replace("'", "")
        if "al-" in self.folds:
            key = _ARTICLE.sub("", key)
        if "hyphen" in self.folds:
            key = " ".join(key.replace("-", " ").split())
        if "doubled" in self.folds:
            key = _DOUBLED.sub(r"\1", key)
        return key

    def word_keys(self, words: Iterable[str]) -> list[str]:
        """`key` of each of `words`, single and folded already: all at once, for long lists."""
        text = "\n".join(words)
        if "apostrophe" in self.folds:
            text = text.replace("'", "")
        if "doubled" in self.folds:
            text = _DOUBLED.sub(r"\1", text)
        return text.split("\n")

    def find(self, text: str) -> Entry | None:
        """The entry that `text` names, as printed in an article; None where there is none."""
        try:
            return self._found[text]
        except KeyError:
            if len(self._found) > _REMEMBERED:
                self._found.clear()
            found = self._found[text] = self._search(text)
            return found

    def _search(self, text: str) -> Entry | None:
        spelled = fold_spelling(text)
        found = self._find(spelled)
        if found is None and "possessive" in self.folds and spelled[-1:] in ("s", "S"):
            found = self._find(spelled[:-1].rstrip("'"))
        return found

    def _find(self, text: str) -> Entry | None:
        folded, exact = self.by_key()
        return exact.get(self.key(text, cased=True)) or folded.get(self.key(text))

    def regex(self) -> str:
        """RE2 source of the alternation, longest names first (only for `inline` lists)."""
        sources = {
            (-len(form), self._source(form), self.is_exact(name))
            for entry in self.entries
            for name in entry.names
            for form in forms(name, self.plural)
        }
        parts = []
        for exact, run in groupby(sorted(sources), key=lambda source: source[2]):
            alternatives = "|".join(source for _, source, _ in run)
            parts.append(alternatives if exact else f"(?i:{alternatives})")
        return rf"\b(?:{'|'.join(parts)})"

    def _source(self, name: str) -> str:
        source = re.escape(fold(name).decode("latin-1").replace(DROPPED, "").strip())
        source = source.replace(r"\ ", " ")
        if "apostrophe" in self.folds:
            source = source.replace("'", "'?")
        if "hyphen" in self.folds:
            # A hyphen may stand at the end of a line.
            source = re.sub(r"\\-| ", r"(?:-|-?[ \\x1e\\x1f]+)", source)
        else:
            source = source.replace(" ", BLANK)
        if source.endswith(r"\."):
            return source[:-2] + r"(?:\.|\b)"
        if not re.search(r"\w\Z", fold_name(name)):
            return source
        return source + (r"[sS]?\b" if "possessive" in self.folds else r"\b")


def forms(name: str, plural: bool) -> tuple[str, ...]:
    return (name, pluralize(name)) if plural else (name,)


def pluralize(noun: str) -> str:
    """The English plural of a noun phrase, made on its last word, or on the one before `of`.

    A plural that does not end in s stays as it is: `men`, `children`, `police`.
    """
    head, of, rest = noun.partition(" of ")
    if of:
        return pluralize(head) + of + rest
    lower = noun.lower()
    last = re.split(r"[ -]", lower)[-1]
    if last in _PLURALS or (last.endswith(_PLURAL_ENDINGS) and last not in _SINGULARS_IN_MEN):
        return noun
    if re.search(r"(?:s|x|z|ch|sh)\Z", noun):
        return noun if noun.endswith("s") else noun + "es"
    if re.search(r"[^aeiou]y\Z", noun):
        return noun[:-1] + "ies"
    if noun.endswith("man") and not lower.endswith(("german", "human", "norman", "ottoman", "roman")):
        return noun[:-3] + "men"
    return noun + "s"
