"""Many articles: inputs to documents or to the reason why not, and those to records."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO, TypeVar

from annotators.article import MAX_BYTES, Article, ArticleError, from_text, read
from annotators.document import Document, Failure
from annotators.inputs import Admitted, EmptyFolder, Skipped, Source, failure_of
from annotators.ner.layout import LayoutError, read_layout
from annotators.ner.model import Model, digest
from annotators.ner.stage import Tagged, Tagger
from annotators.ner.texttagger import Span, TextTagger
from annotators.ner.weights import WeightsError, chosen_engine
from annotators.pipeline import INDEPENDENT, TaggerInfo, finds_units, load_tagger
from annotators.windows import Pause, windows

_CHUNK = 1 << 20  # bytes
_Opened = Article | Failure | EmptyFolder | Skipped
T = TypeVar("T")


class ModelError(Exception):
    """A model that cannot be loaded: no article can be annotated with it, so it is nobody's `Failure`."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is written for one article."""

    text: str
    failure: Failure | None  # the article's, where it has no annotations
    place: str = ""  # where it goes below a folder of outputs, see `Source`; empty: it has no place there
    found: bool = False  # whether there is anything in it
    article: str = ""  # its name
    sha256: str = ""  # of the input bytes, hexadecimal; empty for a failure


Result = Record | EmptyFolder | Skipped


def annotate_source(
    annotate: Callable[[Article], T],
    source: Source,
    *,
    stdin: BinaryIO | None = None,
    encoding: str = "utf-8",
    max_bytes: int = MAX_BYTES,
) -> T | Failure:
    """Read `source` and annotate it, or do with it what `annotate` does. Whatever goes wrong with this one
    article is its `Failure`.

    Its code is `missing`, `unreadable`, `too-large`, `encoding`, `too-many`, or `internal` for a fault of
    ours.

    :raises ModelError: the model that `annotate` needs cannot be loaded.
    """
    article = read_source(source, stdin=stdin, encoding=encoding, max_bytes=max_bytes)
    if isinstance(article, Failure):
        return article
    return _guarded(article, lambda: annotate(article))


def read_source(
    source: Source, *, stdin: BinaryIO | None = None, encoding: str = "utf-8", max_bytes: int = MAX_BYTES
) -> Article | Failure:
    """The article in `source`, or why it cannot be read; the codes are those of `annotate_source`."""
    try:
        if source.text is not None:
            return from_text(source.text, source.name, origin=source.origin, max_bytes=max_bytes)
        data = source.data if source.data is not None else read_bytes(source, stdin, max_bytes)
        return read(data, source.name, encoding=encoding, max_bytes=max_bytes)
    except ArticleError as error:
        return Failure(source.name, error.code, str(error), source.origin)
    except OSError as error:
        return failure_of(source.name, error)


def records(
    items: Iterable[Admitted],
    annotate_each: Callable[[Sequence[Article]], Sequence[Callable[[], Document]]],
    render: Callable[[Document | Failure], str],
    *,
    stdin: BinaryIO | None = None,
    encoding: str = "utf-8",
    max_bytes: int = MAX_BYTES,
    open_source: Callable[..., Article | Failure] = read_source,
    first: int = 1,
    together: bool = True,
    hold: Callable[[int, int], object] = lambda start, end: None,
) -> Generator[Result, None, None]:
    """The record of every item, in order. Items that have none are passed on.

    Articles are read in `windows`, the first of `first` items; `annotate_each` gives what makes the document
    of each of one, in order. Without `together` every window is of one item. `open_source` is `read_source`,
    or something around it.

    `hold` is told what is being worked on before any work: the items [start, end), counted from 0. It is one
    of them, but that with the first article of a window those behind it may be tagged as well. Nothing,
    [0, 0), is being worked on while a record is handed out.

    :raises ModelError: the model that they need cannot be loaded.
    """

    def opened() -> Iterator[tuple[str, _Opened] | Pause]:
        number = 0
        for item in items:
            if isinstance(item, Source):
                hold(number, number + 1)
                read = open_source(item, stdin=stdin, encoding=encoding, max_bytes=max_bytes)
                yield item.place, read
            elif isinstance(item, Pause):
                yield item
                continue
            else:
                yield "", item
            number += 1

    made: Iterator[list[tuple[str, _Opened]]]
    made = windows(opened(), _tokens, first=first) if together else windows(opened(), _alone, largest=1)
    number = 0
    for window in made:
        articles = [item for _, item in window if isinstance(item, Article)]
        documents = iter(annotate_each(articles))
        end = number + len(window)
        for place, item in window:
            if isinstance(item, (EmptyFolder, Skipped)):
                yield item
            else:
                hold(number, end if articles and item is articles[0] else number + 1)
                record = _record(item, documents, render, place)
                hold(0, 0)
                yield record
            number += 1


