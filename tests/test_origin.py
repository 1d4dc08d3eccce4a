"""The article of a record is found, and known to be the same."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from annotators.article import MAX_BYTES
from annotators.document import Document, Failure, Origin
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


# Articles that are lines of JSON --------------------------------------------------------------------------


def of_line(number: object, text: str, field: str = "body.text") -> Stored:
    digest = sha256(text.encode()).hexdigest()
    document = Document(f"in/n.jsonl:{number}", digest, (), (), (), (), origin=Origin(field, {"id": 1}))
    return Stored("r.yaml", 1, document)


def json_lines(folder: Path, *texts: str) -> None:
    lines = [json.dumps({"body": {"text": text}}) for text in texts]
    (folder / "in" / "n.jsonl").write_text("\ufeff" + "\n".join(lines), encoding="utf-8")


def test_a_line_of_json_is_read_again(folder: Path) -> None:
    json_lines(folder, "eins", TEXT, "\ufeffdrei")
    for number, text in ((1, "eins"), (2, TEXT), (3, "\ufeffdrei"), (1, "eins")):
        article = article_of(of_line(number, text))
        assert (article.text, article.name) == (text, f"in/n.jsonl:{number}")


def test_a_file_of_lines_is_looked_at_anew_where_it_has_changed(folder: Path) -> None:
    json_lines(folder, "eins", "zwei")
    article_of(of_line(2, "zwei"))
    json_lines(folder, "eins, und lang", "zwei")
    assert article_of(of_line(2, "zwei")).text == "zwei"
    with pytest.raises(RecordError, match=r"n\.jsonl:1 is not the text that was annotated"):
        article_of(of_line(1, "eins"))


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "", "²", "9" * 30])
def test_a_line_that_is_not_there_is_told(folder: Path, number: str) -> None:
    json_lines(folder, "eins", "zwei")
    with pytest.raises(
        RecordError, match=rf"r\.yaml:1: in/n\.jsonl:{number}: no line {number} in in/n\.jsonl"
    ):
        article_of(of_line(number, "eins"))


def test_a_line_without_the_field_is_told(folder: Path) -> None:
    json_lines(folder, "eins")
    with pytest.raises(RecordError, match=r"r\.yaml:1: in/n\.jsonl:1: no field 'text'"):
        article_of(of_line(1, "eins", "text"))
