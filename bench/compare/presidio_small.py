"""presidio-cli with another spaCy model than en_core_web_lg, the only one it takes.

    python presidio_small.py MODEL ARGUMENTS…

Everything else is its own `presidio ARGUMENTS…`; a smaller model makes it quicker, and it finds less.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_cli import cli

read = NlpEngineProvider._read_nlp_conf


def with_model(conf_file: str | Path) -> dict[str, Any]:
    conf = read(conf_file)
    return {**conf, "models": [{"lang_code": "en", "model_name": model}]}


if __name__ == "__main__":
    model = sys.argv.pop(1)
    NlpEngineProvider._read_nlp_conf = staticmethod(with_model)
    cli.run()
