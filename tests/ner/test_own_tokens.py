"""Models with a tokenizer, character models or both, through the stanza engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.article import read
from annotators.batch import tagger_on_demand
from annotators.ner import stanza_engine
from annotators.ner.compiling import NotCompilableError, compile_model
from annotators.ner.facts import facts_of
from annotators.ner.layout import read_layout
from annotators.ner.model import DEFAULT, Model, digest, find_model
from annotators.ner.stage import entities
from annotators.ner.texttagger import TextTagger
from annotators.pipeline import load_tagger
from tests.modelhost import listed
from tests.tinymodels import make_tokenizer

TEXT = (
    "🇺🇦 Сьогодні  Ірина\tКоваль приїхала до Львова.\r\n\r\n"
    "До Києва їде\r\nСтепан   Гнатюк. 𝔘 Міністр Степан\nКоваль зустрів її у Києва!"
)
NAMES = ["Ірина\tКоваль", "Львова", "Києва", "Степан   Гнатюк", "Степан\nКоваль", "Києва"]
Folder = Callable[..., Path]


@pytest.fixture(scope="module")
def folder(tiny_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A model folder with the files of a language, but for those of kinds to leave out."""

    def make(language: str, package: str = "tiny", *, without: tuple[str, ...] = ()) -> Path:
        path = tmp_path_factory.mktemp("model")
        shutil.copytree(tiny_models / language, path / language, ignore=shutil.ignore_patterns(*without))
        for file in (path / language / "ner").glob("*.pt"):
            if file.stem != package:
                file.unlink()
        resources = listed(path)[language]
        resources["packages"]["default"]["ner"] = package
        (path / "resources.json").write_text(json.dumps({language: resources}))
        return path

    return make


def names(tagger: object, text: str) -> list[str]:
    """What a tagger with tokens of its own finds in `text`."""
    assert isinstance(tagger, TextTagger)
    return [text[start:end] for _, start, end in tagger.find(text)]


@pytest.mark.parametrize("package", ["tiny", "tiny_charlm"])
def test_a_model_finds_names_by_its_own_tokenizer_where_the_text_prints_them(
    folder: Folder, package: str
) -> None:
    tagger = load_tagger(folder("uk", package), "mine")
    assert tagger.engine == "stanza"
    assert names(tagger.tag, TEXT) == NAMES


def test_what_it_finds_goes_through_the_stage(folder: Folder) -> None:
    text = "Сьогодні Ірина  Коваль приїхала до Львова."
    tagger = load_tagger(folder("uk"), "mine").tag
    found = [(e.label, text[e.start : e.end]) for e in entities(read(text.encode(), "a.txt"), tagger)]
    assert found == [("person", "Ірина  Коваль"), ("place", "Львова")]


def test_the_model_on_demand_is_the_same(folder: Folder) -> None:
    path = folder("uk")
    tagger = tagger_on_demand(Model("mine", path))
    assert (tagger.model, tagger.engine) == (f"mine+sha256:{digest(path)[:8]}", "stanza")
    assert names(tagger.tag, TEXT) == NAMES


def test_without_a_tokenizer_the_model_gets_our_tokens(folder: Folder) -> None:
    path = folder("uk", without=("tokenize",))
    tag = load_tagger(path, "mine").tag
    assert not isinstance(tag, TextTagger)
    assert not isinstance(tagger_on_demand(Model("mine", path)).tag, TextTagger)
    assert tag([["До", "Києва", "їде", "Степан", "Гнатюк", "."]])[0][0][3:5] == ["B-PERS", "E-PERS"]


def test_an_english_model_gets_our_tokens_even_where_it_has_a_tokenizer(folder: Folder) -> None:
    path = folder("en")
    shutil.copytree(folder("uk") / "uk" / "tokenize", path / "en" / "tokenize")
    resources = json.loads((path / "resources.json").read_text())
    resources["en"]["tokenize"] = {"tiny": {}}
    resources["en"]["packages"]["default"]["tokenize"] = "tiny"
    (path / "resources.json").write_text(json.dumps(resources))
    assert read_layout(path).tokenizer == "tiny"
    tag = load_tagger(path, "mine").tag
    assert not isinstance(tag, TextTagger)
    assert [len(tags) for (tags,) in tag([["a b", "c"], ["d"]])] == [2, 1]


def test_articles_do_not_influence_each_other(folder: Folder) -> None:
    tag = load_tagger(folder("uk"), "mine").tag
    first = names(tag, TEXT)
    names(tag, "До Львова їде Ірина Гнатюк. " * 20)
    assert names(tag, TEXT) == first


