"""Matrix products in which a row's result depends on the row alone, to the last bit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

LANES = 16  # rows come in multiples of this
_SIZES = (16, 4, 1)  # divisors of LANES; one row alone is always the same


class Product:
    """Rows times a matrix.

    A BLAS kernel takes some rows at a time and adds up those that are left over in another order, so the
    sum of a row moves in its last bits with the rows around it, and how depends on the processor. So rows
    are multiplied in blocks of one size: the largest, tried once here, in which a row has the same result
    in every place.
    """

    def __init__(self, matrix: np.ndarray) -> None:
        """`matrix` is (outputs, inputs), float32."""
        import numpy as np

        self._matmul = np.matmul
        self._matrix = matrix
        outputs, inputs = matrix.shape
        probe = np.sin(np.arange(1, inputs + 1, dtype=np.float32))
        for size in _SIZES:
            columns = np.matmul(matrix, np.tile(probe, (size, 1)).T)
            if (columns == columns[:, :1]).all():
                break
        self._size = size
        self._columns = np.empty((outputs, size), dtype=np.float32)

    def into(self, rows: np.ndarray, count: int, out: np.ndarray) -> None:
        """The product of the first `count` of `rows`, into the same rows of `out`; more may be computed.

        `rows` is (lanes, inputs), `out` (lanes, outputs); lanes are a multiple of `LANES`.
        """
        for start in range(0, count, self._size):
            block = slice(start, start + self._size)
            self._matmul(self._matrix, rows[block].T, out=self._columns)
            out[block] = self._columns.T


def whole(rows: int) -> int:
    """`rows`, rounded up to a multiple of `LANES`."""
    return -(-rows // LANES) * LANES
