"""What `glossator correct` decides: by its options, or by what somebody changes in an editor."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .console import error, say, warning
from .decided import save
from .editor import EditedFile
from .exits import Code, CommandError
from .packs import plural
from .records import Records

if TYPE_CHECKING:
    from annotators.article import Article
    from annotators.decisionfile import DecisionFile, Decisions
    from annotators.decisions import ArticleDecisions, Decision
    from annotators.document import Document, Failure
    from annotators.reader import Stored
    from annotators.signing import About

_SHOWN = 3  # articles in a message


class RecordsAndArticles:
    """The records that are asked for, each with its article."""

    def __init__(self, records: Records, name: str | None, encoding: str) -> None:
        self.records, self.name, self.encoding = records, name, encoding
        self.failed = False
        self.found = 0

    def stored(self) -> Iterator[Stored]:
        for stored in self.records.each():
            name = stored.document.article
            if self.name is None or name == self.name or name.endswith(f"/{self.name}"):
                self.found += 1
                yield stored

    def each(self, failures: Callable[[Failure], None] | None = None) -> Iterator[tuple[Document, Article]]:
        """The document and article of each record; a line for what cannot be read."""
        from annotators.document import Failure
        from annotators.origin import article_of
        from annotators.reader import RecordError

        for stored in self.stored():
            document = stored.document
            if isinstance(document, Failure):
                if failures is not None:
                    failures(document)
                continue
            try:
                article = article_of(stored, self.encoding)
            except RecordError as problem:
                self.failed = True
                error(str(problem))
                continue
            yield document, article

    def end(self, name: str | None) -> None:
        """
        :raises typer.Exit: something could not be read.
        :raises CommandError: no record is about the article that was named.
        """
        if self.records.failed or self.failed:
            raise typer.Exit(Code.INPUT_FAILED)
        if name is not None and not self.found:
            raise CommandError(f"no record is about an article {name}")


def decide_about(
    source: RecordsAndArticles,
    file: DecisionFile,
    changes: list[tuple[str, Decision]],
    about: About,
    *,
    complete: bool,
) -> None:
    """Decide about each record, by the options or in the editor; the file is written after each.

    :raises CommandError: no record, or more than one, has what an option is about.
    """
    from annotators.deciding import apply
    from annotators.decisionfile import joined
    from annotators.decisions import ArticleDecisions
    from annotators.decisiontext import replaced

    seen: set[str] = set()
    for document, article in _one(source, changes) if changes or complete else source.each():
        known = joined([file])
        warn_outdated(known, article)
        if article.sha256 in seen:
            raise CommandError(f"{article.name}: a second record of one text; keep one")
        seen.add(article.sha256)
        previous = known.of(article.sha256) or ArticleDecisions(article.name, article.sha256)
        for problem in apply(document, previous, article).problems:
            warning(problem)
        if changes or complete:
            revised = _by_options(document, previous, article, changes, about, complete=complete)
        else:
            revised = _in_editor(document, previous, article, about)
        if revised.decisions == previous.decisions and revised.complete == previous.complete:
            say(f"{article.name}: nothing is decided anew")
            continue
        file = replaced(file, revised)
        save(file)
        _tell(previous, revised, file.path)


def _one(source: RecordsAndArticles, changes: list[tuple[str, Decision]]) -> list[tuple[Document, Article]]:
    """The one record that the options are about: the only one, or the only one with their ids.

    :raises CommandError: there is none, or there are several.
    """
    from annotators.decisions import said

    ids = {decision.id for option, decision in changes if option != "--add"}
    found: list[tuple[Document, Article]] = []
    number = 0
    for document, article in source.each():
        number += 1
        if ids <= {each.id for each in said(document)} or number == 1:
            found.append((document, article))
    if number > 1 and ids:
        found = [each for each in found if ids <= {one.id for one in said(each[0])}]
    if len(found) == 1 or not number:
        return found
    if not found:
        raise CommandError(f"no record has {', '.join(map(str, ids))}; see --list")
    names = ", ".join(article.name for _, article in found[:_SHOWN])
    raise CommandError(
        f"which article, of {names}{', …' if len(found) > _SHOWN else ''}? Name one by --article"
    )


def _by_options(
    document: Document,
    previous: ArticleDecisions,
    article: Article,
    changes: list[tuple[str, Decision]],
    about: About,
    *,
    complete: bool,
) -> ArticleDecisions:
    """
    :raises CommandError: an option asks for what cannot be.
    """
    from annotators.deciding import apply
    from annotators.decisions import said
    from annotators.revising import RevisionError, restored, revise

    now = apply(document, previous, article).document
    ids = {each.id for each in said(now)}
    wanted: list[Decision] = []
    accepted = []
    for option, decision in changes:
        if option != "--add" and decision.id not in ids:
            back = restored(document, decision) if option == "--accept" else None
            if back is None:
                raise CommandError(f"{option}: {article.name} has no {decision.id}; see --list")
            decision = back
        if option == "--accept" and decision.id is not None:
            accepted.append(decision.id)
        wanted.append(decision)
    try:
        applied = apply(now, replace(previous, complete=False, decisions=tuple(wanted)), article)
        if applied.problems:
            raise CommandError("\n".join(applied.problems))
        return revise(
            document,
            previous,
            applied.document,
            article,
            accepted=accepted,
            complete=True if complete else None,
            about=about,
        )
    except RevisionError as problem:
        raise CommandError(str(problem)) from None


def _in_editor(
    document: Document, previous: ArticleDecisions, article: Article, about: About
) -> ArticleDecisions:
    """
    :raises CommandError: what was written cannot be read; it is kept.
    """
    from annotators.deciding import apply
    from annotators.editedrecord import EditedRecordError, read_edited, to_edit
    from annotators.revising import RevisionError, revise

    now = apply(document, previous, article).document
    name = f"{Path(article.name).name or 'article'}.yaml"
    file = EditedFile.of(to_edit(now, article, complete=previous.complete), name)
    while True:
        file.edit()
        try:
            edited = read_edited(file.path, now, article)
            if edited is None:
                found = previous
            else:
                complete = edited.complete if edited.complete != previous.complete else None
                if edited.complete:
                    complete = True
                found = revise(document, previous, edited.document, article, complete=complete, about=about)
        except (EditedRecordError, RevisionError) as problem:
            say(str(problem))
            if not _again():
                raise CommandError(f"nothing is decided; what you wrote is in {file.path}") from None
        else:
            file.remove()
            return found


def _again() -> bool:
    """Whether to open the file again: asked where somebody can answer."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    say("Open it again? [Y/n] ")
    return not sys.stdin.readline().strip().lower().startswith("n")


def _tell(previous: ArticleDecisions, revised: ArticleDecisions, path: Path) -> None:
    """What is new in the file, and what is no longer."""
    from annotators.decisiontext import decision_line

    was = {decision_line(each): None for each in previous.decisions}
    now = {decision_line(each): None for each in revised.decisions}
    for line in was:
        if line not in now:
            say(f"- {line}")
    for line in now:
        if line not in was:
            say(f"+ {line}")
    done = ", complete" if revised.complete else ""
    say(f"{path}: {plural(len(now), 'decision')} about {revised.article}{done}")


def warn_outdated(decisions: Decisions, article: Article) -> None:
    """Say which decisions are about an older text of the article."""
    from annotators.decidedrun import outdated

    for old in decisions.outdated(article.name, article.sha256):
        warning(outdated(old, article))
