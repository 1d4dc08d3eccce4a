from __future__ import annotations

import hashlib
import re
import textwrap
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotators.article import MAX_SENTENCE, Article, ArticleError, read

SAMPLE = Path(__file__).parent.parent / "samples" / "syria-lebanon-handover.txt"


def article(text: str) -> Article:
    return read(text.encode(), "a.txt")


def tokens(text: str) -> list[str]:
    found = article(text)
    return [found.token(i) for i in range(len(found.token_starts))]


def sentences(text: str) -> list[str]:
    """The sentences with every run of white space shown as one blank."""
    found = article(text)
    spans = [found.sentence_span(i) for i in range(len(found.sentences))]
    return [" ".join(found.text[start:end].split()) for start, end in spans]


def words_by_sentence(text: str) -> list[list[str]]:
    found = article(text)
    return [[found.token(i) for i in range(first, end)] for first, end in found.sentences]


# Bytes


def test_hashes_the_bytes_and_keeps_the_name() -> None:
    data = b"\xef\xbb\xbfNajib Mikati"
    found = read(data, "news/a.txt")
    assert (found.name, found.sha256) == ("news/a.txt", hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"", "utf-8", ""),
        (b"\xef\xbb\xbf", "utf-8", ""),
        (b"\xef\xbb\xbfal-Arida", "utf-8", "al-Arida"),
        (b"\xef\xbb\xbf\xef\xbb\xbfal-Arida", "utf-8", "\ufeffal-Arida"),
        (b"one\r\ntwo\rthree\n", "utf-8", "one\r\ntwo\rthree\n"),
        ("é".encode(), "utf-8", "é"),
        ("e\u0301".encode(), "UTF8", "e\u0301"),
        (b"Fran\xe7ois", "latin-1", "François"),
        ("\ufeffRafah".encode("utf-16-le"), "utf-16-le", "Rafah"),
    ],
)
def test_decoding_drops_one_byte_order_mark_and_changes_nothing_else(
    data: bytes, encoding: str, text: str
) -> None:
    assert read(data, "a.txt", encoding=encoding).text == text


def test_an_empty_file_is_an_article_without_tokens() -> None:
    found = read(b"", "a.txt")
    assert (list(found.token_starts), list(found.token_ends), list(found.sentences)) == ([], [], [])
    assert (found.line(0), found.sentence_at(0)) == (1, 0)


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"Najib Mikati said\xff", "utf-8", "invalid utf-8 at byte 17 (0xff)"),
        (b"\xef\xbb\xbfcaf\xe9 ", "utf-8", "invalid utf-8 at byte 6 (0xe9)"),
        (b"ok \xe2\x82", "utf8", "invalid utf-8 at byte 3 (0xe2)"),
        (b"\xed\xa0\x80", "utf-8", "invalid utf-8 at byte 0 (0xed)"),
        (b"\x81", "cp1252", "invalid cp1252 at byte 0 (0x81)"),
        (b"a\x00b", "utf-16-le", "invalid utf-16-le at byte 2 (0x62)"),
    ],
)
def test_bytes_that_do_not_decode_are_refused_with_their_offset(
    data: bytes, encoding: str, message: str
) -> None:
    with pytest.raises(ArticleError) as caught:
        read(data, "a.txt", encoding=encoding)
    assert (caught.value.code, str(caught.value)) == ("encoding", message)


def test_more_bytes_than_the_limit_are_refused() -> None:
    assert read(b"12345", "a.txt", max_bytes=5).text == "12345"
    with pytest.raises(ArticleError) as caught:
        read(b"123456", "a.txt", max_bytes=5)
    assert (caught.value.code, str(caught.value)) == ("too-large", "6 bytes, more than the limit of 5")


@pytest.mark.parametrize("encoding", ["utf-9", "base64"])
def test_an_encoding_that_does_not_decode_text_is_a_lookup_error(encoding: str) -> None:
    with pytest.raises(LookupError):
        read(b"text", "a.txt", encoding=encoding)


# Lines


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("", [0]),
        ("one", [0]),
        ("one\ntwo\n", [0, 4, 8]),
        ("one\r\ntwo", [0, 5]),
        ("one\rtwo", [0, 4]),
        ("\n\r\n\r", [0, 1, 3, 4]),
        ("one\u2028two\x0bthree\x85", [0]),
        ("é🇱🇧\nx", [0, 4]),
    ],
)
def test_a_line_ends_at_a_line_feed_a_carriage_return_or_both(text: str, starts: list[int]) -> None:
    assert list(article(text).line_starts) == starts


