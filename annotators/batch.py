"""Many articles: paths to inputs in a fixed order, inputs to documents or to the reason why not."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO, TypeVar

from annotators.article import MAX_BYTES, Article, ArticleError, read
from annotators.document import Document, Failure
from annotators.ner.layout import LayoutError, read_layout
from annotators.ner.model import Model, digest
from annotators.ner.stage import Tagger
from annotators.ner.texttagger import Span, TextTagger
from annotators.ner.weights import WeightsError, chosen_engine
from annotators.pipeline import TaggerInfo, load_tagger

_CHUNK = 1 << 20  # bytes
T = TypeVar("T")


class ModelError(Exception):
    """A model that cannot be loaded: no article can be annotated with it, so it is nobody's `Failure`."""


@dataclass(frozen=True, slots=True)
class Source:
    """An input that nobody has opened yet."""

    name: str  # as the record gives it
    path: Path | None  # None: standard input


@dataclass(frozen=True, slots=True)
class EmptyFolder:
    """A folder, as given, in which no file matches."""

    name: str


Item = Source | EmptyFolder | Failure


@dataclass(frozen=True, slots=True)
class Record:
    """What is written for one article."""

    text: str
    failure: Failure | None  # the article's, where it has no annotations


def inputs(
    paths: Iterable[str], listed: Iterable[str] = (), *, glob: str = "*.txt", stdin_name: str = "-"
) -> Iterator[Item]:
    """What `paths` and then `listed` stand for, in that order; a folder stands for its files.

    `-` among `paths` is standard input; in `listed` it is a file of that name. A folder's files are
    the regular ones whose name matches `glob`, at any depth, in the byte order of their paths. As a
    shell's `*` does, this passes over hidden names; as `grep -r` does, over links to folders, so that
    no loop of links is entered. A path that does not exist is a `Source`: reading it will say so.
    """
    for path in paths:
        if path == "-":
            yield Source(stdin_name, None)
        else:
            yield from _expand(path, glob)
    for path in listed:
        yield from _expand(path, glob)


def listed(stream: BinaryIO, *, null: bool = False) -> Iterator[str]:
    """The paths of a list, one a line (LF or CRLF), or each ended by a NUL; empty ones are left out.

    A name that is not UTF-8 comes out as Python writes such names (PEP 383).
    """
    if null:
        rest = b""
        while chunk := stream.read(_CHUNK):
            *whole, rest = (rest + chunk).split(b"\0")
            yield from (os.fsdecode(name) for name in whole if name)
        if rest:
            yield os.fsdecode(rest)
        return
    for number, line in enumerate(stream):
        name = line.rstrip(b"\n").removesuffix(b"\r")
        if number == 0:
            name = name.removeprefix(b"\xef\xbb\xbf")
        if name:
            yield os.fsdecode(name)


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

    Its code is `missing`, `unreadable`, `too-large`, `encoding`, or `internal` for a fault of ours.

    :raises ModelError: the model that `annotate` needs cannot be loaded.
    """
    try:
        data = _read(source, stdin, max_bytes)
        article = read(data, source.name, encoding=encoding, max_bytes=max_bytes)
    except ArticleError as error:
        return Failure(source.name, error.code, str(error))
    except (FileNotFoundError, NotADirectoryError) as error:
        return Failure(source.name, "missing", error.strerror or "not found")
    except OSError as error:
        return Failure(source.name, "unreadable", error.strerror or str(error))
    try:
        return annotate(article)
    except ModelError:
        raise
    except Exception as error:
        return _internal(source.name, error)


def records(
    items: Iterable[Item],
    annotate: Callable[[Article], Document],
    render: Callable[[Document | Failure], str],
    *,
    stdin: BinaryIO | None = None,
    encoding: str = "utf-8",
    max_bytes: int = MAX_BYTES,
) -> Iterator[Record | EmptyFolder]:
    """The record of every item, in order. Empty folders have none, and are passed on.

    :raises ModelError: the model that `annotate` needs cannot be loaded.
    """
    for item in items:
        if isinstance(item, EmptyFolder):
            yield item
            continue
        outcome: Document | Failure
        if isinstance(item, Failure):
            outcome = item
        else:
            outcome = annotate_source(annotate, item, stdin=stdin, encoding=encoding, max_bytes=max_bytes)
        try:
            text = render(outcome)
        except Exception as error:
            outcome = _internal(outcome.article, error)
            text = render(outcome)
        yield Record(text, outcome if isinstance(outcome, Failure) else None)


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

    def tagger() -> Tagger | TextTagger:
        if not loaded:
            try:
                loaded.append(load_tagger(model.folder, model.name, chosen, device).tag)
            except WeightsError as error:
                raise ModelError(str(error)) from error
            except Exception as error:  # any: Stanza and torch raise what they please over a broken file
                raise ModelError(f"cannot load the model in {model.folder}: {_described(error)}") from error
        return loaded[0]

    def tag(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        ready = tagger()
        assert not isinstance(ready, TextTagger)
        return ready(sentences)

    def find(text: str) -> Iterable[Span]:
        ready = tagger()
        assert isinstance(ready, TextTagger)
        return ready.find(text)

    name = f"{model.name}+sha256:{digest(model.folder)[:8]}"
    return TaggerInfo(TextTagger(find) if own_tokens else tag, name, chosen)


def is_encoding(name: str) -> bool:
    """Whether Python knows a text encoding of that name."""
    try:
        b"a".decode(name)
    except UnicodeError:
        return True  # known, and of more than a byte a character
    except (LookupError, ValueError):
        return False
    return True


def _internal(name: str, error: Exception) -> Failure:
    return Failure(name, "internal", _described(error))


def _described(error: Exception) -> str:
    """Class and message of an exception, on one line: it goes into a line of standard error as well."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def _expand(path: str, glob: str) -> Iterator[Item]:
    if not _is_folder(path):
        yield Source(path, Path(path))
        return
    empty = True
    for item in _walk(path, glob):
        empty = False
        yield item
    if empty:
        yield EmptyFolder(path)


