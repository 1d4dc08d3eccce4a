"""What people write today: spaCy over an article, its entities as YAML. bench/run --spacy measures beside it.

    python bench/spacy_script.py MODEL [--ner-alone] ARTICLE.txt

It has no rules. With --ner-alone the parts of the pipeline that entities do not need are left out.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import spacy  # type: ignore[import-not-found]
import yaml

NER_ALONE = "--ner-alone"
NOT_NEEDED = ("tagger", "parser", "attribute_ruler", "lemmatizer")


def load(model: str, ner_alone: bool) -> Any:
    """The pipeline that the package or folder `model` holds."""
    return spacy.load(model, exclude=NOT_NEEDED if ner_alone else ())


def annotate(pipeline: Any, text: str) -> str:
    """The entities of `text` as YAML."""
    entities = [
        {"text": entity.text, "type": entity.label_, "start": entity.start_char, "end": entity.end_char}
        for entity in pipeline(text).ents
    ]
    return yaml.dump(entities, allow_unicode=True, sort_keys=False)


if __name__ == "__main__":
    text = Path(sys.argv[-1]).read_text(encoding="utf-8-sig")
    sys.stdout.write(annotate(load(sys.argv[1], NER_ALONE in sys.argv), text))
