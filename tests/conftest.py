"""What holds for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# As the program has it: a test may import numpy before the tagger is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A first example loads packs and compiles patterns, and the machines are shared: no test is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled rule packs are kept for the other tests, and not in the folder of whoever runs them."""
    before = os.environ.get("GLOSSATOR_CACHE")
    os.environ["GLOSSATOR_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["GLOSSATOR_CACHE"]
    else:
        os.environ["GLOSSATOR_CACHE"] = before
