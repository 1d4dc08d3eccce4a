"""Crossings on a map: a GeoJSON FeatureCollection of points (RFC 7946), a feature a line.

Coordinates are longitude, latitude in WGS 84, as the RFC has them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from annotators.document import Crossing, Location
from annotators.export.entries import Entry, found
from annotators.reader import RecordError


@dataclass(slots=True)
class CrossingMap:
    """The features of records. `left_out`, after one of the two: how many crossings had no location.

    A crossing is counted once an article.
    """

    entries: Iterable[Entry]
    left_out: int = 0

    def by_crossing(self) -> Iterator[str]:
        """The text of a collection with one feature a crossing, over all articles, the most mentioned first.

        Crossings are one when their place and gazetteer id are, or their name where they have no id. The
        name is the one that most mentions go by, the first of equals. The crossings are held in memory,
        and the paths of their articles.

        :raises RecordError: a location that is not on the globe.
        """
        sums: dict[tuple[str, Location], _Sum] = {}
        for entry, crossing, at in self._placed():
            key = (crossing.id or crossing.name, at)
            total = sums.setdefault(key, _Sum(crossing, at))
            total.names[crossing.name] += len(crossing.mentions)
            total.kinds[crossing.kind] += len(crossing.mentions)
            total.mentions += len(crossing.mentions)
            total.articles[entry.document.article] = None
        # The order of equals is that of the records: `sorted` keeps it.
        features = (each.feature() for each in sorted(sums.values(), key=lambda each: -each.mentions))
        return _collection(features)

    def by_mention(self) -> Iterator[str]:
        """The text of a collection with one feature a mention, in the order of the records.

        One article is in memory at a time.

        :raises RecordError: as `by_crossing`.
        """
        return _collection(
            _feature(
                at,
                {
                    **_about(crossing, crossing.name, crossing.kind),
                    "article": entry.document.article,
                    "quote": mention.quote,
                    "start": mention.start,
                    "end": mention.end,
                    "line": mention.line,
                    "by": mention.by,
                    "assertion": mention.assertion,
                    "cue": mention.cue,
                },
            )
            for entry, crossing, at in self._placed()
            for mention in crossing.mentions
        )

    def _placed(self) -> Iterator[tuple[Entry, Crossing, Location]]:
        for entry in self.entries:
            for each in found(entry, ["crossings"]):
                crossing = each.entity
                assert isinstance(crossing, Crossing)
                at = crossing.location
                if at is None:
                    self.left_out += 1
                elif abs(at.lat) > 90 or abs(at.lon) > 180:
                    raise RecordError(
                        f"{entry.place}: crossings: {crossing.name}: no place on the globe has latitude "
                        f"{at.lat} and longitude {at.lon}"
                    )
                else:
                    yield entry, crossing, at


@dataclass(slots=True)
class _Sum:
    """A crossing over all articles."""

    crossing: Crossing  # as it was first met
    at: Location
    names: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    mentions: int = 0
    articles: dict[str, None] = field(default_factory=dict)  # their paths, in order

    def feature(self) -> dict[str, object]:
        name, kind = (counted.most_common(1)[0][0] for counted in (self.names, self.kinds))
        totals = {"mentions": self.mentions, "articles": len(self.articles), "article_list": [*self.articles]}
        return _feature(self.at, {**_about(self.crossing, name, kind), **totals})


def _about(crossing: Crossing, name: str, kind: str) -> dict[str, object]:
    return {"name": name, "id": crossing.id, "kind": kind, "countries": list(crossing.countries)}


def _feature(at: Location, properties: dict[str, object]) -> dict[str, object]:
    point = {"type": "Point", "coordinates": [at.lon, at.lat]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _collection(features: Iterable[dict[str, object]]) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":['
    separator = "\n"
    for feature in features:
        yield separator + json.dumps(feature, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        separator = ",\n"
    yield "\n]}\n"
