"""The words of the rule packs that built-in references and views are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotators.folding import fold_words
from annotators.wordlist import WordList


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the rule packs that built-in references and views are made of, folded lower case."""

    breaks: frozenset[bytes] = frozenset()
    not_heads: frozenset[bytes] = frozenset()
    plural_heads: tuple[str, ...] = ()
    singular_heads: tuple[str, ...] = ()
    currencies: Mapping[str, str] = field(default_factory=dict)  # name -> ISO 4217 code

    @classmethod
    def of(cls, lists: Mapping[str, Sequence[WordList]]) -> Vocabulary:
        """From the lists that the `builtins` key of the packs names."""

        def words(role: str) -> list[str]:
            return sorted(
                {
                    fold_words(n).decode("latin-1")
                    for words in lists.get(role, ())
                    for e in words.entries
                    for n in e.names
                }
            )

        return cls(
            frozenset(word.encode("latin-1") for word in words("breaks")),
            frozenset(word.encode("latin-1") for word in words("not-plural")),
            tuple(words("plural-heads")),
            tuple(words("singular-heads")),
            {
                name: entry.columns.get("code", "")
                for currencies in lists.get("currencies", ())
                for entry in currencies.entries
                for name in entry.names
            },
        )
