"""A folder gets a file an article, and knows at the next run what it has."""

from __future__ import annotations

import errno
import json
import os
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators import foldersink
from annotators.batch import Record
from annotators.document import Failure
from annotators.foldersink import FolderSink
from annotators.inputs import Item, Skipped, Source, place_of
from annotators.sinks import OutputError
from tests.outputs import record, written


@pytest.mark.parametrize(
    ("place", "output"),
    [
        ("a.txt", "a.yaml"),
        ("d/e/a.txt", "d/e/a.yaml"),
        ("a.html", "a.html.yaml"),
        ("a", "a.yaml"),
        ("a.txt.txt", "a.txt.yaml"),
        ("A.TXT", "A.TXT.yaml"),
        (".txt", ".txt.yaml"),
        ("d/.txt", "d/.txt.yaml"),
        ("-", "-.yaml"),
    ],
)
def test_the_suffix_takes_the_place_of_txt_and_of_nothing_else(
    tmp_path: Path, place: str, output: str
) -> None:
    with FolderSink(tmp_path / "out", ".yaml", "head\n") as sink:
        assert sink.put(record("text\n", place)) is None
    assert written(tmp_path / "out") == {output: "head\ntext\n"}


def test_a_record_without_a_place_is_not_written(tmp_path: Path) -> None:
    with FolderSink(tmp_path, ".yaml") as sink:
        assert sink.put(record("text")) is None
    assert written(tmp_path) == {}


NAMES = st.lists(st.sampled_from(["a", "b", "..", ".", "", "c.txt", ".txt", "…", " "]), max_size=5).map(
    "/".join
)


@given(st.lists(NAMES, max_size=6))
def test_every_output_is_below_the_folder_and_no_two_inputs_share_one(names: list[str]) -> None:
    sources: list[Item] = [Source(name, None, place_of(name)) for name in names]
    with TemporaryDirectory() as name:
        folder = Path(name) / "out"
        sink = FolderSink(folder, ".yaml")
        admitted = list(sink.admitted(sources))
        outputs = [sink.output(each.place) for each in admitted if isinstance(each, Source) and each.place]
        assert len(set(outputs)) == len(outputs)
        assert all(path.resolve().is_relative_to(folder.resolve()) for path in outputs)
        refused = [each for each in admitted if isinstance(each, Failure)]
        places = [place_of(each) for each in names if place_of(each)]
        assert (
            len(refused) == len(places) - len(outputs) == len(places) - len({sink.output(p) for p in places})
        )
        assert all("is that of another input" in each.message for each in refused)


def test_what_is_there_is_refused_unless_it_may_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("old")
    (tmp_path / "b.yaml").symlink_to("nowhere")
    sources = [Source(name, None, name) for name in ("a.txt", "b.txt", "c.txt")]
    with FolderSink(tmp_path, ".yaml") as sink:
        assert list(sink.admitted(sources)) == [
            Failure("a.txt", "output", f"{tmp_path}/a.yaml is there already"),
            Failure("b.txt", "output", f"{tmp_path}/b.yaml is there already"),
            sources[2],
        ]
    with FolderSink(tmp_path, ".yaml", replace=True) as sink:
        assert list(sink.admitted(sources)) == sources
        sink.put(record("new", "a.txt"))
    assert (tmp_path / "a.yaml").read_text() == "new"


def test_an_output_that_cannot_be_is_a_failure_of_that_article_alone(tmp_path: Path) -> None:
    (tmp_path / "d").touch()
    with FolderSink(tmp_path, ".yaml") as sink:
        failure = sink.put(record("text", "d/a.txt"))
        assert failure is not None
        assert (failure.article, failure.code) == ("d/a.txt", "output")
        assert failure.message.startswith(f"cannot write to {tmp_path}/d/a.yaml: ")
        failure = sink.put(record("text", "b" * 300 + ".txt"))
        assert failure is not None
        assert failure.message.endswith(": File name too long")
        # as long as can be, with what is beside it while it is written
        assert sink.put(record("text", "c" * 250 + ".txt")) is None
    assert list(written(tmp_path)) == ["c" * 250 + ".yaml", "d"]


def test_a_full_disk_ends_it_and_leaves_no_half_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(file: Any, data: bytes) -> None:
        file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(foldersink, "write_all", write)
    told = f"cannot write to {tmp_path}/out/a.yaml: No space left on device"
    with pytest.raises(OutputError, match=told), FolderSink(tmp_path / "out", ".yaml") as sink:
        sink.put(record("text", "a.txt"))
    assert written(tmp_path / "out") == {}


