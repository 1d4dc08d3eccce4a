"""`python -m annotators.cli`: the command, where its script is not on the path."""

from __future__ import annotations

from .main import app

if __name__ == "__main__":
    app(prog_name="glossator")
