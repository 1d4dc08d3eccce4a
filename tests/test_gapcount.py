from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from annotators.gapcount import GapCount, Suggestion
from annotators.gaps import Gap
from tests.factories import article


def gap(text: str, name: str, head: str = "fighters", layer: str = "unit", kind: str = "armed-group") -> Gap:
    start = text.index(name)
    return Gap(layer, kind, name, head, start, start + len(name), (0, len(text)))


def counted(texts: Sequence[tuple[str, Sequence[str]]], capacity: int = 100) -> list[Suggestion]:
    """What comes of articles, each a text and the names in it."""
    count = GapCount(capacity)
    for text, names in texts:
        count.add([gap(text, name) for name in names], article(text))
    return count.suggestions()


def test_spellings_of_a_name_are_one_and_the_commonest_gives_the_name() -> None:
    text = "the Bir-Kora, al-Bir Kora and Bir Kora, Bir Kora fighters"
    (found,) = counted([(text, ["Bir-Kora", "al-Bir Kora", "Bir Kora", "Bir Kora"])])
    assert (found.name, found.mentions, found.articles) == ("Bir Kora", 4, 1)
    assert found.forms == ("Bir Kora", "Bir-Kora", "al-Bir Kora")


def test_a_unit_and_a_crossing_of_one_name_are_two() -> None:
    text = "Tamsa"
    count = GapCount()
    count.add([gap(text, "Tamsa"), gap(text, "Tamsa", "gate", "crossing", "official")], article(text))
    assert [found.layer for found in count.suggestions()] == ["crossing", "unit"]


def test_names_in_most_articles_come_first_then_the_most_mentioned() -> None:
    texts = [("A B", "A B".split()), ("A C", "A C".split()), ("C D D", "C D D".split())]
    assert [found.name for found in counted(texts)] == ["A", "C", "D", "B"]


def test_names_with_fewer_mentions_are_left_out() -> None:
    count = GapCount()
    count.add([gap("A B", name) for name in "AAB"], article("A B"))
    assert [found.name for found in count.suggestions(2)] == ["A"]


def test_a_name_has_up_to_three_examples_of_different_articles() -> None:
    texts = [(f"{n} TNW fighters", ["TNW", "TNW"]) for n in (1, 1, 2, 3, 4)]
    (found,) = counted(texts)
    assert found.examples == ("1 TNW fighters", "2 TNW fighters", "3 TNW fighters")


def test_an_example_is_one_line_without_marks_and_of_a_long_sentence_the_words_around_the_name() -> None:
    text = "so [it\tsaid]\nthe TNW\x07 " + "and so on " * 100
    (found,) = counted([(text, ["TNW"])])
    (example,) = found.examples
    assert example.startswith("so (it said) the TNW and so on")
    assert len(example) <= 240
    assert set(example.split()) <= {"so", "(it", "said)", "the", "TNW", "and", "on"}  # whole words


def test_the_kind_is_the_commonest() -> None:
    count = GapCount()
    kinds = ("army", "brigade", "brigade")
    count.add([gap("Tamsa", "Tamsa", kind=kind) for kind in kinds], article("Tamsa"))
    assert count.suggestions()[0].kind == "brigade"


names = st.lists(st.lists(st.sampled_from("ABCDEFGHIJ"), max_size=4), max_size=60)


@given(names, st.integers(1, 6))
def test_counts_are_off_by_no_more_than_they_say_and_memory_is_bounded(
    articles: list[list[str]], capacity: int
) -> None:
    count = GapCount(capacity)
    truth: Counter[str] = Counter()
    for each in articles:
        text = " ".join(each)
        count.add([gap(text, name) for name in each], article(text))
        truth.update(set(each))
        assert len(count) <= capacity
    found = {suggestion.name: suggestion for suggestion in count.suggestions()}
    for name, suggestion in found.items():
        assert suggestion.articles <= truth[name] <= suggestion.articles + suggestion.missed
    assert {name for name, n in truth.items() if n > count.lost} <= set(found)
    assert count.lost <= truth.total() / (capacity + 1)


def test_with_room_for_all_nothing_is_lost() -> None:
    count = GapCount(10)
    for letter in "ABCDEFGHIJ":
        count.add([gap(letter, letter)], article(letter))
    assert (count.lost, len(count.suggestions())) == (0, 10)
    assert all(found.missed == 0 for found in count.suggestions())
