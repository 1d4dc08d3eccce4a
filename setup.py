"""What pyproject.toml cannot say: the rule packs of a wheel are compiled too (annotators/packcache.py)."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithRules(build_py):
    """Builds the package, and with it what the packs come to."""

    def run(self) -> None:
        super().run()
        # Without its dependencies, as in the first editable install, it works too and starts slower.
        if self.editable_mode or not all(map(importlib.util.find_spec, ("re2", "yaml"))):
            return
        code = "from annotators.packcache import write_shipped; write_shipped()"
        # -S -P: the packages that were built, not those of an editable install; -B: no other file
        path = os.pathsep.join([str(Path(self.build_lib).resolve()), *filter(None, sys.path)])
        subprocess.run(
            [sys.executable, "-S", "-P", "-B", "-c", code], env=os.environ | {"PYTHONPATH": path}, check=True
        )


setup(cmdclass={"build_py": BuildWithRules})
