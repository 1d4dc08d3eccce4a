from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotators.ner.wordtable import UNKNOWN, WordTable, hash_table, word_arrays


@given(st.dictionaries(st.text(max_size=4), st.integers(0, 1000), max_size=40), st.text(max_size=4))
def test_every_word_has_its_row_and_any_other_that_of_the_unknown(rows: dict[str, int], other: str) -> None:
    rows[UNKNOWN] = 7
    table = WordTable(word_arrays(rows))
    assert {word: table.row(word) for word in rows} == rows
    assert table.row(other) == rows.get(other, 7)


def test_a_hash_table_finds_every_key() -> None:
    keys = [f"word{n}".encode() for n in range(100)]
    table = hash_table(keys)
    assert len(table) == 256
    assert sorted(table[table > 0].tolist()) == list(range(1, 101))
