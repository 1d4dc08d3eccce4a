"""The `stanza` engine: a `stanza.Pipeline` over our own tokens, offline. The one file that runs Stanza."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from pathlib import Path

from annotators.ner.stage import Tagger


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

    def tag(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        document = pipeline([list(sentence) for sentence in sentences])
        return [[token.ner for token in sentence.tokens] for sentence in document.sentences]

    return tag
