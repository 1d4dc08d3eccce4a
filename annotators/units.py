"""Mentions of forces -> units: kind, number, country, aliases joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotators import numbers
from annotators.article import Article
from annotators.document import Mention, Unit
from annotators.folding import fold_name
from annotators.matcher import Match
from annotators.mentions import clean_name, mention_of

_IN_BRACKETS = re.compile(r"\s*\(\s*\Z")
_ABBREVIATION = re.compile(r"[A-Z][A-Z0-9.&/-]+\Z")
# How definite the head of a general name of a country's forces is; other names are told by length.
_GENERAL = (
    (5, ("armed forces", "defense forces", "defence forces", "liberation army")),
    (4, ("military", "government")),
    (2, ("army", "forces")),
    (1, ("troops",)),
)
_ARTICLE = re.compile(r"(?:the|al|el)[ -]")


@dataclass(slots=True)
class _Cluster:
    keys: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    cores: list[str] = field(default_factory=list)  # the same without allies and nationalities before them
    matches: list[Match] = field(default_factory=list)


def resolve_units(article: Article, matches: Sequence[Match]) -> tuple[Unit, ...]:
    """Group the unit matches of an article, in order of first mention.

    Mentions are one unit when they are the same list entry (attribute `entry`), the same numbered
    formation, the same name, the forces of one country at large (attribute `general`: `Russian troops`,
    `Russian military`), or when one stands in brackets behind the other: `Rapid Support Forces (RSF)`.
    """
    clusters: list[_Cluster] = []
    by_key: dict[str, _Cluster] = {}
    previous: tuple[Match, _Cluster] | None = None
    for match in matches:
        mention = mention_of(article, match)
        keys = _keys(match, mention.quote)
        cluster = previous[1] if previous and _introduces(article, previous[0], match) else None
        for key in keys:  # the entry may be known from one mention, the name from another
            known = by_key.get(key)
            cluster = known if cluster is None else _merge(clusters, by_key, cluster, known)
        if cluster is None:
            cluster = _Cluster()
            clusters.append(cluster)
        cluster.keys.update(keys)
        for key in keys:
            by_key[key] = cluster
        cluster.mentions.append(mention)
        cluster.matches.append(match)
        cluster.names.append(_name(match, mention.quote))
        core = match.captures.get("group")
        cluster.cores.append(_name(match, core.text) if core is not None else cluster.names[-1])
        previous = (match, cluster)
    units = [_unit(cluster) for cluster in clusters]
    return tuple(sorted(units, key=lambda u: u.mentions[0].start))


def _keys(match: Match, quote: str) -> list[str]:
    keys = []
    if match.attributes.get("entry"):
        keys.append("entry " + match.attributes["entry"])
    number = _number(match)
    if number is not None and match.attributes.get("kind"):
        keys.append(f"number {number} {match.attributes['kind']} {match.attributes.get('of', '')}".rstrip())
    if (
        match.attributes.get("general")
        and match.attributes.get("country")
        and not match.attributes.get("arm")
    ):
        keys.append(f"national {match.attributes['country']}")
    keys.append("name " + _ARTICLE.sub("", fold_name(_name(match, quote)).replace("-", " ")))
    return keys


def _name(match: Match, quote: str) -> str:
    """The quote as a name; without the s of a lost apostrophe, where what it names has none.

    Attribute `base` is the name that a list entry has for the end of the quote: `army` for `Syrian armys`.
    """
    name = clean_name(quote)
    if not name.endswith("s"):
        return name
    known = [match.attributes.get(key, "") for key in ("base", "entry")]
    known += match.attributes.get("aliases", "").split(";")
    folded = [fold_name(k) for k in known if k]
    whole = fold_name(name)
    as_printed = any(whole.endswith(k) or k.endswith(whole) for k in folded)
    if as_printed or not any(whole[:-1].endswith(k) for k in folded):
        return name
    return name[:-1]


def _introduces(article: Article, long: Match, short: Match) -> bool:
    """Whether `short` is the abbreviation that the text gives behind `long`, in brackets."""
    between = article.text[long.end : short.start]
    return bool(
        _IN_BRACKETS.match(between)
        and article.text[short.end : short.end + 1] in (")", ";", ",")
        and _ABBREVIATION.match(article.text[short.start : short.end])
    )


def _merge(
    clusters: list[_Cluster], by_key: dict[str, _Cluster], into: _Cluster, other: _Cluster | None
) -> _Cluster:
    if other is None or other is into:
        return into
    clusters.remove(other)
    into.keys |= other.keys
    into.mentions += other.mentions
    into.names += other.names
    into.cores += other.cores
    into.matches += other.matches
    for key in other.keys:
        by_key[key] = into
    return into


def _number(match: Match) -> int | None:
    text = match.attributes.get("number", "")
    if text.isascii() and text.isdigit():
        return int(text)
    return numbers.read_ordinal(text) if text else None


def _fullness(name: str, times: int, entry: str) -> tuple[bool, bool, int, int, int]:
    """Which of several names of a unit says most.

    Words before abbreviations and bare words, what the list entry is called before its other names, armed
    forces before troops; of two general names that say as much (`Russian army`, `Russian forces`), and of
    abbreviations, the one printed more `times`; then the longer.
    """
    folded = fold_name(name)
    rank = next((r for r, words in _GENERAL if any(word in folded for word in words)), 0)
    several = " " in name
    shared = len(set(folded.replace("-", " ").split()) & set(fold_name(entry).replace("-", " ").split()))
    counted = times if rank or not several else 0
    return (several, shared > 1, rank, counted, len(name))


def _first(cluster: _Cluster, attribute: str) -> str | None:
    return next((m.attributes[attribute] for m in cluster.matches if m.attributes.get(attribute)), None)


def _unit(cluster: _Cluster) -> Unit:
    # `Turkish-backed Syrian National Army`: where it is printed without, what stands before is not its name.
    alone = set(cluster.cores) & set(cluster.names)
    names = cluster.cores if alone else cluster.names
    printed = Counter(names)
    entry = _first(cluster, "entry") or ""
    name = max(names, key=lambda n: _fullness(n, printed[n], entry))
    number = next((n for m in cluster.matches if (n := _number(m)) is not None), None)
    mentions = tuple(sorted(cluster.mentions, key=lambda m: m.start))
    return Unit(name, _first(cluster, "kind") or "other", number, _first(cluster, "country"), mentions)
