"""The names of rules and count policies in pack files, read without loading the packs.

For completion in a shell, which has no time for the YAML reader and the checks, and must bear a pack that is
half written. Lines are looked at, as packs are usually written; a pack in another style has fewer names here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

MAX_BYTES = 1_000_000  # of a file are read
_SECTION = re.compile(r"([a-z]+):(?:\s|$)")
_PACK = re.compile(r"pack:\s*([\w-]+)")
_RULE = re.compile(r"\s*-\s*\{?\s*id:\s*([\w-]+)")
_POLICY = re.compile(r"\s+([\w-]+):\s*(?:\{|$)")


def rule_ids(packs: Iterable[Path]) -> list[str]:
    """`pack.rule` for every rule, in the order of the files. What cannot be read has none."""
    found: dict[str, None] = {}
    for lines in map(_lines, packs):
        name = next((match[1] for line in lines if (match := _PACK.match(line))), None)
        if name is not None:
            rules = (match[1] for line in _in("rules", lines) if (match := _RULE.match(line)))
            found |= {f"{name}.{rule}": None for rule in rules}
    return list(found)


def policy_names(packs: Iterable[Path]) -> list[str]:
    """The count policies of the packs."""
    lines = (line for pack in packs for line in _in("policies", _lines(pack)))
    return list(dict.fromkeys(match[1] for line in lines if (match := _POLICY.match(line))))


def _lines(pack: Path) -> list[str]:
    with suppress(OSError, ValueError):
        if pack.is_file():
            with pack.open("rb") as stream:
                return stream.read(MAX_BYTES).decode("utf-8", "replace").splitlines()
    return []


def _in(section: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines below a key of the first level."""
    inside = False
    for line in lines:
        if match := _SECTION.match(line):
            inside = match[1] == section
        elif inside:
            yield line
