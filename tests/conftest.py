"""What holds for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.modelhost import Host, serving
from tests.tinymodels import make_models

# As the program has it: a test may import numpy before the tagger is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A first example loads packs and compiles patterns, and the machines are shared: no test is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _folders_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled rule packs are kept for the other tests, and not where whoever runs them has theirs; tests see
    no model that the user has fetched, and fetch none for them; nor do they see settings of the user."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GLOSSATOR_")]:
            patch.delenv(name)
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        patch.setenv("GLOSSATOR_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of `make_models`: LANGUAGE/PROCESSOR/PACKAGE.pt. Not to be changed."""
    folder = tmp_path_factory.mktemp("models")
    make_models(folder)
    return folder


@pytest.fixture
def host(tiny_models: Path, tmp_path: Path) -> Iterator[Host]:
    """A stand-in for the model host with these models."""
    with serving(tiny_models, tmp_path / "host") as running:
        yield running
