"""Articles with what was found in them: annotated here, or read from records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from .articles import Engine, tagger
from .console import warning
from .exits import CommandError, reason
from .packs import load
from .records import files_of, holds_records, opened, peeked

if TYPE_CHECKING:
    from annotators.article import Article
    from annotators.document import Document
    from annotators.inputs import Source
    from annotators.pipeline import Annotator

_ARTICLES = "*.txt"  # what is looked for where nobody says otherwise

Found = tuple["Article", "Document"]


@dataclass(frozen=True)  # not slotted: `cached_property` keeps its value in the instance
class Inputs:
    """Articles, files of records, and folders of either; what the options say of them."""

    paths: Sequence[str]
    glob: str
    encoding: str
    max_bytes: int
    layers: Collection[str]
    rules: Sequence[Path]
    model: tuple[str, Engine] | None  # None: rules alone

    def each(self) -> Iterator[Found | str]:
        """Every article with its document, one at a time, or what is wrong with it.

        Of a file of records with a fault the rest is left out.

        :raises CommandError: a fault in the rule packs, or the model cannot be loaded; only when an article
            has to be annotated.
        """
        from annotators.document import Failure
        from annotators.inputs import EmptyFolder, Source, inputs
        from annotators.recordfiles import is_manifest

        for item in inputs(self.paths, glob=self.glob):
            if isinstance(item, EmptyFolder):
                if self.glob == _ARTICLES:
                    yield from self._of_folder(item.name)
                else:
                    warning(f"{item.name}: no file matches {self.glob}")
            elif isinstance(item, Failure):
                yield f"{item.article}: {item.message}"
            elif isinstance(item, Source) and (item.path is None or not is_manifest(item.path)):
                yield from self._of(item)

    def _of_folder(self, folder: str) -> Iterator[Found | str]:
        """What is in the records of a folder without articles."""
        from annotators.inputs import Source

        for name in files_of([folder]):
            yield from self._of(Source(name, Path(name)))

    def _of(self, source: Source) -> Iterator[Found | str]:
        try:
            with opened(source.name if source.path is not None else "-") as stream:
                head, whole = peeked(stream)
                if holds_records(source.name, head):
                    yield from self._recorded(source.name, whole)
                else:
                    yield self._annotated(source.name, whole)
        except OSError as problem:
            yield reason(problem)

    def _recorded(self, name: str, stream: BinaryIO) -> Iterator[Found | str]:
        from annotators.document import Failure
        from annotators.origin import article_of
        from annotators.reader import RecordError, read_records

        records = read_records(stream, name)
        while True:
            try:
                stored = next(records, None)
                if stored is None:
                    return
                document = stored.document
                if isinstance(document, Failure):
                    yield f"{document.article} was not annotated: {document.message}"
            except RecordError as problem:
                yield str(problem)
                return
            if not isinstance(document, Failure):
                try:
                    found = article_of(stored, self.encoding), document
                except RecordError as problem:
                    yield str(problem)
                else:
                    yield found

    def _annotated(self, name: str, stream: BinaryIO) -> Found | str:
        from annotators import batch
        from annotators.document import Failure
        from annotators.inputs import Source

        annotator = self._annotator
        try:
            # A stream and no path: what is read from a pipe is gone.
            outcome = batch.annotate_source(
                lambda article: (article, annotator.annotate(article)),
                Source(name, None),
                stdin=stream,
                encoding=self.encoding,
                max_bytes=self.max_bytes,
            )
        except batch.ModelError as problem:
            raise CommandError(str(problem)) from None
        return f"{name}: {outcome.message}" if isinstance(outcome, Failure) else outcome

    @cached_property
    def _annotator(self) -> Annotator:
        from annotators.pipeline import Annotator

        packs = load(list(self.rules))
        return Annotator(packs, tagger(*self.model) if self.model is not None else None, self.layers)
