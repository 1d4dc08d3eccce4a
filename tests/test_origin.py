"""The article of a record is found, and known to be the same."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from annotators.article import MAX_BYTES
from annotators.document import Document, Failure
from annotators.origin import article_of, text_at
from annotators.reader import RecordError, Stored

TEXT = "Zwölf Männer\r\nkamen."
DOCUMENT = Document("in/a.txt", sha256(TEXT.encode()).hexdigest(), (), (), (), ())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(TEXT.encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_is_read_from_the_working_directory(folder: Path) -> None:
    article = article_of(Stored("elsewhere/records.yaml", 1, DOCUMENT))
    assert (article.name, article.text) == ("in/a.txt", TEXT)


def test_it_is_read_from_beside_the_records_where_nothing_is_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "other").mkdir()
    monkeypatch.chdir(folder / "other")
    assert article_of(Stored("../records.yaml", 1, DOCUMENT)).text == TEXT


def test_it_is_decoded_as_it_was(folder: Path) -> None:
    data = TEXT.encode("cp1252")
    (folder / "in" / "a.txt").write_bytes(data)
    stored = Stored("r", 1, replace(DOCUMENT, sha256=sha256(data).hexdigest()))
    assert article_of(stored, "cp1252").text == TEXT
    with pytest.raises(RecordError, match=r"r:1: in/a\.txt: invalid utf-8 at byte 2"):
        article_of(stored)


def test_another_text_is_refused(folder: Path) -> None:
    (folder / "in" / "a.txt").write_text("Elf Männer kamen.", encoding="utf-8")
    with pytest.raises(RecordError, match=r"r\.yaml:7: in/a\.txt is not the text that was annotated"):
        article_of(Stored("r.yaml", 7, DOCUMENT))


def test_a_missing_file_is_told(folder: Path) -> None:
    with pytest.raises(RecordError, match=r"r:1: no\.txt cannot be read: No such file"):
        article_of(Stored("r", 1, replace(DOCUMENT, article="no.txt")))


def test_a_failure_has_no_article(folder: Path) -> None:
    with pytest.raises(RecordError, match=r"r:1: b\.txt was not annotated: invalid"):
        article_of(Stored("r", 1, Failure("b.txt", "encoding", "invalid")))


def test_what_stands_at_the_path_now_can_be_had_though_it_is_another_text(folder: Path) -> None:
    (folder / "in" / "a.txt").write_text("Elf", encoding="utf-8")
    document, article = text_at(Stored("r", 1, DOCUMENT))
    assert (document, article.text) == (DOCUMENT, "Elf")


def test_an_article_of_any_size_is_read_again(folder: Path) -> None:
    large = b"x" * (MAX_BYTES + 1)
    (folder / "in" / "a.txt").write_bytes(large)
    stored = Stored("r", 1, replace(DOCUMENT, sha256=sha256(large).hexdigest()))
    assert len(article_of(stored).text) == len(large)
