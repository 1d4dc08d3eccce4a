from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given

from annotators.article import read
from annotators.document import Document, Mention
from annotators.pipeline import Annotator
from annotators.rule import CATEGORIES
from annotators.ruleset import RuleSet
from annotators.testfile import unmark
from tests.factories import noisy_texts, ruleset, seconds, shipped

RULES = """
lists:
  thing: {words: [men, soldiers, towns]}
rules:
- {id: count, annotate: count, match: '{quantity} {what:thing}'}
- {id: post, annotate: crossing, match: '{name:Name} crossing'}
terminators: [but, ';']
cues:
"""


def pack(*cues: str) -> RuleSet:
    """Cues, each a flow mapping without its braces, beside rules for counts of men and for crossings."""
    return ruleset(RULES + "".join(f"- {{{cue}}}\n" for cue in cues))


def mentions(document: Document) -> list[Mention]:
    found = [c.mention for c in document.counts or ()]
    return sorted([*found, *(m for c in document.crossings or () for m in c.mentions)], key=lambda m: m.start)


def assertions(rules: RuleSet, text: str) -> list[tuple[str, str | None, str | None]]:
    """(quote, assertion, cue) of every count and crossing, in text order."""
    document = Annotator(rules, None).annotate(read(text.encode(), "a.txt"))
    return [(m.quote, m.assertion, m.cue) for m in mentions(document)]


def marked(rules: RuleSet, text: str) -> list[str]:
    return [quote for quote, assertion, _ in assertions(rules, text) if assertion is not None]


DENIED = "id: denied, category: denied, match: denied"


def test_a_cue_marks_its_targets_and_is_named() -> None:
    text = "They denied that 50 soldiers used the Rafah crossing. There were 12 men."
    assert assertions(pack(DENIED), text) == [
        ("50 soldiers", "denied", "p.denied"),
        ("Rafah crossing", "denied", "p.denied"),
        ("12 men", None, None),
    ]


@pytest.mark.parametrize(
    ("cue", "text", "expected"),
    [
        # direction
        (DENIED, "12 men denied 30 men", ["30 men"]),
        (f"{DENIED}, direction: backward", "12 men denied 30 men", ["12 men"]),
        (f"{DENIED}, direction: both", "12 men denied 30 men", ["12 men", "30 men"]),
        # reach, in words
        (f"{DENIED}, reach: 0", "denied 12 men", ["12 men"]),
        (f"{DENIED}, reach: 0", "denied the 12 men", []),
        (f"{DENIED}, reach: 3", 'denied that, "in all" 12 men', ["12 men"]),
        (f"{DENIED}, reach: 2", "denied that in all 12 men", []),
        (f"{DENIED}, reach: 1, direction: backward", "12 men all denied", ["12 men"]),
        (f"{DENIED}, reach: 1, direction: backward", "12 men at all denied", []),
        # layers
        (f"{DENIED}, layers: [crossing]", "denied 12 men at Rafah crossing", ["Rafah crossing"]),
        (f"{DENIED}, layers: [count]", "denied 12 men at Rafah crossing", ["12 men"]),
        # terminators of the pack, and of the cue
        (DENIED, "denied it but 12 men", []),
        (DENIED, "denied 12 men but 30 men", ["12 men"]),
        (DENIED, "denied it; 12 men", []),
        (f"{DENIED}, direction: backward", "12 men left but they denied", []),
        (f"{DENIED}, direction: backward", "12 men left but 30 men denied", ["30 men"]),
        (f"{DENIED}, stop: [and, ',']", "denied 12 men and 30 men", ["12 men"]),
        (f"{DENIED}, stop: ['{{count}} left']", "denied 12 men of 30 men left", ["12 men"]),
        # a comma inside a number ends nothing
        (f"{DENIED}, stop: ','", "denied 1,500 men", ["1,500 men"]),
        # a sentence ends every scope
        (DENIED, "They denied it. There were 12 men.", []),
        (f"{DENIED}, direction: backward", "There were 12 men. They denied it.", []),
        # a target inside the cue is none, one at its edge is
        ("id: a, category: denied, match: 'no {count} in'", "no 12 men in 30 towns", ["30 towns"]),
        ("id: a, category: denied, match: 'denied 12'", "denied 12 men of 30 men", ["30 men"]),
        # the pattern language
        ("id: a, category: denied, match: 'denied {word}? that'", "Denied\nall  that 12 men", ["12 men"]),
        (f"{DENIED}, stop: as", "denied as many as 12 men", ["as many as 12 men"]),
        ("id: a, category: denied, match: ['denied', 'no proof']", "no proof of 12 men", ["12 men"]),
        ("id: a, category: denied, match: '{thing} denied'", "soldiers denied 12 men", ["12 men"]),
    ],
)  # fmt: skip
def test_what_a_cue_touches(cue: str, text: str, expected: list[str]) -> None:
    assert marked(pack(cue), text) == expected


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("tried what they denied 12 men", "p.denied"),
        ("denied that they tried 12 men", "p.tried"),
        ("12 men tried and denied", "p.tried"),
    ],
)
def test_the_nearest_cue_wins(text: str, cue: str) -> None:
    rules = pack(
        f"{DENIED}, direction: both", "id: tried, category: attempted, match: tried, direction: both"
    )
    assert assertions(rules, text) == [("12 men", cue.removeprefix("p.").replace("tried", "attempted"), cue)]


