from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotators.ner import product
from annotators.ner.product import LANES, STEP, Product, whole

RANDOM = np.random.default_rng(1)
MATRIX = RANDOM.standard_normal((600, 50), dtype=np.float32)
Matmul = Callable[..., np.ndarray]


def rows_of(count: int, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((whole(count), 50), dtype=np.float32)


def made(times: Product, rows: np.ndarray, count: int, plus: np.ndarray | None = None) -> np.ndarray:
    out = np.zeros((len(rows), len(MATRIX)), dtype=np.float32)
    times.into(rows, count, out, plus)
    return out[:count]


def disturbed(real: Matmul, wrong: Callable[[tuple[int, ...]], bool]) -> Matmul:
    """A BLAS in which places differ where the shape of the result is `wrong`."""

    def matmul(a: np.ndarray, b: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        result: np.ndarray = real(a, b, out=out)
        if wrong(result.shape):
            result += np.arange(result.size, dtype=np.float32).reshape(result.shape)
        return result

    return matmul


@pytest.mark.parametrize("count", [1, STEP, 50, 96, 97, 300])
def test_a_product_is_that_of_the_matrix_and_what_is_to_be_added(count: int) -> None:
    rows, plus = rows_of(count), RANDOM.standard_normal((whole(count), len(MATRIX)), dtype=np.float32)
    exact = (rows.astype(np.float64) @ MATRIX.T.astype(np.float64))[:count]
    assert np.allclose(made(Product(MATRIX), rows, count), exact, atol=1e-4)
    assert np.allclose(made(Product(MATRIX), rows, count, plus), exact + plus[:count], atol=1e-4)


@settings(deadline=None, max_examples=60)
@given(count=st.integers(1, 250), place=st.integers(0, 249), seed=st.integers(0, 1000))
def test_a_row_has_the_same_product_to_the_last_bit_wherever_it_stands(
    count: int, place: int, seed: int
) -> None:
    times, row, place = Product(MATRIX), rows_of(1, seed)[0], place % count
    alone, among = rows_of(1, seed + 1), rows_of(count, seed + 2)
    alone[0] = among[place] = row
    assert made(times, among, count)[place].tobytes() == made(times, alone, 1)[0].tobytes()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda shape: shape == (STEP, 600),
        lambda shape: shape[1] in (600, 208 + 16, 208 + 32),
        lambda shape: shape[0] > STEP,
        lambda shape: shape[0] != 600,
        lambda shape: shape[1] > 1,
    ],
    ids=["whole", "narrow margins", "many rows", "parts", "all but single rows"],
)
def test_where_places_differ_another_way_is_found(
    monkeypatch: pytest.MonkeyPatch, wrong: Callable[[tuple[int, ...]], bool]
) -> None:
    rows = rows_of(70)
    exact = rows.astype(np.float64) @ MATRIX.T.astype(np.float64)
    monkeypatch.setattr(np, "matmul", disturbed(np.matmul, wrong))
    assert np.allclose(made(Product(MATRIX), rows, 70), exact[:70], atol=1e-4)
    plus = np.ones((len(rows), len(MATRIX)), dtype=np.float32)
    assert np.allclose(made(Product(MATRIX), rows, 70, plus), exact[:70] + 1, atol=1e-4)


def test_block_sizes_divide_the_lanes() -> None:
    assert all(LANES % size == 0 for size in (*product._SIZES, STEP))
    assert product._SIZES[-1] == 1
    assert [whole(n) for n in (1, LANES, LANES + 1)] == [LANES, LANES, 2 * LANES]
