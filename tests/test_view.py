from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.article import Article
from annotators.folding import DROPPED, fold, fold_name
from annotators.sentences import MAX_SENTENCE
from annotators.view import BREAK, MAX_REACH, NOT_HEAD, View, build_view, mark, mask
from annotators.words import words_of
from tests.factories import article, noisy_texts

BREAKS = frozenset({"of", "the", "a", "is"})
NOT_HEADS = frozenset({"officers"})
STRUCTURE = {0x0A, BREAK, NOT_HEAD}
MASKS = (1, 2, 3, 4, 5, 6, 8, 11, 12)
ARTICLES = noisy_texts().map(article)


def view_of(found: Article) -> View:
    unmarked = build_view(found)
    words = words_of(unmarked.data)
    breaks = [number for number, word in enumerate(words.lower) if word in BREAKS]
    not_heads = [number for number, word in enumerate(words.lower) if word in NOT_HEADS]
    return mark(unmarked, words, breaks, not_heads)


def visible(text: str) -> bytes:
    """What a view shows of `text`, structure aside."""
    return fold(text).replace(DROPPED.encode("latin-1"), b"")


def is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


def whole(found: Article, start: int, end: int) -> bool:
    """Whether the span begins and ends with a letter and its marks, or another visible character."""
    text = found.text[start:end]
    if fold(text[:1]) in (b"", b"\x7f") or any(map(is_mark, found.text[end : end + 1])):
        return False
    base = text.rstrip("".join(filter(is_mark, text)))
    return fold(base[-1]) != b"\x7f"


def token_spans(found: Article, bounds: Sequence[int]) -> list[tuple[int, int]]:
    """Spans of whole tokens within one sentence, from pairs of token numbers; none overlaps another."""
    spans: list[tuple[int, int]] = []
    for first, last in pairwise(sorted({b % (len(found.token_starts) or 1) for b in bounds})):
        end = min(last, next(e for _, e in found.sentences if e > first))
        spans.append((found.token_starts[first], found.token_ends[end - 1]))
    return spans[::2]


@given(ARTICLES)
def test_every_byte_shows_a_code_point_of_the_text(found: Article) -> None:
    view = view_of(found)
    last = 0
    for position, byte in enumerate(view.data):
        start, end = view.span(position, position + 1)
        assert 0 <= last <= start <= end <= len(found.text)
        assert start == view.origin(position)
        if byte in STRUCTURE:
            assert start == end or found.text[start].isspace()
        else:
            assert visible(found.text[start:end]) == bytes([byte])
        last = end


@given(ARTICLES)
def test_a_view_shows_everything_but_marks_and_zero_width_characters(found: Article) -> None:
    assert build_view(found).data.replace(b"\n", b" ") == visible(found.text)


@given(ARTICLES, st.integers(0), st.integers(0))
def test_a_run_of_tokens_located_and_spanned_is_that_run_again(found: Article, a: int, b: int) -> None:
    view = view_of(found)
    for first, end in found.sentences:
        one, other = first + a % (end - first), first + b % (end - first)
        start, stop = found.token_starts[min(one, other)], found.token_ends[max(one, other)]
        if not visible(found.text[start:stop]):
            continue
        again = view.span(view.locate(start), view.locate(stop))
        assert fold_name(found.text[slice(*again)]) == fold_name(found.text[start:stop])
        if whole(found, start, stop):
            assert again == (start, stop)


@given(ARTICLES)
def test_a_line_break_byte_stands_between_two_sentences_and_within_none(found: Article) -> None:
    view = view_of(found)
    spans = [found.sentence_span(i) for i in range(len(found.sentences))]
    for (start, end), (following, _) in pairwise(spans):
        if not visible(found.text[start:end]):
            continue
        assert b"\n" not in view.data[view.locate(start) : view.locate(end)].rstrip(b"\n")
        assert b"\n" in view.data[view.locate(end) - 1 : view.locate(following)]


def test_a_text_that_is_shown_as_it_is_needs_no_map() -> None:
    view = build_view(article("An army"))
    assert view == View(b"An army", (0, 7), (0, 7))
    assert view.plain
    assert not mask(view, [(3, 7, 1)]).plain