@pytest.fixture(scope="module")
def untrained(folder: Folder) -> TextTagger:
    """A tagger on a tokenizer that has learnt nothing and cuts where it likes."""
    path = folder("uk")
    make_tokenizer(path / "uk" / "tokenize" / "tiny.pt", steps=0)
    return stanza_engine.load_with_tokenizer(path)


@pytest.fixture(scope="module")
def trained(folder: Folder) -> TextTagger:
    return stanza_engine.load_with_tokenizer(folder("uk"))


PIECES = st.sampled_from(
    [
        *("Ірина", "Коваль", "Львова", "Києва", "Степан", "й", "и\u0306", "a" * 30, "<UNK>", "|", ".", "!"),
        *(" ", "  ", "\t", "\n", "\r\n", "\r\n\r\n", "\n \n", "\xa0", "\u3000", "\u2028", "\x0b", "\x1c"),
        *("😀", "🇺🇦", "𝔘", "\x81", "\u200b", "\x00", "\ufeff"),
    ]
)


@pytest.mark.parametrize("which", ["trained", "untrained"])
@settings(max_examples=60)
@given(pieces=st.lists(PIECES, max_size=20))
def test_spans_of_any_text_are_ordered_disjoint_and_begin_and_end_with_a_character(
    which: str, pieces: list[str], request: pytest.FixtureRequest
) -> None:
    tagger = request.getfixturevalue(which)
    text = "".join(pieces)
    article = read(text.encode(), "a.txt")
    reached = 0
    for _, start, end in tagger.spans(article):
        assert reached <= start < end <= len(article.text)
        assert article.text[start:end] == article.text[start:end].strip()
        reached = end


def test_a_text_without_a_word_for_the_tokenizer_has_no_entities(trained: TextTagger) -> None:
    article = read("\x81 \x82".encode(), "a.txt")
    assert article.sentences
    assert entities(article, trained) == []


@pytest.mark.parametrize(
    ("language", "package", "reason"),
    [
        ("uk", "tiny_charlm", "the model has a character language model (charlm), which"),
        ("uk", "tiny", "the model has "),
    ],
)
def test_a_model_with_its_own_tokenizer_or_charlm_is_not_compiled_and_says_why(
    folder: Folder, language: str, package: str, reason: str
) -> None:
    path = folder(language, package)
    with pytest.raises(NotCompilableError) as caught:
        compile_model(path)
    facts = facts_of(Model("mine", path))
    assert str(caught.value).startswith(reason)
    assert facts["compilable"] is False
    assert facts["refused"] == str(caught.value)
    assert (facts["language"], facts["package"]) == (language, package)
    assert (facts["tokens"], facts["engine"]) == ("own", "stanza")


def test_a_compilable_model_would_not_lose_its_tokenizer_unnoticed(tmp_path: Path) -> None:
    """The bundled model, taken for a Ukrainian one with a tokenizer."""
    shutil.copytree(find_model(DEFAULT).folder / "en", tmp_path / "uk")
    (tmp_path / "uk" / "tokenize").mkdir()
    (tmp_path / "uk" / "tokenize" / "iu.pt").touch()
    (tmp_path / "resources.json").write_text(json.dumps({"uk": {}}))
    with pytest.raises(NotCompilableError) as caught:
        compile_model(tmp_path)
    assert str(caught.value) == "the model has its own tokenizer, which the compiled engine does not run"


def test_the_facts_of_the_bundled_model_need_no_torch() -> None:
    facts = facts_of(find_model(DEFAULT))
    assert (facts["engine"], facts["tokens"], facts["compilable"]) == ("compiled", "ours", True)
    assert facts["processors"] == {"ner": "glossator", "pretrain": "glossator"}


def test_an_uncompiled_model_of_the_architecture_is_compilable(tmp_path: Path) -> None:
    shutil.copytree(
        find_model(DEFAULT).folder, tmp_path / "m", ignore=shutil.ignore_patterns("*.compiled", "*.md")
    )
    facts = facts_of(Model("m", tmp_path / "m"))
    assert (facts["engine"], facts["compilable"]) == ("stanza", True)


def test_a_model_on_a_transformer_that_is_not_here_says_so_without_a_connection(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    import torch

    def refuse(*arguments: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    path = folder("uk")
    file = path / "uk" / "ner" / "tiny.pt"
    model = torch.load(file, weights_only=True)
    model["config"]["bert_model"] = "someone/some-electra"
    torch.save(model, file)
    with pytest.raises((ImportError, OSError)):
        load_tagger(path, "mine")
    refused = str(facts_of(Model("mine", path))["refused"])
    assert refused.startswith("the model has a transformer (someone/some-electra), which")
