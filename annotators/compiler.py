"""A pattern of a rule -> an RE2 expression over a masked view."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from annotators.builtins import builtin_expression
from annotators.compiledrule import MATCH_BYTE, SPAN_BYTES, Captured, CompiledPattern
from annotators.folding import DROPPED, fold
from annotators.gazetteer import Gazetteer
from annotators.pattern import Group, PatternError, Reference
from annotators.patterncompiler import Expression, compile_pattern
from annotators.prefilter import Need, needs_of
from annotators.regex import Regex
from annotators.rule import Constraint, Rule
from annotators.vocabulary import Vocabulary
from annotators.wordlist import WordList

# Built-in references that begin and end with a word character, whatever they match.
WHOLE_WORDS = frozenset({"digits", "Acronym", "ordinal", "nouns", "noun"})
_LIST_BYTES = (8, 11, 12, *range(14, 30))


def list_alone(rule: Rule, patterns: Sequence[CompiledPattern], unless: Sequence[object]) -> Captured | None:
    """The long list whose entries are all that the rule finds; None where it finds other things."""
    if len(patterns) != 1 or len(rule.patterns[0].alternatives) != 1 or len(patterns[0].groups) != 1:
        return None
    items = rule.patterns[0].alternatives[0].items
    group = patterns[0].groups[0]
    if len(items) != 1 or not isinstance(items[0].node, Reference) or not group.long:
        return None
    return None if rule.constraints or unless or rule.span else group


class Compiler:
    """Compiles the patterns of all packs; the long lists they use become gazetteers, each with a byte."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.gazetteers: dict[str, tuple[int, Gazetteer]] = {}
        self._expressions: dict[str, Expression] = {}

    def compile(self, group: Group, lists: Mapping[str, WordList], *, exact_case: bool) -> CompiledPattern:
        """The expression of a pattern whose macros are expanded.

        :raises PatternError: it can match nothing, or is too large.
        """

        def resolve(reference: Reference) -> Expression:
            name = reference.name
            if name == "match":
                return Expression(f"\\x{MATCH_BYTE:02x}")
            if name in SPAN_BYTES:
                return Expression(f"\\x{SPAN_BYTES[name]:02x}")
            if name in lists:
                wordlist = lists[name]
                if wordlist.inline:
                    if wordlist.name not in self._expressions:
                        self._expressions[wordlist.name] = Expression(
                            wordlist.regex(), word_start=wordlist.edge(0), word_end=wordlist.edge(-1)
                        )
                    return self._expressions[wordlist.name]
                # What touches the entry in the text is a part of its word, and then it is no entry.
                placeholder = self.placeholder(wordlist, reference.offset)
                return Expression(f"\\x{placeholder:02x}", word_start=True, word_end=True)
            expression = builtin_expression(name, self.vocabulary)
            return replace(expression, word_start=name in WHOLE_WORDS, word_end=name in WHOLE_WORDS)

        compiled = compile_pattern(group, resolve, lambda text: _literal(text, exact_case))
        needs = self.needs(group, lists)
        captured = []
        for index, (label, name) in enumerate(zip(compiled.labels, compiled.names, strict=True), start=1):
            wordlist = lists.get(name)
            long = wordlist is not None and not wordlist.inline
            captured.append(Captured(index, label, name, wordlist, long))
        repeats = len(set(compiled.labels)) < len(captured)
        return CompiledPattern(Regex(compiled.regex), tuple(captured), repeats, needs)

    def needs(self, group: Group, lists: Mapping[str, WordList]) -> tuple[Need, ...]:
        """What an article must hold for the pattern `group` to match."""

        def span(name: str) -> str | None:
            if name in SPAN_BYTES:
                return name
            return lists[name].name if name in lists and not lists[name].inline else None

        return needs_of(group, lists, span)

    def placeholder(self, wordlist: WordList, offset: int = 0) -> int:
        """The byte that shows an entry of a long list in a masked view.

        :raises PatternError: no byte is left; it points to `offset` of the pattern.
        """
        if wordlist.name not in self.gazetteers:
            if len(self.gazetteers) == len(_LIST_BYTES):
                raise PatternError(f"more than {len(_LIST_BYTES)} long lists are in use", offset)
            byte = _LIST_BYTES[len(self.gazetteers)]
            self.gazetteers[wordlist.name] = (byte, Gazetteer(wordlist))
        return self.gazetteers[wordlist.name][0]


def any_of(regexes: Sequence[Regex]) -> Regex | None:
    """One expression that matches where one of `regexes` does; None without any."""
    if not regexes:
        return None
    return Regex("|".join(f"(?:{regex.source})" for regex in regexes), capture=False)


def refuse_unsound(pattern: CompiledPattern, group: Group) -> None:
    """Compile `pattern`, that of `group`, now.

    :raises PatternError: it matches the empty string.
    :raises re2.error: RE2 refuses it.
    """
    if pattern.regex.compiled.match(b"") is not None:
        raise PatternError("it matches the empty string", group.offset)


# Words of no language, in lower case: what matches among these matches anything.
_NONSENSE = (
    b"qworv zibblat vupquo xantrib jolfix cravunt plimorg wexdolt bruznik tarvoqu yimplex goskurd",
    b"frundle kwepzit ombrax dilvurt snaqoth pelgwim uzraffo chivbon muxtery haldropf ingvast rolquem",
)
# Conditions that no such word fulfils.
_NARROWING = ("in", "capitalized", "uppercase", "not-lowercase", "plural")


def matches_any_words(pattern: CompiledPattern, constraints: Iterable[Constraint]) -> bool:
    """Whether a pattern holds of words whatever they are, as `{word}` and `{gap:2}` do."""
    narrowed = {c.capture for c in constraints if c.name in _NARROWING}
    if "match" in narrowed:
        return False
    for words in _NONSENSE:
        found = pattern.regex.compiled.search(words)
        if found is None:
            return False
        took_part = {group.label for group in pattern.groups if found.group(group.group)}
        if took_part & narrowed:
            return False
    return True


def is_always(veto: CompiledPattern) -> bool:
    """Whether a veto holds whatever stands around the match."""
    return veto.regex.compiled.search(bytes((MATCH_BYTE,))) is not None


def _literal(text: str, exact: bool) -> str:
    """RE2 source of a word of a pattern, bounded where its edges are word characters."""
    folded = fold(text).decode("latin-1").replace(DROPPED, "")
    if folded.count("_") > text.count("_"):
        raise PatternError(f"'{text}' is not in Latin letters; put it into a list", 0)
    source = re.escape(folded)
    if not exact and folded.lower() != folded.upper():
        source = f"(?i:{source})"
    left = r"\b" if re.match(r"\w", folded) else ""
    right = r"\b" if re.search(r"\w\Z", folded) else ""
    return left + source + right


def reason(error: Exception) -> str:
    """What a pattern that did not compile is told."""
    if isinstance(error, PatternError):
        return str(error)
    return f"it cannot be compiled ({error.args[0] if error.args else error})"
