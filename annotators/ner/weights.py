"""The compiled form of a model as one file: what it was made from, its words and its arrays.

Layout: a magic line; the length of the header, its CRC-32 and that of all behind it, three unsigned
32-bit little-endian numbers; the header, JSON; the arrays, each at a multiple of 64 bytes. No part of it
is code. It is read through a memory map, so that processes on one machine share it.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from annotators.ner.model import digest
from annotators.wholefile import write_whole

if TYPE_CHECKING:
    import numpy as np

FILE = "glossator.compiled"
_MAGIC = b"glossator compiled model 1\n"
_MAX_HEADER = 10_000_000  # bytes: facts and the places of arrays; ten times what any model has
_NUMBERS = struct.Struct("<III")
_ALIGNMENT = 64
_CHUNK = 1 << 20  # bytes
_TYPES = frozenset({"float32", "float16", "uint32", "uint8"})


class WeightsError(ValueError):
    """A compiled file that must not be used; the message says why and what makes a new one."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A compiled file in memory."""

    facts: Mapping[str, Any]  # all that is no array: tags, characters
    arrays: Mapping[str, np.ndarray]  # read-only


def compiled_file(folder: Path) -> Path:
    """Where the compiled form of the model in `folder` is, if it has one."""
    return folder / FILE


def transitions_name(column: int) -> str:
    """The array of a column's transitions, from 0; the tags of all columns stand one behind the other."""
    return f"transitions.{column}" if column else "transitions"


def chosen_engine(folder: Path, engine: str) -> str:
    """The engine that `engine` means for the model in `folder`: `auto` is `compiled` where it has that form.

    :raises FileNotFoundError: `engine` is `compiled`, and the model has no compiled form.
    """
    if engine == "auto":
        return "compiled" if compiled_file(folder).is_file() else "stanza"
    if engine == "compiled":
        _existing(folder)
    return engine


def write(file: Path, model_digest: str, facts: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> int:
    """Write a compiled file, whole or not at all; returns its size in bytes."""
    index: dict[str, Any] = {}
    blocks: list[bytes] = []
    position = 0
    for name, array in arrays.items():
        block = array.tobytes()
        index[name] = {"type": array.dtype.name, "shape": list(array.shape), "at": position}
        padding = -len(block) % _ALIGNMENT
        blocks += [block, bytes(padding)]
        position += len(block) + padding
    header = json.dumps(
        {"digest": model_digest, "facts": facts, "arrays": index}, ensure_ascii=False, sort_keys=True
    ).encode()
    header += b" " * (-(len(_MAGIC) + _NUMBERS.size + len(header)) % _ALIGNMENT)
    body = b"".join(blocks)
    data = b"".join((_MAGIC, _NUMBERS.pack(len(header), zlib.crc32(header), zlib.crc32(body)), header, body))
    write_whole(file, data)
    return len(data)


def read(folder: Path) -> Weights:
    """The compiled form of the model in `folder`.

    :raises FileNotFoundError: there is none.
    :raises WeightsError: it is damaged, of another format, or made from other weights than the folder's.
    """
    file = _existing(folder)
    with file.open("rb") as stream:
        header, length, body_sum = _header(file, stream)
        found = 0
        # Read, not seen through the map, which would bring all of the file into this process.
        while chunk := stream.read(_CHUNK):
            found = zlib.crc32(chunk, found)
        if found != body_sum:
            raise WeightsError(f"{file} is damaged; {_remedy(folder)}")
        data = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    body = data[len(_MAGIC) + _NUMBERS.size + length :]
    if header["digest"] != digest(folder):
        raise WeightsError(f"{file} was made from other weights than those in the folder; {_remedy(folder)}")
    return Weights(header["facts"], {name: _array(body, **entry) for name, entry in header["arrays"].items()})


def further_tags(folder: Path) -> list[str]:
    """The tags of the compiled model in `folder` that are not in its first column; reads the header alone.

    :raises FileNotFoundError: there is no compiled form.
    :raises WeightsError: its header is damaged, or of another format.
    """
    file = _existing(folder)
    with file.open("rb") as stream:
        header, _, _ = _header(file, stream)
    tags: list[str] = header["facts"]["tags"]
    return tags[header["arrays"][transitions_name(0)]["shape"][0] :]


def _header(file: Path, stream: BinaryIO) -> tuple[dict[str, Any], int, int]:
    """The header of a compiled file, its length in bytes, and the checksum of what follows."""
    if stream.read(len(_MAGIC)) != _MAGIC:
        raise WeightsError(f"{file} is not a compiled model that this version reads; {_remedy(file.parent)}")
    numbers = stream.read(_NUMBERS.size)
    length, header_sum, body_sum = _NUMBERS.unpack(numbers.ljust(_NUMBERS.size, b"\0"))
    header = stream.read(min(length, _MAX_HEADER))
    if not length or len(header) != length or zlib.crc32(header) != header_sum:
        raise WeightsError(f"{file} is damaged; {_remedy(file.parent)}")
    return json.loads(header), length, body_sum


def _remedy(folder: Path) -> str:
    return f"make it anew: glossator model compile {folder}"


def _existing(folder: Path) -> Path:
    file = compiled_file(folder)
    if not file.is_file():
        raise FileNotFoundError(
            f"{folder} holds no compiled model; make it: glossator model compile {folder}"
        )
    return file


def _array(body: memoryview, *, type: str, shape: list[int], at: int) -> np.ndarray:
    import numpy as np

    if type not in _TYPES:
        raise WeightsError(f"an array of type {type}")
    count = 1
    for length in shape:
        count *= length
    return np.frombuffer(body, dtype=type, count=count, offset=at).reshape(shape)
