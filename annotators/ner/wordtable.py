"""The words that have vectors, looked up where they lie in the compiled file (a dict of them takes longer to
fill than an article to tag)."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

UNKNOWN = "<UNK>"


class WordTable:
    """Words and their rows."""

    def __init__(self, arrays: Mapping[str, np.ndarray]) -> None:
        """`arrays` are those of `word_arrays`."""
        names = ("words", "word_ends", "word_rows", "word_table")
        self._words, self._ends, self._rows, self._table = (arrays[name].data for name in names)
        self._mask = len(arrays["word_table"]) - 1
        self._unknown = 0
        self._unknown = self.row(UNKNOWN)

    def row(self, word: str) -> int:
        """The row of the word's vector, that of <UNK> where it has none."""
        key = word.encode("utf-8", "surrogatepass")
        place = zlib.crc32(key) & self._mask
        while number := self._table[place]:
            if self._words[self._ends[number - 1] : self._ends[number]] == key:
                return int(self._rows[number - 1])
            place = (place + 1) & self._mask
        return self._unknown


def word_arrays(rows: Mapping[str, int]) -> dict[str, np.ndarray]:
    """The arrays of a `WordTable`: the words one behind the other in the order of their bytes, where each
    ends, its row, and where to find it."""
    import numpy as np

    listed = sorted((word.encode("utf-8", "surrogatepass"), row) for word, row in rows.items())
    keys = [key for key, _ in listed]
    return {
        "words": np.frombuffer(b"".join(keys), dtype=np.uint8),
        "word_ends": np.cumsum([0, *map(len, keys)]).astype(np.uint32),
        "word_rows": np.array([row for _, row in listed], dtype=np.uint32),
        "word_table": hash_table(keys),
    }


def hash_table(keys: list[bytes]) -> np.ndarray:
    """Where to find `keys`: their numbers from 1, 0 where there is none.

    A key is in the place of its CRC-32 or, where that is taken, in the next that is free. The places are a
    power of two, and at least half of them are free.
    """
    import numpy as np

    table = np.zeros(1 << (2 * len(keys)).bit_length(), dtype=np.uint32)
    for number, key in enumerate(keys, 1):
        place = zlib.crc32(key) & (len(table) - 1)
        while table[place]:
            place = (place + 1) & (len(table) - 1)
        table[place] = number
    return table
