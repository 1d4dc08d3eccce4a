"""Fuzz one target with atheris: `python fuzz/run.py TARGET [OPTIONS OF LIBFUZZER]`. See fuzz/README.md."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import atheris  # noqa: E402

with atheris.instrument_imports(include=["annotators"]):
    import annotators.linker
    import annotators.rulefile  # noqa: F401  both are imported late, and would not be instrumented
    from fuzz.targets import TARGETS


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(TARGETS)} [OPTIONS OF LIBFUZZER]")
    name, *options = sys.argv[1:]
    found = HERE / "work" / name  # what libFuzzer learns from one run to the next
    found.mkdir(parents=True, exist_ok=True)
    usual = [f"-dict={HERE / 'words.dict'}", "-timeout=30", f"-artifact_prefix={HERE / 'work'}/{name}-"]
    TARGETS[name](b"")  # packs and model are loaded before the clock of the first case runs
    atheris.Setup([sys.argv[0], *usual, *options, str(found), str(HERE / "corpus" / name)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
