"""A Ray cluster of three nodes on this machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

ray = pytest.importorskip("ray", reason="needs the extra ray")

from annotators.batch import Record, records  # noqa: E402  # after the skip
from annotators.cluster.parts import Part  # noqa: E402
from annotators.cluster.place import place  # noqa: E402
from annotators.cluster.rayworkers import RayWorkers, connected  # noqa: E402
from annotators.cluster.run import ClusterError, Progress, annotate  # noqa: E402
from annotators.cluster.setup import Setup, model_files, stamp_of  # noqa: E402
from annotators.cluster.worker import CRASHED, Job, Task, Worker  # noqa: E402
from annotators.inputs import inputs  # noqa: E402
from annotators.ner.model import DEFAULT, find_model  # noqa: E402
from annotators.writer import to_jsonl  # noqa: E402
from tests.cluster.corpora import TEXT, annotator, folder_of, job, setup, written  # noqa: E402

# Ray's own: sockets and files that it leaves to the end of the process.
pytestmark = [pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Three nodes with a processor each; this process is none of them."""
    from ray.cluster_utils import Cluster

    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    for _ in range(2):
        made.add_node(num_cpus=1)
    monkeypatch.setenv("RAY_ADDRESS", made.address)
    with connected(None):
        yield made
    made.shutdown()


def on_one_machine(folder: Path, made: Setup) -> bytes:
    lines = records(inputs([str(folder)]), annotator(made).annotate_each, to_jsonl)
    return "".join(record.text for record in lines if isinstance(record, Record)).encode()


def test_a_node_is_lost_and_every_article_is_there_once_as_one_machine_writes_it(
    cluster: Any, tmp_path: Path
) -> None:
    source, output = folder_of(tmp_path / "in", 400), place(str(tmp_path / "out"))
    made = Setup((), model_files(find_model(DEFAULT), "auto", "cpu"))
    nodes: set[str] = set()
    lost: list[int] = []
    workers = RayWorkers(job(output, made=made), annotator(made).run)

    def watch(progress: Progress, count: int) -> None:
        nodes.update(node["NodeID"] for node in ray.nodes() if node["Alive"])
        if progress.written >= 4 and count == 3 and not lost:
            lost.append(progress.written)
            cluster.remove_node(cluster.list_all_nodes()[-1], allow_graceful=False)

    progress = annotate(place(str(source)), TEXT, workers.job, workers, articles=10, watch=watch)
    assert len(nodes) == 3
    assert lost
    assert progress.deaths >= 1
    assert (progress.articles, progress.failed) == (400, 0)
    assert written(tmp_path / "out") == on_one_machine(source, made)


class Dying(Worker):
    """A worker that an article ends, as a fault in native code would."""

    def do(self, task: Task) -> tuple[Part, bool] | None:
        each = self.annotator.annotate_each

        def annotate_each(articles: Any) -> Any:
            if any("Day 17." in article.text for article in articles):
                os.kill(os.getpid(), signal.SIGKILL)
            return each(articles)

        self.annotator.annotate_each = annotate_each  # type: ignore[method-assign]
        try:
            return super().do(task)
        finally:
            self.annotator.annotate_each = each  # type: ignore[method-assign]


def test_an_article_that_ends_its_worker_is_an_error_record(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    monkeypatch.setattr("annotators.cluster.rayworkers.Worker", Dying)
    source, output = folder_of(tmp_path / "in", 30), place(str(tmp_path / "out"))
    workers = RayWorkers(job(output), annotator(setup()).run, 2)
    progress = annotate(place(str(source)), TEXT, workers.job, workers, articles=10)
    assert [(each.article[-8:], each.code) for each in progress.failures] == [("0017.txt", CRASHED)]
    assert progress.articles == 30
    assert len(written(tmp_path / "out").splitlines()) == 30


def test_processors_that_come_later_get_workers(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotators.cluster.rayworkers._GROWTH", 1)
    workers = RayWorkers(job(place(str(tmp_path / "out"))), annotator(setup()).run)
    while workers.count < 3:
        assert workers.ended() == []
    cluster.add_node(num_cpus=1)
    while workers.count < 4:
        assert workers.ended() == []
    workers.close()


def test_workers_that_would_write_other_records_are_refused(cluster: Any, tmp_path: Path) -> None:
    source, output = folder_of(tmp_path / "in", 3), place(str(tmp_path / "out"))
    facts = {**annotator(setup()).run, "glossator": "0.0.1"}
    workers = RayWorkers(job(output), facts, 1)
    with pytest.raises(ClusterError, match=r"^a worker has glossator .*, and this machine 0\.0\.1$"):
        annotate(place(str(source)), TEXT, workers.job, workers)


def test_workers_that_cannot_load_the_model_say_so(cluster: Any, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "resources.json").write_text("{}")
    (tmp_path / "own" / "weights.pt").write_bytes(b"weights")
    made = Setup((), model_files(find_model(str(tmp_path / "own")), "stanza", "cpu"))
    with TemporaryDirectory() as folder:
        facts = made.annotator(Path(folder)).run
    output = place(str(tmp_path / "out"))
    workers = RayWorkers(Job(made, stamp_of(made, facts, "text", "jsonl"), output, "jsonl"), facts, 1)
    with pytest.raises(ClusterError, match=r"workers do not start: .*cannot load the model"):
        annotate(place(str(folder_of(tmp_path / "in", 3))), TEXT, workers.job, workers)
