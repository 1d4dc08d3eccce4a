"""The `stanza` engine: a `stanza.Pipeline` over our tokens or its own. The one file that runs Stanza."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotators.ner.layout import Layout, read_layout
from annotators.ner.stage import Tagger, spans_of
from annotators.ner.texttagger import Span, TextTagger


def load(folder: Path, *, device: str = "cpu") -> Tagger:
    """A tagger of our tokens on the Stanza model folder `folder`. Takes seconds.

    :raises FileNotFoundError: the folder is no model folder.
    :raises annotators.ner.layout.LayoutError: it holds no NER model, or several.
    """
    pipeline = _pipeline(folder, read_layout(folder), device, own_tokens=False)

    def tag(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        document = pipeline([list(sentence) for sentence in sentences])
        return [[token.ner for token in sentence.tokens] for sentence in document.sentences]

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
