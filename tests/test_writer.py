from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from annotators.document import (
    FACTS,
    Count,
    Crossing,
    Document,
    Dropped,
    Failure,
    Location,
    Mention,
    Origin,
    Person,
    Quote,
    Unit,
    Winner,
)
from annotators.writer import record, to_jsonl, to_yaml

WHOLE = Document(
    article="samples/handover.txt",
    sha256="3f0c" * 16,
    people=(
        Person(
            name="Najib Mikati",
            roles=("caretaker Prime Minister",),
            mentions=(
                Mention("Najib Mikati", 134, 146, 5, "ner.person"),
                Mention("Mikati", 702, 708, 11, "ner.person"),
            ),
        ),
        Person(name="Müller", roles=(), mentions=(Mention("Müller", 160, 166, 5, "ner.person"),)),
    ),
    units=(
        Unit(
            name="Fourth Division",
            kind="division",
            number=4,
            country="SY",
            mentions=(Mention("Fourth Division", 222, 237, 6, "units.numbered-formation"),),
        ),
        Unit(
            name="1st Battalion, 5th Marine Regiment",
            kind="battalion",
            number=1,
            country=None,
            mentions=(Mention("1st Battalion, 5th\nMarine Regiment", 240, 274, 6, "units.hierarchy"),),
        ),
    ),
    crossings=(
        Crossing(
            name="al-Arida border crossing",
            kind="official",
            id="al-arida",
            countries=("LB", "SY"),
            location=Location(lat=34.6325, lon=35.9761),
            mentions=(Mention("al-Arida border crossing", 300, 324, 7, "crossings.named"),),
        ),
        Crossing(
            name="smugglers' route",
            kind="irregular",
            id=None,
            countries=(),
            location=None,
            mentions=(
                Mention(
                    "smugglers' route", 330, 346, 7, "crossings.irregular", "planned", "assertions.to-use"
                ),
            ),
        ),
    ),
    counts=(
        Count(
            mention=Mention("around 70 Syrian officers and soldiers", 481, 519, 8, "counts.noun"),
            value=70,
            approximate=True,
            what="Syrian officers and soldiers",
        ),
        Count(
            mention=Mention("between $1.5 and $2 million", 530, 557, 9, "counts.money"),
            min=1500000,
            max=2000000.5,
            what="money",
            unit="USD",
        ),
        Count(mention=Mention("No", 560, 562, 9, "counts.none"), value=0),
        Count(
            mention=Mention("12 men", 570, 576, 9, "counts.noun", "denied", "assertions.no-evidence"),
            value=12,
            what="men",
            part_of=Quote("around 70 Syrian officers and soldiers", 481, 519),
        ),
    ),
    run={
        "glossator": "0.1.0",
        "rules": {"units": "1.0.0+sha256:ab12", "counts": "1.0"},
        "ner": "en-news-1+sha256:77aa",
        "engine": "compiled",
    },
)

