from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotators.cores import WORKER_MEMORY, cores


@pytest.fixture(autouse=True)
def eight_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)


def limited(folder: Path, groups: str, **files: str) -> int:
    """The cores with these files of control groups; `__` in a name is a slash, `_` a dot."""
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / "groups").write_text(groups)
    return cores(folder / "groups", folder)


def test_without_limits_it_is_the_cores_that_may_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cores(tmp_path / "none", tmp_path) == 8
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {3, 5})
    assert cores(tmp_path / "none", tmp_path) == 2


@pytest.mark.parametrize(
    ("quota", "expected"),
    [("max 100000", 8), ("200000 100000", 2), ("250000 100000", 3), ("10000 100000", 1), ("9999999 100", 8)],
)
def test_a_quota_of_version_2_is_heeded(tmp_path: Path, quota: str, expected: int) -> None:
    assert limited(tmp_path, "0::/\n", cpu_max=quota) == expected


def test_the_least_quota_of_the_groups_above_counts(tmp_path: Path) -> None:
    assert limited(tmp_path, "0::/a/b\n", a__b__cpu_max="max 1", a__cpu_max="300 100", cpu_max="7 1") == 3


def test_a_group_whose_folder_is_not_seen_is_that_of_the_top(tmp_path: Path) -> None:
    assert limited(tmp_path, "0::/outside/the/container\n", cpu_max="200 100") == 2


def test_a_quota_of_version_1_is_heeded(tmp_path: Path) -> None:
    groups = "4:memory:/\n3:cpu,cpuacct:/docker/x\n1:name=systemd:/\n"
    folder = tmp_path / "cpu,cpuacct"
    folder.mkdir()
    (folder / "cpu.cfs_quota_us").write_text("-1\n")
    (folder / "cpu.cfs_period_us").write_text("100000\n")
    assert limited(tmp_path, groups) == 8
    (folder / "cpu.cfs_quota_us").write_text("400000\n")
    assert limited(tmp_path, groups) == 4


def test_a_worker_has_the_memory_that_it_needs(tmp_path: Path) -> None:
    assert limited(tmp_path, "0::/\n", memory_max=str(3 * WORKER_MEMORY + 1)) == 3
    assert limited(tmp_path, "0::/\n", memory_max="1000") == 1
    assert limited(tmp_path, "0::/\n", memory_max="max") == 8
    (tmp_path / "memory").mkdir()
    (tmp_path / "memory" / "memory.limit_in_bytes").write_text(str(2 * WORKER_MEMORY))
    assert limited(tmp_path, "4:memory:/\n") == 2


def test_what_cannot_be_understood_limits_nothing(tmp_path: Path) -> None:
    assert limited(tmp_path, "0::/\n", cpu_max="a lot", memory_max="") == 8
