"""A file that was interrupted is continued with exactly what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.batch import Record, records
from annotators.document import Document, Failure, Origin
from annotators.inputs import Admitted, EmptyFolder, Item, Skipped, Source
from annotators.pipeline import Annotator
from annotators.resume import ContinuedFile, stamp_of
from annotators.sinks import FileSink, OutputError
from annotators.windows import Pause
from annotators.writer import to_jsonl, to_yaml
from tests.factories import ruleset

Render = Callable[[Document | Failure], str]

RULES = ruleset("rules:\n- {id: a, annotate: unit, match: the Marsh Wardens, set: {kind: border-guard}}\n")
ANNOTATOR = Annotator(RULES, None)


def inputs_in(folder: Path) -> list[Item]:
    """Files, one that is gone, one that is no text, an empty folder, two lines of JSON and a bad one."""
    sources: list[Item] = []
    for number in range(6):
        text = f'{number} of the Marsh Wardens saw: "it" run.\n---\nrun: {{}}\n'
        (folder / f"{number}.txt").write_bytes(text.encode() if number != 2 else b"\xff")
        sources.append(Source(f"in/{number}.txt", folder / f"{number}.txt"))
    origin = Origin("body", {"id": 7, "source": 'the "run" paper'})
    sources.insert(1, Source("in/gone.txt", folder / "gone.txt"))
    sources.insert(3, EmptyFolder("in/empty"))
    sources.insert(4, Pause())
    sources.append(Source("news.jsonl:1", None, text="the Marsh Wardens", origin=origin))
    sources.append(Failure("news.jsonl:2", "jsonl", "no field 'body'", Origin("body", {})))
    sources.append(Source("news.jsonl:3", None, text="nobody", origin=Origin("body", {})))
    return sources


def write(sink: FileSink, items: list[Item], render: Render, most: int = 1000) -> list[str]:
    """The names of the articles that are annotated, of which `most` records are written."""
    done: list[str] = []
    with sink:
        admitted: list[Admitted] = list(sink.admitted(items))
        for result in records(admitted, ANNOTATOR.annotate_each, render):
            if isinstance(result, Skipped):
                sink.skip(result)
            elif isinstance(result, Record):
                if len(done) == most:
                    raise KeyboardInterrupt
                sink.put(result)
                done.append(result.article)
    return done


def continued(path: Path, render: Render, stamp: str = "s") -> ContinuedFile:
    return ContinuedFile(path, stamp, render, encoding="utf-8", max_bytes=10_000)


def undisturbed(path: Path, items: list[Item], render: Render) -> bytes:
    write(FileSink(path, stamp="s"), items, render)
    return path.read_bytes()


@pytest.mark.parametrize("render", [to_yaml, to_jsonl])
@settings(max_examples=30)
@given(data=st.data())
def test_wherever_it_was_cut_the_whole_file_is_that_of_an_undisturbed_run(
    tmp_path_factory: pytest.TempPathFactory, render: Render, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("in")
    items = inputs_in(folder)
    expected = undisturbed(folder / "whole", items, render)
    cut = data.draw(st.integers(0, len(expected)))
    sink = continued(folder / "out", render)
    sink.part.write_bytes(expected[:cut])
    sink.stamp_file.write_text("s")
    whole = expected[:cut].count(b"\n---\n") if render is to_yaml else expected[:cut].count(b"\n")
    done = write(sink, items, render)
    assert len(done) == 10 - whole
    assert (folder / "out").read_bytes() == expected
    assert not sink.part.exists()
    assert not sink.stamp_file.exists()


@pytest.mark.parametrize("render", [to_yaml, to_jsonl])
@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "1.txt").write_text("other"),
        lambda folder: (folder / "gone.txt").write_text("here now"),
        lambda folder: (folder / "2.txt").write_text("text now"),
        lambda folder: (folder / "0.txt").unlink(),
    ],
)
def test_from_the_first_record_that_would_be_another_all_is_done_again(
    tmp_path: Path, render: Render, change: Callable[[Path], object]
) -> None:
    items = inputs_in(tmp_path)
    before = undisturbed(tmp_path / "before", items, render)
    sink = continued(tmp_path / "out", render)
    sink.part.write_bytes(before)
    sink.stamp_file.write_text("s")
    change(tmp_path)
    write(sink, items, render)
    after = (tmp_path / "out").read_bytes()
    assert after != before
    assert after == undisturbed(tmp_path / "after", items, render)


@pytest.mark.parametrize("render", [to_yaml, to_jsonl])
def test_fewer_inputs_or_others_than_before_leave_none_of_the_old_records(
    tmp_path: Path, render: Render
) -> None:
    items = inputs_in(tmp_path)
    before = undisturbed(tmp_path / "before", items, render)
    for number, fewer in enumerate((items[:-1], items[1:], items[::-1], [], [*items, *items])):
        sink = continued(tmp_path / f"out{number}", render)
        sink.part.write_bytes(before)
        sink.stamp_file.write_text("s")
        write(sink, fewer, render)
        assert (tmp_path / f"out{number}").read_bytes() == undisturbed(tmp_path / "new", fewer, render)


def test_facts_of_a_line_that_have_changed_change_its_record(tmp_path: Path) -> None:
    old: list[Item] = [Source("x:1", None, text="text", origin=Origin("body", {"id": 1}))]
    new: list[Item] = [Source("x:1", None, text="text", origin=Origin("body", {"id": 2}))]
    sink = continued(tmp_path / "out", to_jsonl)
    sink.part.write_bytes(undisturbed(tmp_path / "before", old, to_jsonl))
    sink.stamp_file.write_text("s")
    assert write(sink, new, to_jsonl) == ["x:1"]


def test_with_another_stamp_or_none_nothing_is_kept(tmp_path: Path) -> None:
    items = inputs_in(tmp_path)
    expected = undisturbed(tmp_path / "before", items, to_jsonl)
    for stamp in ("s2", ""):
        sink = continued(tmp_path / f"out{stamp}", to_jsonl)
        sink.part.write_bytes(expected)
        if stamp:
            sink.stamp_file.write_text(stamp)
        assert len(write(sink, items, to_jsonl)) == 10


def test_failures_of_the_work_stay(tmp_path: Path) -> None:
    items = inputs_in(tmp_path)[:1]
    for code in ("internal", "worker-died", "timeout"):
        sink = continued(tmp_path / code, to_yaml)
        text = to_yaml(Failure("in/0.txt", code, "why: it did"))
        sink.part.write_text(text + "---\nhalf")
        sink.stamp_file.write_text("s")
        with sink:
            assert list(sink.admitted(items)) == [Skipped("in/0.txt", failed=True)]
        assert (tmp_path / code).read_text() == text


def test_what_is_known_of_a_kept_record_is_whether_there_is_anything_in_it(tmp_path: Path) -> None:
    items = [item for item in inputs_in(tmp_path) if isinstance(item, Source) and item.text is not None]
    for render in (to_yaml, to_jsonl):
        sink = continued(tmp_path / "out", render)
        sink.part.write_bytes(undisturbed(tmp_path / "before", list(items), render) + b"---\n")
        sink.stamp_file.write_text("s")
        with sink:
            found = [skipped.found for skipped in sink.admitted(items) if isinstance(skipped, Skipped)]
        assert found == [True, False]


def test_an_interrupt_while_records_are_looked_at_loses_none(tmp_path: Path) -> None:
    items = inputs_in(tmp_path)
    expected = undisturbed(tmp_path / "before", items, to_jsonl)
    sink = continued(tmp_path / "out", to_jsonl)
    sink.part.write_bytes(expected[:-5])
    sink.stamp_file.write_text("s")
    with pytest.raises(KeyboardInterrupt), sink:  # noqa: PT012
        next(iter(sink.admitted(items)))
        raise KeyboardInterrupt
    assert sink.part.read_bytes() == expected[:-5]
    assert write(continued(tmp_path / "out", to_jsonl), items, to_jsonl) == ["news.jsonl:3"]


def test_an_interrupt_while_records_are_written_leaves_whole_ones(tmp_path: Path) -> None:
    items = inputs_in(tmp_path)
    expected = undisturbed(tmp_path / "before", items, to_jsonl)
    for number in range(1, 6):
        sink = continued(tmp_path / "out", to_jsonl)
        with pytest.raises(KeyboardInterrupt):
            write(sink, items, to_jsonl, most=1)
        assert expected.startswith(sink.part.read_bytes())
        assert sink.part.read_bytes().count(b"\n") == number
    write(continued(tmp_path / "out", to_jsonl), items, to_jsonl)
    assert (tmp_path / "out").read_bytes() == expected


def test_two_runs_do_not_write_one_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "out"
    for other in (FileSink(path), continued(path, to_jsonl)):
        with (
            pytest.raises(OutputError, match=f"another run writes to {path}.part"),
            FileSink(path),
            other,
        ):
            raise AssertionError("both write")


def test_a_stamp_changes_with_everything_that_a_record_depends_on() -> None:
    other = ruleset(
        "rules:\n- {id: a, annotate: unit, match: the Marsh Rangers, set: {kind: border-guard}}\n"
    )
    makers: list[tuple[Any, dict[str, Any], str, str]] = [
        (RULES, {}, "yaml", "utf-8"),
        (other, {}, "yaml", "utf-8"),
        (RULES, {"only": ["people"]}, "yaml", "utf-8"),
        (RULES, {"explain": True}, "yaml", "utf-8"),
        (RULES, {}, "jsonl", "utf-8"),
        (RULES, {}, "yaml", "latin-1"),
    ]
    stamps = [
        stamp_of(Annotator(rules, None, **how), form, encoding) for rules, how, form, encoding in makers
    ]
    assert len(set(stamps)) == len(stamps)
    assert stamp_of(Annotator(RULES, None), "yaml", "UTF_8") == stamps[0]
