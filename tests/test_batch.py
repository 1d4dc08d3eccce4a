from __future__ import annotations

import io
import os
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.article import Article
from annotators.batch import (
    EmptyFolder,
    ModelError,
    Record,
    Source,
    annotate_source,
    inputs,
    is_encoding,
    listed,
    records,
    tagger_on_demand,
)
from annotators.document import Document, Failure
from annotators.ner.model import Model
from annotators.ner.texttagger import TextTagger
from annotators.pipeline import TaggerInfo

only_as_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


def nothing_found(article: Article) -> Document:
    return Document(article.name, article.sha256, (), (), (), ())


def names(paths: Sequence[str], *, glob: str = "*.txt") -> list[str]:
    return [item.name for item in inputs(paths, glob=glob) if isinstance(item, Source)]


def make(folder: Path, *files: str) -> None:
    for name in files:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("text\n")


# Inputs ---------------------------------------------------------------------------------------------------


def test_paths_keep_their_order_and_their_spelling() -> None:
    assert names(["b.txt", "./a.txt", "b.txt", "no//such/../file"]) == [
        "b.txt",
        "./a.txt",
        "b.txt",
        "no//such/../file",
    ]


def test_a_dash_is_standard_input_under_the_name_that_was_asked_for() -> None:
    assert list(inputs(["-"], stdin_name="wire.txt")) == [Source("wire.txt", None)]


def test_a_dash_in_a_list_of_paths_is_a_file() -> None:
    assert list(inputs([], ["-"])) == [Source("-", Path("-"))]


def test_the_list_comes_after_the_paths() -> None:
    assert [item.name for item in inputs(["z"], ["a"]) if isinstance(item, Source)] == ["z", "a"]


def test_a_folder_stands_for_its_files_in_byte_order_of_their_paths(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "B.txt", "a/z.txt", "a.txt", "a-b.txt", "é.txt", "a/b/c.txt", "10.txt", "9.txt")
    found = [name.removeprefix(f"{tmp_path}/") for name in names([str(tmp_path)])]
    assert found == [
        "10.txt",
        "9.txt",
        "B.txt",
        "a-b.txt",
        "a.txt",
        "a/b/c.txt",
        "a/z.txt",
        "b.txt",
        "é.txt",
    ]


FOLDERS = st.lists(st.text("ab-. 0Zé", max_size=3).map("d{}".format), max_size=2)
FILES = st.text("ab-. 0Zé", max_size=3).map("f{}.txt".format)


@given(st.sets(st.tuples(FOLDERS.map("/".join), FILES), max_size=12))
def test_the_order_in_a_folder_is_that_of_the_encoded_paths(paths: set[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), *(f"{parent}/{file}" if parent else file for parent, file in paths))
        found = names([folder])
        assert found == sorted(found, key=os.fsencode)
        assert {Path(name) for name in found} == set(Path(folder).rglob("*.txt"))


@pytest.mark.parametrize(
    ("given", "printed"), [("news", "news/a.txt"), ("news/", "news/a.txt"), (".", "./news/a.txt")]
)
def test_a_file_of_a_folder_is_named_from_the_folder_as_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, printed: str
) -> None:
    make(tmp_path, "news/a.txt")
    monkeypatch.chdir(tmp_path)
    assert names([given]) == [printed]


