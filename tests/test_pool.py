from __future__ import annotations

import faulthandler
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators import pool
from annotators.pool import Loss, Pool, PoolError
from annotators.windows import Pause
from annotators.worker import Hold

KILLED = "its worker was killed by SIGKILL, as the system does when memory runs out"


def one_by_one(work: Callable[[Any], object]) -> Callable[[Sequence[Any], Hold], Iterator[object]]:
    """`work` on each item of a task by itself."""

    def each(items: Sequence[Any], hold: Hold) -> Iterator[object]:
        for number, item in enumerate(items):
            hold(number, number + 1)
            result = work(item)
            hold(0, 0)
            yield result

    return each


def all_at_once(work: Callable[[Any], object]) -> Callable[[Sequence[Any], Hold], Iterator[object]]:
    """`work` on every item of a task before the first result."""

    def each(items: Sequence[Any], hold: Hold) -> Iterator[object]:
        hold(0, len(items))
        results = [work(item) for item in items]
        hold(0, 0)
        yield from results

    return each


def lost(item: object, loss: Loss) -> tuple[object, str, str]:
    return item, loss.code, loss.message


def results(work: Callable[..., Any], items: Any, **options: Any) -> list[Any]:
    """What a pool makes of `items`; nothing may be left of it."""
    made: Pool[Any, Any] = Pool(work, lost, **{"jobs": 2, **options})
    found = list(made.results(items))
    assert made.pids() == []
    return found


