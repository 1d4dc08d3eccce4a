from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from annotators.ner.device import DeviceError, placed


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with two CUDA devices and no MPS."""
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with neither."""
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


@pytest.mark.parametrize(
    ("engine", "device", "expected"),
    [
        ("auto", "cpu", ("auto", "cpu")),
        ("compiled", "cpu", ("compiled", "cpu")),
        ("auto", "cuda", ("stanza", "cuda")),
        ("stanza", "cuda", ("stanza", "cuda")),
        ("auto", "cuda:1", ("stanza", "cuda:1")),
        ("auto", "auto", ("stanza", "cuda")),
        ("compiled", "auto", ("compiled", "cpu")),
    ],
)
@pytest.mark.usefixtures("machine")
def test_another_device_than_the_processor_is_for_the_stanza_engine(
    engine: str, device: str, expected: tuple[str, str]
) -> None:
    assert placed(engine, device) == expected


@pytest.mark.parametrize("engine", ["auto", "stanza", "compiled"])
@pytest.mark.usefixtures("bare")
def test_auto_is_the_processor_where_there_is_nothing_else(engine: str) -> None:
    assert placed(engine, "auto") == (engine, "cpu")


def test_auto_is_mps_on_a_machine_that_has_it(bare: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.backends.mps.is_available", lambda: True)
    assert placed("auto", "auto") == placed("auto", "mps") == ("stanza", "mps")


@pytest.mark.parametrize("device", ["cuda", "cuda:0", "mps"])
def test_the_compiled_engine_runs_on_the_processor_alone(device: str) -> None:
    with pytest.raises(DeviceError) as caught:
        placed("compiled", device)
    assert str(caught.value) == f"the compiled engine runs on the processor alone, not on {device}"


@pytest.mark.parametrize("device", ["", "gpu", "CUDA", "cuda:", "cuda:x", "cuda:-1", "cpu:0", "mps:0"])
def test_what_is_no_device_is_told_which_there_are(device: str) -> None:
    with pytest.raises(DeviceError) as caught:
        placed("auto", device)
    assert str(caught.value) == f"unknown device '{device}'; it is cpu, cuda, cuda:N, mps or auto"


@pytest.mark.usefixtures("machine")
def test_a_device_that_is_not_there_is_told_what_is() -> None:
    with pytest.raises(DeviceError, match=r"^there is no cuda:2 here: .* from 0 to 1$"):
        placed("auto", "cuda:2")
    with pytest.raises(DeviceError, match=r"^there is no mps device here$"):
        placed("auto", "mps")


@pytest.mark.usefixtures("bare")
def test_a_machine_without_cuda_is_told_so() -> None:
    with pytest.raises(DeviceError, match=r"^there is no cuda here: torch .* finds no CUDA device$"):
        placed("auto", "cuda")


def test_the_processor_is_found_without_torch() -> None:
    program = (
        "import sys; from annotators.ner.device import placed; placed('auto', 'cpu'); "
        "placed('compiled', 'auto'); sys.exit('torch' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0
