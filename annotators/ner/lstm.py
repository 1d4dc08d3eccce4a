"""One layer of LSTM in both directions, over many sequences side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotators.ner.product import Product

if TYPE_CHECKING:
    import numpy as np


class State:
    """What an LSTM knows of the sequences: `h` and `c` are (2, lanes, units). It has room to work in."""

    __slots__ = ("c", "gates", "h", "inputs", "scratch")

    def __init__(self, h: np.ndarray, c: np.ndarray, gates: np.ndarray) -> None:
        self.h, self.c, self.gates = h, c, gates
        self.inputs, self.scratch = gates.copy(), c.copy()


class Lstm:
    """Forward and backward at once: each reads the sequence in its own order."""

    def __init__(self, recurrent: np.ndarray, h: np.ndarray, c: np.ndarray) -> None:
        """`recurrent` is (2, 4 units, units), the gates those of `compiling`; `h`, `c` are (2, units)."""
        import numpy as np

        self._np = np
        self._recurrent = [Product(matrix) for matrix in recurrent]
        self._h, self._c = h, c
        self._units = h.shape[1]

    def start(self, width: int) -> State:
        """Before the first step of `width` sequences, a multiple of `product.LANES`."""
        np = self._np
        h, c = (np.repeat(x[:, None], width, axis=1) for x in (self._h, self._c))
        return State(h, c, np.zeros((2, width, 4 * self._units), dtype=np.float32))

    def restart(self, state: State, starting: list[int]) -> None:
        """Have the lanes `starting` begin a new sequence."""
        state.h[:, starting] = self._h[:, None]
        state.c[:, starting] = self._c[:, None]

    def step(self, state: State, table: np.ndarray, ids: np.ndarray, active: int) -> None:
        """One step of the first `active` lanes; `ids` (2, lanes) are rows of `table` (2, rows, 4 units)."""
        np, units = self._np, self._units
        for direction in (0, 1):
            inputs = state.inputs[direction]
            # mode: without it numpy checks and copies once more
            np.take(table[direction], ids[direction], axis=0, out=inputs, mode="clip")
            self._recurrent[direction].into(state.h[direction], active, state.gates[direction], inputs)
        gates = state.gates[:, :active]
        np.tanh(gates, out=gates)
        enter, forget = gates[..., :units], gates[..., units : 2 * units]
        cell, leave = gates[..., 2 * units : 3 * units], gates[..., 3 * units :]
        # The sigmoid is (tanh + 1) / 2; products and sums of several are halved at once.
        for sigmoid in (gates[..., : 2 * units], leave):
            sigmoid += 1
        h, c, scratch = state.h[:, :active], state.c[:, :active], state.scratch[:, :active]
        c *= forget
        np.multiply(enter, cell, out=scratch)
        c += scratch
        c *= 0.5
        np.tanh(c, out=scratch)
        np.multiply(leave, scratch, out=h)
        h *= 0.5
