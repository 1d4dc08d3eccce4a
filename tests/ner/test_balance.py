"""The scores of one class are moved to where its F1 is best, and no further."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from annotators.ner.balance import balance
from annotators.ner.training import Score

TAGS = ["<PAD>", "O", "S-Person", "B-Location", "B-Person"]


class Model:
    """A model of one column of tags, in a file and in a trainer, whose scores depend on the Person bias."""

    def __init__(self, file: Path, micro: Callable[[float], float], person: Callable[[float], float]) -> None:
        import torch

        self.file = file
        self.bias = torch.tensor([0.0, 0.5, 1.0, 0.25, -1.0])
        checkpoint = {
            "model": {"tag_clfs.0.bias": self.bias.clone(), "other": torch.ones(1)},
            "vocab": {"tag": {"_id2unit": {0: TAGS}}},
            "config": {},
        }
        torch.save(checkpoint, file)
        classifier = SimpleNamespace(bias=SimpleNamespace(data=self.bias))
        self.trainer = SimpleNamespace(model=SimpleNamespace(tag_clfs=[classifier]))
        self._micro, self._person = micro, person

    def score(self) -> Score:
        shift = round(float(self.bias[2]) - 1.0, 3)
        assert shift == round(float(self.bias[4]) + 1.0, 3)  # all tags of the class move together
        return Score(self._micro(shift), {"Location": 0.7, "Person": self._person(shift)})

    def saved(self) -> list[float]:
        import torch

        checkpoint: dict[str, Any] = torch.load(self.file, weights_only=True)
        assert list(checkpoint["model"]) == ["tag_clfs.0.bias", "other"]
        return [round(number, 3) for number in checkpoint["model"]["tag_clfs.0.bias"].tolist()]


def test_the_shift_with_the_best_f1_of_the_class_is_kept(tmp_path: Path) -> None:
    model = Model(tmp_path / "m.pt", lambda shift: 0.8, lambda shift: 0.9 - abs(shift + 0.3))
    score = balance(model.trainer, model.score, model.file)
    assert score.by_class["Person"] == pytest.approx(0.9)
    assert model.saved() == [0.0, 0.5, 0.7, 0.25, -1.3]
    assert model.score() == score


def test_of_shifts_that_are_as_good_the_least_is_kept(tmp_path: Path) -> None:
    model = Model(tmp_path / "m.pt", lambda shift: 0.8, lambda shift: 0.9 if shift > 0 else 0.8)
    balance(model.trainer, model.score, model.file)
    assert model.saved() == [0.0, 0.5, 1.1, 0.25, -0.9]


def test_a_shift_that_costs_the_other_classes_more_is_not_taken(tmp_path: Path) -> None:
    model = Model(tmp_path / "m.pt", lambda shift: 0.8 - abs(shift) / 100, lambda shift: 0.9 - shift)
    before = model.file.read_bytes()
    score = balance(model.trainer, model.score, model.file)
    assert score == model.score() == Score(0.8, {"Location": 0.7, "Person": 0.9})
    assert model.file.read_bytes() == before


def test_a_model_without_the_class_stays_as_it_is(tmp_path: Path) -> None:
    model = Model(tmp_path / "m.pt", lambda shift: 0.8, lambda shift: 0.9 - shift)
    before = model.file.read_bytes()
    balance(model.trainer, model.score, model.file, "Weapon")
    assert model.file.read_bytes() == before
    assert model.score().by_class["Person"] == 0.9
