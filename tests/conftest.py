"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# As the program has it: a test may import numpy before the tagger is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A first example loads packs and compiles patterns, and the machines are shared: no test is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
