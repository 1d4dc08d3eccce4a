from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from annotators.article import read
from annotators.document import Crossing, Document, Failure, Mention, Person, Unit
from annotators.ner.bio import TrainingDataError
from annotators.ner.corrections import CLASSES, read_articles
from annotators.ner.stage import spans_of
from annotators.writer import to_jsonl, to_yaml

ROOT = Path(__file__).resolve().parent.parent.parent

TEXT = """\
Col. Aram Sato led the 3rd Brigade.

Sato shut Bab Qasr. The 3rd
Brigade fled, Sato said of the Third Army and the Third Army.
"""


def mentions(text: str, *quotes: str) -> tuple[Mention, ...]:
    article = read(text.encode("utf-8-sig"), "")
    starts = (article.text.index(quote) for quote in quotes)
    return tuple(
        Mention(quote, start, start + len(quote), article.line(start), "p.r")
        for quote, start in zip(quotes, starts, strict=True)
    )


def document(text: str = TEXT, data: bytes | None = None) -> Document:
    """What is said of `TEXT`, or of another text that holds its words."""
    digest = hashlib.sha256(data if data is not None else text.encode()).hexdigest()
    crossing = Crossing("Bab Qasr", "official", None, (), None, mentions(text, "Bab Qasr"))
    return Document(
        "a.txt",
        digest,
        people=(Person("Aram Sato", ("Col.",), mentions(text, "Aram Sato")),),
        units=(Unit("3rd Brigade", "brigade", 3, None, mentions(text, "3rd Brigade", "Third Army")),),
        crossings=(crossing,),
        counts=(),
    )


