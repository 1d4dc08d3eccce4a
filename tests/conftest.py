"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A first example loads packs and compiles patterns, and the machines are shared: no test is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
