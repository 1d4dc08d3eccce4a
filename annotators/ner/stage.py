"""The NER stage: an article's tokens through a tagger, tags back to spans of the text.

A tagger is a function from sentences of tokens to one BIOES tag a token, in each column of tags that the
model has. Our own tokens and sentences go in, so offsets are ours and no entity crosses a sentence end. A
`TextTagger` has its own, and what it finds is cut at the ends of ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from annotators.article import Article
from annotators.document import Entity
from annotators.ner.columns import merge
from annotators.ner.hygiene import clean, goes_on
from annotators.ner.texttagger import Span, TextTagger

# Of every sentence one list of tags a column; the first column is the model's own choice of what to predict.
Tagged = list[list[list[str]]]
Tagger = Callable[[Sequence[Sequence[str]]], Tagged]

# The classes of the first column that rules see, and their names there. Stanza's models for other languages
# have their own: PERS in the Ukrainian one, persName in the Polish, pers in the Persian.
LABELS = {
    "Person": "person",
    "PERSON": "person",
    "PER": "person",
    "PERS": "person",
    "pers": "person",
    "person": "person",
    "persName": "person",
    "PNAME": "person",
    "NEP": "person",
    "Location": "place",
    "Facility": "place",
    "LOC": "place",
    "GPE": "place",
    "FAC": "place",
    "LOCATION": "place",
    "FACILITY": "place",
    "GPE_LOC": "place",
    "loc": "place",
    "fac": "place",
    "place": "place",
    "placeName": "place",
    "geogName": "place",
    "NEL": "place",
    "Organization": "organization",
    "ORG": "organization",
    "ORGANIZATION": "organization",
    "ORGANISATION": "organization",
    "GPE_ORG": "organization",
    "org": "organization",
    "orgName": "organization",
    "NEO": "organization",
}


MAX_WORD = 200  # characters; longer tokens are addresses of the web, encoded files and worse
FURTHER_LABELS = {"Person": "person", "Unit": "unit", "Crossing": "crossing"}  # those of further columns


def entities(article: Article, tagger: Tagger | TextTagger, titles: Collection[str] = ()) -> list[Entity]:
    """The entities of `article`, in text order; which may overlap, see `columns.merge`.

    `titles` are honorifics and ranks, folded; they are left outside a person.
    """
    if isinstance(tagger, TextTagger):
        return entities_at(article, tagger.spans(article), titles)
    sentences = sentences_of(article)
    return entities_of(article, tagger(sentences) if sentences else [], titles)


def sentences_of(article: Article) -> list[list[str]]:
    """The tokens of every sentence: what a tagger takes.

    It is shown the first `MAX_WORD` characters of each: a model reads a word character by character, one
    behind the other, and 5 MB without a blank for minutes.
    """
    text, starts, ends = article.text, article.token_starts, article.token_ends
    shown = [text[start : min(end, start + MAX_WORD)] for start, end in zip(starts, ends, strict=True)]
    return [shown[first:last] for first, last in article.sentences]


def entities_of(article: Article, tagged: Tagged, titles: Collection[str] = ()) -> list[Entity]:
    """What a tagger says of `sentences_of(article)`, as `entities` returns it."""
    columns: list[list[Entity]] = []
    for (first, _), tags_by_column in zip(article.sentences, tagged, strict=True):
        for number, tags in enumerate(tags_by_column):
            if number == len(columns):
                columns.append([])
            if tags.count("O") == len(tags):  # most sentences, in further columns
                continue
            labels = FURTHER_LABELS if number else LABELS
            for label, begin, stop in spans_of(tags):
                if label not in labels:
                    continue
                start = article.token_starts[first + begin]
                end = article.token_ends[first + stop - 1]
                for entity in clean(article.text, Entity(labels[label], start, end), titles):
                    _add(article.text, columns[number], entity)
    return merge([agree(article.text, found) for found in columns])


def entities_at(article: Article, spans: Iterable[Span], titles: Collection[str] = ()) -> list[Entity]:
    """What `entities` makes of `spans`, which are in text order and each in one sentence."""
    found: list[Entity] = []
    for label, start, end in spans:
        if label in LABELS:
            for entity in clean(article.text, Entity(LABELS[label], start, end), titles):
                _add(article.text, found, entity)
    return agree(article.text, found)


def _add(text: str, found: list[Entity], entity: Entity) -> None:
    """Put `entity` behind those before it. Two that reach for one initial are one name, or part there."""
    last = found[-1] if found else None
    if last is not None and goes_on(text, last, entity):
        found[-1] = Entity(last.label, last.start, entity.end)
    elif last is None or last.end <= entity.start:
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


def marks_units(further_tags: Iterable[str]) -> bool:
    """Whether a model finds units that has these tags in the columns behind its first."""
    return any(FURTHER_LABELS.get(tag.partition("-")[2]) == "unit" for tag in further_tags)


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
