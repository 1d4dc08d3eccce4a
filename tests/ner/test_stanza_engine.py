from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from annotators.article import read
from annotators.ner.model import DEFAULT, find_model
from annotators.ner.stage import Tagger, entities
from annotators.ner.stanza_engine import load

SENTENCE = "Lebanon's caretaker Prime Minister Najib Mikati visited the al-Arida border crossing .".split()


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load(find_model(DEFAULT).folder)


@pytest.mark.parametrize("made", [False, True], ids=["no folder", "an empty folder"])
def test_what_is_no_model_folder_is_told_so(tmp_path: Path, made: bool) -> None:
    folder = tmp_path / "mine"
    if made:
        folder.mkdir()
    with pytest.raises(FileNotFoundError) as caught:
        load(folder)
    assert str(caught.value) == f"{folder} holds no resources.json, so it is not a Stanza model folder"


def test_the_bundled_model_finds_a_person(tagger: Tagger) -> None:
    ((tags, _),) = tagger([SENTENCE])
    start = SENTENCE.index("Najib")
    assert tags[start : start + 2] == ["B-Person", "E-Person"]


def test_the_stage_finds_a_person_with_the_bundled_model_where_the_text_has_it(tagger: Tagger) -> None:
    text = "Beirut, Monday.\r\n\r\nCaretaker Prime Minister Najib Mikati’s convoy left.\r\n"
    article = read(text.encode(), "a.txt")
    found = [(e.label, text[e.start : e.end]) for e in entities(article, tagger, {"prime minister"})]
    assert ("person", "Najib Mikati") in found


def test_every_token_has_a_tag_whatever_the_tokens_are(tagger: Tagger) -> None:
    sentences = [["a b", "\u00a0", "🇱🇧", "x" * 300], ["."], ["Najib"] * 200]
    assert [[len(tags) for tags in columns] for columns in tagger(sentences)] == [[4, 4], [1, 1], [200, 200]]


def test_sentences_do_not_influence_each_other(tagger: Tagger) -> None:
    others = [["He", "left", "."], ["Fighting", "in", "Homs", "killed", "Hassan", "."]]
    assert tagger([others[1], SENTENCE, others[0]])[1] == tagger([SENTENCE])[0]


def test_loading_a_model_prints_nothing_and_never_touches_the_network() -> None:
    program = f"""
import socket
def refuse(*arguments, **options):
    raise OSError("no network")
socket.socket.connect = socket.getaddrinfo = refuse
from pathlib import Path
from annotators.ner.stanza_engine import load
load(Path({str(find_model(DEFAULT).folder)!r}))([["Najib", "Mikati"]])
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_stanza_keeps_its_log_to_itself(tagger: Tagger) -> None:
    assert logging.getLogger("stanza").level >= logging.ERROR