@pytest.mark.parametrize("joint", [" ", "-", "", "/", "\u200b"])
def test_an_overlong_sentence_is_cut_with_and_without_white_space(joint: str) -> None:
    found = article("," + f"{joint}a{joint}," * MAX_SENTENCE)
    view = view_of(found)
    assert len(found.sentences) > 1
    assert build_view(found).data.translate(None, b"\n ") == visible(found.text).replace(b" ", b"")
    for start in (found.sentence_span(i)[0] for i in range(1, len(found.sentences))):
        assert view.data[view.locate(start) - 1 : view.locate(start)] == b"\n"
        assert view.span(view.locate(start), view.locate(start) + 1)[0] == start


@pytest.mark.parametrize("text", ["a'" * 20_000, "1." * 20_000, "x" * 40_000, "https://a.b/" + "c/" * 20_000])
def test_no_stretch_of_a_view_is_longer_than_a_rule_may_reach(text: str) -> None:
    found = article(f"Before it. {text} and after it, 70 officers.")
    view = view_of(found)
    assert max(map(len, view.data.split(b"\n"))) <= MAX_REACH
    assert view.data.replace(b"\n", b"").endswith(b"after it, 70\x1eofficers.")
    start = found.text.index("officers")
    assert view.span(view.locate(start), view.locate(start + 8)) == (start, start + 8)


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("x" * MAX_REACH, [MAX_REACH]),
        ("x" * (MAX_REACH + 1), [MAX_REACH, 1]),
        ("x" * (2 * MAX_REACH), [MAX_REACH, MAX_REACH]),
        # Before a token where one begins within reach, as late as can be
        ("x" * (MAX_REACH - 1) + " y zz", [MAX_REACH, 4]),
        ("x" * (MAX_REACH - 1) + " " + "y" * MAX_REACH, [MAX_REACH, MAX_REACH]),
        ("x" * 3000 + " " + "y" * 3000 + " " + "z" * 3000, [3001, 3001, 3000]),
        # White space for which there is no room belongs to neither side
        ("x" * (MAX_REACH - 2) + " y zz", [MAX_REACH, 1, 2]),
        ("x" + " " * MAX_REACH + "y", [1, MAX_REACH, 1]),
        # A zero-width character is not seen
        ("x" * (MAX_REACH + 1) + "\u200by z", [MAX_REACH, 4]),
    ],
)
def test_a_sentence_is_cut_no_earlier_than_it_must_be(text: str, lengths: list[int]) -> None:
    data = build_view(article(text)).data
    assert [len(piece) for piece in data.split(b"\n")] == lengths


@pytest.mark.parametrize("around", ["", "\u200b", "\u200b\u200b"])
def test_a_cut_inside_a_word_shows_no_character(around: str) -> None:
    text = "x" * (MAX_REACH - len(around)) + around + around + "y"
    view = build_view(article(text))
    cut = view.data.index(b"\n")
    assert view.span(cut, cut + 1) == (MAX_REACH, MAX_REACH)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("head of the army", b"head\x1fof\x1fthe army"),
        ("head\r\nof  the\tarmy", b"head \x1fof \x1fthe army"),
        ("Of course", b"Of course"),
        ("the head OF the", b"the head OF\x1fthe"),
        ("group IS is A a", b"group IS\x1fis\x1fA\x1fa"),
        ("70 officers-of-the-day", b"70 officers-of-the-day"),
        ("two the-year-old men", b"two the-year-old men"),
        ("men - of it", b"men -\x1fof it"),
        ("70 officers", b"70\x1eofficers"),
        ("head (of the army)", b"head (of\x1fthe army)"),
        ("One. The army. A day", b"One.\nThe army.\nA day"),
        ("One.\r\n\r\nThe army.", b"One.\n  \nThe army."),
        ("caf\u00e9 of cafe\u0301 of it", b"cafe\x1fof cafe\x1fof it"),
        ("", b""),
        (" \n", b"  "),
        (" army. \n", b" army.\n "),
        ("\u0301 of", b"\x1fof"),
    ],
)
def test_the_blank_before_a_word_says_what_the_word_can_be(text: str, data: bytes) -> None:
    assert view_of(article(text)).data == data


def test_without_lists_every_blank_is_plain() -> None:
    assert build_view(article("head of the 70 officers")).data == b"head of the 70 officers"


