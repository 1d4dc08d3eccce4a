"""What pyproject.toml cannot say: a wheel has its rule packs compiled (annotators/packcache.py) and a manual
page (cli/man.py)."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

MAN = "share/man/man1"


class BuildWithRules(build_py):
    """Builds the package, and with it what the packs come to and the manual page."""

    def run(self) -> None:
        super().run()
        # Without its dependencies, as in the first editable install, it works too and starts slower.
        if self.editable_mode or not all(map(importlib.util.find_spec, ("re2", "typer", "yaml"))):
            return
        self.python("from annotators.packcache import write_shipped; write_shipped()")
        page = Path(self.build_lib).parent / "man" / "glossator.1"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_bytes(self.python("from annotators.cli.main import app; app()", "man"))
        self.distribution.data_files = [(MAN, [str(page)])]

    def python(self, code: str, *arguments: str) -> bytes:
        """Standard output of `code`, run with what was built, not with an editable install."""
        path = os.pathsep.join([str(Path(self.build_lib).resolve()), *filter(None, sys.path)])
        command = [sys.executable, "-S", "-P", "-B", "-c", code, *arguments]  # -B: no other file
        # Where there is no glossator.toml, and no setting in a variable.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GLOSSATOR_")}
        environment = kept | {"PYTHONPATH": path}
        return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, cwd="/").stdout


setup(cmdclass={"build_py": BuildWithRules})
