"""The files of the output: one a partition, what is known of it beside, and what says that all are there.

`part-000000.jsonl` holds the records of the partition 0, and `_parts/part-000000.json` says which articles
they are of. The second is written after the first, so what it speaks of is there, whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from annotators.cluster.place import Place, kind_of, read_bytes, write_bytes

FORMATS = ("jsonl", "parquet")
MANIFEST = "_manifest.jsonl"
SUCCESS = "_SUCCESS"
KNOWN = "_parts"  # the folder of what is known of each part
_LIMIT = 1 << 30  # bytes of what is known of one


@dataclass(frozen=True, slots=True)
class Failed:
    """An article without annotations, as its record has it."""

    article: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the output that is there."""

    part: str  # its name
    articles: int
    failed: tuple[Failed, ...]
    bytes: int
    sha256: str  # of the file, hexadecimal
    stamp: str  # of the articles, packs, model and options that it was made of

    def line(self) -> str:
        """It as a line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True, separators=(",", ":")) + "\n"


def name_of(number: int, format_: str) -> str:
    """What the part of a partition is called. Up to a million of them sort as they are numbered."""
    return f"part-{number:06d}.{format_}"


def known(output: Place, name: str) -> Part | None:
    """What is known of the part called `name`; None where it is not there, or not as it was written.

    :raises OSError: the file system does not answer.
    """
    at = _known_at(output, name)
    if kind_of(at) != "file":
        return None
    try:
        data = json.loads(read_bytes(at, _LIMIT))
        found = _part(data)
    except (ValueError, KeyError, TypeError):
        return None
    info = output.filesystem.get_file_info(output.under(name).path)
    return found if found.part == name and info.size == found.bytes else None


def note(output: Place, part: Part) -> None:
    """Keep what is known of a part that has been written.

    :raises OSError: it cannot be written.
    """
    write_bytes(_known_at(output, part.part), part.line().encode())


def _known_at(output: Place, name: str) -> Place:
    return output.under(f"{KNOWN}/{name.partition('.')[0]}.json")


def _part(data: Mapping[str, object]) -> Part:
    part = Part(**data)  # type: ignore[arg-type]  # what is no part of ours is found out by its stamp
    failed = tuple(Failed(**each) for each in part.failed)  # type: ignore[arg-type]
    return Part(part.part, part.articles, failed, part.bytes, part.sha256, part.stamp)
