"""The `stanza` engine: a `stanza.Pipeline` over our tokens or its own. The one file that runs Stanza."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotators.ner.layout import Layout, read_layout
from annotators.ner.stage import Tagged, Tagger, spans_of
from annotators.ner.texttagger import Span, TextTagger


def load(folder: Path, *, device: str = "cpu") -> Tagger:
    """A tagger of our tokens on the Stanza model folder `folder`. Takes seconds.

    :raises FileNotFoundError: the folder is no model folder.
    :raises annotators.ner.layout.LayoutError: it holds no NER model, or several.
    """
    pipeline = _pipeline(folder, read_layout(folder), device, own_tokens=False)

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


def load_with_tokenizer(folder: Path, *, device: str = "cpu") -> TextTagger:
    """A tagger on the sentences and tokens of the model's own tokenizer; else as `load`."""
    pipeline = _pipeline(folder, read_layout(folder), device, own_tokens=True)

    def find(text: str) -> Iterator[Span]:
        for sentence in pipeline(text).sentences:
            tokens = sentence.tokens
            for label, first, stop in spans_of([token.ner for token in tokens]):
                yield label, tokens[first].start_char, tokens[stop - 1].end_char

    return TextTagger(find)


def _pipeline(folder: Path, layout: Layout, device: str, *, own_tokens: bool) -> Any:
    # Read as huggingface_hub is imported. Without it a fine-tuned transformer asks its hub all the same.
    os.environ["HF_HUB_OFFLINE"] = "1"
    import stanza
    import torch

    torch.set_num_threads(1)
    logging.getLogger("stanza").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return stanza.Pipeline(
            layout.language,
            dir=str(folder),
            processors=layout.wanted,
            download_method=None,
            tokenize_pretokenized=not own_tokens,
            device=device,
            verbose=False,
        )


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
