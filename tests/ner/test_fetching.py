from __future__ import annotations

import gc
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest

from annotators.ner.fetching import FetchError, fetch
from annotators.ner.model import Model, fetched, find_model, user_models
from tests.modelhost import Host

FILES = ["resources.json", "uk/ner/tiny.pt", "uk/pretrain/tiny.pt", "uk/tokenize/tiny.pt"]
WRONG = "{url}: wrong MD5 sum {found}, not {expected}: the file is damaged, or another one"

# Stanza leaves it to the collector to close the connection of a download that failed.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def _own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    yield
    gc.collect()


def left_in(folder: Path) -> list[str]:
    """The files and folders in `folder`, at any depth."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def files_in(folder: Path) -> list[str]:
    return [name for name in left_in(folder) if (folder / name).is_file()]


def test_a_model_is_fetched_with_all_its_files_and_is_found_by_name(host: Host) -> None:
    done = fetch("ukrainian", url=host.url)
    assert (done.model, done.new, done.transformer) == (
        Model("uk-tiny", user_models() / "uk-tiny"),
        True,
        None,
    )
    assert files_in(done.model.folder) == FILES
    for name in FILES[1:]:
        assert (done.model.folder / name).read_bytes() == (host.folder / name).read_bytes()
    assert fetched() == [done.model]
    assert find_model("uk-tiny") == done.model
    assert [path.name for path in user_models().iterdir()] == ["uk-tiny"]


def test_a_model_with_character_models_is_fetched_with_them(host: Host) -> None:
    done = fetch("uk", "tiny_charlm", url=host.url)
    assert files_in(done.model.folder) == [
        "resources.json",
        "uk/backward_charlm/tiny.pt",
        "uk/forward_charlm/tiny.pt",
        "uk/ner/tiny_charlm.pt",
        "uk/pretrain/tiny.pt",
        "uk/tokenize/tiny.pt",
    ]


def test_others_may_read_a_fetched_model_as_the_umask_says(host: Host) -> None:
    before = os.umask(0o027)
    try:
        folder = fetch("uk", url=host.url).model.folder
    finally:
        os.umask(before)
    assert oct(folder.stat().st_mode & 0o777) == "0o750"
    assert oct((folder / "uk/ner/tiny.pt").stat().st_mode & 0o777) == "0o640"


def test_the_files_are_reported_as_they_come(host: Host) -> None:
    reports: list[str] = []
    fetch("uk", url=host.url, report=reports.append)
    assert reports == ["tokenize/tiny (1 of 3)", "ner/tiny (2 of 3)", "pretrain/tiny (3 of 3)"]


def test_what_is_there_as_the_host_has_it_is_not_fetched_again(host: Host) -> None:
    first = fetch("uk", url=host.url)
    host.asked.clear()
    again = fetch("uk", url=host.url)
    assert (again.model, again.new) == (first.model, False)
    assert host.asked == [host.list_path]


def test_an_older_download_is_replaced(host: Host) -> None:
    folder = fetch("uk", url=host.url).model.folder
    (folder / "uk/ner/tiny.pt").write_bytes(b"older")
    (folder / "glossator.compiled").write_bytes(b"made of the older one")
    assert fetch("uk", url=host.url).new
    assert files_in(folder) == FILES
    assert [path.name for path in user_models().iterdir()] == ["uk-tiny"]


def test_a_failed_download_leaves_the_older_one_as_it_was(host: Host) -> None:
    folder = fetch("uk", url=host.url).model.folder
    (folder / "uk/ner/tiny.pt").write_bytes(b"older")
    host.faults["/uk/pretrain/tiny.pt"] = "cut"
    with pytest.raises(FetchError):
        fetch("uk", url=host.url)
    assert (folder / "uk/ner/tiny.pt").read_bytes() == b"older"
    assert [path.name for path in user_models().iterdir()] == ["uk-tiny"]


@pytest.mark.parametrize("made", [False, True], ids=["no folder", "an empty folder"])
def test_the_folder_can_be_chosen(host: Host, tmp_path: Path, made: bool) -> None:
    folder = tmp_path / "models" / "mine"
    if made:
        folder.mkdir(parents=True)
    assert fetch("uk", output=folder, url=host.url).model == Model("mine", folder)
    assert files_in(folder) == FILES
    assert not fetch("uk", output=folder, url=host.url).new
    assert not user_models().exists()


def test_a_folder_with_something_else_in_it_is_left_alone(host: Host, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(FileExistsError):
        fetch("uk", output=tmp_path / "mine", url=host.url)
    assert files_in(tmp_path / "mine") == ["thesis.txt"]


@pytest.mark.parametrize(
    ("path", "fault", "message"),
    [
        ("LIST", "404", "{url}: the host answered 404 Not Found"),
        ("LIST", "503", "{url}: the host answered 503 Service Unavailable"),
        ("LIST", "cut", "{url}: the connection broke off before the end of the file"),
        ("/uk/ner/tiny.pt", "404", "{url}: the host answered 404 Not Found"),
        ("/uk/ner/tiny.pt", "cut", "{url}: the connection broke off before the end of the file"),
        ("/uk/tokenize/tiny.pt", "garbled", WRONG),
    ],
)
def test_a_download_that_fails_says_why_and_leaves_nothing(
    host: Host, tmp_path: Path, path: str, fault: str, message: str
) -> None:
    path = host.list_path if path == "LIST" else path
    body = host.body(path) or b""
    garbled = body[:-1] + bytes([body[-1] ^ 1])
    sums = {"found": _md5(garbled), "expected": _md5(body)}
    host.faults[path] = fault
    before = left_in(tmp_path)
    with pytest.raises(FetchError) as caught:
        fetch("uk", url=host.url)
    assert str(caught.value) == message.format(url=host.url + path, **sums)
    assert left_in(tmp_path) == before


def _md5(data: bytes) -> str:
    return md5(data, usedforsecurity=False).hexdigest()


def test_an_interrupted_download_leaves_nothing(host: Host, tmp_path: Path) -> None:
    def interrupt(file: str) -> None:
        if file.startswith("pretrain"):
            raise KeyboardInterrupt

    before = left_in(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        fetch("uk", url=host.url, report=interrupt)
    assert left_in(tmp_path) == before


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:9", "Connection refused"),
        ("ftp://127.0.0.1", "No connection adapters were found for"),
        ("nowhere", "Invalid URL"),
    ],
)
def test_a_host_that_cannot_be_reached_is_told(tmp_path: Path, url: str, reason: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch("uk", url=url)
    assert str(caught.value).startswith(f"cannot fetch {url}/resources_")
    assert reason in str(caught.value)
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    ("resources", "message"),
    [
        ("models", "is no list of models"),
        ({"uk": {"ner": {"x": {}}, "packages": "x"}}, "the list of models is not as Stanza's: Attr"),
        ({"uk": {"ner": {"tiny": {}}}}, "the list of models has no checksum of ner/tiny"),
    ],
)  # fmt: skip
def test_a_list_of_models_that_is_none_is_told(host: Host, resources: Any, message: str) -> None:
    host.resources = resources
    with pytest.raises(FetchError, match=message):
        fetch("uk", url=host.url)


class Evil:
    """Runs a command where it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, ("harm",))


