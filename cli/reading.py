"""What `annotate` reads: the options, their checks, the inputs they stand for, and how many those are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from .articles import check_inputs, open_list

if TYPE_CHECKING:
    from annotators.inputs import Item
    from annotators.jsonlinput import Keys

_COUNTED = 1_000_000_000  # bytes of a file whose lines are counted: more would keep the work waiting

Jsonl = Annotated[
    str | None,
    typer.Option(
        metavar="FIELD", help="PATHS are JSON lines, an article each, its text at FIELD (body.text)."
    ),
]
IdField = Annotated[str, typer.Option(metavar="FIELD", help="With --jsonl: the article's id.")]
DateField = Annotated[str, typer.Option(metavar="FIELD", help="With --jsonl: its date.")]
SourceField = Annotated[str, typer.Option(metavar="FIELD", help="With --jsonl: its source.")]
StdinName = Annotated[str, typer.Option(metavar="NAME", help="What standard input is called in the record.")]
Glob = Annotated[
    str | None,
    typer.Option(
        metavar="PATTERN",
        help="Which files of a folder to take, by name; hidden ones and linked folders are passed over."
        "  [default: *.txt, with --jsonl *.jsonl]",
    ),
]
FilesFrom = Annotated[
    str | None,
    typer.Option(metavar="FILE|-", help="Read paths from a file or standard input, one a line, after PATHS."),
]
Null = Annotated[
    bool, typer.Option("-0", "--null", help="In --files-from a NUL, not a line break, ends a path.")
]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the options say of the articles."""

    paths: list[str]
    files_from: str | None
    null: bool
    given_glob: str | None
    stdin_name: str
    encoding: str
    max_bytes: int
    keys: Keys | None  # None: a file is an article

    @property
    def glob(self) -> str:
        """Which files of a folder are taken."""
        return self.given_glob or ("*.txt" if self.keys is None else "*.jsonl")

    @property
    def stdin(self) -> BinaryIO | None:
        """Standard input, where there is any."""
        return sys.stdin.buffer if sys.stdin is not None else None

    def check(self, ctx: typer.Context) -> None:
        """Refuse options that do not go together, before anything slow is begun.

        :raises typer.BadParameter: an option has a value that cannot be.
        """
        check_inputs(ctx, self.paths, self.files_from, null=self.null, glob=self.glob, encoding=self.encoding)
        if self.keys is not None and self.encoding.lower().replace("_", "-") not in ("utf-8", "utf8"):
            raise typer.BadParameter("JSON lines are UTF-8", param_hint="'--encoding'")

    def opened_list(self) -> AbstractContextManager[BinaryIO | None]:
        """The file of paths to read.

        :raises CommandError: it cannot be opened.
        """
        return nullcontext(None) if self.files_from is None else open_list(self.files_from)

    def items(self, list_: BinaryIO | None) -> Iterator[Item]:
        """The inputs in their order; `list_` is what `opened_list` opened."""
        from annotators.inputs import inputs, listed
        from annotators.jsonlinput import articles

        names = listed(list_, null=self.null) if list_ is not None else ()
        given = self.paths or (["-"] if list_ is None else [])
        items = inputs(given, names, glob=self.glob, stdin_name=self.stdin_name)
        if self.keys is None:
            return items
        return articles(items, self.keys, stdin=self.stdin, max_bytes=self.max_bytes)

    def total(self) -> int | None:
        """How many inputs there are, folders walked and lines counted; None where only the end will tell."""
        from annotators.inputs import Source, inputs, listed
        from annotators.jsonlinput import count_lines

        if "-" in (self.files_from, *self.paths) or not (self.paths or self.files_from):
            return None
        if (
            self.files_from is not None and not Path(self.files_from).is_file()
        ):  # `<(find .)` can be read once
            return None
        try:
            with self.opened_list() as list_:
                names = listed(list_, null=self.null) if list_ is not None else ()
                total = 0
                for item in inputs(self.paths, names, glob=self.glob):
                    if not isinstance(item, Source):
                        continue
                    if self.keys is not None and item.path is not None:
                        if item.path.stat().st_size > _COUNTED:
                            return None
                        total += count_lines(item.path)
                    else:
                        total += 1
        except OSError:
            return None
        return total
