"""Train a Stanza NER model from BIO files and lay it out as a folder that `stanza.Pipeline` loads.

Stanza's own `Trainer` and `DataLoader` do the work; the loop here differs from Stanza's command
in four points: the learning rate is held, then lowered in a straight line to zero, so that a run
of a fixed number of steps ends annealed instead of wherever a plateau was noticed; a share of the
sentences is read in capitals as well; what was learned about the word vectors is added to them in the end;
then the scores of persons are put right (`balance`).
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotators.ner.balance import balance
from annotators.ner.bio import read_bio
from annotators.ner.vectors import read_vectors, rounded, write_pretrain

RECORDS = (".yaml", ".yml", ".json", ".jsonl")  # ends of the names of files that hold records
BLANK = "-"  # of a column that says nothing about a token, as in Stanza
Sentence = list[tuple[str, tuple[str, ...]]]  # tokens, each with a tag a column


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """What decides the weights; two runs with equal values on one machine give equal models."""

    vectors: Path
    max_vocab: int = 300_000  # words, most frequent first
    hidden_dim: int = 200  # units a direction of the word LSTM
    char_hidden_dim: int = 100  # units a direction of the character LSTM
    char_emb_dim: int = 50
    dropout: float = 0.15
    word_dropout: float = 0.02
    capitals: float = 0.12  # share of the sentences that are learned in ALL CAPITALS, too
    learning_rate: float = 0.15  # SGD, without momentum
    hold: float = 0.7  # share of the steps before the rate starts to fall
    batch_size: int = 32  # sentences
    batch_words: int = 800  # a batch is cut at this many tokens
    max_grad_norm: float = 5.0
    steps: int = 9_000
    eval_every: int = 1_000  # steps
    seed: int = 1234
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of a training run."""

    step: int
    steps: int
    loss: float  # mean over the steps since the last report
    dev_f1: float | None  # micro entity F1, where the dev set was scored at this step


@dataclass(frozen=True, slots=True)
class Score:
    """Entity F1 on the dev set, by Stanza's own scorer."""

    micro: float
    by_class: dict[str, float]


def read_tagged(path: Path) -> list[list[tuple[str, str]]]:
    """The sentences of a BIO file, or of records where the name of the file says so.

    :raises annotators.ner.bio.TrainingDataError: the file is malformed.
    """
    from annotators.ner.corrections import read_articles

    return read_articles(path) if path.suffix in RECORDS else read_bio(path)


def in_capitals(sentences: list[Sentence], share: float, seed: int) -> list[Sentence]:
    """`share` of `sentences`, drawn by `seed`, as a headline or a wire in capitals has them."""
    draw = random.Random(seed)
    return [
        [(token.upper(), tags) for token, tags in sentence] for sentence in sentences if draw.random() < share
    ]


def in_columns(columns: list[list[list[tuple[str, str]]]]) -> list[Sentence]:
    """The sentences of all `columns`, each with a tag a column, blank where it says nothing (see `BLANK`)."""
    blank = (BLANK,) * len(columns)
    return [
        [(token, (*blank[:i], tag, *blank[i + 1 :])) for token, tag in sentence]
        for i, sentences in enumerate(columns)
        for sentence in sentences
    ]


def learning_rate(step: int, config: TrainingConfig) -> float:
    """The rate for `step` (from 1): flat for `hold` of the run, then linear to zero."""
    held = int(config.hold * config.steps)
    if step <= held:
        return config.learning_rate
    return config.learning_rate * (config.steps - step + 1) / (config.steps - held)


