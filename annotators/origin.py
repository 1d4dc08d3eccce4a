"""The article that a record was made of, read again."""

from __future__ import annotations

import errno
import os
import re
import sys
from array import array
from functools import lru_cache
from pathlib import Path

from annotators.article import Article, ArticleError, from_text, read
from annotators.document import Document, Failure, Origin
from annotators.jsonlinput import LineError, text_of, without_mark
from annotators.reader import RecordError, Stored

# A byte of a file's name that is not UTF-8, as `writer` writes it.
_LOST = re.compile(r"\\u(dc[89a-f][0-9a-f])")
_DIGITS = 19  # of a number of a line: no file has so many


def article_of(stored: Stored, encoding: str = "utf-8") -> Article:
    """The article of `stored`, which is known to be the one that was annotated: its SHA-256 is the record's.

    :raises RecordError: as `text_at`, or another text than the record's.
    """
    document, article = text_at(stored, encoding)
    if article.sha256 != document.sha256:
        raise RecordError(
            f"{stored.file}:{stored.line}: {document.article} is not the text that was annotated "
            f"(its SHA-256 is {article.sha256[:12]}…, that of the record "
            f"{document.sha256[:12]}…): annotate it again"
        )
    return article


def text_at(stored: Stored, encoding: str = "utf-8") -> tuple[Document, Article]:
    """The document of `stored` and what its path leads to now, which may be another text.

    The path is taken as the record gives it, of an article from JSON lines without the line's number, from
    the working directory; where nothing is there, from the folder of the file that holds the record. The text
    may have any size: it had been annotated.

    :raises RecordError: a record of a failure, no such file, not decodable.
    """
    document, place = stored.document, f"{stored.file}:{stored.line}"
    if isinstance(document, Failure):
        raise RecordError(f"{place}: {document.article} was not annotated: {document.message}")
    name, _, number = document.article.rpartition(":") if document.origin else (document.article, "", "")
    try:
        path = _found(name, Path(stored.file).parent)
        if document.origin is not None:
            return document, _of_line(document, path, number, document.origin)
        data = path.read_bytes()
        return document, read(data, document.article, encoding=encoding, max_bytes=len(data))
    except OSError as error:
        looked = _looked(name, Path(stored.file).parent) if isinstance(error, FileNotFoundError) else ""
        raise RecordError(f"{place}: {document.article} cannot be read: {error.strerror}{looked}") from None
    except (ArticleError, LineError) as error:
        raise RecordError(f"{place}: {document.article}: {error}") from None


def _found(name: str, folder: Path) -> Path:
    """The regular file that a record calls `name`; a record could name a pipe or a device, which has no end.

    :raises OSError: there is none.
    """
    if "\0" in name:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    bytewise = _LOST.sub(lambda found: chr(int(found[1], 16)), name)
    for each in dict.fromkeys((name, bytewise)):
        for path in (Path(each), folder / each):
            if path.exists():
                if not path.is_file() and not path.is_dir():
                    raise OSError(errno.EINVAL, "not a regular file")
                return path
    return Path(name)


def _looked(name: str, folder: Path) -> str:
    """Where `_found` has looked for `name`, for a message."""
    if Path(name).is_absolute():
        return ""
    beside = "" if folder == Path() else f" and in {folder}"
    return f" (looked in the working directory{beside})"


def _of_line(document: Document, path: Path, number: str, origin: Origin) -> Article:
    status = path.stat()
    starts = _line_starts(path, status.st_size, status.st_mtime_ns)
    # ASCII digits alone: `int` takes more.
    at = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < _DIGITS else -1
    if not 0 <= at < len(starts):
        raise LineError(f"no line {number} in {path}")
    with path.open("rb") as stream:
        stream.seek(starts[at])
        line = stream.readline()
    text = text_of(without_mark(line) if at == 0 else line, origin.field)
    return from_text(text, document.article, origin=origin, max_bytes=sys.maxsize)


@lru_cache(maxsize=4)
def _line_starts(path: Path, size: int, changed: int) -> array[int]:
    """Where the lines of a file begin that had `size` bytes and was last `changed` then. Kept: the records of
    its articles come one behind the other, and to count its lines for each would take far too long."""
    starts = array("Q", [0])
    with path.open("rb") as stream:
        for line in stream:
            starts.append(starts[-1] + len(line))
    return starts[:-1]
