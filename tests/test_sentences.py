from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.sentences import MAX_SENTENCE
from tests.factories import article
from tests.texts import TEXTS

SAMPLE = Path(__file__).parent.parent / "samples" / "syria-lebanon-handover.txt"


def sentences(text: str) -> list[str]:
    """The sentences with every run of white space shown as one blank."""
    found = article(text)
    spans = [found.sentence_span(i) for i in range(len(found.sentences))]
    return [" ".join(found.text[start:end].split()) for start, end in spans]


def words_by_sentence(text: str) -> list[list[str]]:
    found = article(text)
    return [[found.token(i) for i in range(first, end)] for first, end in found.sentences]


@pytest.mark.parametrize(
    "text",
    [
        "The army fled.| It did.",
        "Did it flee?| Yes!| It did… |Perhaps.",
        "“It fled.” |The army (all of it.) |He said ‘no.’ |“Yes.”",
        "It fell.[12] |In May it rose.[a][b] |21 died. |$5 million went.",
        "It fled . |The end .",
        "The end... |It came … |Then it went. . . |Now.",
        "They fled to Israel. |al-Momani says so. |蔡英文 agreed.",
        "It fled. the rest stayed. (and) so on, 3.5 km. , and then",
        "Lt. Col. Amer, Brig. Gen. Kemal and Maj. Gen. Igor met Cmdr. Khan and Adm. Smith.",
        "Mr. Khan, Mrs. Khan and Dr. Khan of St. John's (Lt.) Khan",
        "School No. 19 was hit on Jan. 7, Dec. 12 and Aug. 2. |He said no. |Art. 5 holds.",
        "He was in the U.S. Embassy. |He left the U.S. |The U.K. Army at 5 p.m. Monday or 6 a.m. |He slept.",
        "He met ...Gen. Khan and Malcolm X. Shah. |The end.",
        "He said: “I left the U.S.” |Khan, e.g. Smith vs. Jones, i.e. Brown Inc. |The end.",
        "Gerald R. Ford and J. R. R. Tolkien met M. A. Khan in World War I. |The end.",
        "the U.N. Security Council, U.S. First Army, the U.S. “special” force",
        "It was 2015. |The war went on.",
    ],
)
def test_a_sentence_ends_at_a_stop_before_what_can_start_the_next(text: str) -> None:
    assert sentences(text.replace("|", "")) == [part.strip() for part in text.split("|")]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "text",
    [
        # blank lines
        "the army⏎⏎¦of Syria⏎ \t⏎¦and iran⏎\u3000⏎⏎¦too",
        # headlines and page furniture
        "Search⏎¦Syria Receives 70 Officers⏎¦Lebanon's army said on Saturday it returned them. ¦It did.",
        "Diplomatic Engagements⏎¦Two days prior, Mikati made a call.⏎¦Related⏎¦SDF Ready to Hand Over",
        "Aftermath⏎¦“We left,” he said.⏎¦2016 incidents⏎¦On 1 February it began.",
        "By John Smith⏎¦Reuters⏎¦Photo: AFP⏎¦@reuters⏎¦#Syria",
        "UN Chief Urges a Ceasefire in Gaza⏎¦Iran Denies Role in Attack on Base⏎¦Iraq Closes Border Crossing",
        # a line that goes on
        "the army of⏎Syria and the⏎Turkish army,⏎Russia too",
        "Late on Monday⏎the army left",
        # an ended line
        "He left in the U.S.⏎¦Embassy staff stayed.⏎¦al-Momani too.",
        # lists
        "It named:⏎¦- Syria⏎¦- iran⏎¦• Iraq⏎¦*  turkey⏎¦•egypt",
        "Points⏎¦1. The army left.⏎¦2. it came back.⏎¦(a) yes⏎¦b) no. ¦No",
        # rows
        "| Date | Place |⏎¦| --- | --- |⏎¦| 1 May | a town |⏎¦on the day",
    ],
)
def test_a_line_break_ends_a_sentence_only_where_the_text_says_so(text: str, line_break: str) -> None:
    expected = [" ".join(part.replace("⏎", " ").split()) for part in text.split("¦")]
    assert sentences(text.replace("¦", "").replace("⏎", line_break)) == expected


@pytest.mark.parametrize(
    ("width", "edge"),
    [(79, "May\n15. Two"), (87, "Lt. Gen.\nKemal"), (65, "men\n– both"), (70, "al-\nArida")],
)
def test_hard_wrapped_prose_is_read_across_lines_between_a_headline_and_furniture(
    width: int, edge: str
) -> None:
    prose = [
        (
            "Lebanese forces apprehended 21 officers affiliated with the Fourth Division, which Maher"
            " al-Assad led, and handed them over at the al-Arida border crossing, said Lt. Gen. Kemal Dib."
        ),
        "He had been there since the morning of Thursday, May 15.",
        "Two of the men – both from Homs – crossed illegally.",
    ]
    wrapped = textwrap.fill(" ".join(prose), width)
    assert edge in wrapped
    expected = ["21 Held at Border", *prose, "Helpful keywords", "Syria"]
    found = sentences(f"21 Held at Border\n{wrapped}\nHelpful keywords\nSyria\n")
    assert [sentence.replace("al- ", "al-") for sentence in found] == expected