def train(
    train_file: Path,
    dev_file: Path,
    output: Path,
    config: TrainingConfig,
    report: Callable[[Progress], None] = lambda progress: None,
    *,
    records: Sequence[Path] = (),
) -> Score:
    """Train, keep the weights that score best on the dev file, write the model folder `output`.

    The files hold tokens with tags (`bio`) or, by their names, records (`corrections`). `records` are learned
    as a second column of tags. The score is that of the first one, on the dev file.

    :raises annotators.ner.bio.TrainingDataError: a file is malformed.
    :raises annotators.ner.vectors.VectorError: the vectors cannot be read.
    """
    import torch
    from stanza.models.common import utils
    from stanza.models.common.doc import Document
    from stanza.models.common.pretrain import Pretrain
    from stanza.models.ner.data import DataLoader
    from stanza.models.ner.trainer import Trainer

    logging.getLogger("stanza").setLevel(logging.ERROR)
    articles = [sentence for file in records for sentence in read_tagged(file)]
    others = [articles] if articles else []
    train_sentences = in_columns([read_tagged(train_file), *others])
    train_sentences += in_capitals(train_sentences, config.capitals, config.seed)
    dev_sentences = in_columns([read_tagged(dev_file), *([] for _ in others)])
    words, vectors = read_vectors(config.vectors, config.max_vocab)
    model_file, pretrain_file = lay_out(output)
    write_pretrain(words, vectors, pretrain_file)

    torch.set_num_threads(config.threads)
    utils.set_random_seed(config.seed)
    pretrain = Pretrain(str(pretrain_file))
    args = stanza_arguments(config, int(pretrain.emb.shape[1]))

    def load(sentences: list[Sentence], vocab: Any = None) -> Any:
        document = Document([[{"text": t, "multi_ner": tags} for t, tags in s] for s in sentences])
        return DataLoader(
            document,
            config.batch_size,
            args,
            pretrain,
            vocab=vocab,
            evaluation=vocab is not None,
            max_batch_words=config.batch_words if vocab is None else None,
        )

    batches = load(train_sentences)
    dev_batches = load(dev_sentences, batches.vocab)
    trainer = Trainer(args=args, vocab=batches.vocab, pretrain=pretrain, device="cpu")
    step, best, losses = 0, -1.0, []
    while step < config.steps:
        for batch in batches:
            step += 1
            for group in trainer.optimizer.param_groups:
                group["lr"] = learning_rate(step, config)
            losses.append(trainer.update(batch))
            scored = step % config.eval_every == 0 or step == config.steps
            if scored or step % 100 == 0:
                micro = evaluate(trainer, dev_batches).micro if scored else None
                if micro is not None and micro > best:
                    best = micro
                    trainer.save(str(model_file))
                report(Progress(step, config.steps, sum(losses) / len(losses), micro))
                losses = []
            if step == config.steps:
                break
        batches.reshuffle()
    fold(model_file, pretrain_file)
    trainer = Trainer(
        args={}, model_file=str(model_file), pretrain=Pretrain(str(pretrain_file)), device="cpu"
    )
    return balance(trainer, lambda: evaluate(trainer, dev_batches), model_file)


def stanza_arguments(config: TrainingConfig, dimensions: int) -> dict[str, Any]:
    """Stanza's own defaults for its NER tagger, with ours laid over them."""
    from stanza.models.ner_tagger import parse_args

    args: dict[str, Any] = parse_args(["--shorthand", "en_glossator", "--emb_finetune_known_only"])
    args |= {
        "word_emb_dim": dimensions,
        "hidden_dim": config.hidden_dim,
        "char_hidden_dim": config.char_hidden_dim,
        "char_emb_dim": config.char_emb_dim,
        "dropout": config.dropout,
        "word_dropout": config.word_dropout,
        "lr": config.learning_rate,
        "batch_size": config.batch_size,
        "max_grad_norm": config.max_grad_norm,
        "seed": config.seed,
    }
    return args


def evaluate(trainer: Any, batches: Any) -> Score:
    """Entity F1 of `trainer` over `batches`, by Stanza's scorer."""
    import torch
    from stanza.models.ner import scorer

    with torch.no_grad():
        predicted = [tags for batch in batches for tags in trainer.predict(batch)]
    gold = [[column[0] for column in sentence] for sentence in batches.tags]
    _, _, micro, by_class = scorer.score_by_entity(predicted, gold, verbose=False)
    return Score(float(micro), {name: float(f1) for name, f1 in sorted(by_class.items())})


def fold(model_file: Path, pretrain_file: Path) -> None:
    """Add what was learned about the word vectors to them, so that the model holds them once.

    Stanza reads words of the training file that have no vector as <EMPTY>, and any others without one as
    <UNK>, about which nothing is learned: here both are what was learned about the first.
    """
    import torch
    from stanza.models.common.vocab import EMPTY_ID, UNK_ID, VOCAB_PREFIX

    checkpoint = torch.load(model_file, weights_only=True)
    pretrain = torch.load(pretrain_file, weights_only=True)
    delta = checkpoint["model"].pop("delta_emb.weight")
    rows = {word: row for row, word in enumerate(pretrain["vocab"]["_id2unit"]) if row >= len(VOCAB_PREFIX)}
    learned = checkpoint["vocab"].pop("delta")["_id2unit"]
    checkpoint["config"]["emb_finetune"] = False
    vectors = pretrain["emb"].float()
    for word, change in zip(learned, delta, strict=True):
        if word in rows:
            vectors[rows[word]] += change
    vectors[UNK_ID] += delta[EMPTY_ID]
    pretrain["emb"] = rounded(vectors)
    torch.save(checkpoint, model_file)
    torch.save(pretrain, pretrain_file)


def lay_out(output: Path) -> tuple[Path, Path]:
    """Make the folder of a Stanza model with one package; returns its (model, pretrain) files."""
    model_file = output / "en" / "ner" / "glossator.pt"
    pretrain_file = output / "en" / "pretrain" / "glossator.pt"
    for file in (model_file, pretrain_file):
        file.parent.mkdir(parents=True, exist_ok=True)
    resources = {
        "en": {
            "lang_name": "English",
            "ner": {"glossator": {"dependencies": [{"model": "pretrain", "package": "glossator"}]}},
            "pretrain": {"glossator": {}},
            "default_processors": {"ner": ["glossator"]},
            "default_dependencies": {},
            "packages": {"default": {"ner": "glossator"}},
        }
    }
    (output / "resources.json").write_text(json.dumps(resources, indent=2) + "\n", encoding="utf-8")
    return model_file, pretrain_file
