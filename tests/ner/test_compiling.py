from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from annotators.ner import compiled, stanza_engine, weights
from annotators.ner.compiling import NotCompilableError, check, compile_model
from annotators.ner.model import DEFAULT, digest, find_model
from annotators.ner.training import TrainingConfig, train
from annotators.ner.weights import FILE, WeightsError, read
from tests.ner.twocolumns import make

SENTENCES = "Ali\tB-Person\nwent\tO\nto\tO\nHoms\tB-Location\n\nthe\tO\narmy\tO\nleft\tO\n\n" * 4
VECTORS = "".join(f"{w} 0.1 0.{n} 0.3\n" for n, w in enumerate("the to ali went homs army left".split()))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model of other sizes than the bundled one's."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "train.bio").write_text(SENTENCES)
    (folder / "vectors.txt").write_text(VECTORS)
    config = TrainingConfig(
        vectors=folder / "vectors.txt",
        hidden_dim=6,
        char_hidden_dim=5,
        char_emb_dim=3,
        steps=20,
        eval_every=20,
    )
    train(folder / "train.bio", folder / "train.bio", folder / "mine", config)
    return folder / "mine"


@pytest.fixture
def model(trained: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained, tmp_path / "mine"))


def change(folder: Path, **config: object) -> None:
    file = folder / "en" / "ner" / "glossator.pt"
    checkpoint = torch.load(file, weights_only=True)
    checkpoint["config"] |= config
    torch.save(checkpoint, file)


def test_a_model_of_other_sizes_has_the_tags_of_the_stanza_engine(model: Path) -> None:
    sentences = [["Ali", "went", "to", "Homs"], ["the", "army"], ["Unseen", "words", "left", "ALI"]]
    compile_model(model)
    assert compiled.load(model)(sentences) == stanza_engine.load(model)(sentences)


# Several columns of tags, and vectors that were trained further