WHOLE_YAML = f"""\
---
schema: 1
article: samples/handover.txt
sha256: {"3f0c" * 16}
people:
- name: Najib Mikati
  roles: [caretaker Prime Minister]
  mentions:
  - {{quote: Najib Mikati, start: 134, end: 146, line: 5, by: ner.person}}
  - {{quote: Mikati, start: 702, end: 708, line: 11, by: ner.person}}
- name: Müller
  mentions:
  - {{quote: Müller, start: 160, end: 166, line: 5, by: ner.person}}
units:
- name: Fourth Division
  kind: division
  number: 4
  country: SY
  mentions:
  - {{quote: Fourth Division, start: 222, end: 237, line: 6, by: units.numbered-formation}}
- name: 1st Battalion, 5th Marine Regiment
  kind: battalion
  number: 1
  mentions:
  - {{quote: "1st Battalion, 5th\\nMarine Regiment", start: 240, end: 274, line: 6, by: units.hierarchy}}
crossings:
- name: al-Arida border crossing
  kind: official
  id: al-arida
  countries: [LB, SY]
  location: {{lat: 34.6325, lon: 35.9761}}
  mentions:
  - {{quote: al-Arida border crossing, start: 300, end: 324, line: 7, by: crossings.named}}
- name: smugglers' route
  kind: irregular
  mentions:
  - {{quote: smugglers' route, start: 330, end: 346, line: 7, assertion: planned, cue: assertions.to-use, by: crossings.irregular}}
counts:
- quote: around 70 Syrian officers and soldiers
  start: 481
  end: 519
  line: 8
  value: 70
  approximate: true
  what: Syrian officers and soldiers
  by: counts.noun
- quote: between $1.5 and $2 million
  start: 530
  end: 557
  line: 9
  min: 1500000
  max: 2000000.5
  what: money
  unit: USD
  by: counts.money
- quote: 'No'
  start: 560
  end: 562
  line: 9
  value: 0
  by: counts.none
- quote: 12 men
  start: 570
  end: 576
  line: 9
  value: 12
  what: men
  part_of: {{quote: around 70 Syrian officers and soldiers, start: 481, end: 519}}
  assertion: denied
  cue: assertions.no-evidence
  by: counts.noun
run: {{glossator: 0.1.0, rules: {{units: 1.0.0+sha256:ab12, counts: '1.0'}}, ner: en-news-1+sha256:77aa, engine: compiled}}
"""  # noqa: E501  the record's lines are as long as they are

NOTHING_FOUND = Document(article="-", sha256="0" * 64, people=(), units=(), crossings=(), counts=())


def everything_that_reads_yaml(text: str) -> list[Any]:
    """Plain data from PyYAML (YAML 1.1), libyaml, and ruamel.yaml (YAML 1.2)."""
    return [
        yaml.load(text, yaml.SafeLoader),
        yaml.load(text, yaml.CSafeLoader),
        YAML(typ="safe", pure=True).load(text),
    ]


def exactly(data: object) -> str:
    """Tells 1 from 1.0 and True, and one key order from another, where `==` does not."""
    return json.dumps(data)


def test_the_whole_record_is_written_as_the_contract_shows_it() -> None:
    assert to_yaml(WHOLE) == WHOLE_YAML


def test_the_json_line_is_the_same_record_without_ascii_escapes() -> None:
    line = to_jsonl(WHOLE)
    assert line.endswith("}\n")
    assert line.count("\n") == 1
    assert '"name":"Müller"' in line
    assert exactly(json.loads(line)) == exactly(record(WHOLE))


def test_a_record_without_findings_has_four_empty_layers() -> None:
    assert to_yaml(NOTHING_FOUND) == (
        "---\n"
        "schema: 1\n"
        "article: '-'\n"
        f"sha256: '{'0' * 64}'\n"
        "people: []\n"
        "units: []\n"
        "crossings: []\n"
        "counts: []\n"
        "run: {}\n"
    )


def test_an_article_from_json_lines_says_its_field_and_what_the_line_says_of_it() -> None:
    origin = Origin("body.text", {"source": "wire", "id": 7, "date": "2024-01-05"})
    head = (
        "---\nschema: 1\narticle: news.jsonl:17\nfield: body.text\nid: 7\ndate: '2024-01-05'\nsource: wire\n"
    )
    found = replace(NOTHING_FOUND, article="news.jsonl:17", origin=origin)
    assert to_yaml(found).startswith(f"{head}sha256: ")
    failed = Failure("news.jsonl:17", "jsonl", "no text", origin)
    assert to_yaml(failed) == f"{head}error: {{code: jsonl, message: no text}}\n"


def test_a_layer_that_was_not_asked_for_has_no_key() -> None:
    only_units = Document("a.txt", "ab", people=None, units=(), crossings=None, counts=None)
    assert list(record(only_units)) == ["schema", "article", "sha256", "units", "run"]