def test_a_file_that_would_run_code_is_refused_and_runs_none(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = host.folder / "uk/ner/tiny.pt"
    file.write_bytes(pickle.dumps(Evil()))
    host.resources["uk"]["ner"]["tiny"]["md5"] = _md5(file.read_bytes())
    before = left_in(tmp_path)
    with pytest.raises(FetchError, match=r"/uk/ner/tiny\.pt holds no weights, or more than weights"):
        fetch("uk", url=host.url)
    assert left_in(tmp_path) == before


def test_a_model_on_a_transformer_names_it(host: Host) -> None:
    import torch

    file = host.folder / "uk/ner/tiny.pt"
    model = torch.load(file, weights_only=True)
    model["config"]["bert_model"] = "someone/some-electra"
    torch.save(model, file)
    host.resources["uk"]["ner"]["tiny"]["md5"] = _md5(file.read_bytes())
    assert fetch("uk", url=host.url).transformer == "someone/some-electra"
    assert fetch("uk", url=host.url).transformer == "someone/some-electra"


@pytest.mark.parametrize("fault", ["", "404"])
def test_without_a_mirror_models_come_from_the_hugging_face_hub(
    host: Host, tmp_path: Path, fault: str
) -> None:
    """In a process of its own: huggingface_hub reads where its hub is when it is imported."""
    if fault:
        host.faults[f"{host.hub_path}ner/tiny.pt"] = fault
    program = """
from annotators.ner.fetching import FetchError, fetch
try:
    print(fetch("uk").model.name)
except FetchError as error:
    print(error)
"""
    hub = {"HF_ENDPOINT": host.url, "HF_HOME": str(tmp_path / "hub"), "STANZA_RESOURCES_URL": host.url}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        env={name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"} | hub,
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"{host.hub_path}ner/tiny.pt" in host.asked
    shown = f"https://huggingface.co{host.hub_path}ner/tiny.pt: "
    if not fault:
        assert done.stdout == "uk-tiny\n"
        assert files_in(user_models() / "uk-tiny") == FILES
    else:
        assert done.stdout == f"{shown}the host answered 404 Not Found\n"
        assert fetched() == []


def test_the_folder_is_one_that_stanza_itself_loads(host: Host) -> None:
    import stanza

    folder = fetch("uk", url=host.url).model.folder
    listed = json.loads((folder / "resources.json").read_text())
    assert list(listed) == ["uk"]
    pipeline = stanza.Pipeline("uk", dir=str(folder), download_method=None, device="cpu", verbose=False)
    document = pipeline("До Києва їде Степан Гнатюк.")
    assert [entity.text for entity in document.ents] == ["Києва", "Степан Гнатюк"]
