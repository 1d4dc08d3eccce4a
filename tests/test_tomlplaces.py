"""Where the keys of a TOML text stand."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotators.tomlplaces import places

TEXT = '''\
# a = 1
first = 1
"quoted key" = "# no = comment"
many = [
  1, # x = 2
  "]", [2],
]
text = """
inside = 3
[nor.this]
\\""" still
"""
raw = \'\'\'
a = 'b'
\'\'\'
  [ rules . check ]
strict = true
dotted.key = 1
inline = { a = 1, b = "}" }
[[twice]]
x = 1
'''


def test_every_key_and_table_has_the_place_where_it_is_written() -> None:
    found = places(TEXT).known
    assert {".".join(path): place for path, place in found.items()} == {
        "first": (2, 1),
        "quoted key": (3, 1),
        "many": (4, 1),
        "text": (8, 1),
        "raw": (13, 1),
        "rules": (16, 5),
        "rules.check": (16, 13),
        "rules.check.strict": (17, 1),
        "rules.check.dotted": (18, 1),
        "rules.check.dotted.key": (18, 8),
        "rules.check.inline": (19, 1),
        "twice": (20, 3),
        "twice.x": (21, 1),
    }


def test_a_key_of_an_inline_table_is_where_that_table_is() -> None:
    assert places("a = {b = 1}\n").of(("a", "b")) == (1, 1)


KEYS = st.text("ab-_1", min_size=1, max_size=4)
VALUES = st.one_of(
    st.integers().map(str),
    st.text("ab#=[]'\n ", max_size=6).map(lambda t: f'"""{t}"""'),
    st.text('ab#=[]" ', max_size=6).map(lambda t: f"'{t}'"),
    st.lists(st.text("a#]=", max_size=3).map(lambda t: f'"{t}"')).map(lambda ts: f"[\n{','.join(ts)}\n]"),
)


@given(st.dictionaries(KEYS, VALUES, max_size=5), st.dictionaries(KEYS, VALUES, max_size=3))
def test_no_value_hides_a_key_or_looks_like_one(top: dict[str, str], inner: dict[str, str]) -> None:
    lines = [f"{key} = {value}" for key, value in top.items()]
    lines += ["[table]", *(f"{key} = {value}" for key, value in inner.items())]
    text = "\n".join(lines)
    read: dict[str, Any] = tomllib.loads(text)
    found = places(text)
    assert set(found.known) == {(key,) for key in read} | {("table", key) for key in read["table"]}
    rows = text.split("\n")
    for path, (line, column) in found.known.items():
        assert rows[line - 1][column - 1 :].startswith(path[-1])
