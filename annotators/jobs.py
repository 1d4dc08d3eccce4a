"""Articles annotated by several processes: the same records in the same order as `batch.records` gives."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from annotators.article import MAX_BYTES, ArticleError
from annotators.batch import Record, Result, read_bytes, records
from annotators.document import Document, Failure
from annotators.inputs import Admitted, Source, failure_of
from annotators.pipeline import Annotator
from annotators.pool import LARGEST, Loss, Pool
from annotators.windows import Pause
from annotators.worker import Hold

# A shorter timeout could strike articles that are only tagged together with many others.
_TOGETHER = 10.0  # seconds
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def records_by(
    jobs: int,
    items: Iterable[Admitted],
    annotator: Annotator,
    render: Callable[[Document | Failure], str],
    *,
    timeout: float | None = None,
    stdin: BinaryIO | None = None,
    encoding: str = "utf-8",
    max_bytes: int = MAX_BYTES,
) -> Generator[Result, None, None]:
    """The record of every item, in order, made by `jobs` processes. Admitteds that have none are passed on.

    An article that ends the process which works on it is a `Failure` with the code `worker-died`; one that
    takes more than `timeout` seconds, reading it included, with the code `timeout`. Standard input is read
    in this process.

    Nothing of a process is left when the iterator is closed.

    :raises annotators.batch.ModelError: the model cannot be loaded.
    :raises annotators.pool.PoolError: processes end whatever they are given.
    """
    for name in _THREADS:
        os.environ.setdefault(name, "1")  # several processes have a core each
    annotator.prepare()
    together = annotator.tags_together and (timeout is None or timeout >= _TOGETHER)

    def work(task: Sequence[Admitted], hold: Hold) -> Iterator[Result]:
        return records(
            task,
            annotator.annotate_each,
            render,
            encoding=encoding,
            max_bytes=max_bytes,
            first=LARGEST,
            together=together,
            hold=hold,
        )

    def lost(item: Admitted, loss: Loss) -> Result:
        assert isinstance(item, Source)  # no other is worked on
        failure = Failure(item.name, loss.code, loss.message, item.origin)
        return Record(render(failure), failure, item.place, article=item.name)

    pool = Pool(work, lost, jobs=jobs, timeout=timeout, weight=_weight, size=_size)
    return pool.results(_loaded(items, stdin, max_bytes))


def _loaded(items: Iterable[Admitted], stdin: BinaryIO | None, max_bytes: int) -> Iterator[Admitted]:
    """`items`, of which standard input has been read."""
    for item in items:
        if not isinstance(item, Source) or item.path is not None or item.text is not None:
            yield item
            continue
        yield Pause()  # what was read before must not wait for it
        try:
            yield replace(item, data=read_bytes(item, stdin, max_bytes))
        except ArticleError as error:
            yield Failure(item.name, error.code, str(error))
        except OSError as error:
            yield failure_of(item.name, error)


def _weight(item: Admitted) -> int:
    """About as many bytes as `item` takes."""
    if not isinstance(item, Source):
        return 0
    return sys.getsizeof(item.text) + sys.getsizeof(item.data)


def _size(result: Result) -> int:
    return sys.getsizeof(result.text) if isinstance(result, Record) else 0