def drawn(block: str) -> str:
    """A block of lines, each drawn as its width and its text, in which `~` fills the line to that width."""
    lines = []
    for row in block.strip().splitlines():
        width, _, text = row.strip().removeprefix("¦ ").partition(" ")
        lines.append(text.replace("~", "x" * (int(width) - len(text) + 1)))
        assert len(lines[-1]) == int(width)
    return "\n".join(lines)


def starts(block: str) -> list[bool]:
    """For each line of a drawn block whether it begins with `¦`: whether a sentence starts there."""
    return [row.strip().startswith("¦") for row in block.strip().splitlines()]


def starting_lines(text: str) -> list[bool]:
    """For each line whether a sentence starts there."""
    found = article(text)
    begins = {found.sentence_span(i)[0] for i in range(len(found.sentences))}
    return [start in begins for start in found.line_starts]


@pytest.mark.parametrize(
    "block",
    [
        # In prose wrapped at 72 columns a line break is forced where the next word had no room; behind a line
        # that went on, three quarters of them are room enough: 54
        """
        ¦ 72 The army ~
          49 left ~ men
          10 Syria then
        """,
        """
        ¦ 72 The army ~
          49 left ~ men
        ¦ 10 Iran then.
        """,
        # A headline above it has room
        """
        ¦ 60 Army Leaves ~ Town
        ¦ 72 They ~ left
          71 and the ~ men
          20 Turkey ~ it.
        """,
        # A line below that is no sentence has too, whatever the lines of the prose begin with
        """
        ¦ 72 The army ~ met
          70 Syria's ~ men
          20 and ~ left.
        ¦ 12 Read ~ here
        """,
        # Prose need not end with a stop
        """
        ¦ 72 The army ~ met
          71 and the ~ men
          20 Turkey ~ of
        """,
        # One line of three that goes on in lower case is enough to tell it, one of four is not
        """
        ¦ 72 The army ~ met
          71 and the ~ men
          70 Turkey ~ men
          20 Syria ~ met
        ¦ 12 Read ~ here
        """,
        """
        ¦ 72 The army ~ met
          71 and the ~ men
        ¦ 70 Turkey ~ men
        ¦ 71 Syria ~ men
        ¦ 20 Iran ~ met
        """,
        """
        ¦ 72 The army ~ met
          71 and the ~ men
          70 with the ~ men
          20 Syria ~ met
        """,
        # Without any, every break must have been forced: two of them, or all that the block has
        """
        ¦ 60 Army Leaves ~ Town
        ¦ 72 The army ~ met
          71 Turkey ~ men
          20 Syria ~ left.
        """,
        """
        ¦ 60 Army Leaves ~ Town
        ¦ 72 The army ~ met
        ¦ 20 Syria ~ left.
        """,
        """
        ¦ 60 Army Leaves ~ Town
        ¦ 72 The army ~ met
        ¦ 20 Syria ~ left.
        ¦ 12 Read ~ here
        """,
        """
        ¦ 72 The army ~ met
          20 Syria ~ left.
        """,
        # An abbreviation ends no sentence, so the dash was wrapped to the start of the line
        """
        ¦ 72 The army ~ met
          72 and the ~ Gen.
          20 – ~ – left.
        """,
        # Items of a list, as wide as they are, and one that goes on below
        """
        ¦ 72 The army ~ met the men of the town:
        ¦ 72 - the ~ men
          72 and the ~ men.
        ¦ 20 - the ~ men
        """,
        """
        ¦ 72 - the ~ army
          71 and the ~ men
        ¦ 20 - the ~ men
        """,
        # A line of columns is one however it begins and ends
        """
        ¦ 20 | ~ of the
        ¦ 20 and ~ left
        """,
        """
        ¦ 20 May | ~ | of the
        ¦ 20 and ~ left
        """,
        """
        ¦ 20 either | ~ of the
          20 and ~ left
        """,
        # From 40 to 120 columns prose may be wrapped
        """
        ¦ 40 The army ~ met
          39 the ~ men
          20 Turkey ~ it.
        """,
        """
        ¦ 39 The army ~ met
          38 the ~ men
        ¦ 20 Turkey ~ it.
        """,
        """
        ¦ 120 The army ~ met
          119 the ~ men
          20 Turkey ~ it.
        """,
        """
        ¦ 121 The army ~ met
          120 the ~ men
        ¦ 20 Turkey ~ it.
        """,
    ],
)
def test_a_line_break_that_wrapping_forced_ends_no_sentence(block: str) -> None:
    assert starting_lines(drawn(block)) == starts(block)