def test_what_was_dropped_stands_behind_the_layers_one_line_each() -> None:
    dropped = (
        Dropped(
            "units",
            Mention("Division, 4th", 222, 235, 6, "units.named-formation"),
            Winner("Fourth Division", 220, 237, "units.numbered-formation"),
            "priority",
        ),
        Dropped("counts", Mention("72", 300, 302, 7, "counts.bare"), None, "not a number"),
    )
    explained = replace(WHOLE, explain=dropped)
    assert to_yaml(explained) == WHOLE_YAML.replace(
        "\nrun: {",
        "\nexplain:\n"
        "- {layer: units, quote: 'Division, 4th', start: 222, end: 235, line: 6, by: units.named-formation, "
        "lost_to: {quote: Fourth Division, start: 220, end: 237, by: units.numbered-formation}, "
        "reason: priority}\n"
        "- {layer: counts, quote: '72', start: 300, end: 302, line: 7, by: counts.bare, "
        "reason: not a number}\nrun: {",
    )
    assert_every_reader_gives_the_record(explained)


def test_that_nothing_was_dropped_is_not_the_same_as_that_nobody_asked() -> None:
    assert "explain" not in record(WHOLE)
    assert to_yaml(replace(NOTHING_FOUND, explain=())) == to_yaml(NOTHING_FOUND).replace(
        "run:", "explain: []\nrun:"
    )


def test_an_empty_string_and_a_zero_are_not_absent() -> None:
    count = Count(Mention("", 0, 0, 1, "x"), value=0, min=0, max=0, what="", unit="")
    assert record(document_of(counts=(count,)))["counts"] == [
        {
            "quote": "",
            "start": 0,
            "end": 0,
            "line": 1,
            "value": 0,
            "min": 0,
            "max": 0,
            "what": "",
            "unit": "",
            "by": "x",
        }
    ]


def test_a_failure_is_a_record_of_its_own() -> None:
    failure = Failure("bad.txt", "encoding", "not UTF-8: byte 0xff at offset 17")
    assert to_yaml(failure) == (
        "---\n"
        "schema: 1\n"
        "article: bad.txt\n"
        "error: {code: encoding, message: 'not UTF-8: byte 0xff at offset 17'}\n"
    )
    assert json.loads(to_jsonl(failure)) == record(failure)


def test_a_stream_of_records_is_a_stream_of_yaml_documents() -> None:
    documents: list[Document | Failure] = [WHOLE, Failure("bad.txt", "unreadable", "..."), NOTHING_FOUND]
    stream = "".join([to_yaml(document) for document in documents])
    assert list(yaml.safe_load_all(stream)) == [record(document) for document in documents]


def test_entities_that_share_a_mention_make_no_anchor() -> None:
    mention = Mention("Fourth Division", 0, 15, 1, "units.numbered-formation")
    unit = Unit("Fourth Division", "division", 4, None, (mention, mention))
    text = to_yaml(document_of(units=(unit, unit)))
    assert "&" not in text
    assert "*" not in text


def test_a_file_name_that_is_not_utf_8_can_be_written() -> None:
    name = b"news/\xff.txt".decode("utf-8", "surrogateescape")
    document = document_of(article=name)
    assert record(document)["article"] == "news/\\udcff.txt"
    assert to_yaml(document).encode("utf-8")
    assert to_jsonl(document).encode("utf-8")
    assert to_yaml(Failure(name, "unreadable", f"{name}: no such file")).encode("utf-8")