@pytest.mark.parametrize(
    ("text", "word", "quote"),
    [
        ("met Šara\u0301 today", b"Sara", "Šara\u0301"),
        ("met Sara\u200b today", b"Sara", "Sara"),
        ("met \u200bSara today", b"Sara", "Sara"),
        ("met Sa\u200bra\u0301\u200b, today", b"Sara", "Sa\u200bra\u0301"),
        ("\u0301Sara", b"Sara", "Sara"),
        ("\ufeff\ufeffSara", b"Sara", "Sara"),
        ("met 🇱🇧 Sara\u20dd", b"Sara", "Sara\u20dd"),
    ],
)
def test_marks_belong_to_their_letter_and_zero_width_characters_at_the_edge_to_nothing(
    text: str, word: bytes, quote: str
) -> None:
    view = view_of(article(text))
    at = view.data.index(word)
    start, end = view.span(at, at + len(word))
    assert article(text).text[start:end] == quote


# Masks


def masked(found: Article, view: View, spans: Sequence[tuple[int, int]]) -> View:
    return mask(view, [(start, end, MASKS[i % len(MASKS)]) for i, (start, end) in enumerate(spans)])


@given(ARTICLES, st.lists(st.integers(0, 10_000), max_size=12))
def test_each_masked_span_shows_as_one_byte_that_spans_it_exactly(
    found: Article, bounds: Sequence[int]
) -> None:
    view = view_of(found)
    spans = [(s, e) for s, e in token_spans(found, bounds) if whole(found, s, e)]
    hidden = masked(found, view, spans)
    shown = [i for i, byte in enumerate(hidden.data) if byte in MASKS]
    assert [hidden.data[i] for i in shown] == [MASKS[i % len(MASKS)] for i in range(len(spans))]
    assert [hidden.span(i, i + 1) for i in shown] == spans
    assert [hidden.locate(start) for start, _ in spans] == shown


@given(ARTICLES, st.lists(st.integers(0, 10_000), max_size=12))
def test_around_the_masks_every_byte_spans_what_it_did(found: Article, bounds: Sequence[int]) -> None:
    view = view_of(found)
    hidden = masked(found, view, token_spans(found, bounds))
    kept = [i for i, byte in enumerate(hidden.data) if byte not in MASKS]
    before = {view.span(i, i + 1): byte for i, byte in enumerate(view.data)}
    assert all(before[hidden.span(i, i + 1)] == hidden.data[i] for i in kept)


@given(ARTICLES, st.lists(st.integers(0, 10_000), max_size=8), st.lists(st.integers(0, 10_000), max_size=8))
def test_a_masked_view_can_be_masked_again(
    found: Article, bounds: Sequence[int], more: Sequence[int]
) -> None:
    view = view_of(found)
    first = token_spans(found, bounds)
    rest = [
        (s, e) for s, e in token_spans(found, more) if all(e <= start or end <= s for start, end in first)
    ]
    once = mask(view, sorted([(s, e, 1) for s, e in first] + [(s, e, 2) for s, e in rest]))
    twice = mask(mask(view, [(s, e, 1) for s, e in first]), [(s, e, 2) for s, e in rest])
    assert twice.data == once.data
    assert [twice.span(i, i + 1) for i in range(len(twice.data))] == [
        once.span(i, i + 1) for i in range(len(once.data))
    ]


def test_a_span_without_anything_visible_is_not_masked() -> None:
    found = article("a \u200b b")
    view = view_of(found)
    assert mask(view, [(2, 3, 1)]).data == view.data
    assert mask(view, [(2, 3, 1), (4, 5, 2)]).data == b"a  \x02"


def test_the_end_of_the_text_is_the_end_of_every_view_of_it() -> None:
    for text in ("met Sara today", "met Sara\u200b today", "met Šara\u0301 today"):
        found = article(text)
        for view in (view_of(found), mask(view_of(found), [(4, 8, 1)])):
            assert view.locate(len(found.text)) == len(view.data)
            assert view.span(0, len(view.data)) == (0, len(found.text))


@pytest.mark.parametrize("before", ["\u0301", "\u200b", "\u200b\u200b"])
def test_the_start_of_the_text_is_the_start_of_every_view_of_it(before: str) -> None:
    found = article(f"{before}Sara said")
    start = len(before)
    for view in (view_of(found), mask(view_of(found), [(start, start + 4, 1)])):
        assert [view.locate(offset) for offset in range(start + 1)] == [0] * (start + 1)
        assert view.origin(0) == start


def test_a_mask_leaves_the_zero_width_character_behind_it_alone() -> None:
    found = article("met Sara\u200b today")
    hidden = mask(view_of(found), [(4, 8, 1)])
    assert hidden.data == b"met \x01 today"
    assert hidden.span(4, 5) == (4, 8)
    assert hidden.span(0, 3) == (0, 3)
