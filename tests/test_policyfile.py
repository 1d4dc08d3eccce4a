from __future__ import annotations

from pathlib import Path

import pytest

from annotators.vague import VagueNumber
from tests.packs import HEAD, errors, load

BODY = HEAD + "policies: {mine: {file: t.csv}}\n"
HEADER = "phrase,min,max,value\n"


def test_a_policy_is_a_table_of_phrases(tmp_path: Path) -> None:
    table = HEADER + "Dozens,24,96,\na  couple of,,,2\nseveral hundred,300,,\n"
    assert load(tmp_path, {"p.yaml": BODY, "t.csv": table}).count_policies == {
        "mine": {
            ("dozens",): VagueNumber(24, 96),
            ("couple",): VagueNumber(value=2),
            ("several", "hundred"): VagueNumber(300),
        }
    }


def test_the_table_is_part_of_the_digest_of_its_pack(tmp_path: Path) -> None:
    digests = {
        load(tmp_path, {"p.yaml": BODY, "t.csv": f"{HEADER}dozens,{n},,\n"}).packs[0].digest for n in (12, 24)
    }
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("rows", "message", "line"),
    [
        ("dozen,12,,", "csv] 'dozen' is no vague number word; did you mean 'dozens'?", "dozen,12,,"),
        ("dozens,24,,\ndozens of,12,,", "csv] 'dozens of' stands twice", "dozens of,12,,"),
        (
            "dozens,,,",
            "csv] min, max and value are whole numbers, and one of them is given",
            "dozens,,,",
        ),
        (
            "dozens,2.5,,",
            "csv] min, max and value are whole numbers, and one of them is given",
            "dozens,2.5,,",
        ),
        ("dozens,24,12,", "csv] min, value and max must not fall", "dozens,24,12,"),
        ("dozens,24", "csv-width] 2 fields where the header has 4", "dozens,24"),
    ],
)
def test_a_fault_in_a_row_is_told_with_its_line(tmp_path: Path, rows: str, message: str, line: str) -> None:
    told = errors(tmp_path, {"p.yaml": BODY, "t.csv": f"{HEADER}{rows}\n"})
    number = 1 + len(rows.splitlines())
    assert told == f"t.csv:{number}:1: error[{message}\n    {line}\n    ^"


def test_a_table_has_these_columns_and_no_others(tmp_path: Path) -> None:
    told = errors(tmp_path, {"p.yaml": BODY, "t.csv": "phrase,min\n"})
    assert told == (
        "t.csv:1:1: error[csv] the columns of a policy are phrase, min, max, value\n    phrase,min\n    ^"
    )


def test_a_table_that_is_no_csv_is_told(tmp_path: Path) -> None:
    told = errors(tmp_path, {"p.yaml": BODY, "t.csv": f'{HEADER}"dozens\n'})
    assert told == "t.csv:2:1: error[csv] not CSV: unexpected end of data"


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ("{mine: {fiel: t.csv}}", "unknown key 'fiel' in policy 'mine'; did you mean 'file'?"),
        ("{mine: {}}", "policy 'mine' needs the key 'file'"),
        ("{mine: t.csv}", "policy 'mine' must be a mapping of keys to values"),
        ("{mine: {file: no.csv}}", "no.csv: No such file or directory"),
        (
            "{My Own: {file: t.csv}}",
            "policy 'My Own' must be lower-case letters, digits and hyphens, a letter",
        ),
        (
            "{none: {file: t.csv}}",
            "'none' is what a record says where there is no policy; call this one otherwi",
        ),
    ],
)
def test_a_fault_in_the_key_policies_is_told_where_it_stands(
    tmp_path: Path, policies: str, expected: str
) -> None:
    pack = HEAD + f"policies: {policies}\n"
    message = errors(tmp_path, {"p.yaml": pack, "t.csv": HEADER + "dozens,24,,\n"})
    assert message.startswith("p.yaml:4:")
    assert f"] {expected}" in message
    assert message.count("error[") == 1


def test_two_packs_cannot_have_one_policy(tmp_path: Path) -> None:
    other = BODY.replace("pack: p", "pack: q")
    files = {"p.yaml": BODY, "q.yaml": other, "t.csv": HEADER + "dozens,24,,\n"}
    assert errors(tmp_path, files).startswith(
        "q.yaml:4:12: error[duplicate-name] pack 'p' has a policy 'mine' already"
    )
