"""Build the wheel, install it into an empty folder, run it from `/` and compare with a sample.

A checkout and an editable install find files that a wheel lacks; this is the test that notices. It is a
program, not a pytest module: `make test` runs it last. Exit status 0 when all is well, else 1 and the reason.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = "samples/syria-lebanon-handover.txt"
# Folder of the checkout -> folder in the wheel. Every file in the first is in the second.
SHIPPED = {"annotators": "annotators", "cli": "annotators/cli", "rules": "annotators/rules"}


COMPILED = "annotators/rules/shipped.compiled"
MAN = "share/man/man1/glossator.1"


class WheelError(Exception):
    """What is wrong with the wheel, for a person."""


def python(*arguments: str, cwd: Path = ROOT, stdin: bytes = b"", **environment: str) -> bytes:
    """Standard output of this interpreter with `arguments` and, over the present one, `environment`.

    :raises WheelError: the exit status is not 0; with what was printed.
    """
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=os.environ | environment,
        input=stdin,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        printed = (done.stdout + done.stderr).decode(errors="replace")
        raise WheelError(f"`python {' '.join(arguments)}` ended with status {done.returncode}:\n{printed}")
    return done.stdout


def build(folder: Path) -> Path:
    """The wheel of the checkout, made in `folder`; the checkout stays as it is."""
    # setuptools never empties its build folder: a module deleted from the checkout would still be shipped.
    config = folder / "setup.cfg"
    config.write_text(f"[build]\nbuild_base={folder / 'build'}\n[egg_info]\negg_base={folder}\n", "utf-8")
    options = ["--wheel", "--no-isolation", "--outdir", str(folder)]
    python("-m", "build", *options, str(ROOT), DIST_EXTRA_CONFIG=str(config))
    return next(folder.glob("*.whl"))


def check_contents(wheel: Path) -> int:
    """The number of files in the wheel, which are exactly those of the shipped folders.

    :raises WheelError: a file is in one of the two only.
    """
    expected = {
        f"{target}/{path.relative_to(ROOT / source).as_posix()}"
        for source, target in SHIPPED.items()
        for path in (ROOT / source).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    expected |= {COMPILED, MAN}  # made with the wheel
    with zipfile.ZipFile(wheel) as archive:
        named = (name for name in archive.namelist() if ".dist-info/" not in name)
        found = {re.sub(r"^[^/]+\.data/data/", "", name) for name in named}
    if expected != found:
        differences = [f"  missing: {name}" for name in sorted(expected - found)]
        differences += [f"  unexpected: {name}" for name in sorted(found - expected)]
        reason = "the wheel's files are not the checkout's; see [tool.setuptools] in pyproject.toml:"
        raise WheelError("\n".join([reason, *differences]))
    return len(found)


def install(wheel: Path, target: Path) -> None:
    """Put `wheel` alone into `target`; its dependencies are this interpreter's."""
    options = ["--disable-pip-version-check", "--quiet", "--no-deps", "--no-index"]
    python("-m", "pip", "install", *options, "--target", str(target), str(wheel))


def run(target: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Standard output of Python with `arguments`, in `/`, seeing only `target` and the dependencies."""
    # -S: the dependencies' folder is named on the path instead, so that its .pth files are not read; one of
    # them is the editable install of this very checkout, which would stand in for whatever the wheel lacks.
    dependencies = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    path = os.pathsep.join([str(target), *dependencies])
    return python("-S", "-P", *arguments, cwd=Path("/"), stdin=stdin, PYTHONPATH=path)


def check_origin(target: Path) -> None:
    """Python imports the package and its two mapped parts from `target`.

    :raises WheelError: one comes from elsewhere.
    """
    names = "annotators, annotators.cli, annotators.rules"
    for origin in run(target, "-c", f"import {names}\nfor m in ({names}): print(m.__file__)").splitlines():
        if not Path(os.fsdecode(origin)).is_relative_to(target):
            raise WheelError(f"{os.fsdecode(origin)} was imported, not the wheel in {target}")


def check_compiled(target: Path) -> None:
    """The compiled rule packs of the wheel are those of its packs, so that the first run is fast.

    :raises WheelError: they are not used.
    """
    code = "from annotators.packcache import is_shipped_current as current; print(current())"
    if run(target, "-c", code).strip() != b"True":
        raise WheelError(f"{COMPILED} is not what the wheel's rule packs come to")


def check_sample(target: Path) -> None:
    """The installed command prints the sample's record, byte for byte, for the sample on standard input.

    :raises WheelError: it prints something else.
    """
    article, record = ROOT / SAMPLE, (ROOT / SAMPLE).with_suffix(".yaml")
    command = [str(target / "bin" / "glossator"), "annotate", "--stdin-name", SAMPLE]
    printed, expected = run(target, *command, stdin=article.read_bytes()), record.read_bytes()
    if printed != expected:
        before, after = (text.decode(errors="replace").splitlines() for text in (expected, printed))
        difference = difflib.unified_diff(before, after, str(record), "installed command", lineterm="")
        raise WheelError(
            "\n".join(["the installed command does not print the sample's record:", *difference])
        )


def check_man(target: Path) -> None:
    """The manual page of the wheel is what the installed command prints.

    :raises WheelError: it is another, or none was installed.
    """
    page = target / MAN
    if not page.is_file() or page.read_bytes() != run(target, str(target / "bin" / "glossator"), "man"):
        raise WheelError(f"{MAN} is not what `glossator man` prints")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="glossator-wheel-") as name:
        folder = Path(name).resolve()
        target = folder / "installed"
        try:
            wheel = build(folder)
            print(f"wheel smoke: built {wheel.name}, {wheel.stat().st_size / 1e6:.1f} MB", flush=True)
            print(f"wheel smoke: it has the {check_contents(wheel)} files of annotators/, cli/ and rules/")
            install(wheel, target)
            check_origin(target)
            check_compiled(target)
            check_man(target)
            check_sample(target)
        except WheelError as failure:
            print(f"wheel smoke: {failure}", file=sys.stderr)
            return 1
    print(f"wheel smoke: installed elsewhere, it prints the record of {SAMPLE} byte for byte")
    return 0


if __name__ == "__main__":
    sys.exit(main())
