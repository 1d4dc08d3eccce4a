from __future__ import annotations

from pathlib import Path

import pytest

from annotators.ner.bio import TrainingDataError
from annotators.ner.recordfile import read_records


def records(folder: Path, content: str | bytes) -> list[dict[str, object]]:
    file = folder / "records"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [dict(record) for record in read_records(file)]


@pytest.mark.parametrize(
    "content",
    [
        "---\narticle: a\nline: 12\n---\narticle: b\nunits: []\n",
        "article: a\nline: 12\n---\n{article: b, units: []}\n---\n",
        "---\r\narticle: 'a'\r\nline: \"12\"\r\n...\r\n---\r\narticle: b\r\nunits: []\r\n",
        '{"article": "a", "line": 12}\n{"article": "b", "units": []}\n',
        '\n{\n  "article": "a",\n  "line": 12\n}\n{\n  "article": "b",\n  "units": []\n}',
        '\ufeff{"article": "a", "line": 12}\r\n\r\n{"article": "b", "units": []}\r\n',
    ],
    ids=["YAML", "YAML otherwise", "YAML with CRLF", "JSON lines", "JSON as jq prints it", "a mark and CRLF"],
)
def test_yaml_documents_and_json_objects_give_equal_records(tmp_path: Path, content: str) -> None:
    assert records(tmp_path, content) == [{"article": "a", "line": "12"}, {"article": "b", "units": []}]


def test_a_word_that_yaml_takes_for_something_else_stays_the_word(tmp_path: Path) -> None:
    found = records(tmp_path, "quote: No\nother: 2024-01-05\nempty:\nquoted: ''\ntilde: ~\n")
    assert found == [{"quote": "No", "other": "2024-01-05", "empty": None, "quoted": "", "tilde": None}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "1: no record in the file"),
        ("---\n---\n", "1: no record in the file"),
        (
            "a: 1\n---\n- a\n",
            "3: expected a record, found a list; write its records one after another (jq -c '.[]')",
        ),
        ("Sato B-Person\n", "1: expected a record, found 'Sato B-Person'"),
        ('{"a": 1}\n"a"\n', "2: expected a record, found 'a'"),
        (
            '[{"a": 1}]',
            "1: expected a record, found a list; write its records one after another (jq -c '.[]')",
        ),
        ("a: 1\nb:\n- c: 2\n  c: 3\n", "3: 'c' stands twice; keep one of them"),
        ('{"a": 1}\n{"a": 1, "a": 2}\n', "2: 'a' stands twice; keep one of them"),
        ("a: &b 1\nc: *b\n", "2: an alias (*b); write out what it stands for"),
        ("a: 1\n[b]: 2\n", "2: a key must be a word"),
        (
            "a: 1\nb: [1\nc: 2\n",
            "3: not YAML: while parsing a flow sequence, did not find expected ',' or ']'",
        ),
        ("a: 1\nb: \x01\n", "2: not YAML: control characters are not allowed"),
        ('{"a": 1}\n{"a": }\n', "2: not JSON: Expecting value"),
        (b"a: 1\nb: \xff\n", "2: not UTF-8 at byte 8"),
        ("a: " + "[" * 40, "1: mappings and lists are nested too deep for a record"),
        ('{"a": ' + "[" * 100_000, "1: mappings and lists are nested too deep for a record"),
    ],
)
def test_what_is_no_file_of_records_is_told_where_and_why(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    with pytest.raises(TrainingDataError) as caught:
        records(tmp_path, content)
    assert str(caught.value) == f"{tmp_path / 'records'}:{message}"


def test_a_mapping_knows_its_line_to_complain_of(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text("---\narticle: a\nunits:\n- name: b\n")
    (record,) = read_records(tmp_path / "r.yaml")
    assert str(record.error("no")) == f"{tmp_path / 'r.yaml'}:2: no"
    units = record["units"]
    assert isinstance(units, list)
    assert str(units[0].error("no")) == f"{tmp_path / 'r.yaml'}:4: no"
