from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from annotators.article import read
from annotators.ner import stanza_engine
from annotators.ner.compiled import CompiledTagger, load
from annotators.ner.model import DEFAULT, find_model
from annotators.ner.weights import read as read_weights

FOLDER = find_model(DEFAULT).folder
ROOT = Path(__file__).parents[2]


def sample_sentences() -> list[list[str]]:
    """The sentences of the samples."""
    found = []
    for path in sorted((ROOT / "samples").glob("*.txt")):
        article = read(path.read_bytes(), path.name)
        found += [
            [article.text[article.token_starts[i] : article.token_ends[i]] for i in range(first, last)]
            for first, last in article.sentences
        ]
    return found


def generated_sentences(count: int) -> list[list[str]]:
    """Sentences of the samples' words in any order, case and spelling, of 1 to 80 tokens."""
    choice = random.Random(7)
    words = [word for sentence in sample_sentences() for word in sentence]
    words += ["", "a b", "\u00a0", "🇱🇧", "ḥ" * 40, "İstanbul", "Ǆ", "<PAD>", "<unk>", "\ud800"]
    changes = (str, str, str.upper, str.lower, str.title, lambda word: word[::-1], lambda word: word + "ov")
    sentences = []
    for _ in range(count):
        drawn = [choice.choice(changes)(choice.choice(words)) for _ in range(choice.randint(1, 80))]
        sentences.append([word or "." for word in drawn])
    return sentences


@pytest.fixture(scope="module")
def tagger() -> CompiledTagger:
    return CompiledTagger(read_weights(FOLDER))


def test_the_tags_are_those_of_the_stanza_engine(tagger: CompiledTagger) -> None:
    sentences = sample_sentences() + generated_sentences(60)
    expected = stanza_engine.load(FOLDER)(sentences)
    different = [
        (sentence[i], ours, theirs)
        for sentence, columns, others in zip(sentences, tagger(sentences), expected, strict=True)
        for found, wanted in zip(columns, others, strict=True)
        for i, (ours, theirs) in enumerate(zip(found, wanted, strict=True))
        if ours != theirs
    ]
    assert sum(map(len, sentences)) > 4000
    assert different == []


def scores(tagger: CompiledTagger, sentences: list[list[str]]) -> dict[int, bytes]:
    """The bytes of every sentence's scores."""
    order = sorted(range(len(sentences)), key=lambda i: -len(sentences[i]))
    found = tagger._emissions([sentences[i] for i in order])
    return {i: each.tobytes() for i, each in zip(order, found, strict=True)}


@pytest.mark.parametrize("size", [1, 2, 5, 17, 33, 100])
def test_a_sentence_has_the_same_scores_to_the_last_bit_whatever_is_tagged_with_it(
    tagger: CompiledTagger, size: int
) -> None:
    sentences = sample_sentences()[:34] + generated_sentences(80)
    together = scores(tagger, sentences)
    fresh = CompiledTagger(read_weights(FOLDER))  # its words meet in other blocks
    chosen = random.Random(size).sample(range(len(sentences)), size)
    some = scores(fresh, [sentences[i] for i in chosen])
    assert [some[place] == together[i] for place, i in enumerate(chosen)] == [True] * size


def test_a_small_memory_for_words_changes_nothing_but_the_time(tagger: CompiledTagger) -> None:
    sentences = sample_sentences()[:40]
    small = CompiledTagger(read_weights(FOLDER), cached=30)
    assert max(len(set(sentence)) for sentence in sentences) > 30
    assert small(sentences) == tagger(sentences) == small(sentences)


def test_words_are_forgotten_when_the_memory_is_full() -> None:
    small = CompiledTagger(read_weights(FOLDER), cached=50)
    for number in range(20):
        small([[f"word{number}x{i}" for i in range(10)]])
    assert len(small._words.rows) <= 50
    assert "word19x9" in small._words.rows
    assert "word0x0" not in small._words.rows


def test_every_token_has_a_tag_whatever_the_tokens_are(tagger: CompiledTagger) -> None:
    sentences = [["a b", "\u00a0", "🇱🇧", "x" * 300], [], ["."], ["Najib"] * 200]
    assert [[len(tags) for tags in columns] for columns in tagger(sentences)] == [
        [length, length] for length in (4, 0, 1, 200)
    ]
    assert tagger([]) == []
    assert tagger([[]]) == [[[], []]]


def test_neither_torch_nor_stanza_is_imported_nor_the_network_touched() -> None:
    program = f"""
import socket, sys
def refuse(*arguments, **options):
    raise OSError("no network")
socket.socket.connect = socket.getaddrinfo = refuse
from pathlib import Path
from annotators.ner import compiled
assert "numpy" not in sys.modules
tags = compiled.load(Path({str(FOLDER)!r}))([["Najib", "Mikati", "left", "."]])
print(tags, sorted({{"torch", "stanza"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "[[['B-Person', 'E-Person', 'O', 'O'], ['B-Person', 'E-Person', 'O', 'O']]] []\n"


def test_a_folder_without_a_compiled_form_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        load(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} holds no compiled model; make it: glossator model compile {tmp_path}"
    )
