from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

import pytest

from annotators.ner import model
from annotators.ner.model import DEFAULT, MODELS, Model, bundled, digest, fetched, find_model, user_models


def folder(path: Path, **files: str) -> Path:
    """A model folder with `files` under `en/`."""
    (path / "en").mkdir(parents=True)
    (path / "resources.json").write_text("{}")
    for name, content in files.items():
        (path / "en" / f"{name}.pt").write_text(content)
    return path


def test_the_default_model_ships_with_the_package_and_its_card() -> None:
    shipped = {found.name: found.folder for found in bundled()}
    assert shipped[DEFAULT] == MODELS / DEFAULT
    assert (MODELS / DEFAULT / "MODEL_CARD.md").is_file()


def test_the_weights_of_the_default_model_are_at_most_40_megabytes() -> None:
    assert 0 < sum(p.stat().st_size for p in (MODELS / DEFAULT).rglob("*.pt")) <= 40_000_000


def test_the_default_model_and_its_compiled_form_leave_room_in_a_wheel_of_60_megabytes() -> None:
    files = [p.read_bytes() for p in (MODELS / DEFAULT).rglob("*") if p.is_file()]
    assert 0 < sum(len(zlib.compress(data, 1)) for data in files) <= 58_000_000


def test_bundled_models_are_the_folders_with_resources_in_the_order_of_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("fr-news-1", "en-news-1", "en-news-10"):
        folder(tmp_path / name)
    (tmp_path / "notes").mkdir()
    (tmp_path / "README.md").write_text("models")
    monkeypatch.setattr(model, "MODELS", tmp_path)
    assert [found.name for found in bundled()] == ["en-news-1", "en-news-10", "fr-news-1"]
    assert find_model("en-news-10") == Model("en-news-10", tmp_path / "en-news-10")


def test_without_a_bundled_model_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "MODELS", tmp_path / "none")
    assert bundled() == []


def test_a_model_is_found_by_its_name() -> None:
    assert find_model(DEFAULT) == Model(DEFAULT, MODELS / DEFAULT)


@pytest.mark.parametrize("path", ["mine", "./mine", "mine/", "mine/../mine"])
def test_a_model_is_found_by_its_folder_and_named_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    folder(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    found = find_model(path)
    assert (found.name, found.folder) == ("mine", Path(path))


def test_a_bundled_model_comes_before_a_folder_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(tmp_path / DEFAULT)
    monkeypatch.chdir(tmp_path)
    assert find_model(DEFAULT).folder == MODELS / DEFAULT


@pytest.mark.parametrize("name", ["en-news-0", ".", "/", ""])
def test_what_is_no_model_is_told_which_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    models = tmp_path / "models"
    for bundle in ("b", "a"):
        folder(models / bundle)
    monkeypatch.setattr(model, "MODELS", models)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError) as caught:
        find_model(name)
    assert str(caught.value) == (
        f"no model '{name}': neither a bundled model (a, b) nor a folder with resources.json"
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/data", "/data/glossator/models"),
        ("", "/home/ana/.local/share/glossator/models"),
        ("data", "/home/ana/.local/share/glossator/models"),
        (None, "/home/ana/.local/share/glossator/models"),
    ],
)
def test_fetched_models_are_where_the_xdg_specification_puts_data(
    monkeypatch: pytest.MonkeyPatch, given: str | None, expected: str
) -> None:
    monkeypatch.setenv("HOME", "/home/ana")
    if given is None:
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_DATA_HOME", given)
    assert user_models() == Path(expected)


def test_fetched_models_are_found_by_name_after_the_bundled_ones_and_before_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    assert fetched() == []
    for name in ("uk-languk", DEFAULT, ".fetch-x1y2"):
        folder(user_models() / name)
    folder(tmp_path / "uk-languk")
    assert [found.name for found in fetched()] == [DEFAULT, "uk-languk"]
    assert find_model("uk-languk").folder == user_models() / "uk-languk"
    assert find_model(DEFAULT).folder == MODELS / DEFAULT
    assert find_model("./uk-languk").folder == Path("uk-languk")
    with pytest.raises(FileNotFoundError) as caught:
        find_model(".fetch-x1y2")
    assert str(caught.value) == (
        "no model '.fetch-x1y2': neither a bundled model (en-news-2) "
        "nor a fetched one (en-news-2, uk-languk) nor a folder with resources.json"
    )


def test_the_digest_is_that_of_the_weights_and_their_paths_in_order(tmp_path: Path) -> None:
    whole = hashlib.sha256()
    for path, content in (("en/a.pt", b"1"), ("en/b.pt", b"2")):
        whole.update(path.encode() + b"\0" + hashlib.sha256(content).digest())
    assert digest(folder(tmp_path / "m", b="2", a="1")) == whole.hexdigest()


@pytest.mark.parametrize(
    ("files", "same"),
    [
        ({"a": "1", "b": "2"}, True),
        ({"a": "2", "b": "1"}, False),
        ({"a": "1", "c": "2"}, False),
        ({"a": "1"}, False),
    ],
    ids=["equal", "contents changed", "a file renamed", "a file less"],
)
def test_models_of_equal_weights_have_equal_digests(
    tmp_path: Path, files: dict[str, str], same: bool
) -> None:
    one, other = folder(tmp_path / "one", a="1", b="2"), folder(tmp_path / "other", **files)
    (other / "MODEL_CARD.md").write_text("what is no weight does not count")
    assert (digest(one) == digest(other)) is same