def names(sentences: list[list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """(class, tokens) of each name."""
    return [
        (label, " ".join(token for token, _ in sentence[first:stop]))
        for sentence in sentences
        for label, first, stop in spans_of([tag for _, tag in sentence])
    ]


NAMES = [("Person", "Aram Sato"), ("Unit", "3rd Brigade"), ("Crossing", "Bab Qasr"), ("Unit", "Third Army")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with the article in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    return tmp_path


def inlined(found: Document, text: str = TEXT) -> str:
    """A document as an article with its text and its mentions."""
    layers = {
        layer: [
            {"start": mention.start, "end": mention.end, "text": mention.quote, "name": entity.name}
            for entity in getattr(found, layer)
            for mention in entity.mentions
        ]
        for layer in CLASSES
    }
    return json.dumps({"id": "1", "text": text, **layers, "counts": []}) + "\n"


# Reading


def test_a_record_gives_the_tokens_of_its_article_with_their_tags(folder: Path) -> None:
    (folder / "r.yaml").write_text(to_yaml(document()))
    sentences = read_articles(Path("r.yaml"))
    assert [len(sentence) for sentence in sentences] == [8, 5, 2, 14]
    assert sentences[1] == [
        *[("Sato", "O"), ("shut", "O"), ("Bab", "B-Crossing"), ("Qasr", "I-Crossing"), (".", "O")]
    ]
    assert names(sentences) == NAMES


def test_all_layouts_give_equal_sentences_for_equal_annotations(folder: Path) -> None:
    found = document()
    record = yaml.safe_load(to_yaml(found))
    layouts = {
        "r.yaml": to_yaml(found),
        "r.jsonl": to_jsonl(found),
        "pretty.json": json.dumps(record, indent=2),
        "inline.jsonl": inlined(found),
        "both.jsonl": json.dumps(record | {"article": "-", "text": TEXT}),
    }
    for name, content in layouts.items():
        (folder / name).write_text(content)
    first, *others = [read_articles(Path(name)) for name in layouts]
    assert names(first) == NAMES
    assert others == [first] * 4


def test_articles_follow_one_another_in_the_order_of_the_file(folder: Path) -> None:
    (folder / "r.jsonl").write_text(to_jsonl(document()) + inlined(document()))
    sentences = read_articles(Path("r.jsonl"))
    assert names(sentences) == NAMES * 2


@pytest.mark.parametrize(
    "data",
    [
        TEXT.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("fled", "fled 🇱🇧 𐍈").encode(),
        TEXT.replace("Col.", "𐍈🇱🇧").encode(),
        b"",
    ],
    ids=["CRLF", "a mark", "astral characters", "astral characters before", "empty"],
)
def test_an_article_is_decoded_as_annotate_decodes_it(folder: Path, data: bytes) -> None:
    (folder / "a.txt").write_bytes(data)
    text = data.decode("utf-8-sig")
    empty = Document("a.txt", hashlib.sha256(b"").hexdigest(), (), (), (), ())
    (folder / "r.yaml").write_text(to_yaml(document(text, data) if text else empty))
    assert names(read_articles(Path("r.yaml"))) == (NAMES if text else [])


def test_a_mark_inside_a_record_is_part_of_its_text(folder: Path) -> None:
    text = "\ufeff" + TEXT
    (folder / "r.jsonl").write_text(inlined(document(text), text))
    assert names(read_articles(Path("r.jsonl"))) == NAMES


def test_an_article_can_have_another_encoding(folder: Path) -> None:
    text = TEXT.replace("fled", "fléd")
    data = text.encode("latin-1")
    (folder / "a.txt").write_bytes(data)
    (folder / "r.yaml").write_text(to_yaml(document(text, data)))
    assert names(read_articles(Path("r.yaml"), encoding="latin-1")) == NAMES
    with pytest.raises(TrainingDataError, match=r"r.yaml:2: a.txt: invalid utf-8 at byte"):
        read_articles(Path("r.yaml"))


def test_an_article_is_looked_for_in_the_working_directory_then_beside_the_record(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "r.yaml").write_text(to_yaml(document()))
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert names(read_articles(Path("../r.yaml"))) == NAMES
    (elsewhere / "a.txt").write_text("Another.")
    with pytest.raises(TrainingDataError, match=r"a\.txt has changed"):
        read_articles(Path("../r.yaml"))


def test_the_records_of_the_samples_give_back_their_mentions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    files = sorted(Path("samples").glob("*.yaml"))
    assert files
    for file in files:
        record = yaml.safe_load(file.read_text(encoding="utf-8"))
        article = read(Path(record["article"]).read_bytes(), "")
        expected = sorted(
            (mention["start"], label, "".join(article.text[mention["start"] : mention["end"]].split()))
            for layer, label in CLASSES.items()
            for entity in record[layer]
            for mention in entity["mentions"]
        )
        found = [(label, name.replace(" ", "")) for label, name in names(read_articles(file))]
        assert found == [(label, name) for _, label, name in expected]


# Corrections by hand


def edited(change: Callable[[dict[str, list[dict[str, list[object]]]]], None]) -> str:
    record = yaml.safe_load(to_yaml(document()))
    change(record)
    return yaml.safe_dump(record, sort_keys=False)


@pytest.mark.parametrize(
    ("added", "name"),
    [
        ({"quote": "Col. Aram"}, "Col. Aram"),
        ({"quote": "Sato", "line": 3}, "Sato"),
        ({"quote": "Sato", "start": 37}, "Sato"),
        ({"start": 37, "end": 41}, "Sato"),
        ({"quote": "3rd Brigade", "line": 3, "by": "us", "note": "seen"}, "3rd Brigade"),
        ({"quote": " fled,  Sato "}, "fled , Sato"),
    ],
    ids=["alone", "by its line", "by its start", "by offsets", "over a line break", "other white space"],
)
def test_a_mention_is_added_by_its_words_and_what_finds_them(
    folder: Path, added: dict[str, object], name: str
) -> None:
    def change(record: dict[str, list[dict[str, list[object]]]]) -> None:
        record["people"] = [{"mentions": [added]}]
        record["units"], record["crossings"] = [], []

    (folder / "r.yaml").write_text(edited(change))
    assert names(read_articles(Path("r.yaml"))) == [("Person", name)]


def test_an_entity_or_a_layer_whose_mentions_were_all_taken_out_marks_nothing(folder: Path) -> None:
    text = to_yaml(document())
    begin, end = text.index("people:\n"), text.index("units:\n")
    text = text[:begin] + "people:\n" + text[end:]
    begin, end = text.index("  - {quote: Bab Qasr"), text.index("counts:")
    (folder / "r.yaml").write_text(text[:begin] + text[end:])
    assert names(read_articles(Path("r.yaml"))) == [("Unit", "3rd Brigade"), ("Unit", "Third Army")]


def test_a_mention_inside_a_token_marks_the_token(folder: Path) -> None:
    (folder / "r.jsonl").write_text(
        json.dumps({"text": "Assads men", "people": [{"start": 0, "end": 5}], "units": [], "crossings": []})
    )
    assert read_articles(Path("r.jsonl")) == [[("Assads", "B-Person"), ("men", "O")]]


def test_of_mentions_of_two_layers_that_overlap_the_longer_is_taught(folder: Path) -> None:
    layers = {"people": [{"start": 0, "end": 4}], "units": [{"start": 0, "end": 12}], "crossings": []}
    (folder / "r.jsonl").write_text(json.dumps({"text": "Sato Brigade men", **layers}))
    assert names(read_articles(Path("r.jsonl"))) == [("Unit", "Sato Brigade")]
    layers["crossings"] = [{"start": 0, "end": 12}]
    (folder / "r.jsonl").write_text(json.dumps({"text": "Sato Brigade men", **layers}))
    assert names(read_articles(Path("r.jsonl"))) == [("Unit", "Sato Brigade")]


# What cannot be used

MENTION = "{quote: Aram Sato, start: 5, end: 14, line: 1, by: p.r}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "sha256: ",
            "sha256: 00ff",
            (
                "2: a.txt has changed since it was annotated: its sha256 is {sha}…, that of the record"
                " 00ff{half}…; bring back the file, or annotate it again and correct that record"
            ),
        ),
        ("sha256: ", "sha: ", "2: no `sha256` of a.txt; take it from the record that annotate wrote"),
        (
            "a.txt",
            "b.txt",
            (
                "2: b.txt is neither in the working directory nor beside the record file; work in the"
                " folder where it was annotated, or put its path into `article`"
            ),
        ),
        ("a.txt", "'b\\0.txt'", None),
        ("a.txt", ".", "2: .: Is a directory"),
        (
            "a.txt",
            "'-'",
            "2: the article came through a pipe; put it into a file, and the file's path into `article`",
        ),
        ("schema: 1", "schema: 2", "2: schema 2 is not known; this is glossator of schema 1"),
        (
            "article: ",
            "path: ",
            "2: neither a record of annotate, with `article`, nor an article, with `text`",
        ),
        (
            "crossings:",
            "Crossings:",
            (
                "2: no `crossings`, so that its names would be taught as no names; annotate without"
                " --only, or write `crossings: []` where the article has none"
            ),
        ),
        ("  mentions:", "  mention:", "6: an entry of `people` without `mentions`"),
        ("crossings:", "crossings: 3\nfound:", "2: `crossings` must be a list"),
        (
            MENTION,
            "Aram Sato",
            "6: an entry of `mentions` must be a mapping of keys to values, not 'Aram Sato'",
        ),
        (
            "start: 5, end: 14",
            "start: 6, end: 15",
            (
                "9: a.txt: at 6 to 15 stands 'ram Sato ', not 'Aram Sato'; it stands in line 1 (start 5,"
                " end 14); correct `start` and `end`, or take both out"
            ),
        ),
        (
            "Aram Sato, start",
            "Arem Sato, start",
            (
                "9: a.txt: at 5 to 14 stands 'Aram Sato', not 'Arem Sato'; correct `start` and `end`, or"
                " take both out"
            ),
        ),
        (MENTION, "{start: 200, end: 300}", "9: a.txt: no words stand at 200 to 300"),
        (MENTION, "{start: 14, end: 5}", "9: a.txt: no words stand at 14 to 5"),
        (MENTION, "{start: 35, end: 37}", "9: a.txt: no words stand at 35 to 37"),
        (MENTION, "{start: 5}", "9: a mention needs `quote`, or `start` and `end`"),
        (MENTION, "{quote: Aram, end: 9}", "9: a mention needs `quote`, or `start` and `end`"),
        (MENTION, "{qoute: Aram}", "9: a mention needs `quote`, or `start` and `end`"),
        (MENTION, "{quote: [Aram]}", "9: `quote` must be a string, words of the article"),
        (MENTION, "{start: five, end: 9}", "9: `start` must be a whole number, not 'five'"),
        (MENTION, "{start: -3, end: 9}", "9: `start` must be a whole number, not '-3'"),
        (MENTION, "{quote: Ara}", "9: 'Ara' does not stand in a.txt as whole words"),
        (MENTION, "{quote: ' '}", "9: ' ' does not stand in a.txt as whole words"),
        (
            MENTION,
            "{quote: Aram, line: 2}",
            (
                "9: 'Aram' does not stand in line 2 of a.txt as whole words; it stands in line 1 (start 5,"
                " end 9)"
            ),
        ),
        (
            MENTION,
            "{quote: Sato}",
            (
                "9: 'Sato' is not alone in a.txt; it stands in line 1 (start 10, end 14), line 3 (start"
                " 37, end 41), line 4 (start 79, end 83); give its `line` or `start`"
            ),
        ),
        (
            MENTION,
            "{quote: Third Army, line: 4}",
            (
                "9: 'Third Army' is not alone in line 4 of a.txt; it stands in line 4 (start 96, end"
                " 106), line 4 (start 115, end 125); give its `start`"
            ),
        ),
        (
            MENTION,
            MENTION + "\n  - {quote: Sato, start: 10}",
            "10: a.txt: 'Sato' at 10 overlaps 'Aram Sato' at 5, also in `people`; keep one of them",
        ),
    ],
)
def test_a_record_that_cannot_be_used_is_told_where_why_and_what_to_do(
    folder: Path, old: str, new: str, message: str | None
) -> None:
    content = to_yaml(document())
    assert old in content
    (folder / "r.yaml").write_text(content.replace(old, new, 1))
    with pytest.raises(TrainingDataError) as caught:
        read_articles(Path("r.yaml"))
    sha = document().sha256
    if message is None:
        assert "is neither in the working directory nor" in str(caught.value)
    else:
        assert str(caught.value) == "r.yaml:" + message.replace("{sha}", sha[:8]).replace("{half}", sha[:4])


