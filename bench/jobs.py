#!/usr/bin/env python3
"""What `annotate --jobs` gains and holds: articles a second, CPU time and memory for each number of jobs.

The numbers of jobs take turns, so that a slow minute of the machine falls on all. Beside the articles a
second of the clock stands what the kernel says of CPU time, which other work on the machine hardly touches:
while that does not grow with the jobs, so many free cores do so many times the work.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import corpus

_INTERVAL = 0.5  # seconds between two looks at memory


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--texts",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="*.txt to draw paragraphs from too",
    )
    parser.add_argument("--ner", action="store_true", help="with the model; else rules alone")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        size = corpus.make(Path(name) / "in", arguments.articles, more=arguments.texts)
        load = "/".join(f"{part:.1f}" for part in os.getloadavg())
        print(
            f"{arguments.articles} articles, {size / 1e6:.1f} MB, {os.cpu_count()} cores, load before {load}"
        )
        runs: dict[int, list[Run]] = {jobs: [] for jobs in arguments.jobs}
        for _ in range(arguments.rounds):
            for jobs in arguments.jobs:
                runs[jobs].append(Run(Path(name), jobs, ner=arguments.ner))
        if len({run.output for each in runs.values() for run in each}) > 1:
            sys.exit("the outputs differ")
    first = runs[arguments.jobs[0]]
    print("                                         MB at a tenth          at most since")
    print("jobs  articles/s  times   CPU s  cores   one process  all   one process  all  growth of one")
    for jobs, each in runs.items():
        wall = median(run.wall for run in each)
        cpu = median(run.cpu for run in each)
        times = median(run.wall for run in first) / wall
        rate = arguments.articles / wall
        one, all_, most, most_all = each[-1].memory()
        print(
            f"{jobs:4}  {rate:10.1f}  {times:5.2f}  {cpu:6.1f}  {cpu / wall:5.2f}   "
            f"{one:11.0f}  {all_:3.0f}   {most:11.0f}  {most_all:3.0f}  {most / one - 1:+13.0%}"
        )
    for jobs, each in runs.items():
        print(f"all rounds, {jobs} jobs, s (CPU s): {'  '.join(f'{r.wall:.1f} ({r.cpu:.1f})' for r in each)}")


class Run:
    """One run of the command, and what it took."""

    def __init__(self, folder: Path, jobs: int, *, ner: bool) -> None:
        command = [
            sys.executable,
            "-m",
            "annotators.cli",
            "annotate",
            "--format",
            "jsonl",
            "--jobs",
            str(jobs),
        ]
        command += ["in", "-o", "out", "--force", *([] if ner else ["--no-ner"])]
        begun, before = time.perf_counter(), os.times()
        self._seen: list[tuple[float, float]] = []  # MB of the largest process, and of all
        running = subprocess.Popen(command, cwd=folder, env=os.environ | {"OMP_NUM_THREADS": "1"})
        while True:
            try:
                running.wait(_INTERVAL)
                break
            except subprocess.TimeoutExpired:
                self._look(running.pid)
        if running.returncode:
            sys.exit(f"exit status {running.returncode}")
        after = os.times()
        self.wall = time.perf_counter() - begun
        self.cpu = after.children_user + after.children_system - before.children_user - before.children_system
        self.output = hash((folder / "out").read_bytes())

    def _look(self, pid: int) -> None:
        sizes = []
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            for process in (str(pid), *children):
                lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
                kb = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
                sizes.append((kb["Rss:"] / 1024, kb["Pss:"] / 1024))
        except (OSError, KeyError):
            return
        self._seen.append((max(rss for rss, _ in sizes), sum(pss for _, pss in sizes)))

    def memory(self) -> list[float]:
        """MB of the largest process and of all of them, at a tenth of the run and at the most behind that."""
        if not self._seen:
            sys.exit("too few articles to see what memory they take")
        tenth = len(self._seen) // 10
        early, late = self._seen[tenth], self._seen[tenth:]
        return [*early, max(rss for rss, _ in late), max(pss for _, pss in late)]


if __name__ == "__main__":
    main()
