"""Files that one run at a time writes to."""

from __future__ import annotations

import fcntl
from typing import BinaryIO


def lock(file: BinaryIO) -> bool:
    """Keep other runs from `file` until it is closed; False, and it is closed, where another run has it.

    A file system without locks keeps nobody away.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return False
    except OSError:
        pass
    return True
