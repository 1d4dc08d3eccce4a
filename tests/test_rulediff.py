from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.document import LAYERS
from annotators.ner.stage import Tagged
from annotators.pipeline import TaggerInfo
from annotators.problem import RuleFileError
from annotators.rulediff import Annotation, Change, Difference, RuleDiff, compare, load_side
from annotators.shipped import SHIPPED
from tests.factories import article, ruleset
from tests.packs import HEAD

GUARDS = "- {id: guards, annotate: unit, match: '{nation:Name} Guards', set: {kind: army}}\n"


def mention(quote: str, start: int, rule: str = "p.a", layer: str = "units", **attributes: str) -> Annotation:
    return Annotation(layer, rule, start, start + len(quote), quote, 1, attributes)


def changes(old: str, new: str, text: str, tagger: TaggerInfo | None = None) -> list[Change]:
    """What differs between two packs `p` of these rules."""
    before, after = (ruleset(f"rules:\n{rules}" if rules else "") for rules in (old, new))
    return RuleDiff(before, after, tagger).changes(article(text))


def told(found: Sequence[Change]) -> list[tuple[str, str, str]]:
    return [(change.kind, change.rule, change.shown.quote) for change in found]


def test_equal_rules_change_nothing() -> None:
    assert changes(GUARDS, GUARDS, "the Tamsa Guards left.") == []


def test_what_only_the_new_rules_find_is_gained_and_what_only_the_old_ones_find_is_lost() -> None:
    text = "the Tamsa Guards and the Tamsa Wardens left."
    wardens = GUARDS.replace("guards", "wardens").replace("Guards", "Wardens")
    assert told(changes(GUARDS, wardens, text)) == [
        ("lost", "p.guards", "Tamsa Guards"),
        ("gained", "p.wardens", "Tamsa Wardens"),
    ]


def test_a_rule_of_a_new_name_changes_its_annotations() -> None:
    (change,) = changes(GUARDS, GUARDS.replace("id: guards", "id: watch"), "the Tamsa Guards left.")
    assert (change.kind, change.rule) == ("changed", "p.guards -> p.watch")
    assert change.differences == (Difference("rule", "p.guards", "p.watch"),)


def test_another_attribute_is_a_change_that_names_it() -> None:
    (change,) = changes(GUARDS, GUARDS.replace("kind: army", "kind: police"), "the Tamsa Guards left.")
    assert (change.kind, change.rule) == ("changed", "p.guards")
    assert change.differences == (Difference("kind", "army", "police"),)


def test_annotations_that_overlap_are_one_whose_span_changed() -> None:
    longer = GUARDS.replace("{nation:Name} Guards", "{nation:Name} Guards of {Name}")
    (change,) = changes(GUARDS, longer, "the Tamsa Guards of Kreda left.")
    assert (change.kind, change.shown.quote) == ("changed", "Tamsa Guards of Kreda")
    assert Difference("span", "Tamsa Guards", "Tamsa Guards of Kreda") in change.differences


def test_a_span_of_the_same_words_elsewhere_is_still_a_change() -> None:
    old, new = mention("aXa", 0), mention("aXa", 2)
    assert compare([old], [new]) == [Change(old, new, (Difference("span", "aXa", "aXa"),))]


def test_of_several_that_overlap_those_that_share_most_are_paired_and_the_others_stand_alone() -> None:
    whole = mention("Tamsa and Kreda Guards", 0)
    first, second = mention("Tamsa", 0), mention("Kreda Guards", 10)
    found = compare([whole], [first, second])
    assert told(found) == [("gained", "p.a", "Tamsa"), ("changed", "p.a", "Kreda Guards")]
    assert found[1].old == whole


def test_a_mention_of_one_layer_is_never_one_of_another() -> None:
    found = compare([mention("Tamsa", 0)], [mention("Tamsa", 0, layer="crossings")])
    assert [change.kind for change in found] == ["lost", "gained"]


