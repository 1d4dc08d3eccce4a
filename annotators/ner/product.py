"""Matrix products in which a row's result depends on the row alone, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

STEP = 12  # rows are multiplied in multiples of this
LANES = 48  # rows come in multiples of this
_MOST = 96  # rows at once: more are no faster
_ALIGNED = 16  # outputs of a part come in multiples of this
# Outputs of the largest part (0: all are one) and of the margins around it. The last is so small that BLAS
# does not divide it among threads, where it has several.
_WAYS = ((0, 0), (320, 8), (256, 16), (256, 32), (64, 8))
_SIZES = (16, 4, 1)  # divisors of LANES; one row alone is always the same


class Product:
    """Rows times a matrix.

    A BLAS kernel adds up the products of a row in one order where it works on full tiles, and in others at
    the edges of a matrix, so the sum of a row moves in its last bits with the rows around it; how depends on
    the processor. Two ways around that are tried here, once, on rows that are all alike:
    - outputs in parts that are small enough not to be divided, with a margin of outputs that nobody looks at;
    - blocks of few rows, from above, which is slower.
    The first is taken whose results are alike in every place.
    """

    def __init__(self, matrix: np.ndarray) -> None:
        """`matrix` is (outputs, inputs), float32."""
        import numpy as np

        self._np = np
        self._matrix = matrix
        outputs, inputs = matrix.shape
        self._probe = np.sin(np.arange(1, inputs + 1, dtype=np.float32))
        self._fits: dict[int, bool] = {}
        self._parts: list[np.ndarray] = []
        for largest, margin in _WAYS:
            self._divide(largest, margin)
            probed = self._try(STEP)
            if (probed == probed[0]).all():
                self._expected = probed[0].copy()
                return
        self._parts.clear()
        for size in _SIZES:
            columns = np.matmul(matrix, np.tile(self._probe, (size, 1)).T)
            if (columns == columns[:, :1]).all():
                break
        self._size = size
        self._made = np.empty((outputs, size), dtype=np.float32)

    def into(self, rows: np.ndarray, count: int, out: np.ndarray, plus: np.ndarray | None = None) -> None:
        """The product of the first `count` of `rows`, with `plus` added, into the same rows of `out`; more
        may be computed.

        `rows` is (lanes, inputs), `out` and `plus` (lanes, outputs); lanes are a multiple of `LANES`.
        """
        work = self._by_parts if self._parts else self._by_block
        for block in self._blocks(count):
            work(rows[block], out[block], None if plus is None else plus[block])

    def _blocks(self, count: int) -> Iterator[slice]:
        """All rows, so many at once as have the results of few."""
        if not self._parts:
            yield from (slice(start, start + self._size) for start in range(0, count, self._size))
            return
        count = -(-count // STEP) * STEP
        for start in range(0, count, _MOST):
            stop = min(start + _MOST, count)
            if self._fit(stop - start):
                yield slice(start, stop)
            else:
                yield from (slice(first, first + STEP) for first in range(start, stop, STEP))

    def _divide(self, largest: int, margin: int) -> None:
        """Make the parts of at most `largest` outputs, each with `margin` more on either side."""
        np = self._np
        outputs, inputs = self._matrix.shape
        self._margin = margin
        if not largest:
            self._width, self._parts = outputs, [self._matrix.T]
        else:
            parts = -(-outputs // largest)
            self._width = -(-outputs // (parts * _ALIGNED)) * _ALIGNED
            padded = np.zeros((parts, self._width + 2 * margin, inputs), dtype=np.float32)
            for part, start in zip(padded, range(0, outputs, self._width), strict=True):
                taken = self._matrix[start : start + self._width]
                part[margin : margin + len(taken)] = taken
            self._parts = [part.T for part in padded]
        self._made = np.empty((_MOST, self._width + 2 * margin), dtype=np.float32)

    def _fit(self, size: int) -> bool:
        """Whether so many rows at once have the results of few."""
        known = self._fits.get(size)
        if known is None:
            known = self._fits[size] = bool((self._try(size) == self._expected).all())
        return known

    def _try(self, size: int) -> np.ndarray:
        import numpy as np

        out: np.ndarray = np.empty((size, len(self._matrix)), dtype=np.float32)
        self._by_parts(np.tile(self._probe, (size, 1)), out, None)
        return out

    def _by_parts(self, rows: np.ndarray, out: np.ndarray, plus: np.ndarray | None) -> None:
        np, margin, width = self._np, self._margin, self._width
        made = self._made[: len(rows)]
        useful = made[:, margin : margin + width]
        start = 0
        for part in self._parts:
            np.matmul(rows, part, out=made)
            stop = start + width
            target = out[:, start:stop]
            if stop > out.shape[1]:
                useful = useful[:, : target.shape[1]]
            if plus is None:
                target[:] = useful
            else:
                np.add(useful, plus[:, start:stop], out=target)
            start = stop

    def _by_block(self, rows: np.ndarray, out: np.ndarray, plus: np.ndarray | None) -> None:
        np = self._np
        np.matmul(self._matrix, rows.T, out=self._made)
        if plus is None:
            out[:] = self._made.T
        else:
            np.add(self._made.T, plus, out=out)


def whole(rows: int) -> int:
    """`rows`, rounded up to a multiple of `LANES`."""
    return -(-rows // LANES) * LANES