def test_neither_a_separator_nor_nel_breaks_the_json_line() -> None:
    document = document_of(article="a\x85b\u2028c\u2029d\x1ee")
    assert len(to_jsonl(document).splitlines()) == 1
    assert json.loads(to_jsonl(document)) == record(document)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (70, "70"),
        (70.0, "70.0"),
        (-0.5, "-0.5"),
        (10**24, "1" + "0" * 24),
        (1e20, "1.0e+20"),
        (1.5e300, "1.5e+300"),
        (1e-7, "1.0e-07"),
        (5e-324, "5.0e-324"),
    ],
)
def test_a_number_has_a_form_that_every_reader_takes_for_the_same_number(
    number: int | float, written: str
) -> None:
    count = Count(Mention("n", 0, 1, 1, "x"), value=number)
    text = to_yaml(document_of(counts=(count,)))
    assert f"  value: {written}\n" in text
    for data in everything_that_reads_yaml(text):
        assert exactly(data["counts"][0]["value"]) == exactly(number)


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("write", [to_yaml, to_jsonl])
def test_a_number_that_is_not_finite_is_refused(number: float, write: Any) -> None:
    with pytest.raises(ValueError, match=r"finite|Out of range"):
        write(document_of(counts=(Count(Mention("n", 0, 1, 1, "x"), value=number),)))


@pytest.mark.parametrize("run", [{"seen": {1, 2}}, {"rules": {1: "one"}}, {"at": object()}])
@pytest.mark.parametrize("write", [record, to_yaml, to_jsonl])
def test_run_data_that_json_cannot_hold_is_refused(run: Mapping[str, object], write: Any) -> None:
    with pytest.raises(TypeError):
        write(document_of(run=run))


READ_AS_SOMETHING_ELSE = [
    "null", "Null", "NULL", "~", "true", "True", "TRUE", "false", "False", "=", "<<",
    "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "y", "Y", "n", "N",
    "0", "70", "-1", "+1", "007", "017", "0o17", "0x1F", "0b101", "1_000", "1,000", "12:30", "190:20:30",
    "1.5", "1.", ".5", "-.5", "1e3", "1e+3", "1E5", "1.0e+20", "6.8523015e+5", "1e999", "685_230.15",
    "12:30:45.5",
    ".inf", "-.inf", "+.INF", ".nan", ".NaN", "E40",
    "2024-12-30", "2024-1-5", "2024-12-30T11:22:33Z", "2024-12-30 11:22:33", "2024-12-30 11:22:33.5 +02:00",
]  # fmt: skip
BROKEN_BY_PUNCTUATION = [
    "", " ", "  a", "a  ", "\u00a0a", "a\u3000", "a: b", "a:", ":a", "::", "a #b", "#a", "C:\\news\\a.txt",
    "-", "--", "---", "--- a", "- a", "a -", "...", "?", "? a", ":", "#", "*", "*a", "&", "&a b", "!", "!tag",
    "|", "| a", ">", "> a", "%", "%YAML 1.2", "@", "@a", "`", "`a`", "[a", "{a}", "key: [x]",
    "'", "'a'", '"', '"a"', "it's: \"so\"", "a\\b: 'c'", "a'b\\c: d",
    "---\n", "a\n", "\na", "a\n\nb", "a\r\nb", "a\tb", "\ta", "a\x85b", "a\u2028b", "a\u2029b",
    "a\x00b", "a\x07b", "\x1b[31mred", "a\x7fb", "\ufeffa", "a\ufeff", "a\ufffeb", "a\uffff",
]  # fmt: skip
AS_IT_IS = [
    "Najib Mikati", "al-Arida border crossing", "21 officers and soldiers", "158th Division",
    "U.S. Central Command",
    "Khan's 1st Brigade", 'Ahmad "Abu Ali" Hassan', "“EL MOCHO”", "$100,000", "€5 million",
    "50% of them", "(SDF)",
    "a & b", "a - b", "a, b", "a,", "a]", "who?", "a  b", "\\", "\\n", "…",
    "../shared/a b.txt", "./a.txt", "https://x.org/a", "2024-12-30-handover.txt",
    "0.1.0", "1.0.0+sha256:ab12", "3f0c", "none", "Nope", "YPG", "E40 road",
    "Зеленський", "الفرقة الرابعة", "第四师", "e\u0301te\u0301", "\U0001f642", "\U0001f1f8\U0001f1fe",
]  # fmt: skip


