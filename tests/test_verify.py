"""A record that does not fit its article is told, fault by fault."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from annotators.article import Article, read
from annotators.document import Count, Document, Dropped, Failure, Mention, Person, Quote, Winner
from annotators.pipeline import Annotator
from annotators.verify import faults, verdicts
from annotators.writer import to_yaml
from tests.factories import shipped
from tests.goldfiles import TEXT, count, crossing, mention, output, person, unit

ARTICLE = read(TEXT.encode(), "a.txt")
WHOLE = output(
    Person("Omar Tarif", ("General",), (mention("Omar Tarif"), mention("Tarif"))),
    person("Lena Voss"),
    unit("4th Brigade"),
    crossing("Kesra gate"),
    count("Some 30 men", 30),
)


def found(document: Document, article: Article = ARTICLE) -> list[str]:
    return list(faults(document, article))


def with_mention(**changes: object) -> Document:
    """`WHOLE` with a changed mention of Omar Tarif."""
    assert WHOLE.people is not None
    first, *others = WHOLE.people
    changed = replace(first.mentions[0], **changes)  # type: ignore[arg-type]
    return replace(WHOLE, people=(replace(first, mentions=(changed, *first.mentions[1:])), *others))


def test_a_record_of_its_article_has_no_fault() -> None:
    assert found(WHOLE) == []
    assert found(replace(WHOLE, people=None, units=None, crossings=None, counts=None)) == []


def test_what_annotate_puts_out_has_no_fault() -> None:
    text = "The 4th Brigade of Gen. Omar Tarif let 70 men, among them 12 officers, pass at Adré.\r\n" * 3
    article = read(text.encode(), "a.txt")
    document = Annotator(shipped(), None, explain=True).annotate(article)
    assert document.counts
    assert document.explain is not None
    assert found(document, article) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"quote": "Omar"},
            ["people[0].mentions[0]: quote 'Omar', but 8-18 is 'Omar Tarif'"],
        ),
        ({"end": 17}, ["people[0].mentions[0]: quote 'Omar Tarif', but 8-17 is 'Omar Tari'"]),
        ({"line": 2}, ["people[0].mentions[0]: line 2, but 8 is on line 1"]),
        ({"end": 88}, ["people[0].mentions[0]: 8-88 is no place in the text, which ends at 87"]),
        ({"end": 8}, ["people[0].mentions[0]: 8-8 is no place in the text, which ends at 87"]),
        (
            {"start": -5},
            ["people[0].mentions[0]: -5-18 is no place in the text, which ends at 87"],
        ),
        (
            {"quote": "Lena Voss", "start": 42, "end": 51},
            [
                "people[0].mentions[1]: begins at 13, before what stands above it (at 42)",
            ],
        ),
        (
            {"quote": "x" * 100},
            [f"people[0].mentions[0]: quote '{'x' * 60}…', but 8-18 is 'Omar Tarif'"],
        ),
    ],
)
def test_a_wrong_mention_is_told(changes: dict[str, object], expected: list[str]) -> None:
    assert found(with_mention(**changes)) == expected


def test_entities_and_counts_out_of_order_are_told() -> None:
    assert WHOLE.people is not None
    assert found(replace(WHOLE, people=WHOLE.people[::-1])) == [
        "people[1]: begins at 8, before what stands above it (at 42)"
    ]
    counts = (count("men", 1), count("Some 30 men", 30))
    assert found(output(*counts)) == ["counts[1]: begins at 53, before what stands above it (at 61)"]


def test_an_entity_without_a_mention_is_told() -> None:
    assert found(output(Person("Voss", (), ()))) == ["people[0]: no mentions"]


def test_another_sha256_is_told() -> None:
    (fault,) = found(replace(WHOLE, sha256="0" * 64))
    assert fault == f"sha256: the text has {ARTICLE.sha256[:12]}…, the record 000000000000…"


def test_part_of_is_a_count_of_the_record() -> None:
    whole = count("Some 30 men", 30)
    part = replace(count("30", 30), part_of=Quote("Some 30 men", 53, 64))
    assert found(output(whole, part)) == []
    assert found(output(part)) == ["counts[0].part_of: no count of the record is at 53-64"]
    wrong = replace(part, part_of=Quote("Some 31 men", 53, 64))
    assert found(output(whole, wrong)) == [
        "counts[1].part_of: quote 'Some 31 men', but 53-64 is 'Some 30 men'"
    ]


def test_what_was_dropped_is_checked_too() -> None:
    lost = Dropped("units", replace(mention("Brigade"), line=9), Winner("4th", 26, 30, "p.r"), "longer")
    assert found(replace(output(), explain=(lost,))) == [
        "explain[0]: line 9, but 30 is on line 1",
        "explain[0].lost_to: quote '4th', but 26-30 is '4th '",
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(TEXT.encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_record_gets_its_verdict(folder: Path) -> None:
    records: list[Document | Failure] = [
        WHOLE,
        Failure("b.txt", "encoding", "invalid"),
        replace(WHOLE, article="c.txt"),
        with_mention(line=7),
    ]
    stream = io.BytesIO("".join(map(to_yaml, records)).encode())
    right, failure, unread, wrong = verdicts(stream, "r.yaml")
    assert (right.faults, right.unread, right.stored.line) == ((), "", 1)
    assert isinstance(failure.stored.document, Failure)
    assert "c.txt cannot be read: No such file or directory (looked in the " in unread.unread
    assert wrong.faults == ("people[0].mentions[0]: line 7, but 8 is on line 1",)


def test_a_record_is_checked_before_the_next_is_read(folder: Path) -> None:
    text = to_yaml(WHOLE).encode()
    stream = io.BytesIO(text * 1000)
    next(verdicts(stream, "r"))
    assert stream.tell() < 2 * len(text)


def test_two_at_one_place_are_in_order() -> None:
    here = Mention("men", 61, 64, 2, "p.r")
    assert found(output(Count(here), Count(here))) == []
