from __future__ import annotations

from typing import Any

import pytest

from annotators.ner.fetchplan import PlanError, plan, reduced


def entry(*needs: str) -> dict[str, Any]:
    """A file in a list of models, with what it needs: `kind:package`."""
    pairs = [need.split(":") for need in needs]
    sum_ = {"md5": "0" * 32}
    return sum_ | ({"dependencies": [{"model": m, "package": p} for m, p in pairs]} if pairs else {})


def resources() -> dict[str, Any]:
    """A list of models as Stanza 1.15 writes it, with little in it."""
    charlm = ("forward_charlm:wiki", "backward_charlm:wiki")
    ww = {"tokenize": "combined", "mwt": "combined", "ner": "onto_charlm"}
    return {
        "en": {
            "tokenize": {"combined": entry()},
            "mwt": {"combined": entry()},
            "ner": {"onto_charlm": entry("pretrain:ft", *charlm), "conll": entry("pretrain:ft")},
            "pretrain": {"ft": entry()},
            "forward_charlm": {"wiki": entry()},
            "backward_charlm": {"wiki": entry()},
            "packages": {"default": ww},
            "lang_name": "English",
        },
        "ar": {
            "tokenize": {"padt": entry()},
            "mwt": {"padt": entry()},
            "ner": {"aqmar_charlm": entry("pretrain:ft", *charlm), "aqmar": entry("pretrain:ft")},
            "pos": {"padt_charlm": entry("pretrain:conll17")},
            "pretrain": {"ft": entry(), "conll17": entry()},
            "forward_charlm": {"wiki": entry()},
            "backward_charlm": {"wiki": entry()},
            "packages": {"default": {"tokenize": "padt", "mwt": "padt", "ner": "aqmar_charlm"}},
            "lang_name": "Arabic",
        },
        "arabic": {"alias": "ar"},
        "kk": {
            "tokenize": {"ktb": entry()},
            "ner": {"kazNERD": entry("pretrain:ft")},
            "pretrain": {"ft": entry()},
            "packages": {"default": {"tokenize": "ktb", "ner": "kazNERD"}},
        },
        "cu": {"tokenize": {"proiel": entry()}, "packages": {}, "lang_name": "Church_Slavonic"},
        "old_church_slavonic": {"alias": "cu"},
        "url": "https://models.example/{lang}/{filename}",
    }


def files(language: str, package: str | None = None) -> list[str]:
    return [f"{file.processor}/{file.package}" for file in plan(resources(), language, package).files]


def test_a_model_comes_with_its_tokenizer_and_all_that_it_needs_and_nothing_else() -> None:
    assert files("ar") == [
        "tokenize/padt",
        "mwt/padt",
        "ner/aqmar_charlm",
        "backward_charlm/wiki",
        "forward_charlm/wiki",
        "pretrain/ft",
    ]
    assert files("ar", "aqmar") == ["tokenize/padt", "mwt/padt", "ner/aqmar", "pretrain/ft"]


def test_an_english_model_comes_without_a_tokenizer() -> None:
    assert files("en", "conll") == ["ner/conll", "pretrain/ft"]


@pytest.mark.parametrize("language", ["ar", "arabic", "Arabic", " AR "])
def test_a_language_has_a_code_and_names(language: str) -> None:
    assert plan(resources(), language).name == "ar-aqmar_charlm"


def test_a_name_keeps_its_capitals() -> None:
    assert plan(resources(), "kk").name == "kk-kazNERD"
    assert files("kk", "kazNERD")[1] == "ner/kazNERD"


@pytest.mark.parametrize(
    ("language", "package", "message"),
    [
        ("arabc", None, "Stanza knows no language 'arabc'; did you mean 'arabic'?"),
        ("xyzzy", None, "Stanza knows no language 'xyzzy'; it has them for en, ar, kk"),
        ("url", None, "Stanza knows no language 'url'; it has them for en, ar, kk"),
        ("", None, "Stanza knows no language ''; it has them for en, ar, kk"),
        (
            "old church slavonic",
            None,
            "Stanza has no NER model for cu (Church Slavonic); it has them for en, ar, kk",
        ),
        ("ar", "aqmr", "Stanza has no NER model 'aqmr' for ar (Arabic); did you mean 'aqmar'?"),
        ("ar", "xyzzy", "Stanza has no NER model 'xyzzy' for ar (Arabic); known: aqmar, aqmar_charlm"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(language: str, package: str | None, message: str) -> None:
    with pytest.raises(PlanError) as caught:
        plan(resources(), language, package)
    assert str(caught.value) == message


def test_a_circle_of_aliases_ends() -> None:
    listed = resources() | {"a": {"alias": "b"}, "b": {"alias": "a"}}
    with pytest.raises(PlanError, match="knows no language 'a'"):
        plan(listed, "a")


@pytest.mark.parametrize("name", ["../../x", "a/b", ".hidden", "", "a\nb"])
def test_no_name_in_the_list_leads_out_of_the_folder(name: str) -> None:
    listed = resources()
    listed["kk"]["ner"]["kazNERD"] = entry(f"pretrain:{name}")
    listed["kk"]["pretrain"][name] = entry()
    with pytest.raises(PlanError, match="a name that is none"):
        plan(listed, "kk")


@pytest.mark.parametrize("fault", [{}, {"md5": None}])
def test_a_file_without_a_checksum_is_refused(fault: dict[str, Any]) -> None:
    listed = resources()
    listed["kk"]["pretrain"]["ft"] = fault
    with pytest.raises(PlanError, match="no checksum of pretrain/ft"):
        plan(listed, "kk")


def test_a_file_that_the_list_lacks_is_refused() -> None:
    listed = resources()
    del listed["kk"]["pretrain"]
    with pytest.raises(PlanError, match="no checksum of pretrain/ft"):
        plan(listed, "kk")


def test_the_list_of_a_folder_holds_its_model_alone() -> None:
    wanted = plan(resources(), "ar", "aqmar")
    assert reduced(resources(), wanted) == {
        "ar": {
            "lang_name": "Arabic",
            "tokenize": {"padt": entry()},
            "mwt": {"padt": entry()},
            "ner": {"aqmar": entry("pretrain:ft")},
            "pretrain": {"ft": entry()},
            "default_processors": {"tokenize": "padt", "mwt": "padt", "ner": "aqmar"},
            "packages": {"default": {"tokenize": "padt", "mwt": "padt", "ner": "aqmar"}},
        }
    }
