"""What is measured is what was done, and a measured run finds what any run finds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest

from annotators.article import Article
from annotators.ner.stage import Tagged
from annotators.ner.texttagger import TextTagger
from annotators.pipeline import Annotator, TaggerInfo
from annotators.ruleset import RuleSet, load_rules
from annotators.timing import TimedAnnotator, Timings
from tests.factories import article

TEXT = "General Ali Hamdan said about 70 Syrian soldiers of the 2nd Brigade crossed."


@pytest.fixture
def timings() -> Timings:
    """With a clock that is a second later whenever somebody looks."""
    ticks = count()
    return Timings(lambda: float(next(ticks)))


def test_a_stage_takes_the_time_of_all_its_blocks(timings: Timings) -> None:
    with timings.stage("read"):
        pass
    assert timings.timed("read", str.upper)("a") == "A"
    with pytest.raises(ZeroDivisionError), timings.stage("write"):
        raise ZeroDivisionError
    assert timings.stages == {"read": 2.0, "write": 1.0}


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    """The shipped packs."""
    return load_rules()


def no_names(sentences: Sequence[Sequence[str]]) -> Tagged:
    return [[["O"] * len(sentence)] for sentence in sentences]


@pytest.mark.parametrize(
    "tagger",
    [
        None,
        TaggerInfo(no_names, "toy", "compiled", independent=True),
        TaggerInfo(TextTagger(lambda text: [("person", 8, 18)]), "toy", "stanza"),
    ],
    ids=["no model", "tokens", "texts"],
)
def test_it_finds_what_an_annotator_finds_and_measures_every_stage_and_rule(
    timings: Timings, rules: RuleSet, tagger: TaggerInfo | None
) -> None:
    given: list[Article] = [article(TEXT), article("It rained.")]
    expected = [make() for make in Annotator(rules, tagger).annotate_each(given)]
    timed = TimedAnnotator(timings, rules, tagger)
    assert [make() for make in timed.annotate_each(given)] == expected
    assert set(timings.stages) == {"rules", "resolve"} | ({"ner"} if tagger is not None else set())
    assert set(timings.rules) == {each.rule.id for _, each_stage in rules.stages for each in each_stage}
    assert timings.matches["counts.noun"] == 1
    assert timings.rules["counts.noun"] == 2.0  # one second an article
    assert timings.stages["resolve"] == 2.0
