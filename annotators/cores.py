"""How many processes this one may keep busy: cores that it may run on, and what its control groups allow."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

WORKER_MEMORY = 512 << 20  # bytes: what one worker is allowed for, where memory is limited


def cores(groups: Path = Path("/proc/self/cgroup"), mount: Path = Path("/sys/fs/cgroup")) -> int:
    """The number of workers that keep this machine busy, at least 1.

    It is the least of: the cores of the affinity mask (`taskset`), the quota of CPU time of the control group
    and of those above it, rounded up, and `WORKER_MEMORY` for each worker in their limit of memory. Both
    versions of control groups are read: `groups` is the list of this process's, `mount` where they are.
    """
    has_mask = hasattr(os, "sched_getaffinity")  # macOS has none
    allowed = [len(os.sched_getaffinity(0)) if has_mask else os.cpu_count() or 1]
    for folder in _folders(groups, mount):
        if (quota := _quota(folder)) is not None:
            allowed.append(math.ceil(quota))
        if (memory := _memory(folder)) is not None:
            allowed.append(memory // WORKER_MEMORY)
    return max(min(allowed), 1)


def _folders(groups: Path, mount: Path) -> Iterator[Path]:
    """The folders whose limits hold for this process."""
    try:
        lines = groups.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and not {"cpu", "memory"} & set(controllers.split(",")):
            continue
        top = mount / controllers if controllers else mount
        folder = top / path.lstrip("/")
        # A container sees its own group as the top, and yet may be told the group's path outside.
        while folder != top:
            yield folder
            folder = folder.parent
        yield top


def _quota(folder: Path) -> float | None:
    """The cores' worth of CPU time that a group may take, if it is limited."""
    with suppress(OSError, ValueError):
        quota, period = (folder / "cpu.max").read_text().split()
        return None if quota == "max" else int(quota) / int(period)
    with suppress(OSError, ValueError):
        used, period = ((folder / f"cpu.cfs_{name}_us").read_text() for name in ("quota", "period"))
        return int(used) / int(period) if int(used) > 0 else None
    return None


def _memory(folder: Path) -> int | None:
    """The bytes that a group may hold, if it is limited."""
    for name in ("memory.max", "memory.limit_in_bytes"):
        with suppress(OSError, ValueError):  # `max`: no limit; version 1 gives an absurdly large number
            return int((folder / name).read_text())
    return None
