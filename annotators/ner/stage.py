"""The NER stage: an article's tokens through a tagger, tags back to spans of the text.

A tagger is a function from sentences of tokens to one BIOES tag a token. Our own tokens and sentences
go in, so offsets are ours and no entity crosses a sentence end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence

from annotators.article import Article
from annotators.document import Entity
from annotators.folding import fold_name

Tagger = Callable[[Sequence[Sequence[str]]], list[list[str]]]

# The model's classes that rules see, and the name they see them under.
LABELS = {
    "Person": "person",
    "PERSON": "person",
    "PER": "person",
    "Location": "place",
    "Facility": "place",
    "LOC": "place",
    "GPE": "place",
    "FAC": "place",
    "Organization": "organization",
    "ORG": "organization",
}
_TRAILING = re.compile(r"(?:['’]s?|[\s.,;:!?\"”»)\]…—–-]|['’]S)+\Z")
_LEADING = re.compile(r"[\s\"'“‘«(\[,;:—–-]+")
_INITIAL = re.compile(r"(?<!\w)(?:[A-Z]|Jr|Sr)\.\Z")
_PAIR = re.compile(r"\s*[/|]\s*")
# `Hamas' Haniya`: what stands before the apostrophe is not part of the name.
_POSSESSOR = re.compile(r".*(?:s['’]|['’]s)\s+", re.DOTALL)
_INITIALS_BEFORE = re.compile(r"(?:\b[A-Z]\.\s?)+\Z")
# `Washington, D.C. Biden said`, `the U.S. Obama left`
_NO_INITIALS = frozenset({"D.C.", "E.U.", "U.A.E.", "U.K.", "U.N.", "U.S."})
# A name that the model cut behind a particle or before a hyphen: Bashar al | Assad, Moon Jae | -in.
_ENDS_IN_PARTICLE = re.compile(r"(?:^|[\s-])(?:[Aa]l|[Ee]l|[Aa]sh|bin|ibn|Abu|abu|van|von|de)-?\Z")
_NEXT_PART = re.compile(r"[\s-]?[A-Z][\w’']*")
_HYPHEN_PART = re.compile(r"-[a-z]{2,6}\b")
_ARTICLE_BEFORE = re.compile(r"(?<![\w-])(?:[Aa]l|[Ee]l|[Aa]sh|[Aa]r|[Aa]n|[Aa]d|[Aa]t|[Aa]z)-\Z")
_GENERATION_BEHIND = re.compile(r",?\s(?:Jr|Sr)\b\.?")


def entities(article: Article, tagger: Tagger, titles: Collection[str] = ()) -> list[Entity]:
    """The entities of `article`, in text order, none overlapping.

    `titles` are honorifics and ranks, folded; they are left outside a person.
    """
    sentences = [
        [article.text[article.token_starts[i] : article.token_ends[i]] for i in range(first, last)]
        for first, last in article.sentences
    ]
    if not sentences:
        return []
    found: list[Entity] = []
    for (first, _), tags in zip(article.sentences, tagger(sentences), strict=True):
        for label, begin, stop in spans_of(tags):
            if label not in LABELS:
                continue
            start = article.token_starts[first + begin]
            end = article.token_ends[first + stop - 1]
            for entity in clean(article.text, Entity(LABELS[label], start, end), titles):
                _add(article.text, found, entity)
    return agree(article.text, found)


def _add(text: str, found: list[Entity], entity: Entity) -> None:
    """Put `entity` behind those before it. Two that reach for one initial are one name, or part there."""
    last = found[-1] if found else None
    if last is None or last.end <= entity.start:
        found.append(entity)
    elif last.label == entity.label:
        found[-1] = Entity(last.label, last.start, max(last.end, entity.end))
    else:
        start = last.end + len(text[last.end : entity.end]) - len(text[last.end : entity.end].lstrip())
        if start < entity.end:
            found.append(Entity(entity.label, start, entity.end))


def agree(text: str, found: list[Entity]) -> list[Entity]:
    """Give every repetition of a name the label that most of them have; a tie changes nothing.

    A model reads sentence by sentence: one that knows `Hlukhiv` as a place four times may take it for a
    person in a headline.
    """
    votes: dict[str, Counter[str]] = {}
    for entity in found:
        votes.setdefault(text[entity.start : entity.end], Counter())[entity.label] += 1
    agreed = []
    for entity in found:
        (label, most), *rest = votes[text[entity.start : entity.end]].most_common()
        if rest and rest[0][1] == most:
            label = entity.label
        agreed.append(Entity(label, entity.start, entity.end))
    return agreed


def spans_of(tags: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """(class, first token, one past the last) of every entity of a sentence's BIO or BIOES tags.

    A tag that does not continue what stands before it begins a new entity.
    """
    start, label = 0, ""
    for index, tag in enumerate((*tags, "O")):
        prefix, _, name = tag.partition("-")
        if label and (prefix in ("O", "B", "S") or name != label):
            yield label, start, index
            label = ""
        if name and not label:
            start, label = index, name
        if label and prefix in ("E", "S"):
            yield label, start, index + 1
            label = ""


def clean(text: str, entity: Entity, titles: Collection[str]) -> Iterator[Entity]:
    """Trim what is not part of a name, and split `A/B`, which is two names."""
    pieces = [(entity.start, entity.end)]
    if entity.label == "person":
        cuts = [m.span() for m in _PAIR.finditer(text, entity.start, entity.end)]
        starts = [entity.start, *(end for _, end in cuts)]
        ends = [*(start for start, _ in cuts), entity.end]
        pieces = list(zip(starts, ends, strict=True))
    for start, end in pieces:
        trailing = _TRAILING.search(text, start, end)
        if trailing:
            end = trailing.start()
            end += bool(_INITIAL.search(text, start, end + 1))  # the full stop of `George W.`
        found = _LEADING.match(text, start, end)
        start = found.end() if found else start
        if start < end and entity.label == "person":
            possessor = _POSSESSOR.match(text, start, end)
            start = _after_titles(text, possessor.end() if possessor else start, end, titles)
            before = _INITIALS_BEFORE.search(text, max(0, start - 12), start)
            if before and before.group().strip() not in _NO_INITIALS:
                start = before.start()
            article = _ARTICLE_BEFORE.search(text, max(0, start - 4), start)
            start = article.start() if article else start
            cut = _NEXT_PART if _ENDS_IN_PARTICLE.search(text, start, end) else _HYPHEN_PART
            for rest in (cut, _GENERATION_BEHIND):
                behind = rest.match(text, end)
                end = behind.end() if behind else end
            trailing = _TRAILING.search(text, start, end)
            if trailing and text[trailing.start()] in "'’":
                end = trailing.start()
        if start < end:
            yield Entity(entity.label, start, end)


def _after_titles(text: str, start: int, end: int, titles: Collection[str]) -> int:
    """Where the name begins behind the titles that stand before it, `start` where nothing would be left."""
    position = start
    while True:
        words = text[position:end].split()
        for count in (3, 2, 1):
            if len(words) > count and fold_name(" ".join(words[:count])) in titles:
                for word in words[:count]:
                    position = text.index(word, position) + len(word)
                position += len(text[position:end]) - len(text[position:end].lstrip())
                break
        else:
            return position
