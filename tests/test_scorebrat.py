"""brat standoff becomes documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotators.document import Count, Crossing, Document, Person, Unit
from annotators.reader import RecordError
from annotators.scorebrat import BratFolder
from tests.goldfiles import TEXT, mention

ANNOTATIONS = """\
T1\tPerson 8 18\tOmar Tarif
#1\tAnnotatorNotes T1\t{"name": "Omar Tarif", "roles": ["General"], "entity_id": "x-1", "by": "ner.person"}
T2\tUnit 26 37\t4th Brigade
A1\tKind T2 brigade
A2\tCountry T2 SY
T3\tCrossing 76 86\tKesra gate
#2\tAnnotatorNotes T3\t{"name": "Kesra gate", "gazetteer_id": "kesra", "countries": ["LB", "SY"], "lat": 34.1}
A3\tKind T3 official
T4\tCount 53 64\tSome 30 men
#3\tAnnotatorNotes T4\t{"value": 30, "what": "men"}
A4\tApproximate T4
T5\tCount 58 60\t30
R1\tPart_of Arg1:T5 Arg2:T4
*\tEquiv T1 T2
E1\tMove:T2
T6\tLocation 76 81\tKesra
#4\tAnnotatorNotes T2\tis this a brigade?
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(TEXT.encode())
    (tmp_path / "in" / "a.ann").write_text(ANNOTATIONS, encoding="utf-8")
    (tmp_path / "annotation.conf").write_text("[entities]\n", encoding="utf-8")
    return tmp_path


def read(folder: Path) -> Document:
    (found,) = BratFolder(folder).articles()
    assert isinstance(found.document, Document)
    return found.document


def write(folder: Path, annotations: str, text: str = TEXT) -> None:
    (folder / "in" / "a.ann").write_bytes(annotations.encode())
    (folder / "in" / "a.txt").write_bytes(text.encode())


def test_the_four_types_are_the_layers_and_notes_and_attributes_say_the_rest(folder: Path) -> None:
    document = read(folder)
    assert document.article == "in/a.txt"
    assert document.people == (Person("Omar Tarif", ("General",), (mention("Omar Tarif", by="ner.person"),)),)
    assert document.units == (Unit("", "brigade", None, None, (mention("4th Brigade", by=""),)),)
    assert document.crossings == (
        Crossing("Kesra gate", "official", None, ("LB", "SY"), None, (mention("Kesra gate", by=""),)),
    )
    assert document.counts == (
        Count(mention("Some 30 men", by=""), value=30, approximate=True, what="men"),
        Count(mention("30", by="")),
    )


def test_types_that_are_no_layer_are_counted(folder: Path) -> None:
    brat = BratFolder(folder)
    list(brat.articles())
    assert brat.others == {"Location": 1}


def test_an_attribute_wins_over_the_note(folder: Path) -> None:
    note = '#1\tAnnotatorNotes T1\t{"kind": "army", "name": "x", "start": 3, "text": "y"}\n'
    write(folder, f"{note}A1\tKind T1 division\nT1\tUnit 26 37\t4th Brigade\n")
    assert read(folder).units == (Unit("x", "division", None, None, (mention("4th Brigade", by=""),)),)


def test_a_mention_in_pieces_reaches_from_the_first_to_the_last(folder: Path) -> None:
    write(folder, "T1\tPerson 42 46;47 51\tLena Voss\nT2\tPerson 47 51;8 12\tVoss Omar\n")
    quotes = [person.mentions[0].quote for person in read(folder).people or ()]
    assert quotes == ["Lena Voss", TEXT[8:51]]


def test_offsets_count_code_points_and_line_ends_stay(folder: Path) -> None:
    write(folder, "T1\tPerson 3 13\tLena Voss\r\n", "😀\r\nLena\r\nVoss")
    ((person,), counts) = read(folder).people or (), read(folder).counts
    assert (person.mentions[0].quote, person.mentions[0].line) == ("Lena\r\nVoss", 2)
    assert counts == ()


def test_articles_come_in_the_order_of_their_paths(folder: Path) -> None:
    for name in ("b", "in/c"):
        (folder / f"{name}.txt").write_text("x", encoding="utf-8")
        (folder / f"{name}.ann").write_text("", encoding="utf-8")
    names = [each.document.article for each in BratFolder(folder).articles()]
    assert names == ["b.txt", "in/a.txt", "in/c.txt"]


@pytest.mark.parametrize(
    ("annotations", "message"),
    [
        ("\nT1 Person 0 3\n", "a.ann:2: not a line of brat: expected id TAB type start end TAB text"),
        ("T1\tPerson 0 999\tx\n", "a.ann:1: 0-999 is no place in the text, which ends at 87"),
        ("T1\tPerson 8 18\tOmar T\n", "a.ann:1: 'Omar T', but 8 18 is 'Omar Tarif'"),
        (
            "T1\tPerson 8 18\tOmar Tarif\n#1\tAnnotatorNotes T1\t{x}\n",
            "a.ann:2: a note that begins with { and is not JSON: ",
        ),
        (
            'T1\tPerson 8 18\tOmar Tarif\n#1\tAnnotatorNotes T1\t{"name": 3}\n',
            "a.ann: people[0].name: expected a text, found 3",
        ),
    ],
)
def test_a_fault_is_told_with_its_line(folder: Path, annotations: str, message: str) -> None:
    write(folder, annotations)
    with pytest.raises(RecordError) as refused:
        read(folder)
    assert str(refused.value).startswith(f"{folder}/in/{message}")


def test_bytes_that_are_not_utf_8_are_refused(folder: Path) -> None:
    (folder / "in" / "a.ann").write_bytes(b"T1\t\xff")
    with pytest.raises(RecordError, match=r"a\.ann: not UTF-8 at byte 3"):
        read(folder)
    write(folder, "")
    (folder / "in" / "a.txt").write_bytes(b"\xff")
    with pytest.raises(RecordError, match=r"a\.txt: invalid utf-8 at byte 0"):
        read(folder)


def test_a_folder_without_annotations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"a folder without \.ann files"):
        list(BratFolder(tmp_path).articles())
