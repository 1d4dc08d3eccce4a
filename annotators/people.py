"""Mentions of persons -> people: full names, surname mentions joined, titles and roles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotators.article import Article
from annotators.document import Mention, Person
from annotators.folding import fold_name
from annotators.matcher import Match
from annotators.mentions import clean_name, mention_of
from annotators.wordlist import ARTICLES

_SPLIT = re.compile(r"[\s-]+")
_LEADING_ARTICLE = re.compile(r"(?:an?|the|his|her|their|its|our|new)\s+", re.IGNORECASE)


@dataclass(slots=True)
class _Cluster:
    """The mentions taken to be of one person so far."""

    names: list[tuple[str, ...]] = field(default_factory=list)  # folded tokens of each distinct form
    mentions: list[Mention] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    fullest: str = ""


def resolve_people(
    article: Article, matches: Sequence[Match], roles: Sequence[Match] = ()
) -> tuple[Person, ...]:
    """Group the person matches of an article, in order of first mention.

    A mention joins a person when its words are among those of a fuller form of the name: the surname or
    given name alone, or the same name in another transliteration of the article (`Assad`, `al-Assad`).
    Of several such persons it is the one mentioned last; of none before it, the first one after it.
    `roles` are role matches whose capture `person` overlaps a mention.
    """
    keyed = [(match, name_tokens(article.text[match.start : match.end])) for match in matches]
    known = {tokens for _, tokens in keyed}
    keyed = [(match, _without_lost_s(tokens, known)) for match, tokens in keyed]
    clusters: list[_Cluster] = []
    # Fuller names first, so that a surname in the headline finds the full name below it.
    order = sorted(range(len(keyed)), key=lambda i: (-min(len(keyed[i][1]), 2), keyed[i][0].start))
    for index in order:
        match, tokens = keyed[index]
        mention = mention_of(article, match)
        cluster = _home(clusters, tokens, match.start)
        if cluster is None:
            cluster = _Cluster()
            clusters.append(cluster)
        if tokens not in cluster.names:
            cluster.names.append(tokens)
        cluster.mentions.append(mention)
        name = clean_name(mention.quote)
        if name_tokens(name) != tokens:  # printed with the s of a lost apostrophe
            name = name[:-1]
        if not cluster.fullest or _size(name) > _size(cluster.fullest):
            cluster.fullest = name
    for role in roles:
        _attach(clusters, role)
    people = []
    for cluster in clusters:
        mentions = tuple(sorted(cluster.mentions, key=lambda m: m.start))
        people.append(Person(cluster.fullest, tuple(cluster.roles), mentions))
    return tuple(sorted(people, key=lambda p: p.mentions[0].start))


def name_tokens(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, folded: no articles, initials kept."""
    words = [word.strip(".,'\"") for word in _SPLIT.split(fold_name(clean_name(name)))]
    return tuple(word for word in words if word and word not in ARTICLES) or tuple(words)


def _without_lost_s(tokens: tuple[str, ...], known: set[tuple[str, ...]]) -> tuple[str, ...]:
    """`assads` -> `assad` where the article also has the name without the s."""
    bare = (*tokens[:-1], tokens[-1][:-1])
    endings = {name[-1] for name in known}
    if tokens[-1].endswith("s") and len(tokens[-1]) > 3 and (bare in known or bare[-1] in endings):
        return bare
    return tokens


def _size(name: str) -> tuple[int, int]:
    return (len(name_tokens(name)), len(name))


def _home(clusters: Sequence[_Cluster], tokens: tuple[str, ...], start: int) -> _Cluster | None:
    """The cluster that a mention with these words belongs to."""
    same = [c for c in clusters if any(set(tokens) == set(name) for name in c.names)]
    candidates = same or [
        c
        for c in clusters
        if any(
            _part_of(tokens, name) or _part_of(name, tokens)
            for name in c.names
            if len(name) > 1 or len(tokens) > 1
        )
    ]
    if not candidates:
        return None

    def distance(cluster: _Cluster) -> tuple[int, int]:
        before = [m.start for m in cluster.mentions if m.start < start]
        if before:
            return (0, start - max(before))
        return (1, min(m.start for m in cluster.mentions) - start)

    return min(candidates, key=distance)


def _part_of(tokens: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether `tokens` is a shorter form of `name`: its last words, its first word, or its words with some left out.

    Two fuller names that differ in one word are two people: `Maher Assad` is no form of `Bashar Assad`.
    """
    if len(tokens) >= len(name):
        return False
    if len(tokens) == 1:
        return tokens[0] in (name[-1], name[0]) or (len(name) > 2 and tokens[0] in name)
    rest = iter(name)
    return all(word in rest for word in tokens)


def _attach(clusters: Sequence[_Cluster], role: Match) -> None:
    person = role.captures.get("person")
    text = role.attributes.get("role")
    if person is None or not text:
        return
    text = clean_role(text)
    for cluster in clusters:
        if any(m.start < person.end and person.start < m.end for m in cluster.mentions):
            if text and fold_name(text) not in {fold_name(r) for r in cluster.roles}:
                cluster.roles.append(text)
            return


def clean_role(text: str) -> str:
    """A role as printed, without leading articles, possessors' determiners and `new`."""
    text = clean_name(text).strip(' ,;:-–—"“”')
    while (found := _LEADING_ARTICLE.match(text)) is not None:
        text = text[found.end() :]
    return text
