"""Stanza models of a few kilobytes, made by Stanza's own classes.

They know the sentences below by heart and little else.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# token/TAG; a sentence a line. The tokenizer learns where they and their sentences end.
SENTENCES = """\
Сьогодні/O Ірина/B-PERS Коваль/I-PERS приїхала/O до/O Львова/B-LOC ./O
До/O Києва/B-LOC їде/O Степан/B-PERS Гнатюк/I-PERS ./O
Міністр/O Степан/B-PERS Коваль/I-PERS зустрів/O її/O у/O Києва/B-LOC !/O
"""
_NO_SPACE_BEFORE = (".", "!")


def tagged() -> list[list[tuple[str, str]]]:
    """The sentences as (token, tag)."""
    return [
        [(token, tag) for token, _, tag in (pair.rpartition("/") for pair in line.split())]
        for line in SENTENCES.splitlines()
    ]


def printed() -> tuple[str, str]:
    """The sentences as running text, and of every character Stanza's label: 1 ends a token, 2 a sentence."""
    text = labels = ""
    for sentence in tagged():
        for token, _ in sentence:
            if text and token not in _NO_SPACE_BEFORE:
                text, labels = text + " ", labels + "0"
            text, labels = text + token, labels + "0" * (len(token) - 1) + "1"
        labels = labels[:-1] + "2"
    return text, labels


def make_models(folder: Path) -> None:
    """The files of two Ukrainian models, `tiny` and `tiny_charlm`, and of an English one, `tiny`."""
    import torch

    logging.getLogger("stanza").setLevel(logging.ERROR)
    torch.set_num_threads(1)  # of matrices so small the threads only wait for each other
    uk, en = folder / "uk", folder / "en"
    charlms = {way: uk / f"{way}_charlm" / "tiny.pt" for way in ("forward", "backward")}
    make_tokenizer(uk / "tokenize" / "tiny.pt")
    for way, file in charlms.items():
        make_charlm(file, forward=way == "forward")
    make_ner(uk / "ner" / "tiny.pt", pretrain_file=uk / "pretrain" / "tiny.pt")
    make_ner(uk / "ner" / "tiny_charlm.pt", pretrain_file=uk / "pretrain" / "tiny.pt", charlms=charlms)
    for kind in ("ner", "pretrain"):
        (en / kind).mkdir(parents=True)
        shutil.copy(uk / kind / "tiny.pt", en / kind / "tiny.pt")


def make_tokenizer(file: Path, *, steps: int = 80) -> None:
    """A Stanza tokenizer that learnt `printed()`, or after no steps one that cuts anywhere."""
    from stanza.models.common import utils
    from stanza.models.tokenization.data import DataLoader
    from stanza.models.tokenization.trainer import Trainer
    from stanza.models.tokenizer import DEFAULT_FEAT_FUNCS, parse_args

    file.parent.mkdir(parents=True, exist_ok=True)
    text, labels = printed()
    inputs = {"txt": str(file.with_suffix(".txt")), "label": str(file.with_suffix(".toklabels"))}
    Path(inputs["txt"]).write_text(text * 4, encoding="utf-8")
    Path(inputs["label"]).write_text(labels * 4, encoding="utf-8")
    args: dict[str, Any] = parse_args(["--shorthand", "uk_tiny", "--no_use_mwt", "--lang", "uk"])
    args |= {name: 0.0 for name in args if name.endswith(("_prob", "dropout"))}
    args |= {"feat_funcs": DEFAULT_FEAT_FUNCS, "feat_dim": len(DEFAULT_FEAT_FUNCS), "num_dict_feat": 0}
    args |= {"emb_dim": 8, "hidden_dim": 8, "lr0": 0.02, "batch_size": 8, "tok_noise": 0.0}
    utils.set_random_seed(7)
    batches = DataLoader(args, input_files=inputs)
    args["vocab_size"] = len(batches.vocab)
    trainer = Trainer(args=args, vocab=batches.vocab, device="cpu")
    for _ in range(steps):
        trainer.update(batches.next())
    trainer.save(str(file))
    for made in inputs.values():
        Path(made).unlink()


def make_charlm(file: Path, *, forward: bool) -> None:
    """A character language model that has learnt nothing."""
    from stanza.models.common import utils
    from stanza.models.common.char_model import CharacterLanguageModelTrainer
    from stanza.models.common.vocab import CharVocab

    utils.set_random_seed(8)
    args = {
        "char_emb_dim": 6,
        "char_hidden_dim": 8,
        "char_num_layers": 1,
        "char_rec_dropout": 0.0,
        "char_dropout": 0.0,
        "direction": "forward" if forward else "backward",
        "device": "cpu",
        "lr0": 1.0,
        "momentum": 0.0,
        "weight_decay": 0.0,
        "anneal": 0.25,
        "patience": 1,
    }
    vocab = {"char": CharVocab(printed()[0] + "\n")}
    CharacterLanguageModelTrainer.from_new_model(args, vocab).save(str(file), full=False)


def make_ner(file: Path, *, pretrain_file: Path, charlms: Mapping[str, Path] | None = None) -> None:
    """A Stanza NER model that learnt `tagged()`, with word vectors and, given `charlms`, with them."""
    import numpy as np
    from stanza.models.common import utils
    from stanza.models.common.doc import Document
    from stanza.models.common.pretrain import Pretrain
    from stanza.models.ner.data import DataLoader
    from stanza.models.ner.trainer import Trainer
    from stanza.models.ner_tagger import parse_args

    from annotators.ner.vectors import write_pretrain

    file.parent.mkdir(parents=True, exist_ok=True)
    if not pretrain_file.is_file():
        words = sorted({token.lower() for sentence in tagged() for token, _ in sentence})
        vectors = np.random.default_rng(9).normal(size=(len(words), 8)).astype(np.float32)
        pretrain_file.parent.mkdir(parents=True, exist_ok=True)
        write_pretrain(words, vectors, pretrain_file)
    pretrain = Pretrain(str(pretrain_file))
    options = ["--shorthand", "uk_tiny", "--no_emb_finetune"]
    if charlms is not None:
        options += ["--charlm"]
        options += ["--charlm_forward_file", str(charlms["forward"])]
        options += ["--charlm_backward_file", str(charlms["backward"])]
    args: dict[str, Any] = parse_args(options)
    args |= {"word_emb_dim": 8, "hidden_dim": 12, "char_hidden_dim": 6, "char_emb_dim": 6, "lr": 0.5}
    args |= {"dropout": 0.0, "word_dropout": 0.0, "locked_dropout": 0.0, "batch_size": 4}
    utils.set_random_seed(10)
    document = Document([[{"text": token, "ner": tag} for token, tag in s] for s in tagged()])
    batches = DataLoader(document, 4, args, pretrain)
    trainer = Trainer(args=args, vocab=batches.vocab, pretrain=pretrain, device="cpu")
    for _ in range(60):
        for batch in batches:
            trainer.update(batch)
    trainer.save(str(file))
