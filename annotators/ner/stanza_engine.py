"""The `stanza` engine: a `stanza.Pipeline` over our own tokens, offline. The one file that runs Stanza."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotators.ner.stage import Tagged, Tagger


def load(folder: Path, *, language: str = "en", device: str = "cpu") -> Tagger:
    """A tagger on the Stanza model folder `folder` (`resources.json` and weights). Takes seconds.

    :raises FileNotFoundError: the folder is no model folder.
    """
    if not (folder / "resources.json").is_file():
        raise FileNotFoundError(f"{folder} holds no resources.json, so it is not a Stanza model folder")
    import stanza
    import torch

    torch.set_num_threads(1)
    logging.getLogger("stanza").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pipeline = stanza.Pipeline(
            language,
            dir=str(folder),
            processors="tokenize,ner",
            download_method=None,
            tokenize_pretokenized=True,
            device=device,
            verbose=False,
        )

    trainers = pipeline.processors["ner"].trainers
    columns = _columns(trainers[0]) if len(trainers) == 1 else []

    def tag(sentences: Sequence[Sequence[str]]) -> Tagged:
        tokens = [list(sentence) for sentence in sentences]
        if len(columns) < 2:
            return [[tags] for tags in _predicted(pipeline, tokens)]
        found = []
        for column in columns:  # the model decodes all of them and returns the one that it is asked for
            trainers[0].args["predict_tagset"] = column
            found.append(_predicted(pipeline, tokens))
        return [list(tags) for tags in zip(*found, strict=True)]

    return tag


def further_tags(folder: Path) -> list[str]:
    """The tags of the models in `folder` that are in no first column. Takes seconds: it imports torch."""
    import torch

    found: list[str] = []
    for file in sorted(folder.glob("*/ner/*.pt")):
        model = torch.load(file, map_location="cpu", weights_only=True)
        columns, predicted = model["vocab"]["tag"]["_id2unit"], model["config"].get("predict_tagset") or 0
        if isinstance(columns, dict):  # it is a list in models that know but one column
            found += [tag for number, tags in columns.items() if number != predicted for tag in tags]
    return found


def _columns(trainer: Any) -> list[int]:
    """The columns of a model's tags, the one first that it predicts where nobody asks for another."""
    columns = range(len(trainer.vocab["tag"].lens()))
    return sorted(columns, key=lambda column: column != trainer.args["predict_tagset"])


def _predicted(pipeline: Any, sentences: list[list[str]]) -> list[list[str]]:
    return [[token.ner for token in sentence.tokens] for sentence in pipeline(sentences).sentences]
