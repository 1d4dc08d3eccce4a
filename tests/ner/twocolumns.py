"""A small Stanza model with two columns of tags, each blank where the other is not."""

from __future__ import annotations

from pathlib import Path

from stanza.models.common import utils
from stanza.models.common.doc import Document
from stanza.models.common.pretrain import Pretrain
from stanza.models.ner.data import DataLoader
from stanza.models.ner.trainer import Trainer

from annotators.ner.training import TrainingConfig, lay_out, slim, stanza_arguments
from annotators.ner.vectors import read_vectors, write_pretrain

_BLANK = "-"
_FIRST = ["Ali/B-Person went/O to/O Homs/B-Location"]
_SECOND = ["the/O Marsh/B-Unit Guard/I-Unit left/O", "Sara/B-Person left/O the/O Gate/B-Crossing"]
KNOWN = "the to went left homs marsh guard ali".split()  # Sara and Gate have no vector


def make(folder: Path, *, finetuned: bool = False, known_only: bool = False, steps: int = 90) -> Path:
    """A model folder; with `finetuned` the word vectors are trained too, but with `known_only` of no
    word that has none."""
    folder.mkdir(parents=True, exist_ok=True)
    vectors = folder / "vectors.txt"
    vectors.write_text("".join(f"{word} 0.{n} 0.{9 - n} 0.5\n" for n, word in enumerate(KNOWN)))
    model_file, pretrain_file = lay_out(folder)
    write_pretrain(*read_vectors(vectors, 100), pretrain_file)
    utils.set_random_seed(1)
    pretrain = Pretrain(str(pretrain_file))
    config = TrainingConfig(
        vectors=vectors, hidden_dim=8, char_hidden_dim=6, char_emb_dim=4, dropout=0, word_dropout=0
    )
    arguments = stanza_arguments(config, 3)
    arguments |= {"emb_finetune": finetuned, "emb_finetune_known_only": known_only, "lr": 0.3}
    sentences = [[(*pair.split("/"), _BLANK) for pair in sentence.split()] for sentence in _FIRST]
    sentences += [
        [(word, _BLANK, tag) for word, tag in (pair.split("/") for pair in sentence.split())]
        for sentence in _SECOND
    ]
    tokens = [[{"text": text, "multi_ner": tags} for text, *tags in sentence] for sentence in sentences]
    document = Document(tokens * 6)
    batches = DataLoader(document, 6, arguments, pretrain)
    trainer = Trainer(args=arguments, vocab=batches.vocab, pretrain=pretrain, device="cpu")
    step = 0
    while step < steps:
        for batch in batches:
            trainer.update(batch)
            step += 1
        batches.reshuffle()
    trainer.save(str(model_file))
    if not finetuned:
        slim(model_file)
    return folder