def test_lines_are_numbered_from_one_and_hold_their_line_break() -> None:
    found = article("one\r\ntwo\n\nfour")
    assert [found.line(offset) for offset in (0, 3, 4, 5, 8, 9, 10, 13)] == [1, 1, 1, 2, 2, 3, 4, 4]


# Tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maher al-Assad, brother", "Maher|al|-|Assad|,|brother"),
        ("a well-known Turkish-backed group", "a|well|-|known|Turkish|-|backed|group"),
        ("in 2022-2023, 2020–2021", "in|2022-2023|,|2020|–|2021"),
        ("1,000 or 3.5 at 10:30 in 2022/23.", "1,000|or|3.5|at|10:30|in|2022/23|."),
        ("US$5.5m, €3, up to $100,000", "US|$|5.5|m|,|€|3|,|up|to|$|100,000"),
        ("86% of 40km", "86|%|of|40|km"),
        ("the 158th Brigade at 5pm", "the|158th|Brigade|at|5pm"),
        ("M23, G7 and the 1980s", "M|23|,|G|7|and|the|1980|s"),
        ("Erdogan's and Erdogan’s", "Erdogan|'s|and|Erdogan|’|s"),
        ("They don't, can’t, won't; I'm", "They|do|n't|,|can|’|t|,|wo|n't|;|I|'m"),
        ("DON'T n't want'd", "DO|N'T|n't|want|'d"),
        ("the Houthis' men", "the|Houthis|'|men"),
        ("Sana'a's O'Brien, O’Brien", "Sana'a|'s|O'Brien|,|O|’|Brien"),
        ("“We ‘left’,” he", "“|We|‘|left|’|,|”|he"),
        ("Lt. Col. Amer and Brig.-Gen. X", "Lt.|Col.|Amer|and|Brig.|-|Gen.|X"),
        ("MAJ. GEN. Igor, Mr. and Mrs. Khan", "MAJ.|GEN.|Igor|,|Mr.|and|Mrs.|Khan"),
        ("the U.S. at 8 a.m. e.g. U.S-led", "the|U.S.|at|8|a.m.|e.g.|U.S|-|led"),
        ("the U.S.'s and U.S.Army", "the|U.S.|'s|and|U.S.|Army"),
        ("J. R. Smith, J.R. Smith", "J.|R.|Smith|,|J.R.|Smith"),
        ("Plan B. The army. J. A. Khan", "Plan|B|.|The|army|.|J.|A.|Khan"),
        ("No. 5, no. 6. He said no. No.", "No.|5|,|no.|6|.|He|said|no|.|No|."),
        ("Post Inc. on Dec. 8, etc.", "Post|Inc.|on|Dec.|8|,|etc."),
        ("wait... (He left).", "wait|.|.|.|(|He|left|)|."),
        ("see https://x.org/a-b?c=1. @ISW #Syria", "see|https://x.org/a-b?c=1|.|@ISW|#|Syria"),
        ("http://!!", "http|:|/|/|!|!"),
        ("S\u00e9l\u00e9ka Se\u0301le\u0301ka", "S\u00e9l\u00e9ka|Se\u0301le\u0301ka"),
        ("E\u0301. Macron", "E\u0301.|Macron"),
        ("co\u00adoperate Rus\u200bsia", "co\u00adoperate|Rus\u200bsia"),
        ("\u200bRussia\u200e, \u200b", "\u200b|Russia|\u200e|,|\u200b"),
        ("🇪🇬 Egypt 👨\u200d👩\u200d👧!", "🇪🇬|Egypt|👨\u200d👩\u200d👧|!"),
        ("В. В. Путин, हिन्दी، 蔡英文", "В.|В.|Путин|,|हिन्दी|،|蔡英文"),
        ("a\tb\xa0c\u3000d\x00e", "a|b|c|d|\x00|e"),
    ],
)
def test_text_is_cut_into_tokens_as_the_training_data_is(text: str, expected: str) -> None:
    assert tokens(text) == expected.split("|")


# Sentences


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


def test_sentence_at_finds_the_sentence_that_holds_an_offset_or_the_next_one() -> None:
    found = article(" One. Two.\n\nThree ")
    assert [found.sentence_at(offset) for offset in (0, 1, 4, 5, 6, 9, 10, 12, 16)] == [
        *(0, 0, 0, 1, 1, 1, 2, 2, 2)
    ]
    assert found.sentence_at(17) == len(found.sentences) == 3


# Properties