def gone(pid: int) -> bool:
    """Whether there is no such process, or only the memory of one that nobody asked after."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


# Order ----------------------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.just(0) | st.integers(0, 20), max_size=80),
    st.integers(1, 3),
    st.sampled_from([one_by_one, all_at_once]),
)
def test_results_come_in_the_order_of_the_items_however_long_each_takes(
    milliseconds: list[int], jobs: int, way: Callable[..., Any]
) -> None:
    def work(item: tuple[int, int]) -> int:
        time.sleep(item[1] / 1000)
        return item[0] * 2

    items = list(enumerate(milliseconds))
    assert results(way(work), items, jobs=jobs) == [number * 2 for number, _ in items]


def test_several_processes_work_at_once() -> None:
    def work(item: int) -> int:
        time.sleep(0.05)
        return os.getpid()

    assert len(set(results(one_by_one(work), range(20), jobs=3))) == 3


def test_an_exception_of_the_work_itself_is_raised_behind_the_results_before_it() -> None:
    def work(item: int) -> int:
        if item == 1:
            raise ValueError("no luck")
        return item

    found = []
    with pytest.raises(ValueError, match="no luck"):
        for result in Pool(one_by_one(work), lost, jobs=1).results(range(9)):
            found.append(result)  # noqa: PERF402  what came before the error counts
    assert found == [0]


# Memory ---------------------------------------------------------------------------------------------------


def test_no_more_is_read_than_a_bounded_number_ahead_of_a_slow_reader() -> None:
    read = 0

    def items() -> Iterator[int]:
        nonlocal read
        for read in range(100_000):  # noqa: B007
            yield read

    made = Pool[Any, Any](one_by_one(lambda item: item), lost, jobs=2)
    with closing(made.results(items())) as stream:
        for taken in range(300):
            assert next(stream) == taken
            assert read - taken <= 2 * pool.READ_AHEAD + 1
        time.sleep(0.2)
        assert read - taken <= 2 * pool.READ_AHEAD + 1


def test_large_results_that_wait_for_one_before_them_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pool, "_BUFFER", 100_000)
    monkeypatch.setattr(pool, "LARGEST", 4)
    go = tmp_path / "go"

    def work(item: int) -> bytes:
        while item == 0 and not go.exists():
            time.sleep(0.01)
        with (tmp_path / "done").open("ab") as file:
            file.write(b".")
        return b"x" * 50_000

    def done() -> int:
        return (tmp_path / "done").stat().st_size if (tmp_path / "done").exists() else 0

    class Watched(Pool[Any, Any]):
        def _listen(self, seconds: float | None) -> None:
            assert self._buffered <= 100_000 + 2 * 50_000
            if self._buffered > 100_000:
                before = done()
                time.sleep(0.1)
                assert done() <= before + 8  # what fits into the pipe, and the one that does not
                go.touch()  # only now is the first item done
            super()._listen(seconds)

    stream = Watched(one_by_one(work), lost, jobs=2, size=len).results(range(40))
    assert len(list(stream)) == 40
    assert done() == 40


def test_what_was_read_is_done_before_an_item_that_is_long_in_coming() -> None:
    def items() -> Iterator[int | Pause]:
        yield from range(5)
        yield Pause()
        assert found == [0, 1, 2, 3, 4]
        yield 5

    found: list[int] = []
    for result in Pool[Any, Any](one_by_one(lambda item: item), lost, jobs=2).results(items()):
        found.append(result)  # noqa: PERF402  `items` looks at it
    assert found == [0, 1, 2, 3, 4, 5]


def test_results_are_handed_out_and_items_read_as_they_come_from_a_stream() -> None:
    reader, writer = socket.socketpair()
    with reader, writer, reader.makefile("rb", buffering=0) as stream:

        def items() -> Iterator[bytes | Pause]:
            while True:
                yield Pause(stream.fileno())
                if not (data := stream.read(1)):
                    return
                yield data

        found = Pool[Any, Any](one_by_one(lambda item: item), lost, jobs=2).results(items())
        for letter in (b"a", b"b", b"c"):
            writer.send(letter)
            assert next(found) == letter
        writer.shutdown(socket.SHUT_WR)  # closing would not do: the workers have it open too
        assert list(found) == []


# Death ----------------------------------------------------------------------------------------------------


def deadly(item: str) -> str:
    if item.startswith("SIG"):
        faulthandler.disable()  # pytest's would tell of it
        os.kill(os.getpid(), getattr(signal, item))
    if item.startswith("exit"):
        os._exit(int(item[4:]))
    if item == "hang":
        time.sleep(1000)
    return item.upper()


@pytest.mark.parametrize("way", [one_by_one, all_at_once])
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_a_worker_that_dies_costs_the_item_that_killed_it_and_no_other(way: Any, jobs: int) -> None:
    items = [*"abcdefg", "SIGKILL", *"hijk", "SIGSEGV", "exit3", "l", "SIGRTMIN", *"mnop"]
    messages = {
        "SIGKILL": KILLED,
        "SIGSEGV": "its worker was killed by SIGSEGV",
        "exit3": "its worker ended with exit code 3",
        "SIGRTMIN": "its worker was killed by SIGRTMIN",
    }
    expected = [(item, "worker-died", messages[item]) if item in messages else item.upper() for item in items]
    assert results(way(deadly), items, jobs=jobs) == expected


def test_a_worker_that_is_killed_between_two_items_costs_nothing() -> None:
    made = Pool[Any, Any](one_by_one(deadly), lost, jobs=2)
    found: list[str] = []
    for result in made.results(str(number) for number in range(500)):
        if len(found) in (50, 200, 210):
            time.sleep(0.2)  # so that they wait, with nothing in their hands
            for pid in made.pids():
                os.kill(pid, signal.SIGKILL)
        found.append(result)
    assert found == [str(number) for number in range(500)]


def test_workers_that_die_whatever_they_are_given_end_the_work() -> None:
    def work(items: Sequence[int], hold: Hold) -> Iterator[int]:
        os._exit(1)

    with pytest.raises(PoolError, match="workers die as soon as .* exit code 1"):
        results(work, range(10))


@pytest.mark.parametrize("way", [one_by_one, all_at_once])
def test_an_item_that_takes_too_long_is_lost_and_no_other(way: Any) -> None:
    items = ["a", "b", "hang", "c", "hang", *"defghi"]
    late = ("hang", "timeout", "not done after 0.4 seconds")
    expected = [late if item == "hang" else item.upper() for item in items]
    assert results(way(deadly), items, jobs=2, timeout=0.4) == expected


def test_the_time_of_an_item_is_its_own_and_not_that_of_the_task() -> None:
    def work(item: int) -> int:
        time.sleep(0.1)
        return item

    assert results(one_by_one(work), range(20), jobs=1, timeout=0.5) == list(range(20))


def test_an_item_does_not_run_out_of_time_while_nobody_takes_the_results() -> None:
    stream = Pool[Any, Any](one_by_one(lambda item: b"x" * 300_000), lost, jobs=1, timeout=0.3)
    found = []
    for result in stream.results(range(12)):
        time.sleep(0.2)
        found.append(len(result))
    assert found == [300_000] * 12


# The end --------------------------------------------------------------------------------------------------


def test_closing_ends_the_workers_in_the_middle_of_their_work() -> None:
    made = Pool[Any, Any](one_by_one(deadly), lost, jobs=2)
    stream = made.results(["a", *["hang"] * 5])
    assert next(stream) == "A"
    pids = made.pids()
    assert len(pids) == 2
    stream.close()
    assert all(map(gone, pids))


PROGRAM = """
import os, sys, time
from annotators.pool import Pool

def work(items, hold):
    for item in items:
        sys.stderr.write(f"{os.getpid()}\\n")
        sys.stderr.flush()
        time.sleep(1000)
        yield item

list(Pool(work, lambda item, loss: item, jobs=3).results(range(100)))
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_their_parent_and_hold_nothing_open(end: signal.Signals) -> None:
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        pids = [int(running.stderr.readline()) for _ in range(3)]
        assert not any(map(gone, pids))
        running.send_signal(end)
        assert running.stdout.read() == b""  # it would wait for a worker that has it open
        assert eventually(lambda: all(map(gone, pids)))


@pytest.mark.skipif(sys.platform == "linux" and sys.gettrace() is not None, reason="debuggers hold processes")
def test_workers_end_with_their_parent_where_the_kernel_does_not_see_to_it() -> None:
    program = PROGRAM.replace(
        "import os", "import annotators.worker\nannotators.worker._die_with = id\nimport os"
    )
    program = program.replace("time.sleep(1000)", "time.sleep(0.5)")
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        pids = [int(running.stderr.readline()) for _ in range(3)]
        running.kill()
        running.wait()
        assert eventually(lambda: all(map(gone, pids)))
