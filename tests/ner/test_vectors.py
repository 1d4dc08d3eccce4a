from __future__ import annotations

import gzip
import json
import lzma
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from annotators.ner.vectors import VectorError, read_vectors, write_pretrain

LINES = "the 0.5 -1.0 2\nof 0.25 0 1e-1\nHoms 1 2 3\n"
WORDS = ["the", "of", "Homs"]
VALUES = [[0.5, -1.0, 2.0], [0.25, 0.0, 0.1], [1.0, 2.0, 3.0]]


# The text layout


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("v.txt", LINES.encode()),
        ("v.txt", b"3 3\n" + LINES.encode()),
        ("v.txt.xz", lzma.compress(LINES.encode())),
        ("v.txt.gz", gzip.compress(LINES.encode())),
        ("v.txt", LINES.replace(" ", "\t").replace("\n", "\r\n").encode()),
    ],
    ids=["GloVe", "word2vec", "xz", "gz", "tabs"],
)
def test_text_vectors_are_read_as_words_and_a_matrix(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    words, vectors = read_vectors(tmp_path / name, 10)
    assert words == WORDS
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, VALUES)


def test_only_the_most_frequent_words_of_a_text_file_are_read(tmp_path: Path) -> None:
    file = tmp_path / "v.txt"
    file.write_text(LINES)
    words, vectors = read_vectors(file, 2)
    assert words == WORDS[:2]
    np.testing.assert_allclose(vectors, VALUES[:2])


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("v.txt", b"", "v.txt holds no vectors, a word and its numbers a line"),
        (
            "v.txt",
            b"The army left the town.\nIt came back.\n",
            "v.txt holds no vectors, a word and its numbers",
        ),
        ("v.txt", b"\xff\xfe\xff\n", "v.txt holds no vectors, a word and its numbers a line"),
        ("v.txt.xz", b"not compressed", "v.txt.xz holds no vectors, a word and its numbers a line"),
        ("v.txt.gz", b"not compressed", "v.txt.gz holds no vectors, a word and its numbers a line"),
        (
            "v.txt.xz",
            lzma.compress(LINES.encode())[:-20],
            "v.txt.xz holds no vectors, a word and its numbers",
        ),
    ],
    ids=["empty", "prose", "no text", "no xz", "no gzip", "cut off"],
)
def test_a_file_that_holds_no_vectors_is_told_why(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(VectorError) as caught:
        read_vectors(tmp_path / name, 10)
    assert str(caught.value).startswith(f"{tmp_path}/{message}")


def test_a_file_that_is_not_there_is_told_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.txt"):
        read_vectors(tmp_path / "none.txt", 10)


# The matrix layout


@dataclass
class Column:
    values: list[str]

    def slice(self, offset: int, length: int) -> Column:
        return Column(self.values[offset : offset + length])

    def to_pylist(self) -> list[str]:
        return self.values


@dataclass
class Table:
    columns: list[list[str]]

    def column(self, index: int) -> Column:
        return Column(self.columns[index])


class ArrowInvalidError(ValueError):
    """What pyarrow raises for a file that is no Parquet file."""


@pytest.fixture
def parquet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The calls of pyarrow that we make, over JSON files: pyarrow comes with the extra `train` alone."""

    def read_table(path: Path) -> Table:
        try:
            return Table(json.loads(path.read_bytes()))
        except ValueError as error:
            raise ArrowInvalidError(str(error)) from None

    arrow, module = ModuleType("pyarrow"), ModuleType("pyarrow.parquet")
    vars(module)["read_table"] = read_table
    vars(arrow).update(parquet=module, ArrowInvalid=ArrowInvalidError)
    monkeypatch.setitem(sys.modules, "pyarrow", arrow)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", module)


def matrix_folder(folder: Path, words: list[str], values: object) -> Path:
    np.save(folder / "vectors.npy", np.asarray(values, dtype=np.float16))
    (folder / "index.parquet").write_text(json.dumps([words, ["another", "column"]]))
    (folder / "README.md").write_text("GloVe")
    return folder


@pytest.mark.usefixtures("parquet")
@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_a_matrix_and_its_index_are_read_as_words_and_a_matrix(tmp_path: Path, limit: int) -> None:
    words, vectors = read_vectors(matrix_folder(tmp_path, WORDS, VALUES), limit)
    assert words == WORDS[:limit]
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, VALUES[:limit], rtol=1e-3)


@pytest.mark.usefixtures("parquet")
@pytest.mark.parametrize("missing", ["vectors.npy", "index.parquet"])
def test_a_folder_without_a_matrix_or_an_index_is_refused(tmp_path: Path, missing: str) -> None:
    folder = matrix_folder(tmp_path, WORDS, VALUES)
    (folder / missing).unlink()
    with pytest.raises(VectorError) as caught:
        read_vectors(folder, 10)
    assert str(caught.value) == f"{folder} must hold one .npy matrix and one .parquet index"


@pytest.mark.usefixtures("parquet")
def test_a_folder_with_two_matrices_is_refused(tmp_path: Path) -> None:
    folder = matrix_folder(tmp_path, WORDS, VALUES)
    np.save(folder / "more.npy", np.zeros(3))
    with pytest.raises(VectorError, match=r"must hold one \.npy matrix"):
        read_vectors(folder, 10)


@pytest.mark.usefixtures("parquet")
@pytest.mark.parametrize("broken", ["vectors.npy", "index.parquet"])
def test_a_folder_that_cannot_be_read_is_told_why(tmp_path: Path, broken: str) -> None:
    folder = matrix_folder(tmp_path, WORDS, VALUES)
    (folder / broken).write_bytes(b"nothing")
    with pytest.raises(VectorError) as caught:
        read_vectors(folder, 10)
    assert str(caught.value).startswith(f"{folder} cannot be read: ")


@pytest.mark.usefixtures("parquet")
@pytest.mark.parametrize("values", [VALUES[:2], [1.0, 2.0, 3.0]], ids=["fewer rows", "no matrix"])
def test_a_matrix_that_does_not_fit_its_index_is_refused(tmp_path: Path, values: object) -> None:
    with pytest.raises(VectorError, match="matrix"):
        read_vectors(matrix_folder(tmp_path, WORDS, values), 10)


@pytest.mark.usefixtures("parquet")
def test_a_matrix_of_pickled_objects_is_refused(tmp_path: Path) -> None:
    folder = matrix_folder(tmp_path, WORDS, VALUES)
    np.save(folder / "vectors.npy", np.array([print, print, print], dtype=object), allow_pickle=True)
    with pytest.raises(VectorError, match="cannot be read"):
        read_vectors(folder, 10)


# Stanza's format


def test_stanza_reads_what_is_written_with_a_byte_a_number(tmp_path: Path) -> None:
    from stanza.models.common.pretrain import Pretrain

    file = tmp_path / "pretrain.pt"
    write_pretrain(["the", "New York", "Homs"], np.asarray(VALUES, dtype=np.float32), file)
    pretrain = Pretrain(str(file))
    assert pretrain.emb.dtype.is_floating_point
    assert pretrain.emb.shape == (7, 3)
    for word, values in zip(["the", "New York", "Homs"], VALUES, strict=True):
        np.testing.assert_allclose(pretrain.emb[pretrain.vocab.unit2id(word)].float(), values, rtol=1 / 16)
    np.testing.assert_array_equal(pretrain.emb[:4].float(), np.zeros((4, 3)))


def test_a_number_too_large_for_a_byte_is_the_largest_and_not_nothing(tmp_path: Path) -> None:
    from stanza.models.common.pretrain import Pretrain

    file = tmp_path / "pretrain.pt"
    write_pretrain(["far"], np.asarray([[1e6, -1e6, 1.0]], dtype=np.float32), file)
    assert Pretrain(str(file)).emb[4].float().tolist() == [448.0, -448.0, 1.0]
