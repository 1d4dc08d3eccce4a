from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.ner.bio import TrainingDataError
from annotators.ner.training import (
    Progress,
    Score,
    Sentence,
    TrainingConfig,
    fold,
    in_capitals,
    in_columns,
    learning_rate,
    train,
)
from annotators.ner.vectors import VectorError

# The learning rate


def rates(steps: int, hold: float) -> list[float]:
    config = TrainingConfig(Path(), steps=steps, hold=hold, learning_rate=0.1)
    return [learning_rate(step, config) for step in range(1, steps + 1)]


def test_the_learning_rate_is_held_then_falls_in_a_straight_line_to_almost_nothing() -> None:
    found = rates(10, 0.5)
    assert found[:6] == [0.1] * 6
    assert found[6:] == pytest.approx([0.08, 0.06, 0.04, 0.02])


@pytest.mark.parametrize(
    ("hold", "expected"), [(1.0, [0.1, 0.1, 0.1, 0.1]), (0.0, [0.1, 0.075, 0.05, 0.025])]
)
def test_the_learning_rate_may_be_held_throughout_or_not_at_all(hold: float, expected: list[float]) -> None:
    assert rates(4, hold) == pytest.approx(expected)


@given(st.integers(1, 400), st.floats(0, 1))
def test_the_learning_rate_never_rises_and_never_reaches_nothing(steps: int, hold: float) -> None:
    found = rates(steps, hold)
    assert found[0] <= 0.1 * (1 + 1e-12)
    assert all(later <= earlier * (1 + 1e-12) for earlier, later in pairwise(found))
    assert found[-1] > 0
    if hold <= 0.5:
        assert found[-1] <= 0.1 * 2.01 / steps


# A run from end to end

SENTENCES = """\
Najib\tB-Person
Mikati\tI-Person
left\tO
Homs\tB-Location
.\tO

General\tO
Hassan\tB-Person
saw\tO
Syria\tB-Location
"""
WORDS = sorted({line.split("\t")[0] for line in SENTENCES.splitlines() if line})
TOKENS = [["Najib", "Mikati", "left", "Syria", "."], ["General", "Hassan"], ["Unseen"]]


@dataclass(frozen=True)
class Run:
    folder: Path
    score: Score
    reports: list[Progress]


def run(folder: Path, config: TrainingConfig, *records: Path) -> Run:
    folder.mkdir(exist_ok=True)
    (folder / "train.bio").write_text(SENTENCES * 6)
    (folder / "dev.bio").write_text(SENTENCES)
    rows = (f"{word} {index / 7:.3f} {index % 3} {-index % 5} 1\n" for index, word in enumerate(WORDS))
    (folder / "vectors.txt").write_text("".join(rows))
    reports: list[Progress] = []
    config = replace(config, vectors=folder / "vectors.txt")
    score = train(
        folder / "train.bio",
        folder / "dev.bio",
        folder / "model",
        config,
        reports.append,
        records=records,
    )
    return Run(folder / "model", score, reports)


CONFIG = TrainingConfig(
    Path(),
    hidden_dim=8,
    char_hidden_dim=6,
    char_emb_dim=4,
    dropout=0.0,
    word_dropout=0.0,
    batch_size=4,
    steps=24,
    eval_every=8,
)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(tmp_path_factory.mktemp("trained"), CONFIG)


def test_training_reports_its_steps_its_loss_and_the_score_on_the_dev_set(trained: Run) -> None:
    assert [(report.step, report.steps) for report in trained.reports] == [(8, 24), (16, 24), (24, 24)]
    assert all(report.dev_f1 is not None for report in trained.reports)
    losses = [report.loss for report in trained.reports]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0]


def test_training_returns_a_score_that_is_no_worse_than_the_best_of_the_run(trained: Run) -> None:
    assert trained.score.micro >= max(report.dev_f1 or 0.0 for report in trained.reports)
    assert set(trained.score.by_class) == {"Person", "Location"}
    assert all(0.0 <= f1 <= 1.0 for f1 in trained.score.by_class.values())


def test_training_writes_a_model_folder(trained: Run) -> None:
    files = sorted(p.relative_to(trained.folder).as_posix() for p in trained.folder.rglob("*") if p.is_file())
    assert files == ["en/ner/glossator.pt", "en/pretrain/glossator.pt", "resources.json"]
    resources = json.loads((trained.folder / "resources.json").read_text())
    assert resources["en"]["packages"] == {"default": {"ner": "glossator"}}


def test_a_model_loads_without_running_code_and_without_a_second_copy_of_the_vectors(trained: Run) -> None:
    import torch

    weights = torch.load(trained.folder / "en/ner/glossator.pt", weights_only=True)
    assert "delta_emb.weight" not in weights["model"]
    assert "delta" not in weights["vocab"]
    vectors = torch.load(trained.folder / "en/pretrain/glossator.pt", weights_only=True)
    assert vectors["emb"].dtype == torch.float8_e4m3fn
    assert vectors["emb"].shape == (4 + len(WORDS), 4)  # Stanza's own four, and ours


def test_the_stanza_engine_loads_the_model_folder_and_tags_every_token(trained: Run) -> None:
    from annotators.ner.stanza_engine import load

    tags = load(trained.folder)(TOKENS)
    assert [len(column) for (column,) in tags] == [5, 2, 1]
    known = {"O", *(f"{prefix}-{label}" for prefix in "BIES" for label in ("Person", "Location"))}
    assert {tag for (column,) in tags for tag in column} <= known


