"""Word vectors for training: read a published file, keep the most frequent, write Stanza's format.

Two layouts are read: the text layout of GloVe and word2vec (a word and its numbers a line,
`.txt`, `.txt.xz`, `.txt.gz`), and a folder with one `.npy` matrix and one `.parquet` index
column, as Python packages of GloVe carry them. Both list words by falling frequency.
"""

from __future__ import annotations

import gzip
import lzma
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor


class VectorError(ValueError):
    """A vector file that cannot be read; the message says why."""


def read_vectors(path: Path, limit: int) -> tuple[list[str], np.ndarray]:
    """The first `limit` words of `path` and their vectors, shape (words, dimensions), float32.

    :raises VectorError: the layout is not one of the two above.
    """
    if path.is_dir():
        return _read_matrix(path, limit)
    return _read_text(path, limit)


def _read_matrix(folder: Path, limit: int) -> tuple[list[str], np.ndarray]:
    matrices, indexes = sorted(folder.glob("*.npy")), sorted(folder.glob("*.parquet"))
    if len(matrices) != 1 or len(indexes) != 1:
        raise VectorError(f"{folder} must hold one .npy matrix and one .parquet index")
    import numpy as np
    from pyarrow import ArrowInvalid, parquet

    try:
        words = parquet.read_table(indexes[0]).column(0).slice(0, limit).to_pylist()
        matrix = np.load(matrices[0], mmap_mode="r", allow_pickle=False)[: len(words)]
    except (ArrowInvalid, ValueError) as error:
        raise VectorError(f"{folder} cannot be read: {error}") from None
    if matrix.ndim != 2 or len(matrix) < len(words):
        raise VectorError(f"{folder} holds no matrix with a row for each word of its index")
    return words, np.asarray(matrix, dtype=np.float32)


def _read_text(path: Path, limit: int) -> tuple[list[str], np.ndarray]:
    from stanza.models.common.pretrain import Pretrain

    try:
        words, vectors, _ = Pretrain.read_from_file(str(path), max_vocab=limit)
    except (ValueError, IndexError, EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error) as error:
        raise VectorError(f"{path} holds no vectors, a word and its numbers a line: {error}") from None
    if not words:
        raise VectorError(f"{path} holds no vectors, a word and its numbers a line")
    return words, vectors.numpy()[-len(words) :]


def write_pretrain(words: list[str], vectors: np.ndarray, path: Path) -> None:
    """Write a Stanza pretrain file with vectors of a byte a number.

    A model that is trained on them finds as much, and they take a quarter of the room.
    """
    import torch
    from stanza.models.common.pretrain import PretrainedWordVocab
    from stanza.models.common.vocab import VOCAB_PREFIX

    matrix = torch.zeros((len(words) + len(VOCAB_PREFIX), vectors.shape[1]))
    matrix[len(VOCAB_PREFIX) :] = torch.from_numpy(vectors.copy())
    vocabulary = PretrainedWordVocab([word.replace(" ", "\xa0") for word in words])
    torch.save({"vocab": vocabulary.state_dict(), "emb": rounded(matrix)}, path)


def rounded(vectors: Tensor) -> Tensor:
    """`vectors` as `float8_e4m3fn`: four significant bits, 448 at most."""
    import torch

    kind = torch.float8_e4m3fn
    return vectors.clamp(-torch.finfo(kind).max, torch.finfo(kind).max).to(kind)
