"""Articles by several processes: the records that one makes, or the failure of an article that ended one."""

from __future__ import annotations

import faulthandler
import io
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from annotators import jobs
from annotators.article import Article
from annotators.batch import ModelError, Record, records
from annotators.document import Document, Failure, Origin
from annotators.inputs import Admitted, EmptyFolder, Skipped, Source
from annotators.jobs import records_by
from annotators.ner.model import DEFAULT, find_model
from annotators.pipeline import Annotator, load_tagger
from annotators.windows import Pause
from annotators.writer import to_jsonl
from tests.factories import shipped
from tests.test_batch import SAMPLES


class Fake:
    """An annotator that does what the text says."""

    def __init__(self, *, tags_together: bool = False) -> None:
        self.tags_together = tags_together

    def prepare(self) -> None:
        """There is no model."""

    def annotate_each(self, articles: Sequence[Article]) -> list[Callable[[], Document]]:
        if not self.tags_together:
            return [partial(self._annotate, article) for article in articles]
        begun: list[bool] = []

        def annotate(article: Article) -> Document:
            if not begun:  # all are worked on with the first, as by a tagger
                begun.append(True)
                for each in articles:
                    self._read(each)
            return self._annotate(article)

        return [partial(annotate, article) for article in articles]

    def _read(self, article: Article) -> None:
        if article.text == "die":
            faulthandler.disable()
            os.kill(os.getpid(), signal.SIGSEGV)
        if article.text == "hang":
            time.sleep(1000)

    def _annotate(self, article: Article) -> Document:
        self._read(article)
        if article.text == "model":
            raise ModelError("no model")
        if article.text == "fail":
            raise ValueError("no luck")
        return Document(article.name, article.sha256, (), (), (), ())


def by(count: int, items: Sequence[Admitted], fake: Fake | None = None, **options: Any) -> list[Any]:
    return list(records_by(count, items, cast(Annotator, fake or Fake()), to_jsonl, **options))


def files(folder: Path, *texts: str) -> list[Admitted]:
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text)
    return [Source(f"in/{n}.txt", folder / f"{n}.txt", f"{n}.txt") for n in range(len(texts))]


def codes(found: Sequence[Record]) -> dict[str, str]:
    return {record.article: record.failure.code for record in found if record.failure is not None}


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_records_are_those_of_one_process_but_for_the_articles_that_end_theirs(
    tmp_path: Path, together: bool, count: int
) -> None:
    texts = [*"abc", "fail", *"defghijklm", "die", "n", "die", *"opqrstuvwxyz" * 3]
    items = files(tmp_path, *texts)
    deadly = {n for n, text in enumerate(texts) if text == "die"}
    well = [item for n, item in enumerate(items) if n not in deadly]
    alone = {r.article: r for r in records(well, Fake().annotate_each, to_jsonl) if isinstance(r, Record)}
    found = by(count, items, Fake(tags_together=together))
    assert [record.article for record in found] == [f"in/{number}.txt" for number in range(len(texts))]
    assert codes(found) == {f"in/{n}.txt": "worker-died" for n in deadly} | {"in/3.txt": "internal"}
    for number, record in enumerate(found):
        if number in deadly:
            told = "its worker was killed by SIGSEGV"
            failure = Failure(record.article, "worker-died", told)
            assert record == Record(to_jsonl(failure), failure, f"{number}.txt", article=record.article)
        else:
            assert record == alone[record.article]


@pytest.mark.parametrize("together", [False, True])
def test_an_article_that_takes_too_long_is_a_failure_of_its_own(
    tmp_path: Path, together: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_TOGETHER", 0)  # so that it can be found among many
    items = files(tmp_path, *"abcd", "hang", *"efgh")
    found = by(2, items, Fake(tags_together=together), timeout=0.5)
    assert codes(found) == {"in/4.txt": "timeout"}
    assert found[4].failure.message == "not done after 0.5 seconds"


def test_reading_counts_too(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    items = [*files(tmp_path, *"abc"), Source("pipe", tmp_path / "pipe"), *files(tmp_path, *"d")]
    assert codes(by(2, items, timeout=0.5)) == {"pipe": "timeout"}


def test_what_is_no_article_keeps_its_place(tmp_path: Path) -> None:
    (a, b) = files(tmp_path, "a", "b")
    failure = Failure("lost", "unreadable", "Permission denied")
    text = Source("x.jsonl:1", None, text="die", origin=Origin("body", {"id": 7}))
    items = [EmptyFolder("d"), a, Skipped("s", place="s.txt"), failure, Pause(), text, b]
    found = by(2, items)
    assert found[0] == EmptyFolder("d")
    assert found[2] == Skipped("s", place="s.txt")
    assert found[3].failure == failure
    assert found[4].failure == Failure(
        "x.jsonl:1", "worker-died", "its worker was killed by SIGSEGV", text.origin
    )
    assert [record.article for record in (found[1], found[5])] == ["in/0.txt", "in/1.txt"]


def test_standard_input_is_read_here_and_behind_what_comes_before_it(tmp_path: Path) -> None:
    class Late(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert len(found) == 2
            return super().read(size)

    items: list[Admitted] = [*files(tmp_path, "a", "b"), Source("-", None), *files(tmp_path, "a")]
    found: list[Any] = []
    for result in records_by(2, items, cast(Annotator, Fake()), to_jsonl, stdin=Late(b"from a pipe")):
        found.append(result)  # noqa: PERF402  looked at above
    assert found[2].sha256 == records_of_text(b"from a pipe")
    assert by(1, [Source("-", None)])[0].failure == Failure("-", "unreadable", "standard input is closed")
    (large,) = by(1, [Source("-", None)], stdin=io.BytesIO(b"123"), max_bytes=2)
    assert large.failure == Failure("-", "too-large", "more than the limit of 2 bytes")


def records_of_text(data: bytes) -> str:
    (record,) = records([Source("-", None)], Fake().annotate_each, to_jsonl, stdin=io.BytesIO(data))
    assert isinstance(record, Record)
    return record.sha256


def test_a_model_that_cannot_be_loaded_ends_the_work(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model"):
        by(2, files(tmp_path, "a", "model", "b"))


def test_with_rules_and_model_the_records_are_the_same_for_any_number_of_processes(tmp_path: Path) -> None:
    model = find_model(DEFAULT)
    annotator = Annotator(shipped(), load_tagger(model.folder, model.name), explain=True)
    items = files(tmp_path, *SAMPLES.values(), "", *SAMPLES.values())

    def texts(found: Iterator[Any]) -> list[str]:
        return [record.text for record in found]

    expected = texts(records(items, annotator.annotate_each, to_jsonl))
    for count in (1, 2, 3):
        assert texts(records_by(count, items, annotator, to_jsonl)) == expected
