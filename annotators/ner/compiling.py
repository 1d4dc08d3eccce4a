"""Make the compiled form of a Stanza NER model. Imports torch, which using the result does not."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotators.ner import weights
from annotators.ner.finetuned import fold
from annotators.ner.layout import LayoutError, read_layout
from annotators.ner.model import digest
from annotators.ner.wordtable import word_arrays

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

_PREFIX = 4  # Stanza's vocabularies begin with <PAD>, <UNK>, <EMPTY>, <ROOT>
TAG_COLUMNS = 16  # the scores of the tags are padded to a multiple of this


class NotCompilableError(ValueError):
    """A model that the `compiled` engine cannot run; the message says what of it."""


def compile_model(folder: Path) -> int:
    """Write the compiled form of the model in `folder` beside its weights; returns its size in bytes.

    :raises NotCompilableError: it is not of the architecture (word vectors and a character LSTM, one layer of
        word LSTM, a CRF a column of tags), or its files cannot be read.
    """
    model = checked(folder)
    pretrain = _load(_only(folder, "pretrain"))
    try:
        facts, arrays = _translate(model, pretrain)
    except (KeyError, TypeError, AttributeError) as error:
        raise _no_model(folder, error) from None
    return weights.write(weights.compiled_file(folder), digest(folder), facts, arrays)


def checked(folder: Path) -> dict[str, Any]:
    """The NER model in `folder`: of the architecture, with its word vectors beside it, over our tokens.

    :raises NotCompilableError: as `compile_model`.
    """
    model = _load(_only(folder, "ner"))
    try:
        check(model["config"], model["vocab"], model["model"])
    except (KeyError, TypeError, AttributeError) as error:
        raise _no_model(folder, error) from None
    _only(folder, "pretrain")
    try:
        own_tokens = read_layout(folder).own_tokens
    except (FileNotFoundError, LayoutError) as error:
        raise NotCompilableError(str(error)) from None
    if own_tokens:
        raise NotCompilableError("the model has its own tokenizer, which the compiled engine does not run")
    return model


def _only(folder: Path, kind: str) -> Path:
    found = sorted(folder.glob(f"*/{kind}/*.pt"))
    if len(found) != 1:
        raise NotCompilableError(f"{folder} holds {len(found)} files */{kind}/*.pt; it takes exactly one")
    return found[0]


def _no_model(folder: Path, error: Exception) -> NotCompilableError:
    return NotCompilableError(f"{folder} is no Stanza NER model: {type(error).__name__}: {error}")


def check(config: dict[str, Any], vocab: dict[str, Any], state: dict[str, Any]) -> None:
    """Pass a model of the architecture.

    :raises NotCompilableError: it is of another one.
    """
    refused = (
        (config.get("bert_model"), f"a transformer ({config.get('bert_model')})"),
        (config.get("charlm"), "a character language model (charlm)"),
        (not config.get("char") or not config.get("char_emb_dim"), "no character LSTM"),
        (not config.get("word_emb_dim") or "word" not in vocab, "no word vectors"),
        ("word_emb.weight" in state, "word vectors trained further in place"),
        (config.get("num_layers") != 1, f"{config.get('num_layers')} layers of word LSTM"),
        (config.get("char_num_layers") != 1, f"{config.get('char_num_layers')} layers of character LSTM"),
        (config.get("char_rec_dropout"), "recurrent dropout in the character LSTM"),
        (not config.get("lowercase", True), "word vectors looked up without lower-casing"),
        (config.get("char_lowercase"), "lower-cased characters"),
        (vocab["char"]["lower"], "a lower-cased character vocabulary"),
        ("word" in vocab and vocab["word"]["lower"], "a lower-cased word vocabulary"),
        (
            "tag_clfs.1.weight" in state and config.get("connect_output_layers"),
            "columns of tags that read each other (connect_output_layers)",
        ),
        ("charmodel.char_attn.weight" in state, "attention over characters"),
        (any(k.startswith("crit.") for k in state), "weights of an old Stanza version"),
    )
    for wrong, what in refused:
        if wrong:
            raise NotCompilableError(f"the model has {what}, which the compiled engine does not run")


def _load(file: Path) -> dict[str, Any]:
    import torch

    try:
        loaded = torch.load(file, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        reason = " ".join(str(error).split())[:200]
        raise NotCompilableError(f"{file} cannot be read: {type(error).__name__}: {reason}") from None
    if not isinstance(loaded, dict):
        raise NotCompilableError(f"{file} cannot be read: it holds a {type(loaded).__name__}")
    return loaded


def _translate(
    model: dict[str, Any], pretrain: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Facts and arrays of a compiled file.

    Whatever is linear and depends on a character or a word alone is multiplied out here, in double precision:
    characters become what they add to the gates, and the input transform goes into the word LSTM's input
    weights. The sigmoid is computed as tanh(x / 2) / 2 + 1/2, so the gates that have one are halved here.
    """
    import numpy as np

    config, state = model["config"], {k: v.double().numpy() for k, v in model["model"].items()}
    hidden, char_hidden = config["hidden_dim"], config["char_hidden_dim"]

    def halved(rows: np.ndarray, size: int) -> np.ndarray:
        scale = np.repeat([0.5, 0.5, 1.0, 0.5], size)  # input, forget, cell, output
        return np.asarray(rows * scale.reshape(-1, *[1] * (rows.ndim - 1)))

    def directions(lstm: str, size: int) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """(input weights, hidden weights, biases), forward and backward."""
        found = []
        for end in ("_l0", "_l0_reverse"):
            biases = state[f"{lstm}.bias_ih{end}"] + state[f"{lstm}.bias_hh{end}"]
            parts = (state[f"{lstm}.weight_ih{end}"], state[f"{lstm}.weight_hh{end}"], biases)
            found.append((halved(parts[0], size), halved(parts[1], size), halved(parts[2], size)))
        return found

    chars = directions("charmodel.charlstm.lstm", char_hidden)
    words = directions("taggerlstm.lstm", hidden)
    inputs = words[0][0].shape[1]
    transform = state.get("input_transform.weight", np.eye(inputs))
    shift = state.get("input_transform.bias", np.zeros(inputs))
    columns = _columns(model)
    tags = [tag for _, tags in columns for tag in tags]
    score = np.zeros((2, -(-len(tags) // TAG_COLUMNS) * TAG_COLUMNS, hidden))
    both = np.concatenate([state[f"tag_clfs.{number}.weight"] for number, _ in columns])
    score[0, : len(tags)], score[1, : len(tags)] = both[:, :hidden], both[:, hidden:]
    single = {
        "char_gates": np.stack([state["charmodel.char_emb.weight"] @ w.T + b for w, _, b in chars]),
        "char_recurrent": np.stack([r for _, r, _ in chars]),
        "char_h": state["charmodel.charlstm_h_init"][:, 0],
        "char_c": state["charmodel.charlstm_c_init"][:, 0],
        "word_input": np.concatenate([w @ transform for w, _, _ in words]),
        "word_bias": np.concatenate([w @ shift + b for w, _, b in words]),
        "word_recurrent": np.stack([r for _, r, _ in words]),
        "word_h": state["taggerlstm_h_init"][:, 0],
        "word_c": state["taggerlstm_c_init"][:, 0],
        "score": score,
        "score_bias": np.concatenate([state[f"tag_clfs.{number}.bias"] for number, _ in columns]),
    }
    single |= {
        weights.transitions_name(place): state[f"crits.{number}._transitions"].T
        for place, (number, _) in enumerate(columns)
    }
    arrays: dict[str, Any] = {n: np.ascontiguousarray(array, dtype=np.float32) for n, array in single.items()}
    rows, word_vectors = _vectors(model, pretrain)
    arrays |= word_vectors | word_arrays(rows)
    characters = dict(model["vocab"]["char"]["_unit2id"])
    return {"tags": tags, "characters": characters, "prefix": _PREFIX}, arrays


def _columns(model: dict[str, Any]) -> list[tuple[int, list[str]]]:
    """Number and tags of every column, the one that Stanza predicts first."""
    vocabulary = model["vocab"]["tag"]["_id2unit"]
    predicted = model["config"].get("predict_tagset") or 0
    order = sorted(vocabulary, key=lambda column: (column != predicted, column))
    return [(column, list(vocabulary[column])) for column in order]


def _vectors(model: dict[str, Any], pretrain: dict[str, Any]) -> tuple[dict[str, int], dict[str, np.ndarray]]:
    """The row of every word, and the arrays of the vectors: those published, and where there are any behind
    them those that were trained further."""
    arrays = _smallest(pretrain["emb"])
    single = pretrain["emb"].float().numpy()
    listed = pretrain["vocab"]["_id2unit"]
    if len(listed) != len(single) or single.shape[1] != model["config"]["word_emb_dim"]:
        raise NotCompilableError("the word vectors do not fit the model")
    rows = dict(pretrain["vocab"]["_unit2id"])
    delta, changes = model["vocab"].get("delta"), model["model"].get("delta_emb.weight")
    if delta is not None and changes is not None:
        rows, changed = fold(rows, single, delta, changes.float().numpy())
        if len(changed):
            arrays["changed_vectors"] = changed
    return rows, arrays


def _smallest(vectors: Tensor) -> dict[str, np.ndarray]:
    """`vectors` in the smallest form that changes none: bytes with a table, half precision, single."""
    import numpy as np
    import torch

    if vectors.dtype == torch.float8_e4m3fn:
        every = torch.arange(256, dtype=torch.uint8).view(vectors.dtype)
        # Two of the bytes stand for no number; no vector has them.
        values = np.nan_to_num(every.float().numpy())
        return {"vectors": vectors.view(torch.uint8).numpy(), "vector_values": values}
    single = vectors.float().numpy()
    half = single.astype(np.float16)
    return {"vectors": half if np.array_equal(half.astype(np.float32), single) else single}