@pytest.mark.parametrize("first", range(len(CATEGORIES) - 1))
def test_of_two_cues_as_near_the_category_decides(first: int) -> None:
    one, other = CATEGORIES[first : first + 2]
    rules = pack(
        f"id: a, category: {other}, match: before",
        f"id: b, category: {one}, match: behind, direction: backward",
    )
    assert [assertion for _, assertion, _ in assertions(rules, "before 12 men behind")] == [one]


def test_of_two_cues_of_one_category_as_near_the_longer_wins_then_the_first_id() -> None:
    same = "category: denied, match"
    rules = pack(f"id: c, {same}: denied", f"id: b, {same}: 'firmly denied'", f"id: a, {same}: denied")
    assert [cue for _, _, cue in assertions(rules, "firmly denied 12 men")] == ["p.b"]
    assert [cue for _, _, cue in assertions(rules, "denied 12 men")] == ["p.a"]


def test_a_longer_cue_of_another_category_hides_those_inside_it() -> None:
    rules = pack(
        "id: a, category: alleged, match: claims", "id: b, category: denied, match: 'denied claims that'"
    )
    assert [cue for _, _, cue in assertions(rules, "claims 12 men")] == ["p.a"]
    assert [cue for _, _, cue in assertions(rules, "denied claims that 12 men")] == ["p.b"]
    rules = pack(
        "id: a, category: alleged, match: 'that', direction: both",
        "id: b, category: denied, match: 'denied that', reach: 0",
    )
    assert assertions(rules, "12 men denied that all 30 men")[0][1:] == (None, None)  # fmt: skip


@pytest.mark.parametrize("shield", ["no longer denied", "longer denied", "denied that"])
def test_a_shield_hides_the_cues_that_it_touches_and_marks_nothing(shield: str) -> None:
    rules = pack(DENIED, f"id: no, category: shield, match: '{shield}'")
    assert marked(rules, "They no longer denied that 50 soldiers left.") == []
    assert marked(rules, "They denied 50 soldiers.") == ["50 soldiers"]


def test_a_cue_goes_on_behind_another_of_its_kind() -> None:
    text = "denied 12 men, denied 30 men, denied the 9 men"
    assert marked(pack(f"{DENIED}, reach: 0"), text) == ["12 men", "30 men"]


def test_without_cues_nothing_is_marked() -> None:
    body = RULES.partition("terminators")[0]
    assert marked(ruleset(body), "They denied that 50 soldiers left.") == []


def test_layers_that_were_not_asked_for_stay_out() -> None:
    annotator = Annotator(shipped(), None, ["units", "crossings"])
    document = annotator.annotate(read(b"They could not cross at Kerem Shalom with 12 men.", "a"))
    assert document.counts is None
    assert [m.assertion for m in mentions(document)] == ["prevented"]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("There is no evidence that [[50 fighters]] were there.", "denied"),
        ("The ministry denied that [[50 soldiers]] were killed.", "denied"),
        ("Families were prevented from crossing at the [[Rafah crossing]].", "prevented"),
        ("They attempted to cross at [[Kerem Shalom]] on Monday.", "attempted"),
        ("The government plans to deploy [[3,000 troops]].", "planned"),
        ("The unit allegedly killed [[12 people]].", "alleged"),
        ("Decades ago [[300 families]] lived in the valley.", "past"),
    ],
)
def test_the_shipped_pack_knows_every_category(text: str, category: str) -> None:
    plain, ((start, end),) = unmark(text)
    found = {quote: assertion for quote, assertion, _ in assertions(shipped(), plain)}
    assert found[plain[start:end]] == category


@pytest.mark.parametrize(
    "text",
    [
        "The blast claimed 12 lives.",
        "Officials neither confirmed nor denied that 12 men were killed.",
        "Officials who denied any role said 12 men were killed.",
        "The group claimed responsibility for the attack that killed 12 people.",
        "Guards stopped 50 trucks at the Rafah crossing.",
        "The army did not say how the 12 soldiers died.",
        "They tried to flee, and 12 men were killed.",
        "The alleged leader and 12 men were arrested.",
    ],
)
def test_plain_assertions_are_left_alone(text: str) -> None:
    found = assertions(shipped(), text)
    assert found
    assert {assertion for _, assertion, _ in found} == {None}


@given(noisy_texts(tuple("denied but men 12 soldiers Rafah crossing tried to no longer , ; . that".split())))
def test_any_text_has_assertions_with_their_cues_or_none(text: str) -> None:
    rules = _everything()
    document = Annotator(rules, None).annotate(read(text.encode("utf-8", "replace"), "a.txt"))
    ids = {cue.rule.id: cue.category for pack in rules.packs for cue in pack.cues}
    for mention in mentions(document):
        assert (mention.assertion is None) == (mention.cue is None)
        assert mention.cue is None or ids[mention.cue] == mention.assertion


@cache
def _everything() -> RuleSet:
    shield = "id: no, category: shield, match: 'no longer'"
    return pack(f"{DENIED}, direction: both", "id: try, category: attempted, match: 'tried to'", shield)


@pytest.mark.parametrize("unit", ["denied 5 men but ", "no longer denied ", "5 men; denied ", "tried to "])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    annotator = Annotator(_everything(), None)

    def run(size: int) -> Callable[[], object]:
        article = read((unit * (size // len(unit))).encode(), "a.txt")
        return lambda: annotator.annotate(article)

    assert seconds(run(80_000), 3) < 20 * seconds(run(10_000), 3)  # 64 times, were it quadratic
