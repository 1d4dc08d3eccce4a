"""Work in several processes: results in the order of the items, whatever happens to a process.

The parent has no threads, so that it can fork at any time, and does one thing after another: it gives tasks
out, collects results and hands them on. While whoever takes the results is slow it does nothing, and the
workers soon wait. A worker that dies is replaced, and only what it was working on is lost.

Ready-made pools do not do that. `concurrent.futures` and `loky` give up all work when one process dies;
`multiprocessing.Pool` waits for the lost result for ever. `pebble` goes on, but a task is lost as a whole,
with all its results, nothing holds it back from reading all items ahead, and it forks from among threads.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from heapq import heappop, heappush
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Generic, TypeVar

from annotators.windows import Pause
from annotators.worker import Held, Work, serve

LARGEST = 32  # items of a task
READ_AHEAD = 4 * LARGEST  # items a worker that may be read before the first of them is handed out
_HEAVY = 1 << 20  # bytes: a task ends with the item that makes it weigh so much
_BUFFER = 32 << 20  # bytes of results that may wait for one before them
_TICK = 0.25  # seconds
_HOPELESS = 20  # workers that died one after the other without a result

T = TypeVar("T")
R = TypeVar("R")
_Task = list[tuple[int, T]]  # items with their numbers


class PoolError(Exception):
    """Workers die whatever they are given."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Why an item has no result."""

    code: str  # worker-died | timeout
    message: str


class _Worker(Generic[T]):
    """A process, as its parent sees it."""

    def __init__(self, process: BaseProcess, connection: Connection, held: Held) -> None:
        self.process, self.connection, self.held = process, connection, held
        self.task: _Task[T] = []  # what of its task has no result yet
        self.given = 0  # items that its task had
        self.turn, self.elapsed = 0, 0.0  # what it works on, and the seconds that this was seen

    def working_on(self) -> tuple[int, _Task[T]]:
        """A number that changes with what it works on, and what that is, or None of it."""
        turn, start, end = self.held.read()
        past = self.given - len(self.task)
        return turn, self.task[max(start - past, 0) : max(end - past, 0)]

    def end(self) -> None:
        """Kill it and wait for its death."""
        self.process.kill()
        self.process.join()
        self.process.close()
        self.connection.close()
        self.held.close()