def _is_folder(path: str) -> bool:
    try:
        return bool(path) and stat.S_ISDIR(Path(path).stat().st_mode)
    except (OSError, ValueError):
        return False


def _walk(folder: str, glob: str) -> Iterator[Source | Failure]:
    """The matching files under `folder`. No recursion: folders can be nested deeper than Python calls."""
    waiting: list[tuple[str, bool]] = [(folder, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield Source(path, Path(path))
            continue
        try:
            with os.scandir(path) as entries:
                found = [(entry.name, _is_real_folder(entry)) for entry in entries if _wanted(entry, glob)]
        except OSError as error:
            yield Failure(path, "unreadable", error.strerror or str(error))
            continue
        # A folder's name with its slash sorts among its siblings as the paths in it do.
        found.sort(key=lambda entry: os.fsencode(entry[0]) + b"/" * entry[1], reverse=True)
        start = path if path.endswith("/") else path + "/"
        waiting.extend((start + name, is_folder) for name, is_folder in found)


def _is_real_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _wanted(entry: os.DirEntry[str], glob: str) -> bool:
    """Whether a walk goes on with `entry`: a folder, or a regular file (perhaps by a link) that matches."""
    if entry.name.startswith(".") and not glob.startswith("."):
        return False
    if _is_real_folder(entry):
        return True
    if not fnmatchcase(entry.name, glob):
        return False
    try:
        return stat.S_ISREG(entry.stat().st_mode)
    except OSError:
        return True  # a link that leads nowhere: reading it says so, where passing over it would not


def _read(source: Source, stdin: BinaryIO | None, limit: int) -> bytes:
    """All bytes of `source`.

    :raises ArticleError: there are more than `limit`; no more than that are read.
    :raises OSError: as opening and reading do.
    """
    if source.path is None:
        if stdin is None:
            raise OSError("standard input is closed")
        return _read_stream(stdin, limit)
    if not source.name or "\0" in source.name:
        raise FileNotFoundError(2, os.strerror(2))
    with source.path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > limit:  # of a pipe or a device it is 0, and not to be trusted
            raise ArticleError("too-large", f"{size} bytes, more than the limit of {limit}")
        return _read_stream(stream, limit)


def _read_stream(stream: BinaryIO, limit: int) -> bytes:
    # In pieces: `read(limit + 1)` would take that much memory at once, however little there is to read.
    pieces: list[bytes] = []
    room = limit + 1
    while room and (piece := stream.read(min(_CHUNK, room))):
        pieces.append(piece)
        room -= len(piece)
    if not room:
        raise ArticleError("too-large", f"more than the limit of {limit} bytes")
    return b"".join(pieces)
