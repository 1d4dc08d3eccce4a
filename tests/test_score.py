"""Figures and errors of output against gold, and that they are those of an independent scorer."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from annotators.document import LAYERS, Document, Failure
from annotators.score import Accuracy, Error, Figures, LayerScore, Scorer, _overlapping, errors
from annotators.scoreinput import annotated
from annotators.scorepairs import Pair, pairs
from annotators.writer import to_jsonl, to_yaml
from tests.goldfiles import GOLD, count, crossing, gold_lines, output, person, side, unit

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
INDEPENDENT = SHARED / "tools" / "score.py"
beside = pytest.mark.skipif(not INDEPENDENT.exists(), reason="needs ../shared/tools/score.py")


def gold() -> Document:
    document = annotated(GOLD, "g:1").document
    assert isinstance(document, Document)
    return document


def scored(*entities: object) -> dict[str, LayerScore]:
    scorer = Scorer()
    scorer.add(Pair(gold(), output(*entities)))  # type: ignore[arg-type]
    return scorer.scores()


ALL = (
    person("Omar Tarif", "General"),
    person("Lena Voss"),
    unit("4th Brigade"),
    crossing("Kesra gate", "LB", "SY"),
    count("Some 30 men", 30, approximate=True),
)


def test_output_like_gold_is_all_right() -> None:
    scores = scored(*ALL)
    assert list(scores) == list(LAYERS)
    for score in scores.values():
        assert score.strict == score.lenient == Figures(1.0, 1.0, 1.0)
        assert all(each.share == 1 for each in score.attributes.values())
    assert {layer: list(score.attributes) for layer, score in scores.items()} == {
        "people": ["name", "roles"],
        "units": ["name", "kind"],
        "crossings": ["name", "kind", "countries"],
        "counts": ["number", "what"],
    }


def test_no_output_is_all_missed() -> None:
    scorer = Scorer()
    scorer.add(Pair(gold(), None))
    scorer.add(Pair(gold(), Failure("a.txt", "encoding", "invalid utf-8")))
    assert scorer.scores()["people"] == LayerScore(4, 0, 0, 0, {})
    assert scorer.scores()["people"].strict == Figures(0.0, 0.0, 0.0)


def test_precision_recall_and_f1_are_those_of_the_counts() -> None:
    people = scored(person("Omar Tarif"), person("General"), person("Some"), person("men"))["people"]
    assert (people.gold, people.output, people.exact) == (2, 4, 1)
    assert people.strict == Figures(precision=0.25, recall=0.5, f1=1 / 3)


def test_a_mention_that_overlaps_counts_in_the_lenient_figures_alone() -> None:
    units = scored(unit("the 4th Brigade"))["units"]
    assert (units.strict.f1, units.lenient.f1) == (0.0, 1.0)
    assert units.attributes == {}


def test_attributes_are_judged_where_the_place_is_exact() -> None:
    people = scored(person("Omar Tarif", name="O. Tarif"), person("Voss", "minister"))["people"]
    assert people.attributes == {"name": Accuracy(0, 1), "roles": Accuracy(0, 1)}


def test_articles_add_up() -> None:
    scorer = Scorer(["units"])
    scorer.add(Pair(gold(), output(*ALL)))
    scorer.add(Pair(gold(), output()))
    assert scorer.scores() == {
        "units": LayerScore(2, 1, 1, 1, {"name": Accuracy(1, 1), "kind": Accuracy(1, 1)})
    }


def test_a_layer_that_gold_does_not_have_is_not_scored() -> None:
    scorer = Scorer()
    scorer.add(Pair(replace(gold(), people=None, units=None), output(*ALL)))
    assert list(scorer.scores()) == ["crossings", "counts"]


def test_a_layer_that_only_the_output_lacks_is_missed() -> None:
    scorer = Scorer()
    scorer.add(Pair(gold(), replace(output(*ALL), units=None)))
    assert scorer.scores()["units"] == LayerScore(1, 0, 0, 0, {})


@pytest.mark.parametrize(
    ("golds", "outputs", "expected"),
    [
        ([(0, 4)], [(4, 8)], 0),  # beside is not over
        ([(0, 4)], [(0, 2), (2, 4)], 1),  # one to one
        ([(0, 4), (5, 9)], [(0, 9)], 1),
        ([(0, 6), (6, 8)], [(0, 5), (5, 7)], 2),  # the longer share is taken, the other is left to the next
        ([(0, 2), (3, 9)], [(1, 5), (4, 9)], 2),
        ([(0, 9), (1, 3)], [(2, 9)], 1),  # the first in the text takes it
        ([(5, 6)], [(0, 9), (1, 2)], 1),  # one that began long before
        ([], [(0, 1)], 0),
    ],
)
def test_each_overlap_counts_once(
    golds: list[tuple[int, int]], outputs: list[tuple[int, int]], expected: int
) -> None:
    assert _overlapping(golds, outputs) == expected


def listed(*entities: object) -> list[Error]:
    return list(errors(Pair(gold(), output(*entities))))  # type: ignore[arg-type]


def test_output_like_gold_has_no_errors() -> None:
    assert listed(*ALL) == []


def test_errors_come_by_layer_and_in_the_order_of_the_text() -> None:
    found = listed(person("Lena Voss"), unit("the 4th Brigade", by="u.r"), crossing("men"), *ALL[4:])
    assert [(e.layer, e.what, e.quote, e.line) for e in found] == [
        ("people", "missed", "Omar Tarif", 1),
        ("units", "spurious", "the 4th Brigade", 1),
        ("units", "missed", "4th Brigade", 1),
        ("crossings", "spurious", "men", 2),
        ("crossings", "missed", "Kesra gate", 2),
    ]


def test_a_missed_mention_names_what_overlaps_it_and_the_other_way_round() -> None:
    spurious, missed = errors(Pair(gold(), output(*ALL[:2], unit("the 4th Brigade", by="u.r"))), ["units"])
    assert (missed.gold, missed.output, missed.by) == ("4th Brigade", "the 4th Brigade", "u.r")
    assert (spurious.gold, spurious.output, spurious.by) == ("4th Brigade", "the 4th Brigade", "u.r")


def test_a_wrong_attribute_names_both_values_and_the_rule() -> None:
    (wrong,) = errors(Pair(gold(), output(unit("4th Brigade", "division", by="u.r"))), ["units"])
    assert (wrong.what, wrong.gold, wrong.output, wrong.by) == ("kind", "brigade", "division", "u.r")


def test_an_error_names_the_article_as_the_output_does() -> None:
    assert {e.article for e in listed()} == {"in/a.txt"}
    assert {e.article for e in errors(Pair(gold(), None))} == {"a.txt"}


@given(st.data())
def test_there_is_an_error_for_everything_that_the_figures_hold_against_the_output(
    data: st.DataObject,
) -> None:
    entities = data.draw(st.lists(st.sampled_from([*ALL, unit("the 4th Brigade"), unit("4th Brigade", "x")])))
    found = listed(*entities)
    for layer, score in scored(*entities).items():
        whats = [e.what for e in found if e.layer == layer]
        assert whats.count("missed") == score.gold - score.exact
        assert whats.count("spurious") == score.output - score.exact
        for name, accuracy in score.attributes.items():
            assert whats.count(name) == accuracy.judged - accuracy.right


def ours(gold_file: str, out: str) -> dict[str, dict[str, float]]:
    """Our figures under the names that the independent scorer gives them."""
    paired, _ = pairs(side(gold_file), side(out))
    scorer = Scorer()
    for pair in paired:
        scorer.add(pair)
    return {
        layer: {
            "gold": score.gold,
            "pred": score.output,
            "precision": score.strict.precision,
            "recall": score.strict.recall,
            "f1": score.strict.f1,
            "lenient_f1": score.lenient.f1,
            **{f"{name}_accuracy": each.share for name, each in score.attributes.items()},
        }
        for layer, score in scorer.scores().items()
    }


def theirs(folder: Path, gold_file: str, out: str) -> dict[str, dict[str, float]]:
    gold_path, out_path = folder / "gold.jsonl", folder / "out"
    gold_path.write_text(gold_file, encoding="utf-8")
    out_path.write_text(out, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(INDEPENDENT), str(gold_path), str(out_path), "--json"],
        capture_output=True,
        check=True,
    )
    layers: dict[str, dict[str, float]] = json.loads(done.stdout)["layers"]
    return layers


def perturbed(data: dict[str, object], chance: random.Random) -> Document:
    """What an annotator with faults would put out for an article of gold."""
    changed = dict(data)
    text = str(data["text"])
    for layer in LAYERS:
        found = []
        for item in data[layer]:  # type: ignore[attr-defined]
            fate, item = chance.random(), {k: v for k, v in item.items() if k != "text"}
            if fate < 0.1:
                continue
            if fate < 0.2:
                item["end"] = min(len(text), item["end"] + 2)
            elif fate < 0.3:
                item["name"] = "Another"
                item["kind"] = "other"
                item["what"] = "others"
            elif fate < 0.4:
                item["value"] = (item.get("value") or 0) + 1
                item["roles"] = [*item.get("roles", ()), "aide"]
                item["countries"] = ["XX"]
            elif fate < 0.5:
                item["approximate"] = not item.get("approximate")
                item["name"] = f" {str(item.get('name')).upper()} "
            found.append(item)
        changed[layer] = found
    document = annotated(changed, "g").document
    assert isinstance(document, Document)
    return document


@beside
@pytest.mark.parametrize("write", [to_yaml, to_jsonl])
@pytest.mark.parametrize("file", ["dev.jsonl", "train.jsonl"])
def test_every_figure_is_that_of_the_independent_scorer(
    file: str, write: Callable[[Document], str], tmp_path: Path
) -> None:
    lines = (SHARED / "gold" / file).read_text(encoding="utf-8")
    articles = [json.loads(line) for line in lines.splitlines()]
    chance = random.Random(7)
    # Every ninth article has no output.
    documents = [perturbed(article, chance) for i, article in enumerate(articles) if i % 9]
    out = "".join(write(document) for document in documents)
    figures = ours(lines, out)
    assert figures == theirs(tmp_path, lines, out)
    assert all(0 < each["f1"] < 1 for each in figures.values())


SPANS = st.lists(st.integers(0, 40), min_size=2, max_size=12, unique=True).map(
    lambda cuts: list(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)
NAMES = st.sampled_from(["", "Kesra", "kesra  Gate", "Kesra gate"])
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "name": NAMES,
        "kind": st.sampled_from(["", "army", "official"]),
        "roles": st.lists(NAMES, max_size=2),
        "countries": st.lists(st.sampled_from(["SY", "LB"]), max_size=2),
        "value": st.sampled_from([0, 3, 3.0000001, 4, -2.5]),
        "min": st.sampled_from([0, 3]),
        "max": st.sampled_from([9, 10**15, 10**15 + 1]),
        "approximate": st.booleans(),
        "what": NAMES,
        "unit": st.sampled_from(["", "USD", "EUR"]),
    },
)


LAYER = st.tuples(SPANS, st.lists(ATTRIBUTES, min_size=6, max_size=6)).map(
    lambda drawn: [{"start": a, "end": b} | said for (a, b), said in zip(*drawn, strict=False)]
)
ARTICLES = st.fixed_dictionaries({"text": st.just("x" * 41)} | dict.fromkeys(LAYERS, LAYER))


@beside
@settings(max_examples=25, phases=[Phase.generate])  # each is a process
@given(st.lists(st.tuples(ARTICLES, ARTICLES), min_size=1, max_size=3))
def test_every_figure_of_invented_articles_is_that_of_the_independent_scorer(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    # Of two equal overlaps that scorer takes either, by the order of a set.
    assume(not any(_tied(wanted[layer], found[layer]) for wanted, found in drawn for layer in LAYERS))
    gold_file = gold_lines(*({"id": f"{i}.txt"} | wanted for i, (wanted, _) in enumerate(drawn)))
    documents = [annotated({"id": f"{i}.txt"} | found, "f").document for i, (_, found) in enumerate(drawn)]
    out = "".join(map(to_jsonl, documents))
    assert ours(gold_file, out) == theirs(tmp_path_factory.mktemp("score"), gold_file, out)


def _tied(golds: list[dict[str, int]], founds: list[dict[str, int]]) -> bool:
    for gold in golds:
        shared = [min(gold["end"], f["end"]) - max(gold["start"], f["start"]) for f in founds]
        if max(shared, default=0) > 0 and shared.count(max(shared)) > 1:
            return True
    return False
