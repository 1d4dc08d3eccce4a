"""What people read on standard output: Rich renders it, for a terminal or without an escape for a pipe."""

from __future__ import annotations

import io
import os
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .console import is_colored, is_dumb

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

# Neutral in brightness, so that each has a contrast of 4 to 1 on black and on white (a test computes it), and
# apart for most who see colours otherwise; Rich takes the nearest of a terminal with fewer.
COLORS = {
    "people": "color(163)",
    "units": "color(27)",
    "crossings": "color(28)",
    "counts": "color(130)",
}
_UNWRAPPED = 1_000_000  # columns
_NARROW = 60  # columns
# Terminals without block characters in their fonts.
_POOR = ("dumb", "unknown", "linux", "vt100", "vt102", "vt220")


@dataclass(frozen=True, slots=True)
class Screen:
    """Where the output goes."""

    console: Console  # renders to text only
    width: int | None  # columns; None: lines are not broken
    height: int | None  # lines of a terminal that can page
    encoding: str
    ascii: bool  # draw with ASCII alone

    @property
    def narrow(self) -> bool:
        """Too narrow for tables with all their columns."""
        return self.width is not None and self.width < _NARROW

    def rendered(self, *things: RenderableType) -> str:
        """`things`, each on lines of its own, without blanks at their ends."""
        with self.console.capture() as capture:
            for each in things:
                self.console.print(each, soft_wrap=self.width is None)
        return "".join(f"{line.rstrip(' ')}\n" for line in capture.get().split("\n")[:-1])

    def table(self) -> Table:
        """An empty table: a line below its head and no other."""
        from rich import box
        from rich.table import Table

        blank = "    \n"
        plain = box.Box(f"{blank}{blank} -- \n{blank * 5}".removesuffix("\n"), ascii=True)
        return Table(
            box=plain if self.ascii else box.SIMPLE_HEAD,
            show_edge=False,
            pad_edge=False,
            padding=(0, 1, 0, 0),
        )


def screen() -> Screen:
    """Standard output as it is now."""
    from rich.console import Console

    terminal, dumb = sys.stdout.isatty(), is_dumb()
    poor = terminal and os.environ.get("TERM") in _POOR
    size = shutil.get_terminal_size()
    coloured = is_colored(sys.stdout)
    encoding = sys.stdout.encoding or "utf-8"
    console = Console(
        file=io.StringIO(),
        force_terminal=coloured,
        color_system=None if not coloured else "256" if dumb or not terminal else "auto",
        no_color=False,
        width=size.columns if terminal else _UNWRAPPED,
        highlight=False,
        markup=False,
        emoji=False,
    )
    return Screen(
        console=console,
        width=size.columns if terminal else None,
        height=size.lines if terminal and not dumb else None,
        encoding=encoding,
        ascii=not encoding.lower().replace("-", "").startswith("utf") or poor,
    )
