"""Mentions of crossings -> crossings: gazetteer entry, kind, the two countries, location."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from annotators.article import Article
from annotators.document import Crossing, Location, Mention
from annotators.folding import fold_name
from annotators.match import Match
from annotators.mentions import clean_name, mention_of

Row = Mapping[str, str]
_JOINT = re.compile(r"\s*(?:[-–—/]|and|to)\s*(?:the\s+)?")


@dataclass(frozen=True, slots=True)
class CountryMention:
    """A country named in the text, by its name or by an adjective."""

    start: int
    end: int
    code: str  # ISO 3166-1 alpha-2


@dataclass(frozen=True, slots=True)
class CrossingIndex:
    """The crossing gazetteer by id, and the pairs of countries that share a crossing."""

    rows: Mapping[str, Row]
    neighbours: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> CrossingIndex:
        """From rows with the columns id, countries, lat, lon, kind; rows of a user's list may lack some."""
        lacking = {"countries": "", "lat": "", "lon": ""}
        known = {row["id"]: {**lacking, **row} for row in rows if row.get("id")}
        pairs = {tuple(sorted(row["countries"].split())) for row in known.values()}
        return cls(known, frozenset((p[0], p[1]) for p in pairs if len(p) == 2))


@dataclass(slots=True)
class _Cluster:
    mentions: list[Mention] = field(default_factory=list)
    kind: str = "official"
    row: Row | None = None
    countries: tuple[str, ...] = ()


def resolve_crossings(
    article: Article, matches: Sequence[Match], countries: Sequence[CountryMention], index: CrossingIndex
) -> tuple[Crossing, ...]:
    """Group the crossing matches of an article, in order of first mention.

    A match names its gazetteer entry by attribute `id`, or several by `ids`, of which the countries named
    around it choose. Without an entry the countries come from attributes `country-a` and `country-b`,
    else from the text: a pair that the sentence joins (`between Egypt and Gaza`), the nearest pair of
    neighbours in it, one from the sentence and its neighbour from the lines before it, or the pair that
    the article names most.
    """
    clusters: dict[str, _Cluster] = {}
    for match in matches:
        mention = mention_of(article, match)
        kind = match.attributes.get("kind", "official")
        rows = _rows(article, match, countries, index)
        row = rows[0] if len(rows) == 1 else None
        if kind == "irregular" or row is None:
            sides = " ".join(_given(match)) if kind == "irregular" else ""
            key = f"{kind} {fold_name(clean_name(match.attributes.get('stem', mention.quote)))} {sides}"
        else:
            key = f"id {row['id']}"
        cluster = clusters.setdefault(key, _Cluster(kind=kind, row=row))
        cluster.mentions.append(mention)
        if not cluster.countries:
            cluster.countries = _countries(article, match, rows, countries, index)
    found = [_crossing(cluster) for cluster in clusters.values()]
    return tuple(sorted(found, key=lambda c: c.mentions[0].start))


def _rows(
    article: Article, match: Match, countries: Sequence[CountryMention], index: CrossingIndex
) -> list[Row]:
    """The gazetteer entries that a match may mean: one, several that the text leaves open, or none."""
    if match.attributes.get("id"):
        row = index.rows.get(match.attributes["id"])
        return [row] if row is not None else []
    rows = [index.rows[i] for i in match.attributes.get("ids", "").split(";") if i in index.rows]
    first, last = article.sentence_span(article.sentence_at(match.start))
    near = {c.code for c in countries if first <= c.start < last}
    everywhere = Counter(c.code for c in countries)

    def fit(row: Row) -> tuple[int, int]:
        codes = set(row["countries"].split())
        return (len(near & codes), sum(everywhere[code] for code in codes))

    best = max((fit(row) for row in rows), default=(0, 0))
    return [row for row in rows if fit(row) == best] if best[1] else []


def _given(match: Match) -> tuple[str, ...]:
    """The countries that the rule itself captured, in order of their codes."""
    codes = {match.attributes.get("country-a"), match.attributes.get("country-b")}
    return tuple(sorted(code for code in codes if code))


def _countries(
    article: Article,
    match: Match,
    rows: Sequence[Row],
    countries: Sequence[CountryMention],
    index: CrossingIndex,
) -> tuple[str, ...]:
    given = _given(match)
    if len(given) == 2:
        return given
    if len({row["countries"] for row in rows}) == 1:
        return tuple(sorted(set(rows[0]["countries"].split())))
    first, last = article.sentence_span(article.sentence_at(match.start))
    inside = sorted(
        (c for c in countries if first <= c.start < last), key=lambda c: abs(c.start - match.start)
    )
    joined = _joined(article, sorted(inside, key=lambda c: c.start), match.start)
    if joined:
        return joined
    nearest = list(dict.fromkeys([*given, *(c.code for c in inside)]))
    pair = _pair(nearest, index)
    if pair:
        return pair
    before = [c.code for c in reversed(countries) if c.start < first]
    ranked = [code for code, _ in Counter(before).most_common()]
    ranked += [code for code, _ in Counter(c.code for c in countries).most_common() if code not in ranked]
    for code in nearest:
        pair = _pair([code, *ranked], index, first=code)
        if pair:
            return pair
    if len(nearest) > 1:  # the gazetteer has no crossing between them
        return tuple(sorted(nearest[:2]))
    return () if nearest else _pair(ranked[:3], index)


def _joined(article: Article, inside: Sequence[CountryMention], near: int) -> tuple[str, ...]:
    """The two countries that the text joins (`A-B`, `A and B`) nearest to `near`, if it joins any."""
    pairs = [
        (abs(a.start - near), a, b)
        for a, b in pairwise(inside)
        if a.code != b.code and _JOINT.fullmatch(article.text, a.end, b.start)
    ]
    if not pairs:
        return ()
    _, a, b = min(pairs, key=lambda p: p[0])
    return tuple(sorted((a.code, b.code)))


def _pair(codes: Sequence[str], index: CrossingIndex, first: str | None = None) -> tuple[str, ...]:
    """The first two of `codes` that share a crossing, `first` among them where it is given; else none."""
    for a, b in sorted(combinations(range(len(codes)), 2), key=lambda p: (p[1], p[0])):
        if first is not None and first not in (codes[a], codes[b]):
            continue
        pair = (min(codes[a], codes[b]), max(codes[a], codes[b]))
        if pair in index.neighbours:
            return pair
    return ()


def _crossing(cluster: _Cluster) -> Crossing:
    name = max((clean_name(m.quote) for m in cluster.mentions), key=len)
    location = None
    if cluster.row is not None and cluster.row["lat"] and cluster.row["lon"]:
        location = Location(float(cluster.row["lat"]), float(cluster.row["lon"]))
    identifier = cluster.row["id"] if cluster.row is not None else None
    return Crossing(name, cluster.kind, identifier, cluster.countries, location, tuple(cluster.mentions))