FRAGMENTS = (
    *(
        "the",
        "The",
        "army",
        "Gen.",
        "U.S.",
        "al-Assad",
        "don't",
        "Sana'a",
        "J.",
        "No.",
        "5",
        "2,000",
        "3.5",
        "2022-2023",
    ),
    *(
        ".",
        "!",
        "?",
        "…",
        ",",
        "-",
        "–",
        "'",
        "’",
        "“",
        "”",
        '"',
        "(",
        ")",
        "[1]",
        "|",
        "•",
        "1.",
        "$",
        "%",
        "@",
        "#",
    ),
    *(" ", "  ", "\n", "\r\n", "\r", "\n\n", "\t", "\xa0", "\u2028", "\x0b", "\x1c", "\x00", "\x1b", "\x7f"),
    *("\u00ad", "\u200b", "\u200d", "\u200e", "\ufeff", "\ufffd", "e\u0301", "\u0301", "é", "ı", "ß", "Ǆ"),
    *(
        "🇱🇧",
        "👨\u200d👩\u200d👧",
        "1\ufe0f\u20e3",
        "😀",
        "蔡英文",
        "محمد",
        "हिन्दी",
        "،",
        "。",
        "http://x.y/z",
        "a@b.c",
    ),
)
TEXTS = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=3)), max_size=60).map("".join)


@given(TEXTS)
def test_every_character_but_white_space_is_in_exactly_one_token(text: str) -> None:
    found = article(text)
    spans = list(zip(found.token_starts, found.token_ends, strict=True))
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert [found.text[start:end] for start, end in spans] == [found.token(i) for i in range(len(spans))]
    covered = {offset for start, end in spans for offset in range(start, end)}
    assert covered == {offset for offset, char in enumerate(found.text) if not char.isspace()}


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
def test_decoding_keeps_every_character_and_lines_count_every_break(text: str) -> None:
    found = article(text)
    assert found.text == text.removeprefix("\ufeff")
    breaks = [match.end() for match in re.finditer("\r\n|\r|\n", found.text)]
    assert list(found.line_starts) == [0, *breaks]
    for offset in range(len(found.text)):
        assert found.line(offset) == 1 + sum(end <= offset for end in breaks)


@given(TEXTS)
def test_a_blank_line_always_ends_a_sentence(text: str) -> None:
    found = article(text)
    blank = re.compile(r"(?:\r\n?+|\n)[^\S\r\n]*(?:\r\n?|\n)\s*(?=\S)")
    starts = {found.token_starts[first] for first, _ in found.sentences}
    assert {match.end() for match in blank.finditer(found.text)} <= starts


@given(st.text(alphabet="Séléka Nājib Zoubaïdi é. ", max_size=40))
def test_composed_and_decomposed_accents_are_tokenized_alike(text: str) -> None:
    composed = [unicodedata.normalize("NFC", token) for token in tokens(unicodedata.normalize("NFC", text))]
    decomposed = tokens(unicodedata.normalize("NFD", text))
    assert [unicodedata.normalize("NFC", token) for token in decomposed] == composed


WORDS = (
    *(
        "army",
        "said",
        "soldiers",
        "crossed",
        "border",
        "the",
        "of",
        "and",
        "in",
        "near",
        "illegally",
        "counterinsurgency",
    ),
    *("Syria", "Lebanon", "Turkish-backed", "al-Assad", "Sana'a", "don't", "Damascus", "Hermon", "Interpol"),
    *(
        "Gen.",
        "Lt. Col.",
        "U.S.",
        "U.N.",
        "a.m.",
        "Mr.",
        "J. R.",
        "Inc.",
        "No. 5",
        "Dec. 8",
        "15",
        "21,000",
        "2022-2023",
    ),
    *(
        "$100,000",
        "“we left”",
        "(Interpol)",
        "Mikati’s",
        "– so they say –",
        "Bekaa, and",
        "e\u0301lan",
        "co\u00adop",
    ),
)
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


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        ".",
        "a.",
        "A. ",
        "a'",
        "n't",
        "1.",
        "http://!",
        "\u200b",
        "a\u200b",
        '."',
        "[",
        ".[1]",
        "J.\n",
        "- a\n",
        "| |\n",
    ],
)
@pytest.mark.parametrize("after", ["", " " * 50_000 + "X"])
def test_hostile_repetition_takes_linear_time(piece: str, after: str) -> None:
    # At this size a pattern that backtracks over its own repetition would take minutes.
    found = article(piece * (100_000 // len(piece)) + after)
    assert len(found.sentences) <= len(found.token_starts)