def test_a_record_of_a_failed_article_is_refused(folder: Path) -> None:
    failure = Failure("b.txt", "encoding", "invalid utf-8 at byte 3 (0xff)")
    (folder / "r.yaml").write_text(to_yaml(document()) + to_yaml(failure))
    lines = to_yaml(document()).count("\n")
    with pytest.raises(TrainingDataError) as caught:
        read_articles(Path("r.yaml"))
    assert str(caught.value) == (
        f"r.yaml:{lines + 2}: b.txt could not be annotated; mend it and annotate it again, or take the record"
        " out"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"text": null}', "`text` must be a string, the article"),
        ('{"text": "a\\ud83d"}', "`text` holds half a surrogate pair at 1"),
        (
            '{"id": "x", "text": "No", "people": [{"start": 0, "end": 2, "text": "Na"}]}',
            "x: at 0 to 2 stands 'No', not 'Na'; correct `start` and `end`, or take both out",
        ),
    ],
)
def test_an_article_in_a_record_is_checked_too(folder: Path, content: str, message: str) -> None:
    (folder / "r.jsonl").write_text("\n" + content)
    with pytest.raises(TrainingDataError) as caught:
        read_articles(Path("r.jsonl"))
    assert str(caught.value) == f"r.jsonl:2: {message}"


def test_many_places_of_a_quote_are_not_all_listed(folder: Path) -> None:
    layers = {"people": [{"quote": "Sato"}], "units": [], "crossings": []}
    (folder / "r.jsonl").write_text(json.dumps({"text": "Sato " * 8, **layers}))
    with pytest.raises(TrainingDataError, match=r"line 1 \(start 20, end 24\) and 3 more; give"):
        read_articles(Path("r.jsonl"))


def test_places_of_a_quote_that_overlap_are_two(folder: Path) -> None:
    layers = {"people": [{"quote": "Sato Sato"}], "units": [], "crossings": []}
    (folder / "r.jsonl").write_text(json.dumps({"text": "Sato Sato Sato", **layers}))
    with pytest.raises(TrainingDataError, match=r"\(start 0, end 9\), line 1 \(start 5, end 14\); give"):
        read_articles(Path("r.jsonl"))