@pytest.mark.parametrize("text", READ_AS_SOMETHING_ELSE + BROKEN_BY_PUNCTUATION)
def test_a_string_that_yaml_would_read_as_something_else_is_quoted(text: str) -> None:
    document = document_of(article=text)
    written = to_yaml(document).splitlines()[2].removeprefix("article: ")
    assert written[0] in "'\""
    assert written[-1] == written[0]
    for data in everything_that_reads_yaml(to_yaml(document)):
        assert data["article"] == text


@pytest.mark.parametrize("text", AS_IT_IS)
def test_a_string_that_needs_no_quotes_has_none(text: str) -> None:
    document = document_of(article=text)
    assert to_yaml(document).splitlines()[2] == f"article: {text}"
    for data in everything_that_reads_yaml(to_yaml(document)):
        assert data["article"] == text


@pytest.mark.parametrize("text", ["a, b", "who?", "a [b]", "a {b}", "a,", "$100,000"])
def test_a_comma_or_bracket_is_quoted_only_in_a_flow_mapping(text: str) -> None:
    written = to_yaml(document_of(article=text, run={"engine": text}))
    assert f"article: {text}\n" in written
    assert f"run: {{engine: '{text}'}}\n" in written


@pytest.mark.parametrize("text", READ_AS_SOMETHING_ELSE + BROKEN_BY_PUNCTUATION + AS_IT_IS)
def test_a_string_is_the_same_wherever_it_stands(text: str) -> None:
    assert_every_reader_gives_the_record(document_with(text))


def test_an_apostrophe_is_not_doubled_so_that_grep_finds_it() -> None:
    assert 'article: "Assad\'s: \\"x\\" \\\\"\n' in to_yaml(document_of(article='Assad\'s: "x" \\'))


def test_long_text_is_neither_wrapped_nor_cut_nor_too_long_for_a_key() -> None:
    for text in ("word " * 2000 + "end", "x" * 5000, "a: b, " * 1000, "é\n" * 3000):
        document = document_with(text)
        assert len(to_yaml(document).splitlines()) == len(to_yaml(document_with("x")).splitlines())
        assert_every_reader_gives_the_record(document)


texts = st.text() | st.sampled_from(READ_AS_SOMETHING_ELSE + BROKEN_BY_PUNCTUATION + AS_IT_IS)
# Unrestricted text seldom looks like YAML: here it nearly always does.
lookalikes = st.text(
    st.sampled_from("01289.,:_-+eExXoObBtTzZ nNuUlLyYsSfF~=<>?!&*|%@`#'\"\\[]{}\t\n\r\x85\u2028\ufeffé")
)
strings = texts | lookalikes
whole_numbers = st.integers(min_value=0)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
plain_mentions = st.builds(Mention, strings, whole_numbers, whole_numbers, whole_numbers, strings)
mentions = plain_mentions | st.builds(
    Mention, strings, whole_numbers, whole_numbers, whole_numbers, strings, strings, strings
)
quotes = st.builds(Quote, strings, whole_numbers, whole_numbers)