def test_a_location_is_compared_too() -> None:
    rule = "- {id: post, annotate: crossing, match: '{crossing-name}', set: {id: $crossing-name.id}}\n"
    head = "lists: {crossing-name: {file: gates.csv}}\nrules:\n" + rule
    old = ruleset(head, gates_csv="name,id,countries,lat,lon,kind\nKreda,kreda,TD,12.5,16,official\n")
    new = ruleset(head, gates_csv="name,id,countries,lat,lon,kind\nKreda,kreda,TD,12.5,17,official\n")
    (change,) = RuleDiff(old, new, None).changes(article("At Kreda they wait."))
    assert change.differences == (Difference("location", "12.5 16.0", "12.5 17.0"),)


def test_the_model_tags_an_article_once_for_both_sides() -> None:
    asked = []

    def tag(sentences: Sequence[Sequence[str]]) -> Tagged:
        asked.append(sentences)
        return [[["S-Person" if word == "Mikati" else "O" for word in sentence]] for sentence in sentences]

    tagger = TaggerInfo(tag, "toy+sha256:00ff", "toy")
    rules = ruleset(""), ruleset("rules:\n- {id: no, annotate: other, match: Mikati, overrides: [ner.*]}\n")
    compared = RuleDiff(*rules, tagger)
    assert told(compared.changes(article("Then Mikati left."))) == [("lost", "ner.person", "Mikati")]
    assert told(compared.changes(article("So Mikati left."))) == [("lost", "ner.person", "Mikati")]
    assert [sentences[0][0] for sentences in asked] == ["Then", "So"]


spans = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6)), max_size=6)


def laid_out(gaps: Sequence[tuple[int, int]]) -> list[Annotation]:
    """Annotations that do not overlap, from the (gap before, length) of each."""
    found, position = [], 0
    for gap, length in gaps:
        found.append(mention("x" * length, position + gap))
        position += gap + length
    return found


@given(spans, spans)
def test_every_annotation_that_differs_is_in_exactly_one_change(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    old, new = laid_out(left), laid_out(right)
    found = compare(old, new)
    assert sorted((c.old.start, c.old.end) for c in found if c.old) == sorted(
        (a.start, a.end) for a in old if a not in new
    )
    assert sorted((c.new.start, c.new.end) for c in found if c.new) == sorted(
        (a.start, a.end) for a in new if a not in old
    )
    for change in found:
        if change.old and change.new:
            assert change.old.start < change.new.end
            assert change.new.start < change.old.end


@given(spans, spans)
def test_the_other_way_round_gained_is_lost(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    kinds = [
        sorted(change.kind for change in compare(laid_out(a), laid_out(b)))
        for a, b in ((left, right), (right, left))
    ]
    swap = {"gained": "lost", "lost": "gained", "changed": "changed"}
    assert sorted(swap[kind] for kind in kinds[0]) == kinds[1]


def test_a_side_is_a_file_or_a_folder_beside_the_shipped_packs(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(HEAD.replace("pack: p", "pack: one"))
    (tmp_path / "two.yaml").write_text(HEAD.replace("pack: p", "pack: two"))
    (tmp_path / ".hidden.yaml").write_text("no pack")
    names = [pack.name for pack in load_side(str(tmp_path)).packs]
    assert names == [*SHIPPED, "one", "two"]
    assert [pack.name for pack in load_side(str(tmp_path / "one.yaml")).packs] == [*SHIPPED, "one"]


def test_a_folder_without_a_pack_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError) as caught:
        load_side(str(tmp_path))
    assert str(caught.value).startswith(
        f"{tmp_path}:1:1: error[empty] the folder holds no rule pack (*.yaml)"
    )


def test_the_layers_of_a_comparison_can_be_chosen() -> None:
    old, new = ruleset(""), ruleset(f"rules:\n{GUARDS}")
    found = article("the Tamsa Guards left.")
    assert told(RuleDiff(old, new, None, ["units"]).changes(found)) == [
        ("gained", "p.guards", "Tamsa Guards")
    ]
    assert RuleDiff(old, new, None, set(LAYERS) - {"units"}).changes(found) == []