def test_equal_settings_give_equal_models_and_another_seed_another(trained: Run, tmp_path: Path) -> None:
    from annotators.ner.model import digest

    assert digest(run(tmp_path / "same", CONFIG).folder) == digest(trained.folder)
    assert digest(run(tmp_path / "other", replace(CONFIG, seed=7)).folder) != digest(trained.folder)


def test_a_run_ends_at_its_last_step_and_scores_there(tmp_path: Path) -> None:
    reports = run(tmp_path, replace(CONFIG, steps=5)).reports
    assert [(report.step, report.dev_f1 is not None) for report in reports] == [(5, True)]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("train.bio", "He left\n", TrainingDataError),
        ("dev.bio", "", TrainingDataError),
        ("vectors.txt", "no numbers here\n", VectorError),
    ],
)
def test_training_on_files_that_cannot_be_used_writes_nothing(
    tmp_path: Path, name: str, content: str, error: type[ValueError]
) -> None:
    files = {"train.bio": SENTENCES, "dev.bio": SENTENCES, "vectors.txt": "He 1 2\n", name: content}
    for file, text in files.items():
        (tmp_path / file).write_text(text)
    config = replace(CONFIG, vectors=tmp_path / "vectors.txt")
    with pytest.raises(error, match=name):
        train(tmp_path / "train.bio", tmp_path / "dev.bio", tmp_path / "model", config)
    assert not (tmp_path / "model").exists()


# What training learns about words


def test_what_was_learned_about_the_vectors_is_added_to_them(tmp_path: Path) -> None:
    import torch

    special = ["<PAD>", "<UNK>", "<EMPTY>", "<ROOT>"]
    model, pretrain = tmp_path / "model.pt", tmp_path / "pretrain.pt"
    delta = torch.tensor([[0.0], [64.0], [2.0], [0.0], [1.0], [0.5]])
    checkpoint = {
        "model": {"delta_emb.weight": delta, "other": torch.ones(1)},
        "vocab": {"delta": {"_id2unit": [*special, "homs", "hama"]}, "tag": {}},
        "config": {"emb_finetune": True},
    }
    torch.save(checkpoint, model)
    vectors = torch.tensor([[0.0], [0.0], [0.0], [0.0], [4.0], [8.0], [16.0]]).to(torch.float8_e4m3fn)
    words = {"_id2unit": [*special, "hama", "homs", "kyiv"]}
    torch.save({"vocab": words, "emb": vectors}, pretrain)
    fold(model, pretrain)
    folded = torch.load(pretrain, weights_only=True)
    assert folded["vocab"] == words
    # <UNK> has what was learned about the words of the training file that have no vector.
    assert folded["emb"].float().flatten().tolist() == [0, 2, 0, 0, 4.5, 9, 16]
    slimmed = torch.load(model, weights_only=True)
    assert (list(slimmed["model"]), list(slimmed["vocab"])) == (["other"], ["tag"])
    assert slimmed["config"] == {"emb_finetune": False}


# Capitals and columns


def test_a_share_of_the_sentences_is_repeated_in_capitals_with_their_tags() -> None:
    sentences: list[Sentence] = [[("Ana", ("B-Person",)), ("weiß", ("O",))], [("Homs", ("B-Location",))]] * 50
    assert in_capitals(sentences, 0.0, 1) == []
    assert in_capitals(sentences[:2], 1.0, 1) == [
        [("ANA", ("B-Person",)), ("WEISS", ("O",))],
        [("HOMS", ("B-Location",))],
    ]
    some = in_capitals(sentences, 0.3, 1)
    assert 10 < len(some) < 60
    assert some == in_capitals(sentences, 0.3, 1) != in_capitals(sentences, 0.3, 2)


def test_sentences_of_several_columns_are_blank_in_the_others() -> None:
    assert in_columns([[[("Ana", "B-Person")]], [[("left", "O")], [("ISIS", "B-Unit")]]]) == [
        [("Ana", ("B-Person", "-"))],
        [("left", ("-", "O"))],
        [("ISIS", ("-", "B-Unit"))],
    ]
    assert in_columns([[[("Ana", "B-Person")]]]) == [[("Ana", ("B-Person",))]]


ARTICLE = '{"text": "Hassan led Daesh", "people": [], "units": [{"start": 11, "end": 16}], "crossings": []}\n'


def test_articles_are_learned_as_a_second_column_of_tags(tmp_path: Path) -> None:
    import torch

    file = tmp_path / "articles.jsonl"
    file.write_text(ARTICLE * 6)
    found = run(tmp_path, CONFIG, file, file)
    vocabulary = torch.load(found.folder / "en/ner/glossator.pt", weights_only=True)["vocab"]
    first, second = vocabulary["tag"]["_id2unit"].values()
    assert {"B-Person", "E-Person", "S-Location"} <= set(first)
    assert set(second) - {"<PAD>", "<UNK>", "<EMPTY>", "<ROOT>"} == {"O", "S-Unit"}
    assert set(found.score.by_class) == {"Person", "Location"}


def test_records_alone_are_learned_as_the_only_column(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(ARTICLE * 6)
    (tmp_path / "vectors.txt").write_text("hassan 1 2\n")
    config = replace(CONFIG, vectors=tmp_path / "vectors.txt")
    score = train(tmp_path / "articles.jsonl", tmp_path / "articles.jsonl", tmp_path / "model", config)
    assert set(score.by_class) == {"Unit"}
    assert score.micro == 1.0
