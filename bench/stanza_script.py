"""What people write today: Stanza over an article, its entities as YAML. bench/run measures beside it.

    python bench/stanza_script.py MODEL_FOLDER ARTICLE.txt

It uses the same model. It has no rules, and its offsets count in the tokens joined by blanks.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import stanza
import yaml


def load(folder: str) -> Any:
    """A pipeline on the Stanza model folder `folder`, offline."""
    return stanza.Pipeline(
        "en",
        dir=folder,
        processors="tokenize,ner",
        download_method=None,
        tokenize_pretokenized=True,
        use_gpu=False,
        verbose=False,
    )


def sentences(text: str) -> list[list[str]]:
    """Tokens by a regular expression, a sentence ends at a full stop or a line break."""
    split = re.split(r"(?<=[.!?])\s+|\n+", text)
    tokens = [re.findall(r"\w+(?:[-'’.]\w+)*|[^\w\s]", sentence) for sentence in split]
    return [sentence for sentence in tokens if sentence]


def annotate(pipeline: Any, text: str) -> str:
    """The entities of `text` as YAML."""
    document = pipeline(sentences(text))
    entities = [
        {"text": entity.text, "type": entity.type, "start": entity.start_char, "end": entity.end_char}
        for entity in document.ents
    ]
    return yaml.dump(entities, allow_unicode=True, sort_keys=False)


if __name__ == "__main__":
    sys.stdout.write(annotate(load(sys.argv[1]), Path(sys.argv[2]).read_text(encoding="utf-8")))
