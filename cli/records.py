"""Records in: files that hold them."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO


def opened(path: str) -> AbstractContextManager[BinaryIO]:
    """The file to read, `-` for standard input.

    :raises OSError: it cannot be opened.
    """
    if path != "-":
        return Path(path).open("rb")
    if sys.stdin is None:
        raise OSError("-: standard input is closed")
    return nullcontext(sys.stdin.buffer)
