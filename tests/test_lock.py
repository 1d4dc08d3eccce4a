"""`requirements.lock`: what runs, each version with the digests of its files."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text()
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def pins(text: str) -> dict[str, str]:
    return {re.sub(r"[._-]+", "-", name).lower(): version for name, version in _PIN.findall(text)}


def test_it_holds_every_package_that_glossator_asks_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.match(r"[\w-]+", each).group().lower() for each in asked}  # type: ignore[union-attr]
    assert names <= set(pins(LOCK))


def test_its_versions_are_those_that_are_tested() -> None:
    tested = pins((ROOT / "constraints.txt").read_text())
    assert {
        name: version for name, version in pins(LOCK).items() if tested.get(name, version) != version
    } == {}


def test_every_version_has_digests_and_no_place_to_fetch_it_from() -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", "\n".join(LOCK.splitlines()[2:]), flags=re.MULTILINE)
    for block in filter(None, blocks):
        assert re.fullmatch(r"\S+==\S+ (?:\\\n {4}--hash=sha256:[0-9a-f]{64} ?)+\n?", block), block
    assert "://" not in LOCK