def test_a_folder_that_cannot_be_made_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    with pytest.raises(OutputError, match=f"cannot write to {tmp_path}/f/out: Not a directory"):
        FolderSink(tmp_path / "f" / "out", ".yaml")


# The next run ---------------------------------------------------------------------------------------------


def articles(folder: Path, **texts: str) -> list[Item]:
    folder.mkdir(exist_ok=True)
    sources: list[Item] = []
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
        sources.append(Source(f"in/{name}.txt", folder / f"{name}.txt", f"{name}.txt"))
    return sources


def run(folder: Path, items: list[Item], stamp: str = "s1", *, resume: bool = False) -> list[str]:
    """The names of the articles that were done, not skipped; each output is the article in capitals."""
    done = []
    with FolderSink(folder, ".yaml", stamp=stamp, resume=resume) as sink:
        for item in sink.admitted(items):
            if isinstance(item, Skipped):
                sink.skip(item)
            elif isinstance(item, Source):
                assert item.path is not None
                data = item.path.read_bytes()
                digest = sha256(data).hexdigest()
                sink.put(Record(data.decode().upper(), None, item.place, True, item.name, digest))
                done.append(item.place)
            elif isinstance(item, Failure):
                sink.put(Record("failed", item))
    return done


def rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]


def test_only_what_has_changed_is_done_again(tmp_path: Path) -> None:
    items = articles(tmp_path / "in", a="one", b="two", c="three", d="four")
    out = tmp_path / "out"
    assert run(out, items) == ["a.txt", "b.txt", "c.txt", "d.txt"]
    first = rows(out)
    assert run(out, items, resume=True) == []
    assert rows(out) == first
    (tmp_path / "in" / "a.txt").write_text("ONE!")
    (out / "b.yaml").write_text("cu")  # another size
    (out / "c.yaml").unlink()
    assert run(out, items, resume=True) == ["a.txt", "b.txt", "c.txt"]
    assert written(out) == {"a.yaml": "ONE!", "b.yaml": "TWO", "c.yaml": "THREE", "d.yaml": "FOUR"}


def test_with_another_stamp_everything_is_done_again(tmp_path: Path) -> None:
    items = articles(tmp_path / "in", a="one", b="two")
    run(tmp_path / "out", items)
    assert run(tmp_path / "out", items, stamp="s2", resume=True) == ["a.txt", "b.txt"]
    assert run(tmp_path / "out", items, stamp="s1", resume=True) == ["a.txt", "b.txt"]


def test_failures_are_tried_again(tmp_path: Path) -> None:
    items = articles(tmp_path / "in", a="one", b="two")
    out = tmp_path / "out"
    run(out, items)
    with FolderSink(out, ".yaml", stamp="s1", replace=True) as sink:
        failure = Failure("in/b.txt", "timeout", "not done after 1 seconds")
        sink.put(Record("error", failure, "b.txt", article="in/b.txt"))
    assert run(out, items, resume=True) == ["b.txt"]


def test_the_manifest_lists_every_input_with_what_became_of_it(tmp_path: Path) -> None:
    items = articles(tmp_path / "in", a="one")
    items += [items[0], Failure("in/lost", "unreadable", "Permission denied")]
    run(tmp_path / "out", items)
    digest = sha256(b"one").hexdigest()
    done = {"sha256": digest, "status": "done", "output": "a.yaml", "bytes": 3, "found": True, "stamp": "s1"}
    told = f"its output {tmp_path}/out/a.yaml is that of another input"
    assert rows(tmp_path / "out") == [
        {"article": "in/a.txt", **done},
        {"article": "in/a.txt", "status": "skipped", "error": {"code": "output", "message": told}},
        {
            "article": "in/lost",
            "status": "failed",
            "error": {"code": "unreadable", "message": "Permission denied"},
        },
    ]


def test_no_output_takes_the_place_of_the_manifest(tmp_path: Path) -> None:
    with FolderSink(tmp_path, ".jsonl") as sink:
        (refused,) = sink.admitted([Source("manifest.txt", Path("manifest.txt"), "manifest.txt")])
    assert isinstance(refused, Failure)
    assert refused.message == f"its output would be the manifest {tmp_path}/manifest.jsonl"


def test_two_runs_do_not_write_to_one_folder_at_once(tmp_path: Path) -> None:
    told = f"another run writes to {tmp_path}"
    with FolderSink(tmp_path, ".yaml"), pytest.raises(OutputError, match=told), FolderSink(tmp_path, ".yaml"):
        raise AssertionError("both write")
    with FolderSink(tmp_path, ".yaml"):
        pass
