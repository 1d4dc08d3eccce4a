"""What is found in an article already, as a look for gaps asks for it. All spans are code points."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from annotators.matcher import Findings


class Spans:
    """Spans that do not overlap each other, for questions about overlap."""

    def __init__(self, findings: Findings, layer: str) -> None:
        found = findings.layers.get(layer, ())
        self._starts = [match.start for match in found]
        self._ends = [match.end for match in found]

    def overlap(self, start: int, end: int) -> bool:
        at = bisect_right(self._ends, start)
        return at < len(self._starts) and self._starts[at] < end

    def cover(self, start: int, end: int) -> bool:
        at = bisect_right(self._ends, start)
        return at < len(self._starts) and self._starts[at] <= start and end <= self._ends[at]


class AnyOf(tuple[Spans, ...]):
    """Spans of several layers."""

    __slots__ = ()

    def overlap(self, start: int, end: int) -> bool:
        return any(spans.overlap(start, end) for spans in self)


@dataclass(frozen=True, slots=True)
class Known:
    """What was found in an article."""

    taken: AnyOf
    places: AnyOf
    persons: Spans
    names: frozenset[str]  # the words of persons

    @classmethod
    def of(cls, text: str, findings: Findings) -> Known:
        people = findings.layers.get("person", ())
        return cls(
            AnyOf((Spans(findings, "unit"), Spans(findings, "crossing"))),
            AnyOf((Spans(findings, "place"), Spans(findings, "other"))),
            Spans(findings, "person"),
            frozenset(word for match in people for word in text[match.start : match.end].split()),
        )

    def is_person(self, text: str, start: int, end: int) -> bool:
        """Whether a person is found in a name, or it ends as one is called elsewhere (`Assads forces`)."""
        last = text[start:end].split()[-1]
        return self.persons.overlap(start, end) or last in self.names or last.removesuffix("s") in self.names
