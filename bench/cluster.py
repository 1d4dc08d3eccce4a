#!/usr/bin/env python
"""What Ray costs over plain processes on the same cores, and what a worker needs.

Both sides do the same partitions of the same articles by `annotators.cluster.worker.Worker`: one in processes
of `multiprocessing`, the other in actors of a Ray cluster that this script starts on this machine. They take
turns.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from annotators.cluster.partitions import Kind, partitions
from annotators.cluster.place import place
from annotators.cluster.rayworkers import RayWorkers, connected
from annotators.cluster.run import annotate
from annotators.cluster.setup import Setup, model_files, stamp_of
from annotators.cluster.worker import Job, Task, Worker
from annotators.ner.model import DEFAULT, find_model

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.txt"))
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Side:
    """What the rounds of one side took, from the first partition given to the last part written."""

    name: str
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # seconds, of all processes of the side
    start: list[float] = field(default_factory=list)  # seconds until all workers could begin
    peak: float = 0.0  # MB that the largest worker held at most (VmHWM)
    own: float = 0.0  # MB of the largest worker, shared pages divided among those that share them (PSS)


def corpus(folder: Path, number: int) -> int:
    """So many articles, the samples again and again with other words in them. Returns their bytes."""
    texts = [file.read_text(encoding="utf-8-sig") for file in SAMPLES]
    size = 0
    for each in range(number):
        text = f"Report {each} of {each % 28 + 1} May.\n\n" + texts[each % len(texts)]
        text = text.replace(" said", f" said on day {each}").replace("Fourth", f"{each % 90 + 4}th")
        data = text.encode()
        size += len(data)
        (folder / f"{each:06d}.txt").write_bytes(data)
    return size


# Processes.


def descendants(root: int) -> set[int]:
    """The processes under `root`, and itself."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cpu_of(pids: set[int]) -> float:
    """CPU seconds that these processes have used; those that have ended count with their parent."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / TICKS


def memory_of(pid: int) -> tuple[float, float]:
    """MB: the most that a process held, and what it holds now with its part of what is shared."""

    def kilobytes(file: str, key: str) -> int:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(key))

    return kilobytes("status", "VmHWM") / 1000, kilobytes("smaps_rollup", "Pss:") / 1000


@contextmanager
def measured(side: Side, pids: set[int]) -> Iterator[None]:
    before, begun = cpu_of(pids), time.perf_counter()
    yield
    side.seconds.append(time.perf_counter() - begun)
    side.cpu.append(cpu_of(pids) - before)


def remember(side: Side, pids: list[int]) -> None:
    for pid in pids:
        peak, own = memory_of(pid)
        side.peak, side.own = max(side.peak, peak), max(side.own, own)


# The two sides. Each annotates everything into a folder, with new workers each time.

_worker: Worker | None = None


def _begin(job: Job) -> None:
    global _worker
    _worker = Worker(job)


def _do(task: Task) -> None:
    assert _worker is not None
    _worker.do(task)


def _wait(seconds: float) -> None:
    time.sleep(seconds)


def in_processes(side: Side, job: Job, source: str, workers: int, size: int) -> None:
    begun = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(workers, _begin, (job,)) as pool:
        pool.map(_wait, [0.5] * workers, chunksize=1)  # so long that each of them gets one
        side.start.append(time.perf_counter() - begun - 0.5)
        pids = [child.pid for child in multiprocessing.active_children() if child.pid is not None]
        with measured(side, {os.getpid(), *pids}):
            tasks = (Task(each) for each in partitions(place(source), Kind("text"), articles=size))
            for _ in pool.imap_unordered(_do, tasks):
                pass
        remember(side, pids)


def on_ray(side: Side, job: Job, facts: Mapping[str, object], source: str, workers: int, size: int) -> None:
    begun = time.perf_counter()
    made = RayWorkers(job, facts, workers)
    while made.count < workers:
        made.ended()
    side.start.append(time.perf_counter() - begun)
    with measured(side, descendants(os.getpid())):  # Ray's own processes with it
        annotate(place(source), Kind("text"), job, made, articles=size)
    remember(side, [pid for pid in descendants(os.getpid()) if _title(pid).startswith("ray::Worker")])
    made.close()


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=600, metavar="N")
    parser.add_argument("--part-articles", type=int, default=50, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    parser.add_argument("--price", type=float, default=0.04, metavar="X", help="of a core for an hour")
    parser.add_argument("--no-ner", action="store_true", help="rules alone")
    options = parser.parse_args()
    model = None if options.no_ner else model_files(find_model(DEFAULT), "auto", "cpu")
    setup = Setup((), model)
    load = "/".join(f"{each:.1f}" for each in os.getloadavg())
    plain, ray_side = Side("processes"), Side("Ray")
    with TemporaryDirectory() as folder:
        source = Path(folder) / "in"
        source.mkdir()
        size = corpus(source, options.articles)
        facts = setup.annotator(Path(folder) / "driver").run
        stamp = stamp_of(setup, facts, "text", "jsonl")
        os.environ.pop("RAY_ADDRESS", None)
        # Ray's workers give way to everything else; on a machine with others at work they would get nothing.
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as Ray has it for a worker with one processor
        os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112  # Ray's own spelling
        begun = time.perf_counter()
        with connected(None):
            cluster = time.perf_counter() - begun
            sizes = (str(source), options.workers, options.part_articles)
            for number in range(options.rounds):
                outputs = [Path(folder) / f"{side}-{number}" for side in ("plain", "ray")]
                jobs = [Job(setup, stamp, place(str(output)), "jsonl") for output in outputs]
                in_processes(plain, jobs[0], *sizes)
                on_ray(ray_side, jobs[1], facts, *sizes)
                for file in sorted(outputs[0].glob("part-*")):
                    assert file.read_bytes() == (outputs[1] / file.name).read_bytes()
    print(f"{len(os.sched_getaffinity(0))} cores, load before {load}, after {os.getloadavg()[0]:.1f}")
    print(f"{options.articles} articles, {size} bytes, {options.part_articles} a partition")
    print(f"{options.rounds} rounds, {options.workers} workers each; the cluster was up in {cluster:.1f} s")
    print(
        f"{'':12}{'start s':>9}{'best s':>9}{'median s':>10}{'CPU s':>8}{'articles/CPU s':>16}"
        f"{'peak MB':>9}{'PSS MB':>8}"
    )
    for side in (plain, ray_side):
        cpu = min(side.cpu)
        print(
            f"{side.name:12}{min(side.start):9.1f}{min(side.seconds):9.1f}{median(side.seconds):10.1f}{cpu:8.1f}"
            f"{options.articles / cpu:16.1f}{side.peak:9.0f}{side.own:8.0f}"
        )
    ratio = median(r / p for r, p in zip(ray_side.seconds, plain.seconds, strict=True))
    best, cpu = min(ray_side.seconds) / min(plain.seconds), min(ray_side.cpu) / min(plain.cpu)
    print(f"Ray/processes: time {best:.2f} best, {ratio:.2f} median; CPU {cpu:.2f}")
    for million in (10, 100):
        hours = million * 1e6 / options.articles * min(ray_side.cpu) / 3600
        print(
            f"{million} million such articles: {hours:.0f} core-hours, {hours * options.price:.2f} for them"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
