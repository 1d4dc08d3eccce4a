from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotators.ner.layout import LayoutError, read_layout
from annotators.ner.model import DEFAULT, find_model


def folder(path: Path, resources: object, *files: str) -> Path:
    """A model folder with a resources.json and empty files of those names."""
    path.mkdir(exist_ok=True)
    (path / "resources.json").write_text(resources if isinstance(resources, str) else json.dumps(resources))
    for file in files:
        (path / file).parent.mkdir(parents=True, exist_ok=True)
        (path / file).touch()
    return path


def default(**packages: str) -> dict[str, Any]:
    return {"packages": {"default": packages}}


def test_the_bundled_model_is_english_over_our_tokens() -> None:
    layout = read_layout(find_model(DEFAULT).folder)
    assert (layout.language, layout.package, layout.tokenizer) == ("en", "glossator", None)
    assert not layout.own_tokens


def test_a_model_of_another_language_has_its_own_tokens_where_it_has_a_tokenizer(tmp_path: Path) -> None:
    resources = {"uk": default(tokenize="iu", ner="languk")}
    bare = read_layout(folder(tmp_path / "m", resources, "uk/ner/languk.pt", "uk/pretrain/x.pt"))
    assert (bare.language, bare.package, bare.own_tokens) == ("uk", "languk", False)
    whole = read_layout(folder(tmp_path / "m", resources, "uk/tokenize/iu.pt"))
    assert (whole.tokenizer, whole.own_tokens) == ("iu", True)
    assert whole.files == {"ner": ("languk",), "pretrain": ("x",), "tokenize": ("iu",)}


def test_an_english_model_never_has_its_own_tokens(tmp_path: Path) -> None:
    resources = {"en": default(tokenize="combined", ner="onto")}
    layout = read_layout(folder(tmp_path, resources, "en/ner/onto.pt", "en/tokenize/combined.pt"))
    assert (layout.tokenizer, layout.own_tokens) == ("combined", False)


def test_of_many_languages_the_one_that_there_is_a_model_for_counts(tmp_path: Path) -> None:
    resources = {
        "url": "https://models.example",
        "ukrainian": {"alias": "uk"},
        "en": default(ner="onto"),
        "uk": default(ner="languk"),
    }
    layout = read_layout(folder(tmp_path, resources, "uk/ner/languk.pt", "en/tokenize/combined.pt"))
    assert layout.language == "uk"


@pytest.mark.parametrize(
    ("named", "package", "wanted"),
    [
        ("languk", "languk", "default"),
        ("languk", "other", "other"),
        ("kazNERD", "kazNERD", "default"),
        (None, "languk", "languk"),
    ],
)
def test_stanza_is_asked_for_its_default_where_that_is_there_and_else_by_name(
    tmp_path: Path, named: str | None, package: str, wanted: str
) -> None:
    resources = {"uk": default(ner=named) if named else {}}
    layout = read_layout(folder(tmp_path, resources, f"uk/ner/{package}.pt"))
    assert (layout.package, layout.wanted) == (package, {"tokenize": "default", "ner": wanted})


@pytest.mark.parametrize(
    ("resources", "files", "message"),
    [
        ("{", (), "{folder}/resources.json is no JSON: "),
        ("[]", (), "{folder}/resources.json is no object"),
        ({}, ("uk/ner/a.pt",), "{folder} holds no NER model: no file */ner/*.pt of a language in "),
        ({"uk": {}}, ("uk/tokenize/a.pt",), "{folder} holds no NER model: "),
        (
            {"uk": {}, "en": {}},
            ("uk/ner/a.pt", "en/ner/a.pt"),
            "{folder} holds NER models for uk, en; it takes exactly one",
        ),
        (
            {"uk": {"packages": {"default": {"ner": "c"}}}},
            ("uk/ner/a.pt", "uk/ner/b.pt"),
            "{folder} holds several models for ner (a, b), and none is the default",
        ),
        ({"uk": {"packages": "x"}}, ("uk/ner/a.pt", "uk/ner/b.pt"), "{folder} holds several models for ner"),
    ],
)
def test_what_is_no_model_or_several_is_told(
    tmp_path: Path, resources: object, files: tuple[str, ...], message: str
) -> None:
    folder(tmp_path, resources, *files)
    with pytest.raises(LayoutError) as caught:
        read_layout(tmp_path)
    assert str(caught.value).startswith(message.format(folder=tmp_path))


def test_a_folder_without_resources_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        read_layout(tmp_path)
    assert str(caught.value) == f"{tmp_path} holds no resources.json, so it is not a Stanza model folder"
