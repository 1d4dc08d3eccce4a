"""What is said of a file that is not YAML, or not as a pack may be, to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotators import linker, packreader
from tests.packs import HEAD, file_cases, said

FAULTS = r"""
== a tab for indentation
# p.yaml
rules:
\t- id: a
--
p.yaml:5:1: error[yaml] not YAML: while scanning for the next token, found character that cannot start any token; indent with blanks, not with tabs
    \t- id: a
    ^
== a line that is indented too far
# p.yaml
language: en
  description: an example
--
p.yaml:5:14: error[yaml] not YAML: mapping values are not allowed in this context; put a value that holds ': ' in quotation marks, or indent the line as its neighbours are
      description: an example
                 ^
== a line that is indented too little
# p.yaml
lists:
    arm: {words: [tank]}
  leg: {words: [foot]}
--
p.yaml:6:3: error[yaml] not YAML: while parsing a block mapping, did not find expected key; indent the line as its neighbours are, or put a value that begins with {, [ or a quotation mark in quotation marks as a whole
      leg: {words: [foot]}
      ^
== an entry of a list that is indented too little
# p.yaml
rules:
  - {id: a, annotate: unit, match: army}
 - {id: b, annotate: unit, match: navy}
--
p.yaml:6:2: error[yaml] not YAML: while parsing a block mapping, did not find expected key; indent the line as its neighbours are, or put a value that begins with {, [ or a quotation mark in quotation marks as a whole
     - {id: b, annotate: unit, match: navy}
     ^
== a pattern without quotation marks
# p.yaml
rules:
- id: a
  annotate: unit
  match: {Name} army
--
p.yaml:7:17: error[yaml] not YAML: while parsing a block mapping, did not find expected key; indent the line as its neighbours are, or put a value that begins with {, [ or a quotation mark in quotation marks as a whole
      match: {Name} army
                    ^
== a reference without quotation marks
# p.yaml
rules:
- id: a
  annotate: unit
  match: {Name}
--
p.yaml:7:10: error[type] match must be a string; put a value that begins with { in quotation marks
      match: {Name}
             ^
== a colon without quotation marks
# p.yaml
description: the army: an example
--
p.yaml:4:22: error[yaml] not YAML: mapping values are not allowed in this context; put a value that holds ': ' in quotation marks, or indent the line as its neighbours are
    description: the army: an example
                         ^
== a sign that YAML keeps for itself
# p.yaml
rules:
- {id: a, annotate: unit, match: @army}
--
p.yaml:5:34: error[yaml] not YAML: while scanning for the next token, found character that cannot start any token; put the value in quotation marks
    - {id: a, annotate: unit, match: @army}
                                     ^
== a value that begins with an asterisk
# p.yaml
rules:
- {id: a, annotate: unit, match: army, overrides: [*units]}
--
p.yaml:5:52: error[alias] anchors and aliases are not allowed in a rule pack; put a value that begins with * in quotation marks
    - {id: a, annotate: unit, match: army, overrides: [*units]}
                                                       ^
== a quotation mark that is never closed
# p.yaml
description: 'an example
rules: []
--
p.yaml:5:10: error[yaml] not YAML: while scanning a quoted scalar that begins in line 4, found unexpected end of stream; close the quotation mark
    rules: []
             ^
== a backslash in double quotation marks
# p.yaml
rules:
- {id: a, annotate: unit, match: "\(army\)"}
--
p.yaml:5:35: error[yaml] not YAML: while parsing a quoted scalar, found unknown escape character; write a pattern in single quotation marks
    - {id: a, annotate: unit, match: "\(army\)"}
                                      ^
== a bracket that is never closed
# p.yaml
lists:
  arm: {words: [tank, rifle}
--
p.yaml:5:28: error[yaml] not YAML: while parsing a flow sequence, did not find expected ',' or ']'; close the bracket, or put a value with brackets or commas in quotation marks
      arm: {words: [tank, rifle}
                               ^
== a key without a value between others
# p.yaml
description
rules: []
--
p.yaml:5:1: error[yaml] not YAML: while scanning a simple key, could not find expected ':'; write 'key: value', or close the quotation mark above
    rules: []
    ^
== a list that is nested too deep
# p.yaml
rules: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
--
p.yaml:4:37: error[limit] mappings and lists stand more than 30 deep in one another
    rules: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
                                        ^
"""  # noqa: E501


@pytest.mark.parametrize(("files", "message"), file_cases(FAULTS))
def test_a_file_that_is_no_pack_is_told_where_and_how_to_mend_it(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    assert said(tmp_path, files) == message


def test_a_pack_has_a_bounded_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packreader, "MAX_PACK_BYTES", 20)
    assert said(tmp_path, {"p.yaml": HEAD}) == (
        "p.yaml:1:1: error[limit] the file is larger than 20 bytes; put its lists into their own files"
    )


RULES = "rules:\n" + "".join(
    f"- {{id: {name}, annotate: unit, match: the {name} army}}\n" for name in ("a", "b", "c", "d")
)


@pytest.mark.parametrize(
    ("limit", "value", "place", "message"),
    [
        (
            "MAX_ALL_PARTS",
            7,
            "7:34",
            "have more than 7 parts",
        ),
        (
            "MAX_ALL_SOURCE",
            100,
            "6:34",
            "grow beyond 100 bytes",
        ),
    ],
)
def test_all_rules_together_have_a_bounded_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, place: str, message: str
) -> None:
    monkeypatch.setattr(linker, limit, value)
    found = said(tmp_path, {"p.yaml": HEAD + RULES})
    assert found.count("error[") == 1
    assert found.startswith(
        f"p.yaml:{place}: error[limit] from here on the patterns of all rules together {message}\n"
    )
