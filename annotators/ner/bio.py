"""Sentences with a tag a token: BIO files, and what is wrong with training data."""

from __future__ import annotations

from pathlib import Path


class TrainingDataError(ValueError):
    """A BIO file that cannot be used; the message is `path:line: reason`."""


def read_bio(path: Path) -> list[list[tuple[str, str]]]:
    """Sentences of (token, tag) from lines `token TAB tag`, blank lines between sentences.

    :raises TrainingDataError: not UTF-8, a line without a tab, a tag that is not `O`, `B-x` or `I-x`, no
        sentence.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TrainingDataError(f"{path}: not UTF-8 at byte {error.start}") from None
    sentences: list[list[tuple[str, str]]] = []
    current: list[tuple[str, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            if current:
                sentences.append(current)
                current = []
            continue
        token, tab, tag = line.rstrip("\r").rpartition("\t")
        if not tab or not token:
            raise TrainingDataError(f"{path}:{number}: expected 'token<TAB>tag', found {line!r}")
        if tag != "O" and (tag[:2] not in ("B-", "I-") or len(tag) == 2):
            raise TrainingDataError(f"{path}:{number}: tag {tag!r} is not O, B-class or I-class")
        current.append((token, tag))
    if current:
        sentences.append(current)
    if not sentences:
        raise TrainingDataError(f"{path}:1: no sentence in the file")
    return sentences
