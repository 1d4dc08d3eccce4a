from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.article import Article, read
from annotators.batch import (
    ModelError,
    Record,
    annotate_source,
    records,
    tagger_on_demand,
)
from annotators.document import Document, Failure
from annotators.inputs import Source, inputs
from annotators.ner.model import DEFAULT, Model, find_model
from annotators.ner.texttagger import TextTagger
from annotators.pipeline import Annotator, TaggerInfo, load_tagger
from annotators.ruleset import load_rules
from annotators.windows import Pause
from annotators.writer import to_yaml
from tests.factories import make, only_as_user


def nothing_found(article: Article) -> Document:
    return Document(article.name, article.sha256, (), (), (), ())


def nothing_each(articles: Sequence[Article]) -> list[Callable[[], Document]]:
    return [partial(nothing_found, article) for article in articles]


# One article ----------------------------------------------------------------------------------------------


def failure_of(source: Source, **options: object) -> Failure:
    outcome = annotate_source(nothing_found, source, **options)  # type: ignore[arg-type]
    assert isinstance(outcome, Failure)
    return outcome


def test_an_article_carries_the_name_of_its_source(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    outcome = annotate_source(nothing_found, Source("as given", tmp_path / "a.txt"))
    assert isinstance(outcome, Document)
    assert outcome.article == "as given"


@pytest.mark.parametrize("path", ["gone.txt", "a.txt/b", "", "nul\0inside"])
def test_a_path_that_leads_nowhere_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    make(tmp_path, "a.txt")
    monkeypatch.chdir(tmp_path)
    (source,) = inputs([path])
    assert isinstance(source, Source)
    failure = failure_of(source)
    assert (failure.article, failure.code) == (path, "missing")


def test_a_path_that_is_too_long_is_unreadable() -> None:
    name = "a" * 5000
    (source,) = inputs([name])
    assert failure_of(source) == Failure(name, "unreadable", "File name too long")  # type: ignore[arg-type]


@only_as_user
def test_a_file_that_may_not_be_read_is_unreadable(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    (tmp_path / "a.txt").chmod(0)
    assert failure_of(Source("a", tmp_path / "a.txt")) == Failure("a", "unreadable", "Permission denied")


def test_bytes_that_cannot_be_decoded_are_named_by_their_offset(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    source = Source("a", tmp_path / "a.txt")
    assert failure_of(source) == Failure("a", "encoding", "invalid utf-8 at byte 3 (0xe9)")
    assert isinstance(annotate_source(nothing_found, source, encoding="latin-1"), Document)


class Counting(io.RawIOBase):
    """Standard input that never ends, and knows how much was taken from it."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "it must not be read to its end"
        self.taken += size
        return b"a" * size


def test_a_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"12345")
    source = Source("a", tmp_path / "a.txt")
    assert failure_of(source, max_bytes=4) == Failure("a", "too-large", "5 bytes, more than the limit of 4")
    assert isinstance(annotate_source(nothing_found, source, max_bytes=5), Document)


@pytest.mark.parametrize("limit", [1, 10, 3_000_000])
def test_no_more_is_read_from_a_pipe_than_shows_that_it_is_too_large(limit: int) -> None:
    stream = Counting()
    failure = failure_of(Source("-", None), stdin=stream, max_bytes=limit)
    assert failure == Failure("-", "too-large", f"more than the limit of {limit} bytes")
    assert stream.taken == limit + 1


def test_a_huge_limit_costs_no_memory() -> None:
    outcome = annotate_source(nothing_found, Source("-", None), stdin=io.BytesIO(b"short"), max_bytes=10**18)
    assert isinstance(outcome, Document)


def test_a_pipe_given_as_a_path_is_read_as_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=(b"70 soldiers",))
    writer.start()
    (source,) = inputs([str(pipe)])
    assert isinstance(source, Source)
    outcome = annotate_source(nothing_found, source)
    writer.join()
    assert isinstance(outcome, Document)


def test_standard_input_that_is_closed_is_unreadable() -> None:
    assert failure_of(Source("-", None)) == Failure("-", "unreadable", "standard input is closed")


def test_a_fault_of_ours_fails_one_article_and_names_itself_on_one_line() -> None:
    def broken(article: Article) -> Document:
        raise ValueError("two\nlines")

    outcome = annotate_source(broken, Source("-", None), stdin=io.BytesIO(b"text"))
    assert outcome == Failure("-", "internal", "ValueError: two lines")


def test_an_interrupt_is_no_fault_of_an_article() -> None:
    def interrupted(article: Article) -> Document:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        annotate_source(interrupted, Source("-", None), stdin=io.BytesIO(b"text"))


# Many articles --------------------------------------------------------------------------------------------


def test_a_failure_leaves_its_record_in_its_place_and_the_others_untouched(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "c.txt")
    paths = [f"{tmp_path}/{name}.txt" for name in "abc"]
    found = list(records(inputs(paths), nothing_each, lambda outcome: type(outcome).__name__))
    assert [r.text for r in found if isinstance(r, Record)] == ["Document", "Failure", "Document"]


def test_an_article_that_cannot_be_written_is_a_failure_too(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")

    def render(outcome: Document | Failure) -> str:
        if isinstance(outcome, Document):
            raise ValueError("not a finite number: inf")
        return outcome.message

    (found,) = records(inputs([f"{tmp_path}/a.txt"]), nothing_each, render)
    assert isinstance(found, Record)
    assert found.failure is not None
    assert (found.text, found.failure.code) == ("ValueError: not a finite number: inf", "internal")


def test_articles_are_read_one_by_one(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.txt")
    stream = records(inputs([f"{tmp_path}/a.txt", f"{tmp_path}/b.txt"]), nothing_each, lambda o: o.article)
    next(stream)
    (tmp_path / "b.txt").unlink()
    last = next(stream)
    assert isinstance(last, Record)
    assert last.failure is not None


class OneBroken:
    """An annotator that fails on an article that says `broken`, in whatever window it is."""

    def __init__(self) -> None:
        self.windows: list[list[str]] = []

    def each(self, articles: Sequence[Article]) -> list[Callable[[], Document]]:
        self.windows.append([article.text for article in articles])
        return [partial(self.annotate, article) for article in articles]

    def annotate(self, article: Article) -> Document:
        if article.text == "broken":
            raise RuntimeError("no luck")
        return nothing_found(article)


def test_articles_are_annotated_in_windows_that_grow_and_the_fault_of_one_touches_no_other(
    tmp_path: Path,
) -> None:
    texts = ["a", "b", "broken", None, "e", "f", "g", "h", "i"]
    for number, text in enumerate(texts):
        if text is not None:
            (tmp_path / f"{number}.txt").write_text(text)
    annotator = OneBroken()
    items = inputs([f"{tmp_path}/{number}.txt" for number in range(len(texts))])
    found = [r for r in records(items, annotator.each, lambda o: o.article) if isinstance(r, Record)]
    assert [record.text for record in found] == [f"{tmp_path}/{number}.txt" for number in range(len(texts))]
    codes = [record.failure.code if record.failure else "" for record in found]
    assert codes == ["", "", "internal", "missing", "", "", "", "", ""]
    assert annotator.windows == [["a"], ["b", "broken"], ["e", "f", "g"], ["h", "i"]]


def test_the_records_before_a_pause_do_not_wait_for_those_behind_it(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.txt", "c.txt")
    items = inputs([], [f"{tmp_path}/a.txt", f"{tmp_path}/b.txt", Pause(), f"{tmp_path}/c.txt"])
    stream = records(items, nothing_each, lambda outcome: outcome.article)
    assert [next(stream), next(stream)]
    (tmp_path / "c.txt").unlink()
    last = next(stream)
    assert isinstance(last, Record)
    assert last.failure is not None


# Any subset, in any order ---------------------------------------------------------------------------------

_FILES = sorted((Path(__file__).parents[1] / "samples").glob("*.txt"))
SAMPLES = {path.stem: path.read_bytes().decode() for path in _FILES}
PARAGRAPHS = sorted({p for text in SAMPLES.values() for p in text.split("\n\n") if p.strip()})


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    model = find_model(DEFAULT)
    return Annotator(load_rules(), load_tagger(model.folder, model.name), explain=True)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.sampled_from(sorted(SAMPLES)).map(SAMPLES.__getitem__)
        | st.lists(st.sampled_from(PARAGRAPHS) | st.text(max_size=9), max_size=5).map("\n\n".join),
        max_size=9,
    )
)
def test_any_articles_in_any_order_have_the_records_that_each_has_alone(
    annotator: Annotator, texts: list[str]
) -> None:
    articles = [read(text.encode("utf-8", "replace"), f"{len(text)}.txt") for text in texts]
    alone = [to_yaml(annotator.annotate(article)) for article in articles]
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.txt" for number in range(len(articles))]
        for path, text in zip(paths, texts, strict=True):
            path.write_bytes(text.encode("utf-8", "replace"))
        items = [Source(article.name, path) for article, path in zip(articles, paths, strict=True)]
        together = list(records(items, annotator.annotate_each, to_yaml))
    assert [record.text for record in together if isinstance(record, Record)] == alone


# The model ------------------------------------------------------------------------------------------------


def model_folder(folder: Path) -> Model:
    folder.mkdir()
    (folder / "resources.json").write_text("{}")
    (folder / "weights.pt").write_bytes(b"no weights")
    return Model("toy", folder)


def test_a_model_is_named_without_being_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "annotators.batch.load_tagger", lambda folder, name, engine: pytest.fail("it was loaded")
    )
    info = tagger_on_demand(model_folder(tmp_path / "toy"))
    assert info.model.startswith("toy+sha256:")
    assert info.engine == "stanza"


def test_a_model_is_loaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[str] = []
    model = model_folder(tmp_path / "toy")
    quiet = tagger_on_demand(model)

    def load(folder: Path, name: str, engine: str, device: str) -> TaggerInfo:
        loads.append(name)
        return TaggerInfo(lambda sentences: [[["O" for _ in s]] for s in sentences], name, "stanza")

    monkeypatch.setattr("annotators.batch.load_tagger", load)
    assert not isinstance(quiet.tag, TextTagger)
    assert [quiet.tag([["a", "b"]]) for _ in range(2)] == [[[["O", "O"]]]] * 2
    assert loads == ["toy"]


def test_a_model_that_cannot_be_loaded_ends_the_run_and_not_an_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(folder: Path, name: str, engine: str, device: str) -> None:
        raise RuntimeError("bad\nmagic")

    monkeypatch.setattr("annotators.batch.load_tagger", load)
    info = tagger_on_demand(model_folder(tmp_path / "toy"))

    def annotate(article: Article) -> Document:
        assert not isinstance(info.tag, TextTagger)
        info.tag([["a"]])
        return nothing_found(article)

    with pytest.raises(ModelError, match=r"^cannot load the model in .*toy: RuntimeError: bad magic$"):
        annotate_source(annotate, Source("-", None), stdin=io.BytesIO(b"a"))
