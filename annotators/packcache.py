"""Rule packs that were read, checked and compiled before: kept as data, and used while nothing has changed.

A stored rule set belongs to the bytes of every file that went into it, of packs and lists alike, and to the
code that made it. One of another state, or a damaged one, is made anew; where it cannot be kept, the packs
are read at every start. It holds plain data (`annotators.rulestore`), no code.

The shipped packs have theirs in the package, made when it is built. Those of a user's packs are in the user's
cache folder, and are read only where nobody else can write: a digest tells what is damaged, not what is
forged.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from annotators.packkey import (
    are_current,
    cache_folder,
    digest,
    digests_read,
    files_of,
    is_file,
    is_private,
    keep,
    key_of,
)
from annotators.ruleset import RuleSet, load_rules
from annotators.rulestore import Sections, Store, dump, load
from annotators.shipped import rules_directory, shipped_packs

SHIPPED_FILE = "shipped.compiled"  # beside the shipped packs
_MAGIC = b"glossator rules 1\n"
_SUFFIX = ".compiled"


def cached_rules(extra: Iterable[Path] = ()) -> RuleSet:
    """`ruleset.load_rules`, from what an earlier run has kept where the same packs are the same still.

    What it lacks, see `annotators.rulestore`.

    :raises RuleFileError: with every problem of every pack.
    """
    extra = list(extra)
    folder = cache_folder()
    paths = [*shipped_packs(), *extra]
    if folder is None or not all(map(is_file, paths)):  # what comes through a pipe can be read only once
        return load_rules(extra)
    with suppress(OSError):
        key = key_of(map(digest, paths))
        kept = [rules_directory() / SHIPPED_FILE] if not extra else []
        if is_private(folder):
            kept.append(folder / f"{key[:32]}{_SUFFIX}")
        for file in kept:
            rules = _kept(file, key, paths)
            if rules is not None:
                return rules
    rules = load_rules(extra)
    packed = _packed(rules, paths)
    if packed is None:
        return rules
    data, key = packed
    with suppress(OSError):
        if is_private(folder):
            keep(folder, f"{key[:32]}{_SUFFIX}", data)
    stored = _stored(data, key, paths)
    assert stored is not None
    return stored


def compile_shipped() -> bytes:
    """What `SHIPPED_FILE` holds."""
    paths = shipped_packs()
    packed = _packed(load_rules(), paths)
    assert packed is not None
    return packed[0]


def write_shipped() -> Path:
    """Make `SHIPPED_FILE` beside the packs; returns where.

    :raises OSError: it cannot be written.
    """
    from annotators.wholefile import write_whole

    file = rules_directory() / SHIPPED_FILE
    write_whole(file, compile_shipped())
    return file


def is_shipped_current() -> bool:
    """Whether `SHIPPED_FILE` is there and is of the packs and the code as they are."""
    paths = shipped_packs()
    key = key_of(map(digest, paths))
    return _kept(rules_directory() / SHIPPED_FILE, key, paths) is not None


def _packed(rules: RuleSet, paths: Sequence[Path]) -> tuple[bytes, str] | None:
    """The file that keeps `rules`, of the packs at `paths`, and its key; None where it cannot be told."""
    with suppress(OSError):
        key = key_of(digests_read(rules.packs, paths))
        return _file(dump(rules), key, files_of(rules.packs, paths)), key
    return None


def _file(sections: Sections, key: str, files: Sequence[Sequence[Any]]) -> bytes:
    """A line of what it is, one with the digest of all that follows, one of JSON that says what is where."""
    body = bytearray()
    places: dict[str, tuple[int, int]] = {}
    known: dict[bytes, tuple[int, int]] = {}  # two packs may have a list from one file
    for name, lines in sections.items():
        text = "\n".join(lines).encode()
        if text not in known:
            known[text] = (len(body), len(body) + len(text))
            body += text
        places[name] = known[text]
    head = json.dumps({"key": key, "files": files, "sections": places}).encode() + b"\n"
    rest = head + body
    return _MAGIC + hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


def _kept(file: Path, key: str, paths: Sequence[Path]) -> RuleSet | None:
    """The rule set in `file`, None where it is none of these packs as they are."""
    try:
        data = file.read_bytes()
    except (OSError, ValueError):
        return None
    rules = _stored(data, key, paths)
    if rules is not None:
        with suppress(OSError):
            os.utime(file)  # it is the last to go
    return rules


def _stored(data: bytes, key: str, paths: Sequence[Path]) -> RuleSet | None:
    if not data.startswith(_MAGIC):
        return None
    start = data.find(b"\n", len(_MAGIC)) + 1
    if hashlib.sha256(memoryview(data)[start:]).hexdigest().encode() != data[len(_MAGIC) : start - 1]:
        return None
    end = data.find(b"\n", start) + 1
    head = json.loads(data[start:end])
    if head["key"] != key:
        return None
    if not are_current(head["files"], paths):
        return None
    return load(Store(data, {n: (end + first, end + last) for n, (first, last) in head["sections"].items()}))
