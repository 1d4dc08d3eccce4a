#!/usr/bin/env python3
"""Kill a run again and again, workers and parent, at random, and compare what it ends with.

`annotate --jobs 2 --output-dir --resume` over many articles: each kill takes one process of the run by
SIGKILL. When the parent was killed it is started again. At the end one more run, and then the outputs and the
manifest must be those of a run that nobody disturbed, byte for byte.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import corpus


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = corpus.make(folder / "in", arguments.articles)
        print(f"{arguments.articles} articles, {size / 1e6:.1f} MB", flush=True)
        begun = time.perf_counter()
        start(folder, "whole").wait()
        print(f"undisturbed: {time.perf_counter() - begun:.0f} s", flush=True)
        kills = {"parent": 0, "worker": 0}
        starts = 1
        running = start(folder, "out")
        manifest = folder / "out" / "manifest.jsonl"
        for number in range(arguments.kills):
            # Spread over the run by what is done, not by time: the machine may be slow.
            wanted = (number + chance.random()) / arguments.kills * arguments.articles
            while running.poll() is None and done(folder / "out") < wanted:
                time.sleep(0.05)
            if running.poll() is not None:
                running, starts = start(folder, "out"), starts + 1
            until = time.monotonic() + 60
            while not children(running.pid) and running.poll() is None and time.monotonic() < until:
                time.sleep(0.02)
            time.sleep(chance.random() / 5)
            victims = [*children(running.pid)] or [running.pid]
            victim = running.pid if chance.random() < 0.4 else chance.choice(victims)
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
            kills["parent" if victim == running.pid else "worker"] += 1
            if victim == running.pid:
                running.wait()
                running, starts = start(folder, "out"), starts + 1
        running.wait()
        code = start(folder, "out").wait()
        print(f"kills: {kills}, runs: {starts + 1}, the last one's exit status: {code}")
        rows = manifest.read_text().count("\n")
        whole, out = outputs(folder / "whole"), outputs(folder / "out")
        print(f"outputs: {len(out) - 1}, rows of the manifest: {rows}")
        differ = sorted(name for name in whole.keys() | out.keys() if whole.get(name) != out.get(name))
        sys.exit(f"these differ: {differ[:10]}" if differ else "")


def start(folder: Path, out: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "annotators.cli", "annotate", "--no-ner", "--jobs", "2", "-q"]
    command += ["in", "--output-dir", out, "--resume"]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)


def done(folder: Path) -> int:
    """How many outputs there are."""
    return sum(len(files) for _, _, files in os.walk(folder))


def children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def outputs(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


if __name__ == "__main__":
    main()
