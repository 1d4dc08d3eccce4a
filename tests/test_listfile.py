"""Everything that is said of the lists of a pack, to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotators import listfile
from tests.packs import HEAD, file_cases, said

FAULTS = r"""
== a header with faults
# p.yaml
lists:
  arm: {file: arms.csv}
# arms.csv
name, kind,,name
tank,army,,x
--
arms.csv:1:6: error[csv] the name of column ' kind' begins or ends with white space
    name, kind,,name
         ^
arms.csv:1:12: error[csv] column 3 has no name
    name, kind,,name
               ^
arms.csv:1:13: error[csv] two columns are called 'name'
    name, kind,,name
                ^
== a column that match names wrongly
# p.yaml
lists:
  arm: {file: arms.csv, match: [name, alias]}
# arms.csv
name,aliases
tank,panzer
--
p.yaml:5:39: error[unknown-column] arms.csv has no column 'alias'; did you mean 'aliases'?
      arm: {file: arms.csv, match: [name, alias]}
                                          ^
== no column of the usual name
# p.yaml
lists:
  arm: {file: arms.csv}
# arms.csv
weapon,kind
tank,army
--
p.yaml:5:15: error[unknown-column] arms.csv has no column 'name'; known: kind, weapon; say under 'match' which columns hold the names
      arm: {file: arms.csv}
                  ^
== rows of the wrong width, as they are printed
# p.yaml
lists:
  arm: {file: arms.csv}
# arms.csv
name,kind
"tank, heavy"
"tank, light",army,,
"field
gun",army,"x
y"
--
arms.csv:2:14: error[csv-width] 1 field where the header has 2
    "tank, heavy"
                 ^
arms.csv:3:20: error[csv-width] 4 fields where the header has 2; a cell with a comma in it must stand in quotation marks
    "tank, light",army,,
                       ^
arms.csv:5:11: error[csv-width] 3 fields where the header has 2; a cell with a comma in it must stand in quotation marks
    gun",army,"x
              ^
== a quotation mark that is never closed
# p.yaml
lists:
  arm: {file: arms.csv}
# arms.csv
name,kind
tank,"army
rifle,army
--
arms.csv:2:6: error[csv] not CSV: the quotation mark that begins this cell is never closed
    tank,"army
         ^
== text behind a quotation mark, in a cell of two lines
# p.yaml
lists:
  arm: {file: arms.csv}
# arms.csv
name,kind
"field
gun" x,army
--
arms.csv:3:5: error[csv] not CSV: text behind the closing quotation mark of a cell; inside it write a mark twice
    gun" x,army
        ^
== coordinates of crossings
# p.yaml
lists:
  crossing-name: {file: c.csv}
# c.csv
name,id,lat,lon
"Gate, North",gate,91,36.5
Post,post,36.5,east
--
c.csv:2:20: error[location] lat '91' is no number of degrees from -90 to 90
    "Gate, North",gate,91,36.5
                       ^
c.csv:3:16: error[location] lon 'east' is no number of degrees from -180 to 180
    Post,post,36.5,east
                   ^
== a list file that is not there
# p.yaml
lists:
  arm: {file: lists/arm.txt}
# lists/arms.txt
tank
--
p.yaml:5:15: error[unreadable] lists/arm.txt: No such file or directory; did you mean 'arms.txt'?
      arm: {file: lists/arm.txt}
                  ^
== a list file in a folder that is not there
# p.yaml
lists:
  arm: {file: lists/arm.txt}
--
p.yaml:5:15: error[unreadable] lists/arm.txt: No such file or directory
      arm: {file: lists/arm.txt}
                  ^
== a folder for a list file
# p.yaml
lists:
  arm: {file: lists}
# lists/arms.txt
tank
--
p.yaml:5:15: error[unreadable] lists: Is a directory
      arm: {file: lists}
                  ^
== a misspelt key of a list
# p.yaml
lists:
  arm: {wrods: [tank]}
--
p.yaml:5:9: error[unknown-key] unknown key 'wrods' in list 'arm'; did you mean 'words'?
      arm: {wrods: [tank]}
            ^
"""  # noqa: E501


@pytest.mark.parametrize(("files", "message"), file_cases(FAULTS))
def test_a_list_that_cannot_be_read_is_told_where_and_why(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    assert said(tmp_path, files) == message


def test_a_pack_holds_a_bounded_number_of_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listfile, "MAX_NAMES", 3)
    lists = "lists:\n  a: {words: [x, y]}\n  b: {words: [z, w, v]}\n  c: {words: [u]}\n"
    assert said(tmp_path, {"p.yaml": HEAD + lists}) == (
        "p.yaml:6:3: error[limit] with this list the lists of the pack have more than 3 names\n"
        "      b: {words: [z, w, v]}\n"
        "      ^"
    )


def test_a_list_file_has_a_bounded_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listfile, "MAX_LIST_BYTES", 4)
    assert said(tmp_path, {"p.yaml": HEAD + "lists:\n  a: {file: a.txt}\n", "a.txt": "tank\n"}) == (
        "p.yaml:5:13: error[limit] a.txt is larger than 4 bytes, the most that a list may have\n"
        "      a: {file: a.txt}\n"
        "                ^"
    )
