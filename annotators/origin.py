"""The article that a record was made of, read again."""

from __future__ import annotations

from pathlib import Path

from annotators.article import Article, ArticleError, read
from annotators.document import Document, Failure
from annotators.reader import RecordError, Stored


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

    The path is taken as the record gives it, from the working directory; where nothing is there, from the
    folder of the file that holds the record. The text may have any size: it had been annotated.

    :raises RecordError: a record of a failure, no such file, not decodable.
    """
    document, place = stored.document, f"{stored.file}:{stored.line}"
    if isinstance(document, Failure):
        raise RecordError(f"{place}: {document.article} was not annotated: {document.message}")
    path = Path(document.article)
    beside = Path(stored.file).parent / path
    if not path.exists() and beside.exists():
        path = beside
    try:
        data = path.read_bytes()
        return document, read(data, document.article, encoding=encoding, max_bytes=len(data))
    except OSError as error:
        raise RecordError(f"{place}: {document.article} cannot be read: {error.strerror}") from None
    except ArticleError as error:
        raise RecordError(f"{place}: {document.article}: {error}") from None