def test_the_pattern_decides_which_files_of_a_folder_are_taken(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.md", "c.TXT", "d.txt.gz")
    assert names([str(tmp_path)], glob="*.md") == [f"{tmp_path}/b.md"]
    assert names([str(tmp_path)]) == [f"{tmp_path}/a.txt"]


def test_the_pattern_does_not_touch_a_path_that_was_named() -> None:
    assert names(["notes.md"]) == ["notes.md"]


def test_hidden_files_and_folders_are_passed_over_unless_the_pattern_asks_for_them(tmp_path: Path) -> None:
    make(tmp_path, "._a.txt", ".venv/licence.txt", "a.txt")
    assert names([str(tmp_path)]) == [f"{tmp_path}/a.txt"]
    assert names([str(tmp_path)], glob=".*.txt") == [f"{tmp_path}/._a.txt"]


def test_a_loop_of_links_is_not_entered(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "sub/b.txt")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(".")
    assert names([str(tmp_path)]) == [f"{tmp_path}/a.txt", f"{tmp_path}/sub/b.txt"]


def test_a_link_to_a_folder_is_followed_where_it_was_named(tmp_path: Path) -> None:
    make(tmp_path, "real/a.txt")
    (tmp_path / "link").symlink_to("real")
    assert names([f"{tmp_path}/link"]) == [f"{tmp_path}/link/a.txt"]


def test_a_folder_gives_regular_files_alone_and_links_to_them(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "folder.txt/inside.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to("a.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.txt"))
        found = names([str(tmp_path)])
    assert found == [f"{tmp_path}/{name}" for name in ("a.txt", "folder.txt/inside.txt", "link.txt")]


def test_a_link_that_leads_nowhere_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("gone")
    (tmp_path / "b.txt").symlink_to("b.txt")
    results = list(records(inputs([str(tmp_path)]), nothing_found, lambda outcome: outcome.article))
    assert [r.failure.code for r in results if isinstance(r, Record) and r.failure] == [
        "missing",
        "unreadable",
    ]


def test_a_folder_without_a_matching_file_is_reported_as_empty(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.md")
    assert list(inputs([str(tmp_path)])) == [EmptyFolder(str(tmp_path))]


def test_folders_may_be_nested_deeper_than_python_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(depth := 1200):
        Path("d").mkdir()
        os.chdir("d")
    Path("a.txt").touch()
    os.chdir(tmp_path)
    try:
        assert names(["d"]) == ["d/" * depth + "a.txt"]
    finally:  # pytest's own removal would call itself as deep
        Path("d/" * depth + "a.txt").unlink()
        for level in range(depth, 0, -1):
            Path("d/" * level).rmdir()


@only_as_user
def test_a_folder_that_cannot_be_read_is_a_failure_in_its_place(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b/x.txt", "c.txt")
    (tmp_path / "b").chmod(0)
    try:
        found = list(inputs([str(tmp_path)]))
    finally:
        (tmp_path / "b").chmod(0o700)
    assert found == [
        Source(f"{tmp_path}/a.txt", tmp_path / "a.txt"),
        Failure(f"{tmp_path}/b", "unreadable", "Permission denied"),
        Source(f"{tmp_path}/c.txt", tmp_path / "c.txt"),
    ]


def test_a_folder_that_vanishes_while_it_is_walked_is_a_failure(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b/x.txt")
    items = inputs([str(tmp_path)])
    next(items)
    (tmp_path / "b" / "x.txt").unlink()
    (tmp_path / "b").rmdir()
    assert list(items) == [Failure(f"{tmp_path}/b", "unreadable", "No such file or directory")]


def test_a_file_name_that_is_not_utf_8_survives(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (tmp_path / name).write_text("text")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (source,) = inputs([str(tmp_path)])
    assert isinstance(source, Source)
    assert source.name == f"{tmp_path}/{name}"
    assert isinstance(annotate_source(nothing_found, source), Document)


# Lists of paths -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "null", "paths"),
    [
        (b"", False, []),
        (b"a\nb\n", False, ["a", "b"]),
        (b"a\nb", False, ["a", "b"]),
        (b"a\r\n\r\n\nb\r\n", False, ["a", "b"]),
        (b"\xef\xbb\xbfa\n", False, ["a"]),
        (b" a b \n", False, [" a b "]),
        (b"a\xff\n", False, ["a\udcff"]),
        (b"", True, []),
        (b"a\0b\0", True, ["a", "b"]),
        (b"a\0b", True, ["a", "b"]),
        (b"a\nb\r\0\0c\0", True, ["a\nb\r", "c"]),
    ],
)
def test_a_list_of_paths_is_read_as_written(data: bytes, null: bool, paths: list[str]) -> None:
    assert list(listed(io.BytesIO(data), null=null)) == paths


@given(st.lists(st.binary(min_size=1, max_size=9).filter(lambda name: b"\0" not in name)))
def test_any_file_name_comes_through_a_list_that_nuls_divide(paths: list[bytes]) -> None:
    stream = io.BytesIO(b"".join(path + b"\0" for path in paths))
    assert list(listed(stream, null=True)) == [os.fsdecode(path) for path in paths]


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
    found = list(records(inputs(paths), nothing_found, lambda outcome: type(outcome).__name__))
    assert [r.text for r in found if isinstance(r, Record)] == ["Document", "Failure", "Document"]


def test_an_article_that_cannot_be_written_is_a_failure_too(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")

    def render(outcome: Document | Failure) -> str:
        if isinstance(outcome, Document):
            raise ValueError("not a finite number: inf")
        return outcome.message

    (found,) = records(inputs([f"{tmp_path}/a.txt"]), nothing_found, render)
    assert isinstance(found, Record)
    assert found.failure is not None
    assert (found.text, found.failure.code) == ("ValueError: not a finite number: inf", "internal")


def test_articles_are_read_one_by_one(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.txt")
    stream = records(inputs([f"{tmp_path}/a.txt", f"{tmp_path}/b.txt"]), nothing_found, lambda o: o.article)
    next(stream)
    (tmp_path / "b.txt").unlink()
    last = next(stream)
    assert isinstance(last, Record)
    assert last.failure is not None


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
        return TaggerInfo(lambda sentences: [["O" for _ in s] for s in sentences], name, "stanza")

    monkeypatch.setattr("annotators.batch.load_tagger", load)
    assert not isinstance(quiet.tag, TextTagger)
    assert [quiet.tag([["a", "b"]]) for _ in range(2)] == [[["O", "O"]]] * 2
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


@pytest.mark.parametrize("name", ["utf-8", "latin-1", "UTF-16", "cp1256", "utf_8_sig"])
def test_encodings_of_text_are_known(name: str) -> None:
    assert is_encoding(name)


@pytest.mark.parametrize("name", ["", "utf-9", "hex", "rot13", "zip", "a\0b", "ütf"])
def test_other_names_are_no_encodings(name: str) -> None:
    assert not is_encoding(name)
