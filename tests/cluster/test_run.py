"""A run: what is written, what is left, what is tried again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from annotators.batch import Record, records
from annotators.cluster.place import Place, PlaceError, place
from annotators.cluster.worker import CRASHED, Task
from annotators.inputs import inputs
from annotators.writer import to_jsonl
from tests.cluster.corpora import Here, annotator, folder_of, job, run, setup, texts, written


def on_one_machine(folder: Path) -> bytes:
    made = records(inputs([str(folder)]), annotator(setup()).annotate_each, to_jsonl)
    return "".join(record.text for record in made if isinstance(record, Record)).encode()


def test_the_parts_are_what_one_machine_writes_and_the_manifest_lists_them(tmp_path: Path) -> None:
    source, output = folder_of(tmp_path / "in", 25), tmp_path / "out"
    (source / "0003.txt").write_bytes(b"caf\xe9")
    progress = run(source, output)
    assert written(output) == on_one_machine(source)
    assert (progress.written, progress.current, progress.articles, progress.failed) == (3, 0, 25, 1)
    manifest = [json.loads(line) for line in (output / "_manifest.jsonl").read_text().splitlines()]
    assert [(line["part"], line["articles"]) for line in manifest] == [
        ("part-000000.jsonl", 10),
        ("part-000001.jsonl", 10),
        ("part-000002.jsonl", 5),
    ]
    (failed,) = [each for line in manifest for each in line["failed"]]
    assert (failed["article"], failed["code"]) == (f"{source}/0003.txt", "encoding")
    assert (output / "_SUCCESS").exists()


def test_what_is_current_is_left_and_what_is_not_is_made_again(tmp_path: Path) -> None:
    source, output = folder_of(tmp_path / "in", 30), tmp_path / "out"
    run(source, output)
    times = {part.name: part.stat().st_mtime_ns for part in output.glob("part-*")}
    progress = run(source, output)
    assert (progress.written, progress.current, progress.articles) == (0, 3, 30)
    assert {part.name: part.stat().st_mtime_ns for part in output.glob("part-*")} == times

    (source / "0009.txt").write_text("Others.")
    progress = run(source, output)
    assert (progress.written, progress.current) == (1, 2)
    assert written(output) == on_one_machine(source)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"made": setup(only=frozenset({"units"}))}, id="other layers"),
        pytest.param({"made": setup(explain=True)}, id="with what was dropped"),
        pytest.param({"made": setup(count_policy="acled")}, id="another count policy"),
        pytest.param({"force": True}, id="forced"),
        pytest.param({"format_": "parquet"}, id="another format"),
    ],
)
def test_other_options_make_all_again(tmp_path: Path, options: dict[str, object]) -> None:
    source, output = folder_of(tmp_path / "in", 12), tmp_path / "out"
    run(source, output)
    progress = run(source, output, **options)  # type: ignore[arg-type]
    assert (progress.written, progress.current) == (2, 0)
    assert len(list(output.glob("part-*"))) == len(list((output / "_parts").iterdir())) == 2


def test_a_part_that_was_cut_or_lost_is_made_again(tmp_path: Path) -> None:
    source, output = folder_of(tmp_path / "in", 30), tmp_path / "out"
    run(source, output)
    before = written(output)
    (output / "part-000000.jsonl").write_bytes(b"{")
    (output / "part-000001.jsonl").unlink()
    (output / "_parts" / "part-000002.json").write_text("{}")
    progress = run(source, output)
    assert (progress.written, progress.current) == (3, 0)
    assert written(output) == before


def test_parts_of_articles_that_are_gone_go(tmp_path: Path) -> None:
    source, output = folder_of(tmp_path / "in", 30), tmp_path / "out"
    run(source, output)
    for number in range(9, 30):
        for file in source.rglob(f"{number:04d}.txt"):
            file.unlink()
    run(source, output)
    assert written(output) == on_one_machine(source)
    assert [part.name for part in output.glob("part-*")] == ["part-000000.jsonl"]
    assert [known.name for known in (output / "_parts").iterdir()] == ["part-000000.json"]


class StoppedError(Exception):
    """The process that starts the run is killed."""


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    source, output = folder_of(tmp_path / "in", 40), tmp_path / "out"

    class Ending(Here):
        def give(self, task: Task) -> None:
            if len(self.log) == 3:
                raise StoppedError
            super().give(task)

    with pytest.raises(StoppedError):
        run(source, output, workers=Ending(job(place(str(output))), count=1))
    assert len(list(output.glob("part-*"))) == 3
    assert not (output / "_SUCCESS").exists()
    progress = run(source, output)
    assert (progress.written, progress.current) == (1, 3)
    assert written(output) == on_one_machine(source)


def test_a_partition_whose_worker_died_is_done_again(tmp_path: Path) -> None:
    source, output = folder_of(tmp_path / "in", 30), tmp_path / "out"
    died: list[int] = []

    def fatal(task: Task, seen: Sequence[str]) -> bool:
        if task.partition.number == 1 and len(seen) > 4 and len(died) < 2:
            died.append(len(seen))
            return True
        return False

    progress = run(source, output, fatal=fatal)
    assert progress.deaths == 2
    assert written(output) == on_one_machine(source)


def test_articles_that_end_their_worker_each_time_are_error_records_and_the_others_are_done(
    tmp_path: Path,
) -> None:
    source, output = folder_of(tmp_path / "in", 30), tmp_path / "out"
    killers = {texts(30)[number] for number in (2, 3, 17)}
    progress = run(source, output, fatal=lambda task, seen: bool(killers.intersection(seen)))
    made = [json.loads(line) for line in written(output).splitlines()]
    whole = [json.loads(line) for line in on_one_machine(source).splitlines()]
    assert [record["article"] for record in made] == [record["article"] for record in whole]
    failed = [record for record in made if "error" in record]
    assert [record["article"][-8:] for record in failed] == ["0002.txt", "0003.txt", "0017.txt"]
    assert {record["error"]["code"] for record in failed} == {CRASHED}
    assert [record for record in made if "error" not in record] == [
        record for record in whole if record["article"][-8:] not in ("0002.txt", "0003.txt", "0017.txt")
    ]
    assert progress.failed == 3
    # They have had their tries: the next run takes them as they are.
    assert run(source, output, fatal=lambda task, seen: True).current == 3


@pytest.mark.parametrize("name", ["notes.txt", "_parts/notes.json", "sub/part-000000.jsonl"])
def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path, name: str) -> None:
    source, output = folder_of(tmp_path / "in", 2), tmp_path / "out"
    (output / name).parent.mkdir(parents=True)
    (output / name).write_text("mine")
    with pytest.raises(PlaceError, match=f"out: holds {name}, which no such run has written"):
        run(source, output)
    assert (output / name).read_text() == "mine"


def test_a_file_is_no_folder_for_the_output(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(PlaceError, match="a file, where a folder is needed"):
        run(folder_of(tmp_path / "in", 2), tmp_path / "out")


def test_other_file_systems_are_read_and_written_alike(tmp_path: Path) -> None:
    from pyarrow import fs

    source = folder_of(tmp_path / "in", 25)
    below = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem())
    output = Place("store://out", below, "out")
    assert run(Place(str(source), below, "in"), output).written == 3
    assert written(tmp_path / "out") == on_one_machine(source)
    assert run(Place(str(source), below, "in"), output).current == 3
    assert not list((tmp_path / "out").rglob(".*"))
