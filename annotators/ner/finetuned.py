"""Word vectors that Stanza trained further, as one table.

Stanza keeps the published vectors as they are and adds to them, word by word, what training changed: a
vocabulary and an embedding of their own, both called delta.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from annotators.ner.wordtable import UNKNOWN

if TYPE_CHECKING:
    import numpy as np

_PREFIX = ("<PAD>", UNKNOWN, "<EMPTY>", "<ROOT>")  # rows of every vocabulary of Stanza that are no words
_PAD, _UNKNOWN, _EMPTY = 0, 1, 2


def fold(
    rows: Mapping[str, int], vectors: np.ndarray, delta: Mapping[str, Any], changes: np.ndarray
) -> tuple[dict[str, int], np.ndarray]:
    """Rows of all words, and the vectors (float32) that come behind the published ones.

    `rows` and `vectors` are the published ones, `delta` is a vocabulary (`_unit2id`, perhaps `ignore`) and
    `changes` its embedding (float32). As in `NERTagger.forward`: a word that only the published vectors know
    is changed by the row of <PAD>, one that only delta knows is <UNK> changed by its own row, and one that
    neither knows is <UNK> changed by that of <UNK>. A blank in a word is the no-break space by which
    the published vectors write it.
    """
    import numpy as np

    own = {word.replace(" ", "\xa0"): row for word, row in delta["_unit2id"].items() if word not in _PREFIX}
    own |= {word.replace(" ", "\xa0"): _EMPTY for word in delta.get("ignore", ())}
    changed: list[bool] = (changes != 0).any(axis=1).tolist()
    folded = dict(rows)
    made: list[np.ndarray] = []
    for word in sorted({*rows, *own}):
        change = own.get(word, _UNKNOWN if word == UNKNOWN else _PAD)
        before = rows.get(word, rows[UNKNOWN])
        folded[word] = before
        if changed[change]:
            folded[word] = len(vectors) + len(made)
            made.append(vectors[before] + changes[change])
    return folded, np.array(made, dtype=np.float32).reshape(-1, vectors.shape[1])
