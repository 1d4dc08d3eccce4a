"""Which names are those of text encodings."""

from __future__ import annotations

import pytest

from annotators.encoding import is_encoding


@pytest.mark.parametrize("name", ["utf-8", "latin-1", "UTF-16", "cp1256", "utf_8_sig"])
def test_encodings_of_text_are_known(name: str) -> None:
    assert is_encoding(name)


@pytest.mark.parametrize("name", ["", "utf-9", "hex", "rot13", "zip", "a\0b", "ütf"])
def test_other_names_are_no_encodings(name: str) -> None:
    assert not is_encoding(name)
