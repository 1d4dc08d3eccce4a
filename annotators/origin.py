"""The article that a record was made of, read again."""

from __future__ import annotations

from pathlib import Path

from annotators.article import Article, ArticleError, read
from annotators.document import Failure
from annotators.reader import RecordError, Stored


def article_of(stored: Stored, encoding: str = "utf-8") -> Article:
    """The article of `stored`, which is known to be the one that was annotated: its SHA-256 is the record's.

    Its path is taken as the record gives it, from the working directory; where nothing is there, from the
    folder of the file that holds the record.

    :raises RecordError: a record of a failure, no such file, another text than the record's, not decodable.
    """
    document, place = stored.document, f"{stored.file}:{stored.line}"
    if isinstance(document, Failure):
        raise RecordError(f"{place}: {document.article} was not annotated: {document.message}")
    path = Path(document.article)
    beside = Path(stored.file).parent / path
    if not path.exists() and beside.exists():
        path = beside
    try:
        article = read(path.read_bytes(), document.article, encoding=encoding)
    except OSError as error:
        raise RecordError(f"{place}: {document.article} cannot be read: {error.strerror}") from None
    except ArticleError as error:
        raise RecordError(f"{place}: {document.article}: {error}") from None
    if article.sha256 != document.sha256:
        raise RecordError(
            f"{place}: {document.article} is not the text that was annotated (its SHA-256 is "
            f"{article.sha256[:12]}…, that of the record {document.sha256[:12]}…): annotate it again"
        )
    return article
