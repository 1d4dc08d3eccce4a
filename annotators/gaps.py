"""Names that the rules miss: capitalised runs beside a noun that says unit or crossing, not annotated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from annotators.article import Article
from annotators.builtins import PARTICLE
from annotators.gapcues import Cues
from annotators.gapknown import Known
from annotators.matcher import Findings
from annotators.ruleset import RuleSet
from annotators.wordlist import ARTICLES

_LONGEST_HEAD = 5  # words
_LONGEST_NAME = 6
_TITLE_CASE = 0.6  # the share of capitalised words from which a sentence is taken for a headline

_WORD = re.compile(r"(?!(?<=['’])s\b)[^\W_]+(?:['’ʼ-](?!s\b)[^\W_]+)*")
_OWN = re.compile(r"(?:['’]s)?\s+\Z")
_BLANK = re.compile(r"\s+\Z")
_PARTICLES = re.compile(rf"(?:{PARTICLE})\Z")
_COMMA = re.compile(r",\s+\Z")
_OPENING = re.compile(r"(?:\A|[.!?:\"“”‘'(\[•*-])\s*\Z")


@dataclass(frozen=True, slots=True)
class Gap:
    """A name beside a noun, in code points. What a rule would annotate reaches from `start` to `end`."""

    layer: str  # unit | crossing
    kind: str  # of the record
    name: str  # what a list would hold: of a crossing without its noun
    head: str  # the noun that gave it away, as printed
    start: int
    end: int
    sentence: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Run:
    """Capitalised words [first, last] of a sentence, `words` being all of it."""

    words: Sequence[tuple[int, int, str]]
    first: int
    last: int

    @property
    def span(self) -> tuple[int, int]:
        return self.words[self.first][0], self.words[self.last][1]

    @property
    def texts(self) -> list[str]:
        return [text for _, _, text in self.words[self.first : self.last + 1]]


@dataclass(frozen=True, slots=True)
class _Head:
    """The words that say what a run beside them is."""

    layer: str
    kind: str
    start: int
    end: int
    member: bool = False  # they are no part of the name


class GapFinder:
    """Reads the lists once; keeps nothing of the articles."""

    def __init__(self, rules: RuleSet) -> None:
        self._cues = Cues(rules)

    def find(self, article: Article, findings: Findings) -> list[Gap]:
        """The gaps of `article`, in text order; `findings` are what all rules found in it."""
        known = Known.of(article.text, findings)
        found: list[Gap] = []
        for index in range(len(article.sentences)):
            sentence = article.sentence_span(index)
            words = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(article.text, *sentence)]
            if _is_headline([word for _, _, word in words]):
                continue
            for run in self._runs(article.text, words):
                gap = self._judge(article, run, sentence, known)
                if gap is not None and not known.taken.overlap(gap.start, gap.end):
                    found.append(gap)
        return found

    def _runs(self, text: str, words: Sequence[tuple[int, int, str]]) -> Iterator[_Run]:
        """The capitalised runs of a sentence without what may not begin one."""
        first = 0
        while first < len(words):
            if not self._is_capital(words[first][2]):
                first += 1
                continue
            last = first
            while (
                following := self._next(text, words, last)
            ) is not None and following - first < _LONGEST_NAME:
                last = following
            begin = first
            while begin <= last and self._cues.is_break(words[begin][2]):
                begin += 1
            if begin <= last:
                yield _Run(words, begin, last)
            first = last + 1

    def _next(self, text: str, words: Sequence[tuple[int, int, str]], last: int) -> int | None:
        """The next capitalised word of a run, over up to two particles."""
        for step in (1, 2, 3):
            at = last + step
            if at >= len(words) or not _BLANK.match(text[words[at - 1][1] : words[at][0]]):
                return None
            if self._is_capital(words[at][2]):
                return at
            if not _PARTICLES.match(words[at][2]):
                return None
        return None

    def _is_capital(self, word: str) -> bool:
        particle, _, rest = word.partition("-")
        if rest and particle.lower() in ARTICLES:
            word = rest
        return word[0].isupper() and not self._cues.is_calendar(word)

    def _is_opener(self, text: str, run: _Run) -> bool:
        """Whether one word is capital only as a sentence or a quotation begins with it: no other place in the
        article prints it so in the middle of one."""
        start, _, word = run.words[run.first]
        if run.first != run.last or not word[1:].islower():
            return False
        if run.first and not _OPENING.search(text[run.words[run.first - 1][1] : start]):
            return False
        return re.search(rf"[a-z,] {re.escape(word)}\b", text) is None

    def _judge(self, article: Article, run: _Run, sentence: tuple[int, int], known: Known) -> Gap | None:
        """The gap at a run. What gives it away is looked for first: most runs stand beside nothing."""
        text = article.text
        inner = self._inner_head(text, run)
        if inner is not None:
            return self._named(text, run, inner, sentence, known)
        start, end = run.span
        behind = self._outer_head(text, run)
        if behind is not None and not behind.member:
            if (
                known.is_person(text, start, end)
                or self._cues.is_plain(text[start:end], run.texts)
                or self._is_opener(text, run)
            ):
                return None
            if behind.layer == "crossing":
                return self._crossing(text, start, end, behind, sentence)
            if self._cues.is_civil(run.texts) or known.places.overlap(start, end):
                return None
            return _gap("unit", behind.kind, text, start, behind.end, behind, sentence)
        cue = behind or self._cue_behind(text, run) or self._cue_before(text, run)
        if (
            cue is None
            or known.is_person(text, start, end)
            or known.places.overlap(start, end)
            or self._cues.is_plain(text[start:end], run.texts)
            or self._cues.is_civil(run.texts)
            or self._is_opener(text, run)
            or self._cues.is_located(text, text[start:end])
        ):
            return None
        return _gap("unit", cue.kind, text, start, end, cue, sentence)

    def _named(
        self, text: str, run: _Run, head: _Head, sentence: tuple[int, int], known: Known
    ) -> Gap | None:
        """A run that ends in its own head: `Tamsa Brigade`."""
        start, end = run.span
        at = next(n for n in range(run.first, run.last + 1) if run.words[n][0] == head.start)
        if (
            at == run.first
            or self._cues.is_plain(text[start : run.words[at - 1][1]], run.texts[: at - run.first])
            or known.persons.cover(start, end)
        ):
            return None
        if head.layer == "crossing":
            return self._crossing(text, start, run.words[at - 1][1], head, sentence)
        return _gap("unit", head.kind, text, start, end, head, sentence)

    def _crossing(
        self, text: str, start: int, stop: int, head: _Head, sentence: tuple[int, int]
    ) -> Gap | None:
        """A crossing, where its noun says border or the sentence does: a gate or a terminal may be any."""
        around = text[sentence[0] : start] + " " + text[head.end : sentence[1]]
        if not self._cues.says_border(text[head.start : head.end], around):
            return None
        gap = _gap("crossing", head.kind, text, start, stop, head, sentence)
        return replace(gap, end=head.end)

    def _inner_head(self, text: str, run: _Run) -> _Head | None:
        """The longest head that ends a run."""
        end = run.words[run.last][1]
        for at in range(max(run.first, run.last - _LONGEST_HEAD + 1), run.last + 1):
            start = run.words[at][0]
            phrase = text[start:end]
            found = self._cues.head(phrase)
            if found is not None and self._cues.cue("trade", phrase) is None:
                return _Head(*found, start, end)
        return None

    def _outer_head(self, text: str, run: _Run) -> _Head | None:
        """The longest head in small letters behind a run, or the noun of its members: `Tamsa fighters`."""
        first = run.last + 1
        words = run.words
        if first >= len(words) or not words[first][2].islower():
            return None
        joint = text[words[run.last][1] : words[first][0]]
        if not _OWN.match(joint):
            return None
        last = first
        while last - first < _LONGEST_HEAD - 1 and last + 1 < len(words) and words[last + 1][2].islower():
            if not _BLANK.match(text[words[last][1] : words[last + 1][0]]):
                break
            last += 1
        start = words[first][0]
        for stop in range(last, first - 1, -1):
            end = words[stop][1]
            phrase = text[start:end]
            kind = self._cues.cue("member", phrase)
            if kind is not None:
                return _Head("unit", kind, start, end, member=True)
            weak = any(self._cues.cue(use, phrase) is not None for use in ("weak", "trade"))
            found = None if weak else self._cues.head(phrase)
            if found is not None:
                return _Head(*found, start, end, member=found[0] == "unit" and not _BLANK.match(joint))
        return None

    def _cue_behind(self, text: str, run: _Run) -> _Head | None:
        """What a run does or is called that only a force would: `claimed responsibility`, `, a militia`."""
        rest = run.words[run.last + 1 : run.last + 6]
        if len(rest) < 2:
            return None
        joint = text[run.span[1] : rest[0][0]]
        use = "claim" if _BLANK.match(joint) else "appositive" if _COMMA.match(joint) else None
        if use is None:
            return None
        for last in range(len(rest) - 1, 0, -1):
            start, end = rest[0][0], rest[last][1]
            kind = self._cues.cue(use, _flat(text[start:end]))
            if kind is not None:
                return _Head("unit", kind, start, end)
        return None

    def _cue_before(self, text: str, run: _Run) -> _Head | None:
        """`members of the` before a run."""
        words = run.words
        name = words[run.last][2]
        for length in (3, 2, 1):
            at = run.first - length
            if at < 1:
                continue
            link = _flat(text[words[at][0] : words[run.first][0]])
            # From Tamsa come people of a place; from TNW or Tamsa Watch they come more likely of a force.
            origin = self._cues.cue("origin", link) is not None
            if origin and run.first == run.last and not (name.isupper() and len(name) > 1):
                continue
            if not origin and self._cues.cue("link", link) is None:
                continue
            kind = self._cues.cue("member", words[at - 1][2])
            if kind is not None and _BLANK.match(text[words[at - 1][1] : words[at][0]]):
                return _Head("unit", kind, words[at - 1][0], words[run.first][0])
        return None


def _gap(
    layer: str, kind: str, text: str, start: int, end: int, head: _Head, sentence: tuple[int, int]
) -> Gap:
    return Gap(layer, kind, _flat(text[start:end]), _flat(text[head.start : head.end]), start, end, sentence)


def _is_headline(words: Sequence[str]) -> bool:
    """Whether most words are capitalised, so that a capital says nothing."""
    letters = [word for word in words if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in letters)
    return len(letters) > 4 and capitals > _TITLE_CASE * len(letters)


def _flat(text: str) -> str:
    return " ".join(text.split())