@pytest.mark.parametrize(
    ("widths", "headlines"), [([163], False), ([164], True), ([122, 122], True), ([], False)]
)
def test_headlines_are_no_wrapped_prose_where_most_of_the_text_is_not_wrapped(
    widths: list[int], headlines: bool
) -> None:
    block = """
    ¦ 72 Army Leaves ~
      71 Turkey Sends ~
      20 Syria ~ More.
    """
    prose = "".join(f"\n\nThe {'x' * (width - 4)}" for width in widths)
    assert starting_lines(drawn(block) + prose)[:3] == [True, headlines, headlines]


def test_a_line_of_120_columns_may_be_wrapped_one_of_121_is_a_paragraph() -> None:
    block = """
    ¦ 120 Army Leaves ~
      120 Turkey Sends ~
      20 Syria ~ More.
    """
    assert starting_lines(drawn(block)) == starts(block)


def test_an_indented_line_starts_where_its_text_does() -> None:
    found = article("  Army Leaves\n\tTurkey Sends\n\n    - Syria")
    spans = [found.sentence_span(i) for i in range(len(found.sentences))]
    assert [found.text[start:end] for start, end in spans] == ["Army Leaves", "Turkey Sends", "- Syria"]


def test_the_headlines_and_furniture_of_a_web_article_are_sentences() -> None:
    headline = "After They Fled to Lebanon, Syria Receives 70 Officers and Soldiers of the Ousted Regime"
    found = sentences(SAMPLE.read_text(encoding="utf-8"))
    assert found.count(headline) == 2
    assert {
        "Search",
        "Diplomatic Engagements",
        "Pursuit of Regime Fugitives in Lebanon",
        "SDF Ready to Hand Over Border Control to Damascus",
        "International Demand for Arrests",
        "Helpful keywords",
    } <= set(found)
    assert len(found) == 25


def test_a_long_run_is_cut_into_sentences_of_the_greatest_length() -> None:
    found = article("word " * (2 * MAX_SENTENCE + 1))
    assert list(found.sentences) == [
        (0, MAX_SENTENCE),
        (MAX_SENTENCE, 2 * MAX_SENTENCE),
        (2 * MAX_SENTENCE, 2 * MAX_SENTENCE + 1),
    ]


@given(TEXTS)
def test_sentences_partition_the_tokens_and_are_found_by_any_offset(text: str) -> None:
    found = article(text)
    assert [i for first, end in found.sentences for i in range(first, end)] == [
        *range(len(found.token_starts))
    ]
    assert all(0 < end - first <= MAX_SENTENCE for first, end in found.sentences)
    spans = [found.sentence_span(i) for i in range(len(found.sentences))]
    for offset in range(len(found.text) + 1):
        index = found.sentence_at(offset)
        assert all(end <= offset for _, end in spans[:index])
        assert index == len(spans) or offset < spans[index][1]


@given(TEXTS)
def test_a_blank_line_always_ends_a_sentence(text: str) -> None:
    found = article(text)
    blank = re.compile(r"(?:\r\n?+|\n)[^\S\r\n]*(?:\r\n?|\n)\s*(?=\S)")
    starts = {found.token_starts[first] for first, _ in found.sentences}
    assert {match.end() for match in blank.finditer(found.text)} <= starts


WORDS = [
    *"army said soldiers crossed border the of and in near illegally counterinsurgency".split(),
    *"Syria Lebanon Turkish-backed al-Assad Sana'a don't Damascus Hermon Interpol".split(),
    *"Gen.|Lt. Col.|U.S.|U.N.|a.m.|Mr.|J. R.|Inc.|No. 5|Dec. 8|15|21,000|2022-2023".split("|"),
    *"$100,000|“we left”|(Interpol)|Mikati’s|– so they say –|Bekaa, and|e\u0301lan|co\u00adop".split("|"),
]
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(
    lambda words: "The " + " ".join(words) + " fled."
)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=6).map(" ".join)


@given(PARAGRAPH, st.integers(60, 90), st.sampled_from(["\n", "\r\n"]))
def test_hard_wrapping_a_paragraph_leaves_its_sentences_as_they_were(
    paragraph: str, width: int, line_break: str
) -> None:
    wrapped = textwrap.fill(paragraph, width).replace("\n", line_break)
    assert words_by_sentence(wrapped) == words_by_sentence(paragraph)


@given(PARAGRAPH, PARAGRAPH, st.integers(60, 90))
def test_a_heading_stands_alone_between_hard_wrapped_paragraphs(one: str, two: str, width: int) -> None:
    text = f"{textwrap.fill(one, width)}\n\nDiplomatic Engagements\n\n{textwrap.fill(two, width)}\n"
    assert "Diplomatic Engagements" in sentences(text)
