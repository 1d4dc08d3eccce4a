"""Decisions in a run: those of each article in its document, and what is told of those that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from annotators.article import Article
from annotators.deciding import apply, place
from annotators.decisionfile import Decisions
from annotators.decisions import AnnotationId, ArticleDecisions, said
from annotators.document import Document

_LISTED = 5  # ids in a message


def decided_each(
    annotate_each: Callable[[Sequence[Article]], list[Callable[[], Document]]],
    decisions: Decisions,
    warn: Callable[[str], None],
) -> Callable[[Sequence[Article]], list[Callable[[], Document]]]:
    """`annotate_each` of an annotator, with `decisions` in its documents; what is amiss is told by `warn`."""

    def each(articles: Sequence[Article]) -> list[Callable[[], Document]]:
        made = annotate_each(articles)
        return [partial(decided, do, article) for do, article in zip(made, articles, strict=True)]

    def decided(make: Callable[[], Document], article: Article) -> Document:
        return decide(make(), decisions, article, warn)

    return each


def decide(
    document: Document, decisions: Decisions, article: Article, warn: Callable[[str], None]
) -> Document:
    """`document` with those of `decisions` that are about its text; what is amiss is told by `warn`."""
    for old in decisions.outdated(article.name, article.sha256):
        warn(outdated(old, article))
    own = decisions.of(article.sha256)
    if own is None:
        return document
    applied = apply(document, own, article)
    for problem in applied.problems:
        warn(problem)
    if own.complete and applied.undecided:
        warn(f"{place(own)}{article.name} is complete: left out is {listed(applied.undecided)}, undecided")
    return applied.document


@dataclass(frozen=True, slots=True)
class Finished:
    """Whether an article is gold: its document, or why not."""

    document: Document | None
    undecided: tuple[AnnotationId, ...] = ()
    problems: tuple[str, ...] = ()


def finished(document: Document, decisions: Decisions, article: Article) -> Finished:
    """The document of an article that a person has gone through: it is complete, or all of it is decided.

    Where a decision cannot be followed there is no document.
    """
    own = decisions.of(article.sha256)
    if own is None:
        return Finished(None, tuple(each.id for each in said(document)))
    applied = apply(document, own, article)
    done = own.complete or (bool(own.decisions) and not applied.undecided)
    if not done or applied.problems:
        return Finished(None, applied.undecided, applied.problems)
    return Finished(applied.document)


def listing(document: Document, decisions: Decisions, article: Article) -> Iterator[tuple[str, ...]]:
    """A row of cells a mention, what was rejected too, in the order of the text: id, layer, line, quote, name
    of the entity, by, what was decided (`-`: nothing), article."""
    own = decisions.of(article.sha256) or ArticleDecisions(article.name, article.sha256)
    applied = apply(document, own, article)
    verbs = {target: decision.verb for target, decision in applied.targets}
    now = {each.id: each for each in said(applied.document)}
    rejected = {each.id: each for each in said(document) if verbs.get(each.id) == "reject"}
    for each in sorted((rejected | now).values(), key=lambda each: (each.id.start, each.id.end)):
        name = str(each.values.get("name") or each.values.get("what") or "")
        line, by = str(each.mention.line), each.mention.by
        yield (
            *(str(each.id), each.id.layer, line, each.mention.quote),
            *(name, by, verbs.get(each.id, "-"), article.name),
        )


def outdated(old: ArticleDecisions, article: Article) -> str:
    """What is said of decisions about a text that is no longer the article's."""
    number = len(old.decisions)
    return (
        f"{place(old)}{article.name} has changed since (its SHA-256 is {article.sha256[:12]}…, that of the"
        f" decisions {old.sha256[:12]}…): {number} {'decision' if number == 1 else 'decisions'} not applied"
    )


def listed(ids: Sequence[AnnotationId]) -> str:
    """Ids for a message; not too many of them."""
    more = f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else ""
    return ", ".join(str(each) for each in ids[:_LISTED]) + more
