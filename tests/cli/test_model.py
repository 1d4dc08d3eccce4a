from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from annotators.cli import console as messages
from annotators.cli.model import train as command
from annotators.ner import training
from annotators.ner.bio import TrainingDataError
from annotators.ner.model import Model, bundled
from annotators.ner.training import Progress, Score, TrainingConfig
from annotators.ner.vectors import VectorError

Run = Callable[..., Any]

SENTENCES = "Ali\tB-Person\nwent\tO\nto\tO\nHoms\tB-Location\n\nthe\tO\narmy\tO\nleft\tO\n\n" * 4
VECTORS = "".join(
    f"{word} 0.1 0.2 0.3 0.{n}\n" for n, word in enumerate("the to ali went homs army left".split())
)


@pytest.fixture
def data(glossator: Run) -> list[str]:
    """The arguments of a training run on files that are there."""
    Path("train.bio").write_text(SENTENCES)
    Path("dev.bio").write_text(SENTENCES)
    Path("vectors.txt").write_text(VECTORS)
    return ["model", "train", "train.bio", "dev.bio", "--vectors", "vectors.txt", "-o", "mine"]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Training that reports twice and learns nothing; what it was called with."""
    seen: list[tuple[object, ...]] = []

    def train(
        train_file: Path,
        dev_file: Path,
        output: Path,
        config: TrainingConfig,
        report: Callable[[Progress], None],
        *,
        records: Sequence[Path],
    ) -> Score:
        seen.append((train_file, dev_file, output, config, list(records)))
        report(Progress(100, config.steps, 1.23456, None))
        report(Progress(200, config.steps, 0.5, 0.75))
        return Score(0.75, {"Location": 0.5, "Person": 1.0})

    monkeypatch.setattr(training, "train", train)
    return seen


def test_training_takes_its_defaults_from_the_library(
    glossator: Run, data: list[str], calls: list[tuple[object, ...]]
) -> None:
    assert glossator(*data).code == 0
    (called,) = calls
    assert called == (
        Path("train.bio"),
        Path("dev.bio"),
        Path("mine"),
        TrainingConfig(vectors=Path("vectors.txt")),
        [],
    )


def test_training_heeds_its_options(glossator: Run, data: list[str], calls: list[tuple[object, ...]]) -> None:
    options = (
        "--steps 7 --eval-every 6 --batch-size 5 --max-vocab 4 --hidden-dim 3 --char-hidden-dim 2 "
        "--dropout 0.25 --capitals 0 --learning-rate 0.5 --hold 1 --seed 1 --threads 2 "
        "--records train.bio --records dev.bio"
    )
    assert glossator(*data, *options.split()).code == 0
    assert calls[0][4] == [Path("train.bio"), Path("dev.bio")]
    assert calls[0][3] == TrainingConfig(
        vectors=Path("vectors.txt"),
        steps=7,
        eval_every=6,
        batch_size=5,
        max_vocab=4,
        hidden_dim=3,
        char_hidden_dim=2,
        dropout=0.25,
        capitals=0.0,
        learning_rate=0.5,
        hold=1.0,
        seed=1,
        threads=2,
    )


def test_training_reports_a_line_at_a_time_and_ends_with_the_scores(
    glossator: Run, data: list[str], calls: list[tuple[object, ...]]
) -> None:
    ending = glossator(*data, "--steps", "200")
    assert ending.out == ""
    assert [line.rstrip() for line in ending.err.splitlines()] == [
        "step 100/200: loss 1.235",
        "step 200/200: loss 0.500, dev F1 0.7500",
        " class     dev F1",
        " Location  0.5000",
        " Person    1.0000",
        " all       0.7500",
    ]


def test_training_shows_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=80, _environ={"TERM": "xterm"})
    monkeypatch.setattr(command, "on_terminal", lambda: True)
    monkeypatch.setattr(command, "console", lambda: terminal)
    monkeypatch.setattr(messages, "console", lambda: terminal)
    with command._reports(200) as report:
        report(Progress(100, 200, 1.23456, None))
        report(Progress(200, 200, 0.5, 0.75))
    assert "step 200/200: loss 0.500, dev F1 0.7500" in screen.getvalue()
    assert "200/200" in screen.getvalue().replace("step 200/200", "")
    assert "step 100/200" not in screen.getvalue()


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (TrainingDataError("train.bio:3: expected"), "train.bio:3: expected"),
        (VectorError("v must hold one .npy matrix"), "v must hold one .npy matrix"),
        (
            ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow"),
            "pyarrow is not installed: pip install 'glossator[train]'",
        ),
        (OSError(28, "No space left on device", "mine/en"), "mine/en: No space left on device"),
    ],
)
def test_what_stops_training_is_one_line(
    glossator: Run, data: list[str], monkeypatch: pytest.MonkeyPatch, fault: Exception, message: str
) -> None:
    def train(*arguments: object, **options: object) -> None:
        raise fault

    monkeypatch.setattr(training, "train", train)
    ending = glossator(*data)
    assert (ending.code, ending.out, ending.err) == (2, "", f"glossator: error: {message}\n")


def test_an_interrupted_training_ends_without_a_traceback(
    glossator: Run, data: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def train(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(training, "train", train)
    ending = glossator(*data)
    assert (ending.code, ending.out, ending.err) == (130, "", "")


@pytest.mark.parametrize("missing", ["train.bio", "dev.bio", "vectors.txt"])
def test_a_file_that_is_missing_is_wrong_usage(glossator: Run, data: list[str], missing: str) -> None:
    Path(missing).unlink()
    ending = glossator(*data)
    assert (ending.code, ending.out) == (2, "")
    assert f"'{missing}' does not exist" in ending.err


def test_a_trained_model_annotates_by_either_engine(process: Run, data: list[str], tmp_path: Path) -> None:
    tiny = "--steps 2 --eval-every 1 --hidden-dim 4 --char-hidden-dim 4"
    trained = process(*data, *tiny.split())
    assert (trained.code, trained.out) == (0, ""), trained.err
    assert "\n all " in trained.err
    ending = process("annotate", "--model", "mine", stdin=b"Ali went to Homs with 40 men.")
    assert (ending.code, ending.err) == (0, "")
    record = yaml.safe_load(ending.out)
    assert record["run"]["ner"].startswith("mine+sha256:")
    assert record["run"]["engine"] == "stanza"
    refused = process("annotate", "--model", "mine", "--engine", "compiled", stdin=b"Ali left.")
    assert (refused.code, refused.out) == (2, "")
    assert (
        refused.err
        == "glossator: error: mine holds no compiled model; make it: glossator model compile mine\n"
    )
    made = process("model", "compile", "mine")
    assert (made.code, made.out) == (0, ""), made.err
    assert made.err.startswith("mine/glossator.compiled: ")
    again = process("annotate", "--model", "mine", stdin=b"Ali went to Homs with 40 men.")
    fast = yaml.safe_load(again.out)
    assert fast["run"].pop("engine") == "compiled"
    assert record["run"].pop("engine") == "stanza"
    assert fast == record
    (tmp_path / "mine/glossator.compiled").write_bytes(b"damaged")
    damaged = process("annotate", "--model", "mine", stdin=b"Ali left.")
    assert (damaged.code, damaged.out) == (2, "")
    assert damaged.err == (
        "glossator: error: mine/glossator.compiled is not a compiled model that this version reads; "
        "make it anew: glossator model compile mine\n"
    )


def test_compiling_into_a_new_folder_leaves_the_model_as_it_is(glossator: Run) -> None:
    made = glossator("model", "compile", "en-news-2", "-o", "copy")
    assert (made.code, made.out) == (0, "")
    assert (
        glossator("model", "info", "copy").out.split("\n")[2] == glossator("model", "info").out.split("\n")[2]
    )
    again = glossator("model", "compile", "en-news-2", "-o", "copy")
    assert (again.code, again.err) == (2, "glossator: error: copy exists: name a folder that does not\n")


def test_what_cannot_be_compiled_is_told(glossator: Run) -> None:
    missing = glossator("model", "compile", "none")
    assert missing.code == 2
    assert missing.err.startswith("glossator: error: no model 'none'")
    Path("mine").mkdir()
    Path("mine/resources.json").write_text("{}")
    for arguments in (["mine"], ["mine", "-o", "copy"]):
        ending = glossator("model", "compile", *arguments)
        assert (ending.code, ending.out) == (2, "")
        assert "holds 0 files */ner/*.pt; it takes exactly one" in " ".join(ending.err.split())
    assert not Path("copy").exists()


def test_the_bundled_models_are_listed_a_line_each(glossator: Run) -> None:
    ending = glossator("model", "list")
    assert ending.code == 0
    assert ending.out == "".join(f"{model.name}\t{model.folder}\n" for model in bundled())


def test_a_list_without_models_says_so(glossator: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotators.ner.model.bundled", list)
    ending = glossator("model", "list")
    assert (ending.code, ending.out) == (0, "")
    assert ending.err == "glossator: warning: no model is bundled\n"


@pytest.fixture
def toy(tmp_path: Path) -> Model:
    """A model folder of 16 bytes, without a card."""
    folder = tmp_path / "toy"
    (folder / "en" / "ner").mkdir(parents=True)
    (folder / "resources.json").write_text('{"en":{}}')
    (folder / "en" / "ner" / "news.pt").write_bytes(b"weights")
    return Model("toy", folder)


def test_a_model_is_described_as_yaml(glossator: Run, toy: Model) -> None:
    ending = glossator("model", "info", "toy")
    assert (ending.code, ending.err) == (0, "")
    facts = yaml.safe_load(ending.out)
    assert facts.pop("digest").startswith("sha256:")
    assert facts.pop("refused").startswith("toy/en/ner/news.pt cannot be read: ")
    assert facts == {
        "name": "toy",
        "folder": "toy",
        "size": 16,
        "language": "en",
        "package": "news",
        "processors": {"ner": "news"},
        "tokens": "ours",
        "engine": "stanza",
        "compilable": False,
    }


def test_a_folder_that_holds_no_model_is_one_line(glossator: Run) -> None:
    Path("mine").mkdir()
    Path("mine/resources.json").write_text("{}")
    ending = glossator("model", "info", "mine")
    assert (ending.code, ending.out) == (2, "")
    assert ending.err.startswith("glossator: error: mine holds no NER model: ")
    assert ending.err.count("\n") == 1


def test_a_model_card_stands_in_the_description_as_a_block(glossator: Run, toy: Model) -> None:
    card = "\n# Toy: a [card]\n\n  indented  \n\ttab\n- item: 'yes'\n\n"
    (toy.folder / "MODEL_CARD.md").write_text(card)
    ending = glossator("model", "info", str(toy.folder))
    assert "card: |\n  # Toy: a [card]\n" in ending.out
    assert yaml.safe_load(ending.out)["card"] == "# Toy: a [card]\n\n  indented\n\ttab\n- item: 'yes'\n"


def test_the_default_model_is_described_where_it_is_bundled(glossator: Run) -> None:
    if not bundled():
        pytest.skip("no model is bundled yet")
    assert yaml.safe_load(glossator("model", "info").out)["name"] == "en-news-2"


def test_an_unknown_model_is_one_line(glossator: Run) -> None:
    ending = glossator("model", "info", "none")
    assert (ending.code, ending.out) == (2, "")
    assert ending.err.startswith("glossator: error: no model 'none': ")
    assert ending.err.count("\n") == 1
