from __future__ import annotations

import numpy as np
import pytest
import torch
from stanza.models.common.pretrain import PretrainedWordVocab
from stanza.models.ner.model import NERTagger
from stanza.models.pos.vocab import WordVocab

from annotators.ner.finetuned import fold

WORDS = ["the", "army", "homs", "a\xa0b"]
TRAINED = [[["The"], ["army"], ["Ali"], ["a b"], ["gate"]]]
ASKED = ["The", "ARMY", "Homs", "Ali", "nobody", "a b", "Gate"]


def stanza_vectors(
    words: PretrainedWordVocab, delta: WordVocab, vectors: torch.Tensor, changes: torch.Tensor
) -> np.ndarray:
    """What `NERTagger.forward` makes of `ASKED`."""
    static, _ = NERTagger.extract_static_embeddings({}, [ASKED], words)
    changed, _ = NERTagger.extract_static_embeddings({}, [ASKED], delta)
    changed[torch.eq(changed, 1) * torch.not_equal(static, 1)] = 0
    found: np.ndarray = (vectors[static] + changes[changed])[0].numpy()
    return found


@pytest.mark.parametrize("ignored", [(), ("gate",)])
@pytest.mark.parametrize("plain", [(), (0,), (0, 1)], ids=["all changed", "no <PAD>", "neither"])
def test_every_word_has_the_vector_that_stanza_gives_it(
    ignored: tuple[str, ...], plain: tuple[int, ...]
) -> None:
    words, delta = PretrainedWordVocab(WORDS), WordVocab(TRAINED, cutoff=1, lower=True, ignore=set(ignored))
    random = np.random.default_rng(3)
    vectors = random.standard_normal((len(words), 5), dtype=np.float32)
    changes = random.standard_normal((len(delta), 5), dtype=np.float32)
    changes[list(plain)] = 0
    rows, added = fold(words._unit2id, vectors, delta.state_dict(), changes)
    every = np.concatenate([vectors, added])
    ours = [every[rows.get(word.lower().replace(" ", "\xa0"), rows["<UNK>"])] for word in ASKED]
    wanted = stanza_vectors(words, delta, torch.from_numpy(vectors), torch.from_numpy(changes))
    assert np.array_equal(np.array(ours), wanted)


def test_words_that_did_not_change_keep_their_rows() -> None:
    rows = {"<PAD>": 0, "<UNK>": 1, "the": 2, "army": 3}
    changes = np.zeros((6, 2), dtype=np.float32)
    changes[5] = 1
    delta = {"_unit2id": {"<PAD>": 0, "<UNK>": 1, "the": 4, "army": 5}}
    folded, added = fold(rows, np.ones((4, 2), dtype=np.float32), delta, changes)
    assert folded == rows | {"army": 4}
    assert added.tolist() == [[2, 2]]