WORDS = "Ali went to Homs the Marsh Guard left Sara Gate Unseen xyz GATE ali".split()
MIXED = [WORDS[i:] + WORDS[:i] for i in range(len(WORDS))] + [[word] for word in WORDS]


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A compiled model with two columns."""
    folder = make(tmp_path_factory.mktemp("several") / "mine")
    compile_model(folder)
    return folder


def test_every_column_has_the_tags_of_the_stanza_engine(several: Path) -> None:
    found = compiled.load(several)(MIXED)
    assert found == stanza_engine.load(several)(MIXED)
    assert compiled.load(several)([["Ali", "went", "to", "Homs"], ["the", "Marsh", "Guard", "left"]]) == [
        [["S-Person", "O", "O", "S-Location"], ["S-Person", "O", "O", "S-Crossing"]],
        [["O", "S-Location", "S-Person", "O"], ["O", "B-Unit", "E-Unit", "O"]],
    ]


def test_the_column_that_stanza_predicts_comes_first(several: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(several, tmp_path / "mine"))
    change(folder, predict_tagset=1)
    compile_model(folder)
    turned = [columns[::-1] for columns in compiled.load(several)(MIXED)]
    assert compiled.load(folder)(MIXED) == stanza_engine.load(folder)(MIXED) == turned
    assert set(weights.further_tags(folder)) == set(stanza_engine.further_tags(folder))
    assert "S-Location" in weights.further_tags(folder)


def test_the_tags_of_further_columns_are_known_without_loading_the_model(several: Path, model: Path) -> None:
    tags = ["<PAD>", "<UNK>", "<EMPTY>", "<ROOT>", "O", "B-Unit", "E-Unit", "S-Person", "S-Crossing"]
    assert (
        sorted(weights.further_tags(several)) == sorted(stanza_engine.further_tags(several)) == sorted(tags)
    )
    compile_model(model)
    assert weights.further_tags(model) == stanza_engine.further_tags(model) == []


@pytest.mark.parametrize("known_only", [False, True])
def test_vectors_that_were_trained_further_have_the_tags_of_the_stanza_engine(
    tmp_path: Path, known_only: bool
) -> None:
    folder = make(tmp_path / "mine", finetuned=True, known_only=known_only)
    compile_model(folder)
    arrays = read(folder).arrays
    assert arrays["vectors"].dtype == np.float16
    assert len(arrays["changed_vectors"]) == 10
    assert compiled.load(folder)(MIXED) == stanza_engine.load(folder)(MIXED)


def test_columns_that_read_each_other_are_refused(several: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(several, tmp_path / "mine"))
    change(folder, connect_output_layers=True)
    with pytest.raises(NotCompilableError) as caught:
        compile_model(folder)
    assert str(caught.value) == (
        "the model has columns of tags that read each other (connect_output_layers), "
        "which the compiled engine does not run"
    )


def test_the_digest_of_a_model_is_the_same_when_it_is_compiled(model: Path) -> None:
    before = digest(model)
    digest.cache_clear()
    assert compile_model(model) == (model / FILE).stat().st_size
    digest.cache_clear()
    assert digest(model) == before


def test_compiling_twice_writes_the_same_bytes_and_leaves_nothing_else(model: Path) -> None:
    compile_model(model)
    first = (model / FILE).read_bytes()
    compile_model(model)
    assert (model / FILE).read_bytes() == first
    assert sorted(p.name for p in model.iterdir()) == ["en", FILE, "resources.json"]


def test_the_shipped_compiled_model_is_what_compiling_the_bundled_one_gives(tmp_path: Path) -> None:
    bundled = find_model(DEFAULT).folder
    copy = Path(shutil.copytree(bundled, tmp_path / DEFAULT, ignore=shutil.ignore_patterns(FILE)))
    compile_model(copy)
    ours, shipped = read(copy), read(bundled)
    assert ours.facts == shipped.facts
    assert ours.arrays.keys() == shipped.arrays.keys()
    for name, array in ours.arrays.items():
        # The products of compiling may round otherwise on another processor.
        assert np.allclose(array, shipped.arrays[name], rtol=1e-6, atol=1e-6), name


def test_the_shipped_compiled_model_is_at_most_40_megabytes() -> None:
    assert (find_model(DEFAULT).folder / FILE).stat().st_size <= 40_000_000


def test_a_compiled_file_of_other_weights_is_refused(model: Path) -> None:
    compile_model(model)
    change(model, seed=4321)
    digest.cache_clear()
    with pytest.raises(WeightsError) as caught:
        read(model)
    assert str(caught.value) == (
        f"{model / FILE} was made from other weights than those in the folder; "
        f"make it anew: glossator model compile {model}"
    )


@pytest.mark.parametrize("at", [30, 60, 2_000, -1])
def test_a_compiled_file_with_a_changed_byte_is_refused(model: Path, at: int) -> None:
    compile_model(model)
    data = bytearray((model / FILE).read_bytes())
    data[at] ^= 1
    (model / FILE).write_bytes(data)
    with pytest.raises(WeightsError, match=r"glossator\.compiled is damaged; make it anew: glossator model"):
        read(model)


@pytest.mark.parametrize("length", [28, 38, 500, -1])
def test_a_compiled_file_that_is_cut_off_is_refused(model: Path, length: int) -> None:
    compile_model(model)
    (model / FILE).write_bytes((model / FILE).read_bytes()[:length])
    with pytest.raises(WeightsError, match="is damaged"):
        read(model)


@pytest.mark.parametrize("data", [b"", b"glossator compiled model 2\n", b"PK"])
def test_another_file_is_no_compiled_model(model: Path, data: bytes) -> None:
    (model / FILE).write_bytes(data)
    with pytest.raises(WeightsError, match="is not a compiled model that this version reads"):
        read(model)


@pytest.mark.parametrize(
    ("config", "what"),
    [
        ({"bert_model": "roberta"}, "a transformer (roberta)"),
        ({"charlm": True}, "a character language model (charlm)"),
        ({"char": False}, "no character LSTM"),
        ({"word_emb_dim": 0}, "no word vectors"),
        ({"num_layers": 2}, "2 layers of word LSTM"),
        ({"char_num_layers": 2}, "2 layers of character LSTM"),
        ({"char_rec_dropout": 0.1}, "recurrent dropout in the character LSTM"),
        ({"lowercase": False}, "word vectors looked up without lower-casing"),
        ({"char_lowercase": True}, "lower-cased characters"),
    ],
)
def test_a_model_of_another_architecture_is_refused(model: Path, config: dict[str, Any], what: str) -> None:
    change(model, **config)
    with pytest.raises(NotCompilableError) as caught:
        compile_model(model)
    assert str(caught.value) == f"the model has {what}, which the compiled engine does not run"
    assert not (model / FILE).exists()


@pytest.mark.parametrize(
    ("vocab", "state", "what"),
    [
        ({}, ("word_emb.weight",), "word vectors trained further in place"),
        ({"char": {"lower": True}}, (), "a lower-cased character vocabulary"),
        ({"word": {"lower": True}}, (), "a lower-cased word vocabulary"),
    ],
)
def test_weights_of_another_architecture_are_refused(
    vocab: dict[str, Any], state: tuple[str, ...], what: str
) -> None:
    config = {"char": True, "char_emb_dim": 5, "word_emb_dim": 5, "num_layers": 1, "char_num_layers": 1}
    plain = {"char": {"lower": False}, "word": {"lower": False}}
    check(config, plain, {})
    with pytest.raises(NotCompilableError) as caught:
        check(config, plain | vocab, dict.fromkeys(state))
    assert str(caught.value) == f"the model has {what}, which the compiled engine does not run"


def test_a_folder_with_more_than_one_model_is_refused(model: Path) -> None:
    shutil.copy(model / "en/ner/glossator.pt", model / "en/ner/other.pt")
    with pytest.raises(NotCompilableError, match=r"holds 2 files \*/ner/\*\.pt; it takes exactly one"):
        compile_model(model)


@pytest.mark.parametrize("data", [b"", b"no weights", b"cos\nsystem\n(S'echo'\ntR."])
def test_weights_that_cannot_be_read_are_refused(model: Path, data: bytes) -> None:
    file = model / "en" / "ner" / "glossator.pt"
    file.write_bytes(data)
    with pytest.raises(NotCompilableError) as caught:
        compile_model(model)
    assert str(caught.value).startswith(f"{file} cannot be read: ")


def test_a_write_that_fails_leaves_the_old_file(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (model / FILE).write_bytes(b"old")

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        weights.write(model / FILE, "00", {}, {})
    assert (model / FILE).read_bytes() == b"old"
    assert sorted(p.name for p in model.iterdir()) == ["en", FILE, "resources.json"]
