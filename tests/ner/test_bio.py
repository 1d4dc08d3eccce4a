from __future__ import annotations

from pathlib import Path

import pytest

from annotators.ner.bio import TrainingDataError, read_bio


@pytest.mark.parametrize(
    ("content", "sentences"),
    [
        ("Najib\tB-Person\nMikati\tI-Person\n", [[("Najib", "B-Person"), ("Mikati", "I-Person")]]),
        ("\n\nHe\tO\n\n \nShe\tO", [[("He", "O")], [("She", "O")]]),
        ("He\tO\r\n\r\nShe\tO\r\n", [[("He", "O")], [("She", "O")]]),
        ("a\tb\tO\n", [[("a\tb", "O")]]),
        ("\ufeffÁin\tB-Location\n", [[("Áin", "B-Location")]]),
        ("Issa\tI-Location\n", [[("Issa", "I-Location")]]),
        ("a\u2028b\tO\n", [[("a\u2028b", "O")]]),
    ],
    ids=["a sentence", "blank lines", "CRLF", "a tab in a token", "a mark", "I alone", "odd white space"],
)
def test_a_bio_file_is_read_as_sentences_of_tokens_and_tags(
    tmp_path: Path, content: str, sentences: list[list[tuple[str, str]]]
) -> None:
    file = tmp_path / "train.bio"
    file.write_bytes(content.encode())
    assert read_bio(file) == sentences


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"He\tO\nleft O\n", "train.bio:2: expected 'token<TAB>tag', found 'left O'"),
        (b"He\tO\n\n\tO\n", "train.bio:3: expected 'token<TAB>tag', found '\\tO'"),
        (b"He\tO\nleft\t\n", "train.bio:2: tag '' is not O, B-class or I-class"),
        (b"He\to\n", "train.bio:1: tag 'o' is not O, B-class or I-class"),
        (b"He\tB-\n", "train.bio:1: tag 'B-' is not O, B-class or I-class"),
        (b"He\tS-Person\n", "train.bio:1: tag 'S-Person' is not O, B-class or I-class"),
        (b"", "train.bio:1: no sentence in the file"),
        (b"\n \r\n", "train.bio:1: no sentence in the file"),
        (b"He\tO\n\xff\tO\n", "train.bio: not UTF-8 at byte 5"),
    ],
    ids=["no tab", "no token", "no tag", "a small o", "no class", "BIOES", "empty", "blank", "not UTF-8"],
)
def test_a_bio_file_that_cannot_be_used_is_told_where_and_why(
    tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "train.bio"
    file.write_bytes(content)
    with pytest.raises(TrainingDataError) as caught:
        read_bio(file)
    assert str(caught.value) == f"{tmp_path}/{message}"
