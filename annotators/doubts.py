"""Units that their article speaks against: what the model found alone, abbreviations of something else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotators.article import Article
from annotators.folding import fold_name
from annotators.match import Match
from annotators.ruleset import RuleSet
from annotators.unit_heads import kind_of
from annotators.wordlist import WordList

BY_MODEL = "ner.unit"
NO_UNITS, ANOTHER_NAME = "no units around", "another name"  # why a match is doubted
# Of 150 names without a unit's noun that the model took for units in newspapers, 140 were companies, parties
# and unions, nearly all in articles in which the rules find fewer units than this.
_ENOUGH = 5
_MEMBERS = "unit-member"  # a list: fighters, commander
_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
_DEFINED = re.compile(r"\(([A-Z][A-Za-z]{1,7})\)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SMALL = frozenset(
    ("of", "the", "and", "for", "in", "on", "to", "a", "de", "da", "do", "la", "del", "du", "des")
)
_SAYS_LITTLE = frozenset("national general united international central state public people".split())
_LONG = 4  # letters of a word that two names may share by more than chance


def doubted(article: Article, rules: RuleSet, units: Sequence[Match]) -> list[tuple[Match, str]]:
    """Those of `units`, none of which overlap, that are none, each with the reason.

    - `no units around`: a name that the model alone found and whose noun says no kind of unit, in an article
      that has hardly any, and not before a word for their members (list `unit-member`).
    - `another name`: an abbreviation that the article introduces for what is no unit and shares no word with
      the names of the list entry: `South African Airways (SAA)`.
    """
    alone: list[Match] = []
    if sum(match.rule != BY_MODEL for match in units) < _ENOUGH:
        alone = [
            match
            for match in units
            if match.rule == BY_MODEL and match.attributes.get("kind", "other") == "other"
        ]
    members = rules.find_list(_MEMBERS) if alone else None
    if members is None:  # other packs, in which the units of the model may be all that there is
        alone = []
    else:
        borne_out = {article.text[m.start : m.end] for m in alone if _has_members(article, m, members)}
        alone = [m for m in alone if article.text[m.start : m.end] not in borne_out]
    found = [(match, NO_UNITS) for match in alone]
    names = _renamed(article, rules, units)
    for match in units if names else ():
        expansions = names.get(_abbreviation(article, match))
        if expansions and match not in alone and not any(_is_entry(e, match) for e in expansions):
            found.append((match, ANOTHER_NAME))
    return found


def _has_members(article: Article, match: Match, members: WordList) -> bool:
    """Whether a word for people of units stands behind `match`."""
    following = _NEXT_WORD.match(article.text, match.end)
    return following is not None and members.find(following.group(1)) is not None


def _abbreviation(article: Article, match: Match) -> str:
    group = match.captures.get("group")
    return article.text[match.start : match.end] if group is None else group.text


def _renamed(article: Article, rules: RuleSet, units: Sequence[Match]) -> dict[str, list[str]]:
    """The abbreviations of the article that it gives for what is no unit, with what they are short for."""
    short = {text for match in units if (text := _abbreviation(article, match)).isalpha() and " " not in text}
    names: dict[str, list[str]] = {}
    of_units: set[str] = set()
    for defined in _DEFINED.finditer(article.text) if short else ():
        if (abbreviation := defined.group(1)) not in short:
            continue
        start = _expansion(article, defined.start(), abbreviation)
        if start is None:
            continue
        expansion = article.text[start : defined.start()].strip()
        is_unit = any(start < match.end and match.start < defined.start() for match in units)
        if is_unit or kind_of(rules, expansion) is not None:
            of_units.add(abbreviation)
        names.setdefault(abbreviation, []).append(expansion)
    return {abbreviation: found for abbreviation, found in names.items() if abbreviation not in of_units}


def _expansion(article: Article, end: int, abbreviation: str) -> int | None:
    """Where the words begin, right before `end`, whose initials `abbreviation` is; None without such."""
    first, _ = article.sentence_span(article.sentence_at(end))
    words = list(_WORD.finditer(article.text, max(first, end - 200), end))
    letters = list(abbreviation.lower())
    while words and letters:
        word = fold_name(words[-1].group())
        if word.startswith(letters[-1]):
            letters.pop()
            if not letters:
                return words[-1].start()
        elif word not in _SMALL:
            return None
        words.pop()
    return None


def _is_entry(expansion: str, match: Match) -> bool:
    """Whether an expansion may be a name of the list entry that `match` was taken for."""
    listed = f"{match.attributes.get('entry', '')};{match.attributes.get('aliases', '')}"
    return bool(_telling(expansion) & _telling(listed))


def _telling(names: str) -> set[str]:
    words = (word.removesuffix("s") for word in re.findall(r"[^\W\d_]+", fold_name(names)))
    return {word for word in words if len(word) >= _LONG and word not in _SAYS_LITTLE}
