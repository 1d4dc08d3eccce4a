"""What a report shows, as the data that its page reads."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from annotators import __version__
from annotators.article import Article
from annotators.document import Count, Document, Mention, Number
from annotators.reader import RecordError
from annotators.report.entities import Entities

_HEADLINE_WORDS = 4
_HEADLINE_LENGTH = 140  # code points
_EXACT = 2**53  # above it JavaScript rounds integers


@dataclass(frozen=True, slots=True)
class _Said:
    """A mention with its entity."""

    mention: Mention
    entity: int
    more: Mapping[str, object]  # what is known of this mention alone


class ReportData:
    """Articles and what was found in them, gathered one by one in the order of the report."""

    def __init__(self) -> None:
        self._entities = Entities()
        self._articles: list[object] = []
        self._texts: list[str] = []
        self._left_out: list[tuple[str, str]] = []
        self._rules: dict[str, int] = {}
        self._cues: dict[str, int] = {}
        self._assertions: dict[str, int] = {}
        self._runs: dict[str, None] = {}

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return len(self._articles)

    def add(self, document: Document, article: Article) -> None:
        """Add `article`, of which `document` is the record.

        :raises RecordError: a mention is not what stands at its place; nothing has been added.
        """
        places = [mention for mention, *_ in _mentions(document)]
        for mention in places:
            start, end = mention.start, mention.end
            if not 0 <= start < end or article.text[start:end] != mention.quote:
                raise RecordError(f"{document.article}: what stands at {start} to {end} is not the quote")
        said = sorted(self._said(document), key=lambda each: (each.mention.start, -each.mention.end))
        offset = _Utf16(article.text)
        rows = [self._row(each, offset) for each in said]
        self._articles.append([document.article, headline(article.text), rows])
        self._texts.append(article.text)
        self._runs.setdefault(_told(document.run))

    def leave_out(self, article: str, reason: str) -> None:
        """Name an article that the report cannot show."""
        self._left_out.append((article, reason))

    def plain(self) -> dict[str, object]:
        """Everything but the texts, for JSON.

        An article is `[path, headline, mentions]`, a mention `[entity, start, end, line, rule, assertion,
        cue, more]` without what it lacks at the end: `entity`, `rule`, `assertion` and `cue` are indices (-1:
        none), `start` and `end` count UTF-16 code units.
        """
        return {
            "version": __version__,
            "articles": self._articles,
            "entities": self._entities.plain(),
            "rules": list(self._rules),
            "assertions": list(self._assertions),
            "cues": list(self._cues),
            "leftOut": self._left_out,
            "runs": [run for run in self._runs if run],
        }

    def texts(self) -> list[str]:
        """The text of each article."""
        return self._texts

    def _said(self, document: Document) -> Iterator[_Said]:
        for person in document.people or ():
            index = self._entities.person(person)
            yield from (_Said(mention, index, {}) for mention in person.mentions)
        for unit in document.units or ():
            index = self._entities.unit(unit)
            yield from (_Said(mention, index, {}) for mention in unit.mentions)
        for crossing in document.crossings or ():
            index = self._entities.crossing(crossing)
            yield from (_Said(mention, index, {}) for mention in crossing.mentions)
        for count in document.counts or ():
            yield _Said(count.mention, self._entities.count(count), _numbers(count))

    def _row(self, said: _Said, offset: _Utf16) -> list[object]:
        mention = said.mention
        rule = self._rules.setdefault(mention.by, len(self._rules))
        row: list[object] = [said.entity, offset(mention.start), offset(mention.end), mention.line, rule]
        if mention.assertion is not None or said.more:
            row += [_index(self._assertions, mention.assertion), _index(self._cues, mention.cue)]
        return [*row, said.more] if said.more else row


def headline(text: str) -> str:
    """The first line of some words, which what news sites print above an article ("Menu") has not; else the
    first that is not blank."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]
    found = next((line for line in lines if len(line.split()) >= _HEADLINE_WORDS), lines[0] if lines else "")
    return found if len(found) <= _HEADLINE_LENGTH else f"{found[:_HEADLINE_LENGTH].rstrip()}…"


class _Utf16:
    """Offsets in code points to offsets in UTF-16 code units, which JavaScript counts."""

    def __init__(self, text: str) -> None:
        wide = not text.isascii() and max(text) > "\uffff"
        self._pairs = [i for i, character in enumerate(text) if character > "\uffff"] if wide else []

    def __call__(self, offset: int) -> int:
        return offset + bisect_left(self._pairs, offset)


def _mentions(document: Document) -> Iterator[tuple[Mention]]:
    for layer in (document.people, document.units, document.crossings):
        for entity in layer or ():
            yield from ((mention,) for mention in entity.mentions)
    yield from ((count.mention,) for count in document.counts or ())


def _index(known: dict[str, int], name: str | None) -> int:
    return -1 if name is None else known.setdefault(name, len(known))


def _numbers(count: Count) -> dict[str, object]:
    numbers = {"value": count.value, "min": count.min, "max": count.max}
    found: dict[str, object] = {key: _number(value) for key, value in numbers.items() if value is not None}
    if count.approximate:
        found["approximate"] = True
    if count.part_of is not None:
        found["partOf"] = count.part_of.quote
    return found


def _number(number: Number) -> Number | str:
    """As JavaScript holds it, or its digits where it would not be the same."""
    return number if math.isfinite(number) and abs(number) <= _EXACT else str(number)


def _told(run: Mapping[str, object]) -> str:
    parts: list[str] = []
    for key, value in run.items():
        if isinstance(value, Mapping):
            parts.append(f"{key} " + ", ".join(f"{name} {version}" for name, version in value.items()))
        else:
            parts.append(f"{key} {value}")
    return "; ".join(parts)
