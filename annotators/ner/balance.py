"""A class of names that a model finds too often or too seldom, put right: one number, chosen on the dev set.

Training weighs a name too many and a name too few alike for every word, and annotated articles and sentences
in capitals beside the first training file move the share of persons. A constant added to every score of a
tag of the class moves it back (cf. threshold adjustment, as in Lipton, Elkan and Naryanaswamy 2014, *Optimal
Thresholding of Classifiers to Maximize F1 Measure*).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotators.ner.training import Score

BALANCED = "Person"
# The least change first: it stands where a larger one is no better.
SHIFTS = (-0.1, 0.1, -0.2, 0.2, -0.3, 0.3, -0.4, 0.4)


def balance(trainer: Any, score: Callable[[], Score], model_file: Path, label: str = BALANCED) -> Score:
    """Move the scores of the tags of `label` in `trainer`, and in the file that it was read from, to where
    `score` finds most F1 for it, as long as that of all classes together does not fall.

    The score that it comes to; that of the model as it is, where nothing is better or no tag has that label.
    """
    import torch

    checkpoint = torch.load(model_file, weights_only=True)
    column = checkpoint["config"].get("predict_tagset") or 0
    tags = checkpoint["vocab"]["tag"]["_id2unit"][column]
    numbers = [number for number, tag in enumerate(tags) if tag.partition("-")[2] == label]
    first = best = score()
    if not numbers or label not in first.by_class:
        return first
    bias = trainer.model.tag_clfs[column].bias.data
    trained, chosen = bias.clone(), 0.0
    for shift in SHIFTS:
        bias.copy_(trained)
        bias[numbers] += shift
        found = score()
        if found.by_class[label] > best.by_class[label] and found.micro >= first.micro:
            best, chosen = found, shift
    bias.copy_(trained)
    bias[numbers] += chosen
    if chosen:
        checkpoint["model"][f"tag_clfs.{column}.bias"] = bias.clone()
        torch.save(checkpoint, model_file)
    return best