class Pool(Generic[T, R]):
    """Processes that do `work`. Its results come from `results`; nothing of it is left when that is closed."""

    def __init__(
        self,
        work: Work[T, R],
        lost: Callable[[T, Loss], R],
        *,
        jobs: int,
        timeout: float | None = None,
        weight: Callable[[T], int] = lambda item: 0,
        size: Callable[[R], int] = lambda result: 0,
    ) -> None:
        """`lost` makes the result of an item that has none. An item may take `timeout` seconds.

        `weight` and `size` are the bytes of items and results that have to be kept. Items and results must
        be picklable; `work` need not be, and nothing that it uses.
        """
        self._work, self._lost, self._jobs, self._timeout = work, lost, jobs, timeout
        self._weight, self._size = weight, size
        self._workers: list[_Worker[T]] = []
        self._again: list[tuple[int, _Task[T]]] = []  # tasks of dead workers; a heap
        self._done: dict[int, R] = {}  # results that wait for those before them
        self._buffered = 0  # bytes of them
        self._read = self._next = 0  # items read, and results handed out
        self._tasks = self._deaths = 0
        self._ended = False
        self._pause: Pause | None = None
        self._seen = monotonic()

    def results(self, items: Iterable[T | Pause]) -> Generator[R, None, None]:
        """The result of every item, in their order.

        At a `Pause` no item is read until there is one, or all results so far have been handed out.

        :raises PoolError: workers die at once, whatever they are given.
        :raises Exception: what `work` raises.
        """
        source = iter(items)
        try:
            while True:
                self._give(source)
                if self._next in self._done:
                    result = self._done.pop(self._next)
                    self._buffered -= self._size(result)
                    self._next += 1
                    yield result
                    self._listen(0)  # the workers have gone on meanwhile
                elif self._next < self._read or not self._ended:
                    self._listen(None)
                else:
                    return
        finally:
            for worker in self._workers:
                worker.end()
            self._workers.clear()

    def pids(self) -> list[int]:
        """The process ids of the workers."""
        return [worker.process.pid or 0 for worker in self._workers]

    # Giving out --------------------------------------------------------------------------------------------

    def _give(self, source: Iterator[T | Pause]) -> None:
        """Give every idle worker a task, while there are any."""
        if self._pause is not None and self._pause.descriptor is None and self._next == self._read:
            self._pause = None
        while True:
            idle = next((worker for worker in self._workers if not worker.task), None)
            if idle is None and len(self._workers) >= self._jobs:
                return
            task = heappop(self._again)[1] if self._again else self._fresh(source)
            if not task:
                return
            worker = idle or self._start()
            if worker is None:
                heappush(self._again, (task[0][0], task))
                return
            worker.task, worker.given = task, len(task)
            worker.turn, worker.elapsed = worker.held.read()[0], 0.0
            try:
                worker.connection.send([item for _, item in task])
            except OSError:  # it has died since
                self._bury(worker)

    def _fresh(self, source: Iterator[T | Pause]) -> _Task[T]:
        """The next task, small at first; nothing where no more may be read now."""
        most = min(2 ** (self._tasks // self._jobs), LARGEST)
        task: _Task[T] = []
        weight = 0
        while not self._ended and self._pause is None and len(task) < most and weight < _HEAVY:
            if self._read - self._next >= self._jobs * READ_AHEAD or self._buffered > _BUFFER:
                break
            item = next(source, self)
            if item is self:
                self._ended = True
            elif isinstance(item, Pause):
                self._pause = item
            else:
                task.append((self._read, item))  # type: ignore[arg-type]  # neither of the two above
                weight += self._weight(item)  # type: ignore[arg-type]
                self._read += 1
        self._tasks += bool(task)
        return task

    def _start(self) -> _Worker[T] | None:
        """A new worker; None where the system has no room for one more.

        :raises OSError: nor for a single one.
        """
        ours, theirs = multiprocessing.Pipe()
        held = Held()
        inherited = [ours, *(worker.connection for worker in self._workers)]
        process = multiprocessing.get_context("fork").Process(
            target=serve, args=(os.getpid(), theirs, held, self._work, inherited), daemon=True
        )
        try:
            with _interrupts_blocked():  # until the worker ignores them
                process.start()
        except OSError:
            if not self._workers:
                raise
            self._jobs = len(self._workers)
            return None
        finally:
            theirs.close()
        worker: _Worker[T] = _Worker(process, ours, held)
        self._workers.append(worker)
        return worker

    # Collecting --------------------------------------------------------------------------------------------

    def _listen(self, seconds: float | None) -> None:
        """Take what the workers send, waiting for at most so long; forever with None."""
        busy = [worker for worker in self._workers if worker.task]
        if self._buffered > _BUFFER:  # only what all others wait for, so that these stop
            first = [worker for worker in busy if worker.task[0][0] == self._next]
            busy = busy if seconds is None and not first else first
        descriptor = self._pause.descriptor if self._pause is not None else None
        if seconds is None and self._timeout is not None and busy:
            seconds = min(_TICK, self._timeout / 4)
        streams = [descriptor] if descriptor is not None else []
        ready = wait([*(worker.connection for worker in busy), *streams], seconds)
        if descriptor in ready:
            self._pause = None
        for worker in busy:
            if worker.connection in ready:
                self._receive(worker)
        if self._timeout is not None:
            self._watch(self._timeout)

    def _receive(self, worker: _Worker[T]) -> None:
        """Take one message of `worker`, which is there; or learn that the worker is dead."""
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        if isinstance(message, Exception):
            raise message
        number, _ = worker.task.pop(0)
        self._put(number, message)
        self._deaths = 0

    def _put(self, number: int, result: R) -> None:
        self._done[number] = result
        self._buffered += self._size(result)

    # Losing ------------------------------------------------------------------------------------------------

    def _watch(self, timeout: float) -> None:
        """Kill workers that have been at one thing for too long.

        The time is counted while this process runs too: it and its workers may be stopped (Ctrl-Z).
        """
        now = monotonic()
        passed, self._seen = min(now - self._seen, 2 * _TICK), now
        for worker in list(self._workers):
            turn, held = worker.working_on()
            if not held or turn != worker.turn:
                worker.turn, worker.elapsed = turn, 0.0
                continue
            worker.elapsed += passed
            if worker.elapsed <= timeout or worker.connection.poll():
                continue
            worker.process.kill()
            worker.process.join()
            with suppress(EOFError, OSError):
                while worker.task:  # what it did send at the last moment
                    self._receive_last(worker)
            late = worker.working_on()[0] == turn
            self._bury(worker, Loss("timeout", f"not done after {timeout:g} seconds") if late else None)

    def _receive_last(self, worker: _Worker[T]) -> None:
        message = worker.connection.recv()
        if isinstance(message, Exception):
            raise message
        self._put(worker.task.pop(0)[0], message)

    def _bury(self, worker: _Worker[T], loss: Loss | None = None) -> None:
        """Have the task of a dead worker done by others, but for the item that it was working on.

        Where that may have been one of several, each is done again alone.
        """
        worker.process.join()
        loss = loss or Loss("worker-died", _ending(worker.process.exitcode or 0))
        _, held = worker.working_on()
        self._workers.remove(worker)
        worker.end()
        rest = [entry for entry in worker.task if entry not in held]
        if len(held) == 1:
            number, item = held[0]
            self._put(number, self._lost(item, loss))
        else:
            self._deaths += 1
            if self._deaths > _HOPELESS:
                raise PoolError(f"workers die as soon as they have something to do: {loss.message}")
            for entry in held:
                heappush(self._again, (entry[0], [entry]))
        if rest:
            heappush(self._again, (rest[0][0], rest))


def _ending(code: int) -> str:
    """What ended a worker, from the exit code of its process."""
    if code >= 0:
        return f"its worker ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    # Said so that nobody has to look for who did it.
    hint = ", as the system does when memory runs out" if -code == signal.SIGKILL else ""
    return f"its worker was killed by {name}{hint}"


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