def _record(
    item: Article | Failure,
    documents: Iterator[Callable[[], Document]],
    render: Callable[[Document | Failure], str],
    place: str,
) -> Record:
    outcome = item if isinstance(item, Failure) else _guarded(item, next(documents))
    try:
        text = render(outcome)
    except Exception as error:
        outcome = _internal(outcome, error)
        text = render(outcome)
    if isinstance(outcome, Failure):
        return Record(text, outcome, place, article=outcome.article)
    return Record(text, None, place, outcome.found_anything, outcome.article, outcome.sha256)


def _tokens(opened: tuple[str, _Opened]) -> int:
    item = opened[1]
    return len(item.token_starts) if isinstance(item, Article) else 0


def _alone(opened: tuple[str, _Opened]) -> int:
    return 0


def _guarded(article: Article, work: Callable[[], T]) -> T | Failure:
    """What `work` makes of `article`, or what kept it from it: too much in it, or a fault of ours."""
    try:
        return work()
    except ModelError:
        raise
    except ArticleError as error:
        return Failure(article.name, error.code, str(error), article.origin)
    except Exception as error:
        return Failure(article.name, "internal", _described(error), article.origin)


def tagger_on_demand(model: Model, engine: str = "auto", device: str = "cpu") -> TaggerInfo:
    """A tagger that loads its model, which may take seconds, when it is first called.

    The engine is `compiled`, `stanza`, or with `auto` the first of them that the model folder has files for.
    `device` is as for `load_tagger`.

    :raises FileNotFoundError: a file of the model is gone, or there is no compiled form for `compiled`.
    """
    chosen = chosen_engine(model.folder, engine)
    try:
        own_tokens = chosen == "stanza" and read_layout(model.folder).own_tokens
    except LayoutError:
        own_tokens = False  # what is amiss is said when it is loaded, as of any fault of a model
    loaded: list[Tagger | TextTagger] = []

    @contextmanager
    def reading() -> Iterator[None]:
        try:
            yield
        except WeightsError as error:
            raise ModelError(str(error)) from error
        except Exception as error:  # any: Stanza and torch raise what they please over a broken file
            raise ModelError(f"cannot load the model in {model.folder}: {_described(error)}") from error

    def tagger() -> Tagger | TextTagger:
        if not loaded:
            with reading():
                loaded.append(load_tagger(model.folder, model.name, chosen, device).tag)
        return loaded[0]

    def tag(sentences: Sequence[Sequence[str]]) -> Tagged:
        ready = tagger()
        assert not isinstance(ready, TextTagger)
        return ready(sentences)

    def find(text: str) -> Iterable[Span]:
        ready = tagger()
        assert isinstance(ready, TextTagger)
        return ready.find(text)

    @cache
    def marks_units() -> bool:
        with reading():
            return finds_units(model.folder, chosen)

    name = f"{model.name}+sha256:{digest(model.folder)[:8]}"
    wanted = TextTagger(find) if own_tokens else tag
    # A GPU cannot be used on both sides of a fork: each process loads the model for itself.
    prepare = tagger if device == "cpu" else lambda: None
    independent = chosen in INDEPENDENT
    return TaggerInfo(wanted, name, chosen, marks_units, independent=independent, prepare=prepare)


def _internal(outcome: Document | Failure, error: Exception) -> Failure:
    return Failure(outcome.article, "internal", _described(error), outcome.origin)


def _described(error: Exception) -> str:
    """Class and message of an exception, on one line: it goes into a line of standard error as well."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def read_bytes(source: Source, stdin: BinaryIO | None, limit: int) -> bytes:
    """All bytes of `source`, a file or standard input.

    :raises ArticleError: there are more than `limit`; no more than that are read.
    :raises OSError: as opening and reading do.
    """
    if source.path is None:
        if stdin is None:
            raise OSError("standard input is closed")
        return read_stream(stdin, limit)
    if not source.name or "\0" in source.name:
        raise FileNotFoundError(2, os.strerror(2))
    with source.path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > limit:  # of a pipe or a device it is 0, and not to be trusted
            raise ArticleError("too-large", f"{size} bytes, more than the limit of {limit}")
        return read_stream(stream, limit)


def read_stream(stream: BinaryIO, limit: int) -> bytes:
    """All bytes of `stream`, a buffered one.

    :raises ArticleError: there are more than `limit`; no more than that are read.
    """
    # In pieces: `read(limit + 1)` would take that much memory at once, however little there is to read.
    pieces: list[bytes] = []
    room = limit + 1
    while room:
        asked = min(_CHUNK, room)
        piece = stream.read(asked)
        pieces.append(piece)
        room -= len(piece)
        if len(piece) < asked:  # the end was seen; a terminal that is asked again wants a second Ctrl-D
            break
    if not room:
        raise ArticleError("too-large", f"more than the limit of {limit} bytes")
    return b"".join(pieces)
