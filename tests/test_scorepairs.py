"""Articles of output and gold find each other."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from annotators.document import Document, Failure
from annotators.scoreinput import Annotated
from annotators.scorepairs import PairError, pairs
from tests.goldfiles import GOLD, TEXT, gold_lines, output, person, side


def record(path: str, text: str = "x", place: str = "out:1") -> Annotated:
    """One whose text is known by its SHA-256 alone."""
    return Annotated(place, Document(path, sha256(text.encode()).hexdigest(), (), (), (), ()), None)


def found(golds: list[str], outputs: list[str]) -> dict[str, str | None]:
    """Path in gold -> path in the output, of articles that are all the same text."""
    paired, _ = pairs([record(path, place="gold:1") for path in golds], [record(path) for path in outputs])
    return {pair.gold.article: pair.output.article if pair.output else None for pair in paired}


@pytest.mark.parametrize(
    ("golds", "outputs", "expected"),
    [
        (["a.txt"], ["a.txt"], {"a.txt": "a.txt"}),
        (["a"], ["a.txt"], {"a": "a.txt"}),
        (["a.txt"], ["./in/../in/a.txt"], {"a.txt": "./in/../in/a.txt"}),
        (["a.txt"], ["C:\\in\\a.txt"], {"a.txt": "C:\\in\\a.txt"}),
        (["x/a.txt", "y/a.txt"], ["y/a.txt", "x/a.txt"], {"x/a.txt": "x/a.txt", "y/a.txt": "y/a.txt"}),
        (["x/a", "y/a"], ["/in/y/a", "/in/x/a"], {"x/a": "/in/x/a", "y/a": "/in/y/a"}),
        (["x/a", "y/a"], ["y/a"], {"x/a": None, "y/a": "y/a"}),
        (["x/a", "y/a"], ["/in/y/a"], {"x/a": None, "y/a": "/in/y/a"}),
        ([], ["b"], {}),
    ],
)
def test_the_same_path_or_else_the_nearest_file_of_the_name(
    golds: list[str], outputs: list[str], expected: dict[str, str | None]
) -> None:
    assert found(golds, outputs) == expected


@pytest.mark.parametrize(
    ("golds", "outputs", "message"),
    [
        (["a"], ["x/a", "y/a"], "gold:1: a could be x/a or y/a"),
        (["x/a", "y/a"], ["a"], "out:1: a could be x/a or y/a"),
        (["a", "a.txt"], ["a"], "gold:1: a.txt stands at gold:1 already"),
        (["a"], ["a", "b", "a"], "out:1: a stands at out:1 already"),
    ],
)
def test_articles_that_cannot_be_told_apart_are_refused(
    golds: list[str], outputs: list[str], message: str
) -> None:
    with pytest.raises(PairError) as refused:
        found(golds, outputs)
    assert str(refused.value) == message


def test_an_article_that_was_renamed_is_known_by_its_sha256() -> None:
    golds = [record("a", "one"), record("b", "two")]
    paired, extra = pairs(golds, [record("new", "two"), record("other", "three")])
    assert [pair.output and pair.output.article for pair in paired] == [None, "new"]
    assert [each.document.article for each in extra] == ["other"]


def test_a_sha256_that_several_have_says_nothing() -> None:
    assert found(["a", "b"], ["c", "d"]) == {"a": None, "b": None}


def test_a_failure_in_the_output_is_paired_and_in_gold_refused() -> None:
    failed = Annotated("f:3", Failure("in/a.txt", "encoding", "invalid utf-8"), None)
    (pair,), extra = pairs(side(gold_lines(GOLD)), [failed])
    assert (pair.output, extra) == (failed.document, [])
    with pytest.raises(PairError, match=r"f:3: in/a\.txt was not annotated: invalid utf-8"):
        pairs([failed], [])


def test_records_of_another_text_are_refused() -> None:
    with pytest.raises(PairError, match=r"out:1: in/a\.txt is another text than at gold:1"):
        pairs([record("a.txt", "one", "gold:1")], [record("in/a.txt", "two")])


def test_output_whose_quotes_are_in_the_text_of_gold_fits_it_whatever_its_bytes_were() -> None:
    document = replace(output(person("Lena Voss")), sha256="of the bytes with a byte-order mark")
    out = [Annotated("out:1", document, None)]
    golds = side(gold_lines(GOLD), "gold")
    assert pairs(golds, out)[0][0].output == document
    assert pairs(out, golds)[0][0].gold == document


def test_output_whose_quotes_are_not_in_the_text_of_gold_is_refused() -> None:
    gold = gold_lines(GOLD | {"text": TEXT.replace("Lena", "Leni")})
    out = [Annotated("out:1", output(person("Lena Voss")), None)]
    with pytest.raises(PairError, match=r"out:1: in/a\.txt is another text than at gold:1"):
        pairs(side(gold, "gold"), out)


def test_two_texts_are_compared_as_they_are() -> None:
    one, other = side(gold_lines(GOLD), "gold"), side(gold_lines(GOLD | {"text": TEXT + " "}), "out")
    with pytest.raises(PairError, match=r"out:1: a\.txt is another text than at gold:1"):
        pairs(one, other)
    assert pairs(one, one)[1] == []
