"""A summary as tables for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .console import shown
from .packs import plural
from .screen import COLORS, Screen

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from annotators.summary import Counted, Named, Summary

_BAR = 12  # columns
_NAMES = {"people": "people", "units": "units", "crossings": "crossings", "counts": "things counted"}
_ROLES = 2  # of a person are shown


class SummaryTables:
    """A head line, and a table a layer with a bar for the mentions."""

    def __init__(self, screen: Screen, summary: Summary) -> None:
        self._screen, self._summary = screen, summary

    def text(self, layers: Sequence[str], top: int) -> str:
        """The head line, and of each layer the `top` entities."""
        from rich.text import Text

        summary = self._summary
        mentions = sum(summary.mentions[layer] for layer in layers)
        head = ", ".join(
            (
                plural(summary.articles, "article"),
                plural(summary.failures, "failure"),
                plural(mentions, "mention"),
            )
        )
        things: list[RenderableType] = [Text(head, "bold")]
        for layer in layers:
            things += [Text(), Text(self._title(layer, top), f"bold {COLORS[layer]}")]
            if summary.size(layer):
                things += [Text(), self._counts(top) if layer == "counts" else self._entities(layer, top)]
        return self._screen.rendered(*things)

    def _title(self, layer: str, top: int) -> str:
        size = self._summary.size(layer)
        bare = plural(self._summary.bare, "number") if layer == "counts" and self._summary.bare else ""
        if not size:
            return f"no {_NAMES[layer]}" + (f", {bare} of things not named" if bare else "")
        mentions = plural(self._summary.mentions[layer], "mention")
        mentions += f" ({bare} of things not named left out)" if bare else ""
        which = f"the first {top} of {size:,}" if size > top else f"all {size:,}"
        return f"{_NAMES[layer]}: {which}, {mentions}"

    def _entities(self, layer: str, top: int) -> Table:
        from rich.text import Text

        table = self._screen.table()
        table.add_column("name", overflow="fold")
        table.add_column({"people": "roles"}.get(layer, "what it is"), overflow="fold")
        found = self._summary.named(layer, top)
        self._add_numbers(table)
        for entity in found:
            table.add_row(
                Text(_line(entity.name), "bold"),
                Text(_line(_facts(entity))),
                f"{entity.articles:,}",
                f"{entity.mentions:,}",
                *self._bar(layer, entity.mentions, found[0].mentions),
            )
        return table

    def _counts(self, top: int) -> Table:
        from rich.text import Text

        table = self._screen.table()
        table.add_column("what", overflow="fold")
        table.add_column("total", justify="right", overflow="fold")
        table.add_column("added", justify="right", no_wrap=True)
        found = self._summary.counted(top)
        self._add_numbers(table)
        for thing in found:
            table.add_row(
                Text(_line(thing.unit or thing.what), "bold"),
                _total(thing),
                f"{thing.added:,}",
                f"{thing.articles:,}",
                f"{thing.mentions:,}",
                *self._bar("counts", thing.mentions, found[0].mentions),
            )
        return table

    def _add_numbers(self, table: Table) -> None:
        table.add_column("articles", justify="right", no_wrap=True)
        table.add_column("mentions", justify="right", no_wrap=True)
        if not self._screen.narrow:
            table.add_column("", no_wrap=True, min_width=_BAR)

    def _bar(self, layer: str, value: int, longest: int) -> Iterator[RenderableType]:
        """A bar that is never empty, however small the value; none on a narrow screen."""
        from rich.bar import Bar
        from rich.text import Text

        if self._screen.narrow:
            return
        if self._screen.ascii:
            yield Text("#" * max(1, _BAR * value // longest), COLORS[layer])
        else:
            smallest = longest / (8 * _BAR)
            yield Bar(longest, 0, max(value, smallest), width=_BAR, color=COLORS[layer])


def _line(text: str) -> str:
    return " ".join(shown(text).split())


def _facts(entity: Named) -> str:
    roles = ", ".join(entity.roles[:_ROLES]) + (", ..." if len(entity.roles) > _ROLES else "")
    return ", ".join(filter(None, (roles, entity.kind, "-".join(entity.countries))))


def _total(thing: Counted) -> str:
    from annotators.overview import bounds

    if not thing.added:
        return "-"
    return f"{'~ ' if thing.approximate else ''}{bounds(thing.min, thing.max)}"
