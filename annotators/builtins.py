"""The references that every pattern knows: `{Name}`, `{word}`, numbers, money and noun phrases.

All are RE2 sources over the bytes of `annotators.view`.
"""

from __future__ import annotations

from annotators import number_patterns
from annotators.blanks import BLANK, PLAIN_BLANK
from annotators.patterncompiler import Expression
from annotators.vocabulary import Vocabulary

BUILTIN_NAMES = (
    "Name",
    "Acronym",
    "word",
    "digits",
    "number",
    "ordinal",
    "bound",
    "quantity",
    "money",
    "nouns",
    "noun",
    "phrase",
)

_WORD = r"[A-Za-z0-9_]+(?:['.&/-][A-Za-z0-9_]+)*'?"
_NOUN_WORD = r"[A-Za-z_][A-Za-z0-9_]*(?:['.&/-][A-Za-z0-9_]+)*'?"
# A word before the head of a noun phrase; U.S. and U.N. too.
_MODIFIER = rf"(?:(?:[A-Z]\.){{2,4}}|{_NOUN_WORD})"
# The s of a possessive is no part of a name: Lebanon's, but Sana'a and O'Brien.
_CAPITAL = r"[A-Z_][A-Za-z0-9_]*(?:[.-][A-Za-z0-9_]+|'(?:[A-Za-rt-z0-9_][A-Za-z0-9_]*|s[A-Za-z0-9_]+))*"
# Particles inside names of persons and bodies; lower case, or tied by a hyphen (al-Assad).
PARTICLE = (
    r"(?:al|el|ul|as|ash|an|ar|at|az|ad|bin|bint|ibn|ben|abu|abd|umm|von|van|der|den|de|del|della|la|las|los|le|"
    r"di|da|do|dos|das|du|ter|ten|y|e|bel|ould|oglu|zu)"
)
_INITIAL = r"[A-Z]\."
_NAME_PART = rf"(?:(?:[Aa]l|[Ee]l|[Aa]sh?|[Aa]n|[Aa]r|[Aa]t|[Aa]z|[Aa]d|[Dd]'|[Oo]')-?)?{_CAPITAL}"
_NAME = (
    rf"\b(?:{_INITIAL}|{_NAME_PART})"
    rf"(?:(?:{BLANK}{PARTICLE}\b){{0,2}}{BLANK}(?:{_INITIAL}|{_NAME_PART})){{0,5}}"
)
# A regular plural: ends in s, not in ss or us; the last segment has three letters or more, so that
# the s of a possessive is none.
_PLURAL = r"(?:[A-Za-z0-9_]+['.&/-])*(?:[A-Za-z_][A-Za-z0-9_]*[a-rtv-zA-RTV-Z_]|[A-Za-z]*[0-9]+)[sS]\b"


def builtin_expression(name: str, vocabulary: Vocabulary) -> Expression:
    """What `{name}` stands for.

    :raises KeyError: the name is not in `BUILTIN_NAMES`.
    """
    if name == "nouns":
        return Expression(_noun_phrase(vocabulary.plural_heads), plain_blank=True)
    if name == "noun":
        heads = _alternation(vocabulary.singular_heads)
        run = rf"(?:{_MODIFIER}{PLAIN_BLANK}){{0,4}}?{heads}(?:{PLAIN_BLANK}{heads})*"
        return Expression(run, plain_blank=True)
    if name == "phrase":  # the words up to one that ends a noun phrase, six at most
        return Expression(rf"\b{_NOUN_WORD}(?:{PLAIN_BLANK}{_NOUN_WORD}){{0,5}}", plain_blank=True)
    if name == "money":
        return Expression(number_patterns.money_pattern(vocabulary.currencies))
    return Expression(
        {
            "Name": _NAME,
            "Acronym": r"\b[A-Z][A-Z0-9]*(?:[&/-][A-Z0-9]+)*[A-Z][A-Z0-9]*s?\b",
            "word": rf"\b{_WORD}",
            "digits": r"\b[0-9]{1,4}(?:st|nd|rd|th|d)?\b",
            "number": number_patterns.CARDINAL,
            "ordinal": number_patterns.ORDINAL,
            "bound": number_patterns.BOUND,
            "quantity": number_patterns.QUANTITY,
        }[name]
    )


def _alternation(words: tuple[str, ...]) -> str:
    """RE2 source of whole words, longest first; without words it matches nothing."""
    ordered = "|".join(word.replace(" ", BLANK) for word in sorted(words, key=lambda w: (-len(w), w)))
    return rf"\b(?i:{ordered})\b" if words else r"\x00"


def _noun_phrase(heads: tuple[str, ...]) -> str:
    """The longest run of words that ends in a head, and up to three more such runs joined to it.

    No word of the run may be one of the `breaks` of the vocabulary (the view shows those behind \\x1f)
    or begin with a digit, and the blank before the head must be plain (a \\x1e says that the word behind
    it is no head). Modifiers may be joined: `rocket and mortar shells`.
    """
    head = rf"(?:{_PLURAL}|{_alternation(heads)})"
    joined = rf"{BLANK}(?i:and|or)\b +"
    run = rf"(?:{_MODIFIER}(?:(?:{PLAIN_BLANK}|{joined}){_MODIFIER}){{0,4}} +)?{head}"
    return rf"{run}(?:(?:, *{run}){{0,2}},?{joined}(?:other +)?{run})?"
