"""Where a model runs: the names that users give, and what this machine has of them."""

from __future__ import annotations

import re

CPU = "cpu"
_NAME = re.compile(r"auto|cpu|mps|cuda(?::[0-9]+)?")


class DeviceError(ValueError):
    """A device that is not there, or that no engine runs on; the message says which."""


def placed(engine: str, device: str) -> tuple[str, str]:
    """The engine (`auto`, `compiled`, `stanza`) and the device of torch for what was asked for.

    `auto` is the first graphics processor, or the processor where there is none. Only the `stanza` engine
    runs on another device than the processor, so the engine `auto` is `stanza` there. Imports torch, which
    takes seconds, unless the answer is known without it.

    :raises DeviceError: there is no such name, no such device on this machine, or it is none for `compiled`.
    """
    if not _NAME.fullmatch(device):
        raise DeviceError(f"unknown device '{device}'; it is cpu, cuda, cuda:N, mps or auto")
    if device == CPU or (engine == "compiled" and device == "auto"):
        return engine, CPU
    if engine == "compiled":
        raise DeviceError(f"the compiled engine runs on the processor alone, not on {device}")
    found = _first() if device == "auto" else _existing(device)
    return (engine if found == CPU else "stanza"), found


def _first() -> str:
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else CPU


def _existing(device: str) -> str:
    import torch

    if device == "mps":
        if not torch.backends.mps.is_available():
            raise DeviceError("there is no mps device here")
        return device
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if not count:
        raise DeviceError(f"there is no {device} here: torch {torch.__version__} finds no CUDA device")
    number = int(device.partition(":")[2] or 0)
    if number >= count:
        raise DeviceError(f"there is no {device} here: CUDA devices are numbered from 0 to {count - 1}")
    return device
