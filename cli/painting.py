"""An annotated article as text for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .console import shown
from .packs import plural
from .screen import COLORS, Screen

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from annotators.article import Article
    from annotators.document import Document
    from annotators.highlight import Line, Piece

# A blank for which Rich breaks no line. In an article it is not printable, so `shown` leaves none.
_GLUE = "\ue000"


class Painter:
    """How articles are shown; the legend stands above the first."""

    def __init__(
        self, screen: Screen, layers: Sequence[str], *, numbers: bool, context: int | None, by: bool
    ) -> None:
        self._screen, self._layers = screen, layers
        self._numbers, self._context, self._by = numbers, context, by
        self._first = True

    def painted(self, article: Article, document: Document) -> str:
        """The article's name, its text with the mentions marked, and a table of what was found.

        :raises ValueError: a quote does not stand where the document says.
        """
        from rich.text import Text

        from annotators.highlight import marked_lines, marks

        found = marks(article, document, self._layers)
        above = [self._legend(), Text()] if self._first else [Text()]
        above += [Text(shown(article.name), "bold"), Text()]
        digits = len(str(len(article.line_starts)))
        lines = marked_lines(article, found, context=self._context, by=self._by)
        body = [row for line in lines for row in self._rows(line, digits)]
        table = self._table(document)
        below: list[Text | Table] = [Text(), table] if table.row_count else [Text()]
        self._first = False
        return self._screen.rendered(*above, *body, *below, self._total(document))

    def _legend(self) -> Text:
        from rich.text import Text

        from annotators.highlight import LETTERS

        marks = (
            Text.assemble(
                (f"[{LETTERS[layer]} ", COLORS[layer]),
                (layer, f"bold {COLORS[layer]}"),
                ("]", COLORS[layer]),
            )
            for layer in self._layers
        )
        return Text("  ").join(marks)

    def _rows(self, line: Line | None, digits: int) -> Iterator[Text]:
        """`line` as lines of the screen, its number before the first."""
        from rich.text import Text

        gutter = digits + 2 if self._numbers else 0
        if line is None:
            yield Text(" " * gutter + "...", "dim")
            return
        text = Text.assemble(*((_glued(piece), _style(piece)) for piece in line.pieces))
        width = self._screen.width
        rows = [text] if width is None else text.wrap(self._screen.console, max(width - gutter, 8))
        for row in rows:
            row.plain = row.plain.replace(_GLUE, " ")
        for number, row in enumerate(rows):
            if self._numbers:
                label = f"{line.number:>{digits}}  " if number == 0 else " " * gutter
                yield Text.assemble((label, "dim"), row)
            else:
                yield row

    def _table(self, document: Document) -> Table:
        from rich.text import Text

        from annotators.highlight import LETTERS
        from annotators.overview import rows

        table = self._screen.table()
        table.add_column("")
        table.add_column("name", overflow="fold")
        table.add_column("what is said of it", overflow="fold")
        if not self._screen.narrow:
            table.add_column("mentions", justify="right", no_wrap=True)
            table.add_column("lines", overflow="fold")
        for row in rows(document, self._layers):
            numbers = [str(len(row.lines)), ", ".join(str(line) for line in dict.fromkeys(row.lines))]
            table.add_row(
                Text(LETTERS[row.layer], COLORS[row.layer]),
                Text(" ".join(shown(row.name).split()), f"bold {COLORS[row.layer]}"),
                Text(" ".join(shown(row.facts).split())),
                *([] if self._screen.narrow else numbers),
            )
        return table

    def _total(self, document: Document) -> Text:
        """`5 people, 6 units, no crossings, counts not asked for`."""
        from rich.text import Text

        totals = []
        for layer in self._layers:
            entities = getattr(document, layer)
            if entities is None:
                totals.append(f"{layer} not asked for")
            elif layer == "people":
                totals.append(f"{len(entities)} {'person' if len(entities) == 1 else 'people'}")
            else:
                totals.append(plural(len(entities), layer.removesuffix("s")))
        return Text(", ".join(totals), "dim")


def _glued(piece: Piece) -> str:
    """What is shown of `piece`; no line is broken between an opening mark and its words."""
    return piece.text.replace(" ", _GLUE) if piece.is_mark and piece.text[0] == "[" else shown(piece.text)


def _style(piece: Piece) -> str:
    """The innermost layer's colour."""
    if not piece.layers:
        return ""
    color = COLORS[piece.layers[-1]]
    return color if piece.is_mark else f"bold {color}"
