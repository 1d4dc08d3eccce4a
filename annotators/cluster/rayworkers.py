"""Workers as actors of a Ray cluster. The one module that imports Ray."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from annotators.batch import ModelError
from annotators.cluster.run import ClusterError, DiedError, Result
from annotators.cluster.worker import Job, Task, Worker

_SECONDS = 1.0  # that `ended` waits at most
_GROWTH = 20  # calls of `ended` after which it is looked for new processors
_STARTS = 5  # workers one behind the other that do not start, though nothing is known to be wrong with them
_FAULTS = 3  # times that a task may fail with an error of reading or writing


@contextmanager
def connected(address: str | None) -> Iterator[None]:
    """Within: a client of the cluster at `ray://HOST:PORT`; with None, a part of the one that `RAY_ADDRESS`
    names, else of the one that runs on this machine, else of a new one of this machine alone.

    :raises ClusterError: Ray is not installed, or there is no cluster at `address`.
    """
    # Ray reports who uses it to its makers, unless it is told not to.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # or it warns of what it will do one day
    try:
        import ray
    except ImportError:
        raise ClusterError(
            "--on ray needs Ray, which is not installed: pip install 'glossator[ray]'"
        ) from None
    # What workers print would come out on standard output.
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.CRITICAL}
    address = address or os.environ.get("RAY_ADDRESS")
    try:
        if address is not None:
            ray.init(address, **quiet)
        else:
            try:
                ray.init("auto", **quiet)
            except ConnectionError:
                ray.init("local", include_dashboard=False, **quiet)
    except Exception as error:  # of many classes, of gRPC and of Ray
        raise ClusterError(f"no Ray cluster at {address or 'local'}: {str(error).splitlines()[0]}") from None
    try:
        yield
    finally:
        ray.shutdown()


class RayWorkers:
    """As many actors as there are to be, each on a processor of its own; a new one for each that dies."""

    def __init__(self, job: Job, facts: Mapping[str, object], count: int | None = None) -> None:
        """`facts` is what this machine would write into its records: workers that would not write the same
        are refused. `count` is by default the number of processors that the cluster has; of one that grows
        those that come are used."""
        import ray

        self._ray = ray
        self.job = job
        self._job = ray.put(job)
        self._facts = dict(facts)
        # One task of an actor at a time, so that it is known what it died of. No restarts by Ray, which would
        # not say of them.
        options = {"num_cpus": 1, "max_restarts": 0, "max_task_retries": 0, "scheduling_strategy": "SPREAD"}
        self._actor = ray.remote(Worker).options(**options)
        self._starting: dict[Any, Any] = {}  # reference to the first answer -> actor
        self._idle: list[Any] = []
        self._busy: dict[Any, tuple[Any, Task]] = {}  # reference to the result -> actor, task
        self._failed_starts = 0
        self._faults: dict[int, int] = {}  # partition -> errors of reading and writing
        self._wanted = count
        self._asked = 0  # times that `ended` was called
        self._grow()

    @property
    def count(self) -> int:
        """How many have been started and not ended."""
        return len(self._idle) + len(self._busy)

    def idle(self) -> int:
        """How many could take a task now."""
        return len(self._idle)

    def give(self, task: Task) -> None:
        """Begin a task; one must be idle."""
        actor = self._idle.pop()
        self._busy[actor.do.remote(task)] = (actor, task)

    def ended(self) -> list[tuple[Task, Result | DiedError]]:
        """Tasks that have ended, once some have or a second is over.

        :raises ClusterError: no worker can do what there is to do.
        """
        self._asked += 1
        if self._asked % _GROWTH == 0:
            self._grow()
        waiting = [*self._starting, *self._busy]
        ready, _ = self._ray.wait(waiting, num_returns=1, timeout=_SECONDS)
        ended: list[tuple[Task, Result | DiedError]] = []
        for reference in ready:
            if reference in self._starting:
                self._started(reference)
                continue
            actor, task = self._busy.pop(reference)
            result = self._result(reference, task)
            ended.append((task, result))
            if isinstance(result, DiedError):
                self._replace(actor)
            else:
                self._idle.append(actor)
        return ended

    def _grow(self) -> None:
        wanted = self._wanted
        if wanted is None:
            wanted = max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        for _ in range(wanted - self.count - len(self._starting)):
            self._start()

    def close(self) -> None:
        """End them all."""
        for actor in [*self._starting.values(), *self._idle, *(actor for actor, _ in self._busy.values())]:
            self._ray.kill(actor)

    def _start(self) -> None:
        actor = self._actor.remote(self._job)
        self._starting[actor.facts.remote()] = actor

    def _replace(self, actor: Any) -> None:
        """Another actor for one that died, or cannot be reached: what it does if it lives on must end."""
        self._ray.kill(actor)
        self._start()

    def _started(self, reference: Any) -> None:
        actor = self._starting.pop(reference)
        try:
            facts = self._ray.get(reference)
        except self._ray.exceptions.RayError as error:
            self._failed_starts += 1
            if self._failed_starts == _STARTS:
                raise ClusterError(f"workers do not start: {_told(error)}") from None
            self._replace(actor)
            return
        for key, value in self._facts.items():
            if facts.get(key) != value:
                raise ClusterError(f"a worker has {key} {facts.get(key)}, and this machine {value}")
        self._failed_starts = 0
        self._idle.append(actor)

    def _result(self, reference: Any, task: Task) -> Result | DiedError:
        exceptions = self._ray.exceptions
        try:
            result: Result = self._ray.get(reference)
        except exceptions.RayTaskError as error:
            cause = error.cause
            if isinstance(cause, OSError):
                number = task.partition.number
                self._faults[number] = self._faults.get(number, 0) + 1
                if self._faults[number] < _FAULTS:
                    return DiedError()
            if isinstance(cause, (OSError, ModelError)):
                raise ClusterError(" ".join(str(cause).split())) from None
            raise
        except exceptions.RayError:
            return DiedError()
        return result


def _told(error: Exception) -> str:
    """The last line of an error of Ray, which is that of the exception behind it."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[-1].strip() if lines else type(error).__name__
