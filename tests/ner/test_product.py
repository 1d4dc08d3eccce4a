from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.ner import product
from annotators.ner.product import LANES, Product, whole

RANDOM = np.random.default_rng(1)
MATRIX = RANDOM.standard_normal((64, 50), dtype=np.float32)


def test_a_product_is_that_of_the_matrix() -> None:
    rows = RANDOM.standard_normal((2 * LANES, 50), dtype=np.float32)
    out = np.zeros((2 * LANES, 64), dtype=np.float32)
    Product(MATRIX).into(rows, len(rows), out)
    assert np.allclose(out, rows.astype(np.float64) @ MATRIX.T.astype(np.float64), atol=1e-4)


@settings(deadline=None, max_examples=50)
@given(blocks=st.integers(1, 4), place=st.integers(0, 4 * LANES - 1), seed=st.integers(0, 1000))
def test_a_row_has_the_same_product_to_the_last_bit_wherever_it_stands(
    blocks: int, place: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    row = random.standard_normal(50, dtype=np.float32)
    times = Product(MATRIX)
    alone = np.zeros((LANES, 50), dtype=np.float32)
    alone[0] = row
    first = np.zeros((LANES, 64), dtype=np.float32)
    times.into(alone, 1, first)
    rows = random.standard_normal((blocks * LANES, 50), dtype=np.float32)
    place %= len(rows)
    rows[place] = row
    out = np.zeros((len(rows), 64), dtype=np.float32)
    times.into(rows, place + 1, out)
    assert out[place].tobytes() == first[0].tobytes()


def test_where_no_block_treats_rows_alike_they_are_multiplied_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, widths = np.matmul, []

    def matmul(a: np.ndarray, b: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        """A BLAS in which places differ."""
        widths.append(b.shape[1])
        result: np.ndarray = real(a, b, out=out)
        result += np.arange(b.shape[1], dtype=np.float32)
        return result

    monkeypatch.setattr(np, "matmul", matmul)
    times = Product(MATRIX)
    widths.clear()
    times.into(np.ones((LANES, 50), dtype=np.float32), 3, np.zeros((LANES, 64), dtype=np.float32))
    assert widths == [1, 1, 1]


def test_block_sizes_divide_the_lanes() -> None:
    assert all(LANES % size == 0 for size in product._SIZES)
    assert product._SIZES[-1] == 1
    assert [whole(n) for n in (1, LANES, LANES + 1)] == [LANES, LANES, 2 * LANES]