def some(elements: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(elements, max_size=3).map(tuple)


people = st.builds(Person, strings, some(strings), some(mentions))
units = st.builds(Unit, strings, strings, st.none() | whole_numbers, st.none() | strings, some(mentions))
locations = st.builds(Location, numbers, numbers)
crossings = st.builds(
    Crossing, strings, strings, st.none() | strings, some(strings), st.none() | locations, some(mentions)
)
counts = st.builds(
    Count,
    mentions,
    value=st.none() | numbers,
    min=st.none() | numbers,
    max=st.none() | numbers,
    approximate=st.booleans(),
    what=st.none() | strings,
    unit=st.none() | strings,
    part_of=st.none() | quotes,
)
dropped = st.builds(
    Dropped,
    strings,
    mentions,
    st.none() | st.builds(Winner, strings, whole_numbers, whole_numbers, strings),
    strings,
)
run_values = st.recursive(
    st.none() | st.booleans() | numbers | strings,
    lambda inner: some(inner) | st.dictionaries(strings, inner, max_size=3),
    max_leaves=5,
)
origins = st.builds(
    Origin,
    strings,
    st.fixed_dictionaries({}, optional=dict.fromkeys(FACTS, strings | numbers | st.booleans())),
)
failures = st.builds(Failure, strings, strings, strings, st.none() | origins)
documents = st.builds(
    Document,
    strings,
    strings,
    people=st.none() | some(people),
    units=st.none() | some(units),
    crossings=st.none() | some(crossings),
    counts=st.none() | some(counts),
    run=st.dictionaries(strings, run_values, max_size=3),
    explain=st.none() | some(dropped),
    origin=st.none() | origins,
)


@given(documents | failures)
def test_every_reader_gives_the_record_of_any_document(document: Document | Failure) -> None:
    assert_every_reader_gives_the_record(document)


@given(strings)
def test_every_reader_gives_any_string_wherever_it_stands(text: str) -> None:
    assert_every_reader_gives_the_record(document_with(text))


@given(documents)
def test_every_mention_is_one_line_and_nothing_else_adds_lines(document: Document) -> None:
    lines = to_yaml(document).splitlines()
    entities: list[Person | Unit | Crossing] = []
    for layer in (document.people, document.units, document.crossings):
        entities.extend(layer or ())
    flow_mentions = [line for line in lines if line.startswith("  - {quote: ")]
    assert len(flow_mentions) == sum(len(entity.mentions) for entity in entities)
    assert sum(line.startswith("- quote: ") for line in lines) == len(document.counts or ())
    assert sum(line.startswith("- name: ") for line in lines) == len(entities)
    assert sum(line.startswith("- {layer: ") for line in lines) == len(document.explain or ())
    assert len(to_jsonl(document).splitlines()) == 1


@given(documents)
def test_two_calls_give_the_same_bytes(document: Document) -> None:
    assert to_yaml(document).encode("utf-8") == to_yaml(document).encode("utf-8")
    assert to_jsonl(document).encode("utf-8") == to_jsonl(document).encode("utf-8")


@given(st.lists(documents, max_size=4))
def test_any_stream_loads_as_its_records_in_order(stream: list[Document]) -> None:
    text = "".join(map(to_yaml, stream))
    assert exactly(list(yaml.load_all(text, yaml.CSafeLoader))) == exactly([record(each) for each in stream])


def assert_every_reader_gives_the_record(document: Document | Failure) -> None:
    expected = exactly(record(document))
    assert exactly(json.loads(to_jsonl(document))) == expected
    for data in everything_that_reads_yaml(to_yaml(document)):
        assert exactly(data) == expected


def document_of(
    *,
    article: str = "a.txt",
    units: tuple[Unit, ...] = (),
    counts: tuple[Count, ...] = (),
    run: Mapping[str, object] | None = None,
) -> Document:
    return Document(article, "ab", people=(), units=units, crossings=(), counts=counts, run=run or {})


def document_with(text: str) -> Document:
    """The text in a block mapping, a flow mapping, a flow sequence, and as a key."""
    mention = Mention(text, 0, len(text), 1, text, text, text)
    return Document(
        article=text,
        sha256=text,
        people=(Person(text, (text, text), (mention, mention)),),
        units=None,
        crossings=None,
        counts=(Count(mention, what=text, part_of=Quote(text, 0, len(text))),),
        run={text: {text: [text, text]}, "last": text},
        explain=(Dropped(text, mention, Winner(text, 0, 1, text), text), Dropped(text, mention, None, text)),
    )
