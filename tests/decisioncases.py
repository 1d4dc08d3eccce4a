"""Invented articles, documents and decisions for the tests of decisions."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from hypothesis import strategies as st

from annotators.article import Article, read
from annotators.decisionfile import DecisionFile, read_decisions
from annotators.decisions import (
    AnnotationId,
    ArticleDecisions,
    Decision,
    Value,
    count_of,
    entity_of,
    said,
)
from annotators.document import LAYERS, Crossing, Document, Mention, Person, Quote, Unit

TEXT = (
    "General Omar Tarif of the Kesra Falcons met Lena Voss near Oum.\n"
    "Tarif said 30 men, 12 of them Falcons, had reached the Kesra gate.\n"
)
_MAYBE = st.booleans()
_WORDS = "Omar Tarif Lena Voss Kesra Falcons gate men and near".split()


def article_of(text: str = TEXT, name: str = "a.txt") -> Article:
    return read(text.encode(), name)


def mention(article: Article, quote: str, by: str = "p.r", nth: int = 0) -> Mention:
    """The mention of the `nth` place of `quote`."""
    start = -1
    for _ in range(nth + 1):
        start = article.text.index(quote, start + 1)
    return Mention(quote, start, start + len(quote), article.line(start), by)


def document_of(article: Article, **layers: tuple[object, ...]) -> Document:
    """A record with these entities; the other layers are empty."""
    given = {layer: layers.get(layer, ()) for layer in LAYERS}
    return Document(article.name, article.sha256, **given)  # type: ignore[arg-type]


def decisions_in(folder: Path, text: str, name: str = "d.yaml") -> DecisionFile:
    """What a file with this text holds."""
    (folder / name).write_text(text, encoding="utf-8")
    return read_decisions(folder / name)


def places(document: Document) -> list[str]:
    """The ids of a document, each with its entity's name, in its order."""
    return [f"{each.id} {each.values.get('name', '')}".rstrip() for each in said(document)]


# Anything that may be ---------------------------------------------------------------------------------------


@st.composite
def articles(draw: st.DrawFn) -> Article:
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=4, max_size=14))
    joints = draw(st.lists(st.sampled_from([" ", "\n", ", "]), min_size=len(words), max_size=len(words)))
    return article_of("".join(word + joint for word, joint in zip(words, joints, strict=True)))


@st.composite
def places_in(draw: st.DrawFn, article: Article) -> tuple[int, int]:
    """The place of one to three tokens."""
    first = draw(st.integers(0, len(article.token_starts) - 1))
    last = min(len(article.token_starts) - 1, first + draw(st.integers(0, 2)))
    return article.token_starts[first], article.token_ends[last]


_VALUES: dict[str, st.SearchStrategy[Value]] = {
    "name": st.sampled_from(["Omar", "Falcons", "X Y"]),
    "roles": st.sampled_from([None, ("General",), ("mayor", "Mr")]),
    "kind": st.sampled_from(["official", "irregular"]),
    "number": st.none() | st.integers(1, 3),
    "country": st.sampled_from([None, "SY"]),
    "id": st.sampled_from([None, "kesra"]),
    "countries": st.sampled_from([None, ("LB", "SY")]),
    "value": st.none() | st.integers(0, 3),
    "approximate": st.sampled_from([None, True]),
    "what": st.sampled_from([None, "men"]),
    "assertion": st.sampled_from([None, "denied"]),
}
_OF = {
    "people": ("name", "roles"),
    "units": ("name", "kind", "number", "country"),
    "crossings": ("name", "kind", "id", "countries"),
    "counts": ("value", "approximate", "what"),
}


@st.composite
def documents(draw: st.DrawFn, article: Article) -> Document:
    """A record of `article`: mentions of a layer do not overlap, its entities differ in their names."""
    layers: dict[str, tuple[object, ...]] = {}
    for layer in LAYERS:
        spans: list[tuple[int, int]] = []
        for start, end in sorted(draw(st.lists(places_in(article), max_size=5))):
            if not spans or spans[-1][1] <= start:
                spans.append((start, end))
        mentions = [draw(_mentions(article, layer, span)) for span in spans]
        if layer == "counts":
            layers[layer] = draw(_counts(mentions))
            continue
        named = [(draw(_VALUES["name"]), each) for each in mentions]
        entities: list[Person | Unit | Crossing] = []
        for name, group in groupby(sorted(named, key=lambda n: (str(n[0]), n[1].start)), lambda n: n[0]):
            values = {key: draw(_VALUES[key]) for key in _OF[layer]} | {"name": name}
            entities.append(entity_of(layer, values, [each for _, each in group]))
        entities.sort(key=_first_place)
        layers[layer] = tuple(entities)
    return document_of(article, **layers)


def _first_place(entity: Person | Unit | Crossing) -> int:
    return entity.mentions[0].start


@st.composite
def _mentions(draw: st.DrawFn, article: Article, layer: str, span: tuple[int, int]) -> Mention:
    start, end = span
    assertion = draw(_VALUES["assertion"]) if layer in ("crossings", "counts") else None
    cue = "p.cue" if assertion else None
    return Mention(article.text[start:end], start, end, article.line(start), "p.r", assertion, cue)  # type: ignore[arg-type]


@st.composite
def _counts(draw: st.DrawFn, mentions: list[Mention]) -> tuple[object, ...]:
    counts = []
    for index, each in enumerate(mentions):
        values: dict[str, object] = {key: draw(_VALUES[key]) for key in _OF["counts"]}
        if index and draw(st.booleans()):
            whole = mentions[index - 1]
            values["part_of"] = Quote(whole.quote, whole.start, whole.end)
        counts.append(count_of(values, each))
    return tuple(counts)


@st.composite
def decisions_about(draw: st.DrawFn, article: Article, document: Document) -> ArticleDecisions:
    """Decisions about mentions that the record has, and about others; many contradict each other."""
    known = [each.id for each in said(document)]
    found: dict[AnnotationId, Decision] = {}
    for _ in range(draw(st.integers(0, 6))):
        layer = draw(st.sampled_from(LAYERS))
        about = AnnotationId(layer, *draw(places_in(article)))
        if draw(_MAYBE) and known:
            about = draw(st.sampled_from(known))
        verb = draw(st.sampled_from(["accept", "reject", "retag", "add"]))
        layer, start, end = about.layer, None, None
        if verb == "retag" and draw(_MAYBE):
            layer = draw(st.sampled_from(LAYERS))
        if verb == "retag" and draw(_MAYBE):
            start, end = draw(places_in(article))
        keys: set[str] = draw(st.sets(st.sampled_from(_OF[layer])))
        attributes = {key: draw(_VALUES[key]) for key in sorted(keys) if verb != "reject"}
        found[about] = Decision(verb, about, layer, start, end, attributes=attributes)
    return ArticleDecisions(article.name, article.sha256, draw(st.booleans()), tuple(found.values()))
